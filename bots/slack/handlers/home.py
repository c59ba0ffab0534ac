"""App Home: redrawn whenever somebody opens it."""

import msgspec

from bots.slack.render.message import view
from bots.slack.session import Session
from core.commands.table import placeless
from core.model import Call

LINE = "home"


async def show(session: Session, call: Call) -> None:
    """Publish a person's Home, which is no direct channel though Slack names one. Raises CallFailed."""
    reply = await session.answer(LINE, msgspec.structs.replace(call, direct=False))
    made = await session.do(view, tuple(map(placeless, reply.cards)), "", session.park, line=LINE)
    await session.send.call("views.publish", {"user_id": call.person.id, "view": made})
