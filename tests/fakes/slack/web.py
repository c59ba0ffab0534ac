"""How a call of the Web API is read, held back by its rate and led astray by a fault."""

import json
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from aiohttp import web

from tests.fakes.slack.state import Workspace
from tests.fakes.slack.things import Json

LISTS = ("blocks", "attachments", "metadata", "view", "unfurls", "files")  # JSON within a form
MESSAGE_PAUSE = 1.0  # docs.slack.dev/apis/web-api/rate-limits: one message a second a channel
WORKSPACE = (300, 60.0)  # the same page: "several hundred messages per minute" a workspace, taken as 300 in any minute


class Method(NamedTuple):
    """What a method does, the scope it needs and how often a minute it may be called (0: another rule)."""

    run: Callable[[Workspace, Json], Json]
    scope: str
    per_minute: int


@dataclass
class Call:
    """One call as it came and what was answered; `status` 0 is a connection closed without an answer."""

    method: str
    arguments: Json
    at: float
    status: int = 0
    answer: Json = field(default_factory=dict)


@dataclass
class Fault:
    """What goes wrong with the next `times` calls of a method ("*": any), or with a `share` of them."""

    method: str
    times: int | None = 1
    status: int = 0
    retry_after: float = 0
    error: str = ""
    drop_reply: bool = False
    drop_call: bool = False
    delay: float = 0
    share: float = 1.0
    struck: int = 0


class Faults:
    """The faults to come, drawn with a seed."""

    def __init__(self, seed: int) -> None:
        self.waiting: list[Fault] = []
        self._random = random.Random(seed)

    def take(self, method: str) -> Fault | None:
        """The fault that strikes this call, if any."""
        for fault in self.waiting:
            if fault.method in (method, "*") and fault.times != 0 and self._random.random() < fault.share:
                fault.times = None if fault.times is None else fault.times - 1
                fault.struck += 1
                return fault
        return None


class Rates:
    """How often each method was called lately; counts only while `on`."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.on = False
        self._now = now
        self._calls: dict[str, deque[float]] = {}

    def hold(self, name: str, method: Method, channel: str) -> float:
        """The seconds to wait before the next call, 0 where this one may pass."""
        if not self.on:
            return 0.0
        if name == "chat.postMessage":
            return self._within((f"{name} {channel}", 1, MESSAGE_PAUSE), (name, *WORKSPACE))
        return self._within((name, method.per_minute, 60.0)) if method.per_minute else 0.0

    def _within(self, *limits: tuple[str, int, float]) -> float:
        """The seconds until a call is within all of these limits; it counts in each where that is now."""
        now = self._now()
        wait = max(self._left(key, most, seconds, now) for key, most, seconds in limits)
        if not wait:
            for key, _, _ in limits:
                self._calls[key].append(now)
        return wait

    def _left(self, key: str, most: int, seconds: float, now: float) -> float:
        calls = self._calls.setdefault(key, deque())
        while calls and calls[0] <= now - seconds:
            calls.popleft()
        return calls[0] + seconds - now if len(calls) >= most else 0.0


async def read(request: web.Request) -> Json:
    """The arguments of a call, be they in the query, a form or JSON."""
    given: Json = dict(request.query)
    if request.content_type == "application/json":
        body = json.loads(await request.text() or "{}")
        given |= body if isinstance(body, dict) else {}
    elif request.method == "POST":
        given |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return {name: _parsed(name, value) for name, value in given.items()}


def _parsed(name: str, value: object) -> object:
    if name in LISTS and isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def token(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ").strip()


def refuse(status: int, error: str, retry_after: float = 0) -> web.Response:
    """A refusal by the front door: too many calls, or a server in trouble (then no JSON, as from a proxy)."""
    if status >= 500:
        return web.Response(status=status, text="<html><body>Server Error</body></html>", content_type="text/html")
    headers = {"Retry-After": str(max(1, -int(-retry_after // 1)))} if status == 429 else {}
    return web.json_response({"ok": False, "error": error}, status=status, headers=headers)
