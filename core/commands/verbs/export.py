"""Export: papers as BibTeX, RIS, CSL JSON, Markdown, CSV or JSON, chosen by id, by a search, from one's list or from the top."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal, TypedDict
from zoneinfo import ZoneInfo

from core.cards.card import Card, CardFile
from core.catalog import Catalog
from core.commands.courtesy import as_words
from core.commands.options import ANY_PERIOD, Author, Category, From, MinVotes, Order, Source, Tag, To, read_day
from core.commands.table import OWN, PHRASES, PROSE, Alias, Also, Bounds, command
from core.commands.verbs.find import line_of
from core.commands.verbs.kept.shared import list_here, papers_on
from core.commands.verbs.kept.shelf import State, on_list
from core.commands.verbs.lists import top_papers
from core.errors import NotFound
from core.model import Call, KeptEntry, Marked, Paper, Person, Query, Sort
from core.scope import Viewer, kept_for
from core.search.query import parse
from core.services.export import export as written
from core.services.export.obsidian import obsidian
from core.store.delivery.subscriptions import Subscriptions
from core.store.kept.authors import FollowedAuthors
from core.store.kept.lists import SharedLists
from core.store.kept.notes import PaperNotes
from core.store.votes.shelf import Shelf
from core.text.cleaning import clean, clip, counted

MOST = 100
"""Papers that can be asked for by number; of one's own list, and of `all`, every one is given."""

USUAL = 20
"""Papers exported of a search, or of the top, where no number is given."""

TITLE_WORDS = 3
"""Words from which on those of one title alone are taken for that paper."""

EVERYTHING = frozenset(("all", "everything", "*"))
FORMATS: Mapping[str, str] = {
    "bib": "bibtex",
    "tex": "bibtex",
    "latex": "bibtex",
    "csl-json": "csl",
    "zotero": "ris",
    "mendeley": "ris",
    "endnote": "ris",
    "markdown": "md",
    "vault": "obsidian",
}
ExportFormat = Literal["bibtex", "ris", "csl", "md", "csv", "json", "obsidian"]
NAMES: Mapping[ExportFormat, str] = {
    "bibtex": "BibTeX",
    "ris": "RIS",
    "csl": "CSL JSON",
    "md": "Markdown",
    "csv": "CSV",
    "json": "JSON",
    "obsidian": "notes for Obsidian",
}
FIRST_DAY = date(2000, 1, 1)
"""No digest is older."""

Saves = Literal["yes", "unread", "no"]
SAVES: Mapping[str, str] = {"all": "yes", "mine": "yes", "true": "yes"}
TopPeriod = Literal["week", "month", "all", "no"]
LISTS: Mapping[str, tuple[Saves, TopPeriod]] = {
    "saved": ("yes", "no"),
    "unread": ("unread", "no"),
    "top": ("no", "week"),
}
"""Words that alone name a list, not a search: what `saved` and `top` then mean."""


class Filters(TypedDict):
    """The filters of a search, as typed."""

    author: str
    cat: str
    source: str
    since: str
    until: str


@command(private=True, programs=True, example="export bibtex graph networks limit:20")
def export(
    catalog: Catalog, shelf: Shelf, lists: SharedLists, notes: PaperNotes, authors: FollowedAuthors,
    subscriptions: Subscriptions, call: Call,
    format: Annotated[ExportFormat, "the format to write", Also(lambda typed: FORMATS.get(typed, "")), Alias("form")],
    query: Annotated[str, "words to search for, a title, or all", PHRASES, PROSE] = "",
    id: Annotated[str, "one paper's id, arXiv link, DOI or title"] = "",
    saved: Annotated[Saves, "yes: your own list", Also(lambda typed: SAVES.get(typed, "")), OWN] = "no",
    tag: Tag = "", list: Annotated[str, "a shared list's name"] = "",
    digest: Annotated[str, "a day: what digests brought here", Alias("day")] = "",
    top: Annotated[TopPeriod, "the top papers of this period", ANY_PERIOD] = "no",
    author: Author = "", cat: Category = "", source: Source = "", from_: From = "", to: To = "",
    min_votes: MinVotes = 0, sort: Order = "relevance",
    limit: Annotated[int, "most papers, 1 to 100; without it 20, or all of your list", Bounds(1, MOST)] = 0,
) -> Iterator[Card]:  # fmt: skip
    """Export papers for other programs: one, your list, a shared one, the top, or what is found."""
    filters: Filters = {"author": author, "cat": cat, "source": source, "since": from_, "until": to}
    if (saved, top) == ("no", "no") and not any(filters.values()):
        saved, top = LISTS.get(query.strip().lower(), (saved, top))
    viewer = catalog.viewer_of(call)
    if id:
        papers = [catalog.paper_or_title(id, viewer)]
    elif saved != "no" or tag:
        state: State = "unread" if saved == "unread" else "all"
        papers = [paper for paper, _ in on_list(catalog, shelf, viewer, call.person, tag, state)]
    elif list:
        papers = [*papers_on(catalog, lists, viewer, list_here(lists, call, list))]
    elif digest:
        papers = _brought(catalog, subscriptions, viewer, call, digest)
    elif top != "no":
        papers = top_papers(catalog, viewer, call.now.date(), top, limit or USUAL)
    else:
        papers = _asked(catalog, viewer, call.now.date(), query, filters, min_votes, sort, limit)
    if not papers:
        raise NotFound(f"There is nothing to export: {_empty(id, saved, tag, list)}.")
    own = format == "obsidian" or (format == "json" and (saved != "no" or tag or _is_all(query)))
    kept = kept_papers(catalog, shelf, notes, lists, authors, viewer, call) if own else {}
    follows = followed_by_name(catalog, authors, viewer, call.person) if own else ()
    yield _card(papers[: limit or None], format, kept, follows)


