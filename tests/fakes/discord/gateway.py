"""The gateway: hello, identify, resume, heartbeats, and everything that goes wrong with a socket or a session."""

import asyncio
import json
import socket as sockets_of_the_system
import struct
import zlib
from collections import Counter

from aiohttp import WSMsgType, web

from tests.fakes.discord import shown
from tests.fakes.discord.sessions import CONTENT, KNOWN, MEMBERS, PRESENCES, RESUMABLE, Session, ready
from tests.fakes.discord.state import World
from tests.fakes.discord.things import APP, Channel, Guild, Json

HEARTBEAT_SECONDS = 41.25  # events/gateway, hello
BEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 1, 2, 6, 7, 9, 10, 11  # topics/opcodes-and-status-codes
SENT = {0, BEAT, IDENTIFY, 3, 4, RESUME, 8, 31}
ENDS_SESSION = {1000, 1001, 4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014}
"""Close codes after which a session cannot be resumed."""


class Socket:
    """One connection. What is sent goes through a queue, in order; one that is `frozen` neither sends nor answers."""

    def __init__(self, request: web.Request, line: web.WebSocketResponse) -> None:
        self.request, self.line = request, line
        self.session: Session | None = None
        self.frozen = False
        self.waiting: asyncio.Queue[Json] = asyncio.Queue()
        self._zlib = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None

    def put(self, op: int, data: object = None, event: str | None = None, seq: int | None = None) -> None:
        self.waiting.put_nowait({"op": op, "d": data, "s": seq, "t": event})

    async def send_always(self) -> None:
        """Send what waits, until cancelled."""
        while True:
            said = json.dumps(await self.waiting.get())
            if self.frozen or self.line.closed:
                continue
            try:
                if self._zlib is None:
                    await self.line.send_str(said)
                else:
                    part = self._zlib.compress(said.encode()) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
                    await self.line.send_bytes(part)
            except ConnectionError:
                continue


