"""What goes wrong with calls: answers lost, too many calls, servers in trouble. Nothing is lost, nothing is posted twice."""

import asyncio

import pytest

from bots.discord import alert
from core.cards.views import note
from tests.bots.discord.gateway.conftest import UP, Bot, Town, place_of, said
from tests.fakes.discord import FakeDiscord

POST = "POST /channels/{channel}/messages"


async def share(town: Town, nth: int) -> None:
    """Ada shares one of the papers."""
    act = town.fake.slash(town.ada, town.nlp, "papers show", paper=f"2611.{nth + 10:05d}")
    town.fake.choose(town.ada, await act.answered(), f"share 2611.{nth + 10:05d}")


@pytest.mark.parametrize("how", [{"status": 500}, {"status": 503}, {"drop_reply": True}])
async def test_a_post_whose_answer_is_lost_stands_there_once(
    bot: Bot, town: Town, fake: FakeDiscord, how: dict[str, object]
) -> None:
    lost = fake.fault(POST, after=True, **how)
    await share(town, 0)
    await fake.until(lambda: fake.calls[POST] == 2)
    await bot.stop()
    assert lost.struck == 1 and len(fake.posted(town.nlp)) == 1


async def test_after_the_window_of_the_nonce_it_would_stand_there_twice(
    bot: Bot, town: Town, fake: FakeDiscord
) -> None:
    fake.world.nonce_seconds = 0
    fake.fault(POST, after=True, drop_reply=True)
    await share(town, 0)
    await fake.until(lambda: len(fake.posted(town.nlp)) == 2)


async def test_a_full_bucket_is_waited_for(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    fake.fault(POST, 2, status=429, retry_after=0.2)
    await asyncio.gather(*(share(town, nth) for nth in range(3)))
    await fake.until(lambda: len(fake.posted(town.nlp)) == 3)
    assert fake.invalid == 2


async def test_a_limit_of_everything_stops_all_calls_until_it_is_over(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    card = await town.shared()
    fake.fault("PATCH /channels/*", status=429, retry_after=0.3, scope="global")
    fake.react(town.ada, card, "👍")
    await fake.until(lambda: fake.invalid == 1)
    before = len(fake.log)
    await share(town, 1)
    await fake.until(lambda: len(fake.posted(town.nlp)) == 2 and "1 for, 0 against" in said(card))
    held = [call for call in list(fake.log)[before:] if not call.path.startswith(("/interactions", "/webhooks"))]
    refused = next(call for call in fake.log if call.status == 429)
    assert all(call.at - refused.at >= 0.3 for call in held)


async def test_a_bucket_that_is_never_refused_is_kept_to(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    fake.limits.on = True
    fake.limits.buckets[POST] = (2, 0.3)
    await asyncio.gather(*(share(town, nth) for nth in range(5)))
    await fake.until(lambda: len(fake.posted(town.nlp)) == 5)
    assert fake.invalid <= 2  # before the first answer nobody knows the bucket


async def test_trouble_with_a_redraw_passes(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    card = await town.shared()
    fake.fault("PATCH /channels/*", status=503)
    fake.react(town.ada, card, "👍")
    await fake.until(lambda: "1 for, 0 against" in said(card))


async def test_a_workers_post_whose_answer_is_lost_stands_there_once(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    fake.fault(POST, after=True, drop_reply=True)
    cards = [note("A feed fails", "since today")]
    await asyncio.to_thread(alert.send, bot.app, bot.settings(), place_of(town.nlp), cards)
    assert ["A feed fails" in said(message) for message in fake.posted(town.nlp)] == [True]


@pytest.mark.parametrize(("status", "code"), [(401, 0), (403, 50001)])
async def test_a_storm_of_refusals_costs_no_more_than_a_hundred_calls(
    bot: Bot, town: Town, fake: FakeDiscord, status: int, code: int
) -> None:
    card = await town.shared()
    fake.fault("*", None, status=status, code=code)
    acts = [fake.slash(town.ada, town.nlp, "papers help") for _ in range(70)]
    acts += [fake.press(town.ada, card, UP) for _ in range(70)]
    await fake.until(lambda: fake.invalid >= (100 if status == 403 else 1))
    await bot.stop()
    assert fake.invalid <= 100
    assert not any(act.acked for act in acts)


async def test_a_storm_of_429_costs_no_more_than_a_hundred_calls(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    fake.fault("*", None, status=429, retry_after=0.01)
    for _ in range(60):
        fake.slash(town.ada, town.nlp, "papers help")
    await fake.until(lambda: fake.invalid >= 100)
    await bot.stop()
    assert fake.invalid <= 100
    assert fake.front.most_invalid() <= 100


async def test_who_shares_where_we_may_not_post_any_more_reads_that_and_not_that_something_broke(
    bot: Bot, town: Town, fake: FakeDiscord
) -> None:
    card = await fake.slash(town.ada, town.nlp, "papers show", paper="2611.00010").answered()
    fake.fault(POST, status=403, code=50013)
    shared = await fake.choose(town.ada, card, "share 2611.00010").answered()
    assert "I may not post in this channel." in said(shared) and not fake.posted(town.nlp)
