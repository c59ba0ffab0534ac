"""What publishers write around a paper in their feeds: notices of publication, by-lines and citations, told from the abstract.

Each kind is known by its form, whichever publisher uses it: a notice that fits none of them stays, as part of the abstract.
"""

import re
from typing import NamedTuple

from core.parsing.heading import without_heading
from core.parsing.xml.markup import without_markup
from core.text.cleaning import clean, squash
from core.text.names import known_names, split_names

_LONGEST_NOTICE = 400
_PARTED = "\x1e"
_BLOCK = re.compile(
    r"</?(?:[a-z]+:)?(?:p|div|br|h[1-6]|li|ul|ol|tr|table|section|cite|hr)(?=[\s>/])[^<>]*>", re.IGNORECASE
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAY = rf"(?:\d{{1,2}} {_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}},? \d{{4}}|{_MONTH} \d{{4}}|\d{{4}}(?:[-/ ]\w+){{0,2}})"
_DOI = r"(?:https?://(?:dx\.)?doi\.org/|doi:?\s*(?:https?://(?:dx\.)?doi\.org/)?)10\.\d{4,9}/\S+"
_PAGES = r"(?:pp?\.|Pages?|Article(?: ID)?|Art\. no\.)\s*[\w.-]+(?:\s*[-–]\s*[\w.-]+)?"
_ISSUE = rf"(?:Vol(?:ume|\.)? ?[\w-]+|(?:Issue|Number|No\.?) ?[\w/-]+|{_PAGES})"
_NAME = r"[A-Z][\w&'’-]*:?(?: (?:[A-Z][\w&'’:-]*|of|and|the|in|for|on|de|der|&)){0,14}"
_STATE = (
    r"(?:Ahead of Print|Early ?View|Early Access|Accepted Articles?|Just Accepted|Online ?First|First Online|In Press|Advance Access"
    r"|Published online|Version of Record)"
)
_NOTICES = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?:[^.;:]{{1,120}}[,.;]\s)?Published online:? {_DAY}(?:[;,.]\s*{_DOI})?[;.]?",
        rf"(?-i:{_NAME}), (?:{_STATE}|{_ISSUE}(?:, (?:{_ISSUE}|{_DAY}|{_STATE}))*)(?:\.(?:\s*{_DOI})?|$)",
        rf"(?:(?-i:{_NAME})[.,;:]?\s)?{_DOI}",
        rf"[^.]{{2,80}}\.(?: [^.]{{2,60}}\.)? \d{{4}}(?: {_MONTH}(?: \d{{1,2}})?)?[;.:].{{0,160}}doi: ?10\.\S+.{{0,80}}$",
        r"(?:PMID|PMCID):\s*\w+(?:\s*\|\s*(?:PMID|PMCID|DOI):?\s*\S+)*",
        rf"(?:(?:Publication date: )?Available online|Publication date|Online|Date|Received|Accepted|Published|Issue date):? ?{_DAY}\.?$",
        r"(?:Source|Journal|Publisher|Volume|Issue|Pages|ISSN|Categories|Keywords|Tags):\s.{1,250}$",
        r"(?:©|\(c\) ?\d{4}|Copyright (?:©|\(c\)|\d{4}|The Author)).{1,250}$",
        r"The post .{1,250} (?:appeared first on|first appeared on) .{1,100}$",
        r"(?:\[?(?:Read|Continue reading|View|See)(?: (?:more|article|full (?:text|article)|abstract)\b.{0,60}| ?[…→»]+)\]?)$",
        r"(?:NO )?ABSTRACT(?: (?:is )?(?:not )?available)?\.?$",
        r"No abstract(?: (?:is )?available)?\.?$",
        rf"{_ISSUE}(?:, (?:{_ISSUE}|{_DAY}))+\.?$",
        rf"\([^()]{{5,120}}\b{_DAY}\)\.?$",
        r"[\W_]+$",
        r"(?:null|none|n/a|tbd|-|\.{3}|…)$",
    )
)
_AFFILIATION = re.compile(r"(?<=[^\W\d_])\d{1,2}(?=[^\W\d_a-z])")
_NEXT_NAME = re.compile(
    r"(?<=[^\W\d_A-Z])(?<!\bMc)(?<!\bMac)(?<!\bDe)(?<!\bDi)(?<!\bLe)(?<!\bLa)(?=[A-Z][^\W\d_A-Z.]*[ .])"
)
_LINK_END = re.compile(r"</a>(?=\w)", re.IGNORECASE)
_TAIL = re.compile(rf"\s\[[^\[\]]{{5,60}}\] Published (?:\w{{3}} )?{_DAY}$")
_LONGEST_VENUE = 60
_BY_LINE = re.compile(r"(?:Authors?(?:\(s\))?\s*:\s*|by (?=[^\W\d_a-z]))(.{3,5000})", re.DOTALL)
_CITATION = re.compile(
    r"(.{3,1000}?)\. (?:In )?((?:Proceedings|Findings|Transactions|Journal|Computational Linguistics|Annals)\b[^.]{0,250})\.? ?"
    r"(?:(?:19|20)\d\d)?\.?(?: pages? [\d–-]+\.?)?"
)
_NUMBERED = re.compile(r"([^:]{2,80}), Vol\. \d+, Pages? [\w-]+: ")
_ASAP = re.compile(r"\[(?:ASAP|Just Accepted|Early Access|In Press|Article|Research Article)\]\s*", re.IGNORECASE)
_DBLP = re.compile(
    r"(?P<authors>[^:]{3,5000}): (?P<title>.{3,1000}?(?<!\bvs)(?<!\bSt)(?<!\bNo)[.?!]) (?P<venue>.{2,300}\d{4}.{0,60})"
)
_DBLP_HOST = re.compile(r"https?://(?:www\.)?dblp\.(?:org|uni-trier\.de|dagstuhl\.de)/", re.IGNORECASE)
_HOMONYM = re.compile(r" 0\d{3}$")

