"""Paperboy served to a fake Discord through a real gateway socket: discord.py as it is, a real record. A breach fails the test."""

import asyncio
import signal
from collections.abc import AsyncIterator
from typing import NamedTuple

import discord as discord_py
import pytest
import pytest_asyncio

from bots.discord import connect
from core.app import Paperboy
from core.host.clock import Clock
from core.model import Place, Tally
from core.settings import Settings
from core.store.chats.posts import Posts
from core.store.chats.teams import Teams
from core.store.engine.once import Once
from core.store.votes.votes import Votes
from tests.bots.discord.conftest import settings
from tests.bots.discord.live import shown, texts
from tests.fakes.discord import Channel, FakeDiscord, Guild, Message, User
from tests.fakes.discord.launch import redirect

PAPER = "2611.00010"
UP = f"p:vote {PAPER} up"
"""The button that votes for it."""

WAITS = {"ready": 0.05, "again": 0.05}
"""Seconds in which discord.py waits for further guilds after a connect, and before a new session takes an old one's place."""


class Bot:
    """A running bot, in the test's own loop. `stop` is a SIGTERM; `start` after it is a restart."""

    def __init__(self, app: Paperboy, fake: FakeDiscord) -> None:
        self.app, self.fake = app, fake
        self.running: asyncio.Task[None] | None = None

    def settings(self, **more: str) -> Settings:
        """The settings of a bot of the fake's application."""
        return settings(DISCORD_TOKEN=self.fake.token, **more)

    def begin(self, **more: str) -> asyncio.Task[None]:
        """Serve, and wait for nothing."""
        self.running = asyncio.create_task(connect.run(self.app, self.settings(**more)))
        return self.running

    async def start(self, **more: str) -> None:
        """Serve, and wait until it is connected."""
        identified, running = self.fake.gateway.seen["identify"], self.begin(**more)
        there = self.fake.gateway
        await self.fake.until(lambda: running.done() or (there.seen["identify"] > identified and self.fake.connected))
        if running.done():
            await running

    async def stop(self) -> None:
        """Leave, as at SIGTERM; what it raises is raised here."""
        running, self.running = self.running, None
        if running:
            if not running.done():
                signal.raise_signal(signal.SIGTERM)
            await asyncio.wait_for(running, 10)

    def tally(self, paper: str = PAPER) -> Tally:
        """The votes on a paper, as recorded."""
        return self.app.of(Votes).tallies([paper])[paper]


class Town(NamedTuple):
    """A guild with a channel for all, one for few, and two people."""

    fake: FakeDiscord
    app: Paperboy
    guild: Guild
    nlp: Channel
    board: Channel
    ada: User
    bo: User

    async def shared(self) -> Message:
        """The card of a paper, shared to all; the record knows it."""
        act = self.fake.slash(self.ada, self.nlp, "papers show", paper=PAPER)
        self.fake.choose(self.ada, await act.answered(), f"share {PAPER}")
        (card,) = await self.fake.until(lambda: self.fake.posted(self.nlp))
        await self.fake.until(lambda: self.app.of(Posts).papers_of(place_of(self.nlp), card.id))
        return card


@pytest.fixture
def led(hurried: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Whatever leads discord.py elsewhere is taken back after the test."""
    hurried.setattr(discord_py.http.Route, "BASE", discord_py.http.Route.BASE)
    socket = discord_py.gateway.DiscordWebSocket
    hurried.setattr(socket, "DEFAULT_GATEWAY", socket.DEFAULT_GATEWAY)
    hurried.setattr(discord_py.client, "ConnectionState", discord_py.client.ConnectionState)
    hurried.setattr(discord_py.Client, "before_identify_hook", discord_py.Client.before_identify_hook)
    return hurried


@pytest_asyncio.fixture
async def fake(led: pytest.MonkeyPatch, clock: Clock) -> AsyncIterator[FakeDiscord]:
    """The fake Discord, with no waits that are there for a real one only. What Discord would refuse fails the test."""
    async with FakeDiscord(now=lambda: clock.now().timestamp()) as made:
        made.gateway.heartbeat_seconds = 0.2
        redirect(made.url, **WAITS)
        yield made
        assert made.breaches == []


@pytest.fixture
def town(app: Paperboy, fake: FakeDiscord) -> Town:
    """The guild, before the bot's first start."""
    ada, bo = fake.user("ada"), fake.user("bo")
    guild = fake.guild("Readers", ada, bo)
    return Town(fake, app, guild, fake.channel(guild, "nlp"), fake.channel(guild, "board", ada), ada, bo)


@pytest_asyncio.fixture
async def idle(app: Paperboy, fake: FakeDiscord) -> AsyncIterator[Bot]:
    """The bot before its first start."""
    made = Bot(app, fake)
    yield made
    if made.running and not made.running.done():
        await made.stop()


@pytest_asyncio.fixture
async def bot(idle: Bot, town: Town) -> Bot:
    """The bot at work in the town, its hello said and its look after the start done with."""
    idle.app.of(Once).first(f"hello:discord/{town.guild.id}", 3600)
    await idle.start()
    await town.fake.until(lambda: Place("discord", town.guild.id) in idle.app.of(Teams).within("discord"))
    return idle


def said(message: Message) -> str:
    """Every text of a message as people read it, a line each."""
    return "\n".join(shown(text) for text in texts(message.components))


def place_of(channel: Channel) -> Place:
    """A channel as the core names it."""
    return Place("discord", channel.guild, channel.id)
