"""Sockets that go and sessions that end: what was missed is replayed or looked for, and what ends it for good is one clear line."""

import pytest

from bots.discord.connect import NO_CONTENT, REFUSED
from bots.shared.platforms import PlatformUnreachable
from core.errors import BadSettings
from core.model import Tally
from tests.bots.discord.gateway.conftest import WAITS, Bot, Town
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord.launch import redirect


async def test_a_resume_replays_a_missed_reaction(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    card = await town.shared()
    fake.gateway.reset()
    fake.react(town.ada, card, "👍")
    await fake.until(lambda: bot.tally() == Tally(up=1))
    assert (fake.gateway.seen["resume"], fake.gateway.seen["identify"]) == (1, 1)
    assert fake.gateway.seen["replayed"] >= 1


@pytest.mark.parametrize("how", ["reconnect", "resumable", "4000", "1000"])
async def test_a_socket_that_goes_comes_back_and_nothing_is_lost(
    bot: Bot, town: Town, fake: FakeDiscord, how: str
) -> None:
    card = await town.shared()
    if how == "reconnect":
        fake.gateway.reconnect()
    elif how == "resumable":
        fake.gateway.invalidate(resumable=True)
    else:
        await fake.gateway.close(int(how))
    fake.react(town.ada, card, "👍")
    fake.react(town.bo, card, "🔥")
    await fake.until(lambda: bot.tally() == Tally(up=2))
    await fake.until(lambda: fake.connected)


async def test_an_invalid_session_is_a_hole_and_what_was_missed_is_looked_for(
    bot: Bot, town: Town, fake: FakeDiscord
) -> None:
    card = await town.shared()
    fake.react(town.bo, card, "👎")
    await fake.until(lambda: bot.tally() == Tally(down=1))
    fake.gateway.invalidate()
    fake.unreact(town.bo, card, "👎")
    fake.react(town.ada, card, "👍")
    fake.react(town.ada, card, "🔖", burst=True)
    await fake.until(lambda: bot.tally() == Tally(up=1, saved=1))
    assert fake.gateway.seen["identify"] == 2


@pytest.mark.parametrize("code", [4007, 4009])
async def test_a_session_that_cannot_be_resumed_is_a_hole_too(
    bot: Bot, town: Town, fake: FakeDiscord, code: int
) -> None:
    card = await town.shared()
    await fake.gateway.close(code)
    fake.react(town.ada, card, "👍")
    await fake.until(lambda: bot.tally() == Tally(up=1))
    assert fake.gateway.seen["resume refused"] == 1


async def test_a_zombie_is_given_up_and_what_it_kept_back_is_replayed(idle: Bot, town: Town, fake: FakeDiscord) -> None:
    redirect(fake.url, silence=0.6, **WAITS)
    fake.gateway.heartbeat_seconds = 0.1
    await idle.start()
    card = await town.shared()
    fake.gateway.freeze()
    fake.react(town.ada, card, "👍")
    await fake.until(lambda: fake.gateway.seen["resume"])
    await fake.until(lambda: idle.tally() == Tally(up=1))
    assert fake.gateway.seen["identify"] == 1


async def test_events_that_never_came_are_made_good_at_the_next_start(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    card = await town.shared()
    fake.drop(1.0, "MESSAGE_REACTION")
    fake.react(town.ada, card, "👍")
    fake.drop(0.0)
    fake.react(town.bo, card, "👍")
    await fake.until(lambda: bot.tally() == Tally(up=1))
    await bot.stop()
    await bot.start()
    await fake.until(lambda: bot.tally() == Tally(up=2))


async def test_a_token_that_the_gateway_refuses_is_one_clear_line(idle: Bot, town: Town, fake: FakeDiscord) -> None:
    fake.gateway.token = "another"
    with pytest.raises(BadSettings) as caught:
        await idle.begin()
    assert str(caught.value) == REFUSED
    assert fake.gateway.seen["close 4004"] == 1


async def test_a_token_that_is_reset_while_we_serve_ends_it_with_the_same_line(
    bot: Bot, town: Town, fake: FakeDiscord
) -> None:
    running = bot.running
    await fake.revoke()
    assert running
    with pytest.raises(BadSettings, match="DISCORD_TOKEN"):
        await running
    assert fake.invalid <= 1


async def test_an_intent_that_is_not_granted_is_one_clear_line(idle: Bot, town: Town, fake: FakeDiscord) -> None:
    with pytest.raises(BadSettings) as caught:
        await idle.begin(DISCORD_READ_LINKS="1")
    assert str(caught.value) == NO_CONTENT
    assert fake.gateway.seen["close 4014"] == 1


async def test_another_end_for_good_is_said_with_its_code(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    running = bot.running
    await fake.gateway.close(4013)
    assert running
    with pytest.raises(PlatformUnreachable, match="4013"):
        await running


async def test_what_was_begun_is_finished_after_a_signal(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    slow = fake.fault("PATCH /webhooks/*/messages/*", delay=0.3)
    act = await fake.slash(town.ada, town.nlp, "papers search", query="tidal").done()
    await fake.until(lambda: slow.struck)
    assert act.answers == []
    await bot.stop()
    assert len(act.answers) == 1 and not fake.connected
