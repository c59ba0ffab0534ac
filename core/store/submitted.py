"""Who added what: the reference or the digest that a person gave, and so the papers that came of it."""

from core.model import Person
from core.store import keys
from core.store.record import Record
from core.store.step import Step


class Submitted:
    """What people added to a record."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def put(self, person: Person, claim: str) -> None:
        """A person added `claim`: `arxiv:…`, `doi:…`, or the hash of a digest's bytes. Whoever was first stays."""
        step = Step("submitted", claim, keys.name(person)).expect(keys.SUBMITTED, claim, "")
        step.write("HSET", keys.SUBMITTED, claim, keys.name(person))
        self._record.commit(step.write("SADD", keys.submitted_by(person), claim))

    def erase(self, person: Person) -> None:
        """Forget what a person added."""
        step = Step("submitted", "", keys.name(person)).write("DEL", keys.submitted_by(person))
        for claim in sorted(self._record.text.smembers(keys.submitted_by(person))):
            step.write("HDEL", keys.SUBMITTED, claim)
        self._record.commit(step)
