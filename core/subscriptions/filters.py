"""Whether a paper is what a Filter wants, and why: words folded as the search folds them, whole, with their endings."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import islice
from typing import Literal

from core.model import Paper
from core.subscriptions.model import Filter
from core.subscriptions.topics import Topic, pattern_of, show_topic
from core.text.source_names import source_name
from core.text.words import BETWEEN, key, name_words, split

MOST_KEYWORDS = 100
"""Keywords read of one paper: ten times what papers have."""

SHOWN = 3
"""Reasons of one kind that are named: the sentence stays one line."""


def reasons(wants: Filter, paper: Paper) -> tuple[str, ...] | None:
    """Why a filter wants a paper (`topic: unlearning`), None where it does not; empty where it asks for nothing it could name."""
    if paper.source_score < wants.min_upvotes:
        return None
    sources = dict.fromkeys(sighting.source for sighting in paper.sightings if _is_of(sighting.source, wants.sources))
    groups = [
        _named("category", wants.categories, [name for name in paper.categories if _is_in(name, wants.categories)]),
        _named("source", wants.sources, dict.fromkeys(map(source_name, sources))),
        _named("author", wants.authors, (name for name in paper.authors if is_author(name, wants.authors))),
    ]
    if None in groups:
        return None
    topics: list[Topic] = []
    if wants.topics or wants.excluded:
        text = _text(paper.title, paper.abstract, paper.also, paper.keywords[:MOST_KEYWORDS])
        if any(_holds(text, topic) for topic in wants.excluded):
            return None
        topics = [topic for topic in wants.topics if _holds(text, topic)]
    about = _named("topic", wants.topics, map(show_topic, topics))
    category, source, author = groups
    return None if about is None else tuple(why for why in (about, author, category, source) if why)


def misfit(wants: Filter, paper: Paper) -> str:
    """Which part of a filter a paper that it does not want falls short of first, in words that follow a count."""
    parts = {
        "by topic": Filter(topics=wants.topics),
        "by a topic left out": Filter(excluded=wants.excluded),
        "by author": Filter(authors=wants.authors),
        "by category": Filter(categories=wants.categories),
        "by source": Filter(sources=wants.sources),
    }
    return next((name for name, part in parts.items() if reasons(part, paper) is None), "by upvotes")


def breadth(wants: Filter, papers: Iterable[Paper]) -> Literal["all", "none", "some"]:
    """Whether a filter wants all of some papers, none, or some of them; of no papers it is not known, hence some."""
    wanted = [reasons(wants, paper) is not None for paper in papers]
    if not wanted or any(wanted) != all(wanted):
        return "some"
    return "all" if wanted[0] else "none"


def _named(kind: str, candidates: tuple[object, ...], listed: Iterable[str]) -> str | None:
    """The reason of one kind: empty where nothing of it is wanted, None where it is and was not found."""
    if not candidates:
        return ""
    names = list(islice(listed, SHOWN))
    plural = {"category": "categories"}.get(kind, f"{kind}s")
    return f"{kind if len(names) == 1 else plural}: {', '.join(names)}" if names else None


@lru_cache(maxsize=4096)
def _text(title: str, abstract: str, also: tuple[str, ...], keywords: tuple[str, ...]) -> str:
    """The words of a paper, spaced, with a sign between its parts that no phrase reaches over."""
    words: list[str] = []
    joined: list[str] = []
    for part in (title, abstract, *also, *keywords):
        single, together = split(part)
        words += (*single, BETWEEN)
        joined += (spaced for word in together for spaced in (word, BETWEEN))
    return f" {' '.join(words + joined)} "


def _holds(text: str, topic: Topic) -> bool:
    return all(pattern_of(part).search(text) for part in topic)


_key: Callable[[str], str] = lru_cache(maxsize=4096)(key)


def _is_of(source: str, names: Iterable[str]) -> bool:
    """Whether a source is one of these, by its short name or as people call it."""
    return not {_key(source), _key(source_name(source))}.isdisjoint(map(_key, names))


def _is_in(category: str, names: Iterable[str]) -> bool:
    """Whether a category is one of these, or belongs to a group that is."""
    exact = _key(category)
    return any(name in (exact, exact.partition(".")[0]) for name in map(_key, names))


def is_author(author: str, names: Iterable[str]) -> bool:
    """Whether somebody may be one of these authors: the surname, and what is known of given names."""
    return any(_are_same(_name(name), _name(author)) for name in names)


@lru_cache(maxsize=16_384)
def _name(author: str) -> tuple[str, ...]:
    return tuple(name_words(author))


def _are_same(names: tuple[str, ...], listed: tuple[str, ...]) -> bool:
    """Whether a listed name is one wanted: the surname, and what is known of given names, initials standing for them."""
    if not names or not listed or names[-1] != listed[-1]:
        return False
    given, theirs = names[:-1], listed[:-1]
    if not given or not theirs:
        return not given
    fewer, more = sorted((given, theirs), key=len)
    rest = iter(more)
    return all(any(_are_alike(word, other) for other in rest) for word in fewer)


def _are_alike(left: str, other: str) -> bool:
    return left == other or (min(len(left), len(other)) == 1 and left[0] == other[0])
