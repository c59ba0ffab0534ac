"""What a paper gains from one more listing, and what it is at its first. Pure, and the same in whatever order listings come.

Field by field the highest rank decides (core/scope.py); of two of one rank always the same: the longer text, the earlier day.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from core.model import Entry, Paper, Sighting
from core.scope import FEED

_Value = TypeVar("_Value", str, tuple[str, ...])
TITLES_KEPT = 16
"""Other titles kept of one paper: enough for every real variant, bounded for hostile feeds."""


def first_seen(paper_id: str, entry: Entry, sighting: Sighting, rank: int = FEED, scope: str = "") -> Paper:
    """The paper that an entry nobody listed before makes."""
    return merge(Paper(paper_id, entry.title, scope=scope, rank=rank), entry, sighting, rank)


def merge(paper: Paper, entry: Entry, sighting: Sighting, rank: int = FEED) -> Paper:
    """The paper with what this listing adds: a sighting, another title, and whatever was unknown or told by a lower rank."""
    return msgspec.structs.replace(enrich(paper, entry, rank), sightings=_sighted(paper.sightings, [sighting]))


def put_aside(paper: Paper, entry: Entry, sighting: Sighting, rank: int) -> Paper:
    """A paper that is everybody's with a listing that is not: what it tells of the paper stays with those of its scope."""
    return with_aside(paper, first_seen("", entry, sighting, rank, sighting.scope))


def with_aside(paper: Paper, listed: Paper) -> Paper:
    """A paper that is everybody's with another paper's text put aside for those of that one's scope; its sightings come along."""
    known = next((aside for aside in paper.asides if aside.scope == listed.scope), None)
    whole = _joined(known, listed) if known else listed
    asides = (*(aside for aside in paper.asides if aside is not known), whole)
    sightings = _sighted(paper.sightings, listed.sightings)
    return _settled(msgspec.structs.replace(paper, asides=asides, sightings=sightings))


def joined(paper: Paper, other: Paper) -> Paper:
    """A paper that shows another as one with it: its own text, where no source of a higher rank has one, and the sightings of both."""
    for aside in other.asides:
        paper = with_aside(paper, aside)
    sightings = _sighted(paper.sightings, other.sightings)
    both, mine, theirs = _joined(paper, other), _ranks(paper), _ranks(other)
    own = {name: getattr(paper, name) for name in _named(paper) if mine[name] >= theirs[name]}
    titles = {paper.title, other.title, *both.also} - {own.get("title", both.title)}
    whole = msgspec.structs.replace(both, **own, also=tuple(sorted(titles)[:TITLES_KEPT]), sightings=sightings)
    is_same = (whole.title, whole.abstract) == (paper.title, paper.abstract)
    return _settled(whole if is_same else msgspec.structs.replace(whole, line=""))


def folded(papers: Sequence[Paper]) -> Paper:
    """What several tell of one paper, and where each saw it: the same in whatever order."""
    whole, *others = papers
    for other in others:
        sightings = _sighted(whole.sightings, other.sightings)
        whole = _settled(msgspec.structs.replace(_joined(whole, other), sightings=sightings))
    return whole


def enrich(paper: Paper, entry: Entry, rank: int = FEED) -> Paper:
    """The paper with what an entry tells of it: no sighting, only knowledge."""
    fields: dict[str, Any] = {name: getattr(entry, name) for name in _BETTER}
    fields["categories"] = _ordered(entry.categories)
    return _settled(_joined(paper, Paper(paper.id, rank=rank, **fields)))


def address(arxiv: str, doi: str) -> str:
    """Where a paper with this id is read, or ''."""
    if arxiv:
        return f"https://arxiv.org/abs/{arxiv}"
    return f"https://doi.org/{doi}" if doi else ""


def _joined(paper: Paper, listed: Paper) -> Paper:
    """What two tell of one paper: each field as the higher rank has it."""
    values: dict[str, Any] = {}
    ranks: dict[str, int] = {}
    mine, theirs = _ranks(paper), _ranks(listed)
    for name, better in _BETTER.items():
        value, other = getattr(paper, name), getattr(listed, name)
        high, low = mine[name] if value or value == 0 else 0, theirs[name] if other or other == 0 else 0
        ranks[name] = max(high, low)
        values[name] = value if high > low or value == other else other if low > high else better(value, other)
    top = ranks["title"]
    titles = {paper.title, listed.title, *paper.also, *listed.also} - {values["title"], ""}
    values["also"] = tuple(sorted(titles)[:TITLES_KEPT])
    lower = tuple((name, rank) for name, rank in ranks.items() if 0 < rank != top)
    return msgspec.structs.replace(paper, **values, rank=top, ranks=lower)


