"""The corpora of the search benchmark: JSON Lines files, or the recordings filled up with recombined papers.

A recombined paper is real sentences and titles crossed over at a shared content word, so its words keep the company
they keep in real papers; every row must say how many of its papers are real.
"""

import gzip
import json
import lzma
import math
import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from core.parsing import parse
from core.text.cleaning import clean, sentences, squash

PLAIN_WORDS = frozenset(
    "a about across all also an and are as at based be between both but by can do does for from has have how in into is"
    " it its more most new not of on or our over such than that the their them these this through to toward towards"
    " under up use using via we what when where which while with within without".split()
)


IN_TITLES = (1, 1)
IN_SENTENCES = (2, 6)


class Record(msgspec.Struct, frozen=True):
    """One paper of a corpus, with the hints its source gives for queries."""

    id: str
    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    summary: str = ""
    keywords: tuple[str, ...] = ()


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file, plain or gzipped."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def read_corpus(path: Path) -> list[Record]:
    """A corpus file, an object a line: id, title, abstract, authors, year."""
    return [
        Record(
            str(row["id"]),
            row.get("title") or "",
            row.get("abstract") or row.get("text") or "",
            tuple(row.get("authors") or ()),
            row.get("year"),
        )
        for row in read_lines(path)
    ]


@cache
def read_real(shared: Path) -> list[Record]:
    """The recorded papers, each once: the Daily Papers API's days, then what the pool of picks and the digests hold besides."""
    known: dict[str, Record] = {}
    for path in sorted((shared / "data/feeds/hf_daily_papers").glob("*.json.xz")):
        for entry in json.loads(lzma.decompress(path.read_bytes())):
            record = _listed(entry["paper"])
            known.setdefault(squash(record.title), record)
    for row in read_lines(shared / "data/picks/pool.jsonl.gz"):
        title, abstract = clean(row["title"]), clean(row["abstract"])
        pooled = Record(row["id"], title, abstract, tuple(map(clean, row["authors"])), int(row["day"][:4]))
        known.setdefault(squash(title), pooled)
    for path in sorted((shared / "data/digests").glob("*.txt")):
        for place, paper in enumerate(parse(path.read_bytes(), path.name).entries):
            record = Record(f"{path.stem[:3]}-{place}", clean(paper.title), clean(paper.abstract))
            known.setdefault(squash(record.title), record)
    return list(known.values())


def _listed(paper: dict[str, Any]) -> Record:
    return Record(
        paper["id"],
        clean(paper["title"]),
        clean(paper["summary"]),
        tuple(clean(author["name"]) for author in paper["authors"]),
        int(paper["publishedAt"][:4]),
        clean(paper.get("ai_summary") or ""),
        tuple(paper.get("ai_keywords") or ()),
    )


