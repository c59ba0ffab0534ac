"""Digests in Slack: set up by a command, posted with a thread and numbers, voted on by a number, and drawn anew."""

from datetime import timedelta

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bots.shared.platforms import Outlets
from bots.slack.render.message import Payload, message
from core.app import Paperboy
from core.cards.card import Card, Reply
from core.delivery.composer import Composer
from core.delivery.sender import Sender
from core.model import Person
from core.store.chats.posts import Posts
from core.store.chats.threads import Threads
from core.store.delivery.deliveries import Deliveries
from core.store.votes.shelf import Shelf
from core.store.votes.votes import Votes
from tests.bots.letters import daily, learned, picks
from tests.bots.slack.conftest import Bot, place_of, said, until
from tests.fakes.slack import Channel, FakeSlack, Message, User
from tests.fakes.slack.limits import check


def sent(cards: tuple[Card, ...]) -> Payload:
    return message(Reply(cards, private=False), "", lambda line: f"~{len(line)}")


def deliver(bot: Bot, app: Paperboy) -> list[str]:
    """Send all that is due, as a worker does."""
    sender = app.call(Sender, app.call(Composer), outlets=Outlets(app, bot.settings()))
    now = bot.app.clock.now() + timedelta(seconds=1)
    return [str(sender.deliver(slot, now)) for slot in app.of(Deliveries).due(now)]


def test_a_digest_from_its_command_to_the_vote_under_its_post(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, bo: User, nlp: Channel
) -> None:
    answer = slack.command(ada, nlp, "digest new top:3 topics:tidal sure:yes").answered()
    assert "Up to 3 papers about tidal" in said(
        answer
    ) and "Nothing goes out until the person who runs Paperboy" in said(answer)
    assert deliver(bot, app) == ["done"]
    (post,) = slack.posted(nlp)
    assert post.text.startswith("3 of 8 new papers, Friday 20 November.\n1. Tidal Kites") and not post.reactions
    papers = app.of(Posts).papers_of(place_of(nlp), post.ts)
    slack.react(bo, post, "two")
    slack.until(lambda: "2️⃣ 1" in said(post))
    assert [app.of(Votes).tallies(papers)[paper].up for paper in papers] == [0, 1, 0]
    slack.press(bo, post, "3️⃣ Vote")
    slack.until(lambda: "3️⃣ 1" in said(post))
    assert labels(post) == ["1️⃣ Vote", "2️⃣ 1", "3️⃣ 1", "See all 8", "Change this"]
    assert [line.endswith(" 1 vote.") for line in post.text.split("\n")[1:4]] == [False, True, True]
    assert "Page 1 of 2" in said(slack.press(ada, post, "See all 8").answered())
    slack.press(ada, post, "Change this")
    assert slack.until(lambda: slack.modal(ada)).given["callback_id"] == "digest_form"


def test_a_paper_is_opened_saved_and_discussed_from_the_posts_menu(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, bo: User, nlp: Channel
) -> None:
    slack.command(ada, nlp, "digest new top:3 topics:tidal sure:yes").answered()
    assert deliver(bot, app) == ["done"]
    (post,) = slack.posted(nlp)
    second = app.of(Posts).papers_of(place_of(nlp), post.ts)[1]
    card = slack.choose(bo, post, f"show {second}").answered()
    assert card.only_for == bo.id and labels(card)[:3] == ["▲ Worth reading", "▼ Skip", "Save"]
    slack.press(bo, card, "Save")
    until(lambda: bot.app.of(Shelf).saved(Person("slack", "T1", bo.id)))
    slack.choose(bo, card, "Discuss").answered()
    assert app.of(Threads).find(second, place_of(nlp), open_to_all=True)
    assert labels(post)[:3] == ["1️⃣ Vote", "2️⃣ Vote", "3️⃣ Vote"] and slack.calls["reactions.add"] == 0


def test_a_number_under_the_abstracts_in_the_thread_votes_as_under_the_post(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, bo: User, nlp: Channel
) -> None:
    slack.command(ada, nlp, "digest new top:6 topics:tidal abstracts:thread sure:yes").answered()
    assert deliver(bot, app) == ["done"]
    post, *inside = slack.posted(nlp)
    papers = app.of(Posts).papers_of(place_of(nlp), post.ts)
    assert len(inside) == 2 and "6. Tidal Kites" in said(inside[1])
    slack.react(bo, inside[1], "six")
    slack.until(lambda: "6️⃣ 1" in said(post))
    slack.react(bo, inside[0], "+1")
    slack.until(lambda: any("Which one is worth reading?" in said(note) for note in slack.whispered(bo)))
    slack.unreact(bo, inside[1], "six")
    slack.until(lambda: "6️⃣ Vote" in said(post))
    assert not any(app.of(Votes).tallies(papers)[paper].up for paper in papers)


def labels(message: Message) -> list[str]:
    """What stands on the buttons of a message, in order."""
    elements = [item for block in message.blocks for item in (block.get("accessory"), *block.get("elements", ()))]
    return [element["text"]["text"] for element in elements if element and element["type"] == "button"]


def test_the_hellos_button_sets_up_a_digest_in_the_pressers_zone_and_posts_at_once(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User
) -> None:
    ada.tz = "Asia/Tokyo"
    room = slack.channel("rivers", ada, bot=False)
    slack.invite(ada, room)
    (hello,) = slack.until(lambda: slack.posted(room))
    label = next(
        element["text"]["text"]
        for block in hello.blocks
        for element in block.get("elements", ())
        if element.get("value", "").startswith("digest new")
    )
    assert label.startswith("Post 5 papers here, weekdays 09:00")
    assert "Monday to Friday at 09:00 (Asia/Tokyo)" in said(slack.press(ada, hello, label).answered())
    assert deliver(bot, app) == ["done"]
    until(lambda: any("5 of 8 new papers" in said(message_shown) for message_shown in slack.posted(room)))


@pytest.mark.parametrize("wordy", [False, True])
@pytest.mark.parametrize("layout", ["compact", "cards"])
@pytest.mark.parametrize("size", range(1, 11))
def test_a_post_shows_all_its_picks_within_the_limits(size: int, layout: str, wordy: bool) -> None:
    payload = sent(daily(picks(size, wordy=wordy), layout))  # type: ignore[arg-type]
    assert check(payload.post()) == []
    text = str(payload.post())
    assert all(f"Sparse Mixture Routing {n} at Scale" in text for n in range(1, size + 1))
    assert "not fit here" not in text and "digest edit ab12" in text


def test_the_days_post(snapshot: SnapshotAssertion) -> None:
    assert sent(daily(picks(3))).post() == snapshot.use_extension(JSONSnapshotExtension)


def test_the_first_post_that_was_learned(snapshot: SnapshotAssertion) -> None:
    assert sent(learned()).post() == snapshot.use_extension(JSONSnapshotExtension)