def _empty(paper: str, saved: Saves, tag: str, shared: str) -> str:
    """What holds no paper, where there is none to export."""
    if not paper and (saved != "no" or tag):
        tagged = f" under “{clip(clean(tag), 60)}”" if tag else ""
        return f"you have no {'unread ' if saved == 'unread' else ''}saved papers{tagged}"
    return f"no paper is on “{clip(shared, 60)}”" if shared and not paper else "no paper fits"


def _brought(catalog: Catalog, subscriptions: Subscriptions, viewer: Viewer, call: Call, typed: str) -> list[Paper]:
    """The papers that digests brought on a day where somebody is; where they are alone, those to them. By the digests' own clock."""
    day = read_day(typed, call)
    if not FIRST_DAY <= day <= call.now.date() + timedelta(days=1):
        return []
    mine = [digest for digest in subscriptions.of_person(call.person) if digest.personal]
    some = [*subscriptions.of_place(call.place), *(mine if call.direct or not call.place.channel else ())]
    zone = ZoneInfo(some[0].zone if some else call.zone or "UTC")
    since = datetime.combine(day, time(), zone)
    until = datetime.combine(day + timedelta(days=1), time(), zone)
    places = dict.fromkeys((call.place, *(digest.place for digest in some)))
    ids = [paper for place in places for paper in subscriptions.brought(place, since, until)]
    papers = catalog.seen(ids, viewer).values()
    return [*{paper.id: paper for paper in papers}.values()]


def _is_all(query: str) -> bool:
    return query.strip().lower() in EVERYTHING


def _asked(
    catalog: Catalog,
    viewer: Viewer,
    today: date,
    query: str,
    filters: Filters,
    min_votes: int,
    sort: Sort,
    limit: int,
) -> list[Paper]:
    """What a search finds, or every paper that the asker may see, the newest first."""
    everything = _is_all(query)
    if everything and not any(filters.values()) and not min_votes:
        papers = catalog.seen(catalog.papers.ids(), viewer).values()
        return sorted(papers, key=lambda paper: (paper.first_day or date.min, paper.id), reverse=True)
    words = "" if everything else as_words(query)
    asked = parse(words, **filters, min_votes=min_votes, sort=sort, today=today)
    return _found(catalog, viewer, asked, limit, everything=everything)


def _found(catalog: Catalog, viewer: Viewer, asked: Query, limit: int, *, everything: bool) -> list[Paper]:
    """What a search finds, or the one paper that has its words as the title."""
    if asked.text and asked == Query(asked.text, asked.words, asked.phrases) and len(asked.text.split()) >= TITLE_WORDS:
        titled = catalog.titled(asked.text, viewer)
        if len(titled) == 1:
            return titled
    most = len(catalog.index) or 1 if everything else limit or USUAL
    hits, result = catalog.find(asked, most, 1, viewer)
    if result.corrected:  # in a file nobody would read that other words were searched for
        typed = " or ".join(f"“{word}”" for word, _ in result.corrected)
        raise NotFound(f"No paper here has {typed}.", {"Search with the spelling corrected": line_of(asked)})
    return [hit.paper for hit in hits]


def _card(papers: list[Paper], format: ExportFormat, kept: Mapping[str, KeptEntry], follows: tuple[str, ...]) -> Card:
    title = f"{counted(len(papers), 'paper')} as {NAMES[format]}"
    if format != "obsidian":
        return Card(Marked(title), code=written(papers, format, kept, follows), plain=title)
    how = "Unpack the file into a folder of your vault."
    return Card(
        Marked(title), Marked(how), plain=f"{title}. {how}", file=CardFile("papers.zip", obsidian(papers, kept))
    )


def kept_papers(
    catalog: Catalog,
    shelf: Shelf,
    notes: PaperNotes,
    lists: SharedLists,
    authors: FollowedAuthors,
    viewer: Viewer,
    call: Call,
) -> dict[str, KeptEntry]:
    """What the person of a call keeps of each paper that they may see: their own, and the lists they see where they are."""
    kept = defaultdict[str, dict[str, Any]](dict)
    for paper, row in on_list(catalog, shelf, viewer, call.person):
        kept[paper.id] |= {"saved": True, "read": row.read, "tags": row.tags}
    own = sorted(notes.of_person(call.person), key=lambda note: (note.at, note.field))
    seen = catalog.seen((note.paper_id for note in own), viewer)
    several = [(seen[note.paper_id].id, "notes", note.text) for note in own if note.paper_id in seen]
    for shared_list in lists.of_scopes(kept_for(call)):
        several += [(paper.id, "lists", shared_list.name) for paper in papers_on(catalog, lists, viewer, shared_list)]
    for author in authors.of_person(call.person):
        several += [(paper.id, "follows", author.name) for paper in catalog.seen(author.papers, viewer).values()]
    for paper_id, field, value in several:
        kept[paper_id][field] = (*kept[paper_id].get(field, ()), value)
    return {paper_id: KeptEntry(**fields) for paper_id, fields in kept.items()}


def followed_by_name(catalog: Catalog, authors: FollowedAuthors, viewer: Viewer, person: Person) -> tuple[str, ...]:
    """Whom the person of a call follows by the name alone: none of the author's papers is known to them."""
    return tuple(author.name for author in authors.of_person(person) if not catalog.seen(author.papers, viewer))
