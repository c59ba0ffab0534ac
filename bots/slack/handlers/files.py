"""Files in a message, whose papers the shortcut `add_papers` adds."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bots.shared.changes import Change, SentFile
from bots.slack import inbound
from bots.slack.handlers.answering import follow
from bots.slack.handlers.surfaces import Surface
from bots.slack.inbound import response_url
from bots.slack.session import Session
from core.commands.dispatch import answer_file
from core.parsing.bytes_in import LARGEST

Body = Mapping[str, Any]


class NoFile(Exception):
    """Slack does not hand out a file; the log says why."""


async def add_files(session: Session, surface: Surface, files: Sequence[SentFile]) -> None:
    """Queue the papers in a message's files; one that Slack does not hand out stops no other. Raises CallFailed, RecordDown, NoFile."""
    missing: NoFile | None = None
    for file in files:
        try:
            data = await _download(session, file.url)
        except NoFile as error:
            missing = error
            continue
        reply = await session.do(answer_file, session.app, data, file.name, surface.call)
        await surface.tell(reply, "add")
        await follow(session, surface, reply.follows)
    if missing:
        raise missing


async def _download(session: Session, url: str) -> bytes:
    """Fetch a file, which needs the token: without it Slack answers with a login page."""
    if not _is_slacks(session, url):
        raise NoFile("the file is not kept by Slack, which alone may see our token")
    client = session.send.client
    headers, data = {"Authorization": f"Bearer {client.token}"}, b""
    timeout = aiohttp.ClientTimeout(total=30)
    async with (
        aiohttp.ClientSession(timeout=timeout) as http,
        http.get(url, headers=headers, proxy=client.proxy, ssl=client.ssl or True) as answer,
    ):
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


def added(session: Session, body: Body) -> Change | None:
    """What the shortcut that adds a message's papers changes; None where it holds nothing, or for a stranger."""
    call, message = inbound.of_interaction(body, session.clock.now()), body.get("message") or {}
    files = tuple(_file(file) for file in message.get("files") or () if isinstance(file, Mapping))
    text = inbound.typed(message.get("text"))
    if not session.people.may_use(call.person.team) or not (files or text):
        return None
    return Change(call, "" if files else f"add {text}", files=files, back={"response_url": response_url(body)})


def _file(file: Mapping[str, Any]) -> SentFile:
    url = file.get("url_private_download") or file.get("url_private") or ""
    return SentFile(str(url), str(file.get("name") or "file"))
