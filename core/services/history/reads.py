"""What a room reads, in a few topics: the words and pairs of words that its papers' titles share more than others' do."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import log

from core.subscriptions.learning.features import STOP_WORDS
from core.subscriptions.model import Filter
from core.subscriptions.topics import type_filter
from core.text.cleaning import words

MOST, TWICE = 4, 2
"""Topics that are proposed; in how many titles each is at least."""

PAIR = 1.6
"""How much a pair of words is worth more than a word: it says more."""

GENERAL = frozenset(
    """analysis approach arxiv based beyond better deep efficient effective framework improved improving language large learning
    learn learned method methods model modeling models network networks neural new novel paper pdf scale study survey task tasks
    towards training understanding using data can do""".split()
)
"""Words of nearly every paper, which alone are no topic."""


def reads(titles: Sequence[str], others: Iterable[str]) -> tuple[str, ...]:
    """The topics of a room's titles, beside those of other papers; none where too little is known."""
    own, common = Counter[str](), Counter[str]()
    for title in dict.fromkeys(titles):
        own.update(_terms(title))
    for title in others:
        common.update(_terms(title))
    total = len(titles) + sum(common.values())
    worth = {
        term: count * log(2 + total / (1 + common[term])) * (PAIR if " " in term else 1)
        for term, count in own.items()
        if count >= TWICE
    }
    topics: list[str] = []
    for term in sorted(worth, key=lambda term: (-worth[term], term)):
        if len(topics) < MOST and not set(term.split()) & {word for topic in topics for word in topic.split()}:
            topics.append(term)
    return tuple(topics)


def digest_line(topics: Sequence[str]) -> str:
    """The line that sets up a digest of some topics; '' for none."""
    if not topics:
        return ""
    typed = type_filter(Filter(topics=tuple((topic,) for topic in topics)))["topics"]
    return f"digest new topics:{typed}"


def _terms(title: str) -> set[str]:
    title_words = words(title)
    kept = {word for word in title_words if _says(word)}
    return kept | {f"{left} {right}" for left, right in pairwise(title_words) if _says(left) and _says(right)}


def _says(word: str) -> bool:
    return len(word) > 2 and not word.isdigit() and word not in GENERAL and word not in STOP_WORDS
