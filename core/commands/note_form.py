"""The form of a note on a paper, for every chat: what it begins with, and the call that a filled one is."""

from collections.abc import Mapping

from core.catalog import Catalog
from core.commands.grammar import Given
from core.commands.verbs.kept.notes import LONGEST, NONE, scope_of_note
from core.model import Call
from core.store.kept.notes import PaperNotes
from core.text.cleaning import clip

FORM, VERB = "note", "paper note"
"""The form, as the verb's row names it, and the verb."""

TITLE, TEXT, READERS = "Note on a paper", "Note", "Who may read it"

HINT = "Leave it empty to take the note away."

CHOICES = (("me", "Only you"), ("channel", "All in this channel"))

MOST = LONGEST
"""Characters that the form takes."""


def begun(catalog: Catalog, notes: PaperNotes, call: Call, given: Given) -> dict[str, str]:
    """What the form of a line begins with: its paper, and what is noted there already. Raises NotFound, CannotBeDone."""
    paper = catalog.paper(str(given.values["paper"]), catalog.viewer_of(call))
    readers = str(given.values.get("for", "me"))
    kept = notes.own(call.person, paper.id, scope_of_note(call, readers))
    return {
        "paper": str(given.values["paper"]),
        "title": clip(paper.title, 150),
        "text": kept.text if kept else "",
        "for": readers,
    }


def filled_in(paper: str, filled: Mapping[str, str]) -> Given:
    """The call that a filled form is."""
    values: dict[str, str | int] = {"paper": paper, "text": filled.get("text", "").strip() or NONE}
    values["for"] = filled.get("for") or "me"
    return Given(VERB, values, f"{VERB} {paper}")
