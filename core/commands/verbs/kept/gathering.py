"""All that a person keeps of papers, gathered for what they take away."""

from collections import defaultdict
from typing import Any

from core.catalog import Catalog
from core.commands.verbs.kept.shared import papers_on
from core.commands.verbs.kept.shelf import on_list
from core.model import Call, KeptEntry
from core.scope import kept_for
from core.store.kept.authors import FollowedAuthors
from core.store.kept.lists import SharedLists
from core.store.kept.notes import PaperNotes
from core.store.votes.shelf import Shelf


def kept_papers(
    catalog: Catalog, shelf: Shelf, notes: PaperNotes, lists: SharedLists, authors: FollowedAuthors, call: Call
) -> dict[str, KeptEntry]:
    """What the person of a call keeps of each paper that they may see: their own, and the lists they see where they are."""
    viewer = catalog.viewer_of(call)
    kept = defaultdict[str, dict[str, Any]](dict)
    for paper, row in on_list(catalog, shelf, call):
        kept[paper.id] |= {"saved": True, "read": row.read, "tags": row.tags}
    own = sorted(notes.of_person(call.person), key=lambda note: (note.at, note.field))
    seen = catalog.seen((note.paper_id for note in own), viewer)
    several = [(seen[note.paper_id].id, "notes", note.text) for note in own if note.paper_id in seen]
    for shared_list in lists.of_scopes(kept_for(call)):
        several += [(paper.id, "lists", shared_list.name) for paper in papers_on(catalog, lists, call, shared_list)]
    for author in authors.of_person(call.person):
        several += [(paper.id, "follows", author.name) for paper in catalog.seen(author.papers, viewer).values()]
    for paper_id, field, value in several:
        kept[paper_id][field] = (*kept[paper_id].get(field, ()), value)
    return {paper_id: KeptEntry(**fields) for paper_id, fields in kept.items()}


def followed_by_name(catalog: Catalog, authors: FollowedAuthors, call: Call) -> tuple[str, ...]:
    """Whom the person of a call follows by the name alone: none of the author's papers is known to them."""
    viewer = catalog.viewer_of(call)
    return tuple(author.name for author in authors.of_person(call.person) if not catalog.seen(author.papers, viewer))
