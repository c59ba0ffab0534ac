"""A digest by mail, as commands: its address is typed in a form, gets a mail with a code, and gets the digest once that is typed."""

from collections.abc import Iterator, Mapping

import msgspec

from core.app import Paperboy
from core.cards.card import Button, Card
from core.cards.views import note
from core.catalog import Catalog
from core.commands.table import command
from core.commands.verbs.digests import zones
from core.commands.verbs.digests.access import NO_SENDER, DigestTeller, acts_of, has_name, next_name, sweeping
from core.commands.verbs.digests.settings import Code
from core.delivery.addresses.asked import may_mail
from core.delivery.addresses.mailing import Mailing
from core.errors import BadCommand, NotFound
from core.model import Call
from core.store.chats.rooms import Rooms
from core.store.delivery.mailboxes import REQUESTED_WITHIN, Mailboxes, MailRequest
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.queue import DeliveryQueue
from core.subscriptions.model import MAIL, Subscription
from core.subscriptions.options import change, fits_place, read_back
from core.subscriptions.wording import named
from core.text.cleaning import counted, fold
from core.text.mail_address import masked
from core.votes.emoji import Rules

FIRST_MAIL = "The first mail comes at once where papers fit."


def by_mail(to: str) -> bool:
    """Whether what is typed after `to:` is a mail address, or asks for one."""
    return to.partition(":")[0] == MAIL


def asked_by_mail(
    catalog: Catalog,
    rooms: Rooms,
    subscriptions: Subscriptions,
    mailboxes: Mailboxes,
    mailing: Mailing,
    delivery_queue: DeliveryQueue,
    rules: Rules,
    call: Call,
    given: Mapping[str, str],
    *,
    sure: str,
) -> Card:
    """Have an address asked whether it wants the digest that options ask for; what is said of that. Raises BadInput."""
    draft = _draft(mailboxes, rules, call, given["to"])
    mine = [digest for digest in subscriptions.of_place(draft.mailbox.place) if digest.maker == call.person]
    blank = msgspec.structs.replace(draft.subscription, name=next_name(mine))
    checked = change(blank, {**given, "tz": "UTC"})
    fits_place(checked)
    if has_name(mine, checked.name):
        raise BadCommand(
            f"That address gets {named(checked)} already. Change it with “digest edit”, or choose another name."
        )
    wanted = msgspec.structs.replace(checked, zone=zones.checked(rooms, rules, call, "digest new", given))
    if sure.lower() != "yes" and (doubt := sweeping(catalog, wanted, "digest new", given, call.now)):
        return doubt
    if draft.state == "draft":  # else this very delivery asked before
        mailing.ask(msgspec.structs.replace(draft, subscription=wanted), call.now, draft)
    return _asked(delivery_queue, draft, wanted, call)


def moved_by_mail(
    mailboxes: Mailboxes,
    mailing: Mailing,
    delivery_queue: DeliveryQueue,
    rules: Rules,
    call: Call,
    old: Subscription,
    changed: Subscription,
    to: str,
) -> Card:
    """Have an address asked whether it wants a digest that goes elsewhere yet; what is said of that. Raises BadInput."""
    if not by_mail(to):
        raise BadCommand("A digest cannot move to a webhook. Set one up there: /papers digest new to:webhook")
    if not old.personal or old.maker != call.person:
        raise BadCommand("Others read that digest, so it stays here. For yourself, type /papers digest new to:mail.")
    draft = _draft(mailboxes, rules, call, to)
    if draft.mailbox.place == old.place:
        raise BadCommand(f"{named(old)} goes to that address already.")
    kept = {"id": draft.id, "place": draft.mailbox.place, "maker": call.person, "made": call.now}
    plain = {
        "layout": "compact",
        "abstracts": "none",
        "publish": "no",
        "channel_name": "",
        "paused": False,
        "why_paused": "",
    }
    wanted = msgspec.structs.replace(changed, begun=None, begun_by="", out=None, **kept, **plain)
    if draft.state == "draft":
        mailing.ask(msgspec.structs.replace(draft, subscription=wanted, instead=old.id), call.now, draft)
    return _asked(delivery_queue, draft, wanted, call, f" Until then, {named(old)} goes on as it is.")


def _asked(
    delivery_queue: DeliveryQueue, draft: MailRequest, wanted: Subscription, call: Call, meanwhile: str = ""
) -> Card:
    """What is said once an address is asked."""
    held = "" if delivery_queue.workers() else f" {NO_SENDER}"
    advice = (
        f"If {masked(draft.mailbox.address)} can get mails, it soon has one with a code. Type /papers digest confirm and the code here."
        f" Nothing else is sent before, and the address is forgotten after {counted(REQUESTED_WITHIN.days, 'day')}.{meanwhile}{held}"
    )
    return note("Look into your inbox.", f"{advice} {read_back(wanted, call.now)}")


@command(private=True, group="digest", changes=True, example="digest confirm 4f2a9-1c70b")
def confirm(app: Paperboy, mailing: Mailing, call: Call, code: Code) -> Iterator[Card]:
    """Begin a digest by mail."""
    digest = mailing.confirm_by_code(code, call.person, call.now)
    first = app.call(DigestTeller, call).held_back(digest) or FIRST_MAIL
    yield note(f"{named(digest)} is set up.", f"{read_back(digest, call.now)} {first}", *acts_of(digest))


def waits_for_code(request: MailRequest) -> Card:
    """A digest that waits for the code in its mail, or whose mail could not be sent."""
    address, digest = masked(request.mailbox.address), named(request.subscription)
    cancel = Button("Cancel it", f"digest stop {request.id}")
    if request.state == "refused":
        return note(f"{digest} cannot come by mail.", f"No mail reaches {address}: {request.trouble}.", cancel)
    return note(
        f"{digest} waits for the code in a mail to {address}.", "Type /papers digest confirm and the code.", cancel
    )


def find_request(mailboxes: Mailboxes, call: Call, text: str) -> MailRequest | None:
    """The person's own digest that waits for its code: by its id, or by its name."""
    waiting = mailboxes.requests_of(call.person)
    return next(
        (
            ask
            for ask in waiting
            if text and (ask.id == text.strip().lower() or fold(ask.subscription.name) == fold(text))
        ),
        None,
    )


def still_known(mailboxes: Mailboxes, subscription: Subscription) -> None:
    """Raises NotFound where a digest went to an address that is forgotten by now."""
    if subscription.by_mail and not mailboxes.get(subscription.place.channel):
        raise NotFound(
            "Its address was forgotten when its last digest ended. Type /papers digest new to:mail to give it again."
        )


def _draft(mailboxes: Mailboxes, rules: Rules, call: Call, to: str) -> MailRequest:
    """The address that `to:` names by its short id, which only who typed it may use. Raises BadCommand, NotFound."""
    may_mail(rules)
    _, _, short_id = to.partition(":")
    draft = mailboxes.request(short_id) if short_id else None
    if draft and draft.subscription.maker == call.person:
        return draft
    if short_id:
        raise NotFound(f"You gave no mail address of that name. Give it: type digest new to:{MAIL}.")
    if call.wide:
        raise BadCommand("Give your mail address after “to:”, such as: digest new to:ada@example.org")
    raise BadCommand(
        "Others need not read your mail address, so I ask for it privately. Type it as a command: /papers digest new to:mail"
    )
