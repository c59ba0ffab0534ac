"""What each person searched for last: a few command lines, for that person alone."""

from datetime import datetime

from core.model import Person
from core.store.engine import keys
from core.store.engine.record import Keeper
from core.store.engine.step import Step

KEPT = 5
"""Searches kept of a person."""


class Searches(Keeper):
    """The recent searches of a record."""

    def keep(self, person: Person, line: str, at: datetime) -> None:
        """Keep a search as the person's newest; the oldest beyond `KEPT` goes."""
        if self.recent(person)[:1] == [line]:
            return
        step = Step("search", who=keys.name(person)).write("ZADD", keys.searches(person), at.timestamp(), line)
        self._record.commit(step.write("ZREMRANGEBYRANK", keys.searches(person), 0, -KEPT - 1))

    def recent(self, person: Person) -> list[str]:
        """A person's searches as command lines, the newest first."""
        return [str(line) for line in self._text.zrevrange(keys.searches(person), 0, KEPT - 1)]

    def erase(self, person: Person) -> None:
        """Forget what a person searched for."""
        if self._text.exists(keys.searches(person)):
            self._record.commit(Step("search", who=keys.name(person)).write("DEL", keys.searches(person)))
