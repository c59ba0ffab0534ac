"""What the words of a query stand for here: stems, corrections of unknown words, joined and split forms, author names."""

import math
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import msgspec
from msgspec.structs import replace
from tantivy import Searcher

from core.model import Query
from core.search.memory.vocabulary import Vocabulary
from core.text.common_words import is_common
from core.text.words import STOP_WORDS, other_spelling, runs_of, stem, stems_of, words_of

TWO_SLIPS, OTHER_START = 0.08, 0.5
"""How much rarer it is to slip twice in a word, and on its first letter."""
RARE, RARE_SHARE = 3, 1 / 500
"""Papers, and share of all papers, up to which a known word may itself be a slip, such as abstracts hold too."""
OFTENER = 50
"""How much oftener a neighbour must be met for a known word to be taken for its slip."""
WIDER, SLIP = 4, 0.6
"""The same for a query whose words no title holds together, and the confidence in such a neighbour."""
LONG_QUERY = 8
"""Words above which only unknown ones are corrected, and joined and split forms are not looked for."""
MOST_FORMS = 6
"""Readings of one word that are searched for."""
MOST_PAIRS = 40
"""Pairs of characters that one character, asked for alone, may begin."""
JOINED = 0.95
"""The confidence that two words stand for the one they join."""
LEAST = 0.04
"""The confidence below which a reading is not searched for."""


class QueryWord(msgspec.Struct):
    """One word of a query: stems and author names it may stand for, each with a confidence up to 1; its weight (idf).

    `spelt` gives the word as papers spell it for each stem that is a correction, `evened` what makes that stem, rare or
    common, count as the word does; `pair` are the stems of two words that it joins.
    """

    word: str
    times: int
    known: bool
    forms: dict[str, float]
    names: dict[str, float]
    weight: float = 0.0
    pair: tuple[str, str] | None = None
    spelt: dict[str, str] = msgspec.field(default_factory=dict)
    evened: dict[str, float] = msgspec.field(default_factory=dict)


class Reading(msgspec.Struct):
    """A query read against the catalog: all its words folded, its words of content, phrases and exclusions as stems, and slips.

    `unknown` are words that no paper holds and that resemble none; `mended` those that lacked a space, with it.
    """

    folded: str = ""
    words: list[QueryWord] = []
    phrases: list[list[str]] = []
    excluded: list[list[str]] = []
    unknown: list[str] = []
    mended: list[tuple[str, str]] = []


