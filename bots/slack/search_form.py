"""The search form: a modal made from the options of `search` in the command table, its errors beside the fields."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bots.slack import hear
from bots.slack.desk import Desk
from bots.slack.limits import BUTTON_TEXT
from bots.slack.surfaces import modal
from bots.slack.text import plain
from core.cards import Reply
from core.commands.table import TABLE, Option
from core.text import sentence
from core.verbs.find import line_from, wrong_fields
from core.views import not_for_you

CALLBACK = "search_form"
LEFT_OUT = ("limit", "page")
"""Options that a form has no use for: its answer has buttons to turn the page."""

Body = Mapping[str, Any]


async def open_form(desk: Desk, body: Body) -> None:
    """Open the form for whoever asked, within the 3 seconds their trigger lives. Raises CallFailed."""
    method = "views.push" if (body.get("view") or {}).get("type") == "modal" else "views.open"
    ours = hear.team_of(body) in desk.teams
    shown = form() if ours else modal(desk, Reply((not_for_you(hear.TEAM),)), "")
    await desk.send.call(method, {"trigger_id": body.get("trigger_id"), "view": shown})


def form() -> dict[str, object]:
    """The modal: a field for each option."""
    options = [option for option in TABLE["search"].options if option.name not in LEFT_OUT]
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": _text("Search papers"),
        "submit": _text("Search"),
        "close": _text("Close"),
        "blocks": [_field(option) for option in options],
    }


def errors(body: Body, today: date) -> dict[str, str]:
    """What is wrong with a filled form, by field; empty where nothing is."""
    return wrong_fields(_filled(body), today)


async def answer(desk: Desk, body: Body) -> dict[str, object]:
    """The modal that takes the form's place: what the search found."""
    line = line_from(_filled(body))
    reply = await desk.answer(line, hear.of_interaction(body, desk.clock.now()))
    return await desk.do(modal, desk, reply, line)


def _filled(body: Body) -> dict[str, str]:
    values = (body.get("view") or {}).get("state", {}).get("values", {})
    filled = {}
    for name, found in values.items():
        field = found.get(name) or {}
        chosen = field.get("selected_option") or {}
        filled[name] = str(field.get("value") or chosen.get("value") or "").strip()
    return {name: said for name, said in filled.items() if said}


def _field(option: Option) -> dict[str, object]:
    name = option.name
    element: dict[str, object] = {"type": "plain_text_input", "action_id": name}
    if option.choices:
        choices = [{"text": _text(choice), "value": choice} for choice in option.choices]
        element = {"type": "static_select", "action_id": name, "options": choices, "initial_option": choices[0]}
    elif option.number:
        element = {"type": "number_input", "action_id": name, "is_decimal_allowed": False, "min_value": "0"}
    label = "Words" if name == "query" else name.replace("_", " ").capitalize()
    return {
        "type": "input",
        "block_id": name,
        "optional": True,
        "label": _text(label),
        "hint": _text(sentence(option.help)),
        "element": element,
    }


def _text(said: str) -> dict[str, object]:
    return {"type": "plain_text", "text": str(plain(said, BUTTON_TEXT)), "emoji": False}
