"""What a paper gains from one more listing, and what it is at its first. Pure: nothing known is ever lost or overwritten."""

from datetime import date

import msgspec

from core.model import Entry, Paper, Sighting

TITLES_KEPT = 16
"""Other titles kept of one paper: enough for every real variant, bounded for hostile feeds."""


def born(paper_id: str, entry: Entry, sighting: Sighting) -> Paper:
    """The paper that an entry nobody listed before makes."""
    return Paper(
        id=paper_id,
        title=entry.title,
        abstract=entry.abstract,
        authors=entry.authors,
        url=entry.url or address(entry.arxiv, entry.doi),
        arxiv=entry.arxiv,
        doi=entry.doi,
        published=entry.published,
        categories=entry.categories,
        sightings=(sighting,),
        code=entry.code,
        stars=entry.stars,
        project=entry.project,
        summary=entry.summary,
        keywords=entry.keywords,
    )


def absorb(paper: Paper, entry: Entry, sighting: Sighting) -> Paper:
    """The paper with what this listing adds: a sighting, another title, and whatever was still unknown."""
    return msgspec.structs.replace(enrich(paper, entry), sightings=_sighted(paper.sightings, sighting))


def enrich(paper: Paper, entry: Entry) -> Paper:
    """The paper with what an entry tells of it beyond what is known: no sighting, only knowledge."""
    also = paper.also
    if entry.title != paper.title and entry.title not in also and len(also) < TITLES_KEPT:
        also = (*also, entry.title)
    arxiv, doi = paper.arxiv or entry.arxiv, paper.doi or entry.doi
    return msgspec.structs.replace(
        paper,
        abstract=entry.abstract if len(entry.abstract) > len(paper.abstract) * 1.2 else paper.abstract,
        authors=entry.authors if len(entry.authors) > len(paper.authors) else paper.authors,
        url=paper.url or entry.url or address(arxiv, doi),
        arxiv=arxiv,
        doi=doi,
        published=_earliest(paper.published, entry.published),
        categories=tuple(dict.fromkeys((*paper.categories, *entry.categories))),
        also=also,
        code=paper.code or entry.code,
        stars=paper.stars if entry.stars is None else entry.stars,
        project=paper.project or entry.project,
        summary=paper.summary or entry.summary,
        keywords=paper.keywords or entry.keywords,
    )


def address(arxiv: str, doi: str) -> str:
    """Where a paper with this id is read, or ''."""
    if arxiv:
        return f"https://arxiv.org/abs/{arxiv}"
    return f"https://doi.org/{doi}" if doi else ""


def _earliest(known: date | None, said: date | None) -> date | None:
    return min(known, said) if known and said else known or said


def _sighted(sightings: tuple[Sighting, ...], new: Sighting) -> tuple[Sighting, ...]:
    """One sighting a source and day: the best rank stays, the latest score counts."""
    kept = {(old.day, old.source): old for old in sightings}
    if old := kept.get((new.day, new.source)):
        ranks = [rank for rank in (old.rank, new.rank) if rank]
        new = msgspec.structs.replace(
            new,
            comments=old.comments if new.comments is None else new.comments,
            rank=min(ranks, default=0),
            score=old.score if new.score is None else new.score,
            where=old.where or new.where,
        )
    kept[new.day, new.source] = new
    return tuple(kept[key] for key in sorted(kept))
