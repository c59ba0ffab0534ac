"""Finding papers: search, show, similar."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Annotated

from msgspec.structs import replace

from core.cards.card import Button, Card
from core.cards.views import no_papers_yet, note, page_card, paper_card, posted_note, whole_card
from core.catalog import Catalog
from core.commands.courtesy import as_words
from core.commands.grammar import typed_line
from core.commands.options import (
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
)
from core.commands.pages import shown_page
from core.commands.table import PHRASES, PROSE, Form, command
from core.errors import BadInput, NotFound, RecordError
from core.model import Call, Hit, Paper, Query
from core.scope import Origin, is_guest, scope_of
from core.search.index import Found
from core.search.query import parse
from core.store.chats.posted import PostedLinks
from core.store.chats.searches import Searches
from core.store.papers.feeds import Feeds, by_name
from core.store.papers.submitted import Submitted
from core.store.papers.unresolved import Unresolved
from core.store.votes.votes import Votes
from core.subscriptions.learning.meaning import by_meaning
from core.text.cleaning import clip, counted
from core.text.common_words import is_common
from core.text.identifiers import reference
from core.text.words import words_of

_FIELD = re.compile(r"(?<!\S)(?!(?:arxiv|doi|pmid|pmcid|acl|isbn|https?):)[a-z_]{2,20}:(?=[^\s/])")
"""A word that reads as an option and is none: `year:2024`."""

_OPERATOR = re.compile(r"(?<=\S\s)(?P<operator>OR|(?:AND\s?)?NOT)\s+(?P<next>[^\s\"“”„«»]+)")
"""A word that other searches read as an operator."""

_WORD = re.compile(r'["“„«][^"“”»]*["“”»]|(?<!\S)[-−–]\S+|(?P<word>[^\s\-"“”„«»]+)')


@command(private=True, programs=True, example='search "graph networks" author:Byron from:30d', opens=Form("search"))
def search(
    catalog: Catalog, votes: Votes, unresolved: Unresolved, searches: Searches, call: Call,
    query: Annotated[str, 'words, "a phrase", -not, an arXiv id, link or DOI', PHRASES, PROSE] = "", author: Author = "",
    cat: Category = "", source: Source = "", from_: From = "", to: To = "", min_votes: MinVotes = 0,
    sort: Order = "relevance", limit: Limit = 5, page: Page = 1,
) -> Iterator[Card]:  # fmt: skip
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
    viewer = catalog.viewer_of(call)
    hits, result = catalog.find(asked, limit, page, viewer)
    if result.total and not hits:
        page = shown_page(result.total, page, limit)
        hits, result = catalog.find(asked, limit, page, viewer)
    if not hits:
        yield _nothing(catalog, unresolved, asked, result)
        return
    if page == 1 and call.person.id:
        with suppress(RecordError):  # a search that cannot be kept still has its answer
            searches.keep(call.person, line_of(asked), call.now)
    yield from _page(votes, asked, hits, result, limit, page)


@command(private=True, programs=True, example="show 2611.01234")
def show(
    catalog: Catalog,
    votes: Votes,
    submitted: Submitted,
    links: PostedLinks,
    feeds: Feeds,
    call: Call,
    paper: PaperOrTitle,
) -> Iterator[Card]:
    """Show one paper with its whole abstract and where it was listed."""
    try:
        known_paper = catalog.paper_or_title(paper, catalog.viewer_of(call))
    except NotFound as unknown:
        raise _on_its_way(feeds, call, paper) or unknown from None
    adders = (
        {}
        if call.nobodys
        else {key: (adder.name, adder.channel) for key, adder in submitted.adders(known_paper.sightings).items()}
    )
    before = links.first_of(known_paper, call.place, alone=is_guest(call))
    posted = posted_note(before.channel_name, before.at.date(), call.now.date()) if before else ""
    yield whole_card(known_paper, votes.tallies([known_paper.id])[known_paper.id], adders, posted)


MEANT = 40
"""Papers with like words that are ordered by what they mean, too, where a model of the operator's has read them."""


@command(private=True, programs=True, example="similar 2611.01234")
def similar(catalog: Catalog, votes: Votes, call: Call, paper: PaperOrTitle, limit: Limit = 5) -> Iterator[Card]:
    """Find papers with a similar title and abstract."""
    viewer = catalog.viewer_of(call)
    read = catalog.paper_or_title(paper, viewer)
    others = _by_meaning(catalog, read, catalog.similar(read, max(limit, MEANT), viewer))[:limit]
    if not others:
        yield note(
            "No other paper here reads like that one.",
            clip(read.title, 200),
            Button("Search instead", f"search {clip(read.title, 80)}"),
        )
        return
    tallies = votes.tallies(other.id for other in others)
    for number, other in enumerate(others, 1):
        yield paper_card(other, tallies[other.id], f"reads like “{clip(read.title, 80)}”", number=number)


def _by_meaning(catalog: Catalog, paper: Paper, others: list[Paper]) -> list[Paper]:
    rows = catalog.papers.vectors.of((paper, *others))
    if paper.id not in rows:
        return others
    return [others[place] for place in by_meaning(rows[paper.id], [rows.get(other.id) for other in others])]


def _on_its_way(feeds: Feeds, call: Call, text: str) -> NotFound | None:
    """What is said of a paper that was asked for where somebody is, and that its source has not told yet; None for others."""
    named = reference(text)
    fetch = by_name(named, call.now, Origin("fetched", scope_of(call), named)) if named else None
    for waiting in feeds.waiting(fetch.id) if fetch else ():
        so_far = f"{waiting.error} I try again by myself." if waiting.error else "It waits to be fetched."
        title = f"{named.partition(':')[2]} is not here yet. {so_far}"
        return NotFound(title, {"Look again": f"show {named}"})
    return None


