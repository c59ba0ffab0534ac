"""The text of a Daily Papers page, as people copy it: spaced or dense, with or without its header, in any state of repair.

Around the cards stand fields: upvotes, “3 authors”, dates, comments.
The layout is never asked for nor guessed: blank lines mean nothing, only what the lines look like does.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from core.errors import NotAListing
from core.model import Entry, Listing, Skipped
from core.parsing.bytes_in import text_of
from core.parsing.dates import full_day, is_dateline
from core.parsing.heading import without_heading
from core.parsing.pages.align import Role, assign_roles
from core.parsing.pages.card_fields import FactRow, fields_around, row_of
from core.parsing.pages.cues import kinship, likeness, stems
from core.parsing.pages.markdown_in import Line, Span
from core.text.cleaning import clean, clip, plain

SOURCE, TEXT = "hf-page", "text"
"""Where a page with its header is from, and a text that only looks like one."""
MOST_LINES = 30_000
"""Lines with text a page may have: 15,000 papers, as many as fill the largest file; the longest page recorded has 278."""

_LINE = re.compile(r"\S[^\n]*")
_MANY = 10_000
_WRAPPED = 80  # the width of lines that a program broke
_NO_LIST = "{where} holds no list of papers: such a list is titles, each followed by its abstract."
_ABSTRACT_LENGTH = 200  # no line of the header is longer
_SLOGAN = r"get trending papers in your email inbox(?: once a day)?!?|by\s*ak and the research community"
_UNMISTAKABLE = re.compile(rf"(?P<ours>{_SLOGAN}|subscribe!?)|abstract:?", re.IGNORECASE)
_HEADER = re.compile(
    rf"{_UNMISTAKABLE.pattern}|by|ak|by\s*ak|and the research community|new|(?:daily|trending) papers|daily|weekly|monthly",
    re.IGNORECASE,
)
_GLUED = re.compile(rf"(?i:(?:(?:{_SLOGAN})\s*)*subscribe)(?=[^\sa-z:,.;!?'’-]|[a-z]{{1,12}}[A-Z0-9])")
_WEB_PAGE = re.compile(r"<(?:\?xml|!doctype|html|head|body|feed|rss)\b", re.IGNORECASE)
_MARKED_UP = re.compile(r"[\[{]\s*(?:[{\"\]}]|\[)|<[?!a-z]", re.IGNORECASE)
_WHY: dict[Role, str] = {
    "lone title": "a title without an abstract",
    "lone abstract": "an abstract without a title",
    "stray": "neither a title nor an abstract",
}


class _Line(NamedTuple):
    number: int
    text: str


class _PageText(NamedTuple):
    """Whether the page has its header, its date line or '', and all other lines."""

    has_header: bool
    dateline: str
    lines: list[_Line]


class _Draft(NamedTuple):
    """One pair as it is put together, from the pieces of lines that were broken; `at` counts the page's lines with text."""

    at: int
    line: int
    title: list[str]
    abstract: list[str]


def looks_like(opening: str) -> bool:
    """Whether a text may be a page: any text may that is not JSON or XML from its first sign on."""
    return bool(opening) and not _MARKED_UP.match(opening)


def parse(data: bytes, where: str) -> Listing:
    """The papers of a page, each with the line its title stands on, and the lines that are no part of any.

    `day` is None where the date line gives no year, as it mostly does.
    Raises `NotAListing` where the text is not a list of titles and abstracts.
    """
    page = _read(data, where)
    texts = [line.text for line in page.lines]
    roles = assign_roles(texts)
    fields = _fields(texts, roles)
    drafts = _drafts(page.lines, roles)
    entries = tuple(_entry(draft, rank, fields.by_title.get(draft.at)) for rank, draft in enumerate(drafts, start=1))
    skipped = tuple(
        Skipped(where, line.number, f"{_WHY[role]}: “{clip(line.text, 60)}”")
        for at, (line, role) in enumerate(zip(page.lines, roles, strict=True))
        if role in _WHY and at not in fields.places
    )
    if not _is_list_of_papers(entries, len(skipped), page.has_header):
        raise NotAListing(_NO_LIST.format(where=where))
    return Listing(SOURCE if page.has_header else TEXT, full_day(page.dateline), entries, skipped, page.dateline)


def _read(data: bytes, where: str) -> _PageText:
    """The page before any line is weighed. Raises `NotAListing` for what is plainly something else."""
    text = text_of(data, where)
    if _WEB_PAGE.match(text.lstrip()[:20]):
        raise NotAListing(f"{where} is the source of a web page or a feed, not a digest: paste the text that it shows.")
    page = _without_header(list(_lines(text, where)))
    if len(page.lines) > _MANY and sum(len(line.text) > _WRAPPED for line in page.lines) < len(page.lines) / 4:
        raise NotAListing(_NO_LIST.format(where=where))  # a log or a word list, and not worth the weighing
    return page


