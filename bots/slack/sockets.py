"""The sockets of Socket Mode: two, so that Slack always has one to deliver to. Each is listened to, and made again when it is silent."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bots.shared.hearing import CONNECT_SECONDS, Connection
from bots.slack.session import Session
from core.settings.kinds import Secret

SETTLED_SECONDS = 5.0
"""Seconds from a gap until it is looked at: a lost socket is back by then, and `EARLIER` is over for what came before."""

SOCKETS = 2
"""Slack gives an app ten; a socket is renewed about hourly, and one alone left gaps of 5 to 12 s (node-slack-sdk 3.2.0 notes)."""

PING_SECONDS = 5

CLOSE_SECONDS = 3.0
"""How long a socket may take to close: a silent one does not answer, and aiohttp would wait ten."""


class Sockets:
    """The sockets of a session."""

    def __init__(self, session: Session, bolt: AsyncApp, token: Secret) -> None:
        self._session, self._bolt, self._token = session, bolt, token
        self._connections = [session.hearing.connection() for _ in range(SOCKETS)]
        self._handlers: list[AsyncSocketModeHandler] = []

    async def open(self) -> None:
        """Connect. Raises TimeoutError."""
        async with asyncio.timeout(CONNECT_SECONDS):
            for connection in self._connections:
                self._handlers.append(await self._connected(connection))

    async def watch_always(self) -> None:
        """Make silent sockets again, until cancelled."""
        watch = self._session.hearing.watch_always
        await asyncio.gather(
            *(watch(connection, partial(self._renew, n)) for n, connection in enumerate(self._connections))
        )

    async def close(self) -> None:
        """Close all."""
        await asyncio.gather(*map(_close, self._handlers))

    async def _renew(self, number: int) -> None:
        """Put a new client in the place of a silent one, whose state nobody knows; what it missed is looked for."""
        old = self._handlers[number]
        self._handlers[number] = await self._connected(self._connections[number])
        note_gap(self._session)
        self._session.start(_close(old))

    async def _connected(self, connection: Connection) -> AsyncSocketModeHandler:
        handler = AsyncSocketModeHandler(self._bolt, self._token.reveal(), ping_interval=PING_SECONDS)
        client = handler.client
        client.proxy = self._bolt.client.proxy  # which the SDK takes from the environment alone

        def pinged() -> None:
            if client.message_queue.empty():  # else nobody takes up what Slack sends
                connection.heard()

        async def sent(_: object, message: dict[str, Any], __: object) -> None:
            if message.get("type") != "hello":
                connection.heard()

        async def note(_: object) -> None:
            note_gap(self._session, short=True)

        await client.aiohttp_client_session.close()
        client.aiohttp_client_session = aiohttp.ClientSession(ws_response_class=_listening(pinged))
        client.message_listeners.append(sent)
        client.on_close_listeners.append(note)
        try:
            await handler.connect_async()  # type: ignore[no-untyped-call]
        except BaseException:
            await _close(handler)
            raise
        return handler


def _listening(pinged: Callable[[], None]) -> type[aiohttp.ClientWebSocketResponse]:
    """A socket that tells of Slack's pings: the SDK answers them and tells nobody."""

    class Socket(aiohttp.ClientWebSocketResponse):
        async def receive(self, timeout: float | None = None) -> Any:
            message = await super().receive(timeout)
            if message.type is aiohttp.WSMsgType.PING:
                pinged()
            return message

    return Socket


async def _close(handler: AsyncSocketModeHandler) -> None:
    await asyncio.wait((asyncio.create_task(handler.close_async()),), timeout=CLOSE_SECONDS)  # type: ignore[no-untyped-call]


def note_gap(session: Session, *, short: bool = False, over_in: float = 0.0) -> None:
    """Note that reactions may have been missed, until so many seconds from now."""
    asyncio.get_running_loop().call_later(over_in + SETTLED_SECONDS, lambda: session.gap.set(short=short))
