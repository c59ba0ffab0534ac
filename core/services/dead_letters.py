"""The dead letters: slices whose workers died every time, events whose handling failed every time, and the way back for both."""

from datetime import datetime

import msgspec

from core.ingest.arrivals import Slice
from core.store.chats.inbox import Event
from core.store.engine import keys
from core.store.engine.record import Keeper
from core.store.engine.step import Step
from core.store.engine.table import Table


class DeadLetters(Keeper):
    """What was given up on its way into a record."""

    def events(self) -> list[Event]:
        """The events that were put aside, the one tried last first."""
        rows = Table(self._record, keys.DEAD_EVENTS, Event).all().values()
        return sorted(rows, key=lambda event: event.at, reverse=True)

    def retry_slice(self, todo: Slice, now: datetime) -> bool:
        """Put a slice back among those to do, as if it had never been started; False where it is dead no more."""
        again = msgspec.structs.replace(todo, at=now, starts=0)
        return self._moved(keys.DEAD, keys.TODO, todo.id, todo, again)

    def drop_slice(self, todo: Slice) -> None:
        """Forget a slice whose bytes are gone."""
        self._text.hdel(keys.DEAD, todo.id)

    def retry_event(self, event: Event) -> bool:
        """Put an event back into the inbox, as if it had never been tried; its age stays, so that the next look finds it late."""
        again = msgspec.structs.replace(event, tries=0)
        return self._moved(keys.DEAD_EVENTS, keys.INBOX, f"{event.platform}/{event.id}", event, again)

    def _moved(self, dead: str, alive: str, field: str, old: Slice | Event, new: Slice | Event) -> bool:
        step = Step("retry", field).expect(dead, field, old).note("HDEL", dead, field)
        return self._record.commit(step.note("HSET", alive, field, new))[0]
