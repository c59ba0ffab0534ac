"""What became of slow work, told where it was asked for while Discord takes an answer there: fifteen minutes for an interaction."""

from datetime import timedelta

import msgspec

from bots.discord.handlers.surfaces import Later, Surface, Written, tell_calmly
from bots.discord.render.limits import FOLLOW_UP_SECONDS
from bots.discord.session import Session
from bots.shared.errors import CallFailed
from bots.shared.outcomes import key
from core.commands.grammar import DEFAULT, read
from core.commands.outcomes import SlowOutcome
from core.errors import WAITS
from core.store.chats.follows import Asker


async def tell(session: Session, asker: Asker, outcome: SlowOutcome) -> bool:
    """Tell somebody, where that is still possible; False where Discord does not take it now."""
    verb = read(outcome.line).verb if outcome.line else DEFAULT
    surface = _surface(session, asker, key(asker, outcome), verb)
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


def _surface(session: Session, asker: Asker, delivery: str, verb: str) -> Surface | None:
    """Under the message, or by the interaction's token; None where its life is over."""
    call = msgspec.structs.replace(asker.call, delivery=delivery)
    if message := asker.back.get("message"):
        return Written(session, int(message), call, verb)
    if session.clock.now() - call.now > timedelta(seconds=FOLLOW_UP_SECONDS):
        return None
    return Later(session, call, asker.back)
