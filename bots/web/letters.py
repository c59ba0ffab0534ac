"""What the links in mails lead to: a GET shows what a press would do, a POST does it, since scanners follow every link.

Signing up and off; a vote or a save of its reader, their digest's hour and filter, a pause, their own data, and forgetting them.
"""

import json
from collections.abc import Callable, Mapping
from functools import wraps
from secrets import token_hex
from typing import Any

import msgspec

from bots.web.site import Address, Addresses, Page, Show, Site, Visit, unknown
from core.catalog import Catalog
from core.delivery.addresses.mailing import Mailing
from core.errors import BadInput, NotFound
from core.links.signed import LinkKind, SignedLinks
from core.model import Call, Paper, Person, Place
from core.store.delivery.mailboxes import Mailboxes, MailRequest
from core.store.delivery.subscriptions import Subscriptions
from core.store.votes.shelf import Shelf
from core.store.votes.votes import Votes
from core.subscriptions.model import Subscription
from core.subscriptions.options import change, read_back
from core.subscriptions.schedule import short_days
from core.subscriptions.topics import type_filter
from core.text.naming import person

ASKED = "If that address can get mails, it will soon have one with a link."
"""What everybody reads who asked: it does not say whether the address was known."""

SETTINGS = ("topics", "at", "tz", "days")
"""What a reader may set of a digest; the form for an address has them too."""

NO_PAPER = "That paper is not here any more."


class LinkOwner(msgspec.Struct, frozen=True):
    """The person of a mail address, and what their link is about."""

    person: Person
    subject: str

    @property
    def place(self) -> Place:
        """Where their mails go."""
        return Place(self.person.platform, self.person.team, self.person.id)


def owner_of(site: Site, visit: Visit, kind: LinkKind) -> LinkOwner | None:
    """Whose link a visitor came by; None where it is wrong or has ended."""
    link = site.app.of(SignedLinks).read(kind, visit.names["token"])
    return LinkOwner(person(link.owner), link.subject) if link else None


ForOwner = Callable[[Site, Visit, LinkOwner], Page]


def of_owner(kind: LinkKind) -> Callable[[ForOwner], Show]:
    """Makes a page of one for the owner of a link of this kind; who comes by none that works reads that."""

    def page_of(draw: ForOwner) -> Show:
        @wraps(draw)
        def page(site: Site, visit: Visit) -> Page:
            owner = owner_of(site, visit, kind)
            return draw(site, visit, owner) if owner else ended(site, visit)

        return page

    return page_of


def digest_of(site: Site, owner: LinkOwner) -> Subscription | None:
    """The digest that a reader's link is about; None where it is ended, or goes elsewhere."""
    digest = site.app.of(Subscriptions).get(owner.subject)
    return digest if digest and digest.place == owner.place else None


def shown(
    site: Site,
    visit: Visit,
    title: str,
    advice: str = "",
    *,
    buttons: tuple[tuple[str, str], ...] = (),
    status: int = 200,
    **more: Any,
) -> Page:
    """A page of one sentence, with the buttons that a POST presses: each a value of `do` and its label. It leads to no list: who came by
    a mail may not see any.
    """
    values: Mapping[str, Any] = {"wrong": "", "form": None, "bare": True, **more}
    return site.page("letter.html", visit, status=status, title=title, advice=advice, buttons=buttons, **values)


def ended(site: Site, visit: Visit) -> Page:
    """What stands where a link is wrong or has ended."""
    return shown(site, visit, "This link does not work any more.", "A newer mail has links that do.", status=404)


def subscribe(site: Site, visit: Visit) -> Page:
    """The form for an address, where everybody may see the pages."""
    if not site.takes_addresses:
        return unknown(site, visit)
    return _form(site, visit, {"at": "09:00", "tz": str(site.settings.zone), "days": "mon-fri"})


def ask(site: Site, visit: Visit) -> Page:
    """Ask an address whether it wants mails."""
    if not site.takes_addresses:
        return unknown(site, visit)
    typed = {name: visit.form.get(name, "").strip() for name in ("address", *SETTINGS)}
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
        site, visit, "The day's papers by mail", advice, status=status, wrong=wrong, form=typed, fields=("address", *SETTINGS), bare=False,
        buttons=(("ask", "Send me a mail to confirm"),),
    )  # fmt: skip


@of_owner("vote")
def voting(site: Site, visit: Visit, owner: LinkOwner) -> Page:
    """The reader's vote on a paper, and what a press would make of it."""
    paper = _paper(site, owner)
    if paper is None:
        return shown(site, visit, NO_PAPER, status=404)
    side = site.app.of(Votes).voted(owner.person).get(paper.id)
    state = {"up": "You voted for it.", "down": "You voted against it."}.get(side or "", "You have not voted on it.")
    acts = (("up", "Vote for it"), ("down", "Vote against it"), ("none", "Take my vote back"))
    buttons = tuple(act for act in acts if act[0] != (side or "none"))
    return shown(site, visit, paper.title, state, buttons=buttons)


@of_owner("vote")
def vote(site: Site, visit: Visit, owner: LinkOwner) -> Page:
    """Vote as the reader: one vote a paper, whatever was pressed how often."""
    paper, way = _paper(site, owner), visit.form.get("do", "up")
    if paper and way in ("up", "down", "none"):
        votes, catalog = site.app.of(Votes), site.app.of(Catalog)
        if votes.voted(owner.person).get(paper.id, "none") != way:
            call = Call(owner.person, owner.place, visit.now, token_hex(8), direct=True)
            votes.press(call, catalog.part(owner.subject, paper), way)  # type: ignore[arg-type]
    return voting(site, visit)


