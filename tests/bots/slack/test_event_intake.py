"""Events are recorded first and acknowledged then; however often one comes and whoever dies with it, it has its effect once."""

from datetime import timedelta

from core.app import Paperboy
from core.store.chats.inbox import TRIES, Event, Inbox
from core.store.chats.rooms import Rooms
from core.store.engine.record import Record
from core.store.votes.votes import Votes
from tests.bots.slack.conftest import Bot, place_of, said, until
from tests.factories import NOW, without_record
from tests.fakes.slack import Channel, FakeSlack, User


def joined(by: User, room: Channel) -> dict[str, object]:
    """The event of our joining a channel."""
    return {"type": "member_joined_channel", "user": "UPAPERBOY", "channel": room.id, "inviter": by.id}


def asked(by: User, room: Channel, text: str) -> dict[str, object]:
    """The event of a mention."""
    return {"type": "app_mention", "user": by.id, "channel": room.id, "text": f"<@UPAPERBOY> {text}", "ts": "1.000001"}


def test_three_copies_of_an_event_have_one_effect(bot: Bot, slack: FakeSlack, ada: User) -> None:
    talk = slack.direct(ada)
    event = {"type": "message", "user": ada.id, "channel": talk.id, "channel_type": "im", "text": "vote 2611.00010 up"}
    copies = slack.deliver(event | {"ts": "1.000001"}, copies=3)
    assert all(copy.acked for copy in copies)
    until(lambda: bot.waiting() == 0)
    assert len(slack.posted(talk)) == 1
    assert bot.app.of(Votes).tallies(["2611.00010"])["2611.00010"].up == 1


def test_a_copy_that_comes_hours_later_has_no_effect(bot: Bot, slack: FakeSlack, ada: User) -> None:
    slack.echo = False  # what it hears of its own posts while it stops waits for the sweep
    talk = slack.direct(ada)
    event = {"type": "message", "user": ada.id, "channel": talk.id, "channel_type": "im", "text": "help", "ts": "1.1"}
    slack.deliver(event, event_id="Ev1")
    slack.until(lambda: slack.posted(talk))
    until(lambda: bot.waiting() == 0)
    bot.stop()
    bot.start()
    assert slack.deliver(event, event_id="Ev1")[0].acked
    until(lambda: bot.waiting() == 0)
    assert len(slack.posted(talk)) == 1


def test_an_event_that_cannot_be_recorded_is_not_acknowledged_and_comes_again(
    bot: Bot, slack: FakeSlack, ada: User
) -> None:
    room = slack.channel("rivers", ada)
    slack.sockets.ack_seconds = 0.5
    with without_record(bot.app.of(Inbox)):
        delivery = slack.send("events_api", slack.wrap({**joined(ada, room), "event_ts": "1.1"}), wait=False)
        slack.until(lambda: len(delivery.envelopes) >= 2)
        assert not delivery.acked
    slack.until(lambda: delivery.acked)
    slack.until(lambda: slack.posted(room))
    until(lambda: bot.waiting() == 0)
    assert len(slack.posted(room)) == 1


def test_an_event_that_somebody_died_with_is_taken_up_once(
    idle: Bot, app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    late = idle.app.clock.now() - timedelta(minutes=2)
    body = slack.wrap({**joined(ada, nlp), "event_ts": "1.1"})
    assert app.of(Inbox).receive(Event(body["event_id"], "slack", body, late))
    idle.start()
    slack.until(lambda: slack.posted(nlp))
    until(lambda: idle.waiting() == 0)
    assert app.of(Rooms).inviter(place_of(nlp)) == ada.id
    assert len(slack.posted(nlp)) == 1


def test_an_answer_that_went_out_before_the_death_is_not_sent_again(
    idle: Bot, app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    question = slack.say(ada, nlp, "who knows?", wait=False)
    body = slack.wrap({**asked(ada, nlp, "share 2611.00010"), "ts": question.ts, "event_ts": "1.1"})
    idle.start()
    slack.send("events_api", body)
    slack.until(lambda: slack.posted(nlp))
    until(lambda: idle.waiting() == 0)
    idle.stop()
    late = idle.app.clock.now() - timedelta(minutes=2)
    app.of(Record).text.delete(*app.of(Record).text.keys("pb:*event*"))
    assert app.of(Inbox).receive(Event(body["event_id"], "slack", body, late))
    idle.start()
    until(lambda: idle.waiting() == 0)
    assert len(slack.posted(nlp)) == 1


def test_what_slack_could_not_take_for_a_while_stays_and_comes_again(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    slack.fault("chat.postMessage", times=1, status=429, retry_after=3600)
    slack.deliver(asked(ada, nlp, "share 2611.00010") | {"ts": slack.say(ada, nlp, "who?").ts})
    slack.until(lambda: slack.calls["chat.postMessage"])
    assert bot.waiting() == 1
    assert slack.posted(nlp) == []


def test_an_event_that_never_succeeds_is_put_aside(app: Paperboy) -> None:
    now = NOW
    event: Event | None = Event("Ev1", "slack", {}, now)
    assert event
    app.of(Inbox).receive(event)
    for turn in range(1, TRIES):
        event = app.of(Inbox).begin(event, now)
        assert event
        assert event.tries == turn
    assert app.of(Inbox).begin(event, now) is None
    assert app.of(Inbox).waiting("slack", now + timedelta(hours=1)) == []


def test_what_we_do_nothing_for_is_acknowledged_and_not_kept(bot: Bot, slack: FakeSlack, ada: User) -> None:
    (delivery,) = slack.deliver({"type": "team_join", "user": {"id": ada.id}})
    assert delivery.acked
    assert bot.waiting() == 0


def test_an_event_of_a_foreign_workspace_has_no_effect(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    slack.deliver(asked(ada, nlp, "share 2611.00010") | {"ts": slack.say(ada, nlp, "who?").ts}, team="T2")
    until(lambda: bot.waiting() == 0)
    assert slack.posted(nlp) == []


def test_while_the_record_is_down_a_person_reads_a_calm_sentence_with_a_reference(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    with without_record(app.of(Votes)):
        answer = slack.command(ada, nlp, "votes").answered()
    assert "nowhere" not in said(answer)
    assert answer.only_for == ada.id
