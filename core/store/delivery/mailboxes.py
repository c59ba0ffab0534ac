"""The mail addresses that get digests, and the requests that nobody has confirmed yet. Everything else knows an address by its id."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from core.model import Person, Place
from core.store.engine import keys
from core.store.engine.record import Keeper
from core.store.engine.step import Step
from core.store.engine.table import Table
from core.subscriptions.model import MAIL, Subscription

REQUESTED_WITHIN = timedelta(days=3)
"""How long a request waits for its confirmation."""

RequestState = Literal["draft", "unsent", "sent", "refused", "cancelled"]
"""How far a request is: its address was typed, and what it gets is not known yet; its mail is to be sent; is sent; cannot be sent; or who
asked took it back, which counts among what an address was asked all the same."""


class Bounce(msgspec.Struct, frozen=True):
    """A mail that came back: when, and its status, such as `5.1.1`."""

    at: datetime
    status: str


class Mailbox(msgspec.Struct, frozen=True, omit_defaults=True):
    """An address that gets mails, under the id by which all else knows it; `since` is when it was typed, or signed up."""

    id: str
    address: str
    since: datetime
    bounces: tuple[Bounce, ...] = ()

    @property
    def place(self) -> Place:
        """Where its digests go."""
        return Place(MAIL, "", self.id)

    @property
    def person(self) -> Person:
        """Who votes and saves from its mails."""
        return Person(MAIL, "", self.id)


class MailRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody asked for mails to an address, which has to confirm it; `trouble` is why its mail cannot be sent, in a sentence's middle;
    `instead` is the id of the digest that then ends, '' for none.
    """

    id: str
    mailbox: Mailbox
    subscription: Subscription
    state: RequestState = "unsent"
    trouble: str = ""
    instead: str = ""

    @property
    def by_chat(self) -> bool:
        """Whether somebody in a chat asked, who can type a code there."""
        return self.subscription.maker != self.mailbox.person


class Mailboxes(Keeper):
    """The mail addresses of a record."""

    @property
    def _boxes(self) -> Table[Mailbox]:
        return Table(self._record, keys.MAILBOXES, Mailbox)

    @property
    def _requests(self) -> Table[MailRequest]:
        return Table(self._record, keys.MAIL_REQUESTS, MailRequest)

    def get(self, mailbox_id: str) -> Mailbox | None:
        """One address, or None."""
        return self._boxes.get(mailbox_id)

    def all(self) -> list[Mailbox]:
        """All of them, the oldest first."""
        return sorted(self._boxes.all().values(), key=lambda box: (box.since, box.id))

    def adding(self, mailbox: Mailbox, step: Step) -> Step:
        """A step that also keeps an address, which gets mails (again) from now on."""
        return step.by(keys.name(mailbox.person)).write("HSET", keys.MAILBOXES, mailbox.id, mailbox)

    def changing(self, old: Mailbox, new: Mailbox) -> Step:
        """The step that changes what is kept of an address, if it still is as `old`."""
        return self.adding(new, Step("mailbox", new.id)).expect(keys.MAILBOXES, old.id, old)

    def removing(self, mailbox_id: str) -> Step:
        """The step that forgets an address."""
        who = keys.name(Person(MAIL, "", mailbox_id))
        return Step("mailbox", mailbox_id, who).write("HDEL", keys.MAILBOXES, mailbox_id)

    def requests(self) -> list[MailRequest]:
        """The requests that wait, the oldest first."""
        return sorted(self._requests.all().values(), key=lambda ask: ask.mailbox.since)

    def request(self, request_id: str) -> MailRequest | None:
        """One request, or None."""
        return self._requests.get(request_id)

    def ask(self, request: MailRequest) -> None:
        """Keep a request; a second time it changes nothing."""
        self._record.commit(self._request(request).expect(keys.MAIL_REQUESTS, request.id, ""))

    def change_request(self, old: MailRequest, new: MailRequest) -> bool:
        """Put a request in place of what it was; False where it changed meanwhile."""
        return self._record.commit(self._request(new).expect(keys.MAIL_REQUESTS, old.id, old))[0]

    def requests_of(self, person: Person) -> list[MailRequest]:
        """The requests of a person that wait for their code, the oldest first."""
        mine = (ask for ask in self.requests() if ask.subscription.maker == person)
        return [ask for ask in mine if ask.state not in ("draft", "cancelled")]

    def closing(self, request: MailRequest, step: Step) -> Step:
        """A step that also ends a request, if it still waits."""
        return step.expect(keys.MAIL_REQUESTS, request.id, request).write("HDEL", keys.MAIL_REQUESTS, request.id)

    def cancel(self, request: MailRequest) -> None:
        """Take a request back."""
        self.change_request(request, msgspec.structs.replace(request, state="cancelled"))

    def prune(self, used: Callable[[], Collection[Place]], now: datetime) -> None:
        """Forget the requests that nobody confirmed in time, and the addresses that no digest goes to."""
        self._drop(ask for ask in self.requests() if now - ask.mailbox.since >= REQUESTED_WITHIN)
        boxes = self.all()
        places = used() if boxes else ()
        for box in boxes:
            if box.place not in places:
                self._record.commit(self.removing(box.id).expect_size(keys.subscribed(box.place), 0))

    def erase(self, person: Person) -> None:
        """Forget the requests that a person made, and the address of a person who is one."""
        self._drop(ask for ask in self.requests() if person in (ask.subscription.maker, ask.mailbox.person))
        if person.platform == MAIL:
            self._record.commit(self.removing(person.id))

    def _request(self, request: MailRequest) -> Step:
        step = Step("mail-request", request.id, keys.name(request.subscription.maker))
        return step.by(keys.name(request.mailbox.person)).write("HSET", keys.MAIL_REQUESTS, request.id, request)

    def _drop(self, requests: Iterable[MailRequest]) -> None:
        for ask in requests:
            self._record.commit(self.closing(ask, Step("mail-request", ask.id)))
