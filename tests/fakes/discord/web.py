"""How a call of the REST API is read, held back by its bucket, and led astray by a fault."""

import json
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from hashlib import blake2b
from typing import Any, NamedTuple

from aiohttp import web

from tests.fakes.discord.state import World
from tests.fakes.discord.things import Json

GLOBAL = 50  # topics/rate-limits: calls a second, but for those about interactions
WINDOW = 600.0  # topics/rate-limits: ten minutes of invalid calls
HIDDEN = ("/interactions/", "/webhooks/")

BUCKETS = {
    "POST /channels/{channel}/messages": (5, 5.0),
    "PATCH /channels/{channel}/messages/{message}": (5, 5.0),
    "PUT /channels/{channel}/messages/{message}/reactions/{emoji}/@me": (1, 0.25),
    "DELETE /channels/{channel}/messages/{message}/reactions/{emoji}/@me": (1, 0.25),
}
"""Calls in so many seconds, as bots have met them: Discord publishes none and asks that none be relied on."""

USUAL = (50, 1.0)


@dataclass
class Call:
    """One call as it came and what was answered; `status` 0 is a connection closed without an answer."""

    name: str
    path: str
    ids: dict[str, str]
    query: dict[str, str]
    body: Any
    at: float
    files: list[tuple[str, bytes]] = field(default_factory=list)
    text: str = ""
    status: int = 0
    answer: Any = None


Run = Callable[[World, Call], Any]


class Route(NamedTuple):
    """A route: what it does, and whether it asks for the bot's token."""

    method: str
    path: str
    run: Run
    secured: bool = True

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


@dataclass
class Fault:
    """What goes wrong with the next `times` calls of the routes like `route` (`POST /channels/*/messages`), or a `share` of them.

    With `after`, the call is taken first, and only its answer goes wrong. `scope` of a 429: user, global or shared.
    """

    route: str = "*"
    times: int | None = 1
    share: float = 1.0
    status: int = 0
    code: int = 0
    retry_after: float = 0.0
    scope: str = "user"
    after: bool = False
    drop_call: bool = False
    drop_reply: bool = False
    delay: float = 0.0
    late: float = 0.0
    struck: int = 0


class Faults:
    """The faults to come, drawn with a seed."""

    def __init__(self, dice: random.Random) -> None:
        self.waiting: list[Fault] = []
        self._dice = dice

    def take(self, name: str) -> Fault | None:
        """The fault that strikes this call, if any."""
        for fault in self.waiting:
            if fault.times != 0 and fnmatchcase(name, fault.route) and self._dice.random() < fault.share:
                fault.times = None if fault.times is None else fault.times - 1
                fault.struck += 1
                return fault
        return None


class Limits:
    """The buckets, counted only while `on`; `buckets` are calls and seconds by the name of a route."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.on, self.every = False, GLOBAL
        self.buckets = dict(BUCKETS)
        self._now = now
        self._calls: dict[str, deque[float]] = {}

    def hold(self, call: Call) -> tuple[dict[str, str], float, str]:
        """The headers, the seconds to wait (0: it may pass), and whose limit it is."""
        if not self.on:
            return {}, 0.0, ""
        if not call.path.startswith(HIDDEN):
            _, wait = self._within("everything", self.every, 1.0)
            if wait:
                return {}, wait, "global"
        most, seconds = self.buckets.get(call.name, USUAL)
        major = call.ids.get("channel") or call.ids.get("guild") or call.ids.get("token", "")
        left, wait = self._within(f"{call.name} {major}", most, seconds)
        after = wait or self._calls[f"{call.name} {major}"][0] + seconds - self._now()
        headers = {"X-RateLimit-Limit": str(most), "X-RateLimit-Remaining": str(left)}
        headers |= {"X-RateLimit-Reset": f"{self._now() + after:.3f}", "X-RateLimit-Reset-After": f"{after:.3f}"}
        headers["X-RateLimit-Bucket"] = blake2b(call.name.encode(), digest_size=8).hexdigest()
        return headers, wait, "user"

    def _within(self, key: str, most: int, seconds: float) -> tuple[int, float]:
        """How many calls are left, and the seconds to wait where none is."""
        calls, now = self._calls.setdefault(key, deque()), self._now()
        while calls and calls[0] <= now - seconds:
            calls.popleft()
        if len(calls) >= most:
            return 0, calls[0] + seconds - now
        calls.append(now)
        return most - len(calls), 0.0


async def read(request: web.Request) -> tuple[str, list[tuple[str, bytes]]]:
    """The JSON of a call, as text, and what is attached to it."""
    if request.content_type != "multipart/form-data":
        return await request.text(), []
    text, files = "", []
    for name, part in (await request.post()).items():
        if name == "payload_json":
            text = str(part)
        elif isinstance(part, web.FileField):
            files.append((part.filename, part.file.read()))
    return text, files


def answer(told: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """discord.py reads JSON only where the content type says that and nothing more."""
    if told is None:
        return web.Response(status=204, headers=headers)
    return web.Response(
        body=json.dumps(told), status=status, headers={"Content-Type": "application/json", **(headers or {})}
    )


def slow_down(seconds: float, scope: str, headers: dict[str, str]) -> tuple[Json, dict[str, str]]:
    """A 429: its body and its headers. discord.py takes one without `Via` for a ban."""
    told = {"message": "You are being rate limited.", "retry_after": seconds, "global": scope == "global"}
    said = {"Retry-After": str(max(1, -int(-seconds // 1))), "Via": "1.1 google", "X-RateLimit-Scope": scope}
    return told, headers | said | ({"X-RateLimit-Global": "true"} if scope == "global" else {})
