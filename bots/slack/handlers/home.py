"""Slack's views: App Home, redrawn whenever somebody opens it, and modals."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import msgspec
from slack_bolt.async_app import AsyncAck

from bots.slack.render.message import view
from bots.slack.session import Session
from core.cards.card import Card, Reply
from core.commands.table import placeless
from core.model import Call

MODAL_TITLE = "Paperboy"

SOON = 1.5
"""Seconds that a form's answer may take before the form is acknowledged without it; Slack waits 3."""

LINE = "home"


async def show(session: Session, call: Call) -> None:
    """Publish a person's Home, which is no direct channel though Slack names one. Raises CallFailed."""
    reply = await session.answer(LINE, msgspec.structs.replace(call, direct=False))
    made = await session.do(view, tuple(map(placeless, reply.cards)), "", session.park, line=LINE)
    await session.send.call("views.publish", {"user_id": call.person.id, "view": made})


def modal(session: Session, reply: Reply, line: str) -> dict[str, object]:
    """A reply as a modal that remembers its line."""
    return view(tuple(map(placeless, reply.cards)), MODAL_TITLE, session.park, kind="modal", line=line, metadata=line)


async def in_place(
    session: Session,
    ack: AsyncAck,
    body: dict[str, Any],
    work: Coroutine[Any, Any, dict[str, object]],
    meanwhile: Card,
    spent: float = 0.0,
) -> None:
    """Put a modal in a sent form's place; where it takes long, `meanwhile` is shown first. `spent` are seconds that are gone."""
    made = asyncio.create_task(work)
    await asyncio.wait((made,), timeout=max(SOON - spent, 0.0))
    if made.done():  # told in the acknowledgement: an update sent right behind one may overtake it
        await ack(response_action="update", view=made.result())
        return
    await ack(response_action="update", view=modal(session, Reply((meanwhile,)), ""))
    await session.send.call("views.update", {"view_id": body["view"]["id"], "view": await made})
