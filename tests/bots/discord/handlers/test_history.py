"""A channel's past on Discord, read on demand: links, votes by emoji, and what the person who asked is told."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
import simcord

from bots.discord.bind import Bot
from bots.discord.handlers import links
from bots.shared import histories
from core.app import Paperboy
from core.model import Person, Place
from core.store.chats.histories import ChannelReading, Histories
from core.store.chats.posted import PostedLinks
from core.store.votes.votes import Votes
from tests.bots.discord.conftest import Server, broken, furnished, said, settings

ABS = "https://arxiv.org/abs/2611.000"


@pytest_asyncio.fixture(params=["1"])
async def reader(app: Paperboy, request: pytest.FixtureRequest) -> AsyncIterator[Server]:
    """A bot that may read what people write, or may not."""
    bot = Bot(app, settings(DISCORD_READ_LINKS=request.param))
    env = simcord.Env(bot)
    await env.start()
    made = await furnished(env, bot)
    env.backend.get_guild(made.guild.id).owner_id = made.ada.id
    yield made
    assert [breach for request in env.http_requests for breach in broken(request)] == []
    await env.shutdown()


async def in_our_absence(server: Server, where: simcord.ChannelHandle, *texts: str) -> None:
    """Ada writes, and who sees it likes what she wrote, while the bot hears nothing."""
    liker = server.bo if where is server.nlp else server.ada
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(server.bot, "dispatch", _deaf)
        for text in texts:
            await liker.react(await server.ada.send(where, text), "👍")


def _deaf(*_: Any, **__: Any) -> None: ...


async def read(server: Server, where: simcord.ChannelHandle) -> ChannelReading:
    """Ada has the past read; how that ended."""
    done = await server.ada.slash(where, "papers digest learn", what="history")
    assert "I read this channel's past now" in said(done.response)
    place = Place("discord", str(server.guild.id), str(where.id))
    for _ in range(40):
        await histories.read_due(server.bot.session, lambda r: links.read_page(server.bot.session, r))
        reading = server.bot.session.app.of(Histories).of(place)
        if reading and reading.ended:
            return reading
        await asyncio.sleep(0.02)
    raise AssertionError("it does not end")


async def test_its_links_and_reactions_are_learned_page_by_page(
    reader: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "PAGE", 3)
    await in_our_absence(reader, reader.nlp, f"{ABS}10", "hello", f"{ABS}11 nice", "and so on", f"{ABS}10 again")
    reading, app = await read(reader, reader.nlp), reader.bot.session.app
    assert (len(reading.papers), reading.votes) == (2, 3)
    assert app.of(Votes).voters("2611.00010") == {Person("discord", "", str(reader.bo.id)): "up"}
    before = app.of(PostedLinks).before("arxiv:2611.00010", Place("discord", str(reader.guild.id), "1"), "")
    assert before and before.channel_name == "nlp"
    again = await reader.ada.slash(reader.nlp, "papers digest learn", what="history")
    assert "2 papers, 3 votes." in said(again.response)


async def test_a_private_channels_past_stays_there(reader: Server) -> None:
    await in_our_absence(reader, reader.board, f"{ABS}10")
    await read(reader, reader.board)
    place = Place("discord", str(reader.guild.id), str(reader.board.id))
    before = reader.bot.session.app.of(PostedLinks).before("arxiv:2611.00010", place, "")
    assert before and before.channel_name == ""


@pytest.mark.parametrize("reader", ["0"], indirect=True)
async def test_without_leave_to_read_messages_it_says_so(reader: Server) -> None:
    await in_our_absence(reader, reader.nlp, f"{ABS}10")
    reading = await read(reader, reader.nlp)
    assert reading.why == "The person who runs Paperboy has not let me read messages (it needs DISCORD_READ_LINKS)."
