"""A channel's past on Slack, read on demand: links, votes of all who reacted, and what the person who asked is told."""

from datetime import timedelta

import pytest

from bots.slack.handlers import links
from core.model import Person, Place
from core.store.chats.histories import Histories
from core.store.chats.posted import PostedLinks
from core.store.votes.votes import Votes
from tests.bots.slack.conftest import Bot, seen, until
from tests.fakes.slack import Channel, FakeSlack, User

ABS = "https://arxiv.org/abs/2611.000"


def recall(slack: FakeSlack, who: User, room: Channel, text: str, days: float, *likers: User) -> str:
    return slack.recall(who, room, text, slack.world.now() - days * 86_400, {"+1": likers} if likers else {}).ts


def test_its_links_and_reactions_are_learned_page_by_page_and_nothing_is_posted(
    bot: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "PAGE", 3)
    crowd = [slack.user(f"person {n}") for n in range(8)]
    recall(slack, ada, nlp, f"look {ABS}10", 40, *crowd)
    recall(slack, bo, nlp, f"and {ABS}11", 30, ada)
    for n in range(6):
        recall(slack, ada, nlp, f"good morning {n}", 20 - n)
    act = slack.command(ada, nlp, "digest learn history")
    assert "I read this channel's past now" in seen(act.answered())
    text = seen(act.answered(2))
    assert "8 messages back to" in text and "2 papers, 9 votes." in text
    place = Place("slack", "T1", nlp.id)
    assert len(bot.app.of(Votes).voters("2611.00010")) == 8, "a list of messages names only some of those who reacted"
    before = bot.app.of(PostedLinks).before("arxiv:2611.00010", place, "")
    assert before and before.channel_name == "nlp"
    assert bot.app.of(Votes).voters("2611.00011") == {Person("slack", "T1", ada.id): "up"}
    assert slack.posted(nlp) == []


def test_what_it_reads_proposes_a_digest(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    for n in range(4):
        recall(slack, ada, nlp, f"{ABS}1{n}", 9 - n)
    text = seen(slack.command(ada, nlp, "digest learn history").answered(2))
    assert "This room reads: " in text and "kites" in text and "Set a digest up" in text


def test_a_private_channels_past_stays_there(bot: Bot, slack: FakeSlack, ada: User, closed: Channel) -> None:
    recall(slack, ada, closed, f"{ABS}10", 9)
    slack.command(ada, closed, "digest learn history").answered(2)
    before = bot.app.of(PostedLinks).before("arxiv:2611.00010", Place("slack", "T1", closed.id), "")
    assert before and before.channel_name == ""


def test_a_channel_without_us_says_why(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    slack.kick(ada, nlp)
    text = seen(slack.command(ada, nlp, "digest learn history").answered(2))
    assert "I am not in it, or may not see what was written there (not_in_channel)." in text


def test_a_reading_goes_on_after_a_restart(
    idle: Bot, slack: FakeSlack, ada: User, nlp: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "PAGE", 2)
    for n in range(5):
        recall(slack, ada, nlp, f"{ABS}1{n}", 9 - n)
    place = Place("slack", "T1", nlp.id)
    idle.start()
    slack.command(ada, nlp, "digest learn history").answered()
    until(lambda: (kept := idle.app.of(Histories).of(place)) and kept.messages >= 2)
    idle.stop()
    idle.start()
    done = until(lambda: (kept := idle.app.of(Histories).of(place)) and kept.ended and kept)
    assert done and (done.messages, len(done.papers)) == (5, 5)


def test_whoever_is_forgotten_is_not_read_for(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    slack.command(ada, nlp, "digest learn history").answered(2)
    bot.app.forget(Person("slack", "T1", ada.id), bot.app.clock.now() + timedelta(minutes=1))
    assert bot.app.of(Histories).of(Place("slack", "T1", nlp.id)) is None
