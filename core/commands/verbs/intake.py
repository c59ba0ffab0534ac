"""Ingest by hand: add papers that are named, pasted or in a file, and see what was merged and why."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from core.app import Paperboy
from core.cards.card import Button, Card, Field, Redraw
from core.cards.views import STARTS, being_fetched, note, paper_card
from core.catalog import Catalog
from core.commands.options import Page, PaperId
from core.commands.pages import shown_page
from core.commands.rights import TEAMS
from core.commands.table import ONE, command
from core.dedup.keys import ids_of
from core.errors import BadInput, NoCall, NoSuchTitle, NotAListing, NotFound
from core.feeds import opml
from core.ingest.arrivals import Arrivals, content_of
from core.ingest.batch import Outcome
from core.model import Call, Follow, Marked, Paper, Person
from core.parsing import records
from core.parsing.bytes_in import text_of
from core.parsing.mail import letter
from core.scope import Origin, Viewer, scope_of
from core.search.query import LONGEST
from core.services.posted_links import fetch_by_name
from core.store.chats.follows import Follows
from core.store.engine.queue import Queue
from core.store.papers.feeds import Feeds, Fetch, fetchable
from core.store.papers.papers import Papers
from core.store.papers.submitted import Adder, Submitted
from core.store.votes.votes import Votes
from core.text.cleaning import clip, counted, entries_in_words
from core.text.identifiers import find_references, reference
from core.text.source_names import seen

FETCHES = (
    "Paperboy can fetch papers from arXiv, OpenReview, bioRxiv and medRxiv. For this one, paste its title and abstract."
)

_LIKE_ARXIV = re.compile(r"(?:\S*[/:])?(\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?", re.IGNORECASE)
"""What is meant as an id of arXiv, or as a link to one; it is none, for its month is none."""

PASTED = "pasted text"
"""Where papers come from that are typed after `add`."""

_LINK = re.compile(r"https?://\S+", re.IGNORECASE)

_NAMED = re.compile(r"https?://\S+|(?:arxiv|doi)\s?:\s?\S+|10\.\d{4,9}/\S+|\d{4}\.\d{4,5}\S*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
_FEW = 12  # words around the links of a sentence

MOST_LINKS = 50
"""Papers fetched for one `add` of links."""

LISTED = 10
"""Merges and skipped lines told at once."""

FEEDS_SHOWN, BUTTONS = 10, 5
"""Feeds of a list that are named, and that have a button."""

_CELLS = re.compile(r"[,;\t]")


@dataclass(frozen=True)
class Adding:
    """Adds papers for the person of a call: those that are named, those of a listing, and those of a file."""

    app: Paperboy
    catalog: Catalog
    votes: Votes
    submitted: Submitted
    feeds: Feeds
    queue: Queue
    call: Call

    def by_name(self, named: str) -> Iterator[Card | Follow]:
        """Have a paper fetched that a reference names; of one that is here its card. Raises BadInput, Withheld."""
        viewer = self.catalog.viewer_of(self.call)
        if why := self.catalog.withheld(named, viewer):
            raise why
        known = self.catalog.known(named, viewer)
        if known and not known.scope:  # of what was only pasted its own source is still to be asked
            yield paper_card(known, self.votes.tallies([known.id])[known.id], "here already")
            return
        if not fetchable(named):
            raise BadInput(FETCHES)
        scope = scope_of(self.call)
        self.submitted.put(self.call.person, named, scope, Adder(self.call.name, self.call.channel_name))
        fetch = fetch_by_name(self.feeds, self.queue, named, self.call.now, Origin("fetched", scope, named))
        yield being_fetched(named, works=bool(self.queue.workers()))
        yield Follow(fetch=fetch, named=named)

    def several(self, references: list[str]) -> Iterator[Card | Follow]:
        """Add each of the papers; one that cannot be added does not stop the others."""
        if len(references) > MOST_LINKS:
            raise BadInput(f"That names {counted(len(references), 'paper')}: give at most {MOST_LINKS} links at once.")
        if len(references) == 1:
            yield from self.by_name(references[0])
            return
        lines: list[str] = []
        follows: list[Follow] = []
        for named in references:
            name = named.partition(":")[2]
            try:
                for answer in self.by_name(named):
                    if isinstance(answer, Follow):
                        follows.append(answer)
                    else:
                        lines.append(answer.title.text if name in answer.title.text else f"{name}: {answer.title.text}")
            except (BadInput, NotFound) as error:
                lines.append(f"{name} is not added. {error}")
        yield note(f"{counted(len(references), 'paper')} named", "\n".join(lines))
        yield from follows

    def listing(self, data: bytes, name: str) -> tuple[Card, Follow]:
        """Queue the papers of a listing's bytes; returns the reply, and the ingest run to follow. Raises NotAListing."""
        scope = scope_of(self.call)
        content = content_of(data, scope)
        try:
            arrived = self.app.receive(data, name, self.call.now, Origin("pasted", scope, content), self.call)
        except NotAListing as error:
            sentence = f"The {error}" if name == PASTED else str(error)
            raise NotAListing(f"{sentence} Paste titles and abstracts, or an arXiv link or a DOI.") from error
        self.submitted.put(self.call.person, content, scope, Adder(self.call.name, self.call.channel_name))
        skipped = "".join(f"\nline {s.line}: {s.why}" for s in arrived.skipped[:LISTED])
        whole = "I could read all of it. Papers that are here already are not added twice."
        body = f"Not read:{skipped}" if skipped else whole
        if not self.queue.workers():
            body = f"{body}\nThis waits for a worker. {STARTS}"
        body = f"{arrived.kind}, {entries_in_words(arrived.entries + len(arrived.skipped))}. {body}"
        button = Button("Show what became of them", f"added {arrived.run}")
        queued = f"{counted(arrived.entries, 'paper')} {'is' if arrived.entries == 1 else 'are'} queued."
        return note(f"{queued} {who_will_see(self.call, arrived.entries)}", body, button), Follow(arrived.run)

    def file(self, data: bytes, name: str) -> Iterator[Card | Follow]:
        """Queue the papers of a file; of one that holds links alone each paper is asked for. Raises NotAListing."""
        if opml.is_list(data):
            yield _feeds_card(opml.feeds_of(data, name), name)
            return
        try:
            yield from self.listing(data, name)
        except NotAListing:
            references = _links_of(data, name)
            if not references:
                raise
            yield from self.several(references)


