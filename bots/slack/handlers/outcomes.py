"""What became of slow work, told where it was asked for: by the address that came along, else to the person alone."""

import msgspec

from bots.shared.errors import CallFailed
from bots.shared.outcomes import key
from bots.slack.handlers.surfaces import Later, Written, tell_calmly
from bots.slack.inbound import response_url
from bots.slack.session import Session
from core.commands.outcomes import SlowOutcome
from core.errors import WAITS
from core.store.chats.follows import Asker


async def tell(session: Session, asker: Asker, outcome: SlowOutcome) -> bool:
    """Tell somebody; False where Slack does not take it now."""
    call = msgspec.structs.replace(asker.call, delivery=key(asker, outcome))
    surface = (Written if call.direct and not response_url(asker.back) else Later)(session, asker.back, call)
    try:
        await surface.tell(outcome.reply, outcome.line)
    except CallFailed as failed:
        if failed.kind in WAITS:
            return False
        await tell_calmly(surface, failed)
    except Exception as error:
        await tell_calmly(surface, error)
    return True
