"""Papers in the record: reading them, and looking up which ones an entry may be."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from core.dedup import CANDIDATES, FULL, LOOKED_UP, RARE, Keys
from core.model import Paper
from core.store import keys
from core.store.record import Record
from core.store.step import Step

LOOKUP = Path(__file__).with_name("lookup.lua").read_text(encoding="utf-8")

POSTINGS = 64
"""Papers kept under one title or shingle; what hundreds of papers share tells none of them apart."""


SINGLE = 2
"""Candidates that share but one shingle."""


class Kept(msgspec.Struct, frozen=True):
    """A paper as stored: its revision, the digest entry that made it, and how its votes stand, as the record tells it."""

    paper: Paper
    rev: int
    origin: str
    told: str = ""


class Looked(msgspec.Struct, frozen=True):
    """What the record held under an entry's keys at one moment, and the papers found there, likeliest first."""

    by_id: tuple[str, ...]
    by_title: str
    by_shingle: tuple[str, ...]
    sizes: dict[str, int]
    candidates: tuple[str, ...]
    id_taken: bool
    found: tuple[Kept, ...] = ()

    def expect_ids(self, step: Step, wanted: Keys) -> None:
        """Only if the ids still belong to whom they did."""
        for claim, owner in zip(wanted.ids, self.by_id, strict=True):
            step.expect(keys.IDS, claim, owner)

    def expect_all(self, step: Step, wanted: Keys) -> None:
        """Only if nobody has claimed any of these keys since: then no unseen twin exists."""
        self.expect_ids(step, wanted)
        if wanted.title:
            step.expect(keys.TITLES, wanted.title, self.by_title)
        for shingle, owners in zip(wanted.shingles, self.by_shingle, strict=True):
            step.expect(keys.shingle(shingle), shingle, owners)
        for word, size in self.sizes.items():
            step.expect_size(keys.word(word), size)

    def claim(self, step: Step, wanted: Keys, paper_id: str) -> None:
        """Put a new paper under all its keys."""
        for claim, owner in zip(wanted.ids, self.by_id, strict=True):
            if not (owner and claim.startswith("openreview:")):  # a wrong link in a digest must not take a known one
                step.write("HSET", keys.IDS, claim, paper_id)
        if wanted.title:
            _post(step, keys.TITLES, wanted.title, self.by_title, paper_id)
        for shingle, owners in zip(wanted.shingles, self.by_shingle, strict=True):
            _post(step, keys.shingle(shingle), shingle, owners, paper_id)
        for word in wanted.words:
            step.write("SADD", keys.word(word), paper_id)

    def claim_more(self, step: Step, wanted: Keys, old: Paper, new: Paper) -> None:
        """Put a known paper under the keys it gains: new ids, another title, its first abstract's shingles."""
        for claim, owner in zip(wanted.ids, self.by_id, strict=True):
            if not owner:
                step.write("HSET", keys.IDS, claim, old.id)
        if wanted.title and old.id not in self.by_title.split():
            step.expect(keys.TITLES, wanted.title, self.by_title)
            _post(step, keys.TITLES, wanted.title, self.by_title, old.id)
        if new.abstract != old.abstract:
            for shingle, owners in zip(wanted.shingles, self.by_shingle, strict=True):
                if old.id not in owners.split():
                    step.expect(keys.shingle(shingle), shingle, owners)
                    _post(step, keys.shingle(shingle), shingle, owners, old.id)


def _post(step: Step, key: str, field: str, owners: str, paper_id: str) -> None:
    if len(owners.split()) < POSTINGS:
        step.write("HSET", key, field, f"{owners} {paper_id}".strip())


