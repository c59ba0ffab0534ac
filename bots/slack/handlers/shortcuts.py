"""Shortcuts: save every paper that a message links to, add the papers in its text or files, search from anywhere."""

from collections.abc import Sequence

from bots.slack.handlers.answering import follow
from bots.slack.handlers.surfaces import Surface
from bots.slack.session import Session


async def save_papers(session: Session, surface: Surface, named: Sequence[str]) -> None:
    """Save the papers that a message links to; one nobody knows yet is fetched, and saved then. Raises CallFailed, RecordDown."""
    reply = await session.save(named, surface.call)
    await surface.tell(reply, "")
    await follow(session, surface, reply.follows)
