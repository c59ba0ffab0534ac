"""`python -m tests.chaos outages`: downtime of a minute, an hour and three days; and places that are gone, on both fake platforms.

After downtime each channel gets one post at most. A channel archived, a bot kicked, a token revoked, a guild gone costs one further
call a target; its settings stay and its maker is told once. A guild that is only unavailable loses nothing.
"""

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from core.model import Place
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from tests.chaos.delivery import Stage
from tests.chaos.troubled import DAY, STARTED, WORDS
from tests.factories import bring, entry

OUTAGES = (timedelta(minutes=1), timedelta(hours=1), timedelta(days=3))


def main(argv: list[str]) -> int:
    """Run both parts; 1 where a promise does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos outages", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args(argv)
    print(f"seed {asked.seed}", flush=True)
    faults = [*_run(asked.seed, _downtime), *_run(asked.seed, _gone)]
    print("\n".join(faults))
    print(f"{len(faults)} faults")
    return int(bool(faults))


def _run(seed: int, part: object) -> list[str]:
    with tempfile.TemporaryDirectory() as home, ExitStack() as ending:
        stage = Stage(Path(home), seed, "none", False, ending, mishaps=False)
        assert callable(part)
        faults: list[str] = part(stage)
        return faults


def _downtime(stage: Stage) -> list[str]:
    """Nobody plans or sends for a while; then the crew comes back."""
    faults, now = [], STARTED.replace(hour=9) + DAY
    for outage in OUTAGES:
        _list(stage, now)
        stage.crew.end()
        before = sum(stage.posted().values())
        now += outage
        stage.set(now)
        stage.crew.tend()
        stage.through(now)
        came = sum(stage.posted().values()) - before
        rooms = len(stage.subscriptions)
        late = f"after {outage} of downtime {came} posts came into {rooms} channels"
        print(late, flush=True)
        if came != rooms:  # three days later the latest hour is just over: one post each as well
            faults.append(late)
        now = now.replace(hour=9, minute=0) + DAY
    return faults


def _gone(stage: Stage) -> list[str]:
    """A Slack channel archived, one that the bot was taken out of; a Discord channel deleted, one closed; then the token revoked."""
    slack, discord = stage.fakes["slack"], stage.fakes["discord"]
    shut = [Place("slack", "T1", room) for room in stage.rooms["slack"][:2]]
    shut += [Place("discord", stage.rooms["guild"][0], room) for room in stage.rooms["discord"][:2]]
    slack.do("archive", channel=shut[0].channel)
    slack.do("expel", channel=shut[1].channel)
    discord.do("delete_channel", channel=shut[2].channel)
    discord.do("deny", channel=shut[3].channel, names="send_messages")
    now = STARTED.replace(hour=9)
    for _ in range(3):
        now += DAY
        _list(stage, now)
        stage.set(now)
        stage.through(now)
    faults = [fault for place in shut for fault in _closed(stage, place)]
    told = stage.told()
    faults += [] if told == len(shut) else [f"makers were told {told} times of {len(shut)} places"]
    print(f"{len(shut)} places gone, makers told {told} times", flush=True)
    return [*faults, *_revoked(stage, now + DAY)]


def _closed(stage: Stage, place: Place) -> list[str]:
    (one,) = stage.app.of(Subscriptions).of_place(place)
    calls = stage.tries(place)
    faults = [] if one.paused and one.why_paused else [f"{place.channel} is not switched off"]
    return faults if calls <= 1 else [*faults, f"{place.channel} was called {calls} times"]


def _revoked(stage: Stage, now: object) -> list[str]:
    """The Slack token is worth nothing any more: one call finds out, and no further one is made in the whole day."""
    slack = stage.fakes["slack"]
    slack.do("revoke")
    before = sum(slack.see("state")["calls"].values())
    assert isinstance(now, type(STARTED))
    _list(stage, now)
    stage.set(now)
    until = time.monotonic() + 15
    while time.monotonic() < until:
        stage.crew.tend()
        time.sleep(0.2)
    calls = sum(slack.see("state")["calls"].values()) - before
    kept = len(stage.app.of(Subscriptions).all())
    print(f"token revoked: {calls} further calls, {kept} digests kept", flush=True)
    return (
        []
        if calls <= len(stage.crew.running) and kept == len(stage.subscriptions)
        else [f"{calls} calls by a dead token"]
    )


def _list(stage: Stage, now: object) -> None:
    assert isinstance(now, type(STARTED))
    bring(stage.app.of(Record), *(entry(f"{word} of {now:%d %B}") for word in WORDS), day=now.date(), where=str(now))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
