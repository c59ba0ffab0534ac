"""The parts of a paper: what listings told that were taken for it by their likeness, each apart, so that they can be split again. Pure.

Entries with an equal id, or equal in every word, are one part. All parts folded are the paper, but for what scopes put aside.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from zlib import compress, decompress

import msgspec

from core.dedup.keys import Described, arxiv_of, doi_of, stable_id
from core.dedup.merging import enrich, first_seen, folded, merge
from core.dedup.verdict import judge
from core.model import Entry, Paper, Sighting

PARTS_KEPT = 16
"""Most parts of one paper; what listings tell beyond these goes to the last of them. A part takes about a kilobyte."""

PLACES_KEPT = 64
"""Prints and places of one part that are kept, the newest."""


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """A paper as some of its listings tell it, without an id. `prints` stand for the texts of its entries, `places` for where each
    was listed: `content:number`.
    """

    paper: Paper
    prints: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


class Addition(msgspec.Struct, frozen=True):
    """An entry as it is merged into a paper: with its sighting, its source's rank, and its place in a listing."""

    entry: Entry
    sighting: Sighting
    rank: int
    place: str


def print_of(text: Described) -> str:
    """What stands for all that dedup reads of a text."""
    fields = (text.title, text.abstract, *text.authors, arxiv_of(text), doi_of(text), str(text.published or ""))
    return stable_id("\n".join(fields))


def shares_id(entry: Described, other: Described) -> bool:
    """Whether two have an arXiv id or a DOI in common."""
    arxiv, doi = arxiv_of(entry), doi_of(entry)
    return bool((arxiv and arxiv == arxiv_of(other)) or (doi and doi == doi_of(other)))


def with_addition(packed: str, old: Paper, addition: Addition) -> str:
    """The parts of a paper with one more entry that is merged into it, packed; none while all had one id or one text."""
    name = print_of(addition.entry)
    if not packed and (shares_id(addition.entry, old) or name == print_of(old)):
        return ""
    parts = unpack(packed) or (_first(old),)
    number = _part_of(parts, addition.entry, name)
    if number is None and len(parts) < PARTS_KEPT:
        paper = first_seen("", addition.entry, addition.sighting, addition.rank)
        return pack((*parts, Part(paper, (name,), (addition.place,))))
    part = parts[-1 if number is None else number]
    changed = Part(
        merge(part.paper, addition.entry, addition.sighting, addition.rank),
        _with(part.prints, name),
        _with(part.places, addition.place),
    )
    return pack(tuple(changed if kept is part else kept for kept in parts))


def with_known(packed: str, entry: Entry, rank: int) -> str:
    """The parts of a paper with what its source knows of it: that goes to the part it is most like."""
    parts = unpack(packed)
    if not parts:
        return ""
    liked = max(parts, key=lambda part: _likeness(entry, part))
    changed = msgspec.structs.replace(liked, paper=enrich(liked.paper, entry, rank))
    return pack(tuple(changed if part is liked else part for part in parts))


def without(paper: Paper, left: Sequence[Part], taken: Sequence[Part]) -> Paper:
    """The paper that is left of one when parts are taken out; what scopes put aside of it, and saw of it, stays."""
    rest = folded([part.paper for part in left])
    kept = {_where(sighting): sighting for sighting in rest.sightings}
    gone = {_where(sighting) for part in taken for sighting in part.paper.sightings}
    sightings = tuple(
        kept.get(_where(sighting), sighting)
        for sighting in paper.sightings
        if _where(sighting) in kept or _where(sighting) not in gone
    )
    return msgspec.structs.replace(rest, id=paper.id, asides=paper.asides, sightings=sightings)


def pack(parts: Sequence[Part]) -> str:
    """Parts for the record; in Base64, for no value in the record's files may look like a command of theirs."""
    return b64encode(compress(msgspec.json.encode(parts), 1)).decode() if parts else ""


def unpack(packed: str) -> tuple[Part, ...]:
    """The parts that the record holds of a paper."""
    return msgspec.json.decode(decompress(b64decode(packed)), type=tuple[Part, ...]) if packed else ()


def _first(paper: Paper) -> Part:
    """What was told of a paper before anything else was taken for it: this part keeps the paper's id."""
    return Part(msgspec.structs.replace(paper, id="", asides=()), (print_of(paper),))


def _part_of(parts: Sequence[Part], entry: Entry, name: str) -> int | None:
    """The part that an entry belongs to without any doubt: by an id, or as one of its texts."""
    by_id = (number for number, part in enumerate(parts) if shares_id(entry, part.paper))
    by_text = (number for number, part in enumerate(parts) if name in part.prints)
    return next(by_id, next(by_text, None))


def _likeness(entry: Entry, part: Part) -> tuple[bool, float]:
    verdict = judge(entry, part.paper, part.paper.also)
    return verdict.kind == "same", verdict.score


def _with(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return names if name in names else (*names, name)[-PLACES_KEPT:]


def _where(sighting: Sighting) -> tuple[object, ...]:
    return sighting.day, sighting.source, sighting.scope
