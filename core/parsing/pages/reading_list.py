"""Lists of papers that name each by an id or a link: arXiv's own lists, numbered digests, posts, references, lists of links.

The text is cut where its items begin, by the first sign that most of them have; each item is read by its labels
("Authors:", "Abstract:"), and what has none is the title, the authors or the abstract by where it stands.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from core.errors import NotAListing
from core.model import Entry, Listing, Skipped
from core.parsing.bytes_in import text_of
from core.parsing.dates import full_day
from core.parsing.heading import without_heading
from core.parsing.pages.citation import BUTTON, Citation, cited, untitled
from core.parsing.pages.markdown_in import as_markdown, without_note_links
from core.text.cleaning import clean, clip, plain
from core.text.identifiers import find_references, first_of, reference
from core.text.names import split_names

SOURCE = "text"
MOST_ITEMS = 10_000
MOST_LINES = 100_000

_MARKED_UP = re.compile(r"[{<@]|\[\s*[{\"\[]|[A-Z][A-Z0-9] {1,3}- |%[A-Z0] ")
_ARXIV = re.compile(r"\s*(?:\[?\d{1,5}[\].]\s*)?arXiv:\s?\S{9,20}\s*(?:\[|\(|$)", re.IGNORECASE)
_NUMBER = re.compile(
    r"^ {0,3}\*{0,2}(?:(?:\d{1,4}[.):]|\[\d{1,4}\]|#\d{1,4}[.:]?)\s+|(?:\d{1,4}[、．]|【\d{1,4}】|（\d{1,4}）)\s*)(?=\S)"
)
_CITED = re.compile(r"\s*\[\d{1,4}\]\s+(?!arXiv:)", re.IGNORECASE)
_BULLET = re.compile(r"[-*+•–]\s+(?:\[[ xX]?\]\s*)?(?=\S)")
_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
LABEL = re.compile(
    r"\s*(?:[-*+•–]\s+)?[*_]{0,3}(?P<name>title|authors?|by|abstract|summary|tl;?dr|(?:paper )?(?:links?|url|page|id)|paper|abs|pdf"
    r"|arxiv(?: id| link)?|doi|code|github|(?:论文)?(?:标题|题目|作者|链接|地址|摘要)|タイトル|著者|概要|リンク"
    r"|project(?: page)?|comments?|subjects?|categories|date|published|submitted|venue|journal(?:-ref)?|keywords|score|source"
    r"|report-no|(?:msc|acm) classes)[*_]{0,3}\s*[:：][*_]{0,3}\s*(?P<value>.*)",
    re.IGNORECASE,
)
_NAMED = {"标题": "title", "题目": "title", "タイトル": "title", "作者": "authors", "著者": "authors", "摘要": "abstract",
          "概要": "abstract", "链接": "link", "地址": "link", "リンク": "link", "author": "authors", "by": "authors", "published": "date",
          "summary": "abstract", "tldr": "abstract", "tl;dr": "abstract"}  # fmt: skip
_LINKS = frozenset("link links url page id paper abs pdf arxiv doi".split())
_SUBMITTED = re.compile(r"\s*\[?submitted (?:on )?(\d{1,2} \w+,? \d{4})(?:[;.]| \(v\d+\)|\])", re.IGNORECASE)
_FURNITURE = re.compile(
    r"\s*(?:view (?:a )?pdf.*|html \(experimental\)|tex source|other formats|focus to learn more|submission history.*"
    r"|from: .*\[view email\]|\[v\d+\] .*|cite as:.*|\(or arxiv.*|download pdf|open in .*|access paper.*|full-text links:.*|view li.*)\s*",
    re.IGNORECASE,
)
"""What stands around a paper on arXiv's own page of it."""
_SIGNS = re.compile(r"^[\U0001F000-\U0001FAFF\u2190-\u21FF\u2600-\u27BF\u2B00-\u2BFF\uFE0F\u200D\s]+")
"""Emoji before a title or a line of authors, as posts have them."""
_ADDRESS = re.compile(r"[(<]?https?://[^\s<>|\[\]]+[)>]?")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\((https?://[^\s()]{1,2000}(?:\([^\s()]*\))?)[^()\n]{0,200}\)")
_BOLD = re.compile(r"\*\*([^*\n]{6,300})\*\*")
_LESS = re.compile(r"\s*(?:△ Less|▽ More)\s*$")
_SECTION = re.compile(
    r"(?:new submissions|cross[ -](?:submissions|lists)|replacement submissions|showing \d|total of \d)\b.*", re.I
)
_LONG = 200
"""Characters of a line from which it is an abstract and no title."""

_MOST_TOLD = 4
"""Lines of an item: its title, authors, abstract and address."""

Item = list[tuple[int, str]]


@lru_cache(maxsize=MOST_LINES)
def _references(line: str) -> tuple[str, ...]:
    """The papers that a line names: each way to cut the text asks for them again."""
    return tuple(find_references(line))


class _Way(NamedTuple):
    """A way to tell where an item begins: whether one does at a line, given the line before and the next with text.

    `least` is how many items must name a paper, `several` the share of them that may name more than one.
    """

    begins: Callable[[str, str, str], bool]
    least: int
    several: float = 0.2


def _field(label: re.Match[str]) -> str:
    """The field that a label names, in whichever words."""
    name = label["name"].lower().removeprefix("论文")
    kind = name.removeprefix("paper ").removesuffix(" id").removesuffix(" link")
    return _NAMED.get(kind, kind)


def _labelled(line: str, before: str, after: str) -> bool:
    label = LABEL.match(after)
    return (
        not LABEL.match(line)
        and not before.strip()
        and len(line) < _LONG
        and label is not None
        and _field(label) in (*_LINKS, "authors")
    )


_WAYS = (
    _Way(lambda line, before, after: bool(_ARXIV.match(line)) and bool(_references(line)), 1),
    _Way(lambda line, before, after: bool(_HEADING.match(line)), 1),
    _Way(lambda line, before, after: bool(_NUMBER.match(line)), 1, 0.5),
    _Way(_labelled, 1),
    _Way(lambda line, before, after: bool(_BULLET.match(line)) and not LABEL.match(line), 2, 0.5),
    _Way(lambda line, before, after: not before.strip(), 2),
    _Way(lambda line, before, after: True, 1),
)


def looks_like(opening: str) -> bool:
    """Whether a text begins as a list of papers with an id or a link each."""
    opening = as_markdown(opening)
    return not _MARKED_UP.match(opening) and bool(_items(_lines(opening)))


def parse(data: bytes, where: str) -> Listing:
    """The papers of the list, and the items that name a paper without its title or a title without a paper.

    Raises `NotAListing` where the text is no such list, or where its items are links alone.
    """
    text = as_markdown(text_of(data, where))
    if text.count("\n") > MOST_LINES:
        raise NotAListing(f"{where} has more than {MOST_LINES:,} lines: split it into smaller files.")
    try:
        return _read(text, where)
    finally:
        _references.cache_clear()


def _read(text: str, where: str) -> Listing:
    entries: list[Entry] = []
    skipped: list[Skipped] = []
    lines = _lines(text)
    items = _items(lines)
    for item in items:
        if len(entries) + len(skipped) >= MOST_ITEMS:
            raise NotAListing(f"{where} holds more than {MOST_ITEMS:,} papers: split it into smaller files.")
        entry = _entry(item, len(entries) + 1)
        why = list(_unread(item, entry))
        entries += [entry] if entry.title and _names(item) else []
        skipped += [Skipped(where, item[0][0], reason) for reason in why]
    listed = {number for item in items for number, _ in item}
    for number, line in lines:
        for name in _references(line) if number not in listed else ():
            sentence = f"this line names {name.partition(':')[2]} outside the list: add it by its link"
            skipped.append(Skipped(where, number, sentence))
    if not entries:
        first = f" The first is in line {skipped[0].line}." if skipped else ""
        raise NotAListing(f"{where} holds links without titles: give them to `add`, which fetches each paper.{first}")
    kind = "References" if _CITED.match(text) else ""
    return Listing(SOURCE, None, tuple(entries), tuple(skipped), kind=kind)


def _unread(item: Item, entry: Entry) -> Iterator[str]:
    """What of an item is not read, and why: it names no paper, or one without its title, or others too."""
    names = _names(item)
    if entry.title and not names:
        yield f"this item names no paper by its id: “{clip(entry.title, 60)}”"
    elif entry.title:
        others = [name for name in _head_references(item) if name.startswith("arxiv:")][1:]
        yield from (f"this item names {name.removeprefix('arxiv:')} too: add it by its link" for name in others)
    elif names:
        named = [name for name in names if name.startswith("arxiv:")] or names[:1]
        yield from (untitled("this item", name) for name in named)


def _lines(text: str) -> Item:
    return [(number, line.rstrip()) for number, line in enumerate(text.split("\n"), start=1)]


def _text(item: Item) -> str:
    return "\n".join(line for _, line in item)


def _items(lines: Item) -> list[Item]:
    """The items by the first way by which most of them name a paper, and none holds several papers' links; [] where none does."""
    naming_lines = {number for number, line in lines if _references(line)}
    if not naming_lines:
        return []
    for way in _WAYS:
        items = list(_cut(lines, way))
        if len(naming_lines.intersection(number for item in items for number, _ in item)) < 0.6 * len(naming_lines):
            continue  # most of the list stands before the first item, or between two
        named = [_head_references(item) for item in items]
        naming, several = sum(map(bool, named)), sum(map(_are_several, named))
        if way is _WAYS[-1] and (parted := _by_addresses(lines)):
            return parted
        if (
            naming >= way.least
            and naming >= 0.6 * len(items)
            and several <= way.several * len(items)
            and (way is not _WAYS[-1] or _is_short(items))
        ):
            return items
    return []


def _by_addresses(lines: Item) -> list[Item]:
    """The items of a text in which most have their address on a line of its own, above all that they say, below it or between; else []."""
    shown = [(number, line) for number, line in lines if line.strip()]
    addresses = [at for at, (_, line) in enumerate(shown) if _ADDRESS.fullmatch(line.strip()) and _references(line)]
    if not addresses or len(shown) > _MOST_TOLD * (len(addresses) + 1):
        return []
    first, *gaps = (after - before - 1 for before, after in pairwise([-1, *addresses, len(shown)]))
    is_above = not first
    is_between = bool(first and gaps[-1]) and min(gaps[:-1], default=0) > first
    starts = (
        addresses
        if is_above
        else [at - first for at in addresses]
        if is_between
        else [0, *(at + 1 for at in addresses)]
    )
    items = list(filter(None, (shown[start:stop] for start, stop in pairwise([*starts, len(shown)]))))
    titled = sum(len(item) > 1 for item in items)
    return items if titled >= 0.6 * len(addresses) and max(map(len, items[:-1]), default=0) <= _MOST_TOLD else []


def _are_several(keys: list[str]) -> bool:
    return sum(key.startswith("arxiv:") for key in keys) > 1


def _is_short(items: list[Item]) -> bool:
    return all(len(line) < _LONG * 2 for item in items for _, line in item)


def _cut(lines: Item, way: _Way) -> Iterator[Item]:
    """The items of a text; what stands before the first of them is its heading."""
    after = {}
    following = ""
    for number, line in reversed(lines):
        after[number] = following
        following = line if line.strip() else following
    item: Item | None = None
    for (_, before), (number, line) in pairwise([(0, ""), *lines]):
        if line.strip() and way.begins(line, before, after[number]):
            if item:
                yield item
            item = []
        elif item and _HEADING.match(line):
            yield item
            item = None
        if item is not None and line.strip() and not _SECTION.fullmatch(line.strip()):
            item.append((number, line))
    if item:
        yield item


def _head_references(item: Item) -> list[str]:
    """The papers that an item names outside its abstract."""
    head = [(number, line) for number, line in item if _references(line)]
    return _names([row for row in head if len(_ADDRESS.sub("", row[1])) < _LONG * 2 and not _is_abstract(row[1])])


def _names(item: Item) -> list[str]:
    """The papers that the lines of an item name, each once."""
    return list(dict.fromkeys(key for _, line in item for key in _references(line)))


def _is_abstract(line: str) -> bool:
    label = LABEL.match(line)
    return label is not None and _field(label) == "abstract"


def _entry(item: Item, rank: int) -> Entry:
    """What an item tells; without a title where it tells none."""
    if _CITED.match(item[0][1]) and not any(LABEL.match(line) for _, line in item[1:]):
        item = [(item[0][0], " ".join(line.strip() for _, line in item))]  # a reference that a program broke
    fields = _fields(item)
    names = _head_references(item) or _names(item)
    citation = _citation(fields)
    abstract = clean(" ".join(fields.get("abstract", ())))
    title = plain(citation.title)
    link = next((match[2] for _, line in item for match in _LINK.finditer(line)), "")
    address = _ADDRESS.search(_text(item))
    return Entry(
        title=title,
        abstract=without_heading(_LESS.sub("", abstract), title),
        line=item[0][0],
        arxiv=first_of("arxiv", names),
        doi=first_of("doi", names),
        url=link or (address[0].strip("()<>.,;") if address else ""),
        authors=citation.authors,
        published=full_day(clean(" ".join(fields.get("date", ())))),
        rank=rank,
    )


def _fields(item: Item) -> dict[str, list[str]]:
    """The lines of an item by the field that they are of: title, authors, abstract, date; without labels by where they stand."""
    fields: dict[str, list[str]] = {}
    field = ""
    for number, line in item:
        label = LABEL.match(line)
        if label and (number != item[0][0] or _field(label) == "title"):
            field = _field(label)
            if field != "title" or field not in fields:  # it is not told in another language too
                fields.setdefault(field, []).append(label["value"])
            field = field if field == "abstract" else "" if field in _LINKS else f"after {field}"
        elif match := _SUBMITTED.match(line):
            fields.setdefault("date", []).append(match[1].replace(",", ""))
            field = "after date"
        elif _FURNITURE.fullmatch(line):
            field = ""
        elif text := _without_links(line):
            _place(fields, field, line, text)
    return fields


def _place(fields: dict[str, list[str]], field: str, line: str, text: str) -> None:
    """Put a line without a label where it belongs."""
    if field == "abstract":
        fields["abstract"].append(text)
    elif "title" not in fields and len(text) < 2 * _LONG:
        fields["title"] = [line]
    elif "abstract" not in fields and "authors" not in fields and len(text) < _LONG and not text.endswith((".", "…")):
        fields["authors"] = [] if text.endswith(("!", "?", ":")) else [text]
    else:
        fields.setdefault("abstract", []).append(text)


def _without_links(line: str) -> str:
    """What a line says besides the ids and links in it and its place in the list."""
    title = _ADDRESS.sub("", _LINK.sub(lambda link: link[1] if _is_titled(link, line) else "", line)).replace("[]", "")
    title = re.sub(r"\s*(?:\[?\d{1,5}[\].]\s*)?arXiv:\s?\S{9,20}.*", "", title) if _ARXIV.match(line) else title
    title = _NUMBER.sub("", _BULLET.sub("", _HEADING.sub("", title.strip())), count=1)
    title = _SIGNS.sub("", title).strip(" \t-–—:|*_")
    return "" if reference(title) or not any(map(str.isalpha, title)) else title


def _is_titled(link: re.Match[str], line: str) -> bool:
    """Whether what a link shows may be a title: three words, or all that its line says and no button."""
    return len(link[1].split()) > 2 or (
        line.strip() == link[0] and not BUTTON.fullmatch(link[1]) and not reference(link[1])
    )


def _citation(fields: dict[str, list[str]]) -> Citation:
    """Title and authors: as labelled, else as the one line that holds both says them."""
    first = " ".join(fields.get("title", ()))
    link = next((match[1] for match in _LINK.finditer(first) if _is_titled(match, first)), "")
    bold = _BOLD.search(first)
    title = clean(link or (_NUMBER.sub("", bold[1]) if bold else without_note_links(_without_links(first))))
    title = title.replace("**", "").strip(' *_"“”')
    byline = clean(" ".join(fields.get("authors", ()))).partition(" - ")[0].strip("*_ ")
    authors = split_names(re.sub(r"^by\s+", "", byline, flags=re.IGNORECASE))
    if authors or link or bold:
        return Citation(clip(title, 400), authors)
    return cited(title)
