"""All that a person keeps of papers, gathered for what they take away."""

import msgspec

from core.catalog import Catalog
from core.commands.verbs.kept.shared import papers_on
from core.commands.verbs.kept.shelf import on_list
from core.model import Call
from core.scope import kept_for
from core.services.export.kept import NOTHING_KEPT, KeptOfPaper
from core.store.kept.lists import SharedLists
from core.store.kept.notes import PaperNotes
from core.store.votes.shelf import Shelf


def kept_papers(
    catalog: Catalog, shelf: Shelf, notes: PaperNotes, lists: SharedLists, call: Call
) -> dict[str, KeptOfPaper]:
    """What the person of a call keeps of each paper that they may see: their own, and the lists they see where they are."""
    kept = {
        paper.id: KeptOfPaper(saved=True, read=row.read, tags=row.tags) for paper, row in on_list(catalog, shelf, call)
    }
    own = notes.of_person(call.person)
    seen = catalog.seen((note.paper_id for note in own), catalog.viewer_of(call))
    for note in sorted(own, key=lambda one: (one.at, one.field)):
        if note.paper_id in seen:
            before = kept.get(seen[note.paper_id].id, NOTHING_KEPT)
            kept[seen[note.paper_id].id] = msgspec.structs.replace(before, notes=(*before.notes, note.text))
    for one in lists.of_scopes(kept_for(call)):
        for paper in papers_on(catalog, lists, call, one):
            before = kept.get(paper.id, NOTHING_KEPT)
            kept[paper.id] = msgspec.structs.replace(before, lists=(*before.lists, one.name))
    return kept
