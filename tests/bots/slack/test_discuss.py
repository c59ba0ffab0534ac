"""Discuss: one thread for a paper, whatever is pressed at once, lost on the way, or pressed where we may not post."""

from core.app import Paperboy
from core.store.chats.threads import Threads
from core.store.engine.record import Record
from tests.bots.slack.conftest import Bot, place_of, said, seen, until
from tests.fakes.slack import Channel, FakeSlack, Message, User

PAPER = "2611.00010"


def listed(slack: FakeSlack, who: User, room: Channel) -> Message:
    """A private list with the paper."""
    return slack.command(who, room, f"show {PAPER}").answered()


def test_two_presses_at_once_open_one_thread(bot: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel) -> None:
    mine, yours = listed(slack, ada, nlp), listed(slack, bo, nlp)
    slack.fault("chat.postMessage", times=1, delay=0.3)
    first, second = (slack.choose(who, what, "Discuss") for who, what in ((ada, mine), (bo, yours)))
    address = slack.until(lambda: bot.app.of(Threads).find(PAPER, place_of(nlp), open_to_all=True))
    assert address.url in str(first.answered().blocks)
    assert address.url in str(second.answered().blocks)
    assert len(slack.posted(nlp)) == 2


def test_a_lost_reply_opens_no_second_thread(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    slack.fault("chat.postMessage", times=2, drop_reply=True)
    answer = slack.choose(ada, listed(slack, ada, nlp), "Discuss").answered()
    card, abstract = slack.posted(nlp)
    assert abstract.thread_ts == card.ts
    assert card.ts.replace(".", "") in str(answer.blocks)


def test_a_copy_of_a_press_opens_no_second_thread(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    shown = listed(slack, ada, nlp)
    slack.fault("chat.postMessage", times=1, delay=0.3)
    act = slack.choose(ada, shown, "Discuss")
    assert slack.send("interactive", act.delivery.payload).acked
    act.answered()
    until(lambda: bot.waiting() == 0)
    assert (len(act.answers), len(slack.posted(nlp))) == (1, 2)


def test_a_press_after_a_death_in_the_middle_finds_what_was_posted(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    slack.choose(ada, listed(slack, ada, nlp), "Discuss").answered()
    app.of(Threads).drop(PAPER, place_of(nlp), open_to_all=True)  # as if it had died before keeping the thread
    app.of(Record).text.delete(*app.of(Record).text.keys("pb:once*"))
    slack.choose(ada, listed(slack, ada, nlp), "Discuss").answered()
    assert len(slack.posted(nlp)) == 2


def test_other_public_channels_lead_to_the_same_thread_and_private_ones_have_their_own(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel, closed: Channel
) -> None:
    slack.choose(ada, listed(slack, ada, nlp), "Discuss").answered()
    other = slack.channel("vision", ada)
    answer = slack.choose(ada, listed(slack, ada, other), "Discuss").answered()
    assert nlp.id in str(answer.blocks)
    slack.choose(ada, listed(slack, ada, closed), "Discuss").answered()
    assert [len(slack.posted(room)) for room in (nlp, other, closed)] == [2, 0, 2]


def test_where_it_is_no_member_it_says_so_and_may_be_asked_again(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    room = slack.channel("far", ada, bot=False)
    answer = slack.choose(ada, listed(slack, ada, room), "Discuss").answered()
    assert "I may not post in this channel." in said(answer)
    slack.invite(ada, room)
    slack.choose(ada, listed(slack, ada, room), "Discuss").answered()
    until(lambda: len(slack.posted(room)) == 3)  # hello, the card, its abstract


def test_who_would_like_to_discuss_cannot_mention_anyone(bot: Bot, slack: FakeSlack, nlp: Channel) -> None:
    hostile = slack.user("<!channel> *x* @here")
    nlp.members.append(hostile.id)
    slack.choose(hostile, listed(slack, hostile, nlp), "Discuss").answered()
    card = slack.posted(nlp)[0]
    assert "<!channel>" not in said(card)
    assert "<!channel>" in seen(card).replace("\u200b", "")


def test_an_archived_channel_is_said_to_be_archived(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    card = listed(slack, ada, nlp)
    nlp.is_archived = True
    answer = slack.choose(ada, card, "Discuss").answered()
    assert "This channel is archived" in said(answer) and "Invite me" not in said(answer)
