"""The inbox: an event is written here before it is acknowledged to its platform, so that nothing acknowledged is lost.

Every copy of an event has the same id; the first one counts, the others for 26 hours do nothing.
"""

from datetime import datetime
from secrets import token_hex
from typing import Any

import msgspec

from core.model import Person
from core.store.engine import keys
from core.store.engine.record import Keeper
from core.store.engine.step import Step
from core.store.engine.table import Table
from core.votes.marks import FUTURE

REMEMBERED = 26 * 3600
"""Seconds an event's id is remembered: Slack may redeliver for 24 hours."""

TRIES = 5
"""Times an event is handled before it is put aside."""


class Event(msgspec.Struct, frozen=True):
    """An event that waits to be handled: its platform, its body as the platform sent it, since when, and tries so far."""

    id: str
    platform: str
    body: dict[str, Any]
    at: datetime
    tries: int = 0


class Inbox(Keeper):
    """The events of a record that are not handled yet."""

    @property
    def _events(self) -> Table[Event]:
        return Table(self._record, keys.INBOX, Event)

    def receive(self, event: Event) -> bool:
        """Keep an event; False for a copy of one that came before. Raises RecordDown: then it must not be acknowledged."""
        seen, mine = keys.event(event.platform, event.id), token_hex(8)
        step = Step("event").expect_free(seen).note("SET", seen, mine, "EX", REMEMBERED)
        if self._record.commit(step.note("HSET", keys.INBOX, _field(event), event))[0]:
            return True
        # else redis-py may have sent this very write twice, because its first reply was lost
        return bool(self._text.get(seen) == mine)

    def waiting(self, platform: str, before: datetime) -> list[Event]:
        """The events of a platform that came, or were tried, before a moment: the process that had them has died.

        Those from the future too: a clock was wrong when they came.
        """
        mine = (event for event in self._events.all().values() if event.platform == platform)
        late = (event for event in mine if not before <= event.at <= before + FUTURE)
        return sorted(late, key=lambda event: (event.at, event.id))

    def begin(self, event: Event, now: datetime) -> Event | None:
        """Take a late event up again; None where somebody else did, or it was tried often enough and is put aside."""
        again = msgspec.structs.replace(event, at=now, tries=event.tries + 1)
        step = Step("event").expect(keys.INBOX, _field(event), event)
        if again.tries < TRIES:
            step.note("HSET", keys.INBOX, _field(event), again)
        else:
            step.note("HDEL", keys.INBOX, _field(event)).note("HSET", keys.DEAD_EVENTS, _field(event), again)
        return again if self._record.commit(step)[0] and again.tries < TRIES else None

    def rest(self, event: Event, now: datetime) -> None:
        """Let an event wait on, however long: this try does not count, for nothing can be done about it here."""
        rested = msgspec.structs.replace(event, at=now, tries=0)
        step = Step("event").expect(keys.INBOX, _field(event), event)
        self._record.commit(step.note("HSET", keys.INBOX, _field(event), rested))

    def done(self, event: Event) -> None:
        """An event is handled."""
        self._events.drop([_field(event)])

    def erase(self, person: Person, but: str) -> None:
        """Forget what a person did that waits or was put aside, `but` the event of this id: that they ask for it."""
        for events in (self._events, Table(self._record, keys.DEAD_EVENTS, Event)):
            others = ((field, event) for field, event in events.all().items() if event.id != but)
            events.drop(field for field, event in others if _who(event) == (person.platform, person.id))


def _who(event: Event) -> tuple[str, str]:
    """The platform, and the id of the person of an event: of a change, of a platform's event, or of a message with links."""
    body = event.body
    change, event_body = body.get("change") or {}, body.get("event") or {}
    user = (change.get("call") or {}).get("person", {}).get("id") or event_body.get("user") or body.get("user")
    return event.platform, str(user)


def _field(event: Event) -> str:
    return f"{event.platform}/{event.id}"
