"""Reactions as votes, through the real clients: what Slack shows is what counts, however late or often it is told."""

import time

import pytest

from bots.slack import reactions
from tests.bots.slack.conftest import Bot, until
from tests.fakes.slack import Channel, FakeSlack, Message, User

FIRST = "2611.00010"


@pytest.fixture
def shared(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> Message:
    """A paper's card in a channel."""
    slack.command(ada, nlp, f"share {FIRST}")
    slack.until(lambda: slack.posted(nlp))
    return slack.posted(nlp)[0]


def net(bot: Bot, paper: str = FIRST) -> tuple[int, int]:
    tally = bot.app.votes.tallies([paper])[paper]
    return tally.up, tally.down


def test_a_reaction_is_a_vote_and_taking_it_back_takes_it_back(
    bot: Bot, slack: FakeSlack, bo: User, shared: Message
) -> None:
    slack.react(bo, shared, "+1")
    until(lambda: net(bot) == (1, 0))
    slack.unreact(bo, shared, "+1")
    until(lambda: net(bot) == (0, 0))


def test_a_person_counts_once_whatever_they_react_with(bot: Bot, slack: FakeSlack, bo: User, shared: Message) -> None:
    for emoji in ("+1", "fire", "star"):
        slack.react(bo, shared, emoji)
    slack.react(bo, shared, "tada")
    until(lambda: net(bot) == (1, 0))
    slack.unreact(bo, shared, "+1")
    until(lambda: bot.waiting() == 0)
    assert net(bot) == (1, 0)


def test_votes_show_on_the_message_within_seconds(bot: Bot, slack: FakeSlack, bo: User, shared: Message) -> None:
    slack.react(bo, shared, "+1")
    until(lambda: "1 for, 0 against" in str(shared.blocks))
    assert "chat.update" in slack.calls


def test_three_copies_of_an_event_count_once_and_a_late_older_one_changes_nothing(
    bot: Bot, slack: FakeSlack, bo: User, shared: Message
) -> None:
    item = {"type": "message", "channel": shared.channel, "ts": shared.ts}
    at = time.time() - 60
    added = {"type": "reaction_added", "user": bo.id, "reaction": "+1", "item": item, "event_ts": f"{at:.6f}"}
    removed = {**added, "type": "reaction_removed", "event_ts": f"{at + 1:.6f}"}
    slack.deliver(removed)
    slack.deliver(added, copies=3)
    until(lambda: bot.waiting() == 0)
    assert net(bot) == (0, 0)


def test_bots_do_not_vote(bot: Bot, slack: FakeSlack, shared: Message) -> None:
    robot = slack.user("robot", is_bot=True)
    slack.react(robot, shared, "+1")
    until(lambda: bot.waiting() == 0)
    assert net(bot) == (0, 0)


def test_a_thumb_under_several_papers_is_asked_about_once_and_a_number_votes(
    bot: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel
) -> None:
    slack.say(ada, nlp, "<@UPAPERBOY> search tidal limit:3")
    slack.until(lambda: [post for post in slack.posted(nlp) if post.user != ada.id])
    listed = next(post for post in slack.posted(nlp) if post.user != ada.id)
    until(lambda: bot.app.posts.papers_of(place(bot, nlp), listed.ts))
    papers = bot.app.posts.papers_of(place(bot, nlp), listed.ts)
    slack.react(bo, listed, "+1")
    slack.react(bo, listed, "fire")
    until(lambda: bot.waiting() == 0)
    asked = [one for one in slack.whispered(bo) if "Which one" in one.text]
    assert len(asked) == 1
    assert all(net(bot, paper) == (0, 0) for paper in papers)
    slack.react(bo, listed, "two")
    until(lambda: net(bot, papers[1]) == (1, 0))


def test_what_was_missed_is_found_again(bot: Bot, slack: FakeSlack, ada: User, bo: User, shared: Message) -> None:
    slack.react(ada, shared, "+1")
    until(lambda: net(bot) == (1, 0))
    bot.stop()
    slack.unreact(ada, shared, "+1", wait=False)
    slack.react(bo, shared, "-1", wait=False)
    slack.world.outbox.clear()
    bot.start()
    until(lambda: net(bot) == (0, 1), 15)
    assert reactions.RECONCILED.days >= 1


def place(bot: Bot, channel: Channel):
    from core.model import Place

    return Place("slack", "T1", channel.id)
