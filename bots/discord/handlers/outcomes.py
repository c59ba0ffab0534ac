"""What became of slow work, told where it was asked for while Discord takes an answer there: fifteen minutes for an interaction."""

from datetime import timedelta

import msgspec

from bots.discord import inbound
from bots.discord.api import CallFailed
from bots.discord.errors import WAITS
from bots.discord.handlers.messages import Written
from bots.discord.handlers.surfaces import Later, Surface, tell_calmly
from bots.discord.render.limits import FOLLOW_UP_SECONDS
from bots.discord.session import Desk
from bots.shared.outcomes import key
from core.commands.outcomes import Outcome
from core.store.chats.follows import Asker


async def tell(desk: Desk, asker: Asker, outcome: Outcome) -> bool:
    """Tell somebody, where that is still possible; False where Discord does not take it now."""
    surface = _surface(desk, asker, key(asker, outcome))
    if surface is None:
        return True
    try:
        await surface.tell(outcome.reply, outcome.line)
    except CallFailed as failed:
        if failed.kind in WAITS:
            return False
        await tell_calmly(surface, failed)
    except Exception as error:
        await tell_calmly(surface, error)
    return True


def _surface(desk: Desk, asker: Asker, delivery: str) -> Surface | None:
    """Under the message, or by the interaction's token; None where its life is over."""
    call = msgspec.structs.replace(asker.call, delivery=delivery)
    if message := asker.back.get("message"):
        return Written(desk, int(message), call)
    if desk.clock.now() - call.now > timedelta(seconds=FOLLOW_UP_SECONDS):
        return None
    return Later(desk, inbound.again(desk.send.client, call, asker.back), call)
