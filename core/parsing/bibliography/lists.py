"""Reading lists in Markdown, our own export among them: a line is one paper.

A line that names no paper by its id is skipped, with that reason, unless our own export wrote the list.
"""

import re
from collections.abc import Iterator

from core.model import Listing
from core.parsing.broken import Broken
from core.parsing.bytes_in import text_of
from core.parsing.pages.citation import BUTTON, cited
from core.parsing.pages.markdown_in import as_markdown, without_note_links
from core.parsing.pages.reading_list import LABEL
from core.parsing.records import Row, listing_of
from core.text.cleaning import clip
from core.text.identifiers import find_references, reference

MARKDOWN = "Markdown list"

_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,3}[.)](?=[ \t]+\**\[))[ \t]+(?:\[[ xX]\][ \t]+)?(\S.*)")
_LINK = re.compile(
    r"\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])+)\]\(\s*(?:<([^<>]*)>|([^()\s]*(?:\([^()\s]*\)[^()\s]*)*))[^()]{0,300}\)"
)
_OWN_LINK = re.compile(r"\[(?:[^\[\]\\]|\\.)+\]\(<[^<>]*>\)(?: \([^\n]*\))?")
_OWN_PLAIN = re.compile(r"((?:[^\[\]()\\\n]|\\.|\([^()\n]*\)(?!$))+?)(?: \(([^()\n]*)\))?")
_OWN_NAMES = re.compile(r"\)?\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*$")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>|])")
_AFTER = re.compile(r"\s+(?:[-–—:|]|https?:).*$|[\s:–—-]+$")
_ADDRESS = re.compile(r"https?://[^\s<>()]+")
_BRACKETED = re.compile(r"[\[(]\s*[\])]")
_ANCHOR = re.compile(r"\[[^\[\]]*\]\(#[^()]*\)")
"""A line of a table of contents."""
_BOLD = re.compile(r"\*\*([^*\n]{6,300})\*\*|^\*([^*\n]{6,300})\*(?=[\s,.]|$)")
_DONE = re.compile(r"\s*[✅📅⏳🛫➕❌🔁]\uFE0F?\s*(?:\d{4}-\d\d-\d\d)?\s*$|\s+#[\w/-]+(?=\s|$)")
"""The day on which a task was done or is due, and tags."""
_LONGEST_ITEM = 600


def looks_like_markdown(opening: str) -> bool:
    """Whether a text is items, of which at least every second one names a paper or is as our own export writes it."""
    opening = as_markdown(opening)
    items = [match[1] for line in opening.split("\n") if (match := _ITEM.fullmatch(line))]
    lines = [line for line in opening.split("\n") if line.strip() and not line.lstrip().startswith("#")]
    short = all(len(line) <= _LONGEST_ITEM for line in lines)
    named = sum(bool(find_references(item) or _OWN_LINK.fullmatch(item)) for item in items)
    fields = sum(bool(LABEL.match(item)) for item in items)  # of a paper whose title stands above them
    return bool(items) and short and len(items) * 2 > len(lines) and named * 2 >= len(items) > fields * 2


def parse_markdown(data: bytes, where: str) -> Listing:
    """The papers of a reading list, and its items that are none. Raises `NotAListing` where no line names one."""
    lines = list(enumerate(as_markdown(text_of(data, where)).split("\n"), 1))
    is_own = any(_OWN_LINK.fullmatch(item[1]) for _, line in lines if (item := _ITEM.fullmatch(line)))
    return listing_of(_rows(lines, is_own), where, MARKDOWN)


def _rows(lines: list[tuple[int, str]], is_own: bool) -> Iterator[tuple[int, Row | Broken]]:
    """The papers of each line that is an item, other than of a table of contents, or that names a paper by its id."""
    for number, line in lines:
        item = _ITEM.fullmatch(line)
        if find_references(line) or (item and not _ANCHOR.fullmatch(item[1])):
            yield from ((number, row) for row in _papers(item[1] if item else line.strip(), is_own))


def _papers(item: str, is_own: bool) -> Iterator[Row | Broken]:
    """The papers of one line: each link that has a title for its text and leads to a paper of its own, else the one it names."""
    links = {key: link for link in _LINK.finditer(item) if (key := reference(_url(link))) and _is_titled(link)}
    if len({key for key in links if key.startswith("arxiv:")}) > 1 or len(links) > 2:
        yield from (_named(link[1], _url(link), [key], "") for key, link in links.items())
        return
    row = _item(item, is_own)
    yield row
    if isinstance(row, dict):
        for kind in ("arxiv:", "doi:"):
            keys = dict.fromkeys(key for name in row["ids"] if (key := reference(name) or name).startswith(kind))
            for key in list(keys)[1:]:
                yield Broken(f"this line names {key.removeprefix(kind)} too: add it by its link")


def _url(link: re.Match[str]) -> str:
    return link[2] or link[3] or ""


def _is_titled(link: re.Match[str]) -> bool:
    """Whether a link's text is a title, and no button or id."""
    return not BUTTON.fullmatch(link[1]) and not find_references(link[1]) and " " in link[1].strip()


def _item(item: str, is_own: bool) -> Row | Broken:
    """One line of a list: its first link that names a paper, else its words and what they name."""
    item = without_note_links(_DONE.sub("", item))
    names = find_references(item)
    all_links = list(_LINK.finditer(item))
    linked = next(
        (link for link in all_links if reference(_url(link))), all_links[0] if all_links and (names or is_own) else None
    )
    if linked and not BUTTON.fullmatch(linked[1]) and not find_references(linked[1]):
        names_after = _OWN_NAMES.search(item[linked.end() - 1 :]) if is_own else None
        return _named(linked[1], _url(linked), names, names_after[1] if names_after else "")
    if not names and is_own and (plain := _OWN_PLAIN.fullmatch(item)):
        return _named(plain[1], "", names, plain[2] or "")
    if not names:
        return Broken(f"this line names no paper by its id: “{clip(item, 60)}”")
    address = _ADDRESS.search(item)
    words = cited(
        _BRACKETED.sub("", _LINK.sub("", item)) if linked else item[: address.start()] if address else item
    ).title
    bold = _BOLD.search(item)
    url = _url(linked) if linked else address[0] if address else ""
    return _named((bold[1] or bold[2] if bold else _AFTER.sub("", words)) or url, url, names, "")


def _named(text: str, url: str, names: list[str], authors: str) -> Row | Broken:
    title = _ESCAPED.sub(r"\1", text.strip(" *_"))
    if reference(title) or _ADDRESS.fullmatch(title):
        return Broken(f"this line names a paper without its title: add it by its link, {clip(url or title, 80)}")
    people = authors.removesuffix(" et al.").split(", ") if authors else []
    return {"title": title, "url": url, "ids": [url, *names], "authors": people}
