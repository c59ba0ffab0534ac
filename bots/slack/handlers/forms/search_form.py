"""The search form: a modal made from the options of `search`, its errors beside the fields, the rest of it behind “More”."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bots.slack import inbound
from bots.slack.handlers.forms import opening
from bots.slack.handlers.forms.opening import open_view, values_in
from bots.slack.handlers.home import modal
from bots.slack.session import Session
from core.cards.card import Reply
from core.cards.views import not_for_you
from core.commands.grammar import Given
from core.commands.search_form import FIRST, LABELS, MORE, line_from, wrong_fields
from core.commands.table import TABLE, Option
from core.model import Call
from core.text.cleaning import sentence

CALLBACK = "search_form"

FORM = "search"
"""The form, as the verb's row names it."""

DAYS = ("from", "to")
"""The fields in which a day is picked."""

Body = Mapping[str, Any]


async def open_form(session: Session, body: Body, call: Call, given: Given) -> bool:
    """Open the form that a line asks for, within the 3 seconds of its trigger; False where it asks for none. Raises CallFailed."""
    if given.form != FORM:
        return False
    ours = session.people.may_use(call.person.team)
    await open_view(session, body, form() if ours else modal(session, Reply((not_for_you(inbound.TEAM),)), ""))
    return True


async def show_more(session: Session, body: Body) -> None:
    """Show every field in the form's place, with what was typed so far. Raises CallFailed."""
    shown = body.get("view") or {}
    whole = form(values_in(body), more=True)
    await session.send.call("views.update", {"view_id": shown.get("id"), "hash": shown.get("hash"), "view": whole})


def form(filled: Mapping[str, str] | None = None, *, more: bool = False) -> dict[str, object]:
    """The modal, filled in so far: its first fields, with the way to the others, or all of them."""
    names = (*FIRST, *MORE) if more else FIRST
    fields = [
        _field(option, (filled or {}).get(name, "")) for name in names if (option := TABLE["search"].option(name))
    ]
    return opening.form(CALLBACK, "Search papers", fields, submit="Search", more=not more)


def errors(body: Body, today: date) -> dict[str, str]:
    """What is wrong with a filled form, by field; empty where nothing is."""
    return wrong_fields(values_in(body), today)


async def answer(session: Session, body: Body) -> dict[str, object]:
    """The modal that takes the form's place: what the search found."""
    line = line_from(values_in(body))
    reply = await session.answer(line, inbound.of_interaction(body, session.clock.now()))
    return await session.do(modal, session, reply, line)


def _field(option: Option, text: str) -> dict[str, object]:
    start: dict[str, object] = {"initial_value": text} if text else {}
    element: dict[str, object] = {"type": "plain_text_input", **start}
    if option.name in DAYS:
        element = {"type": "datepicker", **({"initial_date": text} if text else {})}
    elif option.choices:
        choices = {choice: opening.option(choice, choice) for choice in option.choices}
        chosen = choices.get(text, choices[option.choices[0]])
        element = {"type": "static_select", "options": list(choices.values()), "initial_option": chosen}
    elif option.number:
        element = {"type": "number_input", "is_decimal_allowed": False, "min_value": "0", **start}
    hint = "" if option.name in DAYS else sentence(option.help)
    return opening.field(option.name, LABELS[option.name], element, hint, optional=True)
