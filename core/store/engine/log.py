"""The log `pb:log`: every change in order. Followers read it from where they stand; it is trimmed below the newest snapshot."""

from collections.abc import Iterator
from uuid import uuid4

import msgspec

from core.model import Person
from core.store.engine import keys
from core.store.engine.record import Keeper

PAGE = 1000

REPACK = """
local held = redis.call('XRANGE', KEYS[1], '-', '+')
if #held == 0 then return end
local facts, last = redis.call('XINFO', 'STREAM', KEYS[1]), nil
for place = 1, #facts, 2 do if facts[place] == 'last-generated-id' then last = facts[place + 1] end end
redis.call('DEL', KEYS[1])
for _, event in ipairs(held) do redis.call('XADD', KEYS[1], event[1], unpack(event[2])) end
redis.call('XSETID', KEYS[1], last)
"""


class LogEntry(msgspec.Struct, frozen=True):
    """One change: its id in the log, its kind (paper, vote, digest, forget), what it is about, and whose it is (names, by `|`).

    `do` is what it wrote, in JSON, which is read only where it is asked for.
    """

    id: str
    kind: str
    subject: str
    who: str
    do: str

    @property
    def writes(self) -> tuple[tuple[str, ...], ...]:
        """The commands that it wrote by, each with its arguments."""
        return msgspec.json.decode(self.do, type=tuple[tuple[str, ...], ...])


class Log(Keeper):
    """The log of a record. A position is `epoch:id`; the epoch changes when a record is restored from a backup."""

    def epoch(self) -> str:
        """The name of this record's history; made at first use."""
        self._text.set(keys.EPOCH, uuid4().hex[:12], nx=True)
        return str(self._text.get(keys.EPOCH))

    def start(self, position: str) -> str | None:
        """The log id to follow from, or None where the log does not reach back to `position`, or no longer reaches it since a takeover
        by a replica, or a restart from an older file, undid the last changes: then read the whole record.
        """
        epoch, _, at = position.partition(":")
        if not at or epoch != self.epoch():
            return None
        trimmed = str(self._text.hget(keys.SNAPSHOT, "at") or "0-0")
        end = self._record.position()
        is_ahead = end != "0-0" and order(at) > order(end)
        return at if order(at) >= order(trimmed) and not is_ahead else None

    def end(self) -> str:
        """The position after the newest change."""
        return f"{self.epoch()}:{self._record.position()}"

    def after(self, at: str) -> Iterator[list[LogEntry]]:
        """The changes after log id `at`, in pages, up to now."""
        while page := self._text.xrange(keys.LOG, f"({at}", "+", count=PAGE):
            yield [
                LogEntry(event_id, fields["kind"], fields.get("id", ""), fields.get("who", ""), fields["do"])
                for event_id, fields in page
            ]
            at = page[-1][0]

    def forget(self, person: Person) -> int:
        """Delete every change a person made, and leave one line that does not say whose they were. Returns how many."""
        name = keys.name(person)
        gone = [event.id for page in self.after("0-0") for event in page if name in event.who.split("|")]
        for first in range(0, len(gone), PAGE):
            self._text.xdel(keys.LOG, *gone[first : first + PAGE])
        self._text.xadd(keys.LOG, {"kind": "forget", "do": "[]"})
        self._record.confirm()
        return len(gone)

    def repack(self) -> None:
        """Rewrite the log: a server keeps the bytes of deleted changes beside those that stay, in its file too."""
        self._text.eval(REPACK, 1, keys.LOG)

    def trim(self, at: str) -> None:
        """Cut the log below `at`, which a snapshot holds."""
        self._text.xtrim(keys.LOG, minid=at, approximate=False)

    def __len__(self) -> int:
        return int(self._text.xlen(keys.LOG))


class RestoreWatch:
    """Tells who keeps in memory what was read of a record whether that was restored meanwhile. Ask before the first read, and on."""

    def __init__(self, log: Log) -> None:
        self._log, self._epoch = log, ""

    def restored(self) -> bool:
        """Whether the record was restored since this was last asked; False at the first time."""
        before, self._epoch = self._epoch, self._log.epoch()
        return before not in ("", self._epoch)


def later(left: str, other: str) -> str:
    """The later of two positions; the second where they are of different histories."""
    (epoch, _, at), (epochs, _, ats) = left.partition(":"), other.partition(":")
    return left if epoch == epochs and order(at) > order(ats) else other


def seconds_between(left: str, other: str) -> float:
    """The time from one position to another, by the server's clock; 0 from or to an empty one."""
    at, ats = (order(position.partition(":")[2] or "0-0")[0] for position in (left, other))
    return (ats - at) / 1000 if at and ats else 0.0


def order(event_id: str) -> tuple[int, int]:
    """By what log ids are in order."""
    at, _, number = event_id.partition("-")
    return int(at), int(number or 0)
