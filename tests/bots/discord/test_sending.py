"""What goes out: nonces, errors by kind, words where components are refused, and no more than a hundred invalid calls."""

import asyncio

import aiohttp
import discord
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bots.discord.api import Api, nonce_of
from bots.discord.errors import MOST, WINDOW, Breaker, Halted, classify
from bots.discord.render.message import message
from bots.shared.errors import CallFailed
from core.cards.card import Reply
from core.cards.views import note
from core.errors import ErrorKind
from core.host.clock import Clock
from tests.bots.discord.conftest import Server, said
from tests.fakes.discord.checks import NONCE

PAYLOAD = message(Reply((note("A note", "with words"),)), "", str)


async def at_once(seconds: float) -> None:
    await asyncio.sleep(0)


class Answer:
    """As much of an HTTP answer as discord.py's errors look at."""

    def __init__(self, status: int) -> None:
        self.status, self.reason = status, "refused"


def refused(status: int, code: int = 0) -> discord.HTTPException:
    return discord.HTTPException(Answer(status), {"code": code, "message": ""})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (refused(401), ErrorKind.TEAM_DEAD),
        (refused(403, 50013), ErrorKind.TARGET_DEAD),
        (refused(403), ErrorKind.TARGET_DEAD),
        (refused(404, 10062), ErrorKind.TOO_LATE),
        (refused(404, 10003), ErrorKind.TARGET_DEAD),
        (refused(400, 50035), ErrorKind.BUG),
        (refused(429), ErrorKind.RETRY_AFTER),
        (refused(502), ErrorKind.AMBIGUOUS),
        (discord.RateLimited(200.0), ErrorKind.RETRY_AFTER),
        (Halted(), ErrorKind.RETRY_AFTER),
        (TimeoutError(), ErrorKind.AMBIGUOUS),
        (aiohttp.ServerDisconnectedError(), ErrorKind.AMBIGUOUS),
        (ConnectionResetError(), ErrorKind.AMBIGUOUS),
        (KeyError("x"), ErrorKind.BUG),
    ],
)
def test_every_error_has_its_kind(error: Exception, kind: ErrorKind) -> None:
    assert classify(error) is kind


def test_a_nonce_is_short_and_the_same_for_the_same_key() -> None:
    assert nonce_of("a") == nonce_of("a") != nonce_of("b")
    assert len(nonce_of("x" * 1000 + "\ud800")) <= NONCE


async def test_a_post_whose_answer_was_lost_is_sent_again_under_the_same_nonce(server: Server) -> None:
    sender = Api(server.bot, at_once)
    server.env.inject_error("POST", "/channels/*/messages", status=502, times=2)
    await sender.post(server.nlp.id, PAYLOAD, "key")
    posts = [r.json for r in server.env.http_requests if r.method == "POST" and r.path.startswith("/channels")]
    assert len(posts) == 3 and {post["nonce"] for post in posts} == {nonce_of("key")}
    assert all(post["enforce_nonce"] and post["flags"] & 4 for post in posts)


async def test_what_cannot_be_repeated_is_not_sent_twice_on_doubt(server: Server) -> None:
    tries = []

    async def lost() -> None:
        tries.append(1)
        raise TimeoutError

    with pytest.raises(CallFailed) as failed:
        await Api(server.bot, at_once).call("x", lost, repeatable=False)
    assert failed.value.kind is ErrorKind.AMBIGUOUS and len(tries) == 1


async def test_refused_components_go_out_in_words(server: Server) -> None:
    server.env.inject_error("POST", "/channels/*/messages", status=400, code=50035)
    sent = await Api(server.bot, at_once).post(server.nlp.id, PAYLOAD, "key")
    assert "A note. with words" in said(sent)


async def test_a_dead_target_is_asked_once_and_a_dead_token_stops_everything(server: Server) -> None:
    sender = Api(server.bot, at_once)
    server.env.inject_error("POST", "/channels/*/messages", status=403, code=50001, times=None)
    with pytest.raises(CallFailed) as failed:
        await sender.post(server.nlp.id, PAYLOAD, "key")
    assert failed.value.kind is ErrorKind.TARGET_DEAD and not sender.dead
    server.env.inject_error("PATCH", "/channels/*", status=401, times=None)
    for _ in range(3):
        with pytest.raises(CallFailed) as failed:
            await sender.update(server.nlp.id, 1, PAYLOAD)
    assert failed.value.kind is ErrorKind.TEAM_DEAD
    asked = [r.method for r in server.env.http_requests if r.path.startswith("/channels")]
    assert asked == ["POST", "PATCH"]


def test_the_breaker_opens_at_a_hundred_and_closes_when_they_are_over() -> None:
    now = [0.0]
    breaker = Breaker(Clock(monotonic=lambda: now[0]))
    for status in (200, 404, 500):
        breaker.count(status, {})
    breaker.count(429, {"X-RateLimit-Scope": "shared"})
    for _ in range(MOST - 1):
        breaker.count(403, {})
    assert not breaker.halted
    breaker.count(429, {"X-RateLimit-Scope": "user"})
    assert breaker.halted
    now[0] = WINDOW + 1
    assert not breaker.halted


async def test_discord_py_sends_no_more_than_a_hundred_invalid_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    async def refuse(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.json_response({"code": 50001, "message": "Missing Access"}, status=403)

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", refuse)
    async with TestServer(app) as fake:
        monkeypatch.setattr(discord.http.Route, "BASE", str(fake.make_url("/api/v10")))
        client = discord.Client(intents=discord.Intents.none(), http_trace=Breaker().trace())
        await _session(client)
        sender = Api(client, at_once)
        kinds = set()
        for n in range(MOST + 30):
            with pytest.raises(CallFailed) as failed:
                await sender.post(n, PAYLOAD, f"key-{n}")
            kinds.add(failed.value.kind)
        await client.close()
    assert len(asked) == MOST and kinds == {ErrorKind.TARGET_DEAD, ErrorKind.RETRY_AFTER}


async def _session(client: discord.Client) -> None:
    """discord.py opens its session by logging in, which the fake refuses."""
    with pytest.raises(discord.Forbidden):
        await client.login("x")