@command(private=True, raw=True, changes=True, example="add https://arxiv.org/abs/2611.01234")
def add(
    app: Paperboy, call: Call, what: Annotated[str, "an arXiv link, a DOI, or titles with abstracts"]
) -> Iterator[Card | Redraw | Follow]:
    """Add papers: give an arXiv link or a DOI, or paste titles with abstracts."""
    adding = app.call(Adding, call)
    if named := reference(what):
        yield from adding.by_name(named)
        return
    if references := linked_papers(what):
        yield from adding.several(references)
        return
    if like := _LIKE_ARXIV.fullmatch(what.strip()):
        raise BadInput(f"arXiv has no paper {like[1]}: its ids begin with the year and the month, such as 2611.01234.")
    if _LINK.fullmatch(what.strip()):
        raise BadInput(f"Paperboy cannot tell which paper that link means. {FETCHES}")
    try:
        yield from adding.listing(what.encode("utf-8", "replace"), PASTED)
    except NotAListing as error:
        if "\n" in what or "://" in what or len(what) > LONGEST:
            raise
        raise NoCall(str(error)) from None


def linked_papers(text: str) -> list[str]:
    """The papers that a sentence with links names, or lines of links alone; none of JSON, or of a text with titles of its own."""
    if records.looks_like(text.lstrip()):
        return []
    rest = [len(_WORD.findall(_NAMED.sub(" ", line))) for line in text.splitlines()[: 2 * MOST_LINKS + 1]]
    if len(rest) > 2 * MOST_LINKS or max(rest, default=0) > (_FEW if len(rest) == 1 else 2):
        return []
    return find_references(text)


