"""Acting from a mail: a vote or a save of its reader, their digest's hour and filter, a pause, their own data, and forgetting them."""

import json
from secrets import token_hex

import msgspec

from bots.web.letters.links import LinkOwner, digest_of, of_owner, shown
from bots.web.site import Address, Addresses, Page, Site, Visit
from core.catalog import Catalog
from core.delivery.addresses.mailing import Mailing
from core.errors import BadInput, NotFound
from core.model import Call, Paper
from core.store.delivery.mailboxes import Mailboxes
from core.store.delivery.subscriptions import Subscriptions
from core.store.votes.shelf import Shelf
from core.store.votes.votes import Votes
from core.subscriptions.model import Subscription
from core.subscriptions.options import change, read_back
from core.subscriptions.schedule import short_days
from core.subscriptions.topics import type_filter

FIELDS = ("topics", "at", "tz", "days")

NO_PAPER = "That paper is not here any more."


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
    typed = {name: visit.form.get(name, "") for name in FIELDS}
    return change(digest, {**typed, "topics": typed["topics"].strip() or "none"})


def _settings(site: Site, visit: Visit, digest: Subscription, wrong: str = "") -> Page:
    typed = {
        "topics": str(type_filter(digest.wants).get("topics", "")),
        "at": f"{digest.at:%H:%M}",
        "tz": digest.zone,
        "days": short_days(digest.days),
    }
    typed |= {name: visit.form[name] for name in FIELDS if wrong and name in visit.form}
    turn = ("resume", "Resume it") if digest.paused else ("pause", "Pause it")
    return shown(
        site, visit, f"“{digest.name}”", read_back(digest, visit.now), wrong=wrong, form=typed, fields=FIELDS,
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
    Address("/mail/vote/{token}", voting, vote, guarded=False),
    Address("/mail/save/{token}", saving, save, guarded=False),
    Address("/mail/change/{token}", changing, change_it, guarded=False),
)
