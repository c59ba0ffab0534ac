"""Ingest: each entry of a listing finds its paper or becomes one, in one atomic step, while other processes may ingest too.

A step is decided on what `Looking.look` saw and commits only if those keys are still so; else the entry is looked up again.
While one portion is settled here, the record writes the one before and is asked for the next.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

import msgspec

from core.dedup import keys_of, paper_id, stable_id
from core.errors import RecordDown
from core.ingest.ahead import Ahead
from core.ingest.batch import Batch, Item
from core.ingest.candidates import Looked, Looking
from core.ingest.settle import settle
from core.store.engine.record import Record

PORTION = 50
"""Entries looked up and committed in one round trip each; fewer while others ingest much the same papers."""

FRUITLESS = 1000
"""Attempts in a row that settle nothing before a slice gives up: others would have to be first a thousand times."""


class _Seen(msgspec.Struct, frozen=True):
    """What the record held of each entry of a portion, space by space, and a name of what all scopes held then."""

    looked: list[tuple[Looked, ...]]
    scoped: str


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
    left, looking, ahead = _Remaining(batch), Looking(record), Ahead()
    written: deque[tuple[list[Item], Future[list[bool]]]] = deque()

    def look(portion: Sequence[Item]) -> _Seen:
        spaces, scoped = looking.spaces(batch.scope)
        return _Seen(looking.look([(item.own_id, item.keys) for item in portion], spaces), scoped)

    with ThreadPoolExecutor(1) as line:  # the record is asked and told one thing after another
        portion = left.portion()
        asked = line.submit(look, portion)
        while portion:
            answer, following = asked.result(), left.portion() if left.calm else []
            asked = line.submit(look, following)  # before this portion is written, and after the one before it
            pairs, present = zip(portion, answer.looked, strict=True), msgspec.structs.replace(batch, at=clock())
            steps = [settle(present, item, seen, answer.scoped, ahead, record.half_life) for item, seen in pairs]
            written.append((portion, line.submit(record.commit, *steps)))
            ahead = ahead.following()
            while len(written) > bool(following):
                items, done = written.popleft()
                left.account(items, done.result())
            if not following:
                following, ahead = left.portion(), Ahead()
                asked = line.submit(look, following)
            portion = following


def _item(batch: Batch, number: int) -> Item:
    entry = batch.entries[number]
    own_id = paper_id(entry)
    return Item(
        batch.first + number, entry, keys_of(entry), stable_id(f"{batch.scope} {own_id}") if batch.scope else own_id
    )
