"""Notes on papers: a person's own, or those of the channel they were written in."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

import msgspec

from core.cards.card import Button, Card, Field
from core.cards.views import note as sentence_card
from core.cards.views import quoted, writable, write_button
from core.catalog import Catalog
from core.commands.grammar import Given
from core.commands.options import Limit, Page, PaperId
from core.commands.pages import numbered, paper_page
from core.commands.table import PROSE, Alias, Also, Form, command
from core.errors import BadCommand, CannotBeDone
from core.model import Call, Paper, Tally
from core.scope import kept_for, room_of
from core.store.engine import keys
from core.store.kept.notes import PRIVATE, PaperNote, PaperNotes
from core.store.votes.votes import Votes
from core.text.cleaning import clean, clip, clip_words, counted
from core.text.clipping import visible

LONGEST = 2_000
"""Characters of a note."""

SHOWN, NOTE_SHOWN = 3, 240
"""Notes on a card, and characters of each."""

NONE, UNDO = "none", "undo"
"""What is typed for a note to take it away, and to bring it back."""

Readers = Literal["me", "channel"]

_READERS = {"private": "me", "myself": "me", "here": "channel", "all": "channel", "everyone": "channel"}

ReadBy = Annotated[
    Readers, "who may read it", Also(lambda typed: _READERS.get(typed, "")), Alias("readers", "visible", "who")
]


@command(private=True, group="paper", changes=True, example='paper note 2611.01234 "Check table 2"',
         opens=Form("note", frozenset({"paper", "for"})))  # fmt: skip
def note_(
    catalog: Catalog,
    notes: PaperNotes,
    call: Call,
    paper: PaperId,
    text: Annotated[str, "your note; “none” removes it", PROSE] = "",
    for_: ReadBy = "me",
) -> Iterator[Card]:
    """Keep a note on a paper, for yourself or for this channel."""
    known_paper = catalog.paper(paper, catalog.viewer_of(call))
    scope = scope_of_note(call, for_)
    typed = visible(text).strip()
    if not typed:
        yield _shown(notes, call, known_paper, for_)
    elif typed.casefold() == NONE:
        gone = notes.remove(call.person, known_paper.id, scope, call.now, call.delivery)
        again = Button("Put it back", f"paper note {known_paper.id} {UNDO} for:{for_}")
        yield (
            sentence_card(f"Your note on {quoted(known_paper.title)} is gone.", "You can put it back for a day.", again)
            if gone
            else sentence_card(
                f"{_yours(for_)} on {quoted(known_paper.title)} does not exist.", "", write_button(known_paper.id, for_)
            )
        )
    elif typed.casefold() == UNDO:
        back = notes.bring_back(call.person, known_paper.id, scope, call.now, call.delivery)
        if not back:
            raise CannotBeDone(f"No note of yours on {quoted(known_paper.title)} was taken away within the last day.")
        yield _kept(known_paper, back.text, for_)
    else:
        if len(typed) > LONGEST:
            raise BadCommand(
                f"A note holds {LONGEST:,} characters at most; that one has {len(typed):,}. Shorten it and send it again."
            )
        author = (call.name or call.person.id) if scope else ""
        new = PaperNote(catalog.part(paper, known_paper), typed, call.now, keys.name(call.person), scope, author)
        notes.put(new, call.delivery)
        yield _kept(known_paper, typed, for_)


def scope_of_note(call: Call, readers: str) -> str:
    """Who may read a note. Raises CannotBeDone where there is no channel."""
    if readers == "me":
        return PRIVATE
    if not call.place.channel and call.place.platform != "terminal":
        raise CannotBeDone(
            "There is no channel here. Write that note in the channel that may read it, or for yourself."
        )
    return room_of(call)


def _kept(paper: Paper, text: str, readers: str) -> Card:
    who = "only you read it" if readers == "me" else "all in this channel may read it"
    return sentence_card(
        f"Noted on {quoted(paper.title)}; {who}.",
        clip(text, 600),
        write_button(paper.id, readers, "Change it"),
        Button("Take it away", f"paper note {paper.id} {NONE} for:{readers}"),
        Button("Show the paper", f"show {paper.id}"),
    )


def _shown(notes: PaperNotes, call: Call, paper: Paper, readers: str) -> Card:
    """The notes on a paper, and how one is written: where a platform has a form it opens instead."""
    on_paper = notes.read([paper.id], call.person, kept_for(call)).get(paper.id, ())
    if not on_paper:
        how = f"Write one like this: paper note {paper.id} and your text."
        return sentence_card(f"There is no note on {quoted(paper.title)}.", how)
    lines = "\n".join(f"{label(note, call)}: {clip(note.text, 600)}" for note in on_paper)
    return sentence_card(f"Notes on {quoted(paper.title)}:", lines, write_button(paper.id, readers, "Change yours"))


def label(note: PaperNote, call: Call) -> str:
    """Whose a note is, to the person of a call."""
    if note.by != keys.name(call.person):
        return f"note by {note.author}"
    return "your note" if note.scope == PRIVATE else "your note for the channel"


@command(private=True, group="paper", menu=False)
def notes(
    catalog: Catalog, votes: Votes, notes: PaperNotes, call: Call, limit: Limit = 5, page: Page = 1
) -> Iterator[Card]:
    """List the papers that you or this channel noted something on, newest first."""
    all_notes = (*notes.of_person(call.person), *notes.of_scopes(kept_for(call)))
    newest = sorted(all_notes, key=lambda note: (note.at, note.field), reverse=True)
    seen = catalog.seen((note.paper_id for note in newest), catalog.viewer_of(call))
    papers = list({seen[i].id: seen[i] for i in (note.paper_id for note in newest) if i in seen}.values())
    if not papers:
        yield sentence_card("No paper has a note of yours or of this channel yet.", "Press Write a note on a card.")
        return
    yield from paper_page(votes, papers, page, limit, "paper notes", "with notes, newest first", noted_card)


def with_notes(notes: PaperNotes, call: Call, cards: Sequence[Card], private: bool) -> list[Card]:
    """The cards of papers with the notes that those who see them may read: in private the person's own too."""
    ids = list(dict.fromkeys(card.paper_id for card in cards if card.paper_id and not card.pick and not card.withheld))
    if call.nobodys or not ids:
        return [*cards]
    person, scopes = (call.person, kept_for(call)) if private else (None, {room_of(call)} & kept_for(call))
    read = notes.read(ids, person, scopes)
    return [_with(card, read[card.paper_id], call) if card.paper_id in read else card for card in cards]


def _with(card: Card, notes: Sequence[PaperNote], call: Call) -> Card:
    """A card with the newest notes on its paper, in words that say how many more there are."""
    mine = keys.name(call.person)
    shown = sorted(notes, key=lambda note: (note.by == mine, note.at), reverse=True)[:SHOWN]
    fields = [Field(label(note, call), clip_words(clean(note.text), NOTE_SHOWN)) for note in shown]
    if len(notes) > len(shown):
        fields.append(Field("more notes", counted(len(notes) - len(shown), "note")))
    return msgspec.structs.replace(card, fields=(*card.fields, *fields))


def noted_card(paper: Paper, tally: Tally, number: int) -> Card:
    """A card among those of what a person keeps: a note is written where others find similar papers."""
    return writable(numbered(paper, tally, number))


def _yours(readers: str) -> str:
    return "A note of yours" if readers == "me" else "A note of yours for this channel"


FORM, VERB = "note", "paper note"
"""The form, as the verb's row names it, and the verb."""

TITLE, TEXT, READERS = "Note on a paper", "Note", "Who may read it"

HINT = "Leave it empty to take the note away."

CHOICES = (("me", "Only you"), ("channel", "All in this channel"))


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