def _lines(text: str, where: str) -> Iterator[_Line]:
    """The lines that hold something to see, cleaned and numbered from 1."""
    number, at, held = 1, 0, 0
    for match in _LINE.finditer(text):
        number += text.count("\n", at, match.start())
        at = match.start()
        if seen := clean(match[0]):
            yield _Line(number, seen)
            held += 1
        if held > MOST_LINES:
            raise NotAListing(f"{where} has more than {MOST_LINES:,} lines of text: split it into smaller files.")


def _without_header(lines: Sequence[_Line]) -> _PageText:
    """The page parted into its header and its other lines, with what was glued to these taken off."""
    first_abstract = next((at for at, line in enumerate(lines) if len(line.text) >= _ABSTRACT_LENGTH), len(lines))
    has_header, dateline, rest, after_header = False, "", [], False
    for at, line in enumerate(lines):
        in_header = at < first_abstract
        if in_header or after_header:
            line = _Line(line.number, _GLUED.sub("", line.text, count=1))
        known = (_HEADER if in_header else _UNMISTAKABLE).fullmatch(line.text)
        after_header = known is not None
        if known:
            has_header = has_header or bool(known["ours"])
        elif in_header and not dateline and is_dateline(line.text):
            dateline = line.text
        else:
            rest.append(line)
    return _PageText(has_header, dateline, rest)


def _drafts(lines: Sequence[_Line], roles: Sequence[Role]) -> list[_Draft]:
    drafts: list[_Draft] = []
    for at, (line, role) in enumerate(zip(lines, roles, strict=True)):
        if role == "title":
            drafts.append(_Draft(at, line.number, [line.text], []))
        elif role == "title+":
            drafts[-1].title.append(line.text)
        elif role in ("abstract", "abstract+"):
            drafts[-1].abstract.append(line.text)
    return drafts


def _entry(draft: _Draft, rank: int, entry: Entry | None) -> Entry:
    title = plain(" ".join(draft.title))
    abstract = without_heading(clean(" ".join(draft.abstract)), title)
    return msgspec.structs.replace(entry or Entry(""), title=title, abstract=abstract, line=draft.line, rank=rank)


def _is_list_of_papers(entries: Sequence[Entry], skipped: int, has_header: bool) -> bool:
    """Whether the pairs found are papers, and not the headings of a newsletter or of a manual.

    A page's own header settles most of it; without one, titles, abstracts and how both agree must look the part. The
    bounds let 30 in 10,000 files of other prose through (documentation and source of a Linux system).
    """
    if not entries:
        return False
    seen = entries[:: max(1, len(entries) // 100)]
    paired = len(entries) / (len(entries) + skipped)
    share = paired * sum(map(_confidence, seen)) / len(seen) - 4.0 * (1 - paired)
    if has_header:
        return share >= -3.0
    if not skipped and len(entries) > 1 and all(map(_is_regular, entries)):
        return True
    full_length = sum(len(entry.abstract) >= _ABSTRACT_LENGTH for entry in entries)
    return share >= (2.0 if full_length >= 0.3 * len(entries) else 4.0)


def _confidence(entry: Entry) -> float:
    alike = kinship(stems(entry.title), stems(entry.abstract))
    return min(4.0, likeness(entry.title)) + min(4.0, -likeness(entry.abstract)) + alike


def _is_regular(entry: Entry) -> bool:
    """Whether a pair, however short, has the form: a title that is no sentence, and sentences longer than it."""
    title, abstract = entry.title, entry.abstract
    return (
        not title[0].islower()
        and title[-1] not in ".,;:"
        and not abstract[:1].islower()
        and abstract[-1:] in tuple(".!?")
        and len(abstract) > max(20, len(title))
    )


class _PageFields(NamedTuple):
    """What the fields say of each card, by the place of its title, and the places of the lines that are fields."""

    by_title: dict[int, Entry]
    places: frozenset[int]


def _fields(lines: Sequence[str], roles: Sequence[Role]) -> _PageFields:
    """The fields of a page: none where fewer than one a card is beyond doubt, since then they are strays."""
    titles = [at for at, role in enumerate(roles) if role == "title"]
    strays = {at: row_of(Line(at, lines[at], (Span(lines[at]),))) for at, role in enumerate(roles) if role == "stray"}
    rows = {at: row for at, row in strays.items() if not row.is_prose}
    if sum(_is_plain(row) for row in rows.values()) < max(2, len(titles)):
        return _PageFields({}, frozenset())
    names = [
        at for at, role in enumerate(roles) if role == "lone title" and at + 1 in rows and roles[at - 1] != "stray"
    ]
    by_title = {}
    for start, title, stop in zip([0, *titles], titles, [*titles[1:], len(lines)], strict=False):
        before = [rows[at] for at in range(start, title) if at in rows]
        body = [rows[at] for at in range(title, stop) if at in rows]
        by_title[title] = fields_around(before, body, is_last=stop == len(lines))
    return _PageFields(by_title, frozenset([*rows, *names]))


def _is_plain(row: FactRow) -> bool:
    """Whether a row is a field beyond doubt, as a lone number is not."""
    return any(fact.kind in ("date", "other", "upvotes", "comments", "stars") for fact in row.facts)
