"""Shortcuts: save every paper that a message links to, add the papers in its text or files, search from anywhere."""

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp

from bots.slack import hear
from bots.slack.answering import follow
from bots.slack.desk import Desk
from bots.slack.send import CallFailed
from bots.slack.surfaces import surface_of
from core import unfurling
from core.cards import Card, Reply
from core.commands import answer_file
from core.identity import find_references
from core.model import Call
from core.unfurling import Link
from core.views import no_papers_linked

MOST_SAVED = 10
"""Papers of one message that are saved at once."""

LARGEST = 5 * 1024 * 1024
"""Bytes of an attached file that are read (HARDENING S10)."""

LOOKS, BETWEEN_LOOKS = 40, 0.5

Body = Mapping[str, Any]


async def save_papers(desk: Desk, body: Body) -> None:
    """Save every paper linked in a message; one nobody knows yet is fetched first. Raises CallFailed."""
    call, message = hear.of_interaction(body), body.get("message") or {}
    named = find_references(str(message.get("text") or ""))[:MOST_SAVED]
    replies = await asyncio.gather(*(_saved(desk, reference, call) for reference in named))
    cards = tuple(card for reply in replies for card in reply.cards) or (no_papers_linked(),)
    await surface_of(desk, body, call).tell(Reply(cards), "")


async def add_papers(desk: Desk, body: Body) -> None:
    """Queue the papers in a message's files, or in its text. Raises CallFailed."""
    call, message = hear.of_interaction(body), body.get("message") or {}
    surface = surface_of(desk, body, call)
    files = [file for file in message.get("files") or () if isinstance(file, Mapping)]
    text = str(message.get("text") or "").strip()
    if not files and not text:
        await surface.tell(Reply((no_papers_linked(),)), "")
        return
    replies = [await _added(desk, file, call) for file in files]
    if not files:
        replies = [await desk.answer(f"add {text}", call)]
    for reply in replies:
        await surface.tell(reply, "add")
        await follow(desk, surface, call, reply)


async def _saved(desk: Desk, reference: str, call: Call) -> Reply:
    said = reference.partition(":")[2] if not reference.startswith("openreview:") else reference
    link = Link(reference, reference)
    if not await desk.do(desk.app.papers.known_as, reference) and await desk.do(
        unfurling.ask_for, desk.app, link, call.now
    ):
        for _ in range(LOOKS):
            await asyncio.sleep(BETWEEN_LOOKS)
            if await desk.do(desk.app.papers.known_as, reference):
                break
    known = await desk.do(desk.app.papers.known_as, reference)
    return await desk.answer(f"save {known or said}", call)


async def _added(desk: Desk, file: Mapping[str, Any], call: Call) -> Reply:
    """Fetch a file, which needs the token: without it Slack answers with a login page."""
    data = await _download(desk, str(file.get("url_private_download") or file.get("url_private") or ""))
    return await desk.do(answer_file, desk.app, data, str(file.get("name") or "file"), call)


async def _download(desk: Desk, url: str) -> bytes:
    headers = {"Authorization": f"Bearer {desk.send.client.token}"}
    timeout = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url, headers=headers) as answer:
        return await answer.content.read(LARGEST)


__all__ = ["CallFailed", "Card", "add_papers", "save_papers"]
