"""Shortcuts: save every paper that a message links to, add the papers in its text or files, search from anywhere."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bots.shared.changes import SentFile
from bots.slack import inbound
from bots.slack.handlers.answering import follow
from bots.slack.handlers.surfaces import Surface, surface_of, tell_calmly
from bots.slack.session import Session
from core.cards.card import Reply
from core.cards.views import no_papers_linked, not_all_saved, not_for_you
from core.commands import references
from core.commands.dispatch import answer_file
from core.parsing.bytes_in import LARGEST

MOST = 10
"""Papers of one message that are saved at once."""

Body = Mapping[str, Any]


class NoFile(Exception):
    """Slack does not hand out a file; the log says why."""


async def no_papers(session: Session, body: Body) -> None:
    """Say that a message holds no papers, or that the person who asks may not use us."""
    surface = surface_of(session, body, inbound.of_interaction(body, session.clock.now()))
    card = no_papers_linked() if surface.call.person.team in session.teams else not_for_you(inbound.TEAM)
    try:
        await surface.tell(Reply((card,)), "")
    except Exception as error:
        await tell_calmly(surface, error)


async def save_papers(session: Session, surface: Surface, named: Sequence[str]) -> None:
    """Save the papers that a message links to; one nobody knows yet is fetched, and saved then. Raises CallFailed, RecordDown."""
    replies = [await session.do(references.save, session.app, one, surface.call) for one in dict.fromkeys(named[:MOST])]
    more = (not_all_saved(MOST, len(named)),) if len(named) > MOST else ()
    await surface.tell(Reply((*(card for reply in replies for card in reply.cards), *more)), "")
    await follow(session, surface, [one for reply in replies for one in reply.follows])


async def add_files(session: Session, surface: Surface, files: Sequence[SentFile]) -> None:
    """Queue the papers in a message's files. Raises CallFailed, RecordDown, NoFile."""
    for file in files:
        reply = await session.do(answer_file, session.app, await _download(session, file.url), file.name, surface.call)
        await surface.tell(reply, "add")
        await follow(session, surface, reply.follows)


async def _download(session: Session, url: str) -> bytes:
    """Fetch a file, which needs the token: without it Slack answers with a login page."""
    if not _is_slacks(session, url):
        raise NoFile("the file is not kept by Slack, which alone may see our token")
    headers, data = {"Authorization": f"Bearer {session.send.client.token}"}, b""
    timeout = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(timeout=timeout) as http, http.get(url, headers=headers) as answer:
        if answer.status != 200 or answer.content_type == "text/html":
            raise NoFile(f"Slack answered {answer.status} {answer.content_type}: is the scope files:read granted?")
        async for part in answer.content.iter_any():
            data += part
            if len(data) > LARGEST:
                break  # the core says what is wrong with it
    return data


def _is_slacks(session: Session, url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host.endswith(".slack.com") or host == urlsplit(session.send.client.base_url).hostname
