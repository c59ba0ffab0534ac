"""A bot that hears nothing: its silent connection is made again, it ends where that does not help, and no vote is lost."""

import asyncio
import gc

import aiohttp
import pytest

from bots.discord import connect
from bots.shared import hearing
from bots.shared.hearing import Deaf
from core.model import Tally
from core.store.chats.heartbeats import Heartbeats
from tests.bots.discord.gateway.conftest import Bot, Town
from tests.fakes.discord import FakeDiscord


@pytest.fixture(autouse=True)
def soon_silent(monkeypatch: pytest.MonkeyPatch, fake: FakeDiscord) -> None:
    """Silence counts after two seconds, not 55, and heartbeats are as much faster."""
    monkeypatch.setattr(hearing, "QUIET_SECONDS", 2.0)
    monkeypatch.setattr(hearing, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr(connect, "CLOSE_SECONDS", 0.2)
    fake.gateway.heartbeat_seconds = 0.1


async def test_a_silent_connection_is_made_again_and_what_it_kept_back_is_replayed(
    bot: Bot, town: Town, fake: FakeDiscord
) -> None:
    card = await town.shared()
    fake.gateway.freeze()
    fake.react(town.ada, card, "👍")
    await fake.until(lambda: bot.tally() == Tally(up=1))
    assert (fake.gateway.seen["resume"], fake.gateway.seen["identify"]) == (1, 1)


async def test_a_vote_that_is_not_replayed_either_is_looked_for(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    card = await town.shared()
    fake.gateway.freeze()
    fake.drop(1.0, "MESSAGE_REACTION")
    fake.react(town.ada, card, "👍")
    fake.drop(0.0)
    await fake.until(lambda: bot.tally() == Tally(up=1))
    assert fake.gateway.seen["identify"] == 1


async def test_a_quiet_guild_is_no_silence(bot: Bot, fake: FakeDiscord) -> None:
    beaten = fake.gateway.seen["heartbeat"]
    await fake.until(lambda: fake.gateway.seen["heartbeat"] > beaten + 40, 15)
    assert (fake.gateway.seen["resume"], fake.gateway.seen["identify"]) == (0, 1)


@pytest.mark.parametrize("greeted", [True, False])
async def test_a_bot_that_stays_deaf_over_a_new_connection_ends_and_no_vote_is_lost(
    bot: Bot, town: Town, fake: FakeDiscord, greeted: bool
) -> None:
    card, running = await town.shared(), bot.running
    fake.gateway.freeze(later=not greeted)
    fake.gateway.mute = greeted
    fake.react(town.ada, card, "👍")
    assert running
    with pytest.raises(Deaf, match="Discord has said nothing for 4 s, and connecting again did not help"):
        await asyncio.wait_for(running, 15)
    fake.react(town.bo, card, "👍")
    fake.gateway.freezing = fake.gateway.mute = False
    await bot.start()
    await fake.until(lambda: bot.tally() == Tally(up=2))


async def test_a_closed_session_ends_the_bot_and_no_vote_is_lost(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    card, running = await town.shared(), bot.running
    fake.drop(1.0, "MESSAGE_REACTION")
    fake.react(town.ada, card, "👍")
    fake.drop(0.0)
    for session in [item for item in gc.get_objects() if isinstance(item, aiohttp.ClientSession)]:
        await session.close()
    assert running
    with pytest.raises(Deaf, match="Session is closed"):
        await asyncio.wait_for(running, 15)
    await bot.start()
    await fake.until(lambda: bot.tally() == Tally(up=1))


async def test_a_bot_tells_the_record_since_when_it_hears_nothing_and_that_it_ends(bot: Bot, fake: FakeDiscord) -> None:
    heartbeats = bot.app.of(Heartbeats)
    (running,) = await fake.until(
        lambda: [running_bot for running_bot in heartbeats.running() if running_bot.silent is not None]
    )
    assert running.platform == "discord" and running.silent is not None and running.silent < 2.0
    fake.gateway.freeze()
    await fake.until(
        lambda: [running_bot for running_bot in heartbeats.running() if running_bot.silent and running_bot.silent > 0.5]
    )
    await bot.stop()
    assert heartbeats.running() == []
