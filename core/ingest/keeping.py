"""What a bibliography says beside its papers goes to the person who brought it: keywords as tags, of our own exports all that was kept."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time

from core.ingest.batch import Outcome
from core.model import Entry, KeptEntry, Person
from core.store.engine import keys
from core.store.kept.notes import PRIVATE, PaperNote, PaperNotes
from core.store.votes.shelf import Shelf
from core.text.cleaning import clean, clip

LIBRARIES = frozenset(("BibTeX", "RIS", "EndNote", "CSL JSON", "EndNote XML", "Zotero CSV"))
"""The kinds of texts whose keywords are those of a person's library."""

LONGEST_TAG, MOST_TAGS, LONGEST_NOTE = 40, 20, 2_000

OLDEST = datetime(1990, 1, 1, tzinfo=UTC)


def keep(
    shelf: Shelf, notes: PaperNotes, person: Person, kind: str, settled: Iterable[tuple[Entry, Outcome]], now: datetime
) -> None:
    """Put what entries say of a person's own on the person's list, each under the paper that it became; again, nothing changes.

    It is saved as of the paper's own day: a library that comes in makes no old paper trend.
    """
    for entry, outcome in settled:
        kept = entry.kept or KeptEntry()
        tags = kept.tags if entry.kept or kind not in LIBRARIES else entry.keywords
        if kept.saved or tags:
            at = min(_moment(entry.published) or OLDEST, now)
            shelf.save(person, outcome.paper_id, _tags(tags), at, read=kept.read)
        for text in kept.notes:
            _note(notes, person, outcome.paper_id, clip(text, LONGEST_NOTE), now)


def settled_in(entries: Iterable[Entry], first: int, rows: Mapping[int, Outcome]) -> list[tuple[Entry, Outcome]]:
    """The entries of a slice that became papers, each with what became of it."""
    return [(entry, rows[number]) for number, entry in enumerate(entries, first) if number in rows]


def _note(notes: PaperNotes, person: Person, paper_id: str, text: str, now: datetime) -> None:
    old = notes.own(person, paper_id, PRIVATE)
    if old and text in old.text:
        return
    whole = clip(f"{old.text}\n{text}" if old else text, LONGEST_NOTE)
    notes.put(PaperNote(paper_id, whole, now, keys.name(person)))


def _tags(texts: Iterable[str]) -> tuple[str, ...]:
    tags = dict.fromkeys(tag for text in texts if (tag := clip(clean(text.replace(",", " ")), LONGEST_TAG)))
    return tuple(tags)[:MOST_TAGS]


def _moment(day: date | None) -> datetime | None:
    return datetime.combine(max(day, OLDEST.date()), time(), UTC) if day else None
