"""The façade: wires the record, the index and the queue together, and answers in the core's words."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from inspect import signature
from pathlib import Path
from typing import Any, TypeVar

from core import parsing
from core.catalog import Catalog
from core.host.clock import SYSTEM, Clock
from core.host.durable import make_folder
from core.host.machine import machine_zone
from core.ingest.arrivals import Arrivals, Arrived
from core.ingest.splitting import Splitting
from core.model import Listing, Person, Place
from core.scope import EVERYBODY, LISTED, Origin, Viewer
from core.search.index import Index
from core.services.status import PARTS, StatusLine
from core.settings import Settings
from core.store.chats.follows import Follows
from core.store.chats.heartbeats import Heartbeats
from core.store.chats.inbox import Inbox
from core.store.chats.mutes import Mutes
from core.store.chats.posted import PostedLinks
from core.store.chats.posts import Posts
from core.store.chats.redraws import Redraws
from core.store.chats.rooms import Rooms
from core.store.chats.searches import Searches
from core.store.chats.teams import Teams
from core.store.chats.threads import Threads
from core.store.chats.waiting import WaitingLines
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.stopped import StoppedDigests
from core.store.delivery.subscriptions import Subscriptions
from core.store.embedded.server import Lease, join
from core.store.engine.audit import Audit
from core.store.engine.backup import keep_copy
from core.store.engine.backups import Backups
from core.store.engine.log import Log
from core.store.engine.once import Once, Parked
from core.store.engine.record import Record
from core.store.engine.requirements import check
from core.store.engine.steering import Steering
from core.store.engine.upkeep import Upkeep
from core.store.papers.feeds import Feeds
from core.store.papers.hidden import Hidden
from core.store.papers.papers import Papers
from core.store.papers.submitted import Submitted
from core.store.papers.unresolved import Unresolved
from core.store.queue import DeliveryQueue, Queue
from core.store.votes.moving import Moves
from core.store.votes.rescoring import forgive, is_level, rescore
from core.store.votes.shelf import Shelf
from core.store.votes.unions import Unions
from core.store.votes.votes import Votes
from core.subscriptions.timezones import plain_zone
from core.votes.emoji import Emoji, Rules

STUCK = timedelta(seconds=60)
"""How long a slice may stand still before it is woken again."""

T = TypeVar("T")


class Paperboy:
    """One record, its index and its queue. Every call may raise RecordDown."""

    def __init__(
        self,
        record: Record,
        open_index: Callable[[], Index],
        queue: Queue,
        home: Path,
        lease: Lease | None = None,
        rules: Rules | None = None,
        steering: Steering | None = None,
        clock: Clock = SYSTEM,
        backups: int = 0,
    ) -> None:
        self.record, self.queue, self.home = record, queue, home
        self.steering = steering or Steering(None, clock)
        self.clock = self.steering.clock
        self.delivery_queue = DeliveryQueue(record.url)
        self.rules = rules or Rules()
        self.papers, self.log = Papers(record), Log(record)
        self.moves = Moves(record, self_votes=self.rules.self_votes)
        self.unions = Unions(record, self_votes=self.rules.self_votes)
        self.splitting = Splitting(record)
        self.votes = Votes(record, self_votes=self.rules.self_votes)
        self.shelf = Shelf(record, self_votes=self.rules.self_votes)
        self.posts, self.redraws, self.submitted = Posts(record), Redraws(record), Submitted(record)
        self.arrivals, self.feeds = Arrivals(record), Feeds(record)
        self.follows = Follows(record)
        self.inbox, self.once, self.parked = Inbox(record), Once(record), Parked(record)
        self.rooms, self.threads, self.posted = Rooms(record), Threads(record), PostedLinks(record)
        self.teams, self.heartbeats, self.unresolved = Teams(record), Heartbeats(record), Unresolved(record)
        self.subscriptions, self.deliveries, self.mutes = Subscriptions(record), Deliveries(record), Mutes(record)
        self.audit, self.hidden, self.searches = Audit(record), Hidden(record), Searches(record)
        self.stopped, self.waiting = StoppedDigests(record, self.subscriptions), WaitingLines(record)
        self.upkeep = Upkeep(record, self.log, home / "snapshots")
        self.backups = Backups(record, home / "backups", backups)
        self.catalog = Catalog(self.papers, self.votes, self.log, self.hidden, open_index)
        self._parts: dict[Any, Any] = {Path: home, Paperboy: self} | {type(part): part for part in vars(self).values()}
        self._lease = lease
        self._parsed: dict[str, Listing] = {}  # the last digest only: its slices come one after another

    def of(self, kind: type[T]) -> T:
        """The one collaborator of a type. For entry points and sessions, which hand it on."""
        part: T = self._parts[kind]
        return part

    def call(self, function: Callable[..., T], *more: object, **given: object) -> T:
        """Call a function, or make something, with what is given and what its parameters name by their types: collaborators, or
        one of `more`.
        """
        parts = self._parts | {type(part): part for part in more}
        named = {name: parts[kind] for name, kind in _types_of(function).items() if kind in parts}
        return function(**named | given)

    def receive(self, data: bytes, where: str, now: datetime, origin: Origin = LISTED) -> Arrived:
        """Ingest a listing: parse it, store its bytes and queue its slices. Raises NotAListing."""
        digest = parsing.parse(data, where)
        listed = parsing.listed_day(digest, now.date()) or now.date()
        return self.store_listing(data, where, digest, listed, now, origin)

    def store_listing(
        self, data: bytes, where: str, digest: Listing, listed: date, now: datetime, origin: Origin = LISTED
    ) -> Arrived:
        """Store a listing that is parsed already, and queue its slices."""
        arrived = self.arrivals.arrive(data, where, digest, listed, now, origin)
        for todo in arrived.todo:
            self._parsed = {todo.content: digest}
            self.queue.wake("ingest", todo.id)
        return arrived

    def ingest_slice(self, todo_id: str, now: datetime) -> None:
        """Ingest one slice of a listing, if it is still to do."""
        todo = self.arrivals.begin(todo_id, now)
        data = self.arrivals.bytes_of(todo) if todo else None
        if todo and data is not None:
            if todo.content not in self._parsed:
                self._parsed = {todo.content: parsing.parse(data, todo.where)}
            self.arrivals.ingest(todo, self._parsed[todo.content])
            self.moves.carry(now)
            self.unions.level(now)

    def sweep(self, now: datetime, older: timedelta = STUCK) -> int:
        """Wake again what has stood still: jobs that RQ lost, or whose worker died. Returns how many."""
        stuck = [todo for todo in self.arrivals.todo() if abs(now - todo.at) >= older]
        waiting = self.queue.waiting() if stuck else set()
        lost = [todo for todo in stuck if todo.id not in waiting]
        for todo in lost:
            self.queue.wake("ingest", todo.id)
        return len(lost)

    def tend(self, now: datetime) -> None:
        """What a worker does now and then: wake what stands still, keep scores and log in shape."""
        self.sweep(now)
        self.moves.carry(now)
        self.unions.level(now)
        if not is_level(self.record):
            rescore(self.record, now, self_votes=self.rules.self_votes)
        forgive(self.record, now, self_votes=self.rules.self_votes)
        self.votes.prune(now)
        self.deliveries.prune(now)
        self.stopped.prune(now)
        self.waiting.prune(now)
        self.forget_teams(now)
        if self.upkeep.due():
            self.upkeep.snapshot()
        self.backups.tend(now)

    def team_came(self, team: Place) -> None:
        """We are in a team, maybe again: what is known of it stays."""
        self.teams.came(team)

    def team_left(self, team: Place, now: datetime) -> None:
        """A team took us out: unless it comes back, what is known of it is forgotten 30 days later."""
        self.teams.left(team, now)

    def teams_within(self, platform: str) -> list[Place]:
        """The teams of a platform that we are in, as far as we were told."""
        return self.teams.within(platform)

    def forget_teams(self, now: datetime) -> None:
        """Forget what was known of the teams that took us out long ago; papers and votes stay."""
        for team in self.teams.to_forget(now):
            for one in self.subscriptions.all():
                if (one.place.platform, one.place.team) == (team.platform, team.team):
                    self.subscriptions.remove(one)
            self.waiting.forget(team)
            self.teams.forget(team)

    def forget(self, person: Person, now: datetime, delivery: str = "") -> int:
        """Erase all that a person did, from the log and the snapshot too. Returns how many papers and rooms that touched.

        `delivery` is by which they asked for it: it waits until it is done.
        """
        self.inbox.erase(person, delivery)
        touched = self.votes.erase(person, now) + self.shelf.erase(person, now)
        touched += self.posted.erase(person) + self.rooms.erase(person) + self.subscriptions.erase(person)
        self.stopped.erase(person)
        self.audit.erase(person)
        self.waiting.erase(person)
        self.submitted.erase(person)
        self.searches.erase(person)
        self.follows.erase(person)
        self.log.forget(person)
        self.upkeep.renew()
        self.backups.erased(now)
        return touched

    def status(self, viewer: Viewer = EVERYBODY) -> list[StatusLine]:
        """How Paperboy is doing; only of what a viewer may see is anything named."""
        return [line for part in PARTS for line in self.call(part, viewer)]

    def catch_up(self, *, keep: bool = False) -> None:
        """Bring the index up to date with the record; a process that comes back again and again may `keep` the right to write it."""
        self.catalog.catch_up(keep=keep)

    def warm(self) -> None:
        """Bring the index level, and make it ready for its first search. For a process that stays."""
        self.catalog.warm()

    def behind(self) -> bool:
        """Whether the index lacks something that the record holds."""
        return self.catalog.behind()

    def paper_count(self) -> int:
        """How many papers the record holds."""
        return self.papers.count()

    def workers(self) -> int:
        """How many workers ingest."""
        return self.queue.workers()

    def given_up(self) -> int:
        """How many slices and jobs were given up."""
        return len(self.arrivals.dead()) + self.queue.failed()

    def now(self) -> datetime:
        """The record's time, as this process knows it: aware, in UTC."""
        return self.clock.now()

    def keep_time(self) -> None:
        """Level this process's clock with the record's. For now and then."""
        self.steering.measure()

    def close(self) -> None:
        """Let go of the index, the record and the server."""
        self.catalog.close()
        self.record.close()
        if self._lease:
            self._lease.close()


