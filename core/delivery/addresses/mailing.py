"""What becomes of a mail address: it is asked for, confirmed, changed, switched off where mails come back, and given up.

Nobody but its owner and the operator reads an address; all else knows it by an id that only the record can tell it by.
"""

from collections.abc import Container, Mapping
from datetime import datetime, timedelta
from hashlib import blake2b
from hmac import compare_digest
from typing import Literal

import msgspec

from core.cards.card import Button, Card
from core.delivery.planner import delivery_of, due_next
from core.errors import BadInput, NotFound
from core.links.rights import PublicSite
from core.links.signed import SignedLink, SignedLinks
from core.model import Marked, Person, Place
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.mailboxes import REQUESTED_WITHIN, Bounce, Mailbox, Mailboxes, MailRequest
from core.store.delivery.stopped import StoppedDigests
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import keys
from core.store.engine.queue import DeliveryQueue
from core.store.engine.record import Record
from core.store.engine.step import Step
from core.subscriptions.model import MAIL, Subscription
from core.subscriptions.options import change, fits_place, read_back
from core.subscriptions.schedule import begun_anew
from core.text.cleaning import counted, fold
from core.text.mail_address import read_address

NAME = "daily papers"
"""The name of a digest by mail, where nobody gave another."""

ASKED_AGAIN_AFTER, ASKED_A_DAY = timedelta(minutes=10), 3
"""How soon, and how often, an address may be asked whether it wants mails: who typed it may not be its owner."""

ASKED_AN_HOUR = 60
"""Addresses that may be asked in an hour, all together."""

SOFT_BOUNCES, SOFT_WITHIN = 3, timedelta(days=7)
"""Mails that come back for another reason than the address before it is switched off, and within which time."""

CHANGED = "That digest was changed at the same moment. Look at it, then try again."

ASKED_ALREADY = (
    "You had that address asked already: look for the mail with the code, among the unwanted ones too."
    " It is asked again ten minutes after that, and three times a day."
)

BounceOutcome = Literal["unknown", "kept", "off"]
"""What became of an address whose mail came back: nobody knows it, it gets more mails, it gets none any more."""


