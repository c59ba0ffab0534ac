"""The form that asks for an address which no line may hold. Sent, it types the line that asked for it, with a short id."""

from collections.abc import Mapping
from typing import Any

from bots.shared.changes import Change
from bots.slack.handlers.forms.opening import call_of, change_of, field, form, kept_in, kept_of, open_view, values_in
from bots.slack.handlers.surfaces import Surface
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
    call, line, keep = call_of(session, body), kept_in(body)["line"], session.app.call
    address = values_in(body).get(ADDRESS, "")
    short_id = await session.do(lambda: keep(keep_address, call=call, form=read(line).form, address=address))
    return change_of(session, body, aimed(line, short_id))


def _view(about: AddressForm, metadata: str) -> dict[str, object]:
    element: dict[str, object] = {"type": "plain_text_input", "max_length": about.longest}
    return form(CALLBACK, about.title, (field(ADDRESS, about.label, element, about.hint),), metadata)