class Reader:
    """Reads queries against one state of the catalog."""

    def __init__(self, searcher: Searcher, vocabulary: Vocabulary) -> None:
        self._searcher = searcher
        self._vocabulary = vocabulary
        self._papers = max(1, searcher.num_docs)

    def read(self, query: Query) -> Reading:
        """The words of a query and of its phrases, its phrases and exclusions as stems, and the unknown words."""
        typed = [word for text in (*query.words, *query.phrases) for word in words_of(text)]
        spelt_out = {word: other for text in query.words for word, other in _spelt_otherwise(text)}
        mended: list[tuple[str, str]] = []
        words = [part for word in typed for part in self._parted(word, mended)]
        content = [word for word in words if word not in STOP_WORDS] or words
        is_long = len(content) > LONG_QUERY
        query_words = [
            self._query_word(word, times, is_long, spelt_out.get(word, "")) for word, times in Counter(content).items()
        ]
        if not is_long:
            self._join(words, query_words)
        return Reading(
            folded=" ".join(words),
            words=[query_word for query_word in query_words if query_word.weight],
            phrases=[stems_of(words) for phrase in query.phrases if (words := words_of(phrase))],
            excluded=[stems_of(words) for term in query.excluded if (words := words_of(term))],
            unknown=[query_word.word for query_word in query_words if not query_word.weight],
            mended=mended,
        )

    def idf(self, papers: int) -> float:
        """BM25's weight of a word that so many papers hold."""
        return max(0.01, math.log(1 + (self._papers - papers + 0.5) / (papers + 0.5)))

    def frequency(self, stemmed: str) -> int:
        """How many papers hold a stem."""
        return self._searcher.doc_freq("text", stemmed)

    def named(self, word: str) -> int:
        """How many papers have an author of that name."""
        return self._searcher.doc_freq("author", word)

    def widen(self, reading: Reading) -> Reading:
        """The reading for a query whose words no title holds together: known words may be slips of much commoner ones."""
        widened = [self._widened(query_word) for query_word in reading.words]
        return replace(reading, words=widened) if widened != reading.words else reading

    def _query_word(self, word: str, times: int, is_long: bool, other: str) -> QueryWord:
        own, also = self.frequency(stem(word)), self.frequency(stem(other)) if other else 0
        forms = {stem(word): own} if own else {}
        if also and (also >= own or len(other) > len(word)):  # few of the words with “ue” in them stand for an umlaut
            forms[stem(other)] = also
        if len(word) == 1 and runs_of(word):  # a character alone: the pairs that begin with it
            forms |= dict(self._searcher.terms_with_prefix("text", word, None, MOST_PAIRS))
        names = {name: held for name in (word, other) if (held := self.named(name))}
        papers, named = max(forms.values(), default=0), max(names.values(), default=0)
        query_word = QueryWord(word, times, bool(papers or named), dict.fromkeys(forms, 1.0), dict.fromkeys(names, 1.0))
        if papers or named:
            query_word.weight = self.idf(papers or named)
        if papers and not is_long and word in self._vocabulary.joined:
            pair = self._pair(word, papers)
            query_word.pair = (stem(pair[0]), stem(pair[1])) if pair else None
        rare = word.isalpha() and not is_long and papers <= max(RARE, self._papers * RARE_SHARE)
        if (rare or not papers) and not named and not is_common(word):
            self._correct(query_word, papers)
        return query_word

    def _widened(self, query_word: QueryWord) -> QueryWord:
        if query_word.spelt or not query_word.word.isalpha() or is_common(query_word.word):
            return query_word
        papers = max(map(self.frequency, query_word.forms), default=0)
        forms, spelt = dict(query_word.forms), dict[str, str]()
        for near, distance in self._vocabulary.near(query_word.word).items():
            if distance == 1 and stem(near) not in forms and self.frequency(stem(near)) >= WIDER * papers:
                forms[stem(near)], spelt[stem(near)] = SLIP, near
        return replace(query_word, forms=forms, spelt=spelt) if spelt else query_word

    def _correct(self, query_word: QueryWord, papers: int) -> None:
        """Adds what a word may have meant: likelier the nearer it is and the more papers hold it."""
        likely: dict[str, float] = {}
        for near, distance in self._vocabulary.near(query_word.word).items():
            held = 0 if stem(near) in query_word.forms else self.frequency(stem(near)) + self.named(near)
            if held and (not papers or (distance == 1 and held >= OFTENER * papers)):
                chance = (1.0 if distance == 1 else TWO_SLIPS) * (1.0 if near[0] == query_word.word[0] else OTHER_START)
                likely[near] = chance * math.log1p(held)
        ranked = sorted(likely.items(), key=lambda item: -item[1])[:MOST_FORMS]
        for near, chance in ranked:
            confidence = (0.9 if papers else 1.0) * chance / ranked[0][1]
            if confidence < LEAST:
                break
            query_word.spelt.setdefault(stem(near), near)
            query_word.forms.setdefault(stem(near), confidence)
            if self.named(near):
                query_word.names[near] = confidence
        if not query_word.spelt:
            return
        weights = {form: self.idf(self.frequency(form) or self.named(near)) for form, near in query_word.spelt.items()}
        own, query_word.weight = query_word.weight, min(weights.values())
        query_word.evened = {form: min(1.0, query_word.weight / weight) for form, weight in weights.items()}
        if papers:
            query_word.evened[stem(query_word.word)] = (1 + query_word.weight / own) / 2

    def _parted(self, word: str, mended: list[tuple[str, str]]) -> list[str]:
        """An unknown word as two known ones where a space was forgotten, else as it is."""
        if (
            len(word) < 7
            or word in self._vocabulary
            or is_common(word)
            or self.frequency(stem(word))
            or self._vocabulary.near(word)
        ):
            return [word]
        pair = self._pair(word, 0)
        if not pair:
            return [word]
        mended.append((word, " ".join(pair)))
        return list(pair)

    def _pair(self, word: str, papers: int) -> tuple[str, str] | None:
        """The two words a word joins, each in more papers than the joined one: `superresolution`."""
        best, parts = papers, None
        for at in range(3, len(word) - 2):
            left, right = word[:at], word[at:]
            if left in self._vocabulary and right in self._vocabulary:
                held = min(self.frequency(stem(left)), self.frequency(stem(right)))
                if held > best:
                    best, parts = held, (left, right)
        return parts

    def _join(self, words: list[str], query_words: list[QueryWord]) -> None:
        """Two words that some papers write as one may stand as that one, for both."""
        of = {query_word.word: query_word for query_word in query_words}
        for left, right in pairwise(words):
            joined = left + right
            if joined in self._vocabulary and left in of and right in of and (held := self.frequency(stem(joined))):
                for word in (left, right):
                    of[word].forms.setdefault(stem(joined), JOINED)
                    of[word].evened.setdefault(stem(joined), 0.5)
                    of[word].weight = of[word].weight or self.idf(held)


def _spelt_otherwise(text: str) -> Iterator[tuple[str, str]]:
    """The words of a text that have another spelling, with it."""
    words, others = words_of(text), words_of(other_spelling(text))
    if len(words) == len(others):
        yield from ((word, other) for word, other in zip(words, others, strict=True) if word != other)


def highlighted(reading: Reading) -> tuple[str, ...]:
    """The words to highlight: those typed that the catalog holds, and what was searched for in place of others."""
    words: dict[str, None] = {}
    for query_word in reading.words:
        words |= dict.fromkeys([query_word.word, *query_word.spelt.values(), *(query_word.pair or ())])
    return tuple(words)
