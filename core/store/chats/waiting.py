"""Lines that would set a digest up where Paperboy may not post yet: kept with the person who typed them until it may, for a week."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from core.model import Call, Person, Place
from core.store.engine import keys
from core.store.engine.record import Record
from core.store.engine.step import Step

WAITS = timedelta(days=7)
"""How long a line waits."""

MOST = 5
"""Lines that wait in one channel, at most: a channel that lets nobody in needs no more."""


class Waiting(msgspec.Struct, frozen=True):
    """A line, the call that brought it, and the name of the digest that it would set up."""

    call: Call
    line: str
    name: str


class WaitingLines:
    """The waiting lines of a record."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def keep(self, waiting: Waiting) -> bool:
        """Keep a line, in place of the one by which the same person asked for a digest of that name; False where too many wait."""
        there = self.of_place(waiting.call.place, waiting.call.now)
        old = [one for one in there if (one.call.person, one.name) == (waiting.call.person, waiting.name)]
        if len(there) - len(old) >= MOST:
            return False
        step = Step("waiting", keys.place(waiting.call.place), keys.name(waiting.call.person))
        for one in old:
            step.write("HDEL", keys.WAITING, _field(one))
        self._record.commit(step.write("HSET", keys.WAITING, _field(waiting), _json(waiting)))
        return True

    def of_place(self, place: Place, now: datetime) -> list[Waiting]:
        """Those of a channel, the oldest first."""
        return [one for one in self.of_platform(place.platform, now) if _room(one.call.place) == _room(place)]

    def of_platform(self, platform: str, now: datetime) -> list[Waiting]:
        """Those of a platform, the oldest first."""
        fresh = (one for one in self._all() if now - one.call.now < WAITS and one.call.place.platform == platform)
        return sorted(fresh, key=lambda item: item.call.now)

    def done(self, waiting: Waiting) -> None:
        """A line waits no longer."""
        self._drop([waiting])

    def prune(self, now: datetime) -> None:
        """Forget those that waited too long."""
        self._drop(one for one in self._all() if now - one.call.now >= WAITS)

    def erase(self, person: Person) -> None:
        """Forget those that a person typed."""
        self._drop(one for one in self._all() if one.call.person == person)

    def forget(self, team: Place) -> None:
        """Forget those of a team."""
        named = (team.platform, team.team)
        self._drop(one for one in self._all() if (one.call.place.platform, one.call.place.team) == named)

    def _drop(self, some: Iterable[Waiting]) -> None:
        for one in some:
            self._record.commit(Step("waiting", keys.place(one.call.place)).write("HDEL", keys.WAITING, _field(one)))

    def _all(self) -> list[Waiting]:
        return [msgspec.json.decode(row, type=Waiting) for row in self._record.text.hvals(keys.WAITING)]


def _room(place: Place) -> Place:
    """The channel, whichever thread of it: digests are posted in channels."""
    return msgspec.structs.replace(place, thread="")


def _field(waiting: Waiting) -> str:
    return f"{keys.place(waiting.call.place)} {waiting.call.delivery}"


def _json(waiting: Waiting) -> str:
    return msgspec.json.encode(waiting).decode()
