"""Settles one entry of a listing: the step that makes a paper of it, or merges it into the one it is."""

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from core.dedup import SURE, Decision, decide, judge, stable_id
from core.dedup.keys import ids_of
from core.dedup.merging import first_seen, merge, put_aside, with_aside
from core.dedup.parts import Addition, print_of, shares_id, unpack, with_addition
from core.ingest.ahead import Ahead
from core.ingest.batch import Batch, Item, Outcome
from core.ingest.candidates import Looked
from core.model import Entry, Paper, Sighting
from core.parsing.xml.feed import SOURCE as FEED
from core.scope import EVERYBODY, Viewer, as_seen, limited, news, visible
from core.store.engine import keys
from core.store.engine.keys import ANY_SCOPE, EVERYBODYS
from core.store.engine.step import Step
from core.store.papers.papers import Kept
from core.store.votes.scores import rank, read_standing

PASTED, ADDED = "pasted", "added"
"""The sources of what people pasted or uploaded, and of what they named and its own source told."""

LIBRARY = "records"
"""The source of what is brought as records or an export."""

NEWS = timedelta(days=60)
"""How old an entry of a library may be, by its own date, to be news (our choice)."""


def settle(
    batch: Batch, item: Item, looked: tuple[Looked, ...], scoped: str, ahead: Ahead, half_life: timedelta
) -> Step:
    """The step that settles one entry, given what the record holds and what the steps before it will have changed.

    `looked` are the spaces that count, everybody's first; `scoped` names what all scopes held when that was read.
    """
    looked = tuple(ahead.look(space, item.keys, item.own_id) for space in looked)
    decision, known = _decide(batch, item, looked)
    sighting = _sighting(batch, item, known.paper if known else None)
    if known and decision.kind == "same":
        became = "merged"
        step, kept = _merge(batch, item, looked, known, decision, sighting)
        ahead.expect(step, known.paper.id)
    else:
        became = "possible" if decision.kind == "possible" else "new"
        step, kept = _create(batch, item, looked, decision, sighting)
    before = known.paper.sightings if known and became == "merged" else ()
    if not batch.scope and len(looked) > 1:
        kept = gather(step, item.entry, looked[1], kept)
    if step.logged:
        stand(step, kept, before, half_life, batch.at.timestamp())
    if not batch.scope:
        step.expect(keys.SCOPED, keys.LAST, scoped)
    ahead.note(step, kept)
    return _noted(step, batch, item, Outcome(became, kept.paper.id, decision.why, item.entry.line, item.entry.title))


def _decide(batch: Batch, item: Item, looked: tuple[Looked, ...]) -> tuple[Decision, Kept | None]:
    """Which paper an entry is: one of everybody's, else one of its own scope."""
    viewer = Viewer(frozenset({"", batch.scope}))
    papers = {kept.paper.id: kept for space in looked for kept in space.kept if visible(kept.paper, viewer)}
    if own := _told_before(item.entry, [kept for kept in papers.values() if kept.apart]):
        return Decision("same", own.paper.id, "listed it before"), own
    decided = Decision("new", "", "no paper like it")
    for scope in dict.fromkeys(("", batch.scope)):
        mine = [as_seen(kept.paper, viewer) for kept in papers.values() if kept.paper.scope == scope]
        decision = decide(item.entry, mine)
        if decision.kind == "same":
            return decision, papers[decision.paper_id]
        decided = decision if decided.kind == "new" else decided
    return decided, papers.get(decided.paper_id)


def _told_before(entry: Entry, split: Sequence[Kept]) -> Kept | None:
    """Of papers that were split from one another, the one that an entry was told of, or whose id it has."""
    if not split:
        return None
    name = print_of(entry)
    by_text = (kept for kept in split if any(name in part.prints for part in unpack(kept.parts)))
    by_id = (kept for kept in split if shares_id(entry, kept.paper))
    return next(by_id, next(by_text, None))


