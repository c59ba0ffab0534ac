"""Digests in Slack: set up by a command, posted with a thread and numbers, voted on by a number, and drawn anew."""

from datetime import timedelta

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bots.shared.platforms import Outlets
from bots.slack.render.limits import check
from bots.slack.render.message import Payload, message
from core.app import Paperboy
from core.cards.card import Card, Reply
from core.delivery.composer import Composer
from core.delivery.sender import Sender
from core.store.chats.posts import Posts
from core.store.delivery.deliveries import Deliveries
from core.store.votes.votes import Votes
from tests.bots.letters import daily, picks
from tests.bots.slack.conftest import Bot, place_of, said, until
from tests.fakes.slack import Channel, FakeSlack, User


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
    told = slack.command(ada, nlp, "digest new top:3 topics:tidal sure:yes").answered()
    assert "Up to 3 papers about tidal" in said(
        told
    ) and "Nothing is posted until the person who runs Paperboy" in said(told)
    assert deliver(bot, app) == ["done"]
    post, *inside = slack.posted(nlp)
    assert "3 picks of 8 new" in said(post) and [one.thread_ts for one in inside] == [post.ts]
    assert list(post.reactions) == ["one", "two", "three"] and "2. Tidal Kites" in said(inside[0])
    papers = app.of(Posts).papers_of(place_of(nlp), post.ts)
    slack.react(bo, post, "two")
    slack.until(lambda: "1 for, 0 against" in said(post))
    assert [app.of(Votes).tallies(papers)[one].up for one in papers] == [0, 1, 0]
    assert said({"blocks": post.blocks}).count("️⃣") == 3
    slack.press(bo, post, "▲ Worth reading", nth=2)
    slack.until(lambda: said({"blocks": post.blocks}).count("1 for, 0 against") == 2)
    assert "Page 1 of 2" in said(slack.press(ada, post, "See all 8").answered())
    slack.press(ada, post, "Change this")
    assert slack.until(lambda: slack.modal(ada)).given["callback_id"] == "digest_form"


def test_the_hellos_button_sets_up_a_digest_in_the_pressers_zone_and_posts_at_once(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User
) -> None:
    ada.tz = "Asia/Tokyo"
    room = slack.channel("rivers", ada, bot=False)
    slack.invite(ada, room)
    (hello,) = slack.until(lambda: slack.posted(room))
    label = next(
        one["text"]["text"]
        for block in hello.blocks
        for one in block.get("elements", ())
        if one.get("value", "").startswith("digest new")
    )
    assert label.startswith("Post 5 papers here, weekdays 09:00")
    assert "Monday to Friday at 09:00 (Asia/Tokyo)" in said(slack.press(ada, hello, label).answered())
    assert deliver(bot, app) == ["done"]
    until(lambda: any("5 picks of 8 new" in said(one) for one in slack.posted(room)))


@pytest.mark.parametrize("wordy", [False, True])
@pytest.mark.parametrize("layout", ["list", "cards"])
@pytest.mark.parametrize("size", range(1, 11))
def test_a_post_shows_all_its_picks_within_the_limits(size: int, layout: str, wordy: bool) -> None:
    payload = sent(daily(picks(size, wordy=wordy), layout, top=size))  # type: ignore[arg-type]
    assert check(payload.post()) == []
    told = str(payload.post())
    assert all(f"Sparse Mixture Routing {n} at Scale" in told for n in range(1, size + 1))
    assert "ask for a smaller limit" not in told and "digest edit ab12" in told and "Chosen last time" in told


def test_the_days_post(snapshot: SnapshotAssertion) -> None:
    assert sent(daily(picks(3), top=1)).post() == snapshot.use_extension(JSONSnapshotExtension)
