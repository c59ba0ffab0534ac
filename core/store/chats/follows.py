"""Who asked for slow work: kept until its outcome is sent to them, though processes may die in between."""

from datetime import datetime, timedelta

import msgspec

from core.model import Call, Follow, Person
from core.store.engine import keys
from core.store.engine.record import Keeper
from core.store.engine.step import Step
from core.store.engine.table import Table

KEPT = timedelta(days=7)
"""How long an outcome is waited for; a later one is sent to nobody."""

MOST = 500
"""Askers of a platform who are kept, the newest."""

LEASE = timedelta(seconds=60)
"""How long a process may take to send an outcome; then another may."""


class Asker(msgspec.Struct, frozen=True):
    """Who asked, where, and for what. `back` is what the platform needs to answer later, `last` the last thing sent to them.

    `until` is when another process may send it: the one that has it may have died.
    """

    follow: Follow
    call: Call
    until: datetime
    back: dict[str, str] = {}
    last: str = msgspec.field(default="", name="told")


class Follows(Keeper):
    """The askers of a record."""

    @property
    def _askers(self) -> Table[Asker]:
        return Table(self._record, keys.FOLLOWS, Asker)

    def put(self, follow: Follow, call: Call, back: dict[str, str]) -> None:
        """Keep who asked. A person who asks twice for the same gets one outcome, where they asked last."""
        asker = Asker(follow, call, call.now, back)
        self._record.commit(Step("follow").note("HSET", keys.FOLLOWS, _field(asker), asker))

    def waiting(self, platform: str, now: datetime) -> list[Asker]:
        """The askers of a platform that no process has claimed; those who waited too long are forgotten."""
        askers = self._askers.all().values()
        mine = sorted((row for row in askers if row.call.place.platform == platform), key=lambda row: row.call.now)
        kept = [asker for asker in mine[-MOST:] if now - asker.call.now <= KEPT]
        for asker in mine:
            if asker not in kept:
                self.done(asker)
        return [asker for asker in kept if not now < asker.until <= now + LEASE]

    def of_fetch(self, fetch: str) -> list[Asker]:
        """Who waits for one fetch."""
        return [asker for asker in self._askers.all().values() if asker.follow.fetch == fetch]

    def begin(self, asker: Asker, now: datetime) -> Asker | None:
        """Claim an asker; None where another process has, or they asked again."""
        begun = msgspec.structs.replace(asker, until=now + LEASE)
        return begun if self._change(asker, begun) else None

    def heard(self, asker: Asker, text: str, now: datetime) -> None:
        """Keep what was sent to an asker; more may follow."""
        self._change(asker, msgspec.structs.replace(asker, last=text, until=now))

    def done(self, asker: Asker) -> None:
        """Forget an asker: the last outcome was sent."""
        step = Step("follow").expect(keys.FOLLOWS, _field(asker), asker)
        self._record.commit(step.note("HDEL", keys.FOLLOWS, _field(asker)))

    def erase(self, person: Person) -> None:
        """Forget that a person asked."""
        self._askers.drop(field for field, asker in self._askers.all().items() if asker.call.person == person)

    def _change(self, before: Asker, after: Asker) -> bool:
        step = Step("follow").expect(keys.FOLLOWS, _field(before), before)
        return self._record.commit(step.note("HSET", keys.FOLLOWS, _field(after), after))[0]


def _field(asker: Asker) -> str:
    return f"{keys.name(asker.call.person)} {asker.follow.id}"
