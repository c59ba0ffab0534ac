"""Slack as an outlet: every call is made once, and a post is found again by the key in its metadata."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from bots.shared.platforms import Loop
from bots.slack.outlet import PAGE, BotOutlet
from core.app import Paperboy
from core.delivery.outlet import CannotLook, Digest, Undelivered
from core.errors import ErrorKind
from core.model import Person, Place
from core.settings import read
from tests.bots.letters import IDS, letter_of
from tests.bots.slack.conftest import place_of, said
from tests.fakes.slack import Channel, FakeSlack, Message, User

KEY = "ab12-post-20261120"


@pytest.fixture
def outlet(app: Paperboy, slack: FakeSlack) -> Iterator[BotOutlet]:
    slack.events = frozenset()  # nobody listens here
    given = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API": slack.url.rstrip("/")}
    loop = Loop()
    made = BotOutlet(app, read(given, None), loop)
    yield made
    if made._client and made._client.session:
        loop.run(made._client.session.close())


@pytest.fixture
def letter(app: Paperboy) -> Digest:
    return letter_of(app, layout="cards")


def yes() -> bool:
    return True


def ago(slack: FakeSlack, **back: float) -> datetime:
    """A moment so long ago by Slack's clock."""
    return datetime.fromtimestamp(slack.world.now(), UTC) - timedelta(**back)


def failure(act: Callable[[], object]) -> Undelivered:
    """What a call failed by."""
    with pytest.raises(Undelivered) as raised:
        act()
    return raised.value


def posted(slack: FakeSlack, channel: Channel) -> list[Message]:
    """What stands in the channel itself, not in its threads."""
    return [message for message in slack.posted(channel) if not message.thread_ts]


def test_a_post_goes_out_and_is_found_by_its_key(
    outlet: BotOutlet, slack: FakeSlack, nlp: Channel, letter: Digest
) -> None:
    place = place_of(nlp)
    ts = outlet.send(place, letter, KEY, yes)
    (post,) = slack.posted(nlp)
    assert post.ts == ts and "3 picks of 8 new papers; 1 repeat left out" in said(post) and "2️⃣" in said(post)
    assert outlet.find(place, KEY, ago(slack, minutes=1)) == ts
    assert outlet.find(place, "another", ago(slack, minutes=1)) == ""
    assert outlet.find(place, KEY, ago(slack, minutes=-1)) == ""
    assert slack.calls["chat.postMessage"] == 1


def test_a_post_is_found_behind_pages_of_other_messages(
    outlet: BotOutlet, slack: FakeSlack, ada: User, nlp: Channel, letter: Digest
) -> None:
    ts = outlet.send(place_of(nlp), letter, KEY, yes)
    for number in range(PAGE * 2 + 3):
        slack.say(ada, nlp, f"message {number}")
    assert outlet.find(place_of(nlp), KEY, ago(slack, minutes=1)) == ts
    assert slack.calls["conversations.history"] == 3


