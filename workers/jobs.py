"""The jobs: plain functions that take an id, read the record, and may run 0, 1 or 5 times."""

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cached_property

import msgspec

from bots.shared.platforms import Outlets, alert
from core.app import Paperboy
from core.bootstrap import bases_of, open_by_name, open_feeding, open_reading, open_resolving, open_summariser
from core.delivery.addresses.mailing import Mailing
from core.delivery.composer import Composer
from core.delivery.fitting import Fitting
from core.delivery.outlet import Digest, Undelivered
from core.delivery.planner import plan as plan_slots
from core.delivery.sender import Sender
from core.errors import BadSettings, ErrorKind, NotAListing
from core.feeds import sources
from core.feeds.lookup import ByName
from core.feeds.trouble import FetchFailed
from core.ingest.resolving import Resolving
from core.services.embedding import PaperReading
from core.services.fetching import Feeding
from core.services.summarising import Summariser
from core.settings import Settings
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.mailboxes import Mailboxes
from core.store.delivery.models import Models
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.queue import DeliveryQueue, Queue
from core.store.papers.feeds import Fetch
from core.subscriptions.model import MAIL

SOON = timedelta(seconds=10)
"""How long before its hour a delivery is made: longer than a schedule takes to look again."""

LEARN = "learn-"
"""How the id of a job begins that learns; a subscription's follows."""

log = logging.getLogger("paperboy")


class Work:
    """What the jobs of this process work on."""

    def __init__(self, app: Paperboy, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self.queue, self.delivery_queue = app.of(Queue), app.of(DeliveryQueue)
        self.deliveries, self.subscriptions = app.of(Deliveries), app.of(Subscriptions)
        self.models, self.mailboxes = app.of(Models), app.of(Mailboxes)

    @cached_property
    def feeding(self) -> Feeding:
        """The feeds, opened when the first is fetched."""
        return open_feeding(self.app, self.settings)

    @cached_property
    def resolving(self) -> Resolving:
        """Asking sources for papers, opened when the first is asked for."""
        return open_resolving(self.app, self.settings, self.feeding)

    @cached_property
    def summariser(self) -> Summariser:
        """Asking a model for lines, opened when it is first looked for what is due."""
        return open_summariser(self.app, self.settings)

    @cached_property
    def reading(self) -> PaperReading | None:
        """Reading papers with a model, opened when it is first looked for what is due; None without one that can be used."""
        try:
            return open_reading(self.app, self.settings)
        except BadSettings as error:
            log.warning("%s", error)
            return None

    @cached_property
    def by_name(self) -> ByName:
        """Asking a source for one paper, opened when the first is named."""
        return open_by_name(self.settings, self.feeding)

    @cached_property
    def fitting(self) -> Fitting:
        """What fits models, made when the first is asked for."""
        return self.app.call(Fitting)

    @cached_property
    def sender(self) -> Sender:
        """The sender of deliveries; a platform's connection is opened when the first post goes there."""
        return self.app.call(Sender, self.app.call(Composer), outlets=self.outlets, alarm=self.alarm)

    @cached_property
    def outlets(self) -> Outlets:
        """Where posts go, one a platform."""
        return Outlets(self.app, self.settings)

    def alarm(self, text: str, cause: str) -> bool:
        """Alert the operator; whether it went out."""
        return alert(self.app, self.settings, text, cause)

    def now(self) -> datetime:
        """The record's time, in the zone of the settings."""
        self.app.keep_time()
        return self.app.now().astimezone(self.settings.zone)


_at_work: list[Work] = []


def use(work: Work) -> None:
    """Say on what the jobs of this process work."""
    _at_work[:] = [work]


def ingest(todo_id: str) -> None:
    """Ingest one slice of a digest; done already, it does nothing."""
    work = _at_work[0]
    work.app.ingest_slice(str(todo_id), work.now(), work.now)


def fetch(fetch_id: str) -> None:
    """Fetch one list of a feed; done already, or not due yet, it does nothing. A failure is kept as the feed's health."""
    work = _at_work[0]
    for wanted in work.feeding.feeds.waiting(str(fetch_id)):
        if wanted.due > work.now():
            continue
        with suppress(FetchFailed, NotAListing):  # why stands in the feed's health, when to try again in the record
            if wanted.named:
                work.feeding.fetch_by_name(wanted, work.by_name, work.now())
            elif wanted.origin.way == "followed":
                _fetch_followed(work, wanted)
            elif wanted.feed in work.feeding.sources:
                work.feeding.fetch(wanted, work.now())
        work.feeding.alert(wanted.feed, work.now(), work.alarm)


def _fetch_followed(work: Work, wanted: Fetch) -> None:
    """Fetch a feed that people added; one that they removed meanwhile is not asked."""
    if work.feeding.added.get(wanted.origin.added.removeprefix("feed:")):
        source = sources.opened(wanted.feed, bases_of(work.settings))
        work.feeding.fetch_followed(wanted, source, work.now())
    else:
        work.feeding.feeds.done(wanted)


def resolve(tick: str) -> None:
    """Ask sources for some of the papers that are known by title only."""
    work = _at_work[0]
    work.resolving.resolve(work.now())


def summarise(tick: str) -> None:
    """Have the model of the settings sum some papers up."""
    work = _at_work[0]
    work.summariser.summarise(work.now())


def read_papers(tick: str) -> None:
    """Have the model of the settings read some papers, by whose meaning picks are ordered, too."""
    work = _at_work[0]
    if work.reading:
        work.reading.read(work.now())


def learn(job_id: str) -> None:
    """Learn what a subscription has to learn; one that learns nothing any more is left alone."""
    work = _at_work[0]
    work.fitting.learn(str(job_id).removeprefix(LEARN), work.now())


def plan(tick: str) -> None:
    """Make the deliveries whose hour comes soon; each falls due at its hour."""
    work = _at_work[0]
    work.app.call(plan_slots, now=work.now() + SOON)


def confirm(request_id: str) -> None:
    """Ask an address whether it wants mails, once: it may not be its owner who typed it."""
    work = _at_work[0]
    request = work.mailboxes.request(str(request_id))
    if request is None or request.state != "unsent":
        return
    asked = msgspec.structs.replace(request, state="sent")
    if not work.mailboxes.change_request(request, asked):
        return
    card = work.app.of(Mailing).question(request, work.now())
    try:
        work.outlets[MAIL].send(request.mailbox.place, Digest((card,)), request.id, lambda: True)
    except Undelivered as failed:
        log.warning("a question to an address was not sent: %s", failed)
        if failed.kind in (ErrorKind.TRANSIENT, ErrorKind.RETRY_AFTER, ErrorKind.TEAM_DEAD):
            work.mailboxes.change_request(asked, request)
        elif failed.kind is not ErrorKind.AMBIGUOUS:
            refused = msgspec.structs.replace(request, state="refused", trouble=failed.why)
            work.mailboxes.change_request(asked, refused)
