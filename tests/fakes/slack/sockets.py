"""Socket Mode: single-use addresses, envelopes, what becomes of the acks, and what is delivered again.

Events come again at once, after 1 and after 5 minutes (divided by `hurry`). What a person did is sent again
only where its socket went away before the ack; one that is merely late has failed for that person.
"""

import asyncio
import contextlib
import json
import random
import socket as sockets_of_the_system
import struct
import time
import uuid
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.fakes.slack.state import Workspace
from tests.fakes.slack.things import APP, Json

MOST = 10  # docs.slack.dev/apis/events-api/using-socket-mode: ten sockets an app
ACK_SECONDS = 3.0  # docs.slack.dev/interactivity/handling-user-interaction
PING_SECONDS = 5.0  # within 30 s: github.com/slackapi/node-slack-sdk, packages/socket-mode, serverPingTimeout
AGAIN = (0.0, 60.0, 300.0)  # docs.slack.dev/apis/events-api: retries of an event


@dataclass(eq=False)
class Envelope:
    """One sending of something: by which socket, when, and how it was answered. `fate` is "" once acked."""

    id: str
    attempt: int
    reason: str
    socket: int = 0
    sent: float = 0.0
    seconds: float | None = None
    answer: Json | None = None
    fate: str = "unsent"
    settled: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(eq=False)
class Delivery:
    """Something on its way to the app, with every envelope it took. `over` when nothing more will be tried."""

    kind: str
    payload: Json
    accepts: bool = False
    envelopes: list[Envelope] = field(default_factory=list)
    over: bool = False

    @property
    def acked(self) -> bool:
        return any(not envelope.fate for envelope in self.envelopes)

    @property
    def answer(self) -> Json:
        """What the ack carried."""
        return next((e.answer for e in self.envelopes if not e.fate and e.answer), {})

    @property
    def seconds(self) -> float:
        """From the first sending to the first ack; infinite without one."""
        acks = [e.sent + e.seconds for e in self.envelopes if not e.fate and e.seconds is not None]
        return min(acks) - self.envelopes[0].sent if acks else float("inf")


