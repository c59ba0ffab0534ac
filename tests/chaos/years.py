"""Two years in minutes, by a clock that jumps: feeds, votes, digests, restarts, kills, upgrades, a full disk; nothing lost, nothing twice.

What the server and the home hold grows with papers and with nothing else: the second half brings half as many, which tells the two apart.
The server's own clock cannot jump, so the expiry of its keys is moved instead.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from core.ingest import arrivals
from core.model import Call
from core.store.chats.posts import Posts
from core.store.delivery.deliveries import Deliveries
from core.store.engine import backups
from core.store.engine.log import Log
from core.store.engine.record import Record
from core.store.votes.votes import Votes
from tests.chaos import growth
from tests.chaos.busy_sites import BusySites
from tests.chaos.growth import Sample, SpaceSample
from tests.chaos.politeness import START
from tests.chaos.sites import Clock
from tests.chaos.years_world import GONE, PEOPLE, ROUND, World, disk, doctor, full
from tests.fakes.feedserver import FeedServer

DAYS, QUIET, MANY = 730, 10, 18
WEEK, MONTH = 7, 28
RESTART, KILL, UPGRADE, FORGET = 14, 30, 91, 121
"""Every how many days the processes start again, the server is killed, a Paperboy with a higher schema comes, a person is forgotten."""

QUEUED = 10
"""Every how many days the jobs go through RQ and its workers; on the others they are called."""

BACKUPS = timedelta(days=14)
"""From one backup of the whole record to the next: one each day would take most of the run."""

HOPELESS = 20
"""Faults after which a run is over."""


class Years:
    """A run, day by day; `own_disk` is a folder with a disk of its own, which is filled once."""

    out: Path | None = None
    """Where the measurements are written, as JSON, as the run goes on."""

    def __init__(self, world: World, days: int, own_disk: Path | None = None, quiet: int = QUIET) -> None:
        self.world, self.days, self.own_disk, self.quiet = world, days, own_disk, quiet
        self.samples, self.held, self.wrong = list[Sample](), list[SpaceSample](), list[str]()
        self._heard_of_feed = self._queued = False

    def live(self) -> None:
        """Live through the days, and some quiet ones."""
        for day in range(self.days + self.quiet):
            self._queued = day % QUEUED == 0
            self._happen(day)
            self.world.habits(day)
            self._day(START + timedelta(days=day + 1))
            growth.age(self.world.app.of(Record), timedelta(days=1))
            self.world.server.asked.clear()
            self._look(day)
            if (day + 1) % WEEK == 0:
                self._measure(day + 1)
            if len(self.wrong) > HOPELESS:
                return
        self.wrong += self.world.lost()
        self.wrong += growth.faults(self.samples, self.held, self.days)

    def _day(self, until: datetime) -> None:
        world = self.world
        while world.clock.at < until:
            world.round(queued=self._queued)
            world.people()
            world.clock.at = min(
                max(world.next_digest(), world.clock.at + timedelta(minutes=1)), world.clock.at + ROUND
            )

    def _happen(self, day: int) -> None:
        world = self.world
        if day % RESTART == RESTART - 1:
            world.restart()
        if day % KILL == KILL - 1:
            world.kill()
        if day % UPGRADE == UPGRADE - 1:
            world.upgrade()
        if day % FORGET == FORGET - 1:
            world.forget(PEOPLE[-1])
        if day == self.days * 11 // 20 and self.own_disk:
            self._fill(self.own_disk)

    def _fill(self, folder: Path) -> None:
        """The disk is full for some hours: the processes are told so, and go on as soon as there is room."""
        world, refused = self.world, 0
        with full(folder):
            for _ in range(3):
                try:
                    world.round(queued=True)
                    world.app.of(Record).text.set("pb:probe", "x")
                except GONE:
                    refused += 1
                world.clock.at += timedelta(hours=1)
            told = doctor(world.home)
        if not refused:
            self.wrong.append("a full disk refused nothing")
        if "is full: free some space" not in told:
            self.wrong.append(f"doctor does not name the full disk: {told[-300:]}")
        world.reopen()
        world.happened["full disks"] += 1

    def _look(self, day: int) -> None:
        """Whether the doctor names a feed that has failed for longer than a day."""
        if self._heard_of_feed or not any("has failed since" in text for _, _, text in self.world.alerts):
            return
        self._heard_of_feed = True
        if "fail" not in "".join(line for line in doctor(self.world.home).splitlines() if "feed" in line):
            self.wrong.append(f"day {day}: doctor does not name the feed that fails")

    def _measure(self, day: int) -> None:
        record, papers = self.world.app.of(Record), self.world.app.paper_count()
        self.samples.append(Sample(day, papers, growth.sizes(record, self.world.home)))
        if day % MONTH == 0:
            self.held.append(SpaceSample(day, papers, growth.spaces(record)))
            sizes = self.samples[-1].sizes
            shown = ", ".join(
                f"{name} {sizes[name] / 1e6:.1f}" for name in ("memory", "aof", "index", "home", "process")
            )
            self.write()
            print(f"day {day}: {papers:,} papers; MB: {shown}; {time.process_time():.0f} s of CPU", flush=True)

    def write(self) -> None:
        """Write what was measured so far."""
        if self.out:
            measured = {"days": self.days, "samples": self.samples, "spaces": self.held}
            self.out.write_bytes(msgspec.json.encode(measured))


def live(
    home: Path,
    days: int,
    seed: int,
    many: int = MANY,
    own_disk: Path | None = None,
    quiet: int = QUIET,
    sabotage: str = "none",
    out: Path | None = None,
) -> Years:
    """A run in a home."""
    dice, clock = random.Random(seed), Clock(START)
    sites = BusySites(clock, days, dice, many)
    with FeedServer() as server:
        server.default = sites.answer
        world = World(home, clock, sites, server, random.Random(seed))
        run, undo = Years(world, days, own_disk, quiet), SABOTAGES[sabotage]()
        run.out = out
        try:
            run.live()
        finally:
            undo()
            world.close()
    return run


def main(argv: list[str]) -> int:
    """Run the campaign; 1 where something was lost, came twice or grows for ever."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos years", description=__doc__)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--many", type=int, default=MANY)
    parser.add_argument("--sabotage", choices=SABOTAGES, default="none")
    parser.add_argument("--out", type=Path, help="where the measurements are written, as JSON")
    asked = parser.parse_args(argv)
    begun, backups.EVERY = time.perf_counter(), BACKUPS
    with tempfile.TemporaryDirectory() as folder, disk(Path(folder)) as own:
        given = (Path(folder) / "home", asked.days, asked.seed, asked.many, Path(folder) if own else None)
        run = live(*given, sabotage=asked.sabotage, out=asked.out)
    judged = list(growth.growths(run.held, asked.days))
    if not judged:
        print("the run is too short to tell what grows with days")
    for grown in judged:
        print(f"  {grown.space:20} {grown.first:10.2f} {grown.second:10.2f} {grown.without_papers:10.2f}")
    world = run.world
    print(
        f"seed {asked.seed}, {asked.days} days in {time.perf_counter() - begun:.0f} s ({time.process_time():.0f} s of CPU):"
        f" {len(world.sites.papers()):,} papers, {len(world.outlet.sent):,} posts, {dict(world.happened)},"
        f" {len(world.alerts)} alerts; {'' if own else 'no disk of its own could be mounted, so none was full; '}{len(run.wrong)} faults"
    )
    print(*(f"  {line}" for line in run.wrong[:HOPELESS]), sep="\n")
    return int(bool(run.wrong))


