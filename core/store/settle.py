"""What settles one entry of a digest: the step that makes a paper of it, or merges it into the one it is."""

from datetime import date, datetime, timedelta

import msgspec

from core.absorb import absorb, born
from core.dedup import Decision, Keys, decide, paper_id, stable_id
from core.model import Entry, Paper, Sighting
from core.store import keys
from core.store.ahead import Ahead
from core.store.papers import Kept, Looked
from core.store.scores import rank, read_standing
from core.store.step import Step

RUN_TTL = 2 * 86_400
"""Seconds the outcomes of a run are kept."""


class Batch(msgspec.Struct, frozen=True):
    """Some entries of one digest: its content hash, source, name and day, the run they belong to, and the first one's number.

    `latest` is the last day that can have come anywhere: a feed may date an entry years ahead. `at` is now.
    """

    content: str
    source: str
    where: str
    day: date
    latest: date
    at: datetime
    run: str
    first: int
    entries: tuple[Entry, ...]


class Outcome(msgspec.Struct, frozen=True):
    """What became of one entry: `new`, `merged` or `possible` (new, but much like another paper), and why."""

    kind: str
    paper_id: str
    why: str
    line: int
    title: str


class Item(msgspec.Struct, frozen=True):
    """One entry on its way in: its number in the digest, its keys, and the id it gets if it is a new paper."""

    number: int
    entry: Entry
    keys: Keys
    own_id: str


def settle(batch: Batch, item: Item, looked: Looked, ahead: Ahead, half_life: timedelta) -> Step:
    """The step that settles one entry, given what the record holds and what the steps before it will have changed."""
    looked = ahead.look(looked, item.keys, item.own_id)
    decision = decide(item.entry, [kept.paper for kept in looked.found])
    entry = item.entry
    known = next((kept.paper for kept in looked.found if kept.paper.id == decision.paper_id), None)
    day, rank = _listed(batch, entry, known), entry.rank or item.number + 1
    sighting = Sighting(batch.source, day, rank, entry.score, entry.comments, batch.where)
    if decision.kind == "same":
        step, kept = _merge(batch, item, looked, decision, sighting, half_life)
        outcome = Outcome("merged", kept.paper.id, decision.why, item.entry.line, item.entry.title)
    else:
        step, kept = _create(batch, item, looked, decision, sighting, half_life)
        kind = "possible" if decision.kind == "possible" else "new"
        outcome = Outcome(kind, kept.paper.id, decision.why, item.entry.line, item.entry.title)
    ahead.note(step, kept)
    return _noted(step, batch, item, outcome)


def _listed(batch: Batch, entry: Entry, known: Paper | None) -> date:
    """The day an entry is listed for; one dated ahead keeps the day it was first met on, however often it comes again."""
    if entry.day is None or entry.day <= batch.latest:
        return entry.day or batch.day
    return next((old.day for old in known.sightings if old.source == batch.source), batch.day) if known else batch.day


def _create(
    batch: Batch, item: Item, looked: Looked, decision: Decision, sighting: Sighting, half_life: timedelta
) -> tuple[Step, Kept]:
    kept = Kept(born(_free_id(batch, item, looked), item.entry, sighting), 1, _origin(batch, item))
    paper = kept.paper
    step = Step("paper", paper.id).expect_free(keys.paper(paper.id))
    looked.expect_all(step, item.keys)
    told = ("data", _json(paper), "rev", 1, "origin", kept.origin, "born", int(batch.at.timestamp() * 1000))
    step.write("HSET", keys.paper(paper.id), *told)
    looked.claim(step, item.keys, paper.id)
    _list_on_day(step, kept, sighting, half_life, batch.at.timestamp())
    if all(claim.startswith("openreview:") for claim in item.keys.ids):  # such a paper may be on arXiv too
        step.write("ZADD", keys.RESOLVE, "NX", 0, paper.id)
    if decision.kind == "possible":
        step.write("HSET", keys.possible(paper.id), decision.paper_id, decision.why)
        step.write("HSET", keys.possible(decision.paper_id), paper.id, decision.why)
    return step, kept


def _merge(
    batch: Batch, item: Item, looked: Looked, decision: Decision, sighting: Sighting, half_life: timedelta
) -> tuple[Step, Kept]:
    found = next(kept for kept in looked.found if kept.paper.id == decision.paper_id)
    paper = absorb(found.paper, item.entry, sighting)
    step = Step("paper", paper.id).expect(keys.paper(paper.id), "rev", str(found.rev))
    if paper == found.paper and all(looked.by_id):  # a forum is claimed though the paper keeps another address
        return step, found
    kept = Kept(paper, found.rev + 1, found.origin, found.told)
    looked.expect_ids(step, item.keys)
    step.expect(keys.TALLIES, paper.id, found.told)
    step.write("HSET", keys.paper(paper.id), "data", _json(paper), "rev", kept.rev)
    looked.claim_more(step, item.keys, found.paper, paper)
    _list_on_day(step, kept, sighting, half_life, batch.at.timestamp())
    if found.origin != _origin(batch, item):
        told = {
            "title": item.entry.title,
            "where": batch.where,
            "line": item.entry.line,
            "day": batch.day,
            "why": decision.why,
        }
        field = f"{batch.content[:16]}:{item.number}"
        step.write("HSETNX", keys.merged(paper.id), field, msgspec.json.encode(told).decode())
    return step, kept


def _list_on_day(step: Step, kept: Kept, sighting: Sighting, half_life: timedelta, now: float) -> None:
    paper = kept.paper
    first = min(s.rank for s in paper.sightings if s.day == sighting.day)
    step.write("ZADD", keys.day(sighting.day), first, paper.id)
    step.write("ZADD", keys.DAYS, sighting.day.toordinal(), sighting.day.isoformat())
    step.write("ZADD", keys.PAPERS, paper.source_score, paper.id)
    rank(step, paper.id, read_standing(kept.told), paper.sightings, half_life, now)


def _noted(step: Step, batch: Batch, item: Item, outcome: Outcome) -> Step:
    """The first outcome of an entry in a run stands, so that a repeated job still reports what really happened."""
    step.note("HSETNX", keys.run(batch.run), item.number, msgspec.json.encode(outcome).decode())
    return step.note("EXPIRE", keys.run(batch.run), RUN_TTL)


def _origin(batch: Batch, item: Item) -> str:
    """The place in a digest that made a paper: the same digest again finds it unchanged."""
    return f"{batch.content}:{item.number}"


def _free_id(batch: Batch, item: Item, looked: Looked) -> str:
    """The entry's id; where another paper has it (same title, no abstract, other authors), one made of its place in the digest."""
    return stable_id(_origin(batch, item)) if looked.id_taken else paper_id(item.entry)


def _json(paper: Paper) -> str:
    return msgspec.json.encode(paper).decode()