class Sockets:
    """The sockets of the one app. Everything here runs in the server's own loop."""

    def __init__(self, world: Workspace, hurry: float, ack_seconds: float) -> None:
        self.world, self.hurry, self.ack_seconds = world, hurry, ack_seconds
        self.tickets: set[str] = set()
        self.open: dict[int, web.WebSocketResponse] = {}
        self.requests: dict[int, web.Request] = {}
        self.envelopes: dict[str, Envelope] = {}
        self.delivery_queue: list[Delivery] = []
        self.opened = 0
        self.drop = 0.0  # the share of events that never arrive, as after an outage of Slack's own
        self.dropped = 0
        self.ping_seconds = PING_SECONDS
        self.deaf: set[int] = (
            set()
        )  # sockets that stay open and bring nothing; pings of the app are answered, as by a proxy
        self.deafening = False  # whether each new one is so too, from its hello on
        self._turn = 0
        self._dice = random.Random(0)

    def ticket(self) -> str:
        made = uuid.uuid4().hex
        self.tickets.add(made)
        return made

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One socket, from its hello to its end."""
        if request.query.get("ticket") not in self.tickets:
            return web.Response(status=401, text="this address was used before, or never given")
        self.tickets.remove(request.query["ticket"])
        line = web.WebSocketResponse()
        await line.prepare(request)
        if len(self.open) >= MOST:
            await line.send_json({"type": "disconnect", "reason": "too_many_websockets", "debug_info": {}})
            await line.close()
            return line
        self.opened += 1
        number = self.opened
        self.open[number], self.requests[number] = line, request
        if self.deafening:
            self.deaf.add(number)
        pinging = asyncio.create_task(self._ping(number, line))
        try:
            await self._listen(number, line)
        finally:
            pinging.cancel()
            self._lose(number)
        return line

    async def _ping(self, number: int, line: web.WebSocketResponse) -> None:
        while True:
            await asyncio.sleep(self.ping_seconds)
            if number not in self.deaf:
                with contextlib.suppress(ConnectionError):
                    await line.ping(b"Ping from applink-0")

    async def _listen(self, number: int, line: web.WebSocketResponse) -> None:
        about = {"host": "applink-0", "build_number": 1, "approximate_connection_time": 18060}
        hello = {"type": "hello", "num_connections": len(self.open), "connection_info": {"app_id": APP}}
        await line.send_json({**hello, "debug_info": about})
        with self.world.changed:
            self.world.changed.notify_all()
        async for message in line:
            if message.type == WSMsgType.TEXT:
                self._acked(json.loads(message.data))

    def _acked(self, said: Json) -> None:
        envelope = self.envelopes.get(str(said.get("envelope_id")))
        if envelope is None or envelope.seconds is not None:
            self.world.breaches.append(f"socket: an ack of nothing that waits for one: {str(said)[:200]}")
            return
        with self.world.changed:
            envelope.seconds, envelope.answer = time.monotonic() - envelope.sent, said.get("payload")
            if not envelope.settled.is_set():
                envelope.fate = ""
            envelope.settled.set()
            self.world.changed.notify_all()

    def _lose(self, number: int) -> None:
        with self.world.changed:
            self.open.pop(number, None)
            self.requests.pop(number, None)
            for envelope in self.envelopes.values():
                if envelope.socket == number and not envelope.settled.is_set():
                    envelope.fate = "connection_failed"
                    envelope.settled.set()
            self.world.changed.notify_all()

    async def deliver(self, delivery: Delivery) -> None:
        """Sends until it is acked or nothing more may be tried."""
        reason = ""
        if delivery.kind == "events_api" and self._dice.random() < self.drop:
            delivery.over, self.dropped = True, self.dropped + 1
            return
        for attempt, wait in enumerate((0.0, *AGAIN)):
            if attempt and delivery.kind != "events_api" and (reason != "connection_failed" or attempt > 1):
                break
            await asyncio.sleep(wait / self.hurry)
            envelope = Envelope(str(uuid.uuid4()), attempt, reason)
            delivery.envelopes.append(envelope)
            await self._try(delivery, envelope)
            reason = envelope.fate
            if not reason:
                break
        with self.world.changed:
            delivery.over = True
            if delivery.acked and delivery.answer and not delivery.accepts:
                self.world.breaches.append(f"socket: the ack of {delivery.kind} carries what Slack drops")
            self.world.changed.notify_all()

    async def _try(self, delivery: Delivery, envelope: Envelope) -> None:
        until = time.monotonic() + self.ack_seconds
        while not self.open and time.monotonic() < until:
            await asyncio.sleep(0.005)
        envelope.sent = time.monotonic()
        if not self.open:
            envelope.fate = "connection_failed"
            return
        self._turn += 1
        envelope.socket = sorted(self.open)[self._turn % len(self.open)]
        envelope.fate = "timeout"
        self.envelopes[envelope.id] = envelope
        said: Json = {"envelope_id": envelope.id, "type": delivery.kind, "payload": delivery.payload}
        said["accepts_response_payload"] = delivery.accepts
        if delivery.kind == "events_api":
            said |= {"retry_attempt": envelope.attempt, "retry_reason": envelope.reason}
        try:
            if envelope.socket not in self.deaf:
                await self.open[envelope.socket].send_json(said)
            await asyncio.wait_for(envelope.settled.wait(), self.ack_seconds)
        except ConnectionError:
            envelope.fate = "connection_failed"
        except TimeoutError:
            pass
        envelope.settled.set()

    async def disconnect(self, reason: str, number: int | None) -> None:
        """Asks one socket or all to come back; "refresh_requested" also closes them."""
        for at in [number] if number else list(self.open):
            line = self.open[at]
            await line.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-0"}})
            if reason != "warning":
                await line.close()

    def deafen(self, number: int | None, *, later: bool) -> None:
        """Keeps one socket or all open, and sends nothing over them any more; `later` those too that are opened from now on."""
        self.deaf.update([number] if number else self.open)
        self.deafening = later

    async def reset(self, number: int | None) -> None:
        """Ends one socket or all with a RST: no close frame, no FIN."""
        for at in [number] if number else list(self.open):
            transport = self.requests[at].transport
            if transport:
                raw = transport.get_extra_info("socket")
                raw.setsockopt(
                    sockets_of_the_system.SOL_SOCKET, sockets_of_the_system.SO_LINGER, struct.pack("ii", 1, 0)
                )
                transport.abort()