def found_instead(catalog: Catalog, call: Call, line: str, rest: str) -> int | None:
    """How many papers a search finds for a line that is no call of its verb; None where one word follows it, of no paper and not
    common.
    """
    try:
        result = catalog.find(parse(as_words(line), today=call.now.date()), 1, 1, catalog.viewer_of(call))[1]
    except BadInput:
        return None
    words, unread = words_of(rest), {*result.unknown, *(typed for typed, _ in result.corrected)}
    if len(words) < 2 and (not result.total or unread.issuperset(words)) and not all(map(is_common, words)):
        return None
    return result.total


def line_of(asked: Query) -> str:
    """The command line that asks this again, without its page and its size."""
    filters = {
        "author": asked.author,
        "cat": asked.cat,
        "source": asked.source,
        "from": asked.since,
        "to": asked.until,
        "min_votes": asked.min_votes,
        "sort": "" if asked.sort == "relevance" else asked.sort,
    }
    return typed_line("search", asked.text, filters)


def _page(votes: Votes, asked: Query, hits: Sequence[Hit], result: Found, limit: int, page: int) -> Iterator[Card]:
    """One page of what was found; where typed words were taken for others the first hit says so, and the foot leads back."""
    tallies = votes.tallies(hit.paper.id for hit in hits)
    read = _as_read(asked, result)
    for number, hit in enumerate(hits, (page - 1) * limit + 1):
        why = f"showing results for “{clip(read, 120)}”" if read and hit is hits[0] else ""
        yield paper_card(hit.paper, tallies[hit.paper.id], why, title=hit.title, body=hit.snippet, number=number)
    searched = _said(replace(asked, text=read or asked.text))
    foot = page_card(
        result.total, page, limit, f"{line_of(asked)} limit:{limit}", f"for {searched}{_unread(asked.text)}"
    )
    yield replace(foot, buttons=(*foot.buttons, _as_typed(asked, result))) if read else foot


def _said(asked: Query) -> str:
    return f"“{clip(line_of(asked).removeprefix('search').strip(), 120)}”"


def _unread(text: str) -> str:
    """That a word which reads as an option or an operator was searched for like the others, '' where there is none."""
    if field := _FIELD.search(text):
        return f"; search has no option “{field[0]}”, so it is read as words"
    found = None if text.isupper() else _OPERATOR.search(text)
    if found is None:
        return ""
    way = "" if found["operator"] == "OR" else f": type -{clip(found['next'], 40)} to leave that out"
    return f"; “{found['operator']}” is read as a word{way}"


def _as_read(asked: Query, result: Found) -> str:
    """What was searched for where some typed words were taken for others, '' where none was."""
    read = _with_words(asked.text, dict(result.corrected))
    return "" if read == asked.text else read


def _as_typed(asked: Query, result: Found) -> Button:
    """The way back to what was typed: a word in quotation marks is taken for no other."""
    quoted = {typed: f'"{typed}"' for typed, _ in result.corrected}
    exact = replace(asked, text=_with_words(asked.text, quoted))
    return Button(f"Search only “{clip(asked.text, 40)}”", line_of(exact))


def _with_words(text: str, words: Mapping[str, str]) -> str:
    """A text with some of its words, as the search folds them, in other words; phrases and what is left out stay."""
    return _WORD.sub(lambda text: words.get(" ".join(words_of(text[0])), text[0]) if text["word"] else text[0], text)


def _nothing(catalog: Catalog, unresolved: Unresolved, asked: Query, result: Found) -> Card:
    if not catalog.papers.count():
        return no_papers_yet()
    nothing = f"Nothing found for {_said(asked)}."
    if asked.author and not catalog.index.has_authors:
        return _no_authors(unresolved, nothing)
    filters = _filters(asked)
    tried = "No paper here has those words in its title, abstract or authors, not even misspelt."
    if asked.phrases:
        tried = "No paper matches all of that. Leave something out, or remove the quotation marks."
    elif len(filters) == 1 and not asked.text:
        tried = filters[0]
    elif filters or asked.excluded:
        tried = "No paper matches all of that. Leave something out."
    elif read := _as_read(asked, result):
        tried = f"“{clip(read, 120)}” finds nothing either."
    if result.suggestion and result.suggestion != asked.text:
        act = Button(f"Search “{clip(result.suggestion, 40)}”", f"search {result.suggestion}")
        return note(f"{nothing} Did you mean “{clip(result.suggestion, 80)}”?", tried, act)
    return note(nothing, tried, Button("Show today's papers", "today"))


def _filters(asked: Query) -> list[str]:
    """Each filter of a query, as the reason why nothing is found by it alone."""
    reasons = (
        (asked.author, f"No paper here names an author “{clip(asked.author, 60)}”."),
        (asked.cat, f"No paper here is in a category “{clip(asked.cat, 60)}”."),
        (asked.source, f"No paper here is from a source “{clip(asked.source, 60)}”."),
        (asked.since or asked.until, "No paper was listed then."),
        (asked.min_votes, "No paper here has so many votes."),
    )
    return [reason for given, reason in reasons if given]


def _no_authors(unresolved: Unresolved, nothing: str) -> Card:
    """No paper here has authors: that, and what is done about it."""
    waiting = unresolved.count()
    asking = f"Paperboy looks up {counted(waiting, 'paper')} by title while “paperboy up” runs."
    if not waiting:
        asking = "None of them waits to be looked up."
    return note(
        f"{nothing} The papers here have no authors yet.", asking, Button("Show help for search", "help search")
    )
