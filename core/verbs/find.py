"""Finding papers: search, show, similar."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated

from core.cards import Button, Card, Redraw
from core.commands.courtesy import as_words
from core.commands.grammar import fill
from core.commands.table import TABLE, command
from core.errors import BadInput
from core.model import Call, Query
from core.paperboy import Paperboy
from core.scope import viewer_of
from core.search.common import is_common
from core.search.folding import words_of
from core.search.index import Found
from core.search.query import parse
from core.text import clip, papers_in_words
from core.verbs.options import (
    Author,
    Category,
    From,
    Limit,
    MinVotes,
    Order,
    Page,
    PaperOrTitle,
    Source,
    To,
    shown_page,
)
from core.views import elsewhere, note, page_card, paper_card, whole_card


@command(private=True, example='search "graph networks" author:Byron from:30d')
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
        as_words(query),
        author=author,
        cat=cat,
        source=source,
        since=from_,
        until=to,
        min_votes=min_votes,
        sort=sort,
        today=call.now.date(),
    )
    viewer = viewer_of(call)
    hits, found = app.archive.find(asked, limit, page, viewer)
    if found.total and not hits:
        page = shown_page(found.total, page, limit)
        hits, found = app.archive.find(asked, limit, page, viewer)
    if not hits:
        yield _nothing(app, asked, found)
        return
    tallies = app.votes.tallies(hit.paper.id for hit in hits)
    for number, hit in enumerate(hits, (page - 1) * limit + 1):
        yield paper_card(hit.paper, tallies[hit.paper.id], title=hit.title, body=hit.snippet, number=number)
    yield page_card(found.total, page, limit, line_of(asked, limit), f"for {_said(asked)}{_corrected(found)}")


@command(private=True, example="show 2611.01234")
def show(app: Paperboy, call: Call, paper: PaperOrTitle) -> Iterator[Card | Redraw]:
    """Show one paper with its whole abstract and where it was listed."""
    found = app.archive.paper_or_title(paper, viewer_of(call))
    adders = {key: (one.name, one.channel) for key, one in app.submitted.adders(found.sightings).items()}
    yield whole_card(found, app.votes.tallies([found.id])[found.id], adders)
    if more := elsewhere(found):
        yield more


@command(private=True, example="similar 2611.01234")
def similar(app: Paperboy, call: Call, paper: PaperOrTitle, limit: Limit = 5) -> Iterator[Card | Redraw]:
    """Find papers whose title and abstract read like this one's."""
    one = app.archive.paper_or_title(paper, viewer_of(call))
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


def search_instead(app: Paperboy, call: Call, line: str, rest: str) -> tuple[Card, ...] | None:
    """What a search finds for a line that is no call of its verb; None where one word follows it, of no paper and not common."""
    try:
        found = app.archive.find(parse(as_words(line), today=call.now.date()), 1, 1, viewer_of(call))[1]
    except BadInput:
        return None
    words, unread = words_of(rest), {*found.unknown, *(typed for typed, _ in found.corrected)}
    if len(words) < 2 and (not found.total or unread.issuperset(words)) and not all(map(is_common, words)):
        return None
    return tuple(card for card in search(app, call, line) if isinstance(card, Card)) if found.total else ()


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


def _nothing(app: Paperboy, asked: Query, found: Found) -> Card:
    nothing = f"Nothing found for {_said(asked)}."
    if asked.author and not app.archive.index.has_authors:
        return _no_authors(app, nothing)
    filtered = asked.author or asked.cat or asked.source or asked.since or asked.until or asked.min_votes
    tried = _corrected(found).removeprefix(" · ") or (
        "No paper fits all of that; leave something out."
        if filtered
        else "No title, abstract or author here holds those words, not even misspelt."
    )
    if found.suggestion and found.suggestion != asked.text:
        act = Button(f"Search “{clip(found.suggestion, 40)}”", f"search {found.suggestion}")
        return note(f"{nothing} Did you mean “{clip(found.suggestion, 80)}”?", tried, act)
    return note(nothing, tried, Button("Show today's papers", "today"))


def _no_authors(app: Paperboy, nothing: str) -> Card:
    """No paper here has authors: that, and what is done about it."""
    waiting = app.unresolved.count()
    if not waiting:
        asking = "None of them waits to be asked for at arXiv or Hugging Face."
    elif not app.sources:
        asking = "Sources are asked for them once a feed is switched on: name one in PAPERBOY_FEEDS."
    else:
        asking = (
            f"Paperboy asks arXiv and Hugging Face for {papers_in_words(waiting)} by title while “paperboy up” runs."
        )
    return note(
        f"{nothing} The papers here carry no authors yet.", asking, Button("Show help for search", "help search")
    )