def who_will_see(call: Call, count: int) -> str:
    """Who will see what a person pastes where they are, so many papers."""
    scope, team = scope_of(call), TEAMS.get(call.place.platform, "team")
    stays, them = ("It stays", "it") if count == 1 else ("They stay", "them")
    if not scope:
        return f"Everybody will see {them}."
    if scope.endswith("/"):
        return f"Everybody in this {team} will see {them}, and nobody elsewhere until a feed lists {them}."
    where = "conversation" if call.direct or not call.place.channel else "channel"
    return f"{stays} in this {where} until a feed lists {them}."


@command(private=True, menu=False, example="added 1")
def added(
    catalog: Catalog,
    arrivals: Arrivals,
    call: Call,
    run: Annotated[str, "the number of what was added", ONE],
    page: Page = 1,
) -> Iterator[Card]:
    """Show what became of each paper that was added."""
    over = arrivals.is_settled(run)  # asked first: what is over has all its outcomes
    outcomes = arrivals.outcomes(run)
    total, viewer = arrivals.total(run), catalog.viewer_of(call)
    if not total and run.isalpha():
        raise NoCall(f"“{clip(run, 40)}” is not the number of anything that was added.")
    if not total or arrivals.scope(run) not in viewer.scopes:
        raise NotFound("I no longer know what was added under that number; I keep it for two days.")
    page = shown_page(len(outcomes), page, LISTED)
    shown = outcomes[(page - 1) * LISTED : page * LISTED]
    papers = catalog.seen([outcome.paper_id for outcome in shown], viewer)
    lines = [_told(outcome, papers.get(outcome.paper_id)) for outcome in shown]
    left = total - len(outcomes)
    rest = "" if not left else f"; what became of {left} more is not known" if over else f", {left} wait"
    kinds = Counter(outcome.kind for outcome in outcomes)
    kind = arrivals.kind(run)
    named = f"{kind}, {entries_in_words(total)}: " if kind else ""
    title = f"{named}{kinds['new']:,} new, {kinds['merged']:,} seen before, {kinds['possible']:,} new but much like another{rest}"
    more = (Button("Next", f"added {run} page:{page + 1}"),) if page * LISTED < len(outcomes) else ()
    again = (Button("Look again", f"added {run}"),) if left and not over else ()
    yield note(title, "\n".join(lines), *more, *again)


@command(private=True, menu=False, changes=True, example="unadd 2611.01234")
def unadd(
    catalog: Catalog, feeds: Feeds, submitted: Submitted, follows: Follows, call: Call, paper: PaperId
) -> Iterator[Card]:
    """Cancel an addition of yours that waits to be fetched."""
    named = reference(paper) or paper
    yours = yours_to_fetch(catalog.viewer_of(call), feeds, submitted, follows, call.person)
    fetch = next((waiting for waiting in yours if waiting.named == named), None)
    if fetch is None:
        raise NoSuchTitle(f"No paper that you added waits to be fetched as “{clip(paper, 60)}”.")
    askers = follows.of_fetch(fetch.id)
    mine = [asker for asker in askers if asker.call.person == call.person]
    for asker in mine:
        follows.done(asker)
    submitted.take_back(call.person, fetch.named, fetch.origin.scope)
    name = fetch.named.partition(":")[2]
    if len(mine) < len(askers):
        yield note(f"You hear no more of {name}.", "Others asked for it too, so it is still fetched.")
        return
    feeds.cancel(fetch)
    yield note(f"I no longer fetch {name}.", "", Button("Add it again", f"add {fetch.named}"))


