"""A Daily or Trending Papers page as cards: Markdown or plain export, with headings or links for titles, fields in any order.

A Trending page shows every card twice, mostly with a machine's one-sentence summary in place of the abstract.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import msgspec

from core.errors import NotAListing
from core.model import Entry, Listing, Skipped
from core.parsing.broken import bounded
from core.parsing.bytes_in import text_of
from core.parsing.dates import full_day, is_dateline
from core.parsing.heading import without_heading
from core.parsing.pages.card_fields import FactRow, fields_around, paper_at, row_of
from core.parsing.pages.citation import untitled
from core.parsing.pages.markdown_in import Line, lines_of
from core.text.cleaning import clean, clip, plain, sentences, squash
from core.text.identifiers import reference

SOURCE = "hf-page"
MOST_LINES = 30_000
"""Lines with text a page may have: some 3,000 cards, thirty times those of the longest page seen."""
MOST_CARDS = 10_000

_LONGEST_SUMMARY = 400  # the recorded summaries are one sentence of 99 to 330 characters; no recorded abstract is one
_SHORT = 60  # characters: a name or a button, where it stands by itself
_PROSE = 200  # characters: more than titles have
_LINE = re.compile(r"\S[^\n]*")
_PAPERS = r"(?:https?://(?:www\.)?huggingface\.co)?/papers/\d{4}\.\d{4,5}"
_ADDRESS_LINE = re.compile(
    r"^[ \t]*https?://(?:www\.)?(?:huggingface\.co/papers|arxiv\.org/(?:abs|pdf))/(\d{4}\.\d{4,5})(?:v\d+)?[ \t]*$",
    re.MULTILINE,
)
_WORD = re.compile(r"[^\W\d_]{2}")
_LINKED_HEADING = re.compile(rf"^#{{1,6}} +\[[^\n]{{1,400}}(?:\n[^\n]{{1,400}})?\]\({_PAPERS}", re.MULTILINE)
_LOGIN = "huggingface.co/login?next=%2Fpapers%2F"
_LINKED_TITLE = re.compile(rf"\]\(({_PAPERS})(?:\s+\"[^\"\n]*\")?\)")
_HEADING = re.compile(r"^#{2,6} +\S", re.MULTILINE)
_OURS = re.compile(
    r"get trending papers in your email inbox|ak.{0,80} and the research community|\d authors\b|\[(?:link: )?github [\d.]+k?\]",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?:daily|weekly|monthly|trending)(?: papers\b.*)?|by\b.*(?:\bak\b|research community).*|extracted text|subscribe",
    re.IGNORECASE,
)


class _Card(NamedTuple):
    """One card: the rows before its title, of the title itself, and those up to the next title or the end."""

    before: Sequence[FactRow]
    title: Sequence[FactRow]
    body: Sequence[FactRow]
    is_last: bool


def looks_like(opening: str) -> bool:
    """Whether a text begins as such a page does: with titles as headings or links, and signs of Hugging Face about it."""
    if _LINKED_HEADING.search(opening):
        return True
    if _HEADING.search(opening):
        return bool(_OURS.search(opening))
    lines = set(_ADDRESS_LINE.findall(opening))
    if not any(_WORD.search(line) and not reference(line) for line in _ADDRESS_LINE.sub("", opening).split("\n")):
        return False  # links alone are no cards
    is_page = len(lines) > 1 and (bool(_OURS.search(opening)) or _stand_between(opening))
    return is_page or (bool(lines) and _LOGIN in opening) or len(set(_LINKED_TITLE.findall(opening))) > 1


def _stand_between(opening: str) -> bool:
    """Whether addresses on lines of their own have a title right above and prose right below, and so belong to what is above."""
    lines = [line.strip() for line in opening.split("\n") if line.strip()]
    addresses = [at for at, line in enumerate(lines) if _ADDRESS_LINE.fullmatch(line)]
    below = [lines[at + 1] for at in addresses if at + 1 < len(lines)]
    above = [lines[at - 1] for at in addresses if at]
    return addresses[0] > 0 and max(map(len, below), default=0) > _PROSE >= max(map(len, above))


def parse(data: bytes, where: str) -> Listing:
    """The papers of a page, each once, with the line of its title; a card without any text is skipped unless it has an id.

    `day` is None where the date line gives no year, as it mostly does.
    Raises `NotAListing` where no card is found.
    """
    rows = _rows(data, where)
    starts = list(bounded(_titles(rows), MOST_CARDS, where, "cards"))
    header = rows[: starts[0]] if starts else []
    daily = any(row.line.text.lower() == "daily papers" for row in header)
    upvotes = {fact.url: fact.number for row in rows for fact in row.facts if fact.kind == "upvotes" and fact.url}
    entries: dict[str, Entry] = {}
    skipped: dict[str, Skipped] = {}
    for card in _cards(header, rows, starts):
        entry = _entry(card, upvotes, daily)
        key = entry.arxiv or squash(entry.title) or entry.title
        if named := reference(entry.title):
            skipped[key] = Skipped(where, entry.line, untitled("this line", named))
        elif entry.abstract or entry.summary or entry.arxiv:
            entries[key] = _merged(entries[key], entry) if key in entries else entry
        else:
            skipped[key] = Skipped(where, entry.line, f"a title without an abstract: “{clip(entry.title, 60)}”")
    if not entries:
        raise NotAListing(f"{where} holds no paper: on a Daily Papers page each has a title and an abstract.")
    ranked = (msgspec.structs.replace(entry, rank=rank) for rank, entry in enumerate(entries.values(), start=1))
    lost = (skip for key, skip in skipped.items() if key not in entries)
    dateline = next(filter(is_dateline, (row.line.text for row in header)), "")
    return Listing(SOURCE, full_day(dateline), tuple(ranked), tuple(lost), dateline)


def _rows(data: bytes, where: str) -> list[FactRow]:
    text = text_of(data, where)
    if sum(1 for _ in _LINE.finditer(text)) > MOST_LINES:
        raise NotAListing(f"{where} has more than {MOST_LINES:,} lines of text: split it into smaller files.")
    return [row_of(line) for line in lines_of(text)]


def _titles(rows: Sequence[FactRow]) -> list[int]:
    """Where the titles stand: headings that link, else the lines that first link to a paper, else headings of the usual level."""
    headings = [at for at, row in enumerate(rows) if row.line.heading]
    links = {at: rows[at].line.link for at in headings}
    if linked := [at for at, link in links.items() if paper_at(link.url) or (link.link and not link.url)]:
        return linked
    first: dict[str, int] = {}
    for at, row in enumerate(rows):
        if row.is_prose and (paper := paper_at(row.line.link.url)):
            first.setdefault(paper, at)
    if first:
        return list(first.values())
    headings = [at for at in headings if not _FURNITURE.fullmatch(rows[at].line.text)]
    levels = Counter(rows[at].line.heading for at in headings)
    usual = max(levels, key=lambda level: (levels[level], level), default=0)
    return [at for at in headings if rows[at].line.heading == usual]


def _cards(before: Sequence[FactRow], rows: Sequence[FactRow], starts: Sequence[int]) -> Iterator[_Card]:
    for start, stop in pairwise([*starts, len(rows)]):
        end = start + 1
        while end < stop and _goes_on(rows[start].line, rows[end]):
            end += 1
        yield _Card(before, rows[start:end], rows[end:stop], stop == len(rows))
        before = rows[end:stop]


def _goes_on(title: Line, row: FactRow) -> bool:
    """Whether a line is the rest of a title that was broken: in the same link, or further in right below it."""
    if row.line.gap or row.line.heading or not row.is_prose:
        return False
    link = row.line.link.link
    return link == title.link.link if title.link.link else row.line.indent > 0 and not link


def _entry(card: _Card, upvotes: Mapping[str, int | None], daily: bool) -> Entry:
    arxiv = next(filter(None, (paper_at(row.line.link.url) for row in (*card.title, *card.body))), "")
    title = plain(clean(" ".join(row.line.text for row in card.title)))
    prose = without_heading(clean(_prose(card.body)), title)
    is_summary = not daily and len(prose) <= _LONGEST_SUMMARY and len(sentences(prose)) == 1
    fields = fields_around(card.before, card.body, card.is_last, arxiv)
    return msgspec.structs.replace(
        fields,
        title=title,
        abstract="" if is_summary else prose,
        summary=prose if is_summary else "",
        line=card.title[0].line.number,
        arxiv=arxiv,
        score=upvotes.get(arxiv, fields.score),
    )


def _prose(rows: Sequence[FactRow]) -> str:
    """The longest run of prose on a card, where it is long enough to say something; names and buttons are short."""
    runs: list[list[Line]] = [[]]
    for row in rows:
        line, run = row.line, runs[-1]
        goes_on = bool(run and line.link.link and line.link.link == run[-1].link.link)
        if line.heading or not (row.is_prose or goes_on):
            runs.append([])
        elif run and (line.link.link != run[-1].link.link or (line.gap and len(line.text) < _SHORT)):
            runs.append([line])
        else:
            run.append(line)
    longest = max((" ".join(line.text for line in run) for run in runs), key=len)
    return longest if len(longest) >= _SHORT and longest.count(" ") >= 6 else ""


def _merged(first: Entry, second: Entry) -> Entry:
    """A card shown twice: what the first lacks is taken from the second."""
    missing = {
        field: getattr(second, field)
        for field in ("abstract", "summary", "published", "score", "comments", "code", "stars", "project")
        if getattr(first, field) in ("", None)
    }
    return msgspec.structs.replace(first, **missing)