class Papers:
    """The papers of a record."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._lookup = record.text.register_script(LOOKUP)

    def get(self, paper_id: str) -> Paper | None:
        """One paper, or None."""
        return self.get_many([paper_id]).get(paper_id)

    def kept(self, paper_id: str) -> Kept | None:
        """One paper with its revision, or None."""
        return self._kept({paper_id}).get(paper_id)

    def get_many(self, ids: Iterable[str]) -> dict[str, Paper]:
        """Those of the papers that exist."""
        wanted = list(ids)
        pipe = self._record.text.pipeline()
        for paper_id in wanted:
            pipe.hget(keys.paper(paper_id), "data")
        found = pipe.execute() if wanted else []
        return {i: msgspec.json.decode(data, type=Paper) for i, data in zip(wanted, found, strict=True) if data}

    def born(self, ids: Sequence[str]) -> dict[str, datetime]:
        """When the record first knew each of these papers; those of older records are left out."""
        pipe = self._record.text.pipeline()
        for paper_id in ids:
            pipe.hget(keys.paper(paper_id), "born")
        found = pipe.execute() if ids else []
        return {i: datetime.fromtimestamp(int(at) / 1000, UTC) for i, at in zip(ids, found, strict=True) if at}

    def all_twins(self, ids: Sequence[str]) -> dict[str, frozenset[str]]:
        """For each of these papers, those that may be the same."""
        pipe = self._record.text.pipeline()
        for paper_id in ids:
            pipe.hkeys(keys.possible(paper_id))
        found = pipe.execute() if ids else []
        return {i: frozenset(others) for i, others in zip(ids, found, strict=True)}

    def known_as(self, claim: str) -> str:
        """The id of the paper that holds `arxiv:…`, `doi:…` or `openreview:…`, or ''."""
        return str(self._record.text.hget(keys.IDS, claim) or "")

    def count(self) -> int:
        """How many papers the record holds."""
        return int(self._record.text.zcard(keys.PAPERS))

    def ids(self) -> list[str]:
        """The ids of all papers, in no order."""
        return [str(paper_id) for paper_id, _ in self._record.text.zscan_iter(keys.PAPERS, count=1000)]

    def listed_on(self, *days: date) -> dict[str, float]:
        """The papers listed on these days, each with its best rank there, by rank then id."""
        pipe = self._record.text.pipeline()
        for day in days:
            pipe.zrange(keys.day(day), 0, -1, withscores=True)
        ranks: dict[str, float] = {}
        for found in pipe.execute() if days else []:
            for paper_id, rank in found:
                ranks[paper_id] = min(rank, ranks.get(paper_id, rank))
        return dict(sorted(ranks.items(), key=lambda row: (row[1], row[0])))

    def source_scores(self, ids: Sequence[str]) -> dict[str, float]:
        """The highest score that any source gave each of these papers."""
        found = self._record.text.zmscore(keys.PAPERS, ids) if ids else []
        return {paper_id: score for paper_id, score in zip(ids, found, strict=True) if score}

    def days(self, first: date | None = None, last: date | None = None) -> list[date]:
        """The days on which anything was listed, oldest first."""
        low, high = (edge.toordinal() if edge else infinite for edge, infinite in ((first, "-inf"), (last, "+inf")))
        return [date.fromisoformat(day) for day in self._record.text.zrange(keys.DAYS, low, high, byscore=True)]

    def merges(self, paper_id: str) -> list[dict[str, str]]:
        """What was merged into a paper: title, where, line, day and why, in order of arrival."""
        notes = self._record.text.hgetall(keys.merged(paper_id))
        return [json.loads(note) for note in notes.values()]

    def twins(self, paper_id: str) -> dict[str, str]:
        """Papers that may be the same as this one, and why nobody merged them."""
        return dict(self._record.text.hgetall(keys.possible(paper_id)))

    def look(self, wanted: Sequence[tuple[str, Keys]]) -> list[Looked]:
        """For each entry (the id it would get, its keys): what the record holds there, and the papers to compare it with."""
        pipe = self._record.text.pipeline()
        for paper_id, k in wanted:
            buckets = [[keys.shingle(shingle), shingle] for shingle in k.shingles]
            args = [
                json.dumps(k.ids),
                k.title,
                json.dumps(k.words),
                json.dumps(buckets),
                LOOKED_UP,
                FULL,
                CANDIDATES,
                RARE,
            ]
            self._lookup(args=[*args, keys.paper(paper_id)], client=pipe)
        looked = [_looked(answer) for answer in pipe.execute()]
        stored = self._kept({paper_id for seen in looked for paper_id in seen.candidates})
        return [
            msgspec.structs.replace(seen, found=tuple(stored[i] for i in seen.candidates if i in stored))
            for seen in looked
        ]

    def _kept(self, ids: set[str]) -> dict[str, Kept]:
        wanted = sorted(ids)
        pipe = self._record.text.pipeline()
        for paper_id in wanted:
            pipe.hmget(keys.paper(paper_id), "data", "rev", "origin")
        if not wanted:
            return {}
        pipe.hmget(keys.TALLIES, wanted)
        *rows, standings = pipe.execute()
        return {
            i: Kept(msgspec.json.decode(data, type=Paper), int(rev), origin or "", told or "")
            for i, (data, rev, origin), told in zip(wanted, rows, standings, strict=True)
            if data
        }


def _looked(answer: list[list[str] | str | int]) -> Looked:
    by_id, by_title, by_shingle, chosen, by_words, taken = answer
    assert isinstance(by_title, str) and isinstance(by_id, list) and isinstance(by_shingle, list)
    assert isinstance(chosen, list) and isinstance(by_words, list)
    shared = Counter(paper for owners in by_shingle for paper in owners.split())
    likely = [
        *(i for i in by_id if i),
        *by_title.split()[:CANDIDATES],
        *_most_alike(shared),
        *by_words,
    ]
    sizes = {word: int(size) for word, size in zip(chosen[::2], chosen[1::2], strict=True)}
    return Looked(tuple(by_id), by_title, tuple(by_shingle), sizes, tuple(dict.fromkeys(likely)), bool(taken))


def _most_alike(shared: Counter[str]) -> list[str]:
    """The papers that share the most shingles of an abstract. Of those that share a single one, two: abstracts that are
    alike share several of eight, while one is shared by all that quote a sentence."""
    likely = shared.most_common(CANDIDATES)
    return [i for place, (i, count) in enumerate(likely) if count > 1 or place < SINGLE]
