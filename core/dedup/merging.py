"""What a paper gains from one more listing, and what it is at its first. Pure, and the same in whatever order listings come.

Field by field the highest rank decides (core/scope.py); of two of one rank always the same: the longer text, the earlier day.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from core.model import Entry, Paper, Sighting
from core.scope import FEED

TITLES_KEPT = 16
"""Other titles kept of one paper: enough for every real variant, bounded for hostile feeds."""


def first_seen(paper_id: str, entry: Entry, sighting: Sighting, rank: int = FEED, scope: str = "") -> Paper:
    """The paper that an entry nobody listed before makes."""
    return merge(Paper(paper_id, entry.title, scope=scope, rank=rank), entry, sighting, rank)


def merge(paper: Paper, entry: Entry, sighting: Sighting, rank: int = FEED) -> Paper:
    """The paper with what this listing adds: a sighting, another title, and whatever was unknown or told by a lower rank."""
    return msgspec.structs.replace(enrich(paper, entry, rank), sightings=_sighted(paper.sightings, sighting))


def put_aside(paper: Paper, entry: Entry, sighting: Sighting, rank: int) -> Paper:
    """A paper that is everybody's with a listing that is not: what it tells of the paper stays with those of its scope."""
    told = first_seen("", entry, sighting, rank, sighting.scope)
    return with_aside(msgspec.structs.replace(paper, sightings=_sighted(paper.sightings, sighting)), told)


def with_aside(paper: Paper, listed: Paper) -> Paper:
    """A paper that is everybody's with another paper's text put aside for those of that one's scope; its sightings come along."""
    known = next((aside for aside in paper.asides if aside.scope == listed.scope), None)
    whole = _joined(known, listed) if known else listed
    others = tuple(aside for aside in paper.asides if aside is not known)
    sightings = paper.sightings
    for sighting in listed.sightings:
        sightings = _sighted(sightings, sighting)
    return _settled(msgspec.structs.replace(paper, asides=(*others, whole), sightings=sightings))


def joined(paper: Paper, other: Paper) -> Paper:
    """A paper that shows another as one with it: its own text, where no source of a higher rank has one, and the sightings of both."""
    for aside in other.asides:
        paper = with_aside(paper, aside)
    sightings = paper.sightings
    for sighting in other.sightings:
        sightings = _sighted(sightings, sighting)
    both, mine, theirs = _joined(paper, other), _ranks(paper), _ranks(other)
    own = {
        name: said
        for name in _BETTER
        if (said := getattr(paper, name)) not in ("", None, ()) and mine[name] >= theirs[name]
    }
    titles = {paper.title, other.title, *both.also} - {own.get("title", both.title)}
    whole = msgspec.structs.replace(both, **own, also=tuple(sorted(titles)[:TITLES_KEPT]), sightings=sightings)
    is_same = (whole.title, whole.abstract) == (paper.title, paper.abstract)
    return _settled(whole if is_same else msgspec.structs.replace(whole, line=""))


def folded(papers: Sequence[Paper]) -> Paper:
    """What several tell of one paper, and where each saw it: the same in whatever order."""
    whole, *others = papers
    for other in others:
        sightings = whole.sightings
        for sighting in other.sightings:
            sightings = _sighted(sightings, sighting)
        whole = _settled(msgspec.structs.replace(_joined(whole, other), sightings=sightings))
    return whole


def enrich(paper: Paper, entry: Entry, rank: int = FEED) -> Paper:
    """The paper with what an entry tells of it: no sighting, only knowledge."""
    told = Paper(
        paper.id,
        entry.title,
        entry.abstract,
        entry.authors,
        entry.url,
        entry.arxiv,
        entry.doi,
        entry.published,
        _ordered(entry.categories),
        code=entry.code,
        stars=entry.stars,
        project=entry.project,
        summary=entry.summary,
        keywords=entry.keywords,
        citations=entry.citations,
        rank=rank,
    )
    return _settled(_joined(paper, told))


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
        one, other = getattr(paper, name), getattr(listed, name)
        high, low = mine[name] if one or one == 0 else 0, theirs[name] if other or other == 0 else 0
        ranks[name] = max(high, low)
        values[name] = one if high > low or one == other else other if low > high else better(one, other)
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
    return msgspec.structs.replace(paper, asides=tuple(aside for aside in asides if _is_more(aside)))


def _lacking(paper: Paper, aside: Paper) -> Paper:
    """What is put aside and the paper itself lacks; titles other than its own are kept, so that they are known again."""
    spare: dict[str, Any] = {
        name: _EMPTY[name] for name in _BETTER if name != "title" and getattr(paper, name) not in ("", None, ())
    }
    titles = {aside.title, *aside.also} - {paper.title, *paper.also, ""}
    ranks = tuple(row for row in aside.ranks if row[0] not in spare)
    also = tuple(sorted(titles)[:TITLES_KEPT])
    return msgspec.structs.replace(aside, **spare, id="", title="", also=also, sightings=(), ranks=ranks)


def _is_more(aside: Paper) -> bool:
    return bool(aside.also or any(getattr(aside, name) not in ("", None, ()) for name in _BETTER))


def _fuller(mine: str, theirs: str) -> str:
    return min(mine, theirs, key=lambda text: (-len(text), text))


def _best_title(mine: str, theirs: str) -> str:
    """Rather whole than cut, rather in small letters than all in capitals, rather the longer."""
    return min(mine, theirs, key=lambda title: (title.endswith(("...", "…")), title.isupper(), -len(title), title))


def _longest(mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    return min(mine, theirs, key=lambda names: (-len(names), names))


def _categories(mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    first = min(mine[0], theirs[0])
    return (first, *sorted({*mine, *theirs} - {first}))


def _ordered(categories: Iterable[str]) -> tuple[str, ...]:
    """The first, then the others in alphabetical order, each once."""
    first, *others = [*categories] or [""]
    return (first, *sorted({*others} - {first})) if first else ()


_BETTER: dict[str, Callable[[Any, Any], Any]] = {
    "title": _best_title,
    "abstract": _fuller,
    "authors": _longest,
    "url": min,
    "arxiv": min,
    "doi": min,
    "published": min,
    "categories": _categories,
    "code": min,
    "stars": max,
    "project": min,
    "summary": _fuller,
    "keywords": _longest,
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


def _sighted(sightings: tuple[Sighting, ...], new: Sighting) -> tuple[Sighting, ...]:
    """One sighting a source, day and scope: the best rank stays, the latest score counts, and news stays news."""
    kept = {(old.day, old.source, old.scope): old for old in sightings}
    if old := kept.get((new.day, new.source, new.scope)):
        ranks = [rank for rank in (old.rank, new.rank) if rank]
        new = msgspec.structs.replace(
            new,
            comments=old.comments if new.comments is None else new.comments,
            rank=min(ranks, default=0),
            score=old.score if new.score is None else new.score,
            where=min(filter(None, (old.where, new.where)), default=""),
            added=old.added or new.added,
            archived=old.archived and new.archived,
        )
    kept[new.day, new.source, new.scope] = new
    return tuple(kept[key] for key in sorted(kept))
