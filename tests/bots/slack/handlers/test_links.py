"""Links that people post: the card under them, what it tells of the first time, and when there is none."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from core.app import Paperboy
from core.model import Place
from core.store.chats.posted import PostedLinks
from core.store.engine.record import Record
from core.store.papers.feeds import Feeds
from tests.bots.slack.conftest import Bot, seen, until
from tests.factories import bring, entry
from tests.fakes.slack import Channel, FakeSlack, User

KNOWN = "https://arxiv.org/abs/2611.00010"


@contextmanager
def worker(app: Paperboy, fetch: Callable[[str], None]) -> Iterator[None]:
    """A worker that fetches what is asked for by name."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.02):
            for wanted in app.of(Feeds).waiting():
                fetch(wanted.feed.removeprefix("name:"))
                app.of(Feeds).done(wanted)

    thread = threading.Thread(target=work)
    thread.start()
    yield
    over.set()
    thread.join()


@pytest.mark.parametrize(
    "link",
    [
        KNOWN,
        "https://arxiv.org/pdf/2611.00010v2",
        "https://www.alphaxiv.org/abs/2611.00010",
        "https://huggingface.co/papers/2611.00010",
    ],
)
def test_a_known_papers_link_gets_its_card(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel, link: str) -> None:
    message = slack.say(ada, nlp, f"see {link}")
    slack.until(lambda: link in message.unfurls)
    assert "number 0 of Rivers" in seen(message)
    assert "against" not in seen(message)


def test_an_unknown_paper_is_fetched_and_unfurled_then(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    def fetch(named: str) -> None:
        assert named == "arxiv:2611.09999"
        bring(bot.app.of(Record), entry("A Kite Nobody Knew", arxiv="2611.09999"), where="fetched")

    with worker(bot.app, fetch):
        message = slack.say(ada, nlp, "new: https://arxiv.org/abs/2611.09999")
        slack.until(lambda: message.unfurls)
    assert "A Kite Nobody Knew" in seen(message)


def test_a_known_paper_beside_an_unknown_one_gets_its_card(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bots.shared.session.LOOKS", 1)
    message = slack.say(ada, nlp, f"{KNOWN} and https://arxiv.org/abs/2611.09999")
    slack.until(lambda: message.unfurls)
    assert list(message.unfurls) == [KNOWN]


def test_the_second_to_post_a_paper_learns_where_it_was_first(
    bot: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel
) -> None:
    first = slack.say(ada, nlp, KNOWN)
    slack.until(lambda: first.unfurls)
    assert "posted" not in seen(first)
    second = slack.say(bo, slack.channel("vision", bo), KNOWN)
    slack.until(lambda: second.unfurls)
    at = datetime.fromtimestamp(float(first.ts), UTC)
    assert f"posted in #nlp on {at.day} {at:%B}" in seen(second)


def test_a_private_channel_is_not_named_elsewhere(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel, closed: Channel
) -> None:
    hidden = slack.say(ada, closed, KNOWN)
    slack.until(lambda: hidden.unfurls)
    shown = slack.say(ada, nlp, KNOWN)
    slack.until(lambda: shown.unfurls)
    assert "posted" not in seen(shown)
    assert "board" not in seen(shown)


def test_a_vote_on_an_unfurled_card_redraws_it_and_keeps_why_it_is_shown(
    bot: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel
) -> None:
    first = slack.say(ada, nlp, KNOWN)
    slack.until(lambda: first.unfurls)
    second = slack.say(bo, slack.channel("vision", bo, ada), KNOWN)
    slack.until(lambda: second.unfurls)
    slack.press(ada, second, "▲ Worth reading")
    slack.until(lambda: "1 for, 0 against" in seen(second))
    assert "posted in #nlp" in seen(second)
    assert slack.whispered(ada) == []


def test_three_links_are_a_list_and_stay_as_they_are_but_are_kept(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    listed = slack.say(ada, nlp, " ".join(f"https://arxiv.org/abs/2611.0001{n}" for n in range(3)))
    until(lambda: bot.waiting() == 0)
    assert listed.unfurls == {}
    again = slack.say(ada, nlp, KNOWN)
    slack.until(lambda: again.unfurls)
    assert "posted in #nlp" in seen(again)


def test_the_same_paper_gets_no_second_card_in_a_channel_within_half_an_hour(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    first = slack.say(ada, nlp, KNOWN)
    slack.until(lambda: first.unfurls)
    second = slack.say(ada, nlp, "https://arxiv.org/pdf/2611.00010")
    until(lambda: bot.waiting() == 0)
    assert second.unfurls == {}
    elsewhere = slack.say(ada, slack.channel("vision", ada), KNOWN)
    slack.until(lambda: elsewhere.unfurls)


def test_where_links_are_off_they_stay_as_they_are(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    slack.command(ada, nlp, "links off").answered()
    message = slack.say(ada, nlp, KNOWN)
    until(lambda: bot.waiting() == 0)
    assert message.unfurls == {}
    slack.command(ada, nlp, "links on").answered()
    again = slack.say(ada, nlp, KNOWN)
    slack.until(lambda: again.unfurls)


def test_a_link_that_names_no_paper_is_left_alone(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    message = slack.say(ada, nlp, "https://arxiv.org/list/cs.LG/new and https://huggingface.co/models")
    until(lambda: bot.waiting() == 0)
    assert message.unfurls == {}
    assert slack.calls["chat.unfurl"] == 0


def test_a_link_still_being_written_gets_its_card_for_everybody_who_writes_it(
    bot: Bot, slack: FakeSlack, ada: User, bo: User
) -> None:
    for author in (ada, bo):
        draft = slack.compose(author, f"see {KNOWN}")
        slack.until(lambda: KNOWN in slack.world.composed.get(draft, {}))  # noqa: B023
    assert bot.app.of(PostedLinks).before("arxiv:2611.00010", Place("slack", "T1", "C1"), "") is None


def test_a_message_deleted_meanwhile_costs_nothing(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    slack.fault("chat.unfurl", times=1, error="cannot_unfurl_message")
    slack.say(ada, nlp, KNOWN)
    until(lambda: bot.waiting() == 0)
    assert slack.calls["chat.unfurl"] == 1
