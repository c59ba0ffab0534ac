"""The façade: wires the record, the index and the queue together, and answers in the core's words."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from inspect import signature
from pathlib import Path
from typing import Any, TypeVar

from core import parsing
from core.catalog import Catalog
from core.delivery.addresses.mailing import Mailing
from core.host.clock import SYSTEM, Clock
from core.host.durable import make_folder
from core.host.egress import STRAIGHT, Egress
from core.host.machine import machine_zone
from core.ingest.arrivals import Arrivals, Arrived, Slice
from core.ingest.keeping import Keeping, bringer_in, settled_in
from core.ingest.splitting import Splitting
from core.links.rights import HERE, PublicSite
from core.links.signed import SignedLinks
from core.model import Call, Listing, Person, Place
from core.scope import LISTED, Origin
from core.search.index import Index
from core.services.feed_trial import FeedTrial
from core.services.status import FOR_THE_OPERATOR, OPERATOR, PARTS, StatusLine, StatusReader
from core.settings import Settings
from core.store.chats.follows import Follows
from core.store.chats.heartbeats import Heartbeats
from core.store.chats.histories import Histories
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
from core.store.delivery.allowances import Allowances
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.hooks import Hooks
from core.store.delivery.mailboxes import Mailboxes
from core.store.delivery.models import Models
from core.store.delivery.stopped import StoppedDigests
from core.store.delivery.subscriptions import Subscriptions
from core.store.embedded.server import Lease, join
from core.store.engine import keys
from core.store.engine.audit import Audit
from core.store.engine.backup import keep_copy
from core.store.engine.backups import Backups
from core.store.engine.log import Log
from core.store.engine.once import Alerts, Once, Parked
from core.store.engine.queue import DeliveryQueue, Queue
from core.store.engine.record import Record
from core.store.engine.server.requirements import check
from core.store.engine.steering import Steering
from core.store.engine.upkeep import Upkeep
from core.store.kept.authors import FollowedAuthors
from core.store.kept.lists import SharedLists
from core.store.kept.notes import PaperNotes, carried
from core.store.kept.openness import Openness
from core.store.papers.feeds import AddedFeeds, Feeds
from core.store.papers.hidden import Hidden
from core.store.papers.lines import Lines
from core.store.papers.papers import Papers
from core.store.papers.submitted import Submitted
from core.store.papers.unresolved import Unresolved
from core.store.votes.acts import Acts
from core.store.votes.moving import Moves, VotesAhead
from core.store.votes.rescoring import forgive, is_level, rescore
from core.store.votes.shelf import Shelf
from core.store.votes.unions import Unions
from core.store.votes.votes import Votes
from core.subscriptions.model import MAIL
from core.subscriptions.timezones import plain_zone
from core.votes.emoji import Emoji, Rules

STUCK = timedelta(seconds=60)
"""How long a slice may stand still before it is woken again."""

UNUSED_HERE: tuple[Callable[[Record], object], ...] = (
    Splitting, Posts, Redraws, Feeds, Once, Parked, Alerts, Threads, Heartbeats, Unresolved, Mutes, AddedFeeds, Acts, Lines, Allowances,
)  # fmt: skip
"""The stores that the façade hands on, and does not ask itself."""

T = TypeVar("T")


class Paperboy:
    """One record, its index and its queue. Every call may raise RecordDown.

    What works on them is private; who needs a part of it is handed that part, by its type.
    """

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
        public_site: PublicSite | None = None,
        egress: Egress = STRAIGHT,
    ) -> None:
        self._record, self._queue, self.home = record, queue, home
        self._steering = steering or Steering(None, clock)
        self.clock = self._steering.clock
        self._rules, self._public_site = rules or Rules(), public_site or PublicSite()
        self._papers, self._log, self._delivery_queue = Papers(record), Log(record), DeliveryQueue(record.url)
        own = self._rules.self_votes
        self._moves, self._unions = Moves(record, carried, self_votes=own), Unions(record, self_votes=own)
        self._votes, self._shelf = Votes(record, self_votes=own), Shelf(record, self_votes=own)
        self._ahead, self._openness = VotesAhead(record, self_votes=own), Openness(record)
        self._arrivals, self._submitted, self._follows = Arrivals(record), Submitted(record), Follows(record)
        self._inbox, self._rooms, self._teams = Inbox(record), Rooms(record), Teams(record)
        self._posted, self._links, self._histories = PostedLinks(record), SignedLinks(record), Histories(record)
        self._subscriptions, self._deliveries = Subscriptions(record), Deliveries(record)
        self._feed_trial, self._backups = FeedTrial(record, egress), Backups(record, home / "backups", backups)
        self._audit, self._hidden, self._searches = Audit(record), Hidden(record), Searches(record)
        self._notes, self._lists, self._authors = PaperNotes(record), SharedLists(record), FollowedAuthors(record)
        self._stopped, self._waiting = StoppedDigests(record, self._subscriptions), WaitingLines(record)
        self._models, self._hooks, self._mailboxes = Models(record), Hooks(record), Mailboxes(record)
        self._upkeep = Upkeep(record, self._log, home / "snapshots")
        self._catalog = Catalog(self._papers, self._votes, self._log, self._hidden, open_index)
        parts = (self, *vars(self).values(), *(made(record) for made in UNUSED_HERE))
        bases: dict[Any, Any] = {kind: part for part in parts for kind in type(part).__mro__[:-1]}
        self._parts = bases | {type(part): part for part in parts}
        self._parts[Mailing] = self.call(Mailing)
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

    def receive(
        self, data: bytes, where: str, now: datetime, origin: Origin = LISTED, call: Call | None = None
    ) -> Arrived:
        """Ingest a listing: parse it, store its bytes and queue its slices; what it says beside its papers is kept for who calls.

        Raises NotAListing.
        """
        digest = parsing.parse(data, where)
        listed = parsing.listed_day(digest, now.date()) or now.date()
        bringer = bringer_in(call) if call else None
        return self._wake(digest, self._arrivals.arrive(data, where, digest, listed, now, origin, bringer))

    def store_listing(
        self, data: bytes, where: str, digest: Listing, listed: date, now: datetime, origin: Origin = LISTED
    ) -> Arrived:
        """Store a listing that was fetched and is parsed already, and queue its slices."""
        return self._wake(digest, self._arrivals.arrive(data, where, digest, listed, now, origin, fetched=True))

    def _wake(self, digest: Listing, arrived: Arrived) -> Arrived:
        """Queue the slices of a listing that is stored."""
        for todo in arrived.todo:
            self._parsed = {todo.content: digest}
            self._queue.wake("ingest", todo.id)
        return arrived

    def ingest_slice(self, todo_id: str, now: datetime, clock: Callable[[], datetime] | None = None) -> None:
        """Ingest one slice of a listing, if it is still to do; `clock` tells when each portion is settled, else all are at `now`."""
        todo = self._arrivals.begin(todo_id, now)
        digest = self._digest_of(todo) if todo else None
        if todo and digest:
            self._arrivals.ingest(todo, digest, clock or (lambda: now), lambda: self._keep(todo, digest, now))
            self._moves.carry(now)
            self._unions.level(now)
            self._ahead.carry(now)

    def _digest_of(self, todo: Slice) -> Listing | None:
        """The listing that a slice is cut from; None where its bytes are gone."""
        if todo.content not in self._parsed:
            data = self._arrivals.bytes_of(todo)
            if data is None:
                return None
            self._parsed = {todo.content: parsing.parse(data, todo.where)}
        return self._parsed[todo.content]

    def _keep(self, todo: Slice, digest: Listing, now: datetime) -> None:
        """Keep for who brought a listing what a slice of it says beside its papers."""
        if todo.bringer:
            settled = settled_in(digest.entries[todo.start : todo.stop], todo.start, self._arrivals.outcomes_of(todo))
            self.call(Keeping, bringer=todo.bringer, run=todo.run, now=now).keep(digest, settled)

    def sweep(self, now: datetime, older: timedelta = STUCK) -> int:
        """Wake again what has stood still: jobs that RQ lost, or whose worker died. Returns how many."""
        stuck = [todo for todo in self._arrivals.todo() if abs(now - todo.at) >= older]
        waiting = self._queue.waiting() if stuck else set()
        lost = [todo for todo in stuck if todo.id not in waiting]
        for todo in lost:
            self._queue.wake("ingest", todo.id)
        return len(lost)

    def tend(self, now: datetime) -> None:
        """What a worker does now and then: wake what stands still, keep scores and log in shape."""
        self.sweep(now)
        self._moves.carry(now)
        self._unions.level(now)
        self._ahead.carry(now)
        if not is_level(self._record):
            rescore(self._record, now, self_votes=self._rules.self_votes)
        forgive(self._record, now, self_votes=self._rules.self_votes)
        self._votes.prune(now)
        self._deliveries.prune(now)
        self._stopped.prune(now)
        self._hooks.prune(lambda: self._digested(now), now)
        self._waiting.prune(now)
        self._mailboxes.prune(lambda: self._digested(now), now)
        self._notes.prune(now)
        self._lists.prune(now)
        self.forget_teams(now)
        if self._upkeep.due():
            self._upkeep.snapshot(self._catalog.noted(keep=True))
        self._backups.tend(now)

    def _digested(self, now: datetime) -> set[Place]:
        """The places that digests go to, or may be brought back to."""
        stopped = (digest.subscription for digest in self._stopped.kept(now))
        return {digest.place for digest in (*self._subscriptions.all(), *stopped)}

    def forget_teams(self, now: datetime) -> None:
        """Forget what was known of the teams that took us out long ago; papers and votes stay."""
        for team in self._teams.to_forget(now):
            for digest in self._subscriptions.all():
                if (digest.place.platform, digest.place.team) == (team.platform, team.team):
                    self._subscriptions.remove(digest)
            self._waiting.forget(team)
            self._teams.forget(team)

    def forget(self, person: Person, now: datetime, delivery: str = "") -> int:
        """Erase all that a person did, from the log and the snapshot too. Returns how many papers and rooms that touched.

        `delivery` is by which they asked for it: it waits until it is done.
        """
        self._inbox.erase(person, delivery)
        stopped = (digest.subscription for digest in self._stopped.kept(now) if digest.subscription.maker == person)
        made = (*self._subscriptions.of_person(person), *stopped)
        people = dict.fromkeys((person, *(digest.reader for digest in made if digest.by_mail)))
        touched = sum(self._erase(who, now) for who in people)
        self._upkeep.renew(self._catalog.noted())
        self._backups.erased(now)
        return touched

    def _erase(self, person: Person, now: datetime) -> int:
        """Erase what one person did; of a mail address also who wrote it down."""
        self._models.erase(person)
        self._ahead.erase(person)
        touched = self._votes.erase(person, now) + self._shelf.erase(person, now)
        for counted in (self._notes, self._lists, self._posted, self._rooms, self._subscriptions):
            touched += counted.erase(person)
        for kept in (
            self._stopped, self._hooks, self._audit, self._waiting, self._submitted, self._searches, self._authors,
            self._openness, self._follows, self._histories, self._mailboxes,
        ):  # fmt: skip
            kept.erase(person)
        self._links.end(keys.name(person))
        if person.platform == MAIL:
            for digest in self._subscriptions.of_place(Place(MAIL, "", person.id)):
                self._subscriptions.remove(digest)
        self._log.forget(person)
        return touched

    def status(self, reader: StatusReader = OPERATOR) -> list[StatusLine]:
        """How Paperboy is doing, as far as that concerns a reader."""
        lines = [line for part in PARTS for line in self.call(part, reader)]
        return [line for line in lines if reader.operator or line.name not in FOR_THE_OPERATOR]

    def catch_up(self, *, keep: bool = False) -> None:
        """Bring the index up to date with the record; a process that comes back again and again may `keep` the right to write it."""
        self._catalog.catch_up(keep=keep)

    def warm(self) -> None:
        """Bring the index level, and make it ready for its first search. For a process that stays."""
        self._catalog.warm()

    def behind(self) -> bool:
        """Whether the index lacks something that the record holds."""
        return self._catalog.behind()

    def paper_count(self) -> int:
        """How many papers the record holds."""
        return self._papers.count()

    def workers(self) -> int:
        """How many workers ingest."""
        return self._queue.workers()

    def given_up(self) -> int:
        """How many slices and jobs were given up."""
        return len(self._arrivals.dead()) + self._queue.failed()

    def now(self) -> datetime:
        """The record's time, as this process knows it: aware, in UTC."""
        return self.clock.now()

    def keep_time(self) -> None:
        """Level this process's clock with the record's. For now and then."""
        self._steering.measure()

    def close(self) -> None:
        """Let go of the index, the record and the server."""
        self._catalog.close()
        self._record.close()
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


def open_app(settings: Settings, clock: Clock | None = None) -> Paperboy:
    """Paperboy on the record the settings name: `REDIS_URL`, else the embedded Valkey; by a clock that is given, else by the
    record's. Raises RecordError."""
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
            settings.hooks,
            settings.contact,
            bool(settings.smtp),
        ),
        Steering(None, clock) if clock else Steering(record),
        backups=settings.backups,
        public_site=PublicSite(settings.url, settings.web or HERE, settings.pages),
        egress=settings.egress,
    )