def yours_to_fetch(viewer: Viewer, feeds: Feeds, submitted: Submitted, follows: Follows, person: Person) -> list[Fetch]:
    """The papers that wait to be fetched because a person asked for them, in a scope that they see from where they are."""
    waiting = [fetch for fetch in feeds.waiting() if fetch.named and fetch.origin.scope in viewer.scopes]
    return [
        fetch
        for fetch in waiting
        if submitted.has_added(person, fetch.named, fetch.origin.scope)
        or any(asker.call.person == person for asker in follows.of_fetch(fetch.id))
    ]


def _told(outcome: Outcome, paper: Paper | None) -> str:
    title = f"line {outcome.line}: “{clip(outcome.title, 120)}”" if outcome.line else f"“{clip(outcome.title, 120)}”"
    if outcome.kind == "new":
        return f"{title}: new"
    if paper is None:
        return f"{title}: seen before, not shown here"
    return f"{title}: {'seen before' if outcome.kind == 'merged' else 'much like another'}, {seen(paper.sightings)} ({outcome.why})"


@command(private=True, menu=False, example="dup 2611.01234")
def dup(catalog: Catalog, papers: Papers, call: Call, paper: PaperId) -> Iterator[Card]:
    """Show which entries Paperboy took for this paper and why, and which papers may be the same."""
    viewer = catalog.viewer_of(call)
    known_paper = catalog.paper(paper, viewer)
    merges = [merge for merge in papers.merges(known_paper.id) if merge.get("scope", "") in viewer.scopes]
    known = catalog.seen(papers.twins(known_paper.id), viewer)
    twins = {other: why for other, why in papers.twins(known_paper.id).items() if other in known}
    listed = [
        f"“{clip(m['title'], 120)}” ({m['where']}, line {m['line']}, {m['day']}): {m['why']}" for m in merges[:LISTED]
    ]
    more = [f"and {len(merges) - LISTED} more"] if len(merges) > LISTED else []
    body = "\n".join((*listed, *more)) or "Paperboy took no other entry for this paper."
    fields = tuple(Field("maybe the same", f"{other}: {why}") for other, why in list(twins.items())[:LISTED])
    ids = dict.fromkeys(key for merge in merges for key in merge.get("ids", "").split())
    others = [key for key in ids if key not in ids_of(known_paper)]
    also = (Field("also known as", ", ".join(others[:LISTED])),) if others else ()
    by_hand = tuple(Field("joined by hand", member) for member in papers.members(known_paper.id)[:LISTED])
    buttons = tuple(Button(f"Show {other}", f"show {other}") for other in list(twins)[:4])
    title = f"{counted(len(merges), 'other listing')} of {clip(known_paper.title, 200)}"
    yield Card(
        Marked(title),
        Marked(body),
        link=known_paper.url,
        fields=(*also, *by_hand, *fields),
        buttons=buttons,
        plain=f"{title}. {body}",
    )


def _links_of(data: bytes, name: str) -> list[str]:
    """The papers that a file of links and ids names; a table of them is read by its cells, since a DOI may hold a comma."""
    try:
        text = text_of(letter.opened(data), name)
    except NotAListing:
        return []
    head, _, rows = text.lstrip().partition("\n")
    if _CELLS.search(head) and not find_references(head):
        cells = _CELLS.split(rows.replace("\n", ",")) if linked_papers(rows) else []
        return list(dict.fromkeys(key for cell in cells if (key := reference(cell))))
    return linked_papers(text)


def _feeds_card(urls: list[str], name: str) -> Card:
    """The feeds of a list, which nobody has looked at yet: each is tried, then added, by those who may."""
    more = [f"and {len(urls) - FEEDS_SHOWN} more"] if len(urls) > FEEDS_SHOWN else []
    lines = "\n".join((*urls[:FEEDS_SHOWN], *more))
    hosts = {f"Look at {clip(urlsplit(url).hostname or url, 24)}": url for url in urls}
    buttons = [Button(label, f"sources try {url}") for label, url in list(hosts.items())[:BUTTONS]]
    body = f"{lines}\nNone is added yet: look at one, then add it. That is for those who may set things up here."
    return note(f"{counted(len(urls), 'feed')} in {clip(name, 60)}.", body, *buttons)
