"""App Home: drawn anew whenever somebody opens it."""

import msgspec

from bots.slack.render.message import view
from bots.slack.session import Desk
from core.commands.table import placeless
from core.model import Call

LINE = "home"


async def show(desk: Desk, call: Call) -> None:
    """Publish a person's Home, which is no direct channel though Slack names one. Raises CallFailed."""
    reply = await desk.answer(LINE, msgspec.structs.replace(call, direct=False))
    made = await desk.do(view, tuple(map(placeless, reply.cards)), "", desk.park, line=LINE)
    await desk.send.call("views.publish", {"user_id": call.person.id, "view": made})