class Mailing:
    """The mail addresses of a record, and what may happen to them."""

    def __init__(
        self,
        record: Record,
        mailboxes: Mailboxes,
        subscriptions: Subscriptions,
        stopped: StoppedDigests,
        deliveries: Deliveries,
        delivery_queue: DeliveryQueue,
        links: SignedLinks,
        public_site: PublicSite,
    ) -> None:
        self._record, self._mailboxes, self._subscriptions, self._stopped = record, mailboxes, subscriptions, stopped
        self._deliveries, self._queue, self._links, self._site = deliveries, delivery_queue, links, public_site

    def drafted(
        self, text: str, options: Mapping[str, str | int], zone: str, now: datetime, maker: Person | None = None
    ) -> tuple[Mailbox, Subscription]:
        """An address as it is typed, and the subscription that options ask for; `maker` is who asked, where that is not the address
        itself. Raises BadInput.
        """
        address = read_address(text)
        mailbox = Mailbox(self._links.alias(address), address, now)
        maker = maker or mailbox.person
        source = f"{mailbox.id}|{keys.name(maker)}|{now.isoformat()}"
        made = blake2b(source.encode(), digest_size=5).hexdigest()
        blank = Subscription(made, mailbox.place, maker, NAME, now, zone=zone, personal=True, learn="on")
        wanted = change(blank, options)
        fits_place(wanted)
        return mailbox, wanted

    def draft(self, text: str, maker: Person, now: datetime) -> MailRequest:
        """Keep an address apart that a person typed in a chat's form, until what it is to get is read too. Raises BadInput."""
        mailbox, blank = self.drafted(text, {}, "UTC", now, maker)
        draft = MailRequest(blank.id, mailbox, blank, "draft")
        self._mailboxes.ask(draft)
        return draft

    def subscribe(
        self, mailbox: Mailbox, wanted: Subscription, now: datetime, request: MailRequest | None = None
    ) -> tuple[Subscription, bool]:
        """Send an address a digest from now on, and end the request for it. Returns it, and whether it is new: one of the same name
        is changed, but by who asks in a chat, whose digest gets another name then.
        """
        box = self._mailboxes.get(mailbox.id) or mailbox
        there = {fold(digest.name): digest for digest in self._subscriptions.of_place(box.place)}
        same = there.get(fold(wanted.name)) if wanted.maker == box.person else None
        if same is None:
            wanted = msgspec.structs.replace(wanted, name=_free(wanted.name, there))
            adding = self._subscriptions.adding(wanted, due_next(wanted, now))
            adding.and_then(self._deliveries.opening(delivery_of(wanted, "post", now)))
            if request and (before := self._subscriptions.get(request.instead)):
                adding.and_then(self._stopped.stopping(before, now))
            self._keep(box, request, adding)
            return wanted, True
        kept = {"id": same.id, "made": same.made, "maker": same.maker, "learns_since": same.learns_since}
        new = begun_anew(same, msgspec.structs.replace(wanted, **kept), now)
        self._keep(box, request, self._subscriptions.changing(same, new, due_next(new, now)))
        return new, False

    def _keep(self, mailbox: Mailbox, request: MailRequest | None, step: Step) -> None:
        """Keep an address in the step that gives it a digest, and end the request for that."""
        step = self._mailboxes.adding(msgspec.structs.replace(mailbox, bounces=()), step)
        kept = self._record.commit(self._mailboxes.closing(request, step) if request else step)[0]
        twice_at_once = request and self._mailboxes.request(request.id) is None
        if not kept and not twice_at_once:
            raise BadInput(CHANGED)

    def ask(self, request: MailRequest, now: datetime, draft: MailRequest | None = None) -> None:
        """Ask an address whether it wants a digest; a `draft` of the request may be kept. Whether it is known makes no difference. One
        that was asked just now is not asked again. Raises BadInput then, for who had it asked, and where too many are asked.
        """
        waiting = [ask for ask in self._mailboxes.requests() if ask.state != "draft"]
        if sum(now - ask.mailbox.since < timedelta(hours=1) for ask in waiting) >= ASKED_AN_HOUR:
            raise BadInput("Too many addresses were typed within an hour. Please try again later.")
        before = [ask for ask in waiting if ask.mailbox.id == request.mailbox.id and ask.id != request.id]
        today = [ask for ask in before if now - ask.mailbox.since < timedelta(days=1)]
        if len(today) < ASKED_A_DAY and all(now - ask.mailbox.since >= ASKED_AGAIN_AFTER for ask in today):
            asked = msgspec.structs.replace(
                request, mailbox=msgspec.structs.replace(request.mailbox, since=now), state="unsent"
            )
            if not draft or not self._mailboxes.change_request(draft, asked):
                self._mailboxes.ask(asked)
            self._queue.wake("confirm", request.id)
        elif request.by_chat and any(ask.subscription.maker == request.subscription.maker for ask in today):
            raise BadInput(ASKED_ALREADY)

    def code(self, request_id: str) -> str:
        """The code that confirms a request where it was asked for."""
        name = self._links.alias(f"code {request_id}")
        return f"{name[:5]}-{name[5:10]}"

    def question(self, request: MailRequest, now: datetime) -> Card:
        """The mail that asks an address whether it wants a digest, by a link to the public address."""
        wanted = read_back(request.subscription, now)
        waits = counted(REQUESTED_WITHIN.days, "day")
        advice = f"If you did not ask for this, do nothing: nothing more is sent, and the address is forgotten after {waits}."
        title, typed, ways = "Do you want the day's research papers by mail?", "", tuple[Button, ...]()
        if request.by_chat:
            root = root_of(request.subscription.maker)
            typed = f"To get them, type this where you asked for them: {root} digest confirm {self.code(request.id)}. "
        if self._site.url:
            token = self._links.token(SignedLink("confirm", keys.name(request.mailbox.person), request.id))
            ways = (Button("Yes, send them", url=f"{self._site.url}/mail/confirm/{token}"),)
        return Card(Marked(title), Marked(f"{wanted} {typed}{advice}"), buttons=ways, plain=title)

    def confirm(self, request_id: str, now: datetime) -> Subscription:
        """The owner of an address said yes. Raises NotFound where nobody asks any more."""
        request = self._mailboxes.request(request_id)
        if request is None or request.state in ("draft", "cancelled"):
            raise NotFound(
                "Nobody asks for that any more: it is confirmed or cancelled already, or was forgotten after three days."
            )
        subscription, _ = self.subscribe(request.mailbox, request.subscription, now, request)
        return subscription

    def confirm_by_code(self, typed: str, person: Person, now: datetime) -> Subscription:
        """Who asked for a digest typed the code that its address got. A code that did so before changes nothing. Raises NotFound."""
        code = "".join(sign for sign in typed.lower() if sign.isalnum()).encode()
        for request in self._mailboxes.requests_of(person):
            if compare_digest(self.code(request.id).replace("-", "").encode(), code):
                return self.confirm(request.id, now)
        for digest in self._subscriptions.of_person(person):
            if digest.by_mail and compare_digest(self.code(digest.id).replace("-", "").encode(), code):
                return digest
        raise NotFound("No digest of yours waits for that code. It works for three days, for who asked for the digest.")

    def change(self, old: Subscription, new: Subscription, now: datetime) -> Subscription:
        """Change a digest by mail: its hour, its filter, whether it is paused. Raises BadInput where it changed meanwhile."""
        new = begun_anew(old, new, now)
        if not self._subscriptions.change(old, new, due_next(new, now)):
            raise BadInput(CHANGED)
        return new

    def end(self, subscription: Subscription) -> None:
        """Send a digest no more; an address without any is forgotten. What its owner voted for stays, without the address."""
        steps = [self._subscriptions.removing(subscription)]
        rest = [digest for digest in self._subscriptions.of_place(subscription.place) if digest.id != subscription.id]
        if not rest:
            steps.append(self._mailboxes.removing(subscription.place.channel))
        self._record.commit(*steps)

    def stop_all(self, mailbox_id: str) -> bool:
        """Send an address no more digests; whether there was one."""
        digests = self._subscriptions.of_place(Place(MAIL, "", mailbox_id))
        for digest in digests:
            self.end(digest)
        return bool(digests)

    def pause_all(self, mailbox_id: str, now: datetime) -> bool:
        """Pause the digests of an address; whether there was one."""
        digests = self._subscriptions.of_place(Place(MAIL, "", mailbox_id))
        for digest in digests:
            self.change(digest, msgspec.structs.replace(digest, paused=True, why_paused=""), now)
        return bool(digests)

    def bounced(self, mailbox_id: str, status: str, now: datetime) -> BounceOutcome:
        """A mail came back with a status (RFC 3463): an address that is wrong is switched off at once, another after three in a week."""
        mailbox = self._mailboxes.get(mailbox_id)
        if mailbox is None:
            return "unknown"
        recent = [bounce for bounce in mailbox.bounces if now - bounce.at < SOFT_WITHIN]
        box = msgspec.structs.replace(mailbox, bounces=(*recent, Bounce(now, status)))
        off = status.startswith("5.1.") or len(box.bounces) >= SOFT_BOUNCES
        self._record.commit(self._mailboxes.changing(mailbox, box))
        for digest in self._subscriptions.of_place(box.place) if off else ():
            self._switch_off(digest, f"mails to its address come back ({status})", now)
        return "off" if off else "kept"

    def _switch_off(self, subscription: Subscription, why: str, now: datetime) -> None:
        if subscription.paused:
            return
        paused = msgspec.structs.replace(subscription, paused=True, why_paused=why)
        steps = [self._subscriptions.changing(subscription, paused, None)]
        if subscription.maker_elsewhere:
            steps.append(self._deliveries.opening(delivery_of(subscription, "notice", now)))
        self._record.commit(*steps)


def root_of(maker: Person) -> str:
    """How a line begins that who made a digest types where they made it, out of any conversation with us."""
    return "paperboy" if maker.platform == "terminal" else "/papers"


def _free(name: str, taken: Container[str]) -> str:
    """A name that no digest of an address has."""
    number, free = 1, name
    while fold(free) in taken:
        number += 1
        free = f"{name} {number}"
    return free
