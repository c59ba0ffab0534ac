"""Channels whose past is being read, a page at a time: how far each is, so that another process can go on where one died."""

from datetime import datetime, timedelta

import msgspec

from core.model import Call, Person, Place
from core.store.engine import keys
from core.store.engine.record import Keeper
from core.store.engine.step import Step
from core.store.engine.table import Table

KEPT = timedelta(days=7)
"""How long it is known what was read, and how long a reading may take."""

LEASE = timedelta(minutes=5)
"""How long a process may take for a page; then another may go on."""


class ChannelReading(msgspec.Struct, frozen=True, omit_defaults=True):
    """The reading of a channel's past: who asked and where, and from which message on it goes back further (`cursor`, an id).

    `papers` are the references found so far, `titles` those that are known of them. `ended` is when it came to its end; `why` is
    the reason, in a sentence, where it could not go on. `until` is when another process may go on with it.
    """

    call: Call
    until: datetime
    cursor: str = ""
    messages: int = 0
    back_to: datetime | None = None
    papers: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    votes: int = 0
    topics: tuple[str, ...] = ()
    ended: datetime | None = None
    why: str = ""

    @property
    def place(self) -> Place:
        """The channel."""
        return self.call.place.unthreaded


class Histories(Keeper):
    """The channels of a record whose past is read, or was read lately."""

    @property
    def _readings(self) -> Table[ChannelReading]:
        return Table(self._record, keys.HISTORIES, ChannelReading)

    def of(self, place: Place) -> ChannelReading | None:
        """The reading of a channel's past; None where nobody asked for one lately."""
        return self._readings.get(keys.place(place))

    def ask(self, call: Call) -> ChannelReading:
        """Have the past of a call's channel read from now back; one that is being read goes on. Returns the reading."""
        reading = ChannelReading(call, call.now)
        before = self.of(reading.place)
        if before and not before.ended:
            return before
        self._record.commit(Step("history").note("HSET", keys.HISTORIES, keys.place(reading.place), reading))
        return reading

    def claim(self, platform: str, now: datetime) -> list[ChannelReading]:
        """The readings of a platform to go on with, which no other process has; what is over for long is forgotten."""
        claimed = []
        for reading in sorted(self._readings.all().values(), key=lambda row: row.call.now):
            if reading.place.platform != platform:
                continue
            if now - (reading.ended or reading.call.now) > KEPT:
                self._record.commit(_changing(reading).note("HDEL", keys.HISTORIES, keys.place(reading.place)))
            elif not reading.ended and not now < reading.until <= now + LEASE:
                claimed.append(self.change(reading, msgspec.structs.replace(reading, until=now + LEASE)))
        return [reading for reading in claimed if reading]

    def change(self, before: ChannelReading, after: ChannelReading) -> ChannelReading | None:
        """Keep how far a reading is; None where another process went on with it, or it is no longer wanted."""
        step = _changing(before).note("HSET", keys.HISTORIES, keys.place(after.place), after)
        return after if self._record.commit(step)[0] else None

    def erase(self, person: Person) -> None:
        """Forget what a person had read; what is not read yet stays unread."""
        rows = self._readings.all().items()
        self._readings.drop(field for field, reading in rows if reading.call.person == person)


def _changing(before: ChannelReading) -> Step:
    return Step("history").expect(keys.HISTORIES, keys.place(before.place), before)
