"""A step: the one way the record changes. State is decided in Python from what was read; a step commits it if that still holds.

Every step may be sent twice (redis-py repeats a command whose reply was lost): the second finds its checks broken and does nothing.
"""

from pathlib import Path
from secrets import randbits

import msgspec

from core.store.engine import keys

LUA = Path(__file__).with_suffix(".lua").read_text(encoding="utf-8")

DELIVERED = 26 * 3600
"""Seconds a delivery is remembered: Slack may redeliver an event for 24 hours."""

STAMP_BITS = 52
"""Bits of a stamp: no two are alike by chance, and a server may count one up, as earlier versions did."""

Part = str | int | float | msgspec.Struct
"""A part of a command; a struct is written as JSON."""


class Step:
    """Checks, writes and one log event. `logged` writes are the record; `quiet` ones (claims, outcomes) expire and are not replayed."""

    def __init__(self, kind: str, subject: str = "", who: str = "") -> None:
        self.event = [part for pair in (("kind", kind), ("id", subject), ("who", who)) if pair[1] for part in pair]
        self.checks: list[list[str]] = []
        self.logged: list[list[str]] = []
        self.quiet: list[list[str]] = []

    def about(self, *subjects: str) -> "Step":
        """What the event is about: of several papers their ids, by spaces."""
        self.event[self.event.index("id") + 1] = " ".join(subjects)
        return self

    def by(self, name: str) -> "Step":
        """Whose the event is too (a name as in keys): it is deleted when they ask to be forgotten."""
        if "who" not in self.event:
            self.event += ["who", name]
        elif name not in (names := self._names()):
            self.event[self.event.index("who") + 1] = "|".join((*names, name))
        return self

    def _names(self) -> list[str]:
        return self.event[self.event.index("who") + 1].split("|") if "who" in self.event else []

    def and_then(self, other: "Step") -> "Step":
        """What another step checks and writes too: both are done, or neither. The event is also whose that one is."""
        for name in other._names():
            self.by(name)
        self.checks += other.checks
        self.logged += other.logged
        self.quiet += other.quiet
        return self

    def expect(self, key: str, field: str, value: Part) -> "Step":
        """Only if this field of a hash holds `value` ('' for none)."""
        self.checks.append(["field", key, field, _text(value)])
        return self

    def expect_size(self, key: str, size: int) -> "Step":
        """Only if this set has `size` members."""
        self.checks.append(["card", key, "", str(size)])
        return self

    def expect_free(self, key: str) -> "Step":
        """Only if this key does not exist."""
        self.checks.append(["free", key, "", ""])
        return self

    def once(self, delivery: str, subject: str = "") -> "Step":
        """Only if a delivery did not do this before (for one of several subjects); '' is none, and may do it again.

        That it did is logged, though it expires: a delivery that waits in a backup is taken up again after a restore.
        """
        if not delivery:
            return self
        handled = keys.press(delivery, subject)
        return self.expect_free(handled).write("SET", handled, "1", "EX", DELIVERED)

    def write(self, *command: Part) -> "Step":
        """A write that belongs to the record: a Redis command and its arguments."""
        self.logged.append([_text(part) for part in command])
        return self

    def stamp(self, key: str, *fields: str) -> "Step":
        """A write of numbers that these fields of a hash never held: who kept an earlier one sees by it that something changed."""
        for field in fields:
            self.write("HSET", key, field, randbits(STAMP_BITS))
        return self

    def note(self, *command: Part) -> "Step":
        """A write that is not replayed: a claim that expires, an outcome, a wake-up."""
        self.quiet.append([_text(part) for part in command])
        return self

    def argv(self) -> list[str]:
        """The arguments of step.lua."""
        return [*(msgspec.json.encode(part).decode() for part in (self.checks, self.logged, self.quiet)), *self.event]


def _text(part: Part) -> str:
    return msgspec.json.encode(part).decode() if isinstance(part, msgspec.Struct) else str(part)