def _without(kind: type, method: str) -> Callable[[], Callable[[], None]]:
    """Have a method of a class do nothing; what is returned gives it back."""

    def sabotage() -> Callable[[], None]:
        kept = getattr(kind, method)
        setattr(kind, method, lambda self, *given, **more: None)
        return lambda: setattr(kind, method, kept)

    return sabotage


def _short_slices() -> Callable[[], None]:
    """The last paper of each list is left out."""
    kept = arrivals.slices
    arrivals.slices = lambda total: kept(max(total - 1, 0))
    return lambda: setattr(arrivals, "slices", kept)


def _pressed_twice() -> Callable[[], None]:
    """Each press comes twice, under two ids: the second takes the vote back."""
    kept = Votes.press

    def press(votes: Votes, call: Call, *more: Any) -> Any:
        kept(votes, call, *more)
        return kept(votes, msgspec.structs.replace(call, delivery=f"{call.delivery}-again"), *more)

    Votes.press = press  # type: ignore[method-assign, assignment]
    return lambda: setattr(Votes, "press", kept)


SABOTAGES: dict[str, Callable[[], Callable[[], None]]] = {
    "none": lambda: lambda: None,
    "no-trim": _without(Log, "trim"),
    "no-prune": _without(Deliveries, "prune"),
    "no-drop": _without(Posts, "_drop"),
    "short-slices": _short_slices,
    "pressed-twice": _pressed_twice,
}
