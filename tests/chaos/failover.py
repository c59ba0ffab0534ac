"""`python -m tests.chaos failover`: the primary of a replicated record killed, frozen and cut off, while posts go out and people vote.

Parts: `posts` (the primary is taken away at 09:00:00 by the moved clock, and at each named point of planning, claiming and sending),
`votes` (while threads acknowledge reactions as bots do) and `bots` (while both bots and a worker serve people). The sabotage of the first
two (a change counts before a replica holds it, and a primary without replicas takes writes) must make the campaign fail.
"""

import argparse
import itertools
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

from core.errors import RecordDown
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from tests.chaos.acknowledged import Voters
from tests.chaos.delivery import Stage
from tests.chaos.failing import KINDS, FailingRecord
from tests.chaos.killing import VOTES_A_SECOND, Trouble, at_rest
from tests.chaos.rounds_worker import BEFORE_PLANNING, POINTS, REACHED
from tests.chaos.troubled import DAY, STARTED, WORDS
from tests.chaos.world import Town
from tests.factories import bring, entry

BOTS = ("slack", "discord", "worker")
ON_THE_HOUR = "at 09:00:00"
MOMENTS = (ON_THE_HOUR, BEFORE_PLANNING, *POINTS)

TRACEBACK = r"^Traceback.*\n(?:[ |+].*\n)+(.*)$"
"""What of an error's traces tells which it is: the line after them."""

VOTED_BETWEEN = 3.0
"""Seconds of votes before each strike, and after the servers are whole again."""


