"""Our messages in a chat: redrawn when votes on their papers change, looked at where reactions may have been missed, begun as threads."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from bots.shared.errors import CallFailed
from bots.shared.session import BaseSession
from core.cards.card import Discussion, Reply
from core.cards.views import archived_here, cannot_post_here, thread_note
from core.errors import WAITS, ErrorKind
from core.model import Call, Place
from core.store.chats.posts import Post
from core.store.chats.threads import Thread

BUSY = 60
"""Seconds one press may take to open a thread while others for the same paper wait for its outcome."""

LOOKS, BETWEEN_LOOKS = 10, 0.5
"""How often, and after how many seconds, such others look for it."""

ARCHIVED = ("is_archived", "50083")
"""What Slack says of an archived channel, and Discord of an archived thread."""

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


async def open_once(
    session: BaseSession, call: Call, discussion: Discussion, team: str, opened: Callable[[str], Awaitable[Thread]]
) -> Reply:
    """Open a paper's thread, once under the key that `opened` is given; returns what leads to it. Raises CallFailed."""
    paper, title = discussion.card.paper_id, discussion.card.title.text
    key = f"discuss-{paper}-{call.place.channel if not call.open_to_all else call.place.team}"
    if not await session.do(session.once.first, key, BUSY):
        return Reply((thread_note(title, await _opened_by_others(session, call, paper)),))
    try:
        thread = await opened(key)
    except CallFailed as failed:
        await session.do(session.once.release, key)
        if failed.kind is ErrorKind.TARGET_DEAD:
            return Reply((archived_here() if failed.error in ARCHIVED else cannot_post_here(team),))
        raise
    kept = await session.do(session.threads.put, paper, call.place, thread, open_to_all=call.open_to_all)
    return Reply((thread_note(title, kept.url),))


async def _opened_by_others(session: BaseSession, call: Call, paper: str) -> str:
    """The address of the thread that another press is opening right now, '' where that takes long."""
    for _ in range(LOOKS):
        if thread := await session.do(session.threads.find, paper, call.place, open_to_all=call.open_to_all):
            return thread.url
        await asyncio.sleep(BETWEEN_LOOKS)
    return ""
