"""The form of a note on a paper: its text, and who may read it. Sent, it is the call that says so."""

from collections.abc import Mapping
from typing import Any

from bots.shared.changes import Change
from bots.slack.handlers.forms.opening import kept_in, kept_of, open_view, values_in, where_opened
from bots.slack.handlers.surfaces import Surface
from bots.slack.inbound import response_url
from bots.slack.render.limits import LABEL, OPTION_TEXT, VIEW_TITLE
from bots.slack.render.text import plain
from bots.slack.session import Session
from core.commands.grammar import Given
from core.commands.note_form import CHOICES, FORM, HINT, MOST, READERS, TEXT, TITLE, begun, filled_in
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


def _view(start: Mapping[str, str], metadata: str = "") -> dict[str, object]:
    """The modal, as it begins."""
    text = {"type": "plain_text_input", "action_id": "text", "multiline": True, "max_length": MOST}
    options = {value: {"text": _text(label), "value": value} for value, label in CHOICES}
    readers = {"type": "radio_buttons", "action_id": "for", "options": list(options.values())}
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": metadata,
        "title": _text(TITLE, VIEW_TITLE),
        "submit": _text("Save"),
        "close": _text("Close"),
        "blocks": [
            _input("text", TEXT, text | ({"initial_value": start["text"]} if start["text"] else {}), start["title"]),
            _input("for", READERS, readers | {"initial_option": options[start["for"]]}),
        ],
    }


def sent(session: Session, body: Body) -> tuple[Change, Surface]:
    """What a sent form changes, and where it is answered."""
    surface = where_opened(session, body)
    given = filled_in(kept_in(body)["paper"], values_in(body))
    return Change(surface.call, given, back={"response_url": response_url(surface.body)}), surface


def _input(name: str, label: str, element: dict[str, object], about: str = "") -> dict[str, object]:
    made: dict[str, object] = {"type": "input", "block_id": name, "label": _text(label, LABEL), "element": element}
    hint = {"hint": _text(f"{about}. {HINT}", LABEL)} if about else {}
    return made | {"optional": name == "text"} | hint


def _text(text: str, most: int = OPTION_TEXT) -> dict[str, object]:
    return {"type": "plain_text", "text": str(plain(text, most)), "emoji": False}
