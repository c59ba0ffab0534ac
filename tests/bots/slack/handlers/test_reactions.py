"""Reactions as votes, through the real clients: what Slack shows is what counts, however late or often it is told."""

import asyncio
import time
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from bots.shared import gaps
from bots.slack import bind
from bots.slack.api import TRIES
from bots.slack.handlers import events
from core.commands.dispatch import answer
from core.model import Call, Person, Place
from core.store.chats import inbox
from core.store.chats.posts import Posts
from core.store.chats.redraws import Redraws
from core.store.engine import backup
from core.store.engine.record import Record
from core.store.papers.feeds import Feeds
from core.store.votes.votes import Votes
from tests.bots.slack.conftest import Bot, until
from tests.factories import bring, entry
from tests.fakes.slack import Channel, FakeSlack, Message, User
from tests.fakes.slack.rooms import mark, unmark

FIRST = "2611.00010"


@pytest.fixture
def shared(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> Message:
    """A paper's card in a channel."""
    return share(bot, slack, ada, nlp)


def share(bot: Bot, slack: FakeSlack, who: User, room: Channel) -> Message:
    """Somebody shares the first paper in a channel."""
    slack.command(who, room, f"share {FIRST}")
    (message,) = slack.until(lambda: slack.posted(room))
    until(lambda: papers(bot, message))
    return message


def net(bot: Bot, paper: str = FIRST) -> tuple[int, int]:
    tally = bot.app.of(Votes).tallies([paper])[paper]
    return tally.up, tally.down


def place(bot: Bot, channel: Channel) -> Place:
    return Place("slack", "T1", channel.id)


def papers(bot: Bot, message: Message) -> tuple[str, ...]:
    return bot.app.of(Posts).papers_of(Place("slack", "T1", message.channel), message.ts)


def untold(slack: FakeSlack, user: User, message: Message, name: str, *, added: bool = True) -> None:
    """A reaction that changes while no event of it is ever sent."""
    with slack.world.changed:
        (mark if added else unmark)(slack.world, message, name, user.id)
        slack.world.outbox.clear()


def a_minute_ago(slack: FakeSlack, user: User, message: Message, name: str) -> None:
    """A reaction that stands, and whose event says that it was put a minute ago."""
    untold(slack, user, message, name)
    item = {"type": "message", "channel": message.channel, "ts": message.ts}
    put = {"type": "reaction_added", "user": user.id, "reaction": name, "item": item}
    slack.deliver(put | {"event_ts": f"{slack.world.now() - 60:.6f}"})


def test_a_thumb_of_another_skin_tone_is_the_same_vote_until_both_are_taken_back(
    bot: Bot, slack: FakeSlack, bo: User, shared: Message
) -> None:
    slack.react(bo, shared, "+1::skin-tone-4")
    slack.react(bo, shared, "thumbsup")
    until(lambda: bot.waiting() == 0 and net(bot) == (1, 0))
    slack.unreact(bo, shared, "+1::skin-tone-4")
    until(lambda: bot.waiting() == 0)
    assert net(bot) == (1, 0)
    slack.unreact(bo, shared, "thumbsup")
    until(lambda: net(bot) == (0, 0))


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
    at = slack.world.now() - 60
    added = {"type": "reaction_added", "user": bo.id, "reaction": "+1", "item": item, "event_ts": f"{at:.6f}"}
    removed = {**added, "type": "reaction_removed", "event_ts": f"{at + 1:.6f}"}
    slack.deliver(removed)
    slack.deliver(added, copies=3)
    until(lambda: bot.waiting() == 0)


def test_bots_do_not_vote(bot: Bot, slack: FakeSlack, shared: Message) -> None:
    robot = slack.user("robot", is_bot=True)
    slack.react(robot, shared, "+1")
    until(lambda: bot.waiting() == 0)


def test_a_thumb_under_several_papers_is_asked_about_once_and_a_number_votes(
    bot: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel
) -> None:
    listed = bot.publish(nlp, ada, "search tidal limit:3")
    until(lambda: bot.app.of(Posts).papers_of(place(bot, nlp), listed.ts))
    ids = papers(bot, listed)
    slack.react(bo, listed, "+1")
    slack.react(bo, listed, "fire")
    until(lambda: bot.waiting() == 0)
    asked = [whisper for whisper in slack.whispered(bo) if "Which one" in whisper.text]
    assert len(asked) == 1
    assert all(net(bot, paper) == (0, 0) for paper in ids)
    slack.react(bo, listed, "two")
    until(lambda: net(bot, ids[1]) == (1, 0))


def test_what_was_missed_is_found_again(bot: Bot, slack: FakeSlack, ada: User, bo: User, shared: Message) -> None:
    a_minute_ago(slack, ada, shared, "+1")
    untold(slack, ada, shared, "+1", added=False)
    until(lambda: net(bot) == (1, 0))
    bot.stop()
    untold(slack, bo, shared, "-1")
    bot.start()
    until(lambda: net(bot) == (0, 1), 15)


def test_on_a_host_booted_a_moment_ago_a_vote_counts_and_a_look_keeps_it(
    idle: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel
) -> None:
    booted = time.monotonic()
    idle.app.clock = idle.app.clock._replace(monotonic=lambda: time.monotonic() - booted)
    idle.start()
    message = share(idle, slack, ada, nlp)
    a_minute_ago(slack, bo, message, "+1")
    until(lambda: net(idle) == (1, 0))
    idle.stop()
    asked = slack.calls["reactions.get"]
    idle.start()
    until(lambda: slack.calls["reactions.get"] > asked and not idle.session.gap.is_set())
    until(lambda: idle.app.of(Redraws).claim("slack", idle.app.clock.now()) == [])
    assert net(idle) == (1, 0)


def test_where_all_took_theirs_back_while_the_bot_was_away_nobody_is_left(
    bot: Bot, slack: FakeSlack, ada: User, bo: User, shared: Message
) -> None:
    for user in (ada, bo):
        a_minute_ago(slack, user, shared, "+1")
    until(lambda: net(bot) == (2, 0))
    bot.stop()
    for user in (ada, bo):
        untold(slack, user, shared, "+1", added=False)
    bot.start()
    until(lambda: net(bot) == (0, 0), 15)


def test_whose_nature_slack_does_not_tell_keeps_what_is_recorded_until_it_does(
    idle: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gaps, "AGAIN_SECONDS", 0.1)
    idle.start()
    message, cy = share(idle, slack, ada, nlp), slack.user("cy")
    for user in (bo, cy):
        a_minute_ago(slack, user, message, "+1")
    until(lambda: net(idle) == (2, 0))
    idle.stop()
    untold(slack, ada, message, "-1")
    untold(slack, cy, message, "+1", added=False)
    slack.fault("users.info", times=None, status=503)
    asked = slack.calls["reactions.get"]
    idle.start()
    until(lambda: slack.calls["reactions.get"] > asked + 1, 15)
    assert net(idle) == (1, 0)  # bo's stays, cy's is gone from the message, ada's is not counted yet
    slack.front.faults.waiting.clear()
    until(lambda: net(idle) == (1, 1), 15)


def test_a_vote_waits_until_the_scope_that_tells_whose_it_is_is_granted(
    bot: Bot, slack: FakeSlack, bo: User, shared: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bots.shared.effects.LATE", timedelta())
    alerts = list[str]()
    bot.session.alert = lambda text, cause: alerts.append(text)

    def sweep() -> None:
        asyncio.run_coroutine_threadsafe(events.sweep(bot.session), bot.loop).result(60)

    slack.world.scopes.remove("users:read")
    slack.react(bo, shared, "+1")
    until(lambda: bot.session.send.lacks == {"users.info": "users:read"})
    for _ in range(inbox.TRIES + 1):
        sweep()
    assert net(bot) == (0, 0) and bot.waiting() == 1
    (text,) = set(alerts)
    assert "the scope users:read" in text
    slack.world.scopes.add("users:read")
    sweep()
    assert net(bot) == (1, 0) and bot.waiting() == 0
    assert bot.session.send.lacks == {}


LINK = "https://arxiv.org/abs/2611.00010"


def test_reactions_under_somebodys_message_with_one_link_count_for_its_paper(
    bot: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel
) -> None:
    theirs = slack.say(ada, nlp, f"worth a look: {LINK}")
    until(lambda: bot.app.of(Posts).papers_of(place(bot, nlp), theirs.ts) == (FIRST,))
    slack.react(bo, theirs, "+1")
    until(lambda: net(bot) == (1, 0))
    until(lambda: slack.calls["reactions.get"])
    assert list(theirs.reactions) == ["+1"]
    assert theirs.text.startswith("worth a look")
    slack.unreact(bo, theirs, "+1")
    until(lambda: net(bot) == (0, 0))
    assert slack.calls["chat.update"] == slack.calls["reactions.add"] == 0


def test_what_stood_there_before_its_paper_was_known_counts_then(
    bot: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel
) -> None:
    theirs = slack.say(ada, nlp, "new: https://arxiv.org/abs/2611.09999")
    slack.react(bo, theirs, "fire")
    until(lambda: bot.app.of(Feeds).waiting())
    bring(bot.app.of(Record), entry("A Kite Nobody Knew", arxiv="2611.09999"), where="fetched")
    until(lambda: net(bot, "2611.09999") == (1, 0), 12)


def test_a_message_of_others_missed_while_we_were_away_is_looked_at_too(
    bot: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel
) -> None:
    theirs = slack.say(ada, nlp, LINK)
    until(lambda: bot.app.of(Posts).papers_of(place(bot, nlp), theirs.ts))
    until(lambda: slack.calls["reactions.get"])
    bot.stop()
    untold(slack, bo, theirs, "+1")
    time.sleep(1.1)  # Slack's clock, by which looks are ordered, counts whole seconds
    bot.start()
    until(lambda: net(bot) == (1, 0), 15)


def test_two_links_or_links_switched_off_count_for_nothing(
    bot: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel
) -> None:
    two = slack.say(ada, nlp, f"{LINK} and https://arxiv.org/abs/2611.00011")
    slack.command(ada, nlp, "links off").answered()
    off = slack.say(ada, nlp, LINK)
    for message in (two, off):
        slack.react(bo, message, "+1")
    until(lambda: bot.waiting() == 0)


def test_when_slack_stops_sending_events_what_it_dropped_is_looked_for(
    bot: Bot, slack: FakeSlack, bo: User, shared: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bind, "MINUTE_SECONDS", 0.05)
    until(lambda: not bot.session.gap.is_set())
    untold(slack, bo, shared, "+1")
    limited = {"type": "app_rate_limited", "token": "x", "team_id": "T1", "minute_rate_limited": 1795262280}
    assert slack.send("events_api", limited | {"api_app_id": "A1"}).acked
    until(lambda: net(bot) == (1, 0), 15)


def test_a_look_that_slack_did_not_answer_is_taken_again(
    bot: Bot, slack: FakeSlack, bo: User, shared: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bots.shared.gaps.AGAIN_SECONDS", 0.05)
    bot.stop()
    untold(slack, bo, shared, "+1")
    slack.fault("reactions.get", times=TRIES + 2, status=500)
    bot.start()
    until(lambda: net(bot) == (1, 0), 15)
    assert slack.calls["reactions.get"] > TRIES
    until(lambda: not bot.session.gap.is_set())


def test_a_reaction_that_is_faster_than_the_reply_to_the_post_counts(
    bot: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel
) -> None:
    slack.fault("chat.postMessage", drop_reply=True)
    slack.fault("conversations.history", delay=1.0)
    slack.command(ada, nlp, f"share {FIRST}")
    slack.until(lambda: slack.posted(nlp))
    slack.react(bo, slack.posted(nlp)[0], "+1")
    assert papers(bot, slack.posted(nlp)[0]) == ()
    until(lambda: net(bot) == (1, 0))


def test_a_paper_that_is_hidden_has_no_acts_in_its_message_and_counts_no_reaction_until_it_is_shown_again(
    bot: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel, shared: Message
) -> None:
    hider = Call(Person("slack", "T1", ada.id), place(bot, nlp), bot.app.clock.now(), "hide", open_to_all=True)
    answer(bot.app, f"paper hide {FIRST}", hider)
    slack.until(lambda: "Hidden here" in str(shared.blocks))
    assert "vote" not in str(shared.blocks) and shared.text == "Hidden here."
    slack.react(bo, shared, "+1")
    until(lambda: bot.waiting() == 0)
    answer(bot.app, f"paper unhide {FIRST}", msgspec.structs.replace(hider, delivery="unhide"))
    slack.until(lambda: f"vote {FIRST} up" in str(shared.blocks))
    until(lambda: net(bot) == (1, 0))  # what stands under it is looked at
    slack.react(ada, shared, "+1")
    until(lambda: net(bot) == (2, 0))


def test_votes_that_a_restore_took_back_are_read_again_from_the_chat(
    shared: Message, bot: Bot, slack: FakeSlack, ada: User, tmp_path: Path
) -> None:
    record = bot.app.of(Record)
    backup.write(record, tmp_path / "a.pb")
    slack.react(ada, shared, "thumbsup")
    until(lambda: net(bot) == (1, 0))
    backup.restore(record, tmp_path / "a.pb")
    until(lambda: net(bot) == (1, 0))
