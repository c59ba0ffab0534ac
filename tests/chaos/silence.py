"""A year of mornings: feeds refuse, are empty or away, nobody is at work, channels are muted and digests paused, clocks change.

Each morning without a post, or with fewer picks than asked for, must have a reason, and the reason must be so. What is so is taken from the
sites of the campaign, not from the product. Schedule, jobs, fetcher, planner, sender and record are the real ones, by a clock that jumps.
"""

import argparse
import logging
import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import msgspec

from core.app import Paperboy
from core.catalog import Catalog
from core.delivery import choosing, composer, reasons, sender
from core.feeds import habits
from core.model import Person, Place
from core.search.index import Index
from core.store.engine.queue import Queue
from core.store.engine.record import Record
from core.subscriptions.model import EVERY_DAY, WORKDAYS, Filter, Subscription
from core.votes.emoji import Rules
from tests.chaos.mornings import Mornings, Watched
from tests.chaos.politeness import FEEDS, START, Work, absences_of, feeding_of, next_moment, throwaway, work_round
from tests.chaos.sites import Clock
from tests.fakes.feedserver import FeedServer
from workers import jobs

ALL, TOPIC, NAMED = Filter(), Filter(topics=(("zebra",),)), Filter(categories=("cs.XX",))
DIGESTS = [
    Subscription(
        f"d{number}", Place("slack", "T1", f"C{number}"), Person("slack", "T1", f"U{number}"), f"digest {number}",
        START, wants, zone=zone, days=days,
    )
    for number, (wants, days, zone) in enumerate((
        (ALL, WORKDAYS, "Europe/Berlin"),
        (ALL, EVERY_DAY, "America/Los_Angeles"),
        (TOPIC, WORKDAYS, "Asia/Kolkata"),
        (NAMED, EVERY_DAY, "Australia/Sydney"),
    ))
]  # fmt: skip


class Crashes(logging.Handler):
    """What the product logged of errors that are its own: a sabotage that only breaks it would prove nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: list[BaseException] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the error of a line."""
        if record.exc_info and record.exc_info[1]:
            self.errors.append(record.exc_info[1])


class Judged(NamedTuple):
    """The mornings by what was read of them, and what was wrong with some."""

    kinds: Counter[str]
    wrong: list[str]


def live(record: Record, home: Path, days: int, seed: int, sabotage: str = "none") -> Judged:
    """Live through so many days. Raises what the product itself failed of."""
    logging.getLogger("paperboy").addHandler(crashes := Crashes())
    dice, clock = random.Random(seed), Clock(START)
    sites = Watched(clock, days, dice)
    away = absences_of(sites.end, days, dice)
    rules = Rules(feeds=tuple(name.strip() for name in FEEDS.split(",")))
    app = Paperboy(
        record, lambda: Index.open(home / "index", write=False), Queue(record.url, "ingest"), home, rules=rules
    )
    undo = SABOTAGES[sabotage]()
    try:
        with FeedServer() as server:
            server.default = sites.answer
            work = Work(app, clock, feeding_of(app, clock, sites, server.port))
            jobs.use(work)
            mornings = Mornings(app, clock, sites, away, random.Random(seed), DIGESTS)
            while clock.at < sites.end:
                absent = next((until for since, until in away if since <= clock.at < until), None)
                if absent is None:
                    work_round(work)
                    mornings.meddle()
                    mornings.post()
                    mornings.judge(away=False)
                    clock.at = min(next_moment(work), mornings.coming(clock.at))
                else:
                    clock.at = min(mornings.coming(clock.at), absent)
                    mornings.judge(away=True)
                clock.pass_by(1)
            mornings.close()
    finally:
        undo()
        app.of(Catalog).close()
        logging.getLogger("paperboy").removeHandler(crashes)
    if crashes.errors:
        raise crashes.errors[0]
    return Judged(mornings.kinds, mornings.wrong)


def main(argv: list[str]) -> int:
    """Run the campaign; 1 where a morning has no reason or one that is not so."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos silence")
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--sabotage", choices=SABOTAGES, default="none")
    given = parser.parse_args(argv)
    with throwaway() as (record, home):
        judged = live(record, home, given.days, given.seed, given.sabotage)
    print(
        f"seed {given.seed}, {given.days} days: {dict(judged.kinds)}; {len(judged.wrong)} mornings without a true reason"
    )
    for line in judged.wrong[:12]:
        print(f"  {line}")
    return int(bool(judged.wrong))


def _instead(module: ModuleType, **changed: Callable[..., Any]) -> Callable[[], Callable[[], None]]:
    """Put something in the place of what a module uses; what is returned takes it out again."""

    def sabotage() -> Callable[[], None]:
        kept = {name: getattr(module, name) for name in changed}
        vars(module).update(changed)
        return lambda: vars(module).update(kept)

    return sabotage


_choose = choosing.choose
_standings = reasons.standings


def _changed(**changes: Any) -> Callable[..., Any]:
    return lambda *given, **more: msgspec.structs.replace(_choose(*given, **more), **changes)


def _nothing_listed(*given: Any, **more: Any) -> Any:
    """Every morning is empty, and each feed is said to have had nothing."""
    names = " had nothing new; ".join(standing.name for standing in given[-1])
    return msgspec.structs.replace(
        _choose(*given, **more), picks=(), new=0, thin=f"No new paper was listed: {names} had nothing new."
    )


def _unaware(*given: Any) -> Any:
    """Which feeds are read is known, and not their days off."""
    return [msgspec.structs.replace(one, closed=None, holiday=None) for one in _standings(*given)]


SABOTAGES: dict[str, Callable[[], Callable[[], None]]] = {
    "none": lambda: lambda: None,
    "all-feeds-well": _instead(composer, standings=lambda feeds, rules, now: []),
    "no-reason": _instead(composer, choose=_changed(thin="", missing="")),
    "no-foot": _instead(composer, choose=_changed(missing="")),
    "nothing-new": _instead(composer, choose=_nothing_listed),
    "no-days-off": _instead(composer, standings=_unaware),
    "no-holidays": _instead(habits, _holidays=lambda: frozenset()),
    "no-notice": _instead(sender, is_silent_long=lambda *given: False),
    "notice-each-day": _instead(sender, is_silent_long=lambda *given: True),
    "always-no-worker": _instead(reasons, _unprepared=lambda *given: "no worker has run since its hour"),
}
