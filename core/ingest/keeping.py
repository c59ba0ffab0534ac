"""What a bibliography says beside its papers goes to the person who brought it: keywords as tags, of our own exports all that was kept."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time

from core.ingest.batch import Outcome
from core.model import Entry, KeptEntry, Person
from core.store.kept.notes import PaperNotes
from core.store.votes.ballots import Saved, together
from core.store.votes.shelf import Shelf
from core.text.cleaning import clean, clip

LIBRARIES = frozenset(("BibTeX", "RIS", "EndNote", "CSL JSON", "EndNote XML", "Zotero CSV", "Zotero JSON", "Note"))
"""The kinds of texts whose keywords are those of a person's library."""

LONGEST_TAG, MOST_TAGS, LONGEST_NOTE = 40, 20, 2_000

OLDEST = datetime(1990, 1, 1, tzinfo=UTC)


def keep(
    shelf: Shelf, notes: PaperNotes, person: Person, kind: str, settled: Iterable[tuple[Entry, Outcome]], now: datetime
) -> None:
    """Put what entries say of a person's own on the person's list, each under the paper that it became; again, nothing changes.

    It is saved as of the paper's own day: a library that comes in makes no old paper trend.
    """
    brought: dict[str, Saved] = {}
    noted: dict[str, list[str]] = {}
    for entry, outcome in settled:
        kept, paper_id = entry.kept or KeptEntry(), outcome.paper_id
        tags = (*kept.tags, *(entry.keywords if kind in LIBRARIES else ()))
        if kept.saved or tags:
            row = Saved(paper_id, min(_moment(entry.published) or OLDEST, now), _tags(tags), kept.read)
            brought[paper_id] = together((brought[paper_id], row)) if paper_id in brought else row
        if kept.notes:
            noted.setdefault(paper_id, []).extend(clip(text, LONGEST_NOTE) for text in kept.notes)
    shelf.bring(person, brought.values(), now)
    notes.bring(person, noted, now, LONGEST_NOTE)


def settled_in(entries: Iterable[Entry], first: int, rows: Mapping[int, Outcome]) -> list[tuple[Entry, Outcome]]:
    """The entries of a slice that became papers, each with what became of it."""
    return [(entry, rows[number]) for number, entry in enumerate(entries, first) if number in rows]


def _tags(texts: Iterable[str]) -> tuple[str, ...]:
    tags = dict.fromkeys(tag for text in texts if (tag := clip(clean(text.replace(",", " ")), LONGEST_TAG)))
    return tuple(tags)[:MOST_TAGS]


def _moment(day: date | None) -> datetime | None:
    return datetime.combine(max(day, OLDEST.date()), time(), UTC) if day else None
