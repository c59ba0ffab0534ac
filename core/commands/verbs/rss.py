"""Following a list in a feed reader or in a browser: the signed links of the place where somebody asks.

The first link of a record makes its secret, so that even giving one changes something; no agent may ask for one.
"""

from collections.abc import Iterator
from typing import Annotated

from core.cards.card import Button, Card
from core.cards.views import note
from core.commands.grammar import Given, Misread, read
from core.commands.options import read_day
from core.commands.rights import may_set_up
from core.commands.search_form import asked_by
from core.commands.table import PHRASES, PROSE, command
from core.errors import BadCommand, CannotBeDone
from core.links.lists import LONGEST_NAME, SEARCHED, PaperList, written
from core.links.rights import PublicSite, link_of, owner_of
from core.links.signed import SignedLinks
from core.model import Call, Marked
from core.store.engine.audit import setting_of
from core.text.cleaning import clip

LISTS = "today, week, month, top, or words to search for"


@command(private=True, group="rss", changes=True, example="rss link week")
def link(
    links: SignedLinks,
    site: PublicSite,
    call: Call,
    list: Annotated[str, f"{LISTS}; today if none", PHRASES, PROSE] = "",
) -> Iterator[Card]:
    """Give the address of a list for a feed reader, and its page."""
    yield _link(links, site, call, listed_by(list, call))


@command(private=True, group="rss", configures=True, changes=True)
def new_link(links: SignedLinks, site: PublicSite, call: Call) -> Iterator[Card]:
    """End the links of this channel's pages and lists, and give new ones."""
    may_set_up(call)
    _reached(site, call)
    links.end(owner_of(call), call.delivery, setting_of(call, "rss new-link"))
    whose = "you made here" if call.direct else "of this channel"
    yield note(f"All links {whose} have ended.", "Who should go on reading needs the new ones.")
    yield _link(links, site, call, PaperList("today"))


def listed_by(typed: str, call: Call) -> PaperList:
    """The list that somebody means. Raises BadInput."""
    given = read(typed.strip() or "today")
    if isinstance(given, Misread):
        raise given.error
    if given.verb in ("today", "week", "month"):
        return _of_days(given, call)
    if given.verb == "top":
        return PaperList("top", str(given.values.get("period", "week")))
    if given.verb != "search":
        raise BadCommand(f"“{clip(typed.strip(), 40)}” is no list to follow. Lists are {LISTS}.")
    asked = {name: str(given.values[name]) for name in SEARCHED if given.values.get(name)}
    asked_by(asked, call.now.date())
    listed = PaperList("search", asked=asked)
    if len(listed.name) > LONGEST_NAME:
        raise BadCommand("That search is too long for an address; leave some of it out.")
    return listed


def _of_days(given: Given, call: Call) -> PaperList:
    kind, typed = ("day" if given.verb == "today" else given.verb), str(given.values.get("date", ""))
    if not typed:
        return PaperList("today") if kind == "day" else PaperList(kind)  # type: ignore[arg-type]
    span = kind if kind in ("week", "month") else "day"
    return PaperList(kind, written(kind, read_day(typed, call, span)))  # type: ignore[arg-type]


def _link(links: SignedLinks, site: PublicSite, call: Call, listed: PaperList) -> Card:
    """A list's addresses; who has them may read it, so only the person who asked sees them."""
    base = _reached(site, call)
    rss = f"{base}/f/{links.token(link_of(call, 'rss', listed.name))}"
    page = f"{base}/l/{links.token(link_of(call, 'pages'))}/{'' if listed.kind == 'today' else listed.name}"
    title = f"Paste this address into a feed reader to follow {spoken(listed)}:"
    return Card(
        Marked(title),
        Marked("Who has it can read the list, without an account. “rss new-link” ends it."),
        buttons=(Button("Open the page", url=page), Button("Open as JSON Feed", url=f"{rss}.json")),
        code=f"{rss}.atom",
        plain=title,
    )


def spoken(listed: PaperList) -> str:
    """A list, in a sentence."""
    if listed.kind == "search":
        return "this search"
    if listed.kind == "top":
        return "the top papers"
    now = {"today": "each day's papers", "week": "this week's papers", "month": "this month's papers"}
    return f"the papers of {listed.when}" if listed.when else now[listed.kind]


def _reached(site: PublicSite, call: Call) -> str:
    """What an address begins with for the person of a call. Raises CannotBeDone where none would lead anywhere."""
    if site.pages == "off":
        raise CannotBeDone(
            "Pages and lists to follow are switched off here. The person who runs Paperboy sets PAPERBOY_PAGES."
        )
    if not site.url and call.place.platform != "terminal":
        raise CannotBeDone(
            "Paperboy's pages have no address that you could reach. The person who runs it sets PAPERBOY_URL."
        )
    return site.base
