"""Stand-ins for the services that know papers by title: arXiv, Hugging Face, Crossref, OpenAlex, Semantic Scholar; no network.

Each knows a part of the papers, and finds as it does in life: by a phrase, by words that must all be there, or by likeness.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from urllib.parse import parse_qs, urlsplit

from core.feeds.trouble import BadStatus
from core.model import Entry
from core.text.cleaning import words

HEAD = '<feed xmlns="http://www.w3.org/2005/Atom"><title>q</title><id>http://arxiv.org/api/x</id>'
_TERM = re.compile(r'(?:ti:)?(?:"([^"]*)"|([^\s()"]+))')


class Services:
    """What each service knows, by its host; `calls` are the hosts that were asked, in order."""

    def __init__(self, **known: Sequence[Entry]) -> None:
        """By `arxiv`, `hf`, `crossref`, `openalex` and `semanticscholar`: its papers; those it does not name know none."""
        self.calls: list[str] = []
        self._known = {name: _Shelf(entries) for name, entries in known.items()}
        self._answers: dict[str, Callable[[Mapping[str, str]], bytes]] = {
            "arxiv": self._arxiv, "huggingface": self._hf, "crossref": self._crossref, "openalex": self._openalex,
            "semanticscholar": self._s2,
        }  # fmt: skip

    def __call__(self, url: str, headers: Mapping[str, str]) -> bytes:
        """What the service at this address answers. Raises BadStatus as it does."""
        parts = urlsplit(url)
        host = (parts.hostname or "").split(".")[-2]
        self.calls.append(host)
        if host == "semanticscholar" and not headers.get("x-api-key"):
            raise BadStatus("api.semanticscholar.org does not let Paperboy read that page (403).", 403)
        return self._answers[host]({name: values[0] for name, values in parse_qs(parts.query).items()})

    def _shelf(self, name: str) -> "_Shelf":
        return self._known.get(name) or _Shelf(())

    def _arxiv(self, query: Mapping[str, str]) -> bytes:
        found = self._shelf("arxiv").where(query["search_query"])[: int(query["max_results"])]
        return f"{HEAD}{''.join(map(_atom, found))}</feed>".encode()

    def _hf(self, query: Mapping[str, str]) -> bytes:
        found = self._shelf("hf").like(query["q"], int(query["limit"]))
        return json.dumps(
            [
                {"paper": {"id": one.arxiv, "title": one.title, "summary": one.abstract, "upvotes": 1,
                           "authors": [{"name": name} for name in one.authors]}}
                for one in found
            ]
        ).encode()  # fmt: skip

    def _crossref(self, query: Mapping[str, str]) -> bytes:
        found = self._shelf("crossref").like(query["query.bibliographic"], int(query["rows"]))
        items = [
            {"DOI": one.doi, "title": [one.title], "is-referenced-by-count": 3, "URL": f"https://doi.org/{one.doi}",
             "author": [_parted(name) for name in one.authors]}
            for one in found
        ]  # fmt: skip
        return json.dumps({"status": "ok", "message": {"items": items}}).encode()

    def _openalex(self, query: Mapping[str, str]) -> bytes:
        found = self._shelf("openalex").where(query["filter"].partition(":")[2])[: int(query["per-page"])]
        results = [
            {"id": "https://openalex.org/W1", "doi": f"https://doi.org/{one.doi}" if one.doi else None, "display_name": one.title,
             "cited_by_count": 4, "authorships": [{"author": {"display_name": name}} for name in one.authors],
             "locations": [{"landing_page_url": f"https://arxiv.org/abs/{one.arxiv}"}] if one.arxiv else []}
            for one in found
        ]  # fmt: skip
        return json.dumps({"meta": {"count": len(results)}, "results": results}).encode()

    def _s2(self, query: Mapping[str, str]) -> bytes:
        found = self._shelf("semanticscholar").like(query["query"], 1)
        if not found:
            raise BadStatus("api.semanticscholar.org has nothing at that address (404).", 404)
        (one,) = found
        ids = {"ArXiv": one.arxiv} if one.arxiv else {"DOI": one.doi}
        told = {"paperId": "a", "title": one.title, "externalIds": ids, "authors": [{"name": name} for name in one.authors],
                "citationCount": 5, "tldr": {"model": "tldr", "text": f"It is about {one.title}."}}  # fmt: skip
        return json.dumps({"data": [told]}).encode()


class _Shelf:
    """Papers by the words of their titles."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._words = [words(entry.title) for entry in entries]
        self._entries = entries
        self._with = defaultdict[str, set[int]](set)
        for number, said in enumerate(self._words):
            for word in said:
                self._with[word].add(number)

    def where(self, asked: str) -> list[Entry]:
        """The papers for which one of the terms between OR holds: a phrase, or words between AND."""
        found: dict[int, None] = {}
        for term in re.split(r"\s+OR\s+", asked):
            terms = [words(phrase or word) for phrase, word in _TERM.findall(term.replace(" AND ", " "))]
            held = [self._holding(said) for said in terms if said]
            found.update(dict.fromkeys(sorted(set.intersection(*held)) if held else ()))
        return [self._entries[number] for number in found]

    def _holding(self, said: list[str]) -> set[int]:
        some = set.intersection(*(self._with.get(word, set()) for word in said))
        return {n for n in some if f" {' '.join(said)} " in f" {' '.join(self._words[n])} "} if len(said) > 1 else some

    def like(self, title: str, most: int) -> list[Entry]:
        """The papers that share most words with a title, the rarer the more."""
        shared: defaultdict[int, float] = defaultdict(float)
        for word in set(words(title)):
            for number in self._with.get(word, ()):
                shared[number] += 1 / len(self._with[word])
        return [self._entries[number] for number in sorted(shared, key=lambda n: (-shared[n], n))[:most]]


def _atom(entry: Entry) -> str:
    names = "".join(f"<author><name>{escape(name)}</name></author>" for name in entry.authors)
    return (
        f"<entry><id>http://arxiv.org/abs/{entry.arxiv}v1</id><title>{escape(entry.title)}</title>"
        f"<summary>{escape(entry.abstract)}</summary><published>2026-11-18T10:00:00Z</published>{names}</entry>"
    )


def _parted(name: str) -> dict[str, str]:
    given, _, family = name.rpartition(" ")
    return {"given": given, "family": family}


def entries(some: Iterable[Entry], kind: str) -> list[Entry]:
    """Those of the papers that have such an id, `arxiv` or `doi`."""
    return [entry for entry in some if getattr(entry, kind)]
