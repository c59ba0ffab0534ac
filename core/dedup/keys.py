"""The keys a paper is found again by, and the id it gets. The record stores them: they are stable across releases."""

import base64
import re
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import Protocol

import msgspec

from core.dedup.abstracts import shingles, squash_abstract
from core.dedup.spelling import spell
from core.dedup.titles import Title, read_title
from core.text import identifiers

LOOKED_UP = 4
"""How many of a title's words to look up: the rarest ones that any paper has."""

FULL = 256
"""Papers after which a word is common: it is no longer posted, and no source of candidates."""

CANDIDATES = 6
"""How many papers to compare with by each kind of key (title, shingles, words), those that share most first."""

RARE = 16
"""Papers with a word up to which sharing it is reason enough to compare; of commoner words it takes two."""

_MOST_WORDS = 24
_LONGEST_WORD = 32
_arxiv, _doi = lru_cache(maxsize=4096)(identifiers.arxiv_id), lru_cache(maxsize=4096)(identifiers.doi)
_LINKED = re.compile(r"([^\W_]+)-\s?([^\W_]+)")
_ARTICLES = frozenset({"a", "an", "the", "and"})


class Described(Protocol):
    """What dedup reads of a paper or of an entry."""

    @property
    def title(self) -> str: ...
    @property
    def abstract(self) -> str: ...
    @property
    def authors(self) -> tuple[str, ...]: ...
    @property
    def arxiv(self) -> str: ...
    @property
    def doi(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def published(self) -> date | None: ...


class Keys(msgspec.Struct, frozen=True):
    """What a paper is looked up by.

    `ids` decide at once (`arxiv:…`, `doi:…`) or make a candidate (`openreview:…`); `title` and `shingles` are hashes;
    `words` are the title's candidate words, of which the record looks up the `LOOKED_UP` rarest.
    """

    ids: tuple[str, ...]
    title: str
    words: tuple[str, ...]
    shingles: tuple[str, ...]


def keys_of(paper: Described) -> Keys:
    """The keys of a paper; of a text too short for one kind of key, none of that kind."""
    title = read_title(paper.title)
    name = "".join(word for word in title.words if word not in _ARTICLES) or title.squashed
    return Keys(
        ids_of(paper), _hash(name) if name else "", _candidate_words(paper.title, title), shingles(paper.abstract)
    )


def ids_of(paper: Described) -> tuple[str, ...]:
    """The ids a paper claims; a DataCite DOI of arXiv is the arXiv id, and what is no id claims nothing.

    An address on OpenReview claims its forum: the paper is found and compared by it, but it decides nothing by itself.
    """
    ids = {"arxiv": arxiv_of(paper), "doi": doi_of(paper), "openreview": identifiers.openreview_id(paper.url)}
    return tuple(f"{kind}:{known}" for kind, known in ids.items() if known)


def arxiv_of(paper: Described) -> str:
    """The arXiv id without version, also where the DOI says it, or ''."""
    return _arxiv(paper.arxiv) or _arxiv(paper.doi)


def doi_of(paper: Described) -> str:
    """The DOI where it is not arXiv's own, or ''."""
    return "" if _arxiv(paper.doi) else _doi(paper.doi)


def paper_id(paper: Described) -> str:
    """The id of a paper made from this: its arXiv id, else a hash of its DOI, else of its squashed title and abstract."""
    if arxiv := arxiv_of(paper):
        return arxiv
    if doi := doi_of(paper):
        return stable_id(f"doi:{doi}")
    return stable_id(f"{read_title(paper.title).squashed} {squash_abstract(paper.abstract)}")


def stable_id(text: str) -> str:
    """Ten letters and digits (50 bits) that stand for a text, the same on every machine."""
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=7).digest()
    return base64.b32encode(digest).decode().lower()[:10]


def _hash(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _candidate_words(text: str, title: Title) -> tuple[str, ...]:
    """Content words, words glued across hyphens, and the first and last two glued: rare where the words are not."""
    content = title.content
    words = [word for word in content if len(word) > 2]
    if "-" in text:
        words += ["".join(pair) for pair in _LINKED.findall(spell(text[:1000]))]
    if len(content) > 2:
        words += ["".join(content[:2]), "".join(content[-2:])]
    return tuple(dict.fromkeys(word[:_LONGEST_WORD] for word in words))[:_MOST_WORDS]
