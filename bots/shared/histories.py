"""Reads the past of channels where somebody asked for it, a page at a time. How far it is stands in the record, so no restart loses it."""

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from bots.shared.chores import always
from bots.shared.errors import CallFailed
from bots.shared.session import BaseSession
from core.errors import WAITS, ErrorKind
from core.services.history.learning import HistoryLearner
from core.services.history.past import PastPage
from core.services.history.reading import HistoryReader
from core.store.chats.histories import ChannelReading, Histories

APART_SECONDS = 1.2
"""From one page to the next: Slack allows about fifty a minute (conversations.history, tier 3)."""

WHY: Final = {
    ErrorKind.TARGET_DEAD: "I am not in it, or may not see what was written there ({error}).",
    ErrorKind.UNGRANTED: "The person who runs Paperboy has not let me read messages ({error}).",
}
REFUSED = "It was refused ({error})."
"""Why a page is not shown, for people."""

ReadPage = Callable[[ChannelReading], Awaitable[PastPage]]
"""Asks a platform for the next page of a channel's past. Raises CallFailed."""

log = logging.getLogger("paperboy")


async def read_always(session: BaseSession, read_page: ReadPage) -> None:
    """Go on with what somebody asked for, until cancelled."""
    await always(lambda: read_due(session, read_page), APART_SECONDS, "reading a channel's past")


async def read_due(session: BaseSession, read_page: ReadPage) -> None:
    """Read and learn the next page of each channel. Raises RecordDown."""
    histories = session.app.of(Histories)
    reader = session.app.call(HistoryReader, session.app.call(HistoryLearner))
    for reading in await session.do(histories.claim, session.platform, session.clock.now()):
        try:
            page = await read_page(reading)
        except CallFailed as failed:
            log.warning("a channel's past is not read: %s", failed)
            if failed.kind in WAITS or failed.kind is ErrorKind.TEAM_DEAD:
                continue  # once its lease is over it is tried again
            why = WHY.get(failed.kind, REFUSED).format(error=failed.error)
            await session.do(reader.fail, reading, why, session.clock.now())
        else:
            await session.do(reader.take, reading, page, session.clock.now())
