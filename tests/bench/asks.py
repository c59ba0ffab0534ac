"""Query sets made from papers whose answer is known: what people type when they half remember a title."""

import random
import string
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from core.text.cleaning import fold, plain, words
from tests.bench.corpus import PLAIN_WORDS, Record, read_lines


class Ask(msgspec.Struct, frozen=True):
    """One query: its set, what is typed, the id it should find, and whether it is a whole query or autocomplete."""

    set: str
    query: str
    id: str
    mode: str = "full"


def read_asks(path: Path) -> list[Ask]:
    """A queries file, an object a line; without `set` (a TREC-like collection) all are one set, judged by qrels."""
    return [
        Ask(row.get("set") or "all", row["query"], str(row["id"]), row.get("mode") or "full")
        for row in read_lines(path)
    ]


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Relevance of documents by query id, from lines of q, d, r."""
    judged: dict[str, dict[str, int]] = {}
    for row in read_lines(path):
        judged.setdefault(str(row["q"]), {})[str(row["d"])] = int(row["r"])
    return judged


def make_asks(papers: Sequence[Record], corpus: Sequence[Record], per_set: int, seed: int) -> list[Ask]:
    """At most `per_set` queries of every set, about papers drawn from `papers`, which are part of a corpus; the same seed makes
    the same queries.
    """
    asks, named = [], Named(corpus)
    for name, (mode, make) in SETS.items():
        chance = random.Random(f"{seed} {name}")
        drawn = chance.sample(papers, len(papers))
        made = ((paper.id, make(paper, chance, named)) for paper in drawn)
        asks += [Ask(name, query, paper, mode) for paper, query in made if query][:per_set]
    return asks


class Named:
    """The title words of a corpus and who wrote under them: which surname and word name one paper alone."""

    def __init__(self, corpus: Sequence[Record]) -> None:
        self._often = Counter(word for paper in corpus for word in _content(paper))
        self._pairs = Counter(
            (surname, word) for paper in corpus for surname in set(_surnames(paper)) for word in _content(paper)
        )

    def rarest(self, paper: Record, surname: str) -> str:
        """The rarest word of a paper's title, where no other paper has it and an author of that surname; else ''."""
        rarest = min(_content(paper), key=lambda word: self._often[word], default="")
        return rarest if self._pairs[fold(surname), rarest] == 1 else ""


def misspell(text: str, chance: random.Random, slips: int = 1) -> str:
    """The text with `slips` letters swapped, dropped, doubled up or mistaken, in words of four letters or more."""
    for _ in range(slips):
        places = [at for at in range(len(text)) if _inside_word(text, at)]
        if not places:
            return ""
        at = chance.choice(places)
        letter = chance.choice(string.ascii_lowercase.replace(text[at].lower(), ""))
        kind = chance.randrange(4)
        if kind == 0 and at + 1 < len(text) and text[at + 1].isalpha() and text[at] != text[at + 1]:
            text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        else:
            text = text[:at] + ("", letter + text[at], letter, "")[kind] + text[at + 1 :]
    return text


def _inside_word(text: str, at: int) -> bool:
    start, end = at, at
    while start > 0 and text[start - 1].isalpha():
        start -= 1
    while end < len(text) and text[end].isalpha():
        end += 1
    return text[at].isalpha() and end - start >= 4


def _title(paper: Record, chance: random.Random, named: Named) -> str:
    return paper.title


def _title_typos(paper: Record, chance: random.Random, named: Named) -> str:
    return misspell(paper.title, chance, chance.randint(1, 2))


def _content(paper: Record) -> list[str]:
    return [word for word in dict.fromkeys(words(plain(paper.title))) if len(word) > 2 and word not in PLAIN_WORDS]


def _three_words(paper: Record, chance: random.Random, named: Named) -> str:
    content = _content(paper)
    return " ".join(sorted(chance.sample(content, 3), key=content.index)) if len(content) >= 3 else ""


def _three_words_typo(paper: Record, chance: random.Random, named: Named) -> str:
    picked = _three_words(paper, chance, named).split()
    long = [at for at, word in enumerate(picked) if len(word) >= 4 and word.isalpha()]
    if not long:
        return ""
    at = chance.choice(long)
    return " ".join([*picked[:at], misspell(picked[at], chance), *picked[at + 1 :]])


def _prefix(paper: Record, chance: random.Random, named: Named) -> str:
    return paper.title[: max(8, round(len(paper.title) * chance.uniform(0.25, 0.75)))].strip()


def _prefix_typo(paper: Record, chance: random.Random, named: Named) -> str:
    return misspell(_prefix(paper, chance, named), chance)


def _surnames(paper: Record) -> list[str]:
    return [fold(author.split()[-1]) for author in paper.authors if author.split()]


def _surname_word(paper: Record, chance: random.Random, named: Named) -> str:
    surname = next(iter(_surnames(paper)), "")
    word = named.rarest(paper, surname) if surname else ""
    return f"{surname} {word}" if word else ""


def _surname_typo(paper: Record, chance: random.Random, named: Named) -> str:
    surname, _, word = _surname_word(paper, chance, named).partition(" ")
    slipped = misspell(surname, chance) if word else ""
    return f"{slipped} {word}" if slipped else ""


def _coauthor_word(paper: Record, chance: random.Random, named: Named) -> str:
    if len(others := _surnames(paper)[1:]) < 1:
        return ""
    surname = chance.choice(others)
    word = named.rarest(paper, surname)
    return f"{surname} {word}" if word else ""


def _summary(paper: Record, chance: random.Random, named: Named) -> str:
    return paper.summary


def _keywords(paper: Record, chance: random.Random, named: Named) -> str:
    return " ".join(paper.keywords[:4])


SETS: dict[str, tuple[str, Callable[[Record, random.Random, Named], str]]] = {
    "title": ("full", _title),
    "title, 1-2 typos": ("full", _title_typos),
    "3 title words": ("full", _three_words),
    "3 words, one misspelt": ("full", _three_words_typo),
    "prefix": ("prefix", _prefix),
    "misspelt prefix": ("prefix", _prefix_typo),
    "summary": ("full", _summary),
    "keywords": ("full", _keywords),
    "surname and rare word": ("full", _surname_word),
    "misspelt surname and rare word": ("full", _surname_typo),
    "coauthor's surname and rare word": ("full", _coauthor_word),
}