def _ranks(paper: Paper) -> dict[str, int]:
    """The rank of who told each field. An id's own address is nobody's."""
    ranks = dict.fromkeys(_BETTER, paper.rank) | dict(paper.ranks)
    return ranks | {"url": 0} if paper.arxiv or paper.doi else ranks


def _settled(paper: Paper) -> Paper:
    """The paper with its id's address, and without the texts put aside that equal the public ones."""
    if where := address(paper.arxiv, paper.doi):
        ranks = tuple(row for row in paper.ranks if row[0] != "url")
        paper = msgspec.structs.replace(paper, url=where, ranks=ranks)
    if not paper.asides:
        return paper
    asides = sorted((_lacking(paper, aside) for aside in paper.asides), key=lambda aside: aside.scope)
    return msgspec.structs.replace(paper, asides=tuple(aside for aside in asides if aside.also or _named(aside)))


def _lacking(paper: Paper, aside: Paper) -> Paper:
    """What is put aside and the paper itself lacks; titles other than its own are kept, so that they are known again."""
    spare: dict[str, Any] = {name: _EMPTY[name] for name in _named(paper) if name != "title"}
    titles = {aside.title, *aside.also} - {paper.title, *paper.also, ""}
    ranks = tuple(row for row in aside.ranks if row[0] not in spare)
    also = tuple(sorted(titles)[:TITLES_KEPT])
    return msgspec.structs.replace(aside, **spare, id="", title="", also=also, sightings=(), ranks=ranks)


def _named(paper: Paper) -> list[str]:
    """The names of the fields that are known of a paper."""
    return [name for name in _BETTER if getattr(paper, name) not in ("", None, ())]


def _longer(mine: _Value, theirs: _Value) -> _Value:
    return min(mine, theirs, key=lambda value: (-len(value), value))


def _best_title(mine: str, theirs: str) -> str:
    """Rather whole than cut, rather in small letters than all in capitals, rather the longer."""
    return min(mine, theirs, key=lambda title: (title.endswith(("...", "…")), title.isupper(), -len(title), title))


def _ordered(categories: Iterable[str]) -> tuple[str, ...]:
    """The first, then the others in alphabetical order, each once."""
    first, *others = [*categories] or [""]
    return (first, *sorted({*others} - {first})) if first else ()


_BETTER: dict[str, Callable[[Any, Any], Any]] = {
    "title": _best_title,
    "abstract": _longer,
    "authors": _longer,
    "url": min,
    "arxiv": min,
    "doi": min,
    "published": min,
    "categories": lambda mine, theirs: _ordered((min(mine[0], theirs[0]), *mine, *theirs)),
    "code": min,
    "stars": max,
    "project": min,
    "summary": _longer,
    "keywords": _longer,
    "citations": max,
}
"""Of two that sources of one rank tell of a field, the one that stands; whichever comes first, it is the same."""

_EMPTY = dict.fromkeys(_BETTER, "") | {
    "authors": (),
    "published": None,
    "categories": (),
    "stars": None,
    "keywords": (),
    "citations": None,
}


def _sighted(sightings: Iterable[Sighting], others: Iterable[Sighting]) -> tuple[Sighting, ...]:
    """One sighting a source, day and scope: the best rank stays, the latest score counts, and news stays news."""
    kept = {(old.day, old.source, old.scope): old for old in sightings}
    for new in others:
        key = (new.day, new.source, new.scope)
        if old := kept.get(key):
            new = msgspec.structs.replace(
                new,
                comments=old.comments if new.comments is None else new.comments,
                rank=min(filter(None, (old.rank, new.rank)), default=0),
                score=old.score if new.score is None else new.score,
                where=min(filter(None, (old.where, new.where)), default=""),
                added=old.added or new.added,
                archived=old.archived and new.archived,
            )
        kept[key] = new
    return tuple(kept[key] for key in sorted(kept))
