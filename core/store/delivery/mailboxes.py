"""The mail addresses that get digests, and the requests that nobody has confirmed yet. Everything else knows an address by its id."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from core.model import Person, Place
from core.store.engine import keys
from core.store.engine.record import Record
from core.store.engine.step import Step
from core.subscriptions.model import MAIL, Subscription

REQUESTED_WITHIN = timedelta(days=3)
"""How long a request waits for its confirmation."""


class Bounce(msgspec.Struct, frozen=True):
    """A mail that came back: when, and its status, such as `5.1.1`."""

    at: datetime
    status: str


class Mailbox(msgspec.Struct, frozen=True, omit_defaults=True):
    """An address that gets mails, under the id by which all else knows it. `off` is why it gets none any more, in a sentence's middle."""

    id: str
    address: str
    since: datetime
    bounces: tuple[Bounce, ...] = ()
    off: str = ""

    @property
    def place(self) -> Place:
        """Where its digests go."""
        return Place(MAIL, "", self.id)

    @property
    def person(self) -> Person:
        """Who votes and saves from its mails."""
        return Person(MAIL, "", self.id)


class MailRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody asked for mails to an address, which has to confirm it. `unsent`: its mail was not sent yet."""

    id: str
    mailbox: Mailbox
    subscription: Subscription
    unsent: bool = True


class Mailboxes:
    """The mail addresses of a record."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def get(self, mailbox_id: str) -> Mailbox | None:
        """One address, or None."""
        row = self._record.text.hget(keys.MAILBOXES, mailbox_id)
        return msgspec.json.decode(row, type=Mailbox) if row else None

    def all(self) -> list[Mailbox]:
        """All of them, the oldest first."""
        rows = self._record.text.hvals(keys.MAILBOXES)
        return sorted((msgspec.json.decode(row, type=Mailbox) for row in rows), key=lambda box: (box.since, box.id))

    def adding(self, mailbox: Mailbox) -> Step:
        """The step that keeps an address, which gets mails (again) from now on."""
        return Step("mailbox", mailbox.id, keys.name(mailbox.person)).write(
            "HSET", keys.MAILBOXES, mailbox.id, _told(mailbox)
        )

    def changing(self, old: Mailbox, new: Mailbox) -> Step:
        """The step that changes what is kept of an address, if it still is as `old`."""
        return self.adding(new).expect(keys.MAILBOXES, old.id, _told(old))

    def removing(self, mailbox_id: str) -> Step:
        """The step that forgets an address."""
        who = keys.name(Person(MAIL, "", mailbox_id))
        return Step("mailbox", mailbox_id, who).write("HDEL", keys.MAILBOXES, mailbox_id)

    def requests(self) -> list[MailRequest]:
        """The requests that wait, the oldest first."""
        rows = self._record.text.hvals(keys.MAIL_REQUESTS)
        return sorted((msgspec.json.decode(row, type=MailRequest) for row in rows), key=lambda ask: ask.mailbox.since)

    def request(self, request_id: str) -> MailRequest | None:
        """One request, or None."""
        row = self._record.text.hget(keys.MAIL_REQUESTS, request_id)
        return msgspec.json.decode(row, type=MailRequest) if row else None

    def ask(self, request: MailRequest) -> None:
        """Keep a request; a second time it changes nothing."""
        self._record.commit(self._request(request).expect(keys.MAIL_REQUESTS, request.id, ""))

    def change_request(self, old: MailRequest, new: MailRequest) -> bool:
        """Put a request in place of what it was; False where it changed meanwhile."""
        return self._record.commit(self._request(new).expect(keys.MAIL_REQUESTS, old.id, _told(old)))[0]

    def closing(self, request: MailRequest) -> Step:
        """The step that ends a request, if it still waits."""
        step = Step("mail-request", request.id).expect(keys.MAIL_REQUESTS, request.id, _told(request))
        return step.write("HDEL", keys.MAIL_REQUESTS, request.id)

    def prune(self, now: datetime) -> None:
        """Forget the requests that nobody confirmed in time."""
        self._drop(ask for ask in self.requests() if now - ask.mailbox.since >= REQUESTED_WITHIN)

    def erase(self, person: Person) -> None:
        """Forget the requests that a person made, and the address of a person who is one."""
        self._drop(ask for ask in self.requests() if person in (ask.subscription.maker, ask.mailbox.person))
        if person.platform == MAIL:
            self._record.commit(self.removing(person.id))

    def _request(self, request: MailRequest) -> Step:
        step = Step("mail-request", request.id, keys.name(request.subscription.maker)).by(
            keys.name(request.mailbox.person)
        )
        return step.write("HSET", keys.MAIL_REQUESTS, request.id, _told(request))

    def _drop(self, requests: Iterable[MailRequest]) -> None:
        for ask in requests:
            self._record.commit(self.closing(ask))


def _told(kept: Mailbox | MailRequest) -> str:
    return msgspec.json.encode(kept).decode()
