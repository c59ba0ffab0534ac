"""The front door of the fake Slack: HTTP in, HTTP out. Tokens, scopes, rates and faults are settled here."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from email.utils import formatdate
from typing import NoReturn

from aiohttp import web

from tests.fakes.slack import chat, hooks, rooms, surfaces
from tests.fakes.slack.sockets import Sockets
from tests.fakes.slack.state import Workspace
from tests.fakes.slack.things import Json, Refused
from tests.fakes.slack.web import Call, Fault, Faults, Rates, read, refuse, token

METHODS = {**chat.METHODS, **rooms.METHODS, **surfaces.METHODS}
SCOPES = {method.scope for method in METHODS.values() if method.scope} | {"commands", "app_mentions:read", "links:read"}
LOGIN = "<!DOCTYPE html><html><head><title>Sign in to Acme | Slack</title></head><body>Sign in</body></html>"

Answering = Callable[[], tuple[int, Json]]


class Front:
    """Answers calls; `calls` counts them and `log` keeps them with their answers."""

    def __init__(self, world: Workspace, sockets: Sockets, seed: int, flush: Callable[[], object]) -> None:
        self.world, self.sockets = world, sockets
        self.faults, self.rates = Faults(seed), Rates(world.now)
        self.calls: Counter[str] = Counter()
        self.log: list[Call] = []
        self.bot_token, self.app_token = "xoxb-paperboy", "xapp-paperboy"
        self.revoked = False
        self._flush = flush

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/{method}", self._method),
            web.get("/api/{method}", self._method),
            web.get("/link/", self.sockets.serve),
            web.post("/hooks/{hook}", self._hook),
            web.post("/upload/v1/{file}", self._upload),
            web.get("/files-pri/{file}/{rest:.*}", self._download),
        ]

    async def _method(self, request: web.Request) -> web.StreamResponse:
        name, given = request.match_info["method"], await read(request)
        return await self._answer(request, name, given, lambda: (200, self._run(name, given, token(request))))

    async def _hook(self, request: web.Request) -> web.StreamResponse:
        given = json.loads(await request.text())
        return await self._answer(
            request, "response_url", given, lambda: hooks.answer(self.world, request.match_info["hook"], given)
        )

    async def _answer(self, request: web.Request, name: str, given: Json, run: Answering) -> web.StreamResponse:
        """One call with whatever goes wrong with it; what it changed is told afterwards."""
        call = Call(name, given, self.world.now())
        self.calls[name] += 1
        self.log.append(call)
        fault = self.faults.take(name) or Fault(name)
        await asyncio.sleep(fault.delay)
        if fault.drop_call:
            cut(request)
        if fault.status:
            call.status = fault.status
            error = fault.error or ("ratelimited" if fault.status == 429 else "internal_error")
            return refuse(fault.status, error, fault.retry_after)
        wait = self._hold(name, given)
        if wait:
            call.status = 429
            return refuse(429, "ratelimited", wait)
        with self.world.changed:
            call.status, call.answer = (200, {"ok": False, "error": fault.error}) if fault.error else run()
            self._flush()
        if fault.drop_reply:
            call.status = 0
            cut(request)
        headers = {"Date": formatdate(self.world.now(), usegmt=True)}
        if name == "auth.test":
            headers["x-oauth-scopes"] = ",".join(sorted(self.world.scopes))
        return web.json_response(call.answer, status=call.status, headers=headers)

    def _hold(self, name: str, given: Json) -> float:
        return self.rates.hold(name, METHODS[name], str(given.get("channel", ""))) if name in METHODS else 0.0

    def _run(self, name: str, given: Json, shown: str) -> Json:
        try:
            if name == "apps.connections.open":
                self._admit(shown, self.app_token)
                return {
                    "ok": True,
                    "url": f"{self.world.url.replace('http', 'ws')}/link/?ticket={self.sockets.ticket()}",
                }
            if name not in METHODS:
                raise Refused("unknown_method", req_method=name)
            self._admit(shown, self.bot_token)
            method = METHODS[name]
            if method.scope and method.scope not in self.world.scopes:
                raise Refused("missing_scope", needed=method.scope, provided=",".join(sorted(self.world.scopes)))
            return {"ok": True, **method.run(self.world, given)}
        except Refused as refused:
            return refused.answer()

    def _admit(self, shown: str, wanted: str) -> None:
        if not shown:
            raise Refused("not_authed")
        if shown == self.bot_token and self.revoked:
            raise Refused("token_revoked")
        if shown != wanted:
            raise Refused("not_allowed_token_type" if shown in (self.bot_token, self.app_token) else "invalid_auth")

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        """Step two of an upload: the bytes, as the body or as a form's file; answered in plain text."""
        if await self._strike(request, "upload"):
            return web.Response(status=500, text="error")
        file = self.world.files.get(request.match_info["file"])
        if file is None or file.data:
            return web.Response(status=404, text="no such upload")
        if request.content_type.startswith("multipart/"):
            part = next(iter((await request.post()).values()))
            file.data = part.file.read() if isinstance(part, web.FileField) else bytes(str(part), "utf-8")
        else:
            file.data = await request.read()
        return web.Response(text=f"OK - {len(file.data)}")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """The file for who shows the token; for all others a page to sign in, with 200 as the real one."""
        if await self._strike(request, "download"):
            return web.Response(status=500, text="error")
        file = self.world.files.get(request.match_info["file"].partition("-")[2])
        if token(request) != self.bot_token or self.revoked or file is None:
            return web.Response(text=LOGIN, content_type="text/html")
        return web.Response(body=file.data, content_type="application/octet-stream")

    async def _strike(self, request: web.Request, name: str) -> bool:
        self.calls[name] += 1
        fault = self.faults.take(name)
        if fault:
            await asyncio.sleep(fault.delay)
            if fault.drop_call or fault.drop_reply:
                cut(request)
        return bool(fault and fault.status)


def cut(request: web.Request) -> NoReturn:
    """Closes the connection without a word."""
    if request.transport:
        request.transport.abort()
    raise ConnectionResetError("cut off on purpose")