def _sighting(batch: Batch, item: Item, known: Paper | None) -> Sighting:
    entry, origin = item.entry, batch.origin
    source = batch.source if origin.way in ("feed", "followed") else PASTED if origin.way == "pasted" else ADDED
    day, place = _listed(batch, entry, known, source), entry.rank or item.number + 1
    read = batch.read and entry.day != day
    old = origin.old or (batch.source == LIBRARY and _is_old(batch, entry))
    if origin.way != "feed":  # what people type is no upvote
        return Sighting(source, day, place, None, None, batch.where, origin.scope, origin.added, old, read)
    return Sighting(source, day, place, entry.score, entry.comments, batch.where, archived=old, read=read)


def _is_old(batch: Batch, entry: Entry) -> bool:
    """Whether an entry of a library says of itself that it is no news."""
    own = entry.day or entry.published
    return own is not None and batch.day - own > NEWS


def _listed(batch: Batch, entry: Entry, known: Paper | None, source: str) -> date:
    """The day an entry is listed for; one dated ahead, or not at all in a feed that shows it for months, keeps the day it was first
    met on, however often it comes again."""
    if entry.day and entry.day <= batch.latest:
        return entry.day
    if entry.day is None and batch.source.partition("-")[0] != FEED:
        return batch.day
    return next((old.day for old in known.sightings if old.source == source), batch.day) if known else batch.day


def _create(
    batch: Batch, item: Item, looked: tuple[Looked, ...], decision: Decision, sighting: Sighting
) -> tuple[Step, Kept]:
    paper = first_seen(_free_id(batch, item, looked[0]), item.entry, sighting, batch.rank, batch.scope)
    kept = Kept(paper, 1, _origin(batch, item))
    step = Step("paper", paper.id).expect_free(keys.paper(paper.id))
    fields = ("data", paper, "rev", 1, "origin", kept.origin, "born", int(batch.at.timestamp() * 1000))
    step.write("HSET", keys.paper(paper.id), *fields)
    for space in looked:
        if batch.scope or space.space != ANY_SCOPE:
            space.expect_all(step, item.keys)
        if space.space != EVERYBODYS if batch.scope else space.space == EVERYBODYS:
            space.claim(step, item.keys, paper.id)
    if batch.scope:
        step.write("HSET", keys.SCOPED, keys.LAST, paper.id)
    ask_for_name(step, paper.id, item.keys.ids)
    if decision.kind == "possible":
        step.write("HSET", keys.possible(paper.id), decision.paper_id, decision.why)
        step.write("HSET", keys.possible(decision.paper_id), paper.id, decision.why)
    return step, kept


def ask_for_name(step: Step, paper_id: str, claims: Sequence[str]) -> None:
    """Have sources asked for a paper without an id: it may be on arXiv too."""
    if all(claim.startswith("openreview:") for claim in claims):
        step.write("ZADD", keys.RESOLVE, "NX", 0, paper_id)


def _merge(
    batch: Batch, item: Item, looked: tuple[Looked, ...], text: Kept, decision: Decision, sighting: Sighting
) -> tuple[Step, Kept]:
    old, own = text.paper, looked[1 if batch.scope else 0]
    added = merge if batch.scope == old.scope else put_aside
    paper = added(old, item.entry, sighting, batch.rank)
    step = Step("paper", paper.id).expect(keys.paper(paper.id), "rev", str(text.rev))
    if paper == old and all(own.by_id):  # a forum is claimed though the paper keeps another address
        return step, text
    parts = text.parts
    if added is merge and not paper.scope and paper != old:
        parts = with_addition(parts, old, Addition(item.entry, sighting, batch.rank, _origin(batch, item)))
    kept = msgspec.structs.replace(text, paper=paper, rev=text.rev + 1, parts=parts)
    step.expect(keys.TALLIES, paper.id, text.standing)
    changed = ("parts", parts) if parts != text.parts else ()
    step.write("HSET", keys.paper(paper.id), "data", paper, "rev", kept.rev, *changed)
    if not paper.scope and _is_news(paper) and not _is_news(old):
        step.write("HSET", keys.paper(paper.id), "born", int(batch.at.timestamp() * 1000))
    for space in looked[1:] if old.scope else (own,):
        space.claim_more(step, item.keys, old, abstract=item.entry.abstract not in ("", old.abstract))
    if text.origin != _origin(batch, item) and not (decision.why in SURE and _is_listed_again(old, item, sighting)):
        note = {
            "title": item.entry.title,
            "where": batch.where,
            "line": item.entry.line,
            "day": batch.day,
            "why": decision.why,
            "scope": batch.scope,
            "ids": " ".join(dict.fromkeys((*item.keys.ids, *ids_of(old)))),
        }
        field = f"{batch.content[:16]}:{item.number}"
        step.write("HSETNX", keys.merged(paper.id), field, msgspec.json.encode(note).decode())
    return step, kept


