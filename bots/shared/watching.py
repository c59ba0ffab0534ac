"""Our messages in a chat: redrawn when votes on their papers change, looked at where reactions may have been missed, begun as threads."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from bots.shared.chores import always
from bots.shared.errors import CallFailed
from bots.shared.gaps import RECENT, mend_always
from bots.shared.session import BaseSession
from core.cards.card import Card, Discussion, Reply
from core.cards.views import archived_here, cannot_post_here, thread_note
from core.errors import WAITS, ErrorKind
from core.model import Call, Place
from core.services.posted_links import Link, LinkedMessage
from core.store.chats.posts import Post
from core.store.chats.threads import Thread
from core.store.engine.log import Log, RestoreWatch
from core.votes.emoji import Message

BUSY = 60
"""Seconds one press may take to open a thread while others for the same paper wait for its outcome."""

LOOKS, BETWEEN_LOOKS = 10, 0.5
"""How often, and after how many seconds, such others look for it."""

ARCHIVED = ("is_archived", "50083")
"""What Slack says of an archived channel, and Discord of an archived thread."""

GONE = ("message_not_found", "10003")
"""What Slack says of a message that is no more, and Discord of a channel."""

MOST = 10_000
"""Messages that one look takes in, the newest."""

LOOK_SECONDS = 0.5
"""How often it is looked whether votes have changed."""

RESTORE_SECONDS = 5.0
"""How often it is looked whether the record was restored."""

Look = Callable[[Post], Awaitable[None]]
Redraw = Callable[[Place, str], Awaitable[None]]
"""Both raise CallFailed."""

log = logging.getLogger("paperboy")


class Watcher:
    """Watches a bot's messages: `redraw` shows one as its papers stand now, `look` sets the record to what stands under one.

    `apart` is the seconds from one look to the next, as the platform allows them.
    """

    def __init__(self, session: BaseSession, redraw: Redraw, look: Look, apart: float) -> None:
        self._session, self._redraw, self._look, self._apart = session, redraw, look, apart
        self._restores = RestoreWatch(session.app.of(Log))

    async def redraw_always(self) -> None:
        """Redraw messages whose papers' votes changed, and look at those that were reacted to early, until cancelled."""
        await always(self.redraw_due, LOOK_SECONDS, "a redraw")

    async def redraw_due(self) -> None:
        """Redraw those that are due, and look at those that were reacted to early. Raises RecordDown."""
        session = self._session
        for claim in await session.do(session.redraws.claim, session.platform, session.clock.now()):
            place, message = claim.post.message.place, claim.post.message.id
            try:
                await self._redraw(place, message)
            except CallFailed as failed:
                if failed.kind not in (ErrorKind.TARGET_DEAD, ErrorKind.BUG, ErrorKind.UNGRANTED):
                    log.warning("%s", failed)
                    continue  # it falls due again
                if failed.kind is not ErrorKind.UNGRANTED:  # else it stays as it is until its next vote
                    await session.do(session.posts.drop, place, message)
            await session.do(session.redraws.done, claim)
        for post in await session.do(session.posts.to_look_at, session.platform):
            await self.look(post)
            await session.do(session.posts.looked_at, post)

    async def reconcile_always(self) -> None:
        """Look at our messages after each gap, and daily, until cancelled."""
        await mend_always(self._session.gap, self.reconcile)

    async def notice_restores_always(self) -> None:
        """Count each restore as a gap, until cancelled: what was reacted since the backup is not in the record."""
        await always(self._notice_restore, RESTORE_SECONDS, "looking for a restore")

    async def _notice_restore(self) -> None:
        if await self._session.do(self._restores.restored):
            self._session.gap.set()

    async def reconcile(self, back: timedelta = RECENT) -> int:
        """Make the record what the platform shows under the messages of so long back, the newest first.

        Returns how many were looked at, fewer where the team is dead meanwhile. Raises RecordDown.
        """
        session = self._session
        posts = await session.do(session.posts.recent, session.platform, session.clock.now() - back, MOST)
        for looked, post in enumerate(posts):
            began = session.clock.monotonic()
            await self.look(post)
            if session.send.dead:
                return looked
            await asyncio.sleep(max(0.0, began + self._apart - session.clock.monotonic()))
        return len(posts)

    async def adopt(self, room: Place, links: Sequence[Link], call: Call, message: LinkedMessage) -> None:
        """Let reactions under somebody's message with just one paper's link count, those too that are there. Raises RecordDown."""
        under, session = Message(room, message.id), self._session
        if post := await session.do(session.reactions.adopt, links, call, under, message.at):
            await self.look(post)

    async def look(self, post: Post) -> None:
        """Look at one message; where the platform does not answer, that is a gap. Raises RecordDown."""
        try:
            await self._look(post)
        except CallFailed as failed:
            log.warning("%s", failed)
            if failed.kind in WAITS or failed.kind is ErrorKind.UNGRANTED:
                self._session.gap.set()


async def discuss(
    session: BaseSession,
    call: Call,
    discussion: Discussion,
    stands: Callable[[], Awaitable[object]],
    opened: Callable[[str], Awaitable[Thread]],
    refusal: Card | None = None,
) -> Reply:
    """Open a paper's thread, once under the key that `opened` is given, or say why not (`refusal`); returns what leads to it.

    `stands` raises CallFailed where the thread of an earlier press is not found: with an error of GONE it is no more, on doubt
    it is. Raises CallFailed.
    """
    paper, title = discussion.card.paper_id, discussion.card.title.text
    if discussion.url:
        if await _is_there(stands):
            return Reply((thread_note(title, discussion.url),))
        await session.do(session.threads.drop, paper, call.place, open_to_all=call.open_to_all)
    if refusal:
        return Reply((refusal,))
    key = f"discuss-{paper}-{call.place.channel if not call.open_to_all else call.place.team}"
    if not await session.do(session.once.first, key, BUSY):
        return Reply((thread_note(title, await _opened_by_others(session, call, paper)),))
    try:
        thread = await opened(key)
    except CallFailed as failed:
        await session.do(session.once.release, key)
        if failed.kind is ErrorKind.TARGET_DEAD:
            return Reply((archived_here() if failed.error in ARCHIVED else cannot_post_here(session.team),))
        raise
    kept = await session.do(session.threads.put, paper, call.place, thread, open_to_all=call.open_to_all)
    return Reply((thread_note(title, kept.url),))


async def _is_there(stands: Callable[[], Awaitable[object]]) -> bool:
    try:
        await stands()
    except CallFailed as failed:
        return failed.error not in GONE
    return True


async def _opened_by_others(session: BaseSession, call: Call, paper: str) -> str:
    """The address of the thread that another press is opening right now, '' where that takes long."""
    for _ in range(LOOKS):
        if thread := await session.do(session.threads.find, paper, call.place, open_to_all=call.open_to_all):
            return thread.url
        await asyncio.sleep(BETWEEN_LOOKS)
    return ""
