"""A year of feeds in minutes: refused, slow, empty, and nobody at work for hours or weeks; no day is lost, no site is asked too fast.

The schedule, the jobs, the fetcher and the record are the real ones, by a clock that is moved; the sites are `tests.chaos.sites`.
"""

import argparse
import random
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.app import Paperboy
from core.catalog import Catalog
from core.feeds import sources
from core.feeds.exchange.manners import PACES, Manners
from core.feeds.fetcher import Fetcher
from core.feeds.source import Bases
from core.ingest.arrivals import Arrivals
from core.search.index import Index
from core.services.fetching import Feeding
from core.settings import read
from core.store.embedded.server import join
from core.store.engine import keys
from core.store.engine.queue import Queue
from core.store.engine.record import Record
from core.store.papers.feeds import AddedFeeds, Feeds
from core.store.papers.papers import Papers
from core.store.papers.turns import Turns
from tests.chaos.sites import Clock, Sites
from tests.fakes.feedserver import FeedServer
from workers import jobs, schedule

FEEDS = "hf, arxiv:cs.CL+cs.LG, biorxiv"
START = datetime(2026, 1, 5, 7, tzinfo=UTC)
QUIET = 12
"""Days without mishaps at the end, in which the last ones are caught up."""

HOPELESS = 100
"""Calls too early after which a campaign is over: it has failed."""

ADDRESSES = {f"93.184.216.{n}": site for n, site in enumerate(PACES, start=1)}


class Work(jobs.Work):
    """Work by the clock of the campaign; nobody is alarmed."""

    def __init__(self, app: Paperboy, clock: Clock, feeding: Feeding) -> None:
        super().__init__(app, read({"PAPERBOY_FEEDS": FEEDS}, None))
        self.clock, self.feeding = clock, feeding
        self.alarms: list[str] = []

    def now(self) -> datetime:
        return self.clock.at

    def alarm(self, text: str, cause: str) -> bool:
        self.alarms.append(text)
        return True


class Outcome:
    """What became of a campaign: the papers that never came in, and what its sites noted."""

    def __init__(self, sites: Sites, lost: list[str], rounds: int, alarms: int) -> None:
        self.sites, self.lost, self.rounds, self.alarms = sites, lost, rounds, alarms


