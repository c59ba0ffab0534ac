"""Behind the proxy of a lab, which opens TLS with certificates of its own: calls and the gateway go through it."""

import asyncio
from pathlib import Path

import discord
import pytest

from bots.discord.api import caller
from core.settings import Settings
from tests.bots.discord.conftest import settings
from tests.fakes.discord.launch import redirect
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.proxy import AUTHORITY, FakeProxy

HOST = "discord.com"
SECONDS = 120.0


def proxied(proxy: FakeProxy, folder: Path) -> Settings:
    (folder / "ca.pem").write_text(AUTHORITY, "ascii")
    return settings(HTTPS_PROXY=proxy.url, PAPERBOY_CA=str(folder / "ca.pem"))


async def test_a_client_gets_ready_through_the_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
    monkeypatch.setattr(
        discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    )
    monkeypatch.setattr(discord.client, "ConnectionState", discord.client.ConnectionState)
    monkeypatch.setattr(discord.Client, "before_identify_hook", discord.Client.before_identify_hook)
    redirect(f"https://{HOST}", ready=0.1)
    async with FakeDiscord(strict=False) as fake:
        with FakeProxy({HOST: int(fake.url.rpartition(":")[2])}) as proxy:
            client = caller(proxied(proxy, tmp_path))
            await client.login(fake.token)
            connected = asyncio.create_task(client.connect())
            async with asyncio.timeout(SECONDS):
                await client.wait_until_ready()
            await client.close()
            await connected
    assert set(proxy.asked) == {f"CONNECT {HOST}:443 HTTP/1.1"}