class Gateway:
    """All sockets and sessions; `seen` counts what came: identify, resume, heartbeat, and each close code that was given."""

    def __init__(self, world: World, token: str) -> None:
        self.world, self.token = world, token
        self.heartbeat_seconds = HEARTBEAT_SECONDS
        self.sockets: list[Socket] = []
        self.sessions: dict[str, Session] = {}
        self.seen: Counter[str] = Counter()
        self.refusing = self.freezing = False
        self.mute = False  # whether a socket is greeted, its heartbeats are answered, and no session is ever begun
        self.drop, self.only = 0.0, ""
        world.heard = self.hear

    # what happens in the world

    def hear(self, event: str, data: Json, channel: Channel | None, guild: Guild | None) -> None:
        """Pass an event on to each session that may hear of it; a share of them is lost where `drop` says so."""
        about = self.world.guild_of(channel) if channel else guild
        if about and (APP not in about.members or about.unavailable) and event != "GUILD_DELETE":
            return
        if channel and not self.world.sees(channel) and event != "INTERACTION_CREATE":
            return
        for session in self.sessions.values():
            if not session.hears(event, channel):
                continue
            if event.startswith(self.only) and self.world.random.random() < self.drop:
                session.lose()
                continue
            self._push(session, event, session.told(self.world, event, data))

    def _push(self, session: Session, event: str, data: Json) -> None:
        seq, event, data = session.add(event, data)
        for socket in self.sockets:
            if socket.session is session:
                socket.put(0, data, event, seq)

    # one socket

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One socket, from its hello to its end."""
        if self.refusing:
            return web.Response(status=503)
        line = web.WebSocketResponse(autoping=True)
        await line.prepare(request)
        socket = Socket(request, line)
        socket.frozen = self.freezing
        self.sockets.append(socket)
        sending = asyncio.create_task(socket.send_always())
        socket.put(HELLO, {"heartbeat_interval": int(self.heartbeat_seconds * 1000), "_trace": []})
        try:
            async for said in line:
                if said.type == WSMsgType.TEXT and not socket.frozen:
                    await self._said(socket, said.data)
        finally:
            sending.cancel()
            if socket in self.sockets:
                self.sockets.remove(socket)
            if socket.session:
                socket.session.left = socket.session.left or self.world.now()
                if line.close_code in (1000, 1001):  # said by the bot: it is done with its session
                    self.sessions.pop(socket.session.id, None)
        return line

    async def _said(self, socket: Socket, text: str) -> None:
        try:
            said = json.loads(text)
            op, data = int(said["op"]), said.get("d")
        except (ValueError, TypeError, KeyError):
            await self._end(socket, 4002)
            return
        if op == BEAT:
            self.seen["heartbeat"] += 1
            socket.put(ACK)
        elif self.mute:
            self.seen["unanswered"] += 1
        elif op == IDENTIFY:
            await self._identify(socket, data)
        elif op == RESUME:
            await self._resume(socket, data)
        elif op not in SENT or socket.session is None:
            await self._end(socket, 4001 if op not in SENT else 4003)

    async def _identify(self, socket: Socket, data: Json) -> None:
        self.seen["identify"] += 1
        intents = int(data.get("intents", -1))
        privileged = MEMBERS | PRESENCES | (0 if self.world.content_granted else CONTENT)
        if socket.session is not None:
            await self._end(socket, 4005)
        elif data.get("token") != self.token:
            await self._end(socket, 4004)
        elif not 0 <= intents <= KNOWN:
            await self._end(socket, 4013)
        elif intents & privileged:
            await self._end(socket, 4014)
        else:
            self._forget_old()
            session = Session(f"session{self.world.snowflake()}", intents)
            self.sessions[session.id] = socket.session = session
            self._push(session, "READY", ready(self.world, session))
            for guild in [one for one in self.world.guilds.values() if APP in one.members and not one.unavailable]:
                self._push(session, "GUILD_CREATE", shown.guild(self.world, guild))

    async def _resume(self, socket: Socket, data: Json) -> None:
        self.seen["resume"] += 1
        self._forget_old()
        session = self.sessions.get(str(data.get("session_id")))
        if data.get("token") != self.token:
            await self._end(socket, 4004)
            return
        missed = session.after(int(data.get("seq") or 0)) if session else None
        if session is None or missed is None:
            self.seen["resume refused"] += 1
            socket.put(INVALID, False)
            return
        for other in self.sockets:
            if other.session is session:
                other.session = None
        socket.session = session
        session.left = 0.0
        session.resumed += 1
        self.seen["replayed"] += len(missed)
        for seq, event, told in missed:
            socket.put(0, told, event, seq)
        self._push(session, "RESUMED", {"_trace": []})

    def _forget_old(self) -> None:
        """Sessions whose bot has been away for too long are over."""
        held = {socket.session.id for socket in self.sockets if socket.session}
        old = [one for one in self.sessions.values() if one.left and one.left < self.world.now() - RESUMABLE]
        for session in old:
            if session.id not in held:
                del self.sessions[session.id]

    async def _end(self, socket: Socket, code: int) -> None:
        self.seen[f"close {code}"] += 1
        if code in ENDS_SESSION and socket.session:
            self.sessions.pop(socket.session.id, None)
        if socket in self.sockets:
            self.sockets.remove(socket)
        await socket.line.close(code=code)

    # what goes wrong

    async def close(self, code: int) -> None:
        """Close every socket with a code."""
        await asyncio.gather(*(self._end(socket, code) for socket in list(self.sockets)))

    def invalidate(self, *, resumable: bool = False) -> None:
        """Say that the session is invalid; unless it is resumable, what happens until the next one is never told."""
        for socket in self.sockets:
            if not resumable and socket.session:
                self.sessions.pop(socket.session.id, None)
                socket.session = None
            socket.put(INVALID, resumable)

    def forget(self) -> None:
        """Lose every session silently: the next resume is refused."""
        self.sessions.clear()

    def reconnect(self) -> None:
        """Ask every socket to come back and resume."""
        for socket in self.sockets:
            socket.put(RECONNECT)

    def freeze(self, *, later: bool = False) -> None:
        """Make zombies of the sockets: open, and silent for ever; `later` of those too that are opened from now on."""
        self.freezing = later
        for socket in self.sockets:
            socket.frozen = True

    def reset(self) -> None:
        """End every socket with a RST: no close frame, no FIN."""
        for socket in list(self.sockets):
            self.sockets.remove(socket)
            if socket.session:
                socket.session.left = self.world.now()
            if transport := socket.request.transport:
                raw = transport.get_extra_info("socket")
                linger = struct.pack("ii", 1, 0)
                raw.setsockopt(sockets_of_the_system.SOL_SOCKET, sockets_of_the_system.SO_LINGER, linger)
                transport.abort()
