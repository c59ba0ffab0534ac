"""What became of a paper that somebody added on Discord, told to them alone where that is still possible, whoever dies in between."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest

from core.store.chats.follows import Follows
from core.store.engine.record import Record
from tests.bots.discord.gateway.conftest import Bot, Town, said
from tests.bots.discord.gateway.test_messages import direct, mention
from tests.bots.discord.test_files import DIGEST
from tests.fakes.arxiv import Arxiv, arxiv
from tests.fakes.discord import Act

LINK = "https://arxiv.org/abs/2611.09999"
ADD = f"add {LINK}"


@pytest.fixture
def source() -> Iterator[Arxiv]:
    with arxiv() as running:
        running.papers["2611.09999"] = "Tidal Gramophones"
        yield running


async def work(town: Town, source: Arxiv) -> None:
    """Fetch what was asked for, once it is recorded who asked."""
    await town.fake.until(lambda: town.app.of(Record).text.hlen("pb:follows"))
    await asyncio.to_thread(source.work, town.app)


def added(town: Town) -> Act:
    return town.fake.slash(town.ada, town.nlp, "papers add", what=LINK)


async def test_the_card_of_an_added_paper_comes_to_whoever_typed_the_command(
    bot: Bot, town: Town, source: Arxiv
) -> None:
    act = added(town)
    assert "2611.09999 waits for a worker" in said(await act.answered())
    await work(town, source)
    card = await act.answered(2)
    assert "Tidal Gramophones" in said(card) and card.only_for == town.ada.id
    await town.fake.until(lambda: not town.app.of(Record).text.hlen("pb:follows"))
    assert town.fake.posted(town.nlp) == []


async def test_why_a_paper_does_not_come_is_told_and_that_it_comes_in_the_end(
    bot: Bot, town: Town, source: Arxiv
) -> None:
    source.status = 500
    act = added(town)
    await work(town, source)
    assert "I try again at 09:0" in said(await act.answered(2))
    source.status, source.papers = 200, {}
    await work(town, source)
    assert "arXiv does not know 2611.09999." in said(await act.answered(3))


async def test_a_bot_that_was_restarted_tells_it_all_the_same(bot: Bot, town: Town, source: Arxiv) -> None:
    act = added(town)
    await act.answered()
    await town.fake.until(lambda: town.app.of(Record).text.hlen("pb:follows"))
    await bot.stop()
    await work(town, source)
    await bot.start()
    card = await act.answered(2)
    assert "Tidal Gramophones" in said(card) and card.only_for == town.ada.id


async def test_a_mention_is_told_by_direct_message(bot: Bot, town: Town, source: Arxiv) -> None:
    mention(town, ADD)
    await work(town, source)
    await town.fake.until(lambda: len(direct(town)) == 2)
    assert "Tidal Gramophones" in said(direct(town)[1]) and town.fake.posted(town.nlp) == []


async def test_a_direct_message_is_answered_by_two_messages(bot: Bot, town: Town, source: Arxiv) -> None:
    town.fake.say(town.ada, town.fake.world.direct(town.ada.id), ADD)
    await work(town, source)
    await town.fake.until(lambda: len(direct(town)) == 2)
    assert "Tidal Gramophones" in said(direct(town)[1])


async def test_a_menu_saves_a_paper_when_it_comes_and_another_shows_it(bot: Bot, town: Town, source: Arxiv) -> None:
    message = town.fake.say(town.bo, town.nlp, LINK)
    saved = town.fake.menu(town.ada, message, "Save paper")
    assert "Once 2611.09999 is here, I save it." in said(await saved.answered())
    await work(town, source)
    assert "Saved: Tidal Gramophones" in said(await saved.answered(2))


async def test_a_menu_that_finds_papers_shows_those_that_come(bot: Bot, town: Town, source: Arxiv) -> None:
    message = town.fake.say(town.bo, town.nlp, LINK)
    answer = town.fake.menu(town.ada, message, "Find papers here")
    assert "2611.09999 waits for a worker" in said(await answer.answered())
    await work(town, source)
    assert "Tidal Gramophones" in said(await answer.answered(2))


async def test_after_fifteen_minutes_nothing_is_tried(bot: Bot, town: Town, source: Arxiv) -> None:
    act = added(town)
    await act.answered()
    (asker,) = await town.fake.until(lambda: town.app.of(Follows).waiting("discord", town.app.clock.now()))
    early = msgspec.structs.replace(asker.call, now=asker.call.now - timedelta(minutes=15))
    town.app.of(Follows).put(asker.follow, early, asker.back)
    await work(town, source)
    await town.fake.until(lambda: not town.app.of(Record).text.hlen("pb:follows"))
    assert len(act.answers) == 1


async def test_an_attached_digest_is_queued_and_its_outcome_told_when_it_is_settled(
    bot: Bot, town: Town, source: Arxiv
) -> None:
    act = town.fake.slash(town.ada, town.nlp, "papers add", file=("day.txt", DIGEST))
    assert "2 papers are queued" in said(await act.answered())
    await work(town, source)
    outcome = await act.answered(2)
    assert "2 new" in said(outcome) and outcome.only_for == town.ada.id
