"""Reactions in copies, out of order and lost, on two platforms, with Valkey killed in between; and the log replayed.

Each round is a history of its own on a paper of its own; at its end the record must equal what the platform shows, and at the
end of all, the newest snapshot with the log after it must equal the record.
"""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from core.errors import RecordDown
from core.store.embedded.server import Lease, join
from core.store.engine import backup, keys
from core.store.engine.log import Log
from core.store.engine.record import Record
from core.store.engine.upkeep import Upkeep
from core.store.votes.votes import Votes
from tests import histories
from tests.chaos.wrong_votes import Blind, Incrementing
from tests.factories import NOW

LOST, COPIES, CROWD = 0.3, 5, 6
KILL_EVERY = 2000
"""Events between two kills of Valkey by signal 9."""

UNLOGGED = ("pb:log", "pb:snapshot", "pb:epoch", "pb:changed", "pb:schema")
"""Keys that no replay has to bring back."""

KINDS: dict[str, type[Votes]] = {"tally-by-incr": Incrementing, "skip-reconcile": Blind}


def run(home: Path, seed: int, sabotage: str, events: int, seconds: float, happened: Counter[str]) -> list[str]:
    """Deliver so many events, or as many as the time allows, then replay the log."""
    with join(home) as lease:
        until = time.monotonic() + seconds
        faults = _campaign(lease, events, until, random.Random(seed), KINDS.get(sabotage, Votes), happened)
        return faults + _replayed(lease, home)


def _campaign(
    lease: Lease, events: int, until: float, dice: random.Random, kind: type[Votes], happened: Counter[str]
) -> list[str]:
    record = Record(lease.url)
    record.prepare(lambda: None)
    votes, faults, started = kind(record), list[str](), time.monotonic()
    stop = threading.Event()
    killer = threading.Thread(target=_kill, args=(lease, stop, happened), daemon=True)
    killer.start()
    while happened["events"] < events and time.monotonic() < until:
        number = happened["histories"]
        faults += _round(votes, dice, number, happened)
        happened["histories"] += 1
        if number % 500 == 499:
            print(
                f"{happened['events']:,} events, {len(faults)} faults, {time.monotonic() - started:.0f} s", flush=True
            )
    stop.set()
    killer.join()
    record.close()
    return faults


def _round(votes: Votes, dice: random.Random, number: int, happened: Counter[str]) -> list[str]:
    """One history: with all its events and with gaps that a look closes, by turns."""
    papers = [f"{number}a", f"{number}b"]
    events = histories.history(dice, dice.randrange(1, 60), papers, CROWD)
    lost = LOST if number % 2 else 0.0
    told = histories.copies(dice, events, lost=lost, most=COPIES)
    happened["events"] += len(events)
    happened["deliveries"] += len(told)
    happened["events lost for good"] += len(events) - len(set(told))
    for one in told:
        _until_taken(lambda one=one: histories.hear(votes, one), happened)
    standing = histories.shown(events)
    if lost:
        places = list(histories.places(events))
        _until_taken(lambda: histories.look(votes, standing, places, histories.end(events)), happened)
        late = dice.sample(told, min(5, len(told)))
        for one in late:
            _until_taken(lambda one=one: histories.hear(votes, one), happened)
    return [fault for paper in papers for fault in _faults(votes, standing, paper, by_set=bool(lost))]


def _until_taken(change: Any, happened: Counter[str]) -> None:
    """Deliver again what was not acknowledged, as a platform does."""
    while True:
        try:
            change()
            return
        except RecordDown:
            happened["deliveries refused and sent again"] += 1
            time.sleep(0.05)


def _faults(votes: Votes, standing: histories.Shown, paper: str, *, by_set: bool) -> list[str]:
    """Where a paper is not as the platform shows it: by marks, and by tally where every event was told."""
    found = {mark.key for mark in votes._ballots.read(paper).marks if mark.side not in ("gone", "seen")}
    wanted = {
        (keys.name(one.person), keys.message(one.message.place, one.message.id), one.sign)
        for one in standing.values()
        if one.paper == paper
    }
    faults = [f"{paper}: {len(found ^ wanted)} marks differ"] if found != wanted else []
    tally, shown = votes.tallies([paper])[paper], histories.tally(standing, paper)
    same = (tally.up + tally.down, tally.saved) == (shown.up + shown.down, shown.saved) if by_set else tally == shown
    return faults if same else [*faults, f"{paper}: {tally}, but {shown} is shown"]


def _kill(lease: Lease, stop: threading.Event, happened: Counter[str]) -> None:
    """Kill Valkey by signal 9 each time so many events have come; the guard or the next `ensure` starts it again."""
    due = KILL_EVERY
    while not stop.wait(0.02):
        if happened["events"] >= due:
            due += KILL_EVERY
            os.kill(lease.ensure().pid, signal.SIGKILL)
            lease.ensure()
            happened["kills of Valkey"] += 1


def _replayed(lease: Lease, home: Path) -> list[str]:
    """The record after a snapshot, a thousand more events, and that snapshot restored with the log after it replayed."""
    record = Record(lease.url)
    votes, dice = Votes(record), random.Random(1)
    snapshot = Upkeep(record, Log(record), home / "snapshots").snapshot()
    for one in histories.copies(dice, histories.history(dice, 1000, ["x", "y", "z"], 50)):
        histories.hear(votes, one, NOW + timedelta(hours=1))
    live, tail = _image(record), [event for page in Log(record).after("0-0") for event in page]
    backup.restore(record, snapshot)
    for event in tail:
        for write in event.writes:
            record.text.execute_command(*write)
    rebuilt = _image(record)
    record.close()
    return [
        f"replay: {key!r} differs" for key in sorted(live.keys() | rebuilt.keys()) if live.get(key) != rebuilt.get(key)
    ]


def _image(record: Record) -> dict[bytes, object]:
    read: dict[bytes, Any] = {b"hash": record.raw.hgetall, b"set": record.raw.smembers, b"string": record.raw.get}
    read[b"zset"] = lambda key: record.raw.zrange(key, 0, -1, withscores=True)
    names: Sequence[bytes] = [key for key in record.raw.scan_iter(count=5000) if not key.decode().startswith(UNLOGGED)]
    return {key: read[record.raw.type(key)](key) for key in names}
