"""What cannot be read of a listing: a record that is broken costs itself alone, and one with too many is refused as a whole."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import msgspec

from core.errors import NotAListing
from core.model import Entry, Skipped

Record = TypeVar("Record")


class Broken(msgspec.Struct, frozen=True):
    """What stands in place of a record that cannot be read: why."""

    why: str


def bounded(records: Iterable[Record], most: int, where: str, noun: str) -> Iterator[Record]:
    """These records, which people call by that noun in the plural; raises `NotAListing` where there are more than `most`."""
    for count, record in enumerate(records):
        if count >= most:
            raise too_many(where, most, noun)
        yield record


def too_many(where: str, most: int, noun: str) -> NotAListing:
    """What says that a text holds more than `most` records."""
    return NotAListing(f"{where} holds more than {most:,} {noun}: split it into smaller files.")


def read_each(
    records: Iterable[tuple[int, Record | Broken]], read: Callable[[Record, int, int], Entry | Broken], where: str
) -> tuple[list[Entry], list[Skipped]]:
    """The entries that `read` makes of records, each given its line and the rank it would have, and those that are broken."""
    entries: list[Entry] = []
    skipped: list[Skipped] = []
    for line, record in records:
        entry = record if isinstance(record, Broken) else read(record, line, len(entries) + 1)
        if isinstance(entry, Broken):
            skipped.append(Skipped(where, line, entry.why))
        else:
            entries.append(entry)
    return entries, skipped
