"""Reading lists in Markdown, our own export among them, and numbered references: a line or a number is one paper.

A line that names no paper by its id is skipped, with that reason, unless our own export wrote the list.
"""

import re
from collections.abc import Iterator

from core.errors import NotAListing
from core.model import Listing
from core.parsing.bytes_in import text_of
from core.parsing.json_in import Broken
from core.parsing.records import Row, listing_of
from core.text.cleaning import clip
from core.text.identifiers import find_references, reference

MARKDOWN, REFERENCES = "Markdown list", "References"

_ITEM = re.compile(r"[ \t]*[-*+][ \t]+(?:\[[ xX]\][ \t]+)?(\S.*)")
_LINK = re.compile(
    r"\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])+)\]\(\s*(?:<([^<>]*)>|([^()\s]*(?:\([^()\s]*\)[^()\s]*)*))[^()]{0,300}\)"
)
_OWN_LINK = re.compile(r"\[(?:[^\[\]\\]|\\.)+\]\(<[^<>]*>\)(?: \([^\n]*\))?")
_OWN_PLAIN = re.compile(r"((?:[^\[\]()\\\n]|\\.|\([^()\n]*\)(?!$))+?)(?: \(([^()\n]*)\))?")
_OWN_NAMES = re.compile(r"\)?\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*$")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>|])")
_AFTER = re.compile(r"\s+(?:[-–—:|]|https?:).*$|[\s:–—-]+$")
_ADDRESS = re.compile(r"https?://[^\s<>()]+")
_NUMBER = re.compile(r"[ \t]*\[\d{1,4}\][ \t]+(?=\S)")
_SENTENCE = re.compile(r"(?<=[\w)\]’”\"][a-z)\]’”\"])[.?!][”\"’]?\s+(?=[^\W\d_a-z]|[“\"‘]|arXiv|doi\b|https?:)")
_QUOTED = re.compile(r"[“\"]([^“”\"]{10,400}?)[,.]?[”\"]")
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
    if linked:
        text, url = linked
        told = _OWN_NAMES.search(item[item.index(url) + len(url) :]) if is_own else None
        return _named(text, url, names, told[1] if told else "")
    if not names and is_own and (plain := _OWN_PLAIN.fullmatch(item)):
        return _named(plain[1], "", names, plain[2] or "")
    if not names:
        return Broken(f"this line names no paper by its id: “{clip(item, 60)}”")
    address = _ADDRESS.search(item)
    words = _AFTER.sub("", item[: address.start()] if address and address.start() else item)
    return _named(words, address[0] if address else "", names, "")


def _named(text: str, url: str, names: list[str], authors: str) -> Row | Broken:
    title = _ESCAPED.sub(r"\1", text.strip(" *_"))
    if reference(title) or _ADDRESS.fullmatch(title):
        return Broken(f"this line names a paper without its title: add it by its link, {clip(url or title, 80)}")
    people = authors.removesuffix(" et al.").split(", ") if authors else []
    return {"title": title, "url": url, "ids": [url, *names], "authors": people}


def looks_like_references(opening: str) -> bool:
    """Whether a text begins as a numbered list of references does."""
    return bool(_NUMBER.match(opening))


def parse_references(data: bytes, where: str) -> Listing:
    """The papers of numbered references, `[1] Authors. Title. arXiv:…`. Raises `NotAListing` where none names its title and id."""
    text = text_of(data, where)
    items: list[tuple[int, list[str]]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if found := _NUMBER.match(line):
            items.append((number, [line[found.end() :]]))
        elif items and line.strip():
            items[-1][1].append(line.strip())
    if not any(find_references(" ".join(lines)) for _, lines in items):
        raise NotAListing(f"{where} is a list of references without an arXiv id or a DOI: give the papers' links.")
    return listing_of(_referenced(items), where, REFERENCES)


def _referenced(items: list[tuple[int, list[str]]]) -> Iterator[tuple[int, Row | Broken]]:
    for number, lines in items:
        item = " ".join(lines)
        names = find_references(item)
        quoted = _QUOTED.search(item)
        parts = _SENTENCE.split(item)
        title = quoted[1] if quoted else parts[1].strip(" .") if len(parts) > 2 else ""
        if not names or not title:
            missing = "no arXiv id or DOI" if not names else "no title that can be told from the rest"
            yield number, Broken(f"this reference has {missing}: “{clip(item, 60)}”")
            continue
        people = re.split(r",\s+(?:and\s+)?|\s+and\s+", item[: quoted.start()] if quoted else parts[0])
        yield number, {"title": title, "ids": names, "authors": [name.strip(" .") for name in people]}
