"""The form of a note: opened from a card, sent with who may read it, and shown on the card after that."""

from core.app import Paperboy
from core.model import Person
from core.store.kept.notes import PaperNotes
from tests.bots.slack.conftest import Bot, said
from tests.fakes.slack import Channel, FakeSlack, User

PAPER = "2611.00010"


def texts(app: Paperboy, user: User) -> list[tuple[str, str]]:
    notes = app.of(PaperNotes).of_person(Person("slack", user.team, user.id))
    return [(note.text, note.scope) for note in notes]


def test_a_note_is_written_in_a_form_and_changed_there(
    bot: Bot, slack: FakeSlack, nlp: Channel, ada: User, app: Paperboy
) -> None:
    slack.command(ada, nlp, f"paper note {PAPER}")
    form = slack.until(lambda: slack.modal(ada))
    assert form.given["title"]["text"] == "Note on a paper"
    slack.submit(ada, form, {"text": "Check for: the tail", "for": "me"})
    slack.until(lambda: texts(app, ada) == [("Check for: the tail", "")])
    slack.command(ada, nlp, f"paper note {PAPER}")
    form = slack.until(lambda: slack.modal(ada))
    assert form.given["blocks"][0]["element"]["initial_value"] == "Check for: the tail"
    slack.submit(ada, form, {"text": "", "for": "me"})
    slack.until(lambda: texts(app, ada) == [])


def test_a_note_for_the_channel_is_of_the_channel_where_the_form_was_opened(
    bot: Bot, slack: FakeSlack, nlp: Channel, ada: User, app: Paperboy
) -> None:
    slack.command(ada, nlp, f"paper note {PAPER}")
    form = slack.until(lambda: slack.modal(ada))
    slack.submit(ada, form, {"text": "for all", "for": "channel"})
    slack.until(lambda: texts(app, ada) == [("for all", f"slack/{ada.team}/{nlp.id}")])


def test_the_form_opens_from_the_card_of_a_paper_and_the_note_stands_on_it_then(
    bot: Bot, slack: FakeSlack, nlp: Channel, ada: User, app: Paperboy
) -> None:
    card = slack.command(ada, nlp, f"show {PAPER}").answered()
    slack.choose(ada, card, "Write a note")
    form = slack.until(lambda: slack.modal(ada))
    slack.submit(ada, form, {"text": "Check the tail", "for": "me"})
    slack.until(lambda: texts(app, ada))
    assert "your note: Check the tail" in said(slack.command(ada, nlp, f"show {PAPER}").answered()).replace("*", "")


def test_a_form_for_no_paper_is_answered_in_words(bot: Bot, slack: FakeSlack, nlp: Channel, ada: User) -> None:
    assert "No paper here" in said(slack.command(ada, nlp, "paper note 2611.99999").answered())
    assert slack.modal(ada) is None
