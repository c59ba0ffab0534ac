"""What every form has in common: its modal, how it opens, what it keeps of where it was opened, and where a sent one is answered."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from bots.shared.changes import NOT_NOTED, Change
from bots.slack import inbound
from bots.slack.handlers import home
from bots.slack.handlers.home import modal
from bots.slack.handlers.surfaces import Surface, Typed
from bots.slack.render.limits import BUTTON_TEXT, LABEL, OPTION_TEXT, VIEW_TITLE
from bots.slack.render.text import plain
from bots.slack.session import Session
from core.cards.card import Reply
from core.commands.grammar import Given
from core.model import Call, Place

Body = Mapping[str, Any]
Element = dict[str, object]

MORE = ":more"
"""Ends the name of the button below a form's first fields that shows the others; the form's own name begins it."""


def form(
    name: str, title: str, fields: Sequence[Element], metadata: str = "", *, submit: str = "Save", more: bool = False
) -> Element:
    """A form's modal; where there is `more`, the button that shows the other fields stands below the first."""
    label = {"type": "button", "action_id": name + MORE, "text": label_of("More", BUTTON_TEXT), "value": "more"}
    below: Element = {"type": "actions", "block_id": name + MORE, "elements": [label]}
    return {
        "type": "modal",
        "callback_id": name,
        "private_metadata": metadata,
        "title": label_of(title, VIEW_TITLE),
        "submit": label_of(submit),
        "close": label_of("Close"),
        "blocks": [*fields, below] if more else list(fields),
    }


def field(name: str, label: str, element: Mapping[str, object], hint: str = "", *, optional: bool = False) -> Element:
    """A field of a form, which has the name of its element."""
    made: Element = {"type": "input", "block_id": name, "optional": optional, "label": label_of(label, LABEL)}
    made["element"] = {"action_id": name, **element}
    return made | {"hint": label_of(hint, LABEL)} if hint else made


def option(value: str, label: str) -> Element:
    """An entry of a choice."""
    return {"text": label_of(label), "value": value}


def label_of(text: str, most: int = OPTION_TEXT) -> Element:
    """A text in which Slack reads no markup."""
    return {"type": "plain_text", "text": str(plain(text, most)), "emoji": False}


class InPlace(Typed):
    """A form opened where there is no channel: the answer takes its place. Home, below it, is redrawn."""

    view: dict[str, object] | None = None
    """The modal with the answer, once there is one."""

    async def tell(self, reply: Reply, line: str, *, replace: bool = False) -> None:
        """Fill the modal, which keeps no line."""
        self.view = await self.session.do(modal, self.session, reply, "")
        self.session.start(home.show(self.session, self.call))


async def open_view(session: Session, body: Body, shown: dict[str, object]) -> None:
    """Open a form, on top of the modal that it is asked for in, within the 3 seconds of its trigger. Raises CallFailed."""
    method = "views.push" if (body.get("view") or {}).get("type") == "modal" else "views.open"
    await session.send.call(method, {"trigger_id": body.get("trigger_id"), "view": shown})


def kept_of(body: Body, call: Call, **more: str) -> str:
    """A form's metadata: where its person was, and what else it is to keep."""
    kept = {"channel": call.place.channel, "thread": call.place.thread, "url": str(body.get("response_url") or "")}
    return json.dumps(kept | more, ensure_ascii=False)


def kept_in(body: Body) -> dict[str, str]:
    """What a form kept; what it did not is ''."""
    kept = json.loads(str((body.get("view") or {}).get("private_metadata") or "{}"))
    names = ("line", "paper", "channel", "thread", "url")
    return {name: str(kept.get(name) or "") for name in names}


def change_of(session: Session, body: Body, given: Given | str) -> tuple[Change, Surface]:
    """The change that a sent form is, and where it is answered: where it was opened, in its own place where that was in no channel."""
    kind, url = Typed if kept_in(body)["channel"] else InPlace, kept_in(body)["url"]
    surface = kind(session, {"response_url": url}, call_of(session, body))
    return Change(surface.call, given, back={"response_url": url}), surface


def not_noted_beside(body: Body) -> dict[str, str]:
    """The sentence that a form could not be noted, beside its first field, so that it stays open as it was filled in."""
    return {str(body["view"]["blocks"][0]["block_id"]): NOT_NOTED}


def call_of(session: Session, body: Body) -> Call:
    """The call of a sent form, made where the form was opened."""
    call, kept = inbound.of_interaction(body, session.clock.now()), kept_in(body)
    place = Place(inbound.PLATFORM, call.place.team, kept["channel"], kept["thread"])
    return msgspec.structs.replace(call, place=place, direct=inbound.is_direct(kept["channel"]))


def values_in(body: Body) -> dict[str, str]:
    """What the fields of a sent form hold, but for the empty ones."""
    values = (body.get("view") or {}).get("state", {}).get("values", {})
    filled = {}
    for name, elements in values.items():
        field = elements.get(name) or {}
        chosen = field.get("selected_option") or {}
        filled[name] = str(field.get("value") or field.get("selected_date") or chosen.get("value") or "").strip()
    return {name: text for name, text in filled.items() if text}
