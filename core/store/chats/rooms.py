"""What Paperboy knows of a channel: who invited it there, and what was set for it."""

from core.model import Person, Place
from core.store.engine import keys
from core.store.engine.audit import Act, audited
from core.store.engine.record import Keeper
from core.store.engine.step import Step


class Rooms(Keeper):
    """The channels of a record."""

    def get(self, place: Place, field: str, default: str = "") -> str:
        """One setting of a channel."""
        value = self._text.hget(keys.room(place), field)
        return default if value is None else str(value)

    def put(self, place: Place, field: str, value: str, delivery: str = "", act: Act | None = None) -> None:
        """Set one setting of a channel. A delivery that did it before changes nothing."""
        step = Step("room", keys.place(place)).write("HSET", keys.room(place), field, value)
        self._record.commit(audited(step.once(delivery), act))

    def invited(self, place: Place, by: Person) -> None:
        """Keep who invited Paperboy to a channel."""
        step = Step("room", keys.place(place), keys.name(by)).write("HSET", keys.room(place), "inviter", keys.name(by))
        self._record.commit(step.write("SADD", keys.invited_by(by), keys.room(place)))

    def inviter(self, place: Place) -> str:
        """The id of the person who invited Paperboy to a channel, '' where that is unknown."""
        return keys.person_id(self.get(place, "inviter"))

    def erase(self, person: Person) -> int:
        """Forget which channels a person invited Paperboy to; returns how many."""
        rooms = sorted(self._text.smembers(keys.invited_by(person)))
        step = Step("room", who=keys.name(person)).write("DEL", keys.invited_by(person))
        for room in rooms:
            if self._text.hget(room, "inviter") == keys.name(person):
                step.write("HDEL", room, "inviter")
        if rooms:
            self._record.commit(step)
        return len(rooms)
