"""Ingest: each entry of a listing finds its paper or becomes one, in one atomic step, while other processes may ingest too.

A step is decided on what `Looking.look` saw and commits only if those keys are still so; else the entry is looked up again.
"""

from collections import deque

from core.dedup import keys_of, paper_id, stable_id
from core.errors import RecordDown
from core.ingest.ahead import Ahead
from core.ingest.batch import Batch, Item
from core.ingest.candidates import Looking
from core.ingest.settle import settle
from core.store.engine.record import Record

PORTION = 100
"""Entries looked up and committed in one round trip each; fewer while others ingest much the same papers."""


FRUITLESS = 1000
"""Attempts in a row that settle nothing before a slice gives up: others would have to be first a thousand times."""


def take(record: Record, batch: Batch) -> None:
    """Ingest a batch; running it again, or twice at once, changes nothing more. Outcomes land in the run.

    Raises RecordDown where the record does not answer, or others are always first.
    """
    looking, size, fruitless = Looking(record), PORTION, 0
    left = deque(_item(batch, number) for number in range(len(batch.entries)))
    while left:
        portion = [left.popleft() for _ in range(min(size, len(left)))]
        spaces, scoped = looking.spaces(batch.scope)
        looked = looking.look([(item.own_id, item.keys) for item in portion], spaces)
        ahead = Ahead()
        steps = [
            settle(batch, item, seen, scoped, ahead, record.half_life)
            for item, seen in zip(portion, looked, strict=True)
        ]
        done = record.commit(*steps)
        again = [item for item, is_done in zip(portion, done, strict=True) if not is_done]
        left.extendleft(reversed(again))
        fruitless = fruitless + 1 if len(again) == len(portion) else 0
        if fruitless > FRUITLESS:
            raise RecordDown("Too many workers store the same papers right now. Nothing is lost; Paperboy tries again.")
        size = max(1, size // 2) if len(again) * 2 > len(portion) else min(PORTION, size * 2)


def _item(batch: Batch, number: int) -> Item:
    entry = batch.entries[number]
    own_id = paper_id(entry)
    return Item(
        batch.first + number, entry, keys_of(entry), stable_id(f"{batch.scope} {own_id}") if batch.scope else own_id
    )
