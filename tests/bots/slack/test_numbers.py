"""A list that everybody sees: its number emoji, the words beside its papers, and that what we put there never counts."""

import asyncio

import pytest

from core.model import Place
from core.store.chats.posts import Posts
from core.store.votes.votes import Votes
from tests.bots.slack.conftest import Bot, seen, until
from tests.fakes.slack import Channel, FakeSlack, Message, User

PAPER = "2611.00010"


def papers(bot: Bot, message: Message) -> tuple[str, ...]:
    return bot.app.of(Posts).papers_of(Place("slack", "T1", message.channel), message.ts)


def net(bot: Bot, paper: str) -> tuple[int, int]:
    tally = bot.app.of(Votes).tallies([paper])[paper]
    return tally.up, tally.down


@pytest.fixture
def several(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> Message:
    """A list of three papers that everybody sees, with its number emoji."""
    listed = bot.publish(nlp, ada, "search tidal limit:3 page:2")
    slack.until(lambda: len(listed.reactions) == 3)
    return listed


def test_a_list_that_all_see_gets_its_number_emoji_in_order_and_says_what_they_do(
    bot: Bot, slack: FakeSlack, several: Message
) -> None:
    assert list(several.reactions) == ["one", "two", "three"]
    text = seen(several)
    assert all(f"{n}. Tidal" in text for n in (4, 5, 6))  # the numbers of the list
    assert [text.index(f"{n}️⃣") for n in (1, 2, 3)] == sorted(text.index(f"{n}️⃣") for n in (1, 2, 3))
    assert "a plain 👍 votes for none" in text
    until(lambda: bot.waiting() == 0)
    assert all(net(bot, paper) == (0, 0) for paper in papers(bot, several))


def test_a_list_that_one_person_sees_and_a_single_card_get_none(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    slack.command(ada, nlp, f"share {PAPER}")
    (shared,) = slack.until(lambda: slack.posted(nlp))
    private = slack.command(ada, nlp, "search tidal limit:3").answered()
    talk = slack.direct(ada)
    slack.say(ada, talk, "search tidal limit:3")
    (turning,) = slack.until(lambda: slack.posted(talk))
    until(lambda: bot.waiting() == 0)
    for message in (private, turning, shared):
        assert message.reactions == {}
        assert "️⃣" not in seen(message)
    assert slack.calls["reactions.add"] == 0


def test_offered_again_the_numbers_do_not_double(bot: Bot, slack: FakeSlack, several: Message) -> None:
    before = slack.calls["reactions.add"]
    asyncio.run_coroutine_threadsafe(bot.session.send.offer(several.channel, several.ts, 3), bot.loop).result(10)
    assert slack.calls["reactions.add"] == before + 3
    assert {name: len(users) for name, users in several.reactions.items()} == {"one": 1, "two": 1, "three": 1}


@pytest.mark.parametrize("error", ["missing_scope", "too_many_reactions", "fatal_error"])
def test_numbers_that_slack_does_not_take_leave_the_post_as_it_is(
    bot: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel, error: str
) -> None:
    slack.fault("reactions.add", times=None, error=error)
    listed = bot.publish(nlp, ada, "search tidal limit:3")
    until(lambda: bot.waiting() == 0)
    slack.until(lambda: slack.calls["reactions.add"])
    slack.react(bo, listed, "three")
    until(lambda: net(bot, papers(bot, listed)[2]) == (1, 0))


def test_a_list_drawn_anew_after_a_vote_still_says_its_numbers(
    bot: Bot, slack: FakeSlack, ada: User, bo: User, several: Message
) -> None:
    slack.react(bo, several, "two")
    until(lambda: "2️⃣ +1 (1 for, 0 against)" in seen(several))
    slack.press(ada, several, "▲ Worth reading", nth=2)
    until(lambda: "3️⃣ +1 (1 for, 0 against)" in seen(several))
    assert str(several.blocks).count("️⃣") == 3
    assert "a plain 👍 votes for none" in seen(several)


def test_after_a_look_our_own_numbers_count_for_nothing(bot: Bot, slack: FakeSlack, bo: User, several: Message) -> None:
    slack.react(bo, several, "one")
    until(lambda: net(bot, papers(bot, several)[0]) == (1, 0))
    bot.session.gap.set()
    before = slack.calls["reactions.get"]
    until(lambda: slack.calls["reactions.get"] > before and not bot.session.gap.is_set())
    until(lambda: bot.waiting() == 0)
    assert [net(bot, paper) for paper in papers(bot, several)] == [(1, 0), (0, 0), (0, 0)]
