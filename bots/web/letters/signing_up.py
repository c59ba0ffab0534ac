"""Signing up and off: the form for an address, the confirmation, and ending a digest by one press or one POST of a mail program."""

from bots.web.letters.links import LinkOwner, digest_of, of_owner, owner_of, shown
from bots.web.site import Address, Addresses, Page, Site, Visit, unknown
from core.delivery.addresses.mailing import Mailing
from core.errors import BadInput
from core.store.delivery.mailboxes import Mailboxes, MailRequest
from core.subscriptions.options import read_back

ASKED = "If that address can get mails, it will soon have one with a link."
"""What everybody reads who asked: it does not say whether the address was known."""

FIELDS = ("address", "topics", "at", "tz", "days")


def subscribe(site: Site, visit: Visit) -> Page:
    """The form for an address, where everybody may see the pages."""
    if not site.takes_addresses:
        return unknown(site, visit)
    return _form(site, visit, {"at": "09:00", "tz": str(site.settings.zone), "days": "mon-fri"})


def ask(site: Site, visit: Visit) -> Page:
    """Ask an address whether it wants mails."""
    if not site.takes_addresses:
        return unknown(site, visit)
    typed = {name: visit.form.get(name, "").strip() for name in FIELDS}
    mailing = site.app.of(Mailing)
    try:
        options = {name: value for name, value in typed.items() if name != "address"}
        box, wanted = mailing.drafted(typed["address"], options, str(site.settings.zone), visit.now)
        mailing.ask(MailRequest(wanted.id, box, wanted), visit.now)
    except BadInput as wrong:
        return _form(site, visit, typed, str(wrong), status=400)
    return shown(
        site,
        visit,
        "Look into your inbox.",
        f"{ASKED} Nothing is sent before you press the button it leads to.",
        bare=False,
    )


def confirmation(site: Site, visit: Visit) -> Page:
    """What a confirmation would begin."""
    owner = owner_of(site, visit, "confirm")
    request = site.app.of(Mailboxes).request(owner.subject) if owner else None
    if request is None:
        advice = "It was used already, or is older than three days. Ask again for a new one."
        return shown(site, visit, "Nothing waits for this link.", advice, status=404)
    says = read_back(request.subscription, visit.now)
    return shown(site, visit, "Get the day's papers by mail?", says, buttons=(("yes", "Yes, send them"),))


@of_owner("confirm")
def confirm(site: Site, visit: Visit, owner: LinkOwner) -> Page:
    """Begin to send."""
    try:
        kept = site.app.of(Mailing).confirm(owner.subject, visit.now)
    except BadInput as wrong:
        return shown(site, visit, "Nothing waits for this link.", str(wrong), status=404)
    advice = f"{read_back(kept, visit.now)} The first mail comes at once where papers fit. Every mail has links to change and to end it."
    return shown(site, visit, "You get the day's papers by mail.", advice)


@of_owner("unsubscribe")
def leaving(site: Site, visit: Visit, owner: LinkOwner) -> Page:
    """What one press would end."""
    digest = digest_of(site, owner)
    if digest is None:
        return shown(site, visit, "You get no more of these mails.")
    return shown(
        site, visit, f"End “{digest.name}”?", "You get no more of its mails.", buttons=(("yes", "Unsubscribe"),)
    )


@of_owner("unsubscribe")
def leave(site: Site, visit: Visit, owner: LinkOwner) -> Page:
    """End a digest: a press, or the POST of a mail program (RFC 8058), which brings no cookie and is answered at once."""
    digest = digest_of(site, owner)
    if digest is not None:
        site.app.of(Mailing).end(digest)
    return shown(site, visit, "You get no more of these mails.")


def _form(site: Site, visit: Visit, typed: dict[str, str], wrong: str = "", status: int = 200) -> Page:
    advice = "One mail on each of the days you choose, with the papers that fit your topics."
    return shown(
        site, visit, "The day's papers by mail", advice, status=status, wrong=wrong, form=typed, fields=FIELDS, bare=False,
        buttons=(("ask", "Send me a mail to confirm"),),
    )  # fmt: skip


ADDRESSES: Addresses = (
    Address("/mail/subscribe", subscribe, ask, guarded=False),
    Address("/mail/confirm/{token}", confirmation, confirm, guarded=False),
    Address("/mail/unsubscribe/{token}", leaving, leave, guarded=False),
)
