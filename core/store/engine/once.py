"""Things done once, or once in a while, and command lines kept for a day because no button holds them."""

from datetime import datetime, timedelta
from hashlib import blake2b

from core.store.engine import keys
from core.store.engine.record import Keeper
from core.store.engine.step import Step

DAY = 86_400

ALERTED = timedelta(days=1)
"""How long after an alert no other one for the same cause goes out, on whichever side of midnight."""


class Once(Keeper):
    """Claims that any number of processes may want: one gets it."""

    def first(self, task: str, seconds: int, who: str = "1") -> bool:
        """Claim something for so many seconds; True for the first, and for the same `who` again."""
        key = keys.once(task)
        if self._text.set(key, who, nx=True, ex=seconds):
            return True
        return who != "1" and bool(self._text.get(key) == who)

    def release(self, task: str) -> None:
        """Give a claim back: it did not come to anything."""
        self._text.delete(keys.once(task))


class Alerts(Keeper):
    """When the operator was last alerted of each cause: any number of processes may want to; within a day one does."""

    def first(self, cause: str, now: datetime) -> bool:
        """Claim the alert of a cause; False where one went out within a day. Causes of earlier days are forgotten."""
        rows = self._text.hgetall(keys.ALERTS)
        fresh = {name for name, at in rows.items() if timedelta() <= now - datetime.fromisoformat(at) < ALERTED}
        if cause in fresh:
            return False
        step = Step("alert", cause).expect(keys.ALERTS, cause, rows.get(cause, ""))
        if past := [name for name in rows if name not in fresh]:
            step.note("HDEL", keys.ALERTS, *past)
        return self._record.commit(step.note("HSET", keys.ALERTS, cause, now.isoformat()))[0]

    def give_back(self, cause: str, at: datetime) -> None:
        """Give back the claim of an alert that did not go out, so that the next one of its cause does."""
        step = Step("alert", cause).expect(keys.ALERTS, cause, at.isoformat())
        self._record.commit(step.note("HDEL", keys.ALERTS, cause))


class Parked(Keeper):
    """Command lines that are too long for a button, under short keys, for a day."""

    def park(self, line: str) -> str:
        """Keep a line; returns its key, the same for the same line."""
        key = blake2b(line.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        self._text.set(keys.parked(key), line, ex=DAY)
        return key

    def line(self, key: str) -> str:
        """The line under a key, '' where its day is over."""
        return str(self._text.get(keys.parked(key)) or "")
