"""The form of a note on a paper: its text, and who may read it. Sent, it is the call that says so."""

from collections.abc import Mapping
from typing import Any

from bots.shared.changes import Change
from bots.slack.handlers.forms.opening import change_of, field, form, kept_in, kept_of, open_view, option, values_in
from bots.slack.handlers.surfaces import Surface
from bots.slack.session import Session
from core.commands.grammar import Given
from core.commands.verbs.kept.notes import CHOICES, FORM, HINT, LONGEST, READERS, TEXT, TITLE, begun, filled_in
from core.errors import PaperboyError
from core.model import Call

CALLBACK = "note_form"

Body = Mapping[str, Any]


async def open_form(session: Session, body: Body, call: Call, given: Given) -> bool:
    """Open the form that a line asks for; False where it asks for none. Raises CallFailed."""
    if given.form != FORM:
        return False
    try:
        start = await session.do(lambda: session.app.call(begun, call, given=given))
    except PaperboyError:
        return False  # the core says it in its own words
    await open_view(session, body, _view(start, kept_of(body, call, paper=start["paper"])))
    return True


def sent(session: Session, body: Body) -> tuple[Change, Surface]:
    """What a sent form changes, and where it is answered."""
    return change_of(session, body, filled_in(kept_in(body)["paper"], values_in(body)))


def _view(start: Mapping[str, str], metadata: str) -> dict[str, object]:
    """The modal, as it begins."""
    text = {"type": "plain_text_input", "multiline": True, "max_length": LONGEST}
    text |= {"initial_value": start["text"]} if start["text"] else {}
    options = {value: option(value, label) for value, label in CHOICES}
    readers = {"type": "radio_buttons", "options": list(options.values()), "initial_option": options[start["for"]]}
    fields = (field("text", TEXT, text, f"{start['title']}. {HINT}", optional=True), field("for", READERS, readers))
    return form(CALLBACK, TITLE, fields, metadata)
