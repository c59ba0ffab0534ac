"""Lines that would set a digest up where Paperboy may not post yet: kept with the person who typed them until it may, for a week."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from core.model import Call, Person, Place
from core.store.engine import keys
from core.store.engine.record import Keeper
from core.store.engine.step import Step
from core.store.engine.table import Table

WAITS = timedelta(days=7)
"""How long a line waits."""

MOST = 5
"""Lines that wait in one channel, at most: a channel that lets nobody in needs no more."""


class Waiting(msgspec.Struct, frozen=True):
    """A line, the call that brought it, and the name of the digest that it would set up."""

    call: Call
    line: str
    name: str


class WaitingLines(Keeper):
    """The waiting lines of a record."""

    @property
    def _lines(self) -> Iterable[Waiting]:
        return Table(self._record, keys.WAITING, Waiting).all().values()

    def keep(self, waiting: Waiting) -> bool:
        """Keep a line, in place of the one by which the same person asked for a digest of that name; False where too many wait."""
        there = self.of_place(waiting.call.place, waiting.call.now)
        old = [line for line in there if (line.call.person, line.name) == (waiting.call.person, waiting.name)]
        if len(there) - len(old) >= MOST:
            return False
        step = Step("waiting", keys.place(waiting.call.place), keys.name(waiting.call.person))
        for line in old:
            step.write("HDEL", keys.WAITING, _field(line))
        self._record.commit(step.write("HSET", keys.WAITING, _field(waiting), waiting))
        return True

    def of_place(self, place: Place, now: datetime) -> list[Waiting]:
        """Those of a channel, the oldest first."""
        return [
            line for line in self.of_platform(place.platform, now) if line.call.place.unthreaded == place.unthreaded
        ]

    def of_platform(self, platform: str, now: datetime) -> list[Waiting]:
        """Those of a platform, the oldest first."""
        mine = (line for line in self._lines if line.call.place.platform == platform)
        return sorted((line for line in mine if now - line.call.now < WAITS), key=lambda line: line.call.now)

    def done(self, waiting: Waiting) -> None:
        """A line waits no longer."""
        self._drop([waiting])

    def prune(self, now: datetime) -> None:
        """Forget those that waited too long."""
        self._drop(line for line in self._lines if now - line.call.now >= WAITS)

    def erase(self, person: Person) -> None:
        """Forget those that a person typed."""
        self._drop(line for line in self._lines if line.call.person == person)

    def forget(self, team: Place) -> None:
        """Forget those of a team."""
        places = ((line, line.call.place) for line in self._lines)
        self._drop(line for line, place in places if (place.platform, place.team) == (team.platform, team.team))

    def _drop(self, lines: Iterable[Waiting]) -> None:
        for line in lines:
            self._record.commit(Step("waiting", keys.place(line.call.place)).write("HDEL", keys.WAITING, _field(line)))


def _field(waiting: Waiting) -> str:
    return f"{keys.place(waiting.call.place)} {waiting.call.delivery}"
