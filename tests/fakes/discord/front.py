"""The front door of the fake Discord: HTTP in, HTTP out. Tokens, buckets, faults and the shape of bodies are settled here."""

import asyncio
import json
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any, NoReturn

from aiohttp import web

from tests.bots.discord.openapi import refused
from tests.fakes.discord import account, answers, messages, reactions, rooms
from tests.fakes.discord.state import World
from tests.fakes.discord.things import TOKEN, Refused
from tests.fakes.discord.web import WINDOW, Call, Fault, Faults, Limits, Route, answer, read, slow_down

API = "/api/v10"
ROUTES = (*account.ROUTES, *answers.ROUTES, *reactions.ROUTES, *messages.ROUTES, *rooms.ROUTES)
KEPT = 20_000
"""Calls that are kept with their answers."""

STUMBLED = "<html><head><title>502 Bad Gateway</title></head><body>cloudflare</body></html>"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Front:
    """Answers calls; `calls` counts them by route, `log` keeps them, `invalid` holds when each 401, 403 and 429 was given."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.faults, self.limits = Faults(world.random), Limits(world.now)
        self.calls: Counter[str] = Counter()
        self.log: deque[Call] = deque(maxlen=KEPT)
        self.invalid: deque[float] = deque()
        self.token, self.strict = TOKEN, True

    def routes(self) -> list[web.RouteDef]:
        made = [web.route(route.method, API + route.path, self._handler(route)) for route in ROUTES]
        unknown = web.route("*", "/api/{rest:.*}", self._handler(Route("*", "/", _unknown)))
        return [*made, web.get("/attachments/{file}/{name}", self._download), unknown]

    def most_invalid(self) -> int:
        """The most invalid calls that fell within ten minutes."""
        times = list(self.invalid)
        return max((sum(1 for at in times[i:] if at < start + WINDOW) for i, start in enumerate(times)), default=0)

    def _handler(self, route: Route) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                text, files = await read(request)
                body = json.loads(text) if text else None
            except ValueError:
                return answer({"code": 50109, "message": "The request body contains invalid JSON."}, 400)
            path = request.path.removeprefix(API)
            call = Call(
                route.name, path, dict(request.match_info), dict(request.query), body, self.world.now(), files, text
            )
            return await self._answer(request, route, call)

        return handle

    async def _answer(self, request: web.Request, route: Route, call: Call) -> web.StreamResponse:
        """One call with whatever goes wrong with it."""
        self.calls[call.name] += 1
        self.log.append(call)
        fault = self.faults.take(call.name) or Fault()
        await asyncio.sleep(fault.delay)
        if fault.drop_call:
            cut(request)
        if fault.status and not fault.after:
            return self._stumble(call, fault)
        headers, wait, scope = self.limits.hold(call)
        if wait:
            return self._stumble(call, Fault(status=429, retry_after=wait, scope=scope), headers)
        call.status, call.answer = self._run(route, call, request.headers.get("Authorization", ""))
        self._count(call.status, "")
        await asyncio.sleep(fault.late)
        if fault.drop_reply:
            call.status = 0
            cut(request)
        if fault.status:
            return self._stumble(call, fault)
        return answer(call.answer, call.status, headers)

    def _run(self, route: Route, call: Call, shown: str) -> tuple[int, Any]:
        """Hold a call to the description of the API, then do it: all at once, for nothing here waits."""
        try:
            if route.secured and shown != f"Bot {self.token}":
                return 401, {"code": 0, "message": "401: Unauthorized"}
            if self.strict and route.method != "*" and (wrong := _misshapen(route.method, call.path, call.text)):
                raise Refused(50035, *wrong)
            return 200, route.run(self.world, call)
        except Refused as no:
            if no.code == 50035:
                self.world.breaches += [f"{call.name}: {one}" for one in no.wrong]
            return no.status, no.answer()

    def _stumble(self, call: Call, fault: Fault, headers: dict[str, str] | None = None) -> web.Response:
        """What goes wrong by a fault or a bucket; a server in trouble answers with a page, as from a proxy."""
        call.status = fault.status
        self._count(fault.status, fault.scope)
        if fault.status == 429:
            told, headers = slow_down(fault.retry_after, fault.scope, headers or {})
            return answer(told, 429, headers)
        if fault.status >= 500:
            return web.Response(status=fault.status, text=STUMBLED, content_type="text/html")
        return answer({"code": fault.code, "message": f"{fault.status}: fault"}, fault.status)

    def _count(self, status: int, scope: str) -> None:
        if status in (401, 403) or (status == 429 and scope != "shared"):
            self.invalid.append(self.world.now())

    async def _download(self, request: web.Request) -> web.StreamResponse:
        file = self.world.files.get(request.match_info["file"])
        if file is None:
            return web.Response(status=404)
        return web.Response(body=file.data, content_type="application/octet-stream")


@lru_cache(maxsize=64)
def _misshapen(method: str, path: str, text: str) -> tuple[str, ...]:
    """What Discord's OpenAPI finds wrong; remembered, because a tree of commands takes it a tenth of a second."""
    return tuple(refused(method, path, json.loads(text) if text else None))


def _unknown(world: World, call: Call) -> NoReturn:
    world.breaches.append(f"there is no {call.path}")
    raise Refused(0)


def cut(request: web.Request) -> NoReturn:
    """Closes the connection without a word."""
    if request.transport:
        request.transport.abort()
    raise ConnectionResetError("cut off on purpose")
