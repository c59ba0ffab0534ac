"""Alerts: Google Scholar's, Semantic Scholar's, Hugging Face's, as they came or as a mail program forwarded them.

A paper is a link whose text is a title. What follows up to the next one is its line of authors and the start of its abstract.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from core.errors import NotAListing
from core.model import Entry, Listing, Skipped
from core.parsing.broken import bounded
from core.parsing.bytes_in import text_of
from core.parsing.mail.shown import ShownLine, ShownLink, is_html, lines_of
from core.parsing.pages.citation import untitled, without_tag
from core.text.cleaning import clean, plain
from core.text.identifiers import find_references, first_of, reference
from core.text.names import split_names
from core.text.paper_links import named_at

SOURCE = "text"
MOST_PAPERS = 2_000
MOST_LINES = 200_000
"""Of a mail's text: a hundred for each of the most papers."""

_OURS = re.compile(
    r"gse_alrt_title|scholar_url(?:\?|%3f)|semanticscholar\.org(?:/|%2f)(?:paper|arxiv)|huggingface\.co(?:/|%2f)papers(?:/|%2f)\d"
    r"|arxiv\.org(?:/|%2f)(?:abs|pdf)(?:/|%2f)",
    re.IGNORECASE,
)
_IN_PLAIN = re.compile(
    r"<https?://[^<>\s]*(?:scholar_url|semanticscholar\.org|huggingface\.co(?:/|%2F)papers)", re.IGNORECASE
)
_SHOWN = re.compile(
    r"^(?:This message was sent by Google Scholar|Save\s+Twitter\s+LinkedIn\s+Facebook)\b", re.MULTILINE
)
"""What an alert of Google Scholar shows that was copied without its links."""
_SEMANTIC = re.compile(r"semanticscholar\.org/paper/(?:[^/?#]+/)?([0-9a-f]{10,40})(?P<more>/[a-z])?", re.IGNORECASE)
_AUTHORS = re.compile(r"(?P<names>.{3,300}?)\s[-–·|•]\s.{0,200}")
_BYLINE = re.compile(
    r"(?:[A-Z]{1,4} [^\W\d_][\w'’-]{1,30}(?: [\w'’-]+){0,3}(?:…|, )?){1,10}\s*-\s.{0,200}\b(?:19|20)\d\d\b.{0,100}"
)
"""Authors, venue and year, as Google Scholar puts them below a title."""
_NAME = re.compile(r"(?:(?:[A-Z][\w.'’-]*|van|von|der|den|de|del|di|da|la|le|bin|ibn|al|el)\s?){1,5}")
_SMALL = r"(?:on|in|at|the|this|your|our|full|more|all|papers?|pdf|article|abstract|text|it|online|arxiv|semantic scholar|here|alert)s?"
_BUTTON = re.compile(
    r"\W*(?:\[image:.*|save(?: to library)?|share|tweet|twitter|linkedin|facebook|x|pdf|html|full text|abs|abstract|arxiv|code|cite|alert"
    r"|library|feed|dashboard|unsubscribe|more|here|click here|links?|paper|doi|github|hugging ?face|website"
    rf"|(?:view|read|see|open|get|go to|show|download|manage|edit|create|cancel|list)(?:\s{_SMALL})*)\W*",
    re.IGNORECASE,
)
_FOOT = re.compile(
    r"this message was sent by|you(?:’|')?re? (?:are )?receiv|unsubscribe|manage (?:your )?(?:alerts|subscription)|list alerts|cancel alert"
    r"|save\s+twitter|view (?:this|in) .{0,20}browser|\[image:|see all recommendations|©|to stop receiving",
    re.IGNORECASE,
)
_AROUND = re.compile(
    r"(?:published|submitted|posted|updated)\b.{0,60}|(?:\d+ )?upvotes?:?(?: \d+)?|.{0,60}\b(?:19|20)\d\d|.{0,40}•.{0,40}|[\d\W]*",
    re.I,
)
_TLDR = re.compile(r"(?:tl;?dr|summary)\b\W*", re.IGNORECASE)
_WORDS = 3  # words that a title has at least where it does not stand alone
_SHORT = 15


class _Start(NamedTuple):
    """Where a paper begins: the numbers of the first line of its title among those shown, and of the last; title and address."""

    at: int
    end: int
    title: str
    url: str


def looks_like(opening: str) -> bool:
    """Whether a text is an alert: HTML with links to papers, plain text with such in `<…>`, or Google Scholar's without links."""
    if is_html(opening):
        return bool(_OURS.search(opening)) and bool(re.search(r"<a\s", opening, re.IGNORECASE))
    return bool(_IN_PLAIN.search(opening) or _SHOWN.search(opening))


def holds_titles(text: str) -> bool:
    """Whether a text of any length links to papers by their titles."""
    return text.count("\n") <= MOST_LINES and bool(_OURS.search(text)) and bool(_starts(lines_of(text)))


def parse(data: bytes, where: str) -> Listing:
    """The papers of an alert, each once, with what it shows of their authors and abstracts; links without a title are skipped.

    Raises `NotAListing` where no link in it has a paper's title for its text.
    """
    text = text_of(data, where)
    if text.count("\n") > MOST_LINES:
        raise NotAListing(f"{where} has more than {MOST_LINES:,} lines: split it into smaller files.")
    lines = lines_of(text)
    starts = _starts(lines) or (_unlinked(lines) if _SHOWN.search(text) else [])
    stops = [*(following.at for following in starts[1:]), len(lines)]
    entries: dict[str, Entry] = {}
    for start, stop in bounded(zip(starts, stops, strict=False), MOST_PAPERS, where, "papers"):
        entry = _entry(start, lines[start.at], lines[start.end + 1 : stop], len(entries) + 1)
        entries.setdefault(_key(start.url) or entry.title, entry)
    if not entries:
        raise NotAListing(f"{where} holds no link to a paper with its title: paste the text that it shows.")
    known = {name for entry in entries.values() for name in (f"arxiv:{entry.arxiv}", f"doi:{entry.doi}")}
    return Listing(SOURCE, None, tuple(entries.values()), tuple(_untitled(lines, known | entries.keys(), where)))