@of_owner("save")
def saving(site: Site, visit: Visit, owner: LinkOwner) -> Page:
    """Whether the reader saved a paper, and what a press would do."""
    paper = _paper(site, owner)
    if paper is None:
        return shown(site, visit, NO_PAPER, status=404)
    saved = any(row.paper_id == paper.id for row in site.app.of(Shelf).saved(owner.person))
    state = "It is on your list." if saved else "It is not on your list."
    button = ("drop", "Take it off my list") if saved else ("save", "Save it to my list")
    return shown(site, visit, paper.title, state, buttons=(button,))


@of_owner("save")
def save(site: Site, visit: Visit, owner: LinkOwner) -> Page:
    """Put a paper on the reader's list, or take it off."""
    if paper := _paper(site, owner):
        shelf, delivery = site.app.of(Shelf), token_hex(8)
        if visit.form.get("do", "save") == "drop":
            shelf.unsave(owner.person, paper.id, visit.now, delivery, owner.place)
        else:
            shelf.save(owner.person, paper.id, (), visit.now, delivery, place=owner.place)
    return saving(site, visit)


@of_owner("change")
def changing(site: Site, visit: Visit, owner: LinkOwner) -> Page:
    """The settings of the reader's digest, as a form."""
    if visit.query.get("data"):
        return _data(site, owner)
    digest = digest_of(site, owner)
    return _settings(site, visit, digest) if digest else shown(site, visit, "You get no more of these mails.")


@of_owner("change")
def change_it(site: Site, visit: Visit, owner: LinkOwner) -> Page:
    """Change, pause or resume the reader's digest; or forget them, after asking whether that is meant."""
    if visit.form.get("do") == "forget":
        advice = "Nothing of it can be brought back. Your digests end, and no mail comes any more."
        buttons = (("erase", "Yes, erase it all"), ("keep", "No, keep it"))
        return shown(site, visit, "Erase your address, your votes and your list?", advice, buttons=buttons)
    if visit.form.get("do") == "erase":
        site.app.forget(owner.person, visit.now)
        farewell = "Your address, your votes and your list are erased."
        return shown(site, visit, "You are forgotten.", farewell)
    digest = digest_of(site, owner)
    if digest is None:
        return shown(site, visit, "You get no more of these mails.")
    if visit.form.get("do") not in ("change", "pause", "resume"):
        return _settings(site, visit, digest)
    try:
        new = site.app.of(Mailing).change(digest, _changed(digest, visit), visit.now)
    except BadInput as wrong:
        return _settings(site, visit, digest, str(wrong))
    return _settings(site, visit, new)


def _changed(digest: Subscription, visit: Visit) -> Subscription:
    if visit.form.get("do") in ("pause", "resume"):
        return msgspec.structs.replace(digest, paused=visit.form["do"] == "pause", why_paused="")
    typed = {name: visit.form.get(name, "") for name in SETTINGS}
    return change(digest, {**typed, "topics": typed["topics"].strip() or "none"})


def _settings(site: Site, visit: Visit, digest: Subscription, wrong: str = "") -> Page:
    typed = {
        "topics": str(type_filter(digest.wants).get("topics", "")),
        "at": f"{digest.at:%H:%M}",
        "tz": digest.zone,
        "days": short_days(digest.days),
    }
    typed |= {name: visit.form[name] for name in SETTINGS if wrong and name in visit.form}
    turn = ("resume", "Resume it") if digest.paused else ("pause", "Pause it")
    return shown(
        site, visit, f"“{digest.name}”", read_back(digest, visit.now), wrong=wrong, form=typed, fields=SETTINGS,
        status=400 if wrong else 200, data=True, buttons=(("change", "Change it"), turn, ("forget", "Forget me, and all I did")),
    )  # fmt: skip


def _data(site: Site, owner: LinkOwner) -> Page:
    """All that is kept of a reader, for themselves."""
    mailbox = site.app.of(Mailboxes).get(owner.person.id)
    digests = site.app.of(Subscriptions).of_place(owner.place)
    shape = {
        "address": mailbox.address if mailbox else "",
        "digests": [msgspec.to_builtins(digest) for digest in digests],
        "votes": site.app.of(Votes).voted(owner.person),
        "saved": [msgspec.to_builtins(row) for row in site.app.of(Shelf).saved(owner.person)],
    }
    body = json.dumps(shape, ensure_ascii=False, indent=2).encode()
    headers = {"Content-Disposition": 'attachment; filename="paperboy.json"'}
    return Page(body, "application/json; charset=utf-8", headers=headers)


def _paper(site: Site, owner: LinkOwner) -> Paper | None:
    catalog = site.app.of(Catalog)
    try:
        return catalog.paper(owner.subject, catalog.viewer_at(owner.place))
    except NotFound:
        return None


ADDRESSES: Addresses = (
    Address("/mail/subscribe", subscribe, ask, guarded=False),
    Address("/mail/confirm/{token}", confirmation, confirm, guarded=False),
    Address("/mail/unsubscribe/{token}", leaving, leave, guarded=False),
    Address("/mail/vote/{token}", voting, vote, guarded=False),
    Address("/mail/save/{token}", saving, save, guarded=False),
    Address("/mail/change/{token}", changing, change_it, guarded=False),
)
