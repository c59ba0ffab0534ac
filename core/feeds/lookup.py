"""Papers that are looked up, one by its name or several by their titles: how each service is asked, and how its answer is read.

A page damages titles, so that a service is asked for the words of a title that are rarest by their length, not only for its wording.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote, urlencode

from core.errors import NotAListing
from core.feeds.fetcher import NO_HEADERS
from core.feeds.source import Bases, Fetched
from core.model import Listing
from core.parsing import biorxiv, hf_api, records
from core.parsing.arxiv import arxiv_atom
from core.text.cleaning import words
from core.text.common_words import is_common

SOME = 10
"""Titles asked for at once where a service takes several: about 1,500 characters of an address."""

_MOST_ANSWERS = 5  # a title
_GROUP = 3  # words of a title that must all be in an answer's
_SHORTEST = 4
_LONGEST = 300  # characters of a title
S2_FIELDS = "title,abstract,authors,externalIds,publicationDate,year,url,tldr,citationCount"
_CROSSREF_FIELDS = "DOI,title,author,abstract,published,URL,is-referenced-by-count"
_OPENALEX_FIELDS = (
    "id,doi,ids,display_name,publication_date,publication_year,authorships,abstract_inverted_index,locations"
    ",primary_location,cited_by_count"
)


class TitleSearch(NamedTuple):
    """A service that is asked for papers by title: its name for people, how many titles at once, the address, and the reader."""

    name: str
    at_once: int
    address: Callable[[Sequence[str]], str]
    parse: Callable[[bytes, str], Listing]
    headers: Mapping[str, str] = NO_HEADERS


def searches(bases: Bases, key: str = "") -> tuple[TitleSearch, ...]:
    """The services in the order in which they are asked; `key` is Semantic Scholar's, which is asked only with one."""
    services = [
        TitleSearch("arXiv", SOME, lambda titles: _arxiv(bases.arxiv, map(_phrase, titles)), arxiv_atom.parse),
        TitleSearch("arXiv", SOME // 2, lambda titles: _arxiv(bases.arxiv, map(_by_words, titles)), arxiv_atom.parse),
        TitleSearch("Hugging Face", 1, lambda titles: _hf(bases.hf, titles[0]), hf_api.parse),
        TitleSearch("Crossref", 1, lambda titles: _crossref(bases.crossref, titles[0]), answered),
        TitleSearch("OpenAlex", SOME, lambda titles: _openalex(bases.openalex, titles), answered),
    ]
    if key:
        match = TitleSearch(
            "Semantic Scholar", 1, lambda titles: _s2(bases.semantic_scholar, titles[0]), answered, {"x-api-key": key}
        )
        services.append(match)
    return tuple(services)


def _phrase(title: str) -> str:
    return f'ti:"{" ".join(words(title[:_LONGEST]))}"'


def _by_words(title: str) -> str:
    groups = _groups(title)
    return "(" + " OR ".join(f"({' AND '.join(f'ti:{word}' for word in group)})" for group in groups) + ")"


def _groups(title: str) -> list[list[str]]:
    """Two groups of a title's longest words, so that a word that a page damaged spoils one of them; shorter titles make one."""
    title_words = words(title[:_LONGEST])
    if len(title_words) > 2 * _GROUP or title.rstrip().endswith(("…", "...")):
        title_words.pop()  # a page cuts the last
    long_words = dict.fromkeys(word for word in title_words if len(word) >= _SHORTEST and not is_common(word))
    longest = sorted(long_words, key=lambda word: -len(word))[: 2 * _GROUP] or list(words(title))[:_GROUP]
    groups = [longest[0::2], longest[1::2]] if len(longest) >= 2 * 2 else [longest]
    return [group for group in groups if group]


def _arxiv(base: str, parts: Iterable[str]) -> str:
    asked = list(parts)
    return f"{base}/api/query?search_query={quote(' OR '.join(asked))}&max_results={_MOST_ANSWERS * len(asked)}"


def _hf(base: str, title: str) -> str:
    return f"{base}/api/papers/search?q={quote(title[:250])}&limit={_MOST_ANSWERS}"


def _crossref(base: str, title: str) -> str:
    asked = {"query.bibliographic": title[:_LONGEST], "rows": _MOST_ANSWERS, "select": _CROSSREF_FIELDS}
    return f"{base}/works?{urlencode(asked)}"


def _openalex(base: str, titles: Sequence[str]) -> str:
    asked = " OR ".join(f"({' AND '.join(group)})" for title in titles for group in _groups(title))
    more = {"filter": f"title.search:{asked}", "per-page": _MOST_ANSWERS * len(titles), "select": _OPENALEX_FIELDS}
    return f"{base}/works?{urlencode(more)}"


def _s2(base: str, title: str) -> str:
    return f"{base}/graph/v1/paper/search/match?{urlencode({'query': title[:_LONGEST], 'fields': S2_FIELDS})}"


def answered(data: bytes, where: str) -> Listing:
    """The papers of an answer in JSON; one without any is an answer too. Raises `NotAListing` for what is no JSON."""
    try:
        return records.parse(data, where)
    except NotAListing:
        try:
            json.loads(data)
        except (ValueError, RecursionError):
            raise NotAListing(f"{where} sent an answer that is no JSON.") from None
        return Listing(records.SOURCE, None, ())


class ByName:
    """Asks the source that knows a name; `call` fetches an address and raises FetchFailed."""

    def __init__(self, call: Callable[[str], bytes], bases: Bases) -> None:
        self._call, self._bases = call, bases

    def __call__(self, named: str) -> Fetched:
        """What the source says of `arxiv:…`, `openreview:…` or `doi:…`; raises FetchFailed."""
        kind, _, name = named.partition(":")
        if kind == "arxiv":
            query = f"id_list={quote(name, safe='/')}&max_results=1"
            return Fetched(self._call(f"{self._bases.arxiv}/api/query?{query}"), "arXiv")
        if kind == "openreview":
            return Fetched(self._call(f"{self._bases.openreview}/notes?forum={quote(name, safe='')}"), "OpenReview")
        entry = self._details("biorxiv", name)
        return Fetched(entry, "bioRxiv") if _is_known(entry) else Fetched(self._details("medrxiv", name), "medRxiv")

    def _details(self, server: str, name: str) -> bytes:
        """The answer about a DOI on one of the two servers of the API that bioRxiv and medRxiv share."""
        return self._call(f"{self._bases.biorxiv}/details/{server}/{quote(name, safe='/.')}")


def _is_known(entry: bytes) -> bool:
    """Whether an answer holds a paper, or is none that says that the server knows none."""
    try:
        return bool(biorxiv.parse(entry, "bioRxiv").entries)
    except NotAListing:
        return True
