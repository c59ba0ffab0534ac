"""In which place people acted: who voted on, saved or shared which paper there, so that a place learns from its own people alone.

What they say of a paper stands in its marks; this is only where they said it.
"""

from collections.abc import Collection
from typing import Literal

import msgspec

from core.model import Person, Place
from core.store.engine import keys
from core.store.engine.record import Keeper, Record
from core.store.papers.papers import Papers
from core.store.votes.ballots import marks_of
from core.votes.marks import Mark, Says, newest, savers, sides


class Opinion(msgspec.Struct, frozen=True):
    """What a person says of a paper: that they are for it or against it, saved it or shared it, or named it to be learned from; and when
    (microseconds since 1970)."""

    paper_id: str
    person: str
    says: Says | Literal["named"]
    order: int


class Acts(Keeper):
    """What people said, by the place where they said it."""

    def __init__(self, record: Record) -> None:
        super().__init__(record)
        self._papers = Papers(record)

    def of_place(self, place: Place) -> list[Opinion]:
        """What people said in a place, as it stands now, by paper and person."""
        return self._opinions(self._text.smembers(keys.acts(place)))

    def of_person(self, person: Person) -> list[Opinion]:
        """What a person said, wherever."""
        name = keys.name(person)
        return self._opinions([f"{paper_id} {name}" for paper_id in self._text.hkeys(keys.voted(person))])

    def _opinions(self, acts: Collection[str]) -> list[Opinion]:
        pairs = sorted((paper_id, name) for paper_id, _, name in (act.partition(" ") for act in acts))
        moved = self._papers.moved({paper_id for paper_id, _ in pairs}) if pairs else {}
        places = sorted({(moved.get(paper_id, paper_id), name) for paper_id, name in pairs})
        shown = self._papers.united() if places else {}
        rows = self._record.ask_each((i for i, _ in places), lambda pipe, i: pipe.hgetall(keys.marks(i)))
        marks = {i: marks_of(stored) for i, stored in rows.items()}
        return [
            Opinion(shown.get(paper_id, paper_id), name, mark.side, mark.order)
            for paper_id, name in places
            if (mark := opinion_of(marks[paper_id], name))
        ]


def opinion_of(marks: Collection[Mark], name: str) -> Mark | None:
    """The mark by which a person is for a paper or against it, else by which they saved or shared it; None where there is none."""
    own = [mark for mark in marks if mark.person == name]
    if name in sides(own):
        return newest(own, ("up", "down"))[name]
    return savers(own).get(name) or newest(own, ("share",)).get(name)