@cache
def _types_of(function: Callable[..., object]) -> Mapping[str, object]:
    """The types of a function's parameters, or of those by which an object is made."""
    return {name: parameter.annotation for name, parameter in signature(function).parameters.items()}


def open_server(settings: Settings) -> Lease | None:
    """Join the embedded Valkey, or look whether the server of `REDIS_URL` can be used. Raises RecordDown, UnfitServer."""
    if not settings.redis_url:
        lease = join(settings.home, memory=settings.memory)
        lease.keep()
        return lease
    check(settings.redis_url.reveal(), settings.accept_server)
    return None


def open_app(settings: Settings) -> Paperboy:
    """Paperboy on the record the settings name: `REDIS_URL`, else the embedded Valkey. Raises RecordError."""
    lease = open_server(settings)
    make_folder(settings.home)
    record = Record(lease.url if lease else settings.redis_url.reveal(), settings.half_life)
    record.prepare(lambda: keep_copy(record, settings.home / "copies", "upgrade"))
    return Paperboy(
        record,
        lambda: Index.open(settings.home / "index", write=False),
        Queue(record.url, "ingest"),
        settings.home,
        lease,
        Rules(
            Emoji(settings.up, settings.down, settings.save),
            settings.self_vote,
            settings.voters,
            settings.grace,
            settings.admins,
            plain_zone(machine_zone(settings.zone)),
            settings.discord_read_links,
            tuple(name.strip() for name in settings.feeds.split(",") if name.strip()),
        ),
        Steering(record),
        backups=settings.backups,
    )