def main(argv: list[str]) -> int:
    """Run the parts; 1 where a post came twice or not at all, or an acknowledged vote is lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos failover", description=__doc__)
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--strikes", type=int, default=len(MOMENTS) * len(KINDS), help="failovers in each part")
    parser.add_argument("--minutes", type=float, default=60.0, help="end each part earlier, after so many minutes")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--kind", choices=KINDS, help="only this kind of failure")
    parser.add_argument("--sabotage", choices=("none", "no-wait"), default="none")
    parser.add_argument("--log", help="where to keep what the bots logged")
    asked = parser.parse_args(argv)
    faults = []
    for name in [asked.part] if asked.part else PARTS:
        print(f"{name}: seed {asked.seed}, sabotage {asked.sabotage}", flush=True)
        with ExitStack() as ending:
            record = FailingRecord(ending, guarded=asked.sabotage == "none")
            faults += PARTS[name](record, asked, ending)
        gaps = ", ".join(f"{gap:.1f}" for gap in sorted(record.gaps))
        told = ", ".join(f"{count} {what}" for what, count in record.happened.items())
        print(f"{name}: {told}; another server took over after {gaps} s", flush=True)
    print("\n".join(faults[:10]))
    print(f"{len(faults)} faults")
    return int(bool(faults))


def _posts(record: FailingRecord, asked: argparse.Namespace, ending: ExitStack) -> list[str]:
    home = Path(ending.enter_context(tempfile.TemporaryDirectory()))
    stage = FailoverStage(home, record, asked, ending)
    faults = stage.live(asked.strikes, asked.minutes * 60)
    print(", ".join(f"{count:,} {what}" for what, count in stage.happened.items()), flush=True)
    return faults


def _votes(record: FailingRecord, asked: argparse.Namespace, ending: ExitStack) -> list[str]:
    voters = Voters(record.url, waits=asked.sabotage == "none")
    ending.callback(voters.end)
    until = time.monotonic() + asked.minutes * 60
    for kind in itertools.islice(itertools.cycle([asked.kind] if asked.kind else KINDS), asked.strikes):
        time.sleep(VOTED_BETWEEN)
        record.strike(kind)
        record.heal()
        print(f"{kind}: {voters.acknowledged():,} votes acknowledged, {voters.refused:,} refused", flush=True)
        if time.monotonic() > until:
            break
    time.sleep(VOTED_BETWEEN)
    return voters.faults()


def _bots(record: FailingRecord, asked: argparse.Namespace, ending: ExitStack) -> list[str]:
    home = Path(ending.enter_context(tempfile.TemporaryDirectory()))
    town = Town(home, asked.seed, ending, record=record.url)
    kinds = itertools.islice(itertools.cycle([asked.kind] if asked.kind else KINDS), asked.strikes)
    trouble = FailingTown(town, home, record, kinds)
    trouble.begin(dict.fromkeys(BOTS, 0.0))
    until = time.monotonic() + asked.minutes * 60
    while not trouble.over and time.monotonic() < until:
        trouble.step()
        time.sleep(1 / VOTES_A_SECOND)
    record.heal()
    faults = at_rest(town)
    (Path(asked.log) if asked.log else home / "copy.log").write_bytes(town.log.read_bytes())
    print(", ".join(f"{count:,} {what}" for what, count in town.happened.items()), flush=True)
    unknown = Counter(re.findall(TRACEBACK, town.log.read_text("utf-8", "replace"), re.MULTILINE))
    return faults + [f"{count} times an error that nobody knows: {error}" for error, count in unknown.items()]


class FailingTown(Trouble):
    """The load of votes, presses, commands and digests, on a record that fails one time after the other; nobody else dies."""

    def __init__(self, town: Town, home: Path, record: FailingRecord, kinds: Iterator[str]) -> None:
        super().__init__(town, home)
        self._record, self._kinds, self.over = record, kinds, False
        self.due = {name: time.monotonic() + VOTED_BETWEEN for name in ("valkey", "digest")}

    def strike(self, name: str) -> None:
        """Take the primary away, once all three servers are together."""
        if name == "digest":
            super().strike(name)
        elif self._record.servers.whole() and not self.over:
            kind = next(self._kinds, "")
            self.over = not kind
            if kind:
                self._record.strike(kind)

    def step(self) -> None:
        """As before, and what is away comes back in time."""
        self._record.tend()
        super().step()


PARTS: dict[str, Callable[[FailingRecord, argparse.Namespace, ExitStack], list[str]]] = {
    "posts": _posts,
    "votes": _votes,
    "bots": _bots,
}


class FailoverStage(Stage):
    """The stage of the deliveries, on a record that fails at the moments which its workers come to."""

    def __init__(self, home: Path, record: FailingRecord, asked: argparse.Namespace, ending: ExitStack) -> None:
        self._record, self._kinds = record, itertools.cycle([asked.kind] if asked.kind else KINDS)
        self._calls = home / "calls"
        self._calls.mkdir()
        super().__init__(home, asked.seed, asked.sabotage, False, ending, record=record.url)

    @property
    def ends(self) -> str:
        """Where the workers have the campaign strike."""
        return str(self._calls)

    def live(self, strikes: int, seconds: float) -> list[str]:
        """A day for each failover; what is wrong after all."""
        until, day = time.monotonic() + seconds, STARTED.replace(hour=9)
        expected = []
        for moment in itertools.islice(itertools.cycle(MOMENTS), strikes):
            day += DAY
            record = self.app.of(Record)
            bring(record, *(entry(f"{word} of {day:%d %B}") for word in WORDS), day=day.date(), where=str(day))
            expected += self.expect(day)
            kind = next(self._kinds)
            self._morning(day, moment, kind)
            if not self.through(day + timedelta(minutes=1)):
                return [f"the posts of {day:%d %B} hang ({kind} {moment})", *self.faults(expected)]
            self._record.heal()
            print(f"{len(expected):,} slots, {kind} {moment}", flush=True)
            if time.monotonic() > until:
                break
        self.crew.end()
        return self.faults(expected)

    def through(self, now: datetime) -> bool:
        """Wait until every slot has ended, and strike when a worker calls."""
        until = time.monotonic() + self.longest_day
        while time.monotonic() < until:
            self.crew.tend()
            self._answer()
            self._record.tend()
            try:
                far = now + 3650 * DAY
                if not self.app.of(Subscriptions).any_due(now) and not self.app.of(Deliveries).due(far):
                    return True
            except RecordDown:
                pass
            time.sleep(0.05)
        return False

    def _morning(self, day: datetime, moment: str, kind: str) -> None:
        """Make it nine o'clock, and say when the primary goes."""
        self._kind = kind
        if moment != ON_THE_HOUR:
            (self._calls / moment).touch()
        self.set(day + timedelta(minutes=moment != ON_THE_HOUR))
        self.app.of(Record).confirm()
        if moment == ON_THE_HOUR:
            self._record.strike(kind)
            self.happened[moment] += 1

    def _answer(self) -> None:
        reached = self._calls / REACHED
        if reached.exists():
            self._record.strike(self._kind)
            reached.unlink()
            self.happened["called at a point"] += 1
