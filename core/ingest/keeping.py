"""What a bibliography says beside its papers goes to the person who brought it: keywords as tags, of our own exports all that was kept."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time

import msgspec

from core.ingest.batch import Outcome
from core.model import Call, Entry, KeptEntry, Listing
from core.scope import kept_for, room_of, scope_of
from core.store.engine import keys
from core.store.kept.authors import FollowedAuthors
from core.store.kept.lists import SharedList, SharedLists
from core.store.kept.notes import PaperNotes
from core.store.votes.ballots import Saved, together
from core.store.votes.shelf import Shelf
from core.subscriptions.authors import LONGEST_NAME, MOST_FOLLOWED, MOST_KNOWN, FollowedAuthor, key_of
from core.subscriptions.filters import is_author
from core.text.cleaning import clean, clip

LIBRARIES = frozenset(("BibTeX", "RIS", "EndNote", "CSL JSON", "EndNote XML", "Zotero CSV", "Zotero JSON", "Note"))
"""The kinds of texts whose keywords are those of a person's library."""

LONGEST_TAG, MOST_TAGS, LONGEST_NOTE, LONGEST_LIST = 40, 20, 2_000, 60

OLDEST = datetime(1990, 1, 1, tzinfo=UTC)

Settled = tuple[Entry, Outcome]


class Bringer(msgspec.Struct, frozen=True):
    """Who brought a listing to keep what it says beside its papers: a name as in keys, the scopes whose lists they see where they are,
    that of a new list first, and whether only they see that one.
    """

    name: str
    scopes: tuple[str, ...]
    alone: bool = False


def bringer_in(call: Call) -> Bringer:
    """The person of a call, where they are."""
    first = scope_of(call) or room_of(call)
    return Bringer(
        keys.name(call.person),
        tuple(dict.fromkeys((first, *sorted(kept_for(call))))),
        alone=first == room_of(call) and (call.direct or not call.place.channel),
    )


class Keeping:
    """Keeps what entries say of a person's own, each under the paper that it became; again, nothing changes."""

    def __init__(
        self,
        shelf: Shelf,
        notes: PaperNotes,
        lists: SharedLists,
        authors: FollowedAuthors,
        bringer: Bringer,
        run: str,
        now: datetime,
    ) -> None:
        self._shelf, self._notes, self._lists, self._authors = shelf, notes, lists, authors
        self._bringer, self._run, self._now = bringer, run, now
        self._person = keys.person(bringer.name)
        self._listed: dict[str, tuple[SharedList | None, set[str]]] = {}  # by name, with the papers on each

    def keep(self, listing: Listing, settled: Iterable[Settled]) -> None:
        """Keep what entries of a listing say, and whom its person follows.

        A paper is saved as of its own day: a library that comes in makes no old paper trend.
        """
        brought: dict[str, Saved] = {}
        noted: dict[str, list[str]] = {}
        for entry, outcome in settled:
            kept, paper_id = entry.kept or KeptEntry(), outcome.paper_id
            tags = (*kept.tags, *(entry.keywords if listing.kind in LIBRARIES else ()))
            if kept.saved or tags:
                row = Saved(paper_id, min(_moment(entry.published) or OLDEST, self._now), _tags(tags), kept.read)
                brought[paper_id] = together((brought[paper_id], row)) if paper_id in brought else row
            if kept.notes:
                noted.setdefault(paper_id, []).extend(clip(text, LONGEST_NOTE) for text in kept.notes)
            self._share(entry, kept, paper_id)
        self._shelf.bring(self._person, brought.values(), self._now)
        self._notes.bring(self._person, noted, self._now, LONGEST_NOTE)
        for name in listing.follows:
            self._follow(name)

    def _share(self, entry: Entry, kept: KeptEntry, paper_id: str) -> None:
        """Put a paper on its lists, and follow those of its authors whom its person followed."""
        for name in kept.lists:
            self._list(paper_id, name)
        for name in kept.follows:
            if any(is_author(author, (name,)) for author in entry.authors):
                self._follow(name, paper_id)

    def _list(self, paper_id: str, name: str) -> None:
        """Put a paper on the list of a name that the person sees, or on a new one."""
        name = clip(clean(name), LONGEST_LIST).replace('"', "”")
        if name not in self._listed:
            shared = self._list_of(name)
            self._listed[name] = shared, {row.paper_id for row in self._lists.papers(shared)} if shared else set()
        shared, there = self._listed[name]
        if shared and paper_id not in there:
            there.add(paper_id)
            self._lists.add(shared, paper_id, self._person, self._now)

    def _list_of(self, name: str) -> SharedList | None:
        if not any(sign.isalnum() for sign in name):
            return None
        seen = self._lists.of_scopes(self._bringer.scopes)
        if there := next((shared for shared in seen if shared.name.casefold() == name.casefold()), None):
            return there
        scope, made_by = self._bringer.scopes[0], f"{self._run} {name.casefold()}"
        return self._lists.new(name, scope, self._person, self._now, made_by, personal=self._bringer.alone)

    def _follow(self, name: str, *papers: str) -> None:
        """Follow an author of whom papers are known, or by the name alone; who is followed already by the name alone stays so."""
        name = clip(clean(name), LONGEST_NAME)
        old = self._authors.get(self._person, name)
        if old and (not old.papers or {*papers} <= {*old.papers} or len(old.papers) >= MOST_KNOWN):
            return
        if key_of(name) and (old or len(self._authors.of_person(self._person)) < MOST_FOLLOWED):
            known = (*(old.papers if old else ()), *papers)
            new = FollowedAuthor(old.name if old else name, old.at if old else self._now, known)
            self._authors.follow(self._person, new)


def settled_in(entries: Iterable[Entry], first: int, rows: Mapping[int, Outcome]) -> list[Settled]:
    """The entries of a slice that became papers, each with what became of it."""
    return [(entry, rows[number]) for number, entry in enumerate(entries, first) if number in rows]


def _tags(texts: Iterable[str]) -> tuple[str, ...]:
    tags = dict.fromkeys(tag for text in texts if (tag := clip(clean(text.replace(",", " ")), LONGEST_TAG)))
    return tuple(tags)[:MOST_TAGS]


def _moment(day: date | None) -> datetime | None:
    return datetime.combine(max(day, OLDEST.date()), time(), UTC) if day else None