def test_in_a_channel_with_too_much_in_it_nobody_can_say(
    outlet: BotOutlet, slack: FakeSlack, ada: User, nlp: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bots.slack.outlet.PAGES", 2)
    for number in range(PAGE * 2 + 1):
        slack.say(ada, nlp, f"message {number}")
    with pytest.raises(CannotLook, match="too busy"):
        outlet.find(place_of(nlp), KEY, ago(slack, minutes=1))


def test_where_history_may_not_be_read_nobody_can_say(outlet: BotOutlet, slack: FakeSlack, nlp: Channel) -> None:
    slack.world.scopes.discard("channels:history")
    with pytest.raises(CannotLook, match="missing_scope"):
        outlet.find(place_of(nlp), KEY, ago(slack, minutes=1))


def test_a_429_is_not_waited_for_here_but_told(
    outlet: BotOutlet, slack: FakeSlack, nlp: Channel, letter: Digest
) -> None:
    for method in ("chat.postMessage", "conversations.history"):
        slack.fault(method, status=429, retry_after=7)
    for act in (
        lambda: outlet.send(place_of(nlp), letter, KEY, yes),
        lambda: outlet.find(place_of(nlp), KEY, ago(slack, minutes=1)),
    ):
        failed = failure(act)
        assert (failed.kind, failed.wait) == (ErrorKind.RETRY_AFTER, 7.0)
    assert slack.posted(nlp) == [] and slack.calls["chat.postMessage"] == 1


@pytest.mark.parametrize("how", [{"drop_reply": True}, {"status": 500}, {"error": "internal_error"}])
def test_what_may_have_gone_out_is_not_sent_again_here(
    outlet: BotOutlet, slack: FakeSlack, nlp: Channel, letter: Digest, how: dict[str, object]
) -> None:
    slack.fault("chat.postMessage", **how)
    assert failure(lambda: outlet.send(place_of(nlp), letter, KEY, yes)).kind is ErrorKind.AMBIGUOUS
    assert slack.calls["chat.postMessage"] == 1
    answer = outlet.find(place_of(nlp), KEY, ago(slack, minutes=1))
    assert bool(answer) is ("drop_reply" in how) and len(slack.posted(nlp)) == bool(answer)


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_blocks_too_long"])
def test_what_slack_refuses_to_draw_goes_out_once_in_words_under_the_same_key(
    outlet: BotOutlet, slack: FakeSlack, nlp: Channel, letter: Digest, error: str
) -> None:
    slack.fault("chat.postMessage", error=error)
    ts = outlet.send(place_of(nlp), letter, KEY, yes)
    (post,) = slack.posted(nlp)
    assert not post.blocks and "Tidal Kites number 1" in post.text
    assert outlet.find(place_of(nlp), KEY, ago(slack, minutes=1)) == ts


def test_what_is_refused_in_words_too_is_a_fault_of_ours(
    outlet: BotOutlet, slack: FakeSlack, nlp: Channel, letter: Digest
) -> None:
    slack.fault("chat.postMessage", times=2, error="invalid_blocks")
    assert failure(lambda: outlet.send(place_of(nlp), letter, KEY, yes)).kind is ErrorKind.BUG


@pytest.mark.parametrize(
    ("error", "reason"),
    [("is_archived", "is archived"), ("channel_not_found", "gone, or closed"), ("not_in_channel", "not in that channel")],
)  # fmt: skip
def test_a_channel_that_is_gone_is_told_in_words(
    outlet: BotOutlet, slack: FakeSlack, nlp: Channel, letter: Digest, error: str, reason: str
) -> None:
    slack.fault("chat.postMessage", error=error)
    failed = failure(lambda: outlet.send(place_of(nlp), letter, KEY, yes))
    assert failed.kind is ErrorKind.TARGET_DEAD and reason in failed.why


def test_a_revoked_token_is_the_end_of_its_team_and_its_name_tells_it_from_the_next(
    app: Paperboy, outlet: BotOutlet, slack: FakeSlack, nlp: Channel, letter: Digest
) -> None:
    slack.revoke()
    assert failure(lambda: outlet.send(place_of(nlp), letter, KEY, yes)).kind is ErrorKind.TEAM_DEAD
    other = BotOutlet(app, read({"SLACK_BOT_TOKEN": "xoxb-other-one"}, None), Loop())
    name = outlet.token()
    assert name and name != other.token() and slack.bot_token not in name


def test_at_the_last_moment_it_may_still_be_held_back(
    outlet: BotOutlet, slack: FakeSlack, nlp: Channel, letter: Digest
) -> None:
    assert failure(lambda: outlet.send(place_of(nlp), letter, KEY, lambda: False)).kind is ErrorKind.RETRY_AFTER
    assert slack.calls["chat.postMessage"] == 0


def test_a_post_gets_its_numbers_in_order_and_its_abstracts_in_its_thread_once(
    app: Paperboy, outlet: BotOutlet, slack: FakeSlack, nlp: Channel
) -> None:
    letter = letter_of(app, 6, "cards")
    ts = outlet.send(place_of(nlp), letter, KEY, yes)
    outlet.dress(place_of(nlp), ts, letter, KEY, again=False)
    outlet.dress(place_of(nlp), ts, letter, KEY, again=True)
    (post,) = posted(slack, nlp)
    assert list(post.reactions) == ["one", "two", "three", "four", "five", "six"]
    thread = [message for message in slack.posted(nlp) if message.thread_ts == ts]
    assert (
        len(thread) == 2
        and "4. Tidal Kites number 3" in said(thread[0])
        and "5. Tidal Kites number 4" in said(thread[1])
    )


def test_a_compact_post_that_slack_refuses_to_draw_is_words_with_every_address(
    app: Paperboy, outlet: BotOutlet, slack: FakeSlack, nlp: Channel
) -> None:
    slack.fault("chat.postMessage", error="invalid_blocks")
    outlet.send(place_of(nlp), letter_of(app), KEY, yes)
    (post,) = slack.posted(nlp)
    assert not post.blocks and all(f"arxiv.org/abs/{paper_id}" in post.text for paper_id in IDS[:3])
    assert slack.calls["chat.postMessage"] == 2


def test_a_compact_post_gets_no_reaction_of_ours(
    app: Paperboy, outlet: BotOutlet, slack: FakeSlack, nlp: Channel
) -> None:
    letter = msgspec.structs.replace(letter_of(app, 6), inside=())
    ts = outlet.send(place_of(nlp), letter, KEY, yes)
    outlet.dress(place_of(nlp), ts, letter, KEY, again=False)
    (post,) = slack.posted(nlp)
    assert not post.reactions and slack.calls["reactions.add"] == 0


def test_a_thread_that_was_begun_gets_only_what_it_lacks(
    app: Paperboy, outlet: BotOutlet, slack: FakeSlack, nlp: Channel
) -> None:
    letter = letter_of(app, 6)
    ts = outlet.send(place_of(nlp), letter, KEY, yes)
    slack.fault("chat.postMessage", delay=0)  # the first of the two messages arrives, the second does too, unheard
    slack.fault("chat.postMessage", drop_reply=True)
    assert failure(lambda: outlet.dress(place_of(nlp), ts, letter, KEY, again=False)).kind is ErrorKind.AMBIGUOUS
    outlet.dress(place_of(nlp), ts, letter, KEY, again=True)
    assert len([message for message in slack.posted(nlp) if message.thread_ts == ts]) == 2


def test_a_thread_that_nobody_may_read_is_not_filled_twice(
    outlet: BotOutlet, slack: FakeSlack, nlp: Channel, letter: Digest
) -> None:
    ts = outlet.send(place_of(nlp), letter, KEY, yes)
    outlet.dress(place_of(nlp), ts, letter, KEY, again=False)
    slack.world.scopes.discard("channels:history")
    outlet.dress(place_of(nlp), ts, letter, KEY, again=True)
    assert len(slack.posted(nlp)) == 2


@pytest.mark.parametrize("error", ["missing_scope", "too_many_reactions", "is_archived"])
def test_numbers_that_slack_refuses_do_not_keep_the_abstracts_back(
    outlet: BotOutlet, slack: FakeSlack, nlp: Channel, letter: Digest, error: str
) -> None:
    slack.fault("reactions.add", times=None, error=error)
    ts = outlet.send(place_of(nlp), letter, KEY, yes)
    outlet.dress(place_of(nlp), ts, letter, KEY, again=False)
    assert slack.calls["reactions.add"] == 1 and len(slack.posted(nlp)) == 2


def test_a_429_among_the_numbers_is_told_and_later_they_go_on(
    outlet: BotOutlet, slack: FakeSlack, nlp: Channel, letter: Digest
) -> None:
    slack.fault("reactions.add", status=429, retry_after=3)
    ts = outlet.send(place_of(nlp), letter, KEY, yes)
    assert failure(lambda: outlet.dress(place_of(nlp), ts, letter, KEY, again=False)).wait == 3.0
    outlet.dress(place_of(nlp), ts, letter, KEY, again=True)
    assert list(posted(slack, nlp)[0].reactions) == ["one", "two", "three"]


def test_one_pick_alone_needs_no_number(app: Paperboy, outlet: BotOutlet, slack: FakeSlack, nlp: Channel) -> None:
    letter = letter_of(app, 1)
    outlet.dress(place_of(nlp), outlet.send(place_of(nlp), letter, KEY, yes), letter, KEY, again=False)
    assert letter.papers == IDS[:1] and slack.calls["reactions.add"] == 0


def test_a_person_is_reached_in_their_own_channel(outlet: BotOutlet, slack: FakeSlack, ada: User) -> None:
    assert outlet.direct(Person("slack", "T1", ada.id)) == Place("slack", "T1", slack.direct(ada).id)
    assert failure(lambda: outlet.direct(Person("slack", "T1", "UNOBODY"))).kind is ErrorKind.TARGET_DEAD
