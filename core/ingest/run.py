"""Ingest: each entry of a listing finds its paper or becomes one, in one atomic step, while other processes may ingest too.

A step is decided on what `Looking.look` saw and commits only if those keys are still so; else the entry is looked up again.
While one portion is settled here, the record writes the one before and looks up the next.
"""

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from core.dedup import keys_of, paper_id, stable_id
from core.errors import RecordDown
from core.ingest.ahead import Ahead
from core.ingest.batch import Batch, Item
from core.ingest.candidates import Looking
from core.ingest.settle import settle
from core.store.engine.record import Record

PORTION = 50
"""Entries looked up and committed in one round trip each; fewer while others ingest much the same papers."""

FRUITLESS = 1000
"""Attempts in a row that settle nothing before a slice gives up: others would have to be first a thousand times."""


class _Remaining:
    """The entries of a batch that are not on their way yet, cut into portions.

    It is `calm` while nobody else is first: else each portion waits for the one before it, since two that count on each
    other's steps would fail for ever.
    """

    def __init__(self, batch: Batch) -> None:
        self._batch, self._size, self._fruitless = batch, PORTION, 0
        self._numbers, self.calm = deque(range(len(batch.entries))), True

    def portion(self) -> list[Item]:
        """The next entries, taken off."""
        return [_item(self._batch, self._numbers.popleft()) for _ in range(min(self._size, len(self._numbers)))]

    def account(self, portion: Sequence[Item], done: Sequence[bool]) -> None:
        """Put back what others were first with. Raises RecordDown where they always are."""
        again = [item.number - self._batch.first for item, is_done in zip(portion, done, strict=True) if not is_done]
        self._numbers.extendleft(reversed(again))
        self.calm = not again
        self._fruitless = self._fruitless + 1 if len(again) == len(portion) else 0
        if self._fruitless > FRUITLESS:
            raise RecordDown("Too many workers store the same papers right now. Nothing is lost; Paperboy tries again.")
        half, twice = max(1, self._size // 2), min(PORTION, self._size * 2)
        self._size = half if len(again) * 2 > len(portion) else twice


def take(record: Record, batch: Batch, clock: Callable[[], datetime]) -> None:
    """Ingest a batch; running it again, or twice at once, changes nothing more. Outcomes land in the run.

    A paper is known from the moment that `clock` tells as its portion is settled: a post that was chosen before could not see it.
    Raises RecordDown where the record does not answer, or others are always first.
    """
    with record.line() as line:
        left, looking = _Remaining(batch), Looking(record, line)
        while portion := left.portion():  # nothing is on its way
            spaces, scoped = looking.spaces(batch.scope)
            ahead, question = Ahead(), looking.ask(portion, spaces)
            question.follow()
            written: list[Item] = []
            while portion:
                following = left.portion() if left.calm else []
                asked = looking.ask(following, spaces)
                present = msgspec.structs.replace(batch, at=clock())
                pairs = zip(portion, question.answer(), strict=True)
                steps = [settle(present, item, seen, scoped, ahead, record.half_life) for item, seen in pairs]
                if written:
                    left.account(written, record.committed(line.answers()))
                asked.follow()  # what follows is looked up before this portion is written, and after the one before it
                line.send(record.commits(*steps))
                written, portion, question, ahead = portion, following, asked, ahead.following()
            question.answer()
            left.account(written, record.committed(line.answers()))


def _item(batch: Batch, number: int) -> Item:
    entry = batch.entries[number]
    own_id = paper_id(entry)
    return Item(
        batch.first + number, entry, keys_of(entry), stable_id(f"{batch.scope} {own_id}") if batch.scope else own_id
    )
