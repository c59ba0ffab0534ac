"""The programs' addresses: `GET /api/search?query=kites&limit=25` answers as `paperboy ask --json` does, with the rights of the link."""

import msgspec

from bots.web.site import Address, Addresses, Page, Site, Visit
from core.commands.dispatch import perform
from core.commands.programs import PROGRAMS, as_data, given_by
from core.errors import NotFound, PaperboyError
from core.links.rights import PageRights
from core.model import Call, Person, Place

JSON = "application/json; charset=utf-8"

STATUSES = {"wrong": 400, "refused": 404, "fault": 500}
"""The HTTP status of an answer that is not done."""

NOWHERE = "There is nothing at this address, or its link has ended: /papers rss link gives a new one."


def ask(site: Site, visit: Visit) -> Page:
    """The answer of a verb to the options in the query."""
    try:
        given = given_by(visit.names["verb"], visit.query)
    except PaperboyError as error:
        return wrong(site, visit, str(error), status=404 if isinstance(error, NotFound) else 400)
    reply = perform(site.app, given, call := _call(visit))
    if reply.outcome != "done":
        sentence_of_all = " ".join(card.plain or card.title.text for card in reply.cards)
        return wrong(site, visit, sentence_of_all, status=STATUSES[reply.outcome])
    return Page(msgspec.json.encode(as_data(site.app, reply, call)), JSON)


def verbs(site: Site, visit: Visit) -> Page:
    """What may be asked here."""
    return Page(msgspec.json.encode({"commands": {name: verb.help for name, verb in PROGRAMS.items()}}), JSON)


def wrong(site: Site, visit: Visit, title: str, advice: str = "", *, status: int = 200) -> Page:
    """What is wrong with a question, in a sentence."""
    return Page(msgspec.json.encode({"error": f"{title} {advice}".strip()}), JSON, status)


def nowhere(site: Site, visit: Visit) -> Page:
    """What stands at no address of the programs."""
    return wrong(site, visit, NOWHERE, status=404)


def _call(visit: Visit) -> Call:
    """A call by nobody, made in the place of the link, or in everybody's: it has no list, no notes and no vote of its own."""
    rights = PageRights.of(visit.link) if visit.link else None
    place, guest = (rights.place, rights.guest) if rights else (Place("terminal"), False)
    return Call(Person("", "", ""), place, visit.now, "", foreign=guest, wide=True)


ADDRESSES: Addresses = (
    Address("/api", verbs, unknown=nowhere, wrong=wrong),
    Address("/api/{verb}", ask, unknown=nowhere, wrong=wrong),
    Address("/api/{rest:.*}", nowhere, unknown=nowhere, wrong=wrong),
)