class Recombiner:
    """Makes papers out of real ones; the same seed makes the same papers."""

    def __init__(self, real: list[Record], seed: int) -> None:
        self.random = random.Random(seed)
        self.titles = [_without_name(record.title).split() for record in real]
        self.sentences = [sentence.split() for record in real for sentence in sentences(record.abstract)]
        self.in_titles = _places(self.titles)
        self.in_sentences = _places(self.sentences)
        self.plenty = list(self.in_sentences)
        self.themes = [word for word in self.in_titles if word in self.in_sentences]
        self.often = [word for word in self.themes for _ in range(math.ceil(len(self.in_titles[word]) ** 0.7))]
        self.given = [author.split(" ")[0] for record in real for author in record.authors]
        self.family = [author.split(" ")[-1] for record in real for author in record.authors]
        self.coined: list[str] = []

    def paper(self, number: int) -> Record:
        """One recombined paper, about two or three words that real titles hold."""
        themes = [self._theme() for _ in range(self.random.randint(2, 3))]
        name = self._name() if self.random.random() < 0.45 else ""
        title = self._crossed(self.titles, self.in_titles, themes[0], IN_TITLES)
        abstract = [self._sentence(themes) for _ in range(self.random.randint(6, 11))]
        abstract[0] += f" {self._rare()}."
        if name:
            title, abstract[1] = f"{name}: {title}", f"We call it {name}. {abstract[1]}"
        authors = tuple(f"{self._pick(self.given)} {self._pick(self.family)}" for _ in range(self.random.randint(1, 9)))
        return Record(f"r{number}", title, self._slip(" ".join(abstract)), authors, self.random.randint(2013, 2026))

    def _theme(self) -> str:
        return self._pick(self.often)

    def _sentence(self, themes: list[str]) -> str:
        theme = self._pick(themes if self.random.random() < 0.6 else self.themes)
        return self._crossed(self.sentences, self.in_sentences, theme, IN_SENTENCES)

    def _crossed(
        self, texts: list[list[str]], places: dict[str, list[tuple[int, int]]], theme: str, runs: tuple[int, int]
    ) -> str:
        """Runs of content words of real texts, each going on where another text holds the word the last one ended with.

        It is as long as some real text is.
        """
        longest = len(self._pick(texts))
        text, at = self._pick(places[theme])
        words, at = texts[text][at : at + 1], at + 1
        left = self.random.randint(*runs)
        while len(words) < longest:
            if at >= len(texts[text]):
                text, at = self._pick(places[self._theme()])
            words.append(texts[text][at])
            key, at = _key(texts[text][at]), at + 1
            left -= bool(key)
            if left <= 0 and key in places:
                text, at = self._pick(places[key] if len(places[key]) > 3 else places[self._theme()])
                at, left = at + 1, self.random.randint(*runs)
        return " ".join(words)

    def _name(self) -> str:
        """A coined system name, such as every third real title opens with; sometimes one coined before."""
        if self.coined and self.random.random() < 0.3:
            return self._pick(self.coined)
        head, tail = self._pick(self.themes), self._pick(self.themes)
        name = head[: self.random.randint(2, 5)].capitalize() + self._pick(
            (tail[:4].capitalize(), tail[-4:], tail[:1].upper())
        )
        self.coined.append(name)
        return name

    def _rare(self) -> str:
        """A word no other paper holds, as nearly every real abstract has one: vocabularies grow with their archives."""
        head, tail = self._pick(self.plenty), self._pick(self.plenty)
        return head[: self.random.randint(2, 6)] + tail[-self.random.randint(3, 6) :]

    def _slip(self, text: str) -> str:
        """A real archive holds misspelt words: one in every fourth abstract."""
        if self.random.random() < 0.75:
            return text
        at = self.random.randrange(len(text) - 2)
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :] if text[at : at + 2].isalpha() else text

    def _pick(self, options: Any) -> Any:
        return options[int(self.random.random() * len(options))]


def _without_name(title: str) -> str:
    """A title without the one word that it opens with before a colon: such a name is no other paper's."""
    name, colon, rest = title.partition(": ")
    return rest if colon and " " not in name else title


@cache
def _key(word: str) -> str:
    folded = word.strip("()[]{}.,;:!?\"'").lower()
    return folded if len(folded) > 2 and folded not in PLAIN_WORDS and folded.isalpha() else ""


def _places(texts: list[list[str]]) -> dict[str, list[tuple[int, int]]]:
    places: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, text in enumerate(texts):
        for at, word in enumerate(text):
            if key := _key(word):
                places[key].append((number, at))
    return dict(places)


def synthetic(count: int, seed: int, shared: Path) -> tuple[list[Record], int]:
    """`count` papers, the real ones first, and how many are real."""
    real = read_real(shared)[:count]
    return synthesised(real, count, seed), len(real)


def synthesised(real: list[Record], count: int, seed: int) -> list[Record]:
    """These papers, and as many made out of them as are missing from `count`."""
    mixer = Recombiner(real, seed)
    return real + [mixer.paper(number) for number in range(count - len(real))]


def as_digest(records: list[Record], day: date) -> bytes:
    """Records as a digest in our own JSON form; the ids of a corpus are labels and stay out."""
    rows = [
        {"title": r.title, "abstract": r.abstract, "authors": list(r.authors), "day": day.isoformat()} for r in records
    ]
    return json.dumps(rows).encode()
