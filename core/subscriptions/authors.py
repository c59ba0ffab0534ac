"""Authors that somebody follows: which papers are theirs, and which are somebody else's of the same name.

Told apart by coauthors first, then by field; where neither tells, the reason says that it went by the name alone.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from core.model import Paper
from core.subscriptions.filters import is_author
from core.text.words import name_words

Likeness = Literal["same", "other", "unknown"]

LONGEST_NAME = 80

MOST_FOLLOWED = 100
"""Authors that one person follows."""

MOST_KNOWN = 20
"""Papers kept of an author, by which other people of the name are recognised."""

MOST_COAUTHORS = 200
"""Authors from which on a paper's coauthors tell nothing: a collaboration's list holds every name."""


class FollowedAuthor(msgspec.Struct, frozen=True, omit_defaults=True):
    """An author that somebody follows: the name, since when, and papers that are known to be theirs; none: everybody of the name."""

    name: str
    at: datetime
    papers: tuple[str, ...] = ()


def key_of(name: str) -> str:
    """What is the same for one name, however it is written."""
    return " ".join(name_words(name))


def has_author(paper: Paper, name: str) -> bool:
    """Whether a paper has an author who may be called so."""
    return any(is_author(author, (name,)) for author in paper.authors)


def likeness(paper: Paper, known: Sequence[Paper], name: str) -> Likeness:
    """Whether a paper is by the person of a name who wrote some known papers."""
    if any(paper.id == paper_known.id for paper_known in known):
        return "same"
    if not known:
        return "unknown"
    mine, theirs = coauthors(paper, name), set[str]().union(*(coauthors(paper_known, name) for paper_known in known))
    if mine & theirs:
        return "same"
    fields, others = set(paper.categories), {field for paper_known in known for field in paper_known.categories}
    if fields & others:
        return "same"
    if fields and others and not _groups(fields) & _groups(others):
        return "other"
    return "unknown"


def reason(paper: Paper, followed: Iterable[tuple[FollowedAuthor, Sequence[Paper]]]) -> str:
    """Why somebody who follows authors (each with the papers known to be theirs) gets a paper; '' where none wrote it."""
    sure, unsure = list[str](), list[str]()
    for author, known in followed:
        if has_author(paper, author.name):
            like = likeness(paper, known, author.name)
            (sure if like == "same" else unsure).extend([author.name] * (like != "other"))
    if sure:
        return f"an author you follow: {', '.join(sure)}"
    return f"an author you follow, by the name alone: {', '.join(unsure)}" if unsure else ""


def persons(papers: Sequence[Paper], name: str) -> list[list[Paper]]:
    """The papers of a name, parted into those of one person each, as far as coauthors and fields tell; the most papers first."""
    groups = list[list[Paper]]()
    for paper in papers:
        alike = [group for group in groups if likeness(paper, group, name) == "same"]
        groups = [group for group in groups if group not in alike]
        groups.append([*(member for group in alike for member in group), paper])
    return sorted(groups, key=lambda group: (-len(group), group[0].id))


def coauthors(paper: Paper, name: str) -> set[str]:
    """The others who wrote a paper, by whole names: of initials nobody is known."""
    if len(paper.authors) > MOST_COAUTHORS:
        return set()
    others = (name_words(author) for author in paper.authors if not is_author(author, (name,)))
    return {" ".join(words) for words in others if len(words) > 1 and len(words[0]) > 1}


def _groups(fields: Iterable[str]) -> set[str]:
    return {field.partition(".")[0] for field in fields}