_C1 = {code: chr(code) for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}  # bytes without a sign in Windows-1252
_BYTES = {bytes([code]).decode("cp1252", "ignore") or _C1[code]: code for code in range(0x80, 0x100)}
_BYTES |= {chr(code): code for code in range(0x80, 0xA0)}
_REST = "[" + "".join(map(re.escape, (sign for sign, code in _BYTES.items() if code < 0xC0))) + "]"
_DOUBLED = re.compile(rf"[ÂÃÄÅÎÏÐÑ]{_REST}|[à-ï]{_REST}{{2}}|ð{_REST}{{3}}")


class Prose(NamedTuple):
    """The text of an item: its abstract, and the authors where a by-line names them."""

    abstract: str
    authors: tuple[str, ...] = ()


def title_of(title: str, link: str) -> tuple[str, tuple[str, ...]]:
    """The title without what its publisher writes into it, and the authors that stand before it in DBLP's."""
    title = _ASAP.sub("", _NUMBERED.sub("", title, count=1), count=1)
    match = _DBLP.fullmatch(title) if len(title) < 2_000 and _DBLP_HOST.match(link) else None
    if not match:
        return title, ()
    names = known_names(_HOMONYM.sub("", name.strip()) for name in match["authors"].split(", "))
    return match["title"].removesuffix("."), names


def names_apart(text: str) -> str:
    """Names that ran into one another and into their affiliations, "Ada ByronEmmy Noether1Department of Kites", parted by commas."""
    match = _AFFILIATION.search(text[:5_000])
    return _NEXT_NAME.sub(", ", text[: match.start()]) if match else text


def read(marked: str, title: str, venues: frozenset[str] = frozenset()) -> Prose:
    """The abstract in an item's HTML, without notices before and after it; `venues` are the squashed names of its journal.

    Some feeds escape their HTML twice.
    """
    lines = [line for line in _lines(marked) if line.strip()]
    authors: tuple[str, ...] = ()
    start, end = 0, len(lines)
    skip = venues | {squash(title)}
    while start < end:
        rest, named = _after_notice(lines[start], skip)
        authors = authors or named
        if rest == clean(lines[start]):
            if not _is_venue(rest) or start + 1 == end or _after_notice(lines[start + 1], skip)[0]:
                break
            rest = ""
        lines[start] = rest
        start += not rest
    while end > start and not _after_notice(lines[end - 1], skip)[0]:
        end -= 1
    text = _TAIL.sub("", clean(" ".join(lines[start:end])))
    if end - start < len(lines):
        text = "" if _is_venue(text) else text.lstrip(" .;:|")
    return Prose(without_heading(text, title), authors)


def _is_venue(text: str) -> bool:
    """Whether a text that stands beside notices is no more than the name of a journal."""
    return len(text) <= _LONGEST_VENUE and not text.endswith((".", "!", "?"))


def _lines(marked: str) -> list[str]:
    """The text of HTML, parted where its blocks begin and end."""
    text = without_markup(marked)
    if _BLOCK.search(text):
        marked = text
    return undoubled(
        without_markup(_BLOCK.sub(lambda tag: f"{_PARTED}{tag[0]}", _LINK_END.sub("</a> ", marked)))
    ).split(_PARTED)


def _after_notice(line: str, skip: frozenset[str]) -> tuple[str, tuple[str, ...]]:
    """What is left of a line behind the notice that it begins with, and the authors whom that names."""
    text = clean(line)
    if by_line := _BY_LINE.fullmatch(line.strip()):
        names = by_line[1] if "," in by_line[1] or ";" in by_line[1] else ", ".join(by_line[1].split("\n"))
        return ("", split_names(names)) if _are_names(split_names(names)) else (text, ())
    if len(text) <= _LONGEST_NOTICE and squash(_NUMBERED.sub("", text, count=1)) in skip:
        return "", ()
    for notice in _NOTICES:
        if match := notice.match(text[:_LONGEST_NOTICE]):
            return text[match.end() :].lstrip(" .;:|"), ()
    cited = _CITATION.fullmatch(text) if len(text) <= 2 * _LONGEST_NOTICE else None
    if cited and _are_names(names_cited := split_names(cited[1])):
        return "", names_cited
    return text, ()


def _are_names(names: tuple[str, ...]) -> bool:
    """Whether these may be persons or groups: short, and begun with a capital."""
    return bool(names) and all(len(name.split()) <= 7 and not name[0].islower() for name in names)


def undoubled(text: str) -> str:
    """The text as it was before it was decoded twice; one with a single sign that is no half of a pair stays as it is."""
    if text.isascii() or not _DOUBLED.search(text) or not _DOUBLED.sub("", text).isascii():
        return text
    return _DOUBLED.sub(_decoded, text)


def _decoded(doubled: re.Match[str]) -> str:
    try:
        return bytes(_BYTES[sign] for sign in doubled[0]).decode("utf-8")
    except UnicodeDecodeError:
        return doubled[0]