def _is_listed_again(paper: Paper, item: Item, sighting: Sighting) -> bool:
    """Whether a paper is on that list already under its ids: a list that changes by the hour would have a note of each change."""
    seen = ((known.source, known.day, known.scope) for known in paper.sightings)
    return (sighting.source, sighting.day, sighting.scope) in seen and set(item.keys.ids) <= set(ids_of(paper))


def _is_news(paper: Paper) -> bool:
    """Whether a paper is, or was, news to everybody."""
    return as_seen(paper, EVERYBODY).first_day is not None


def stand(step: Step, kept: Kept, before: Sequence[Sighting], half_life: timedelta, now: float) -> None:
    """Have a step list a paper on the days on which it has become news since `before`, and write how it stands."""
    paper = kept.paper
    for day in sorted({seen.day for seen in news(paper) if seen not in before}):
        first = min(seen.rank for seen in news(paper) if seen.day == day)
        step.write("ZADD", keys.day(day), first, paper.id)
        step.write("ZADD", keys.DAYS, day.toordinal(), day.isoformat())
    step.write("ZADD", keys.PAPERS, paper.source_score, paper.id)
    if limited(paper):
        step.write("SADD", keys.LIMITED, paper.id)
    rank(step, paper, read_standing(kept.standing), half_life, now)


def _noted(step: Step, batch: Batch, item: Item, outcome: Outcome) -> Step:
    """The first outcome of an entry in a run stands, so that a repeated job still reports what really happened."""
    step.note("HSETNX", keys.run(batch.run), item.number, outcome)
    return step.note("EXPIRE", keys.run(batch.run), keys.RUN_TTL)


def _origin(batch: Batch, item: Item) -> str:
    """The place in a listing that made a paper: the same listing again finds it unchanged."""
    return f"{batch.content}:{item.number}"


def _free_id(batch: Batch, item: Item, looked: Looked) -> str:
    """The entry's id; where another paper has it (same title, no abstract, other authors), one made of its place in the listing."""
    return stable_id(_origin(batch, item)) if looked.id_taken else item.own_id


def gather(step: Step, entry: Entry, looked: Looked, kept: Kept) -> Kept:
    """Have a step merge what scopes hold of the paper it makes or changes: their texts stay theirs, votes and saves follow."""
    scoped = [
        other
        for other in looked.kept
        if other.paper.scope and judge(entry, other.paper, other.paper.also).kind == "same"
    ]
    if not scoped:
        return kept
    if not any(write[1] == keys.paper(kept.paper.id) for write in step.logged):
        step.expect(keys.TALLIES, kept.paper.id, kept.standing)
        kept = msgspec.structs.replace(kept, rev=kept.rev + 1)
    paper = kept.paper
    for other in scoped:
        paper = with_aside(paper, other.paper)
        _take_out(step.expect(keys.paper(other.paper.id), "rev", str(other.rev)), other.paper, paper.id)
    step.about(paper.id, *(other.paper.id for other in scoped))
    step.write("HSET", keys.paper(paper.id), "data", paper, "rev", kept.rev)
    return msgspec.structs.replace(kept, paper=paper)


def _take_out(step: Step, old: Paper, new: str) -> None:
    """Leave of a paper only which one it is now, and its marks, until they are moved."""
    step.write("DEL", keys.paper(old.id)).write("HSET", keys.MOVED, old.id, new).write("HSET", keys.MOVING, old.id, new)
    days = sorted({seen.day for seen in news(old)})
    for key in (keys.PAPERS, keys.TRENDING, keys.ACTIVE, keys.NET, keys.RESOLVE, *map(keys.day, days)):
        step.write("ZREM", key, old.id)
    step.write("SREM", keys.LIMITED, old.id).write("HDEL", keys.RESOLVE_TRIES, old.id)
    step.write("DEL", keys.possible(old.id)).write("DEL", keys.merged(old.id))
