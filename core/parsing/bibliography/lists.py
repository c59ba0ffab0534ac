"""Reading lists in Markdown, our own export among them: a line is one paper.

A line that names no paper by its id is skipped, with that reason, unless our own export wrote the list.
"""

import re

from core.model import Listing
from core.parsing.bytes_in import text_of
from core.parsing.json_in import Broken
from core.parsing.pages.citation import cited
from core.parsing.records import Row, listing_of
from core.text.cleaning import clip
from core.text.identifiers import find_references, reference

MARKDOWN = "Markdown list"

_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,3}[.)](?=[ \t]+\[))[ \t]+(?:\[[ xX]\][ \t]+)?(\S.*)")
_LINK = re.compile(
    r"\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])+)\]\(\s*(?:<([^<>]*)>|([^()\s]*(?:\([^()\s]*\)[^()\s]*)*))[^()]{0,300}\)"
)
_OWN_LINK = re.compile(r"\[(?:[^\[\]\\]|\\.)+\]\(<[^<>]*>\)(?: \([^\n]*\))?")
_OWN_PLAIN = re.compile(r"((?:[^\[\]()\\\n]|\\.|\([^()\n]*\)(?!$))+?)(?: \(([^()\n]*)\))?")
_OWN_NAMES = re.compile(r"\)?\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*$")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>|])")
_AFTER = re.compile(r"\s+(?:[-–—:|]|https?:).*$|[\s:–—-]+$")
_ADDRESS = re.compile(r"https?://[^\s<>()]+")
_BUTTON = re.compile(
    r"\W*(?:paper|pdf|links?|arxiv|abs|code|project(?: page)?|website|url|doi|html|here)\W*", re.IGNORECASE
)
_BRACKETED = re.compile(r"\[\s*\]")
_BOLD = re.compile(r"\*\*([^*\n]{6,300})\*\*")
_LONGEST_ITEM = 600


def looks_like_markdown(opening: str) -> bool:
    """Whether a text is items, of which at least every second one names a paper or is as our own export writes it."""
    items = [found[1] for line in opening.split("\n") if (found := _ITEM.fullmatch(line))]
    lines = [line for line in opening.split("\n") if line.strip() and not line.lstrip().startswith("#")]
    short = all(len(line) <= _LONGEST_ITEM for line in lines)
    named = sum(bool(find_references(item) or _OWN_LINK.fullmatch(item)) for item in items)
    return bool(items) and short and len(items) * 2 > len(lines) and named * 2 >= len(items)


def parse_markdown(data: bytes, where: str) -> Listing:
    """The papers of a reading list. Raises `NotAListing` where no line names one."""
    text = text_of(data, where)
    found = [(number, item[1]) for number, line in enumerate(text.split("\n"), 1) if (item := _ITEM.fullmatch(line))]
    is_own = any(_OWN_LINK.fullmatch(item) for _, item in found)
    return listing_of(((number, _item(item, is_own)) for number, item in found), where, MARKDOWN)


def _item(item: str, is_own: bool) -> Row | Broken:
    """One line of a list: its first link that names a paper, else its words and what they name."""
    names = find_references(item)
    links = [(link[1], link[2] or link[3] or "") for link in _LINK.finditer(item)]
    linked = next((link for link in links if reference(link[1])), links[0] if links and (names or is_own) else None)
    if linked and not _BUTTON.fullmatch(linked[0]):
        text, url = linked
        told = _OWN_NAMES.search(item[item.index(url) + len(url) :]) if is_own else None
        return _named(text, url, names, told[1] if told else "")
    if not names and is_own and (plain := _OWN_PLAIN.fullmatch(item)):
        return _named(plain[1], "", names, plain[2] or "")
    if not names:
        return Broken(f"this line names no paper by its id: “{clip(item, 60)}”")
    address = _ADDRESS.search(item)
    words = cited(
        _BRACKETED.sub("", _LINK.sub("", item)) if linked else item[: address.start()] if address else item
    ).title
    bold = _BOLD.search(item)
    url = linked[1] if linked else address[0] if address else ""
    return _named((bold[1] if bold else _AFTER.sub("", words)) or url, url, names, "")


def _named(text: str, url: str, names: list[str], authors: str) -> Row | Broken:
    title = _ESCAPED.sub(r"\1", text.strip(" *_"))
    if reference(title) or _ADDRESS.fullmatch(title):
        return Broken(f"this line names a paper without its title: add it by its link, {clip(url or title, 80)}")
    people = authors.removesuffix(" et al.").split(", ") if authors else []
    return {"title": title, "url": url, "ids": [url, *names], "authors": people}
