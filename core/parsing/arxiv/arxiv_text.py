"""What arXiv's three formats have in common: TeX in titles and abstracts, categories, and one paper told several times."""

import re
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from core.model import Entry
from core.parsing.heading import without_heading
from core.text.cleaning import clean, plain
from core.text.identifiers import doi

SOURCE = "arxiv"

_TAIL = re.compile(r"\(arXiv:\S{4,40}(?:\s\[([^\]]{1,40})\])?(?:\s([A-Z -]{1,20}))?\)\s*$")
_FULL_STOP = re.compile(r"(?<!\b[A-Z])(?<![.\s])\.$")  # no ellipsis, no initial
_CATEGORY = re.compile(r"[a-z]{2,8}(?:-[a-z]{2,4})?(?:\.[A-Za-z-]{2,17})?", re.ASCII)
_TEX_ACCENT = re.compile(r"\\(?:[`'^\"~=.]\{?\\?[A-Za-z]|[cvuHkr]\{)")


class OldTitle(NamedTuple):
    """A title as arXiv's feeds wrote it until 2024, `Title. (arXiv:2001.00045v1 [cs.CV] UPDATED)`, in its parts."""

    title: str
    category: str
    announced: str


def old_title(text: str) -> OldTitle:
    """The parts of such a title; of any other the title alone."""
    tail = _TAIL.search(text)
    if not tail:
        return OldTitle(text, "", "")
    return OldTitle(_FULL_STOP.sub("", text[: tail.start()].rstrip()), tail[1] or "", tail[2] or "")


def title_of(text: str) -> str:
    """A title in one line, without LaTeX."""
    return plain(clean(text))


def abstract_of(text: str, title: str) -> str:
    r"""An abstract in one line: accents as in `Schr\"odinger` decoded, its mathematics as it stands."""
    text = clean(text)
    if "\\" in text:
        accented = (("$" not in word and _TEX_ACCENT.search(word), word) for word in text.split(" "))
        text = " ".join(plain(word) if is_accented else word for is_accented, word in accented)
    return without_heading(text, title)


def doi_of(text: str) -> str:
    """The first DOI of a field that may hold several, parted by spaces."""
    return next(filter(None, map(doi, text.split())), "")


def categories_of(value: Iterable[str]) -> tuple[str, ...]:
    """arXiv's own categories in order, each once; the classes of ACM and MSC that stand among them are left out."""
    return tuple(dict.fromkeys(term for term in map(str.strip, value) if _CATEGORY.fullmatch(term)))


def once_each(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries with each paper once, at its first position, in all its categories; ranks are counted again."""
    kept: dict[str, Entry] = {}
    for entry in entries:
        first = kept.get(entry.arxiv, entry)
        both = tuple(dict.fromkeys((*first.categories, *entry.categories)))
        kept[entry.arxiv] = msgspec.structs.replace(first, categories=both, abstract=first.abstract or entry.abstract)
    return tuple(msgspec.structs.replace(entry, rank=rank) for rank, entry in enumerate(kept.values(), start=1))
