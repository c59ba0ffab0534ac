"""Papers known by title and abstract only: who is to be asked for, when, and the step that attaches what a source knows."""

from datetime import datetime

import msgspec

from core.dedup import keys_of
from core.dedup.merging import enrich
from core.dedup.parts import with_known
from core.model import Entry, Paper
from core.scope import OWN
from core.store.engine import keys
from core.store.engine.record import Keeper, Record
from core.store.engine.step import Step
from core.store.papers.papers import Papers


class Unresolved(Keeper):
    """The papers of a record that no source has named yet."""

    def __init__(self, record: Record) -> None:
        super().__init__(record)
        self._papers = Papers(record)

    def due(self, now: datetime, most: int) -> list[Paper]:
        """The papers to ask for now, the longest due first."""
        ids = self._text.zrange(keys.RESOLVE, "-inf", now.timestamp(), byscore=True, offset=0, num=most)
        return list(self._papers.get_many(ids).values())

    def count(self) -> int:
        """How many papers wait for a name."""
        return int(self._text.zcard(keys.RESOLVE))

    def tries(self, paper: Paper) -> int:
        """How often a paper was asked for in vain."""
        return int(self._text.hget(keys.RESOLVE_TRIES, paper.id) or 0)

    def later(self, paper: Paper, due: datetime, tries: int) -> None:
        """Ask again at `due` for a paper that was asked for in vain so many times."""
        step = Step("resolve", paper.id).write("ZADD", keys.RESOLVE, due.timestamp(), paper.id)
        self._record.commit(step.write("HSET", keys.RESOLVE_TRIES, paper.id, tries))

    def drop(self, paper: Paper) -> None:
        """Ask for a paper no more, and note of it that no service knows it."""
        kept, step = self._papers.kept(paper.id), Step("paper", paper.id)
        if kept is not None:
            unknown = msgspec.structs.replace(kept.paper, unknown=True)
            step.expect(keys.paper(paper.id), "rev", str(kept.rev))
            step.write("HSET", keys.paper(paper.id), "data", unknown, "rev", kept.rev + 1)
        self._record.commit(_dropped(step, paper))

    def attach(self, paper: Paper, entry: Entry, why: str) -> bool:
        """Give a paper what a source knows of it, keeping its votes and sightings; False where another paper has that id.

        The two are then noted as possibly the same, unless one was split from the other.
        """
        claims = keys_of(entry).ids
        kept = self._papers.kept(paper.id)
        owners = {claim: self._papers.known_as(claim, {"", paper.scope}) for claim in claims}
        if kept is None:
            return False
        if others := {owner for owner in owners.values() if owner and owner != paper.id}:
            self._record.commit(_dropped(_twins(paper.id, others - {*kept.apart.split()}, why), paper))
            return False
        step = Step("paper", paper.id).expect(keys.paper(paper.id), "rev", str(kept.rev))
        for claim, owner in owners.items():
            ids = keys.ids(paper.scope)
            step.expect(ids, claim, owner).write("HSET", ids, claim, paper.id)
            if paper.scope:
                self._claim_for_feeds(step, claim, paper.id)
        step.write("HSET", keys.paper(paper.id), "data", enrich(kept.paper, entry, OWN), "rev", kept.rev + 1)
        if kept.parts:
            step.write("HSET", keys.paper(paper.id), "parts", with_known(kept.parts, entry, OWN))
        return self._record.commit(_dropped(step, paper))[0]

    def _claim_for_feeds(self, step: Step, claim: str, paper_id: str) -> None:
        """Have a feed find a paper of a scope by an id that was learnt of it; one that looked before looks again."""
        ids = keys.ids(keys.ANY_SCOPE)
        owners = str(self._text.hget(ids, claim) or "")
        step.expect(ids, claim, owners).write("HSET", ids, claim, f"{owners} {paper_id}".strip())
        step.write("HSET", keys.SCOPED, keys.LAST, f"{paper_id} {claim}")


def _dropped(step: Step, paper: Paper) -> Step:
    return step.write("ZREM", keys.RESOLVE, paper.id).write("HDEL", keys.RESOLVE_TRIES, paper.id)


def _twins(paper_id: str, others: set[str], why: str) -> Step:
    step = Step("paper", paper_id)
    for other in sorted(others):
        step.write("HSET", keys.possible(paper_id), other, why).write("HSET", keys.possible(other), paper_id, why)
    return step
