"""Reactions over the socket and by the lists: usual ones and bursts, people and bots, more than fit a page."""

import msgspec

from core.commands.dispatch import answer
from core.model import Call, Person, Tally
from tests.bots.discord.gateway.conftest import PAPER, UP, Bot, Town, place_of, said
from tests.bots.discord.live import lines
from tests.fakes.discord import FakeDiscord

LIST = "GET /channels/{channel}/messages/{message}/reactions/{emoji}"


async def test_a_usual_reaction_and_a_burst_of_one_person_count_once(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    card = await town.shared()
    fake.react(town.ada, card, "👍")
    fake.react(town.ada, card, "👍", burst=True)
    fake.react(town.bo, card, "🔥", burst=True)
    await fake.until(lambda: bot.tally() == Tally(up=2))
    fake.unreact(town.ada, card, "👍")
    fake.unreact(town.bo, card, "🔥", burst=True)
    await fake.until(lambda: bot.tally() == Tally(up=1))
    await fake.until(lambda: "1 for, 0 against" in said(card))
    fake.unreact(town.ada, card, "👍", burst=True)
    await fake.until(lambda: bot.tally() == Tally())


async def test_both_are_found_again_by_the_lists(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    card = await town.shared()
    await bot.stop()
    fake.react(town.ada, card, "👍")
    fake.react(town.ada, card, "👍", burst=True)
    fake.react(town.bo, card, "👎", burst=True)
    await bot.start()
    await fake.until(lambda: bot.tally() == Tally(up=1, down=1))
    assert {call.query["type"] for call in fake.log if call.name == LIST} == {"0", "1"}


async def test_a_crowd_is_listed_a_hundred_at_a_time(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    card = await town.shared()
    await bot.stop()
    for n in range(230):
        fake.react(fake.user(f"reader {n}", town.guild), card, "👍")
    await bot.start()
    await fake.until(lambda: bot.tally() == Tally(up=230))
    assert fake.calls[LIST] == 3


async def test_a_robots_reactions_and_our_own_never_count(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    card = await town.shared()
    robot = fake.user("robot", town.guild, bot=True)
    fake.react(robot, card, "👍")
    fake.react("Paperboy", card, "👍")
    fake.react(town.bo, card, "👎")
    await fake.until(lambda: bot.tally() == Tally(down=1))
    fake.gateway.invalidate()
    fake.unreact(town.bo, card, "👎")
    await fake.until(lambda: bot.tally() == Tally())


async def test_a_moderator_clears_one_emoji_or_all(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    card = await town.shared()
    fake.react(town.ada, card, "👍")
    fake.react(town.bo, card, "🔥")
    await fake.until(lambda: bot.tally() == Tally(up=2))
    fake.clear(card, "🔥")
    await fake.until(lambda: bot.tally() == Tally(up=1))
    fake.clear(card)
    await fake.until(lambda: bot.tally() == Tally())


async def test_a_button_and_reactions_of_one_person_count_once(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    card = await town.shared()
    fake.react(town.ada, card, "👍")
    fake.press(town.ada, card, UP)
    fake.react(town.bo, card, "👍")
    await fake.until(lambda: bot.tally() == Tally(up=2))
    await fake.until(lambda: "2 for, 0 against" in said(card))


async def test_a_reaction_that_is_faster_than_the_reply_to_the_post_counts(
    bot: Bot, town: Town, fake: FakeDiscord
) -> None:
    fake.fault("POST /channels/*/messages", late=0.5)
    act = fake.slash(town.ada, town.nlp, "papers show", paper=PAPER)
    fake.choose(town.ada, await act.answered(), f"share {PAPER}")
    (card,) = await fake.until(lambda: fake.posted(town.nlp))
    fake.react(town.bo, card, "👍")
    await fake.until(lambda: bot.tally() == Tally(up=1))


async def test_a_paper_that_is_hidden_has_no_acts_in_its_message_and_counts_no_reaction_until_it_is_shown_again(
    bot: Bot, town: Town, fake: FakeDiscord
) -> None:
    card = await town.shared()
    hider = Call(Person("discord", "", town.ada.id), place_of(town.nlp), town.app.clock.now(), "hide", open_to_all=True)
    answer(town.app, f"paper hide {PAPER}", hider)
    await fake.until(lambda: "Hidden here" in said(card))
    assert not any(line.startswith("p:save") for line in lines(card.components))
    fake.react(town.bo, card, "👍")
    answer(town.app, f"paper unhide {PAPER}", msgspec.structs.replace(hider, delivery="unhide"))
    await fake.until(lambda: "Hidden here" not in said(card))
    assert f"p:save {PAPER}" in list(lines(card.components))
    await fake.until(lambda: bot.tally().up == 1)  # what stands under it is looked at
    fake.react(town.ada, card, "👍")
    await fake.until(lambda: bot.tally().up == 2)
