"""Looking up which papers an entry may be: under its keys, in each space of them that counts."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from core.dedup import CANDIDATES, FULL, LOOKED_UP, RARE, Keys
from core.ingest.batch import Item
from core.model import Paper
from core.store.engine import keys
from core.store.engine.keys import ANY_SCOPE, EVERYBODYS
from core.store.engine.record import Record
from core.store.engine.server.connection import SendingLine, WirePipeline
from core.store.engine.step import Step
from core.store.papers.papers import Kept, Papers

LOOKUP = Path(__file__).with_name("lookup.lua").read_text(encoding="utf-8")

POSTINGS = 64
"""Papers kept under one title or shingle; what hundreds of papers share tells none of them apart."""

SINGLE = 2
"""Candidates that share but one shingle."""


class Looked(msgspec.Struct, frozen=True):
    """What one space of the record held under an entry's keys at one moment, and the papers found there, likeliest first.

    `common` are words that so many papers have that none is found by them any more.
    """

    space: str
    by_id: tuple[str, ...]
    by_title: str
    by_shingle: tuple[str, ...]
    sizes: dict[str, int]
    candidates: tuple[str, ...]
    id_taken: bool
    common: frozenset[str] = frozenset()
    kept: tuple[Kept, ...] = ()

    def expect_ids(self, step: Step, paper_keys: Keys) -> None:
        """Expects that each id still belongs to the same paper."""
        for claim, owner in zip(paper_keys.ids, self.by_id, strict=True):
            step.expect(keys.ids(self.space), claim, owner)

    def expect_all(self, step: Step, paper_keys: Keys) -> None:
        """Only if nobody has claimed any of these keys since: then no unseen twin exists."""
        self.expect_ids(step, paper_keys)
        if paper_keys.title:
            step.expect(keys.titles(self.space), paper_keys.title, self.by_title)
        for shingle, owners in zip(paper_keys.shingles, self.by_shingle, strict=True):
            step.expect(keys.shingle(shingle, self.space), shingle, owners)
        for word, size in self.sizes.items():
            step.expect_size(f"{keys.words(self.space)}{word}", size)

    def claim(self, step: Step, paper_keys: Keys, paper_id: str) -> None:
        """Put a new paper under all its keys."""
        for claim, owner in zip(paper_keys.ids, self.by_id, strict=True):
            if self.space == ANY_SCOPE:
                _post(step, keys.ids(self.space), claim, owner, paper_id)
            elif not (owner and claim.startswith("openreview:")):  # a wrong link in a digest must not take a known one
                step.write("HSET", keys.ids(self.space), claim, paper_id)
        if paper_keys.title:
            _post(step, keys.titles(self.space), paper_keys.title, self.by_title, paper_id)
        for shingle, owners in zip(paper_keys.shingles, self.by_shingle, strict=True):
            _post(step, keys.shingle(shingle, self.space), shingle, owners, paper_id)
        rare = (word for word in paper_keys.words if word not in self.common)
        for word in rare if self.space != ANY_SCOPE else ():
            step.write("SADD", f"{keys.words(self.space)}{word}", paper_id)

    def claim_more(self, step: Step, paper_keys: Keys, old: Paper, *, abstract: bool) -> None:
        """Put a known paper under the keys it gains: new ids, another title, and with another abstract its shingles."""
        self.expect_ids(step, paper_keys)
        for claim, owner in zip(paper_keys.ids, self.by_id, strict=True):
            if self.space == ANY_SCOPE:
                _post(step, keys.ids(self.space), claim, owner, old.id)
            elif not owner:
                step.write("HSET", keys.ids(self.space), claim, old.id)
        if paper_keys.title and old.id not in self.by_title.split():
            step.expect(keys.titles(self.space), paper_keys.title, self.by_title)
            _post(step, keys.titles(self.space), paper_keys.title, self.by_title, old.id)
        if abstract:
            for shingle, owners in zip(paper_keys.shingles, self.by_shingle, strict=True):
                if old.id not in owners.split():
                    step.expect(keys.shingle(shingle, self.space), shingle, owners)
                    _post(step, keys.shingle(shingle, self.space), shingle, owners, old.id)


def _post(step: Step, key: str, field: str, owners: str, paper_id: str) -> None:
    if len(owners.split()) < POSTINGS and paper_id not in owners.split():
        step.write("HSET", key, field, f"{owners} {paper_id}".strip())


class Question:
    """What a record is asked about some entries, by a line: what each space holds under their keys, then the papers found there."""

    def __init__(self, papers: Papers, line: SendingLine, lookups: WirePipeline, spaces: Sequence[str]) -> None:
        self._papers, self._line, self._spaces = papers, line, spaces
        line.send(lookups)

    def follow(self) -> None:
        """Take what the keys lead to, and ask for those papers."""
        answers, spaces = self._line.answers(), self._spaces
        self._looked = [_looked(spaces[place % len(spaces)], answer) for place, answer in enumerate(answers)]
        self._names = sorted({paper_id for looked in self._looked for paper_id in looked.candidates})
        self._line.send(self._papers.ask_kept(self._names))

    def answer(self) -> list[tuple[Looked, ...]]:
        """For each entry, what each space holds of it."""
        stored, size = self._papers.kept_in(self._names, self._line.answers()), len(self._spaces)
        whole = [msgspec.structs.replace(looked, kept=_of(stored, looked.candidates)) for looked in self._looked]
        return [tuple(whole[first : first + size]) for first in range(0, len(whole), size)]


class Looking:
    """Looks up entries in a record, by a line."""

    def __init__(self, record: Record, line: SendingLine) -> None:
        self._record, self._papers, self._line = record, Papers(record), line

    def spaces(self, scope: str) -> tuple[tuple[str, ...], str]:
        """The spaces that count for an entry of a scope, everybody's first, and a name of what all scopes hold just now.

        What was pasted is compared with what is everybody's and what its own scope holds; what a feed lists, with all.
        """
        now = str(self._record.text.hget(keys.SCOPED, keys.LAST) or "")
        if scope:
            return (EVERYBODYS, scope, ANY_SCOPE), now
        return ((EVERYBODYS, ANY_SCOPE) if now else (EVERYBODYS,)), now

    def ask(self, items: Sequence[Item], spaces: Sequence[str]) -> Question:
        """Ask what each of these spaces holds of each entry: under its keys, and under the id it would get."""
        pipe: WirePipeline = self._record.text.pipeline()
        for item in items:
            k, ids, words = item.keys, _json(item.keys.ids), _json(item.keys.words)
            for space in spaces:
                buckets = _json([[keys.shingle(shingle, space), shingle] for shingle in k.shingles])
                sought = (ids, k.title, words if space != ANY_SCOPE else "[]", buckets)
                names = (keys.paper(item.own_id), keys.ids(space), keys.titles(space), keys.words(space))
                pipe.run(LOOKUP, (), *sought, LOOKED_UP, FULL, CANDIDATES, RARE, *names)
        return Question(self._papers, self._line, pipe, spaces)


def _json(texts: Sequence[object]) -> str:
    return msgspec.json.encode(texts).decode()


def _of(stored: dict[str, Kept], ids: Sequence[str]) -> tuple[Kept, ...]:
    papers = {stored[i].paper.id: stored[i] for i in ids if i in stored}
    return tuple(papers.values())


def _looked(space: str, answer: list[list[str] | str | int]) -> Looked:
    by_id, by_title, by_shingle, chosen, by_words, taken, common = answer
    assert isinstance(by_title, str) and isinstance(by_id, list) and isinstance(by_shingle, list)
    assert isinstance(chosen, list) and isinstance(by_words, list) and isinstance(common, list)
    shared = Counter(paper for owners in by_shingle for paper in owners.split())
    likely = [
        *(i for owners in by_id for i in owners.split()),
        *by_title.split()[:CANDIDATES],
        *_most_alike(shared),
        *by_words,
    ]
    sizes = {word: int(size) for word, size in zip(chosen[::2], chosen[1::2], strict=True)}
    candidates = tuple(dict.fromkeys(likely))
    return Looked(space, tuple(by_id), by_title, tuple(by_shingle), sizes, candidates, bool(taken), frozenset(common))


def _most_alike(shared: Counter[str]) -> list[str]:
    """The papers that share the most shingles of an abstract. Of those that share a single one, two: abstracts that are
    alike share several of eight, while one is shared by all that quote a sentence."""
    likely = shared.most_common(CANDIDATES)
    return [i for place, (i, count) in enumerate(likely) if count > 1 or place < SINGLE]