def _starts(lines: Sequence[ShownLine]) -> list[_Start]:
    """The links to papers whose text is a title; of one without text that is what stands right above it."""
    starts: list[_Start] = []
    for at, line in enumerate(lines):
        for link in line.links:
            key = _key(link.url, link.tag)
            if not key or (starts and key == _key(starts[-1].url)):
                continue
            first, title = (at, _title(link.text)) if line.text or link.tag else _above(lines, at)
            if title and _is_titled(link, title, line):
                starts.append(_Start(first, at, title, link.url))
    return starts


def _above(lines: Sequence[ShownLine], at: int) -> tuple[int, str]:
    """The lines right above an address on a line of its own, up to a blank one: where they begin, and their text."""
    first = at
    while first and not lines[first].is_first and not lines[first - 1].links:
        first -= 1
    return first, _title(" ".join(line.text for line in lines[first:at]))


def _unlinked(lines: Sequence[ShownLine]) -> list[_Start]:
    """The lines above a line of authors, venue and year."""
    return [
        _Start(at, at, _title(line.text), "")
        for at, (line, below) in enumerate(pairwise(lines))
        if _BYLINE.fullmatch(below.text)
    ]


def _title(text: str) -> str:
    return plain(without_tag(clean(text)))


def _is_titled(link: ShownLink, title: str, line: ShownLine) -> bool:
    """Whether the text of a link is a title: no button and no id, of several words, or all that its line says."""
    if "gse_alrt_title" in link.tag:
        return True
    if _BUTTON.fullmatch(title) or reference(title) or title.startswith("http") or not any(map(str.isalpha, title)):
        return False
    stands_alone = _title(line.text) in (title, "") and len(line.links) == 1
    return len(title.split()) >= (1 if stands_alone else _WORDS)


def _key(url: str, tag: str = "") -> str:
    """What paper a link leads to: its id, else its address; '' where the link is to no paper."""
    if key := reference(url):
        return key
    if match := _SEMANTIC.search(url):
        return "" if match["more"] else match[1].lower()
    steps = _steps(url)
    return steps[-1] if "gse_alrt_title" in tag or any("scholar_url?" in step for step in steps) else ""


def _steps(url: str) -> list[str]:
    steps = [url]
    while len(steps) < 4 and (url := named_at(url)).startswith("http"):
        steps.append(url)
    return steps


def _untitled(lines: Sequence[ShownLine], known: set[str], where: str) -> Iterator[Skipped]:
    """The papers that are linked without their titles, each once."""
    for line in lines:
        for name in map(reference, (link.url for link in line.links)):
            if name and name not in known:
                known.add(name)
                yield Skipped(where, line.number, untitled("this mail", name))


def _entry(start: _Start, line: ShownLine, below: Sequence[ShownLine], rank: int) -> Entry:
    shown = [line_below.text for line_below in _body(below)]
    by = next((at for at, text in enumerate(shown[:2]) if _names(text)), -1)
    byline, prose = shown[by] if by >= 0 else "", shown[by + 1 :]
    summary = next((_TLDR.sub("", text, count=1) for text in prose if _TLDR.match(text)), "")
    prose = [text for text in prose if not _TLDR.match(text) and not _AROUND.fullmatch(text)]
    abstract = " ".join(prose)
    names = (reference(start.url), *find_references(byline))
    return Entry(
        title=start.title,
        abstract=abstract if len(abstract) > _SHORT else "",
        line=line.number,
        arxiv=first_of("arxiv", names),
        doi=first_of("doi", names),
        url=_steps(start.url)[-1],
        authors=split_names(_names(byline)),
        rank=rank,
        summary=summary,
    )


def _body(below: Sequence[ShownLine]) -> Iterator[ShownLine]:
    """The lines below a title that are about it: no buttons, and nothing from the foot of the mail or from a link to something else on."""
    for line in below:
        if _FOOT.search(line.text) or _is_of_another(line):
            return
        if not _BUTTON.fullmatch(line.text) and not all(_BUTTON.fullmatch(link.text) for link in line.links or (line,)):
            yield line


def _is_of_another(line: ShownLine) -> bool:
    """Whether a line is the title of something that is no paper: all of it is one link of several words that leads to none."""
    if len(line.links) != 1 or line.links[0].text != line.text or _BUTTON.fullmatch(line.text):
        return False
    return len(line.text.split()) > _WORDS and not _key(line.links[0].url)


def _names(text: str) -> str:
    """The names in a line of authors, with or without a venue behind them; '' where it is none."""
    match = _AUTHORS.fullmatch(text)
    named = match["names"].rstrip("… ") if match else text
    parts = re.split(r",\s*(?:and\s|&\s)?|;\s*|\sand\s|\s&\s", named.removesuffix("et al.").strip(" ,…"))
    is_list = (
        len(named) < 400
        and all(_NAME.fullmatch(part.strip()) for part in parts)
        and any(" " in part.strip() for part in parts)
    )
    return named if is_list or (match and _BYLINE.fullmatch(text)) else ""
