"""Who added what: the reference or the listing that a person gave, and so the papers that came of it; and how others call them."""

from collections.abc import Iterable

import msgspec

from core.model import Person, Sighting
from core.store.engine import keys
from core.store.engine.record import Keeper
from core.store.engine.step import Step
from core.store.engine.table import Table

SHOWN = "as:"
"""Begins what is kept of how an addition is shown, among what a person added."""


class Adder(msgspec.Struct, frozen=True):
    """Who added something, as others call them, and the channel it was in; each '' where nobody need know it."""

    name: str = ""
    channel: str = ""


class Submitted(Keeper):
    """What people added to a record."""

    def put(self, person: Person, claim: str, scope: str, adder: Adder) -> None:
        """A person added `claim` (`arxiv:…`, `doi:…`, or the name of a listing) in a scope. The first person in a scope stays."""
        name, shown = keys.name(person), _shown(scope, claim)
        step = Step("submitted", claim, name).expect(keys.SUBMITTED, claim, "")
        step.write("HSET", keys.SUBMITTED, claim, name).write("SADD", keys.submitted_by(person), claim)
        here = Step("submitted", claim, name).expect(keys.ADDERS, shown, "")
        here.write("HSET", keys.ADDERS, shown, adder)
        self._record.commit(step, here.write("SADD", keys.submitted_by(person), f"{SHOWN}{shown}"))

    def adders(self, sightings: Iterable[Sighting]) -> dict[tuple[str, str], Adder]:
        """Who added what these sightings are of, by scope and what was added; those who are forgotten are left out."""
        shown = {_shown(seen.scope, seen.added): (seen.scope, seen.added) for seen in sightings if seen.added}
        rows = Table(self._record, keys.ADDERS, Adder).get_many(shown)
        return {shown[field]: adder for field, adder in rows.items()}

    def has_added(self, person: Person, claim: str, scope: str) -> bool:
        """Whether a person was the first to add something in a scope."""
        return bool(self._text.sismember(keys.submitted_by(person), f"{SHOWN}{_shown(scope, claim)}"))

    def take_back(self, person: Person, claim: str, scope: str) -> None:
        """A person did not add something after all."""
        name, shown = keys.name(person), _shown(scope, claim)
        first = Step("submitted", claim, name).expect(keys.SUBMITTED, claim, name)
        first.write("HDEL", keys.SUBMITTED, claim).write("SREM", keys.submitted_by(person), claim)
        here = Step("submitted", claim, name).write("HDEL", keys.ADDERS, shown)
        self._record.commit(first, here.write("SREM", keys.submitted_by(person), f"{SHOWN}{shown}"))

    def erase(self, person: Person) -> None:
        """Forget what a person added."""
        step = Step("submitted", "", keys.name(person)).write("DEL", keys.submitted_by(person))
        for claim in sorted(self._text.smembers(keys.submitted_by(person))):
            if claim.startswith(SHOWN):
                step.write("HDEL", keys.ADDERS, claim.removeprefix(SHOWN))
            else:
                step.write("HDEL", keys.SUBMITTED, claim)
        self._record.commit(step)


def _shown(scope: str, claim: str) -> str:
    return f"{scope} {claim}"
