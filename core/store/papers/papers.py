"""Papers in the record: reading them, by id, by day, and by the ids they claim."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any

import msgspec

from core.dedup.merging import joined
from core.model import Paper
from core.store.engine import keys
from core.store.engine.record import Keeper
from core.store.engine.server.connection import WirePipeline
from core.store.papers.lines import LINE, with_line
from core.store.papers.vectors import PaperVectors

READ = """
local rows = {}
for n = 2, #ARGV do rows[n - 1] = redis.call('HMGET', ARGV[1] .. ARGV[n], 'data', 'rev', 'origin', 'parts', 'apart') end
rows[#ARGV] = redis.call('HMGET', KEYS[1], unpack(ARGV, 2))
return rows
"""
"""Reads papers and their votes at one moment: as hundreds of commands they would cost redis-py ten times what they cost the server."""

READ_AT_ONCE = 500
"""Papers that one call of it reads: Lua unpacks no more than some thousands, and others wait meanwhile."""


class Kept(msgspec.Struct, frozen=True):
    """A paper as stored: its revision, the listing's entry that made it, and its `standing`, as the record has it.

    `parts` are what its listings told apart (core/dedup/parts.py), packed; `apart` are papers that were split from it, by spaces.
    """

    paper: Paper
    rev: int
    origin: str
    standing: str = ""
    parts: str = ""
    apart: str = ""


class Papers(Keeper):
    """The papers of a record."""

    @property
    def vectors(self) -> PaperVectors:
        """What a model of the operator's read of them."""
        return PaperVectors(self._record)

    def get(self, paper_id: str) -> Paper | None:
        """One paper, or None."""
        return self.get_many([paper_id]).get(paper_id)

    def kept(self, paper_id: str) -> Kept | None:
        """One paper with its revision, or None."""
        return self.kept_many({paper_id}).get(paper_id)

    def get_many(self, ids: Iterable[str]) -> dict[str, Paper]:
        """Those of the papers that exist."""
        rows = self._record.ask_each(ids, lambda pipe, i: pipe.hmget(keys.paper(i), "data", LINE))
        return {
            i: with_line(msgspec.json.decode(data, type=Paper), line or "") for i, (data, line) in rows.items() if data
        }

    def born(self, ids: Sequence[str]) -> dict[str, datetime]:
        """When the record first knew each of these papers; those of older records are left out."""
        rows = self._record.ask_each(ids, lambda pipe, i: pipe.hget(keys.paper(i), "born"))
        return {i: datetime.fromtimestamp(int(at) / 1000, UTC) for i, at in rows.items() if at}

    def all_twins(self, ids: Sequence[str]) -> dict[str, frozenset[str]]:
        """For each of these papers, those that may be the same."""
        rows = self._record.ask_each(ids, lambda pipe, i: pipe.hkeys(keys.possible(i)))
        return {i: frozenset(others) for i, others in rows.items()}

    def united(self) -> dict[str, str]:
        """The papers that were merged by hand, each with the one that shows it."""
        return dict(self._text.hgetall(keys.UNITED))

    def members(self, paper_id: str) -> list[str]:
        """The papers that a paper shows with itself."""
        return sorted(member for member, leader in self.united().items() if leader == paper_id)

    def whole_many(self, ids: Iterable[str]) -> dict[str, Paper]:
        """Those of the papers that exist, as they are shown: a merged one is the paper it was merged into, with all it shows."""
        wanted = list(ids)
        united = self.united() if wanted else {}
        papers = {i: paper for i, paper in self.get_many(wanted).items() if i not in united}
        now = self.current(i for i in wanted if i not in papers)
        papers |= {i: paper for i, paper in self.get_many(set(now.values())).items() if i not in papers}
        leaders = {member: leader for member, leader in united.items() if leader in papers}
        for member, paper in sorted(self.get_many(leaders).items()):
            papers[leaders[member]] = joined(papers[leaders[member]], paper)
        return {i: papers[now.get(i, i)] for i in wanted if now.get(i, i) in papers}

    def whole(self, paper_id: str) -> Paper | None:
        """One paper as it is shown, or None."""
        return self.whole_many([paper_id]).get(paper_id)

    def current(self, ids: Iterable[str]) -> dict[str, str]:
        """Of ids that were merged into other papers, by listings or by hand, the papers they are now."""
        wanted = list(ids)
        united, moved = self.united() if wanted else {}, self.moved(wanted)
        now = {i: united.get(moved.get(i, i), moved.get(i, i)) for i in wanted}
        return {i: paper_id for i, paper_id in now.items() if paper_id != i}

    def moved(self, ids: Iterable[str]) -> dict[str, str]:
        """Of ids that a feed's listing merged into other papers, the papers they are now."""
        now, left = dict[str, str](), {i: i for i in ids}
        while left:  # one may have been merged into one that was merged
            moved = self._text.hmget(keys.MOVED, list(left.values()))
            left = {i: new for i, new in zip(left, moved, strict=True) if new and new != i}
            now |= left
        return now

    def renamed(self, ids: Iterable[str]) -> list[str]:
        """The ids, with those of papers that were merged into others as these are now."""
        wanted = list(ids)
        now = self.current(wanted)
        return [now.get(i, i) for i in wanted] if now else wanted

    def known_as(self, claim: str, scopes: Iterable[str] = ("",)) -> str:
        """The id of the paper that holds `arxiv:…`, `doi:…` or `openreview:…` for everybody, else in one of these scopes, or ''."""
        for scope in sorted(scopes):
            if owner := self._text.hget(keys.ids(scope), claim):
                return self.current([owner]).get(owner, str(owner))
        return ""

    def limited(self, ids: Iterable[str]) -> frozenset[str]:
        """Those of the papers that are not the same to everybody."""
        wanted = list(ids)
        answers = self._text.smismember(keys.LIMITED, wanted) if wanted else []
        return frozenset(i for i, is_limited in zip(wanted, answers, strict=True) if is_limited)

    def all_limited(self) -> frozenset[str]:
        """All papers that are not the same to everybody."""
        return frozenset(self._text.smembers(keys.LIMITED))

    def count(self) -> int:
        """How many papers the record holds."""
        return int(self._text.zcard(keys.PAPERS)) - int(self._text.hlen(keys.UNITED))

    def ids(self) -> list[str]:
        """The ids of all papers, in no order."""
        united = self.united()
        ids = (str(paper_id) for paper_id, _ in self._text.zscan_iter(keys.PAPERS, count=1000))
        return [paper_id for paper_id in ids if paper_id not in united]

    def listed_on(self, *days: date) -> dict[str, float]:
        """The papers listed on these days, each with its best rank there, by rank then id."""
        rows = self._record.ask_each(days, lambda pipe, day: pipe.zrange(keys.day(day), 0, -1, withscores=True))
        ranks, united = dict[str, float](), self.united() if days else {}
        for member, rank in chain.from_iterable(rows.values()):
            paper_id = united.get(member, member)
            ranks[paper_id] = min(rank, ranks.get(paper_id, rank))
        return dict(sorted(ranks.items(), key=lambda row: (row[1], row[0])))

    def counts_on(self, days: Sequence[date]) -> dict[date, int]:
        """How many papers were listed on each of these days; days without any are left out."""
        counts = self._record.ask_each(days, lambda pipe, day: pipe.zcard(keys.day(day)))
        return {day: int(count) for day, count in counts.items() if count}

    def listed_among(self, ids: Sequence[str], days: Sequence[date]) -> dict[date, list[str]]:
        """Which of some papers were listed on each of these days."""
        rows = self._record.ask_each(days if ids else (), lambda pipe, day: pipe.zmscore(keys.day(day), ids))
        return {day: [i for i, at in zip(ids, ranks, strict=True) if at is not None] for day, ranks in rows.items()}

    def days(self, first: date | None = None, last: date | None = None) -> list[date]:
        """The days on which anything was listed, oldest first."""
        low, high = (edge.toordinal() if edge else infinite for edge, infinite in ((first, "-inf"), (last, "+inf")))
        return [date.fromisoformat(day) for day in self._text.zrange(keys.DAYS, low, high, byscore=True)]

    def merges(self, paper_id: str) -> list[dict[str, str]]:
        """What was merged into a paper: title, where, line, day, why, and the ids of both; in order of arrival."""
        return [json.loads(note) for note in self._text.hgetall(keys.merged(paper_id)).values()]

    def twins(self, paper_id: str) -> dict[str, str]:
        """Papers that may be the same as this one, and why nobody merged them."""
        return dict(self._text.hgetall(keys.possible(paper_id)))

    def kept_many(self, ids: Iterable[str]) -> dict[str, Kept]:
        """Those of the papers that exist with their revisions; one that was merged is the paper it was merged into."""
        names = sorted(ids)
        return self.kept_in(names, self.ask_kept(names).execute()) if names else {}

    def ask_kept(self, names: Sequence[str]) -> WirePipeline:
        """What is to be sent to read papers with their revisions."""
        pipe: WirePipeline = self._text.pipeline()
        for first in range(0, len(names), READ_AT_ONCE):
            pipe.run(READ, [keys.TALLIES], keys.paper(""), *names[first : first + READ_AT_ONCE])
        return pipe

    def kept_in(self, names: Sequence[str], answers: Sequence[list[Any]]) -> dict[str, Kept]:
        """The papers in the answers to that."""
        rows = [row for *papers, _ in answers for row in papers]
        standings = [standing or "" for *_, standings in answers for standing in standings]
        kept = {
            i: Kept(msgspec.json.decode(data, type=Paper), int(rev), origin or "", standing, parts or "", apart or "")
            for i, (data, rev, origin, parts, apart), standing in zip(names, rows, standings, strict=True)
            if data
        }
        moved = self.moved(i for i in names if i not in kept)
        there = self.kept_many(set(moved.values()))
        return kept | {i: there[new] for i, new in moved.items() if new in there}
