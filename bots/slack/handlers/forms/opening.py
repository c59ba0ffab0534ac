"""How a form opens, what it keeps of where it was opened, and where a sent one is answered."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from bots.shared.changes import NOT_NOTED
from bots.slack import inbound
from bots.slack.handlers import home
from bots.slack.handlers.home import modal
from bots.slack.handlers.surfaces import Surface, Typed
from bots.slack.render.message import Payload
from bots.slack.session import Session
from core.cards.card import Reply
from core.model import Call, Place

Body = Mapping[str, Any]


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


class InPlace(Surface):
    """A form opened where there is no channel: the answer takes its place. Home, below it, is redrawn."""

    view: dict[str, object] | None = None
    """The modal with the answer, once there is one."""

    typed = True

    async def tell(self, reply: Reply, line: str, *, replace: bool = False) -> Payload:
        """Fill the modal."""
        self.view = await self.session.do(modal, self.session, reply, "")
        self.session.start(home.show(self.session, self.call))
        return await self.session.draw(reply, line)


def where_opened(session: Session, body: Body) -> Surface:
    """Where a sent form is answered: where it was opened, in its own place where that was in no channel."""
    kind = Typed if kept_in(body)["channel"] else InPlace
    return kind(session, {"response_url": kept_in(body)["url"]}, call_of(session, body))


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
