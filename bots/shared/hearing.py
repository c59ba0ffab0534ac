"""Whether a platform still speaks to a bot: a socket client can be connected, alive and deaf (python-slack-sdk #1701, bolt-python #1529).

A connection that stays silent is made again; where the new one stays silent too, the process ends for its supervisor.
"""

import asyncio
import contextlib
import logging
import os
import socket
import threading
from collections.abc import Awaitable, Callable, Mapping

from bots.shared.chores import always
from core.errors import PaperboyError
from core.host.clock import Clock
from core.store.chats.heartbeats import Heartbeats, Running

QUIET_SECONDS = 55.0
"""Silence after which a connection counts as deaf. Slack pings every socket within 30 s (node-slack-sdk, serverPingTimeout), Discord
answers a heartbeat every 41 s (discord-api-docs, events/gateway)."""

CONNECT_SECONDS = 15.0
"""How long making a connection may take."""

BEAT_SECONDS = 10.0
"""From one heartbeat in the record to the next."""

log = logging.getLogger("paperboy")


class Deaf(PaperboyError):
    """A platform says nothing, and connecting again did not help."""

    exit_code = os.EX_TEMPFAIL

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} This process ends, so that its supervisor starts another.")


class Connection:
    """When a platform last spoke over one connection: by a ping or an event, which a mere greeting does not prove."""

    def __init__(self, clock: Clock) -> None:
        self._monotonic = clock.monotonic
        self.heard_at: float | None = None
        self.since, self.renewed = clock.monotonic(), False

    def heard(self) -> None:
        """The platform spoke."""
        self.heard_at = self.since = self._monotonic()
        self.renewed = False

    def renew(self) -> None:
        """A new connection takes the place of a silent one, and has its own time to bring something."""
        self.since, self.renewed = self._monotonic(), True

    async def silence(self) -> None:
        """Wait until nothing was heard for too long."""
        while (left := self.since + QUIET_SECONDS - self._monotonic()) > 0:
            await asyncio.sleep(left)


class Hearing:
    """The connections of one bot to its platform; `lacks` is what was not granted for each call that was refused for want of it."""

    def __init__(self, platform: str, heartbeats: Heartbeats, clock: Clock) -> None:
        self._platform, self._name = platform, platform.capitalize()
        self._heartbeats, self._clock = heartbeats, clock
        self._turn, self._ended = threading.Lock(), False
        self._began, self._deaf = clock.monotonic(), asyncio.Event()
        self.connections = list[Connection]()
        self.lacks: Mapping[str, str] = {}

    def connection(self) -> Connection:
        """One more connection to listen to."""
        self.connections.append(Connection(self._clock))
        return self.connections[-1]

    async def until(self, stop: asyncio.Event) -> None:
        """Wait until told to stop. Raises Deaf."""
        waits = [asyncio.create_task(event.wait()) for event in (stop, self._deaf)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        if self._deaf.is_set():
            raise Deaf(
                f"{self._name} has said nothing for {2 * QUIET_SECONDS:.0f} s, and connecting again did not help."
            )

    async def watch_always(self, connection: Connection, renew: Callable[[], Awaitable[object]]) -> None:
        """Make a silent connection again, and say that we are deaf where that does not help, until cancelled."""
        while True:
            await connection.silence()
            if connection.renewed:
                self._deaf.set()
                return
            log.warning("%s: nothing heard for %.0f s; we connect again", self._name, QUIET_SECONDS)
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    await renew()
            except Exception as error:
                log.warning("%s: no new connection (%s: %s)", self._name, type(error).__name__, error)
            connection.renew()

    async def beat_always(self) -> None:
        """Keep in the record that this bot runs and since when it has heard nothing, until cancelled."""
        self._ended = False
        try:
            await always(self._beat, BEAT_SECONDS, "a heartbeat")
        finally:
            with contextlib.suppress(PaperboyError):
                await asyncio.to_thread(self._end)

    async def _beat(self) -> None:
        await asyncio.to_thread(self._beat_once)

    def _beat_once(self) -> None:
        with self._turn:  # a cancelled beat goes on in its thread, and must not come after the end
            if not self._ended:
                self._heartbeats.beat(self._running())

    def _end(self) -> None:
        with self._turn:
            self._ended = True
            self._heartbeats.end(self._running())

    def _running(self) -> Running:
        """This bot as it is now; it is as silent as the most silent of its connections."""
        now = self._clock.monotonic()
        heard = [connection.heard_at for connection in self.connections if connection.heard_at is not None]
        silent = now - min(heard) if heard and len(heard) == len(self.connections) else None
        return Running(
            self._platform,
            f"{socket.gethostname()}/{os.getpid()}",
            now - self._began,
            silent,
            tuple(sorted(set(self.lacks.values()))),
        )
