"""The form of a note: opened by its command or from a card, and taken when it is sent, after a restart too."""

from bots.discord.bind import Bot
from core.app import Paperboy
from core.model import Person
from core.store.kept.notes import PaperNotes
from tests.bots.discord.conftest import Server, said, settings
from tests.bots.discord.handlers.forms.test_search_form import filled, names

PAPER = "2611.00010"


def texts(server: Server, app: Paperboy) -> list[tuple[str, str]]:
    notes = app.of(PaperNotes).of_person(Person("discord", "", str(server.ada.id)))
    return [(note.text, note.scope.rpartition("/")[2]) for note in notes]


async def test_a_note_is_written_in_a_form_and_changed_there(server: Server, app: Paperboy) -> None:
    shown = await server.ada.slash(server.nlp, "papers paper note", paper=PAPER)
    assert shown.modal and names(shown.modal) == ["text", "for"] and shown.modal["title"] == "Note on a paper"
    done = await server.ada.submit_modal(shown, {"text": "Check for: the tail", "for": ["me"]})
    assert done.ephemeral and "only you read it" in said(done.response)
    assert texts(server, app) == [("Check for: the tail", "")]
    again = await server.ada.click(done.response, label="Change it")  # type: ignore[arg-type]
    assert again.modal and filled(again.modal)["text"] == "Check for: the tail"
    await server.ada.submit_modal(again, {"text": "", "for": ["me"]})
    assert texts(server, app) == []


async def test_a_note_with_its_text_needs_no_form(server: Server, app: Paperboy) -> None:
    done = await server.ada.slash(server.nlp, "papers paper note", paper=PAPER, text="for all", **{"for": "channel"})
    assert "all in this channel may read it" in said(done.response)
    assert texts(server, app) == [("for all", str(server.nlp.id))]
    shown = await server.bo.slash(server.nlp, "papers show", paper=PAPER)
    assert "note by" in said(shown.response) and "for all" in said(shown.response)


async def test_a_form_opened_before_a_restart_is_still_taken(server: Server, app: Paperboy) -> None:
    shown = await server.ada.slash(server.nlp, "papers paper note", paper=PAPER)
    await server.env.restart_bot(Bot(app, settings()))
    await server.ada.submit_modal(shown, {"text": "late", "for": ["channel"]})
    assert texts(server, app) == [("late", str(server.nlp.id))]


async def test_a_form_for_no_paper_is_answered_in_words(server: Server) -> None:
    done = await server.ada.slash(server.nlp, "papers paper note", paper="2611.99999")
    assert not done.modal and "No paper here" in said(done.response)