def main(argv: list[str]) -> int:
    """Run the campaign; 1 where a paper was lost or a site was asked too fast."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos politeness")
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--sabotage", choices=SABOTAGES, default="none")
    asked = parser.parse_args(argv)
    with throwaway() as (record, home):
        outcome = live(record, home, asked.days, asked.seed, asked.sabotage)
    sites = outcome.sites
    print(
        f"seed {asked.seed}, {asked.days} days, {len(sites.holidays)} holidays of arXiv: {dict(sites.calls)} calls; answers and mishaps:"
        f" {dict(sites.mishaps)}; {outcome.rounds:,} rounds, {outcome.alarms} alarms;"
        f" {len(outcome.lost)} of {len(sites.papers()):,} papers lost, {len(sites.breaches)} calls too early"
    )
    for line in (*outcome.lost[:5], *sites.breaches[:5]):
        print(f"  {line}")
    return int(bool(outcome.lost or sites.breaches))


@contextmanager
def throwaway() -> Iterator[tuple[Record, Path]]:
    """A record on a server of its own, and its home."""
    with tempfile.TemporaryDirectory() as home, join(Path(home)) as lease:
        record = Record(lease.url)
        record.prepare(copy=lambda: None)
        yield record, Path(home)


def live(record: Record, home: Path, days: int, seed: int, sabotage: str = "none", quiet: int = QUIET) -> Outcome:
    """Live through so many days, and some quiet ones after them."""
    dice, clock = random.Random(seed), Clock(START)
    sites = Sites(clock, days, dice)
    absences = absences_of(sites.end, days, dice)
    app = Paperboy(record, lambda: Index.open(home / "index", write=False), Queue(record.url, "ingest"), home)
    with FeedServer() as server:
        server.default = sites.answer
        work = Work(app, clock, feeding_of(app, clock, sites, server.port))
        SABOTAGES[sabotage](work.feeding)
        jobs.use(work)
        rounds = 0
        while clock.at < sites.end + timedelta(days=quiet) and len(sites.breaches) < HOPELESS:
            away = next((until for since, until in absences if since <= clock.at < until), None)
            if away:
                clock.at = away
            work_round(work)
            rounds += 1
            clock.at = next_moment(work)
    lost = sorted(name for name in sites.papers() if not app.of(Papers).known_as(name))
    app.of(Catalog).close()
    return Outcome(sites, lost, rounds, len(work.alarms))


def feeding_of(app: Paperboy, clock: Clock, sites: Sites, port: int) -> Feeding:
    app.of(Record).text.hset(keys.INSTALLATION, "offset", sites.dice.randrange(3600))  # drawn, so that a seed repeats
    bases = Bases("http://huggingface.co", "http://export.arxiv.org", "http://rss.arxiv.org", "http://api.biorxiv.org")

    def connect(address: str, _: int, timeout: float) -> socket.socket:
        if not sites.called(ADDRESSES[address]):
            clock.pass_by(timeout)
            raise TimeoutError
        return socket.create_connection(("127.0.0.1", port), 30)

    def resolve(host: str) -> list[str]:
        return [address for address, site in ADDRESSES.items() if host.endswith(site)]

    pace = Manners(Turns(app.of(Record), clock.now), clock.pass_by)
    wall = lambda: clock.at.timestamp()  # noqa: E731
    fetcher = Fetcher(agent="x", resolve=resolve, pace=pace, clock=clock.seconds, now=wall, connect=connect)
    return Feeding(Feeds(app.of(Record)), app.of(AddedFeeds), app, fetcher, sources.read(FEEDS, bases))


def absences_of(end: datetime, days: int, dice: random.Random) -> list[tuple[datetime, datetime]]:
    """When nobody is at work: a night or some days about each tenth day, once for weeks."""
    hours = [dice.choice((9, 20, 50, 100)) for _ in range(max(days // 10, 1))] + [24 * min(days // 4, 25)]
    since = [START + timedelta(hours=dice.uniform(30, days * 24)) for _ in hours]
    return sorted((at, min(at + timedelta(hours=some), end)) for at, some in zip(since, hours, strict=True))


def work_round(work: Work) -> None:
    """What the scheduler and a worker do at a moment."""
    schedule.tick(work, work.now())
    for fetch in work.feeding.feeds.waiting():
        jobs.fetch(fetch.id)
        for todo in work.app.of(Arrivals).todo():
            work.app.ingest_slice(todo.id, work.now())
    work.app.of(Queue).listened().empty()


def next_moment(work: Work) -> datetime:
    """The next moment at which something is due: a fetch, or the next tick."""
    offset, now = work.feeding.feeds.offset(), work.now()
    tick = (now.timestamp() - offset) // 3600 * 3600 + 3600 + offset
    due = [fetch.due for fetch in work.feeding.feeds.waiting()]
    return max(min([datetime.fromtimestamp(tick, UTC), *due]), now + timedelta(seconds=1))


def _no_catch_up(feeding: Feeding) -> None:
    """Nobody asks for a day that passed."""
    feeding.open_days = lambda feed, now: []  # type: ignore[method-assign]


def _ignore_pauses(feeding: Feeding) -> None:
    """Whatever a site asks for, it is asked again after its pace."""
    turns = feeding._fetcher._pace._turns  # type: ignore[union-attr]
    paused = turns.pause
    turns.pause = lambda site, mine, seconds: paused(site, mine, 5.0)


def _no_pace(feeding: Feeding) -> None:
    """One call follows the other."""
    turns = feeding._fetcher._pace._turns  # type: ignore[union-attr]
    given_back = turns.give_back
    turns.give_back = lambda site, mine, seconds: given_back(site, mine, 0.0)


SABOTAGES: dict[str, Callable[[Feeding], None]] = {
    "none": lambda feeding: None,
    "no-catch-up": _no_catch_up,
    "ignore-pauses": _ignore_pauses,
    "no-pace": _no_pace,
}
