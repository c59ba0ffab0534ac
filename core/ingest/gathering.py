"""Gathering: what scopes hold of a paper that a feed lists is merged into the paper that is everybody's."""

from collections.abc import Iterator

import msgspec

from core.dedup import judge
from core.dedup.merging import with_aside
from core.ingest.candidates import Looked
from core.model import Entry, Paper
from core.scope import news
from core.store.engine import keys
from core.store.engine.step import Step
from core.store.papers.papers import Kept


def gather(step: Step, entry: Entry, looked: Looked, kept: Kept) -> Kept:
    """Have a step merge what scopes hold of the paper it makes or changes: their texts stay theirs, votes and saves follow."""
    scoped = [other for other in looked.kept if other.paper.scope and _same(entry, other.paper)]
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
    step.write("HSET", keys.paper(paper.id), "data", msgspec.json.encode(paper).decode(), "rev", kept.rev)
    return msgspec.structs.replace(kept, paper=paper)


def _take_out(step: Step, old: Paper, new: str) -> None:
    """Leave of a paper only which one it is now, and its marks, until they are moved."""
    step.write("DEL", keys.paper(old.id)).write("HSET", keys.MOVED, old.id, new).write("HSET", keys.MOVING, old.id, new)
    for key in (keys.PAPERS, keys.TRENDING, keys.ACTIVE, keys.NET, keys.RESOLVE, *_days(old)):
        step.write("ZREM", key, old.id)
    step.write("SREM", keys.LIMITED, old.id).write("HDEL", keys.RESOLVE_TRIES, old.id)
    step.write("DEL", keys.possible(old.id)).write("DEL", keys.merged(old.id))


def _same(entry: Entry, paper: Paper) -> bool:
    return judge(entry, paper, paper.also).kind == "same"


def _days(paper: Paper) -> Iterator[str]:
    return (keys.day(day) for day in sorted({seen.day for seen in news(paper)}))
