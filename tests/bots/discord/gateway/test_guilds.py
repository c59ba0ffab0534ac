"""Guilds and channels that go: an outage keeps everything, a removal stops at once, what is gone is not asked for again."""

from core.app import Paperboy
from core.model import Place, Tally
from core.store.chats.posts import Posts
from core.store.chats.teams import Teams
from tests.bots.discord.gateway.conftest import UP, Bot, Town, place_of, said
from tests.fakes.discord import FakeDiscord


async def test_an_outage_is_no_removal_and_everything_is_there_afterwards(
    bot: Bot, town: Town, fake: FakeDiscord, app: Paperboy
) -> None:
    card = await town.shared()
    fake.outage(town.guild)
    fake.recover(town.guild)
    fake.react(town.ada, card, "👍")
    await fake.until(lambda: bot.tally() == Tally(up=1))
    await fake.until(lambda: "1 for, 0 against" in said(card))
    assert Place("discord", town.guild.id) in app.of(Teams).within("discord")
    assert fake.posted(town.nlp) == [card]


async def test_a_vote_cast_elsewhere_during_an_outage_is_drawn_afterwards(
    bot: Bot, town: Town, fake: FakeDiscord, app: Paperboy
) -> None:
    card = await town.shared()
    fake.outage(town.guild)
    rivers = fake.guild("Rivers", town.bo)
    room = fake.channel(rivers, "general")
    await fake.until(lambda: Place("discord", rivers.id) in app.of(Teams).within("discord"))
    shown = await fake.slash(town.bo, room, "papers show", paper="2611.00010").answered()
    fake.press(town.bo, shown, UP)
    await fake.until(lambda: bot.tally() == Tally(up=1))
    await fake.until(lambda: [c for c in fake.log if c.path.endswith(f"/messages/{card.id}") and c.status == 503])
    fake.recover(town.guild)
    await fake.until(lambda: "1 for, 0 against" in said(card), 15)


async def test_a_removal_stops_us_at_once(bot: Bot, town: Town, fake: FakeDiscord, app: Paperboy) -> None:
    card = await town.shared()
    fake.remove(town.guild)
    await fake.until(lambda: Place("discord", town.guild.id) not in app.of(Teams).within("discord"))
    before = len(fake.log)
    fake.react(town.ada, card, "👍")
    await bot.stop()
    assert (bot.tally(), len(fake.log)) == (Tally(), before)


async def test_a_closed_channel_is_asked_for_once_and_forgotten(
    bot: Bot, town: Town, fake: FakeDiscord, app: Paperboy
) -> None:
    card = await town.shared()
    fake.delete_channel(town.nlp)
    act = await fake.slash(town.ada, town.board, "papers show", paper="2611.00010").answered()
    fake.press(town.ada, act, UP)
    await fake.until(lambda: not app.of(Posts).papers_of(place_of(town.nlp), card.id))
    asked = [call for call in fake.log if call.path.startswith(f"/channels/{town.nlp.id}") and call.status == 404]
    assert len(asked) == 1


async def test_a_private_channel_is_not_open_to_all(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    shown = await fake.slash(town.ada, town.board, "papers show", paper="2611.00010").answered()
    fake.choose(town.ada, shown, "share 2611.00010")
    (card,) = await fake.until(lambda: fake.posted(town.board))
    await fake.choose(town.ada, card, "discuss 2611.00010").answered()
    answer = await fake.slash(town.bo, town.nlp, "papers show", paper="2611.00010").answered()
    assert card.id not in str(answer.components)


async def test_what_we_may_not_do_in_a_channel_is_said_by_name(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    card = await town.shared()
    fake.deny(town.nlp, "create_public_threads")
    answer = await fake.choose(town.ada, card, "discuss 2611.00010").answered()
    assert "Create Public Threads" in said(answer)
    assert fake.invalid == 0
