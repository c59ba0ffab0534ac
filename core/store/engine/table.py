"""The hashes of the record that hold structs of one kind, as JSON, each in a field of its own."""

from collections.abc import Iterable
from typing import Generic, TypeVar

import msgspec

from core.store.engine.record import Record

Row = TypeVar("Row", bound=msgspec.Struct)


class Table(Generic[Row]):
    """A hash, by its key, and the kind of its rows."""

    def __init__(self, record: Record, key: str, kind: type[Row]) -> None:
        self._record, self._key, self._kind = record, key, kind

    def get(self, field: str) -> Row | None:
        """One row, or None."""
        row = self._record.text.hget(self._key, field)
        return msgspec.json.decode(row, type=self._kind) if row else None

    def get_many(self, fields: Iterable[str]) -> dict[str, Row]:
        """Those of the rows that exist, by field, in this order."""
        wanted = list(fields)
        rows = self._record.text.hmget(self._key, wanted) if wanted else []
        return {
            field: msgspec.json.decode(row, type=self._kind) for field, row in zip(wanted, rows, strict=True) if row
        }

    def all(self) -> dict[str, Row]:
        """All rows, by field."""
        rows = self._record.text.hgetall(self._key)
        return {field: msgspec.json.decode(row, type=self._kind) for field, row in rows.items()}

    def drop(self, fields: Iterable[str]) -> None:
        """Take rows out, past the log: only of what is not the record's for good."""
        if gone := list(fields):
            self._record.text.hdel(self._key, *gone)
