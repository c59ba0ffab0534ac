"""Finding papers: search, show, similar."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated

from core.cards import Button, Card, Redraw
from core.commands.grammar import fill
from core.commands.table import TABLE, command
from core.errors import BadInput
from core.model import Call, Query
from core.paperboy import Paperboy
from core.scope import viewer_of
from core.search.index import Found
from core.search.query import parse
from core.text import clip
from core.verbs.options import Author, Category, From, Limit, MinVotes, Order, Page, PaperId, Source, To
from core.views import elsewhere, note, page_card, paper_card, whole_card


@command(private=True)
def search(
    app: Paperboy,
    call: Call,
    query: Annotated[str, 'words, "a phrase", -not, an arXiv id, link or DOI'] = "",
    author: Author = "",
    cat: Category = "",
    source: Source = "",
    from_: From = "",
    to: To = "",
    min_votes: MinVotes = 0,
    sort: Order = "relevance",
    limit: Limit = 5,
    page: Page = 1,
) -> Iterator[Card | Redraw]:
    """Find papers by words, author, category, source, day or votes; typos are forgiven."""
    asked = parse(
        query,
        author=author,
        cat=cat,
        source=source,
        since=from_,
        until=to,
        min_votes=min_votes,
        sort=sort,
        today=call.now.date(),
    )
    hits, found = app.archive.find(asked, limit, page, viewer_of(call))
    if not hits:
        yield _nothing(asked, found)
        return
    tallies = app.votes.tallies(hit.paper.id for hit in hits)
    for number, hit in enumerate(hits, (page - 1) * limit + 1):
        yield paper_card(hit.paper, tallies[hit.paper.id], title=hit.title, body=hit.snippet, number=number)
    yield page_card(found.total, page, limit, line_of(asked, limit), f"for {_said(asked)}{_corrected(found)}")


@command(private=True)
def show(app: Paperboy, call: Call, paper: PaperId) -> Iterator[Card | Redraw]:
    """Show one paper with its whole abstract and where it was listed."""
    found = app.archive.paper(paper, viewer_of(call))
    adders = {key: (one.name, one.channel) for key, one in app.submitted.adders(found.sightings).items()}
    yield whole_card(found, app.votes.tallies([found.id])[found.id], adders)
    if more := elsewhere(found):
        yield more


@command(private=True)
def similar(app: Paperboy, call: Call, paper: PaperId, limit: Limit = 5) -> Iterator[Card | Redraw]:
    """Find papers whose title and abstract read like this one's."""
    one = app.archive.paper(paper, viewer_of(call))
    others = app.archive.similar(one, limit, viewer_of(call))
    if not others:
        yield note(
            "Nothing here reads like that paper yet.",
            clip(one.title, 200),
            Button("Search instead", f"search {clip(one.title, 80)}"),
        )
        return
    tallies = app.votes.tallies(other.id for other in others)
    for number, other in enumerate(others, 1):
        yield paper_card(other, tallies[other.id], f"reads like “{clip(one.title, 80)}”", number=number)


def line_of(asked: Query, limit: int) -> str:
    """The command line that asks this again, without its page."""
    options = {"author": asked.author, "cat": asked.cat, "source": asked.source, "from": asked.since, "to": asked.until}
    said = [f'{name}:"{value}"' if " " in str(value) else f"{name}:{value}" for name, value in options.items() if value]
    if asked.min_votes:
        said.append(f"min_votes:{asked.min_votes}")
    if asked.sort != "relevance":
        said.append(f"sort:{asked.sort}")
    return " ".join(["search", *([asked.text] if asked.text else []), *said, f"limit:{limit}"])


def wrong_fields(filled: Mapping[str, str], today: date) -> dict[str, str]:
    """What is wrong with the fields of a search form, each with its own sentence; empty where nothing is."""
    wrong = {}
    for name, said in filled.items():
        try:
            _asked({"query": "x", name: said}, today)
        except BadInput as error:
            wrong[name] = str(error)
    if not wrong:
        try:
            _asked(filled, today)
        except BadInput as error:
            wrong["query"] = str(error)
    return wrong


def line_from(filled: Mapping[str, str]) -> str:
    """The command line that asks what a filled form asks."""
    options = (
        f'{name}:"{said}"' if " " in said else f"{name}:{said}" for name, said in filled.items() if name != "query"
    )
    return " ".join(filter(None, ("search", filled.get("query", ""), *options)))


def _asked(filled: Mapping[str, str], today: date) -> Query:
    values = fill(TABLE["search"], line_from(filled).removeprefix("search").strip())
    said = {name: str(value) for name, value in values.items()}
    return parse(
        said.get("query", ""),
        author=said.get("author", ""),
        cat=said.get("cat", ""),
        source=said.get("source", ""),
        since=said.get("from", ""),
        until=said.get("to", ""),
        min_votes=int(said.get("min_votes", "0")),
        sort=said.get("sort", "relevance"),
        today=today,
    )


def _said(asked: Query) -> str:
    return f"“{clip(line_of(asked, 0).removeprefix('search').removesuffix(' limit:0').strip(), 120)}”"


def _corrected(found: Found) -> str:
    if not found.corrected:
        return ""
    return " · read as " + ", ".join(f"“{used}” for “{typed}”" for typed, used in found.corrected[:3])


def _nothing(asked: Query, found: Found) -> Card:
    filtered = asked.author or asked.cat or asked.source or asked.since or asked.until or asked.min_votes
    tried = _corrected(found).removeprefix(" · ") or (
        "No paper fits all of that; leave something out."
        if filtered
        else "No title, abstract or author here holds those words, not even misspelt."
    )
    if found.suggestion and found.suggestion != asked.text:
        act = Button(f"Search “{clip(found.suggestion, 40)}”", f"search {found.suggestion}")
        return note(f"Nothing found for {_said(asked)}. Did you mean “{clip(found.suggestion, 80)}”?", tried, act)
    return note(f"Nothing found for {_said(asked)}.", tried, Button("See what is on top", "top all"))
