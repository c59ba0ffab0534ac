"""Our messages in a chat: redrawn when votes on their papers change, and looked at where reactions may have been missed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from bots.shared.errors import CallFailed
from bots.shared.session import BaseSession
from core.errors import WAITS, ErrorKind
from core.model import Place
from core.store.chats.posts import Post

Look = Callable[[Post], Awaitable[None]]

log = logging.getLogger("paperboy")


async def redraw_due(session: BaseSession, platform: str, redraw: Callable[[Place, str], Awaitable[object]]) -> None:
    """Redraw the messages that are due. Raises RecordDown."""
    for claim in await session.do(session.redraws.claim, platform, session.clock.now()):
        place, message = claim.post.message.place, claim.post.message.id
        try:
            await redraw(place, message)
        except CallFailed as failed:
            if failed.kind not in (ErrorKind.TARGET_DEAD, ErrorKind.BUG, ErrorKind.UNGRANTED):
                log.warning("%s", failed)
                continue  # it falls due again
            if failed.kind is not ErrorKind.UNGRANTED:  # else it stays as it is until its next vote
                await session.do(session.posts.drop, place, message)
        await session.do(session.redraws.done, claim)


async def look_early(session: BaseSession, platform: str, look: Look) -> None:
    """Look at messages of ours under which somebody reacted before the record knew that they are ours. Raises RecordDown."""
    for post in await session.do(session.posts.to_look_at, platform):
        await look(post)
        await session.do(session.posts.looked_at, post)


async def look_at_each(
    session: BaseSession, posts: Sequence[Post], look: Look, apart: float, dead: Callable[[], object]
) -> int:
    """Look at messages one by one, `apart` seconds from one to the next; how many, fewer where the team is dead meanwhile.

    Raises RecordDown.
    """
    for looked, post in enumerate(posts):
        began = session.clock.monotonic()
        await look(post)
        if dead():
            return looked
        await asyncio.sleep(max(0.0, began + apart - session.clock.monotonic()))
    return len(posts)


async def look_or_note(session: BaseSession, look: Awaitable[None]) -> None:
    """Wait for a look; where the platform does not answer, that is a gap. Raises RecordDown."""
    try:
        await look
    except CallFailed as failed:
        log.warning("%s", failed)
        if failed.kind in WAITS or failed.kind is ErrorKind.UNGRANTED:
            session.gap.set()
