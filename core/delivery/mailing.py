"""What becomes of a mail address: it is asked for, confirmed, changed, switched off where mails come back, and given up.

Nobody but its owner and the operator reads an address; all else knows it by an id that only the record can tell it by.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Literal

import msgspec

from core.cards.card import Button, Card
from core.delivery.planner import delivery_of, due_next
from core.errors import BadInput, NotFound
from core.links.public_site import PublicSite
from core.links.signed import SignedLink, SignedLinks
from core.model import Marked, Person, Place
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.mailboxes import REQUESTED_WITHIN, Bounce, Mailbox, Mailboxes, MailRequest
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import keys
from core.store.engine.record import Record
from core.store.queue import DeliveryQueue
from core.subscriptions.model import MAIL, Subscription
from core.subscriptions.options import change, read_back
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

BounceOutcome = Literal["unknown", "kept", "off"]
"""What became of an address whose mail came back: nobody knows it, it gets more mails, it gets none any more."""


class Mailing:
    """The mail addresses of a record, and what may happen to them."""

    def __init__(
        self,
        record: Record,
        mailboxes: Mailboxes,
        subscriptions: Subscriptions,
        deliveries: Deliveries,
        delivery_queue: DeliveryQueue,
        links: SignedLinks,
        public_site: PublicSite,
    ) -> None:
        self._record, self._mailboxes, self._subscriptions = record, mailboxes, subscriptions
        self._deliveries, self._queue, self._links, self._site = deliveries, delivery_queue, links, public_site

    def drafted(
        self, text: str, options: Mapping[str, str | int], zone: str, now: datetime, maker: Person | None = None
    ) -> tuple[Mailbox, Subscription]:
        """An address as it is typed, and the subscription that options ask for; `maker` is who asked, where that is not the address
        itself. Raises BadInput.
        """
        address = read_address(text)
        mailbox = Mailbox(self._links.alias(address), address, now)
        made = blake2b(f"{mailbox.id}|{now.isoformat()}".encode(), digest_size=5).hexdigest()
        maker = maker or mailbox.person
        blank = Subscription(made, mailbox.place, maker, NAME, now, zone=zone, personal=True, learn="on")
        return mailbox, change(blank, options)

    def subscribe(self, mailbox: Mailbox, wanted: Subscription, now: datetime) -> tuple[Subscription, bool]:
        """Send an address a digest from now on; one of the same name is changed. Returns it, and whether it is new."""
        known = self._mailboxes.get(mailbox.id)
        box = msgspec.structs.replace(known or mailbox, bounces=(), off="")
        same = next(
            (one for one in self._subscriptions.of_place(box.place) if fold(one.name) == fold(wanted.name)), None
        )
        if same is None:
            first = delivery_of(wanted, "post", now)
            adding = self._subscriptions.adding(wanted, due_next(wanted, now))
            self._record.commit(self._mailboxes.adding(box), adding, self._deliveries.opening(first))
            self._queue.wake("deliver", first.id)
            return wanted, True
        kept = {"id": same.id, "made": same.made, "maker": same.maker, "learns_since": same.learns_since}
        new = begun_anew(same, msgspec.structs.replace(wanted, **kept), now)
        self._record.commit(self._mailboxes.adding(box), self._subscriptions.changing(same, new, due_next(new, now)))
        return new, False

    def ask(self, mailbox: Mailbox, wanted: Subscription, now: datetime) -> None:
        """Ask an address whether it wants a digest. Whether it is known makes no difference, and one that was asked just now is not
        asked again. Raises BadInput where too many are asked.
        """
        waiting = self._mailboxes.requests()
        recent = [ask for ask in waiting if now - ask.mailbox.since < timedelta(hours=1)]
        if len(recent) >= ASKED_AN_HOUR:
            raise BadInput("Too many addresses were typed within an hour. Please try again later.")
        before = [ask.mailbox.since for ask in waiting if ask.mailbox.id == mailbox.id]
        today = [at for at in before if now - at < timedelta(days=1)]
        if len(today) >= ASKED_A_DAY or any(now - at < ASKED_AGAIN_AFTER for at in before):
            return
        request = MailRequest(wanted.id, mailbox, wanted)
        self._mailboxes.ask(request)
        self._queue.wake("confirm", request.id)

    def question(self, request: MailRequest, now: datetime) -> Card:
        """The mail that asks an address whether it wants a digest, by a link to the public address."""
        wanted = read_back(request.subscription, now)
        waits = counted(REQUESTED_WITHIN.days, "day")
        advice = f"If you did not ask for this, do nothing: nothing more is sent, and the address is forgotten after {waits}."
        said = "Do you want the day's research papers by mail?"
        token = self._links.token(SignedLink("confirm", keys.name(request.mailbox.person), request.id))
        yes = (Button("Yes, send them", url=f"{self._site.url}/mail/confirm/{token}"),)
        return Card(Marked(said), Marked(f"{wanted} {advice}"), buttons=yes, plain=said)

    def confirm(self, request_id: str, now: datetime) -> Subscription:
        """The owner of an address said yes. Raises NotFound where nobody asks any more."""
        request = self._mailboxes.request(request_id)
        if request is None:
            raise NotFound("Nobody asks for that any more: it is confirmed already, or was forgotten after three days.")
        subscription, _ = self.subscribe(request.mailbox, request.subscription, now)
        self._record.commit(self._mailboxes.closing(request))
        return subscription

    def change(self, old: Subscription, new: Subscription, now: datetime) -> Subscription:
        """Change a digest by mail: its hour, its filter, whether it is paused. Raises BadInput where it changed meanwhile."""
        new = begun_anew(old, new, now)
        if not self._subscriptions.change(old, new, due_next(new, now)):
            raise BadInput("That digest was changed at the same moment. Look at it, then try again.")
        return new

    def end(self, subscription: Subscription) -> None:
        """Send a digest no more; an address without any is forgotten. What its owner voted for stays, without the address."""
        steps = [self._subscriptions.removing(subscription)]
        rest = [one for one in self._subscriptions.of_place(subscription.place) if one.id != subscription.id]
        if not rest:
            steps.append(self._mailboxes.removing(subscription.place.channel))
        self._record.commit(*steps)

    def stop_all(self, mailbox_id: str) -> bool:
        """Send an address no more digests; whether there was one."""
        digests = self._subscriptions.of_place(Place(MAIL, "", mailbox_id))
        for one in digests:
            self.end(one)
        return bool(digests)

    def pause_all(self, mailbox_id: str, now: datetime) -> bool:
        """Pause the digests of an address; whether there was one."""
        digests = self._subscriptions.of_place(Place(MAIL, "", mailbox_id))
        for one in digests:
            self.change(one, msgspec.structs.replace(one, paused=True, why_paused=""), now)
        return bool(digests)

    def bounced(self, mailbox_id: str, status: str, now: datetime) -> BounceOutcome:
        """A mail came back with a status (RFC 3463): an address that is wrong is switched off at once, another after three in a week."""
        mailbox = self._mailboxes.get(mailbox_id)
        if mailbox is None:
            return "unknown"
        recent = [bounce for bounce in mailbox.bounces if now - bounce.at < SOFT_WITHIN]
        box = msgspec.structs.replace(mailbox, bounces=(*recent, Bounce(now, status)))
        off = status.startswith("5.1.") or len(box.bounces) >= SOFT_BOUNCES
        if off:
            box = msgspec.structs.replace(box, off=f"mails to it come back ({status})")
        self._record.commit(self._mailboxes.changing(mailbox, box))
        for one in self._subscriptions.of_place(box.place) if off else ():
            self._switch_off(one, box.off, now)
        return "off" if off else "kept"

    def _switch_off(self, one: Subscription, why: str, now: datetime) -> None:
        if one.paused:
            return
        paused = msgspec.structs.replace(one, paused=True, why_paused=why)
        steps = [self._subscriptions.changing(one, paused, None)]
        notice = delivery_of(one, "notice", now)
        if one.maker_elsewhere:
            steps.append(self._deliveries.opening(notice))
        self._record.commit(*steps)
        if one.maker_elsewhere:
            self._queue.wake("deliver", notice.id)
