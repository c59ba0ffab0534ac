"""The form that asks for an address which no line may hold. Sent, it types the line that asked for it, with a short id."""

from collections.abc import Mapping
from typing import Any

from bots.shared.changes import Change
from bots.slack.handlers.forms.opening import kept_in, kept_of, open_view, values_in, where_opened
from bots.slack.handlers.surfaces import Surface
from bots.slack.inbound import response_url
from bots.slack.render.limits import LABEL as FIELD
from bots.slack.render.limits import OPTION_TEXT, VIEW_TITLE
from bots.slack.render.text import plain
from bots.slack.session import Session
from core.commands.grammar import Given, read
from core.delivery.addresses.asked import FORMS, AddressForm, aimed, keep_address
from core.model import Call
from core.subscriptions.model import MAIL
from core.votes.emoji import Rules

CALLBACK, ADDRESS = "address_form", "address"

Body = Mapping[str, Any]


async def open_form(session: Session, body: Body, call: Call, given: Given) -> bool:
    """Open the form that a line asks for; False where it asks for none, or its person may not set a digest up. Raises CallFailed."""
    if given.form not in FORMS:
        return False
    if given.form == MAIL:
        refused = not session.app.of(Rules).mails
    else:
        refused = bool(call.place.channel and (await session.people.informed(call, waits=False)).refusal)
    if refused:
        return False  # the core says it in its own words
    await open_view(session, body, _view(FORMS[given.form], kept_of(body, call, line=given.line)))
    return True


async def sent(session: Session, body: Body) -> tuple[Change, Surface]:
    """What a sent form changes, its address kept apart, and where it is answered. Raises BadCommand, RecordDown."""
    surface, line = where_opened(session, body), kept_in(body)["line"]
    asked, call, keep = values_in(body).get(ADDRESS, ""), surface.call, session.app.call
    short_id = await session.do(lambda: keep(keep_address, call=call, form=read(line).form, address=asked))
    return Change(call, aimed(line, short_id), back={"response_url": response_url(surface.body)}), surface


def _view(form: AddressForm, metadata: str) -> dict[str, object]:
    element = {"type": "plain_text_input", "action_id": ADDRESS, "max_length": form.longest}
    asked = {"type": "input", "block_id": ADDRESS, "label": _text(form.label, FIELD), "hint": _text(form.hint, FIELD)}
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": metadata,
        "title": _text(form.title, VIEW_TITLE),
        "submit": _text("Save"),
        "close": _text("Close"),
        "blocks": [asked | {"element": element}],
    }


def _text(text: str, most: int = OPTION_TEXT) -> dict[str, object]:
    return {"type": "plain_text", "text": str(plain(text, most)), "emoji": False}
