"""Saved papers: each person's list, and per paper the set of who saved it."""

from datetime import datetime

import msgspec

from core.errors import RecordDown
from core.model import Person, Tally
from core.store import keys
from core.store.record import Record
from core.store.step import Step
from core.store.votes import TRIES, read_tally, tell_tally


class Saved(msgspec.Struct, frozen=True):
    """A saved paper: its tag ('' for none) and when it was saved."""

    paper_id: str
    tag: str
    at: datetime


class Shelf:
    """The saved papers of a record."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def save(self, person: Person, paper_id: str, tag: str, at: datetime) -> Tally:
        """Put a paper on a person's list, or give it another tag; returns how the paper stands."""
        return self._shelve(person, Saved(paper_id, tag, at), keep=True)

    def unsave(self, person: Person, paper_id: str, at: datetime) -> Tally:
        """Take a paper off a person's list; returns how the paper stands."""
        return self._shelve(person, Saved(paper_id, "", at), keep=False)

    def saved(self, person: Person) -> list[Saved]:
        """A person's list, newest first."""
        rows = self._record.text.hgetall(keys.saved(person)).values()
        return sorted(
            (msgspec.json.decode(row, type=Saved) for row in rows), key=lambda s: (s.at, s.paper_id), reverse=True
        )

    def erase(self, person: Person, at: datetime) -> int:
        """Take a person's whole list away; returns how many papers it held."""
        listed = self.saved(person)
        for saved in listed:
            self.unsave(person, saved.paper_id, at)
        return len(listed)

    def _shelve(self, person: Person, saved: Saved, *, keep: bool) -> Tally:
        name, savers, paper_id = keys.name(person), keys.savers(saved.paper_id), saved.paper_id
        for _ in range(TRIES):
            pipe = self._record.text.pipeline()
            pipe.smembers(savers)
            pipe.hget(keys.TALLIES, paper_id)
            who, told = pipe.execute()
            after = len(who | {name} if keep else who - {name})
            tally = msgspec.structs.replace(read_tally(told), saved=after)
            step = Step("save", paper_id, name).expect(keys.TALLIES, paper_id, told or "").expect_size(savers, len(who))
            step.write("SADD" if keep else "SREM", savers, name)
            if keep:
                step.write("HSET", keys.saved(person), paper_id, msgspec.json.encode(saved).decode())
            else:
                step.write("HDEL", keys.saved(person), paper_id)
            step.write("HSET", keys.TALLIES, paper_id, tell_tally(tally))
            if self._record.commit(step)[0]:
                return tally
        raise RecordDown("Too many people save this paper at this very moment. Nothing was changed; press again.")
