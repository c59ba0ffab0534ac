"""Shortcuts: save every paper that a message links to, add the papers in its text or files, search from anywhere."""

from collections.abc import Mapping, Sequence
from typing import Any

from bots.slack.handlers.answering import follow
from bots.slack.handlers.surfaces import Surface
from bots.slack.session import Session
from core.cards.card import Reply
from core.cards.views import not_all_saved
from core.commands import references

MOST = 10
"""Papers of one message that are saved at once."""

Body = Mapping[str, Any]


async def save_papers(session: Session, surface: Surface, named: Sequence[str]) -> None:
    """Save the papers that a message links to; one nobody knows yet is fetched, and saved then. Raises CallFailed, RecordDown."""
    replies = [await session.do(references.save, session.app, one, surface.call) for one in dict.fromkeys(named[:MOST])]
    more = (not_all_saved(MOST, len(named)),) if len(named) > MOST else ()
    await surface.tell(Reply((*(card for reply in replies for card in reply.cards), *more)), "")
    await follow(session, surface, [one for reply in replies for one in reply.follows])
