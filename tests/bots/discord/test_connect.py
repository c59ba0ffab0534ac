"""Starting: what is missing or refused is one line; a worker posts without a connection."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import discord
import pytest

from bots.discord import connect as serve
from bots.discord.bind import Bot
from bots.shared import platforms
from core.app import Paperboy
from core.cards.views import note
from core.errors import BadSettings
from core.model import Place
from tests.bots.discord.conftest import settings
from tests.bots.discord.rest import Rest, served
from tests.forks import FORKER

ROOT = Path(__file__).parents[3]
TOKEN = settings().discord_token.reveal()


def test_without_a_token_one_line_says_what_to_do(tmp_path: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("DISCORD_", "PAPERBOY_"))}
    done = FORKER.run("bots.discord", env=environ | {"PYTHONPATH": str(ROOT)}, cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert done.stderr.startswith("Please set DISCORD_TOKEN: `paperboy init discord`")


async def test_a_refused_token_is_one_line_that_does_not_show_it(
    app: Paperboy, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with served(Rest("another"), monkeypatch) as rest:
        with pytest.raises(BadSettings, match="Discord refuses DISCORD_TOKEN") as caught:
            await serve.run(app, settings())
    assert TOKEN not in str(caught.value) and len(rest.asked) == 1


async def test_where_discord_cannot_be_reached_that_is_said(app: Paperboy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.http.Route, "BASE", "http://127.0.0.1:9/api/v10")
    with pytest.raises(platforms.PlatformUnreachable):
        await serve.log_in(Bot(app, settings()), settings())


async def test_a_bot_that_was_closed_right_after_it_connected_passes_no_event_on(app: Paperboy) -> None:
    bot = Bot(app, settings())
    await bot.close()
    bot.dispatch("ready")  # discord.py waits for guilds before it, and does not stop at a close


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (discord.PrivilegedIntentsRequired(None), "Message Content Intent"),
        (discord.LoginFailure(), "Discord refuses DISCORD_TOKEN"),
    ],
)
async def test_what_ends_a_connection_for_good_is_said(
    app: Paperboy, monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    async def connect(self: discord.Client, *, reconnect: bool) -> None:
        raise error

    monkeypatch.setattr(discord.Client, "connect", connect)
    async with served(Rest(TOKEN, commands=()), monkeypatch):
        with pytest.raises(BadSettings, match=sentence):
            await serve.run(app, settings())


async def test_a_worker_posts_with_a_nonce_and_mentions_nobody(app: Paperboy, monkeypatch: pytest.MonkeyPatch) -> None:
    async with served(Rest(TOKEN), monkeypatch) as rest:
        place = Place("discord", "", "323456789012345678")
        await asyncio.to_thread(platforms.post, app, settings(), place, [note("A feed fails", "since today")])
    method, path, body = rest.asked[-1]
    assert (method, path) == ("POST", "/channels/323456789012345678/messages")
    assert body["nonce"] and body["enforce_nonce"] and body["allowed_mentions"]["parse"] == []
    assert "A feed fails" in str(body["components"])


async def test_a_post_that_does_not_go_out_is_logged(
    app: Paperboy, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with served(Rest("another"), monkeypatch):
        await asyncio.to_thread(platforms.post, app, settings(), Place("discord", "", "1"), [note("A feed fails")])
    assert "a post to 1 did not go out" in caplog.text


async def test_an_alert_that_did_not_go_out_leaves_the_next_of_its_cause_to_go(
    app: Paperboy, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = settings(PAPERBOY_ADMINS="discord:323456789012345678")
    async with served(Rest("another"), monkeypatch):
        await asyncio.to_thread(platforms.alert, app, answer, "A post is in doubt.", "unsure")
    async with served(Rest(TOKEN), monkeypatch) as rest:
        for _ in range(2):
            await asyncio.to_thread(platforms.alert, app, answer, "A post is in doubt.", "unsure")
    assert [path for method, path, _ in rest.asked if method == "POST"] == ["/channels/323456789012345678/messages"]


def test_a_start_that_comes_to_nothing_is_one_line(tmp_path: Path) -> None:
    proxy = {"HTTPS_PROXY": "", "https_proxy": "", "PAPERBOY_HOME": str(tmp_path / "home"), "DISCORD_TOKEN": TOKEN}
    code = "import discord.http as h; h.Route.BASE = 'http://127.0.0.1:9/api/v10'\nfrom bots.discord.__main__ import main\nmain()"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=tmp_path, env=os.environ | proxy | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 1 and done.stderr == "Discord cannot be reached (ClientConnectorError).\n"


async def test_a_connection_that_loses_a_cancellation_is_ended_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "CANCEL_AGAIN", 0.01)

    async def connect() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:  # as wait_for of Python 3.11, where the connection was just refused
            await asyncio.sleep(60)

    task = asyncio.create_task(connect())
    await asyncio.sleep(0)
    await serve._ended(task)
    assert task.cancelled()
