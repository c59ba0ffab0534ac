"""The kill switches: rooms in which Paperboy posts nothing by itself, or all of them; and platforms that refuse our token."""

from core.model import Place
from core.store.engine import keys
from core.store.engine.audit import Act, audited
from core.store.engine.record import Keeper
from core.store.engine.step import Step

ALL = "all"


class Mutes(Keeper):
    """The kill switches of a record. The sender looks here right before it posts."""

    def set(self, place: Place | None, *, muted: bool, delivery: str = "", act: Act | None = None) -> None:
        """Mute a room, or all of them (None), or end that. A delivery that did it before changes nothing."""
        name = keys.place(place) if place else ALL
        step = Step("mute", name).write("SADD" if muted else "SREM", keys.MUTED, name)
        self._record.commit(audited(step.once(delivery), act))

    def all(self) -> bool:
        """Whether everything is muted."""
        return bool(self._text.sismember(keys.MUTED, ALL))

    def has(self, place: Place) -> bool:
        """Whether Paperboy may post nothing by itself in a room."""
        return any(self._text.smismember(keys.MUTED, [ALL, keys.place(place)]))

    def stop(self, platform: str, token: str, why: str) -> None:
        """A platform no longer takes our token: nothing is sent there until another one is set."""
        self._record.commit(Step("stop").write("HSET", keys.stopped(platform), "token", token, "why", why))

    def stopped(self, platform: str, token: str) -> str:
        """Why nothing is sent to a platform by this token, '' where it works as far as we know."""
        kept, why = self._text.hmget(keys.stopped(platform), "token", "why")
        return str(why) if kept == token else ""
