"""What became of a paper that somebody added on Slack, told to them alone where they asked, whoever dies in between."""

from collections.abc import Iterator

import pytest

from core.store.chats.follows import Follows
from core.store.engine.record import Record
from core.store.papers.feeds import Feeds
from tests.bots.slack.conftest import Bot, seen, until
from tests.fakes.arxiv import Arxiv, arxiv
from tests.fakes.slack import Channel, FakeSlack, User

LINK = "https://arxiv.org/abs/2611.09999"
ADD = f"add {LINK}"


@pytest.fixture
def source() -> Iterator[Arxiv]:
    with arxiv() as running:
        running.papers["2611.09999"] = "Tidal Gramophones"
        yield running


def waits(bot: Bot) -> None:
    """Until who asked is recorded."""
    until(lambda: bot.app.of(Record).text.hlen("pb:follows"))


def test_the_card_of_an_added_paper_comes_to_whoever_typed_the_command(
    bot: Bot, slack: FakeSlack, source: Arxiv, ada: User, nlp: Channel
) -> None:
    act = slack.command(ada, nlp, ADD)
    assert "2611.09999 waits for a worker" in seen(act.answered())
    waits(bot)
    source.work(bot.app)
    card = act.answered(2)
    assert "Tidal Gramophones" in seen(card) and card.only_for == ada.id
    until(lambda: bot.app.of(Follows).waiting("slack", bot.app.clock.now()) == [])
    assert slack.posted(nlp) == []


def test_why_a_paper_does_not_come_is_told_and_that_it_comes_in_the_end(
    bot: Bot, slack: FakeSlack, source: Arxiv, ada: User, nlp: Channel
) -> None:
    source.status = 500
    act = slack.command(ada, nlp, ADD)
    waits(bot)
    source.work(bot.app)
    assert "I try again at 10:0" in seen(act.answered(2)), "by the clock of Berlin, where Ada is"
    source.status, source.papers = 200, {}
    source.work(bot.app)
    assert "arXiv does not know 2611.09999." in seen(act.answered(3))
    source.papers["2611.09999"] = "Tidal Gramophones"
    (dead,) = bot.app.of(Feeds).given_up()
    assert bot.app.of(Feeds).retry(dead, bot.app.clock.now())
    source.work(bot.app)
    assert "Tidal Gramophones" in seen(act.answered(4))


def test_a_bot_that_was_restarted_tells_it_all_the_same(
    bot: Bot, slack: FakeSlack, source: Arxiv, ada: User, nlp: Channel
) -> None:
    act = slack.command(ada, nlp, ADD)
    waits(bot)
    bot.stop()
    source.work(bot.app)
    bot.start()
    assert "Tidal Gramophones" in seen(act.answered(2))


def test_where_the_address_of_a_command_takes_no_more_answers_they_are_whispered(
    bot: Bot, slack: FakeSlack, source: Arxiv, ada: User, nlp: Channel
) -> None:
    act = slack.command(ada, nlp, ADD)
    waits(bot)
    slack.world.hooks.clear()
    source.work(bot.app)
    (whispered,) = until(lambda: [whisper for whisper in slack.whispered(ada) if "Gramophones" in seen(whisper)])
    assert whispered not in act.answers and slack.posted(nlp) == []


def test_a_mention_is_told_in_a_whisper_in_its_thread(
    bot: Bot, slack: FakeSlack, source: Arxiv, ada: User, nlp: Channel
) -> None:
    thread = slack.say(ada, nlp, "kites?")
    slack.say(ada, nlp, f"@paperboy {ADD}", thread=thread)
    waits(bot)
    source.work(bot.app)
    (card,) = until(lambda: [whisper for whisper in slack.whispered(ada) if "Gramophones" in seen(whisper)])
    assert card.thread_ts == thread.ts and slack.posted(nlp) == []


def test_a_direct_message_is_answered_by_two_messages(bot: Bot, slack: FakeSlack, source: Arxiv, ada: User) -> None:
    room = slack.direct(ada)
    slack.say(ada, room, ADD)
    waits(bot)
    source.work(bot.app)
    first, card = until(lambda: len(slack.posted(room)) > 1 and slack.posted(room))
    assert "waits for a worker" in seen(first) and "Tidal Gramophones" in seen(card)


def test_each_asks_and_each_is_told(
    bot: Bot, slack: FakeSlack, source: Arxiv, ada: User, bo: User, nlp: Channel
) -> None:
    acts = [slack.command(user, nlp, ADD) for user in (ada, bo)]
    until(lambda: bot.app.of(Record).text.hlen("pb:follows") == 2)
    source.work(bot.app)
    assert all("Tidal Gramophones" in seen(act.answered(2)) for act in acts)


def test_a_paper_that_a_shortcut_saves_is_saved_when_it_comes(
    bot: Bot, slack: FakeSlack, source: Arxiv, ada: User, nlp: Channel
) -> None:
    act = slack.shortcut(ada, "save_papers", slack.say(ada, nlp, LINK))
    assert "Once 2611.09999 is here, I save it." in seen(act.answered())
    waits(bot)
    source.work(bot.app)
    assert "Saved: Tidal Gramophones" in seen(act.answered(2))
