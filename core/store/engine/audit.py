"""What admins did: who, where, when and what, written by the step that does it. What people set up for themselves is not kept."""

from datetime import datetime

import msgspec

from core.model import Call, Person, Place
from core.store.engine import keys
from core.store.engine.record import Keeper
from core.store.engine.step import Step
from core.text.cleaning import clip

KEPT = 10_000
"""Acts kept, the newest: some 3 MB."""

LONGEST = 200
"""Characters kept of what an act was about."""


class Act(msgspec.Struct, frozen=True, omit_defaults=True):
    """One act of an admin. `who` and `where` are names as in keys; `name` and `channel` are how others call them, '' where
    nobody need know. An act of somebody who was forgotten has neither `who` nor `name`.
    """

    at: datetime
    verb: str
    about: str = ""
    where: str = ""
    channel: str = ""
    who: str = ""
    name: str = ""


def act_of(call: Call, verb: str, about: str = "", place: Place | None = None) -> Act:
    """What the person of a call does by a verb, where they are or in another place; of a direct message only the team is kept."""
    where = place or call.place
    if call.direct:
        where = Place(where.platform, where.team)
    channel = call.channel_name if where.channel == call.place.channel else ""
    return Act(call.now, verb, clip(about, LONGEST), keys.place(where), channel, keys.name(call.person), call.name)


def setting_of(call: Call, verb: str, about: str = "") -> Act | None:
    """As `act_of`; None in a direct message, which is the person's own to set up."""
    return None if call.direct else act_of(call, verb, about)


def audited(step: Step, act: Act | None) -> Step:
    """The step that does an act, with the act in it."""
    if act is None:
        return step
    step.write("ZADD", keys.AUDIT, act.at.timestamp(), act)
    step.write("ZREMRANGEBYRANK", keys.AUDIT, 0, -KEPT - 1)
    return step.by(act.who)


class Audit(Keeper):
    """The acts of admins in a record."""

    def newest(self, most: int) -> list[Act]:
        """The acts, the newest first."""
        return [_act(row) for row in self._text.zrevrange(keys.AUDIT, 0, most - 1)]

    def count(self) -> int:
        """How many acts are kept."""
        return int(self._text.zcard(keys.AUDIT))

    def erase(self, person: Person) -> None:
        """Leave of a person's acts that somebody did them."""
        name = keys.name(person)
        step = Step("audit", "", name)
        for row in self._text.zrange(keys.AUDIT, 0, -1):
            act = _act(row)
            if act.who == name:
                nobody = msgspec.structs.replace(act, who="", name="")
                step.write("ZREM", keys.AUDIT, row).write("ZADD", keys.AUDIT, act.at.timestamp(), nobody)
        if step.logged:
            self._record.commit(step)


def _act(row: str) -> Act:
    return msgspec.json.decode(row, type=Act)
