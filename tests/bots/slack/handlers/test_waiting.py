"""A digest asked for where Paperboy may not post is not said to be set up: it waits for the invitation, or is refused."""

from datetime import timedelta

import pytest

from bots.shared.platforms import Outlets
from bots.slack.handlers.forms import digest_form
from core.app import Paperboy
from core.delivery.composer import Composer
from core.delivery.sender import Sender
from core.model import Person
from core.store.chats.rooms import Rooms
from core.store.chats.waiting import WaitingLines
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.subscriptions import Subscriptions
from tests.bots.slack.conftest import Bot, place_of, seen, until
from tests.fakes.slack import Channel, FakeSlack, User

NEW = "digest new topics:tidal top:3 sure:yes name:kites"
INVITE = "Type “/invite @Paperboy” in this channel."


@pytest.fixture(params=["public", "private"])
def rivers(request: pytest.FixtureRequest, slack: FakeSlack, ada: User, bo: User) -> Channel:
    """A channel that the bot is no member of."""
    return slack.channel("rivers", ada, bo, bot=False, is_private=request.param == "private")


def waits(app: Paperboy, room: Channel) -> list[str]:
    return [digest.name for digest in app.of(WaitingLines).of_place(place_of(room), app.clock.now())]


def test_it_names_the_invitation_and_sets_up_as_soon_as_it_comes(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, rivers: Channel
) -> None:
    text = seen(slack.command(ada, rivers, NEW).answered())
    assert "“kites” is not set up yet: I cannot post here." in text and INVITE in text
    assert "is set up." not in text and not app.of(Subscriptions).all() and waits(app, rivers) == ["kites"]
    slack.invite(ada, rivers)
    (hello,) = slack.until(lambda: slack.posted(rivers))
    assert "“kites” is set up here. Up to 3 papers about tidal" in seen(hello).replace("\n", " ")
    assert "Post 5 papers here" not in seen(hello)
    (direct,) = slack.posted(slack.direct(ada))
    assert f"You asked for this in #{rivers.name}." in seen(direct) and "“kites” is set up." in seen(direct)
    (digest,) = app.of(Subscriptions).all()
    assert (digest.maker.id, digest.place, waits(app, rivers)) == (ada.id, place_of(rivers), [])
    now = app.clock.now() + timedelta(seconds=1)
    sender = app.call(Sender, app.call(Composer), outlets=Outlets(app, bot.settings()))
    assert [sender.deliver(slot, now) for slot in app.of(Deliveries).due(now)] == ["done"]
    assert any("3 of 8 new papers" in seen(post) for post in slack.posted(rivers))


def test_whoever_invites_decides_with_the_rule_who_may_set_it_up(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, bo: User, rivers: Channel
) -> None:
    cy = slack.user("cy")
    rivers.members.append(cy.id)
    assert INVITE in seen(slack.command(cy, rivers, NEW).answered())
    slack.invite(bo, rivers)
    (direct,) = slack.until(lambda: slack.posted(slack.direct(cy)))
    assert "Only bo (who invited me here)" in seen(direct) and "is set up" not in seen(direct)
    until(lambda: not waits(app, rivers))
    assert not app.of(Subscriptions).all()


def test_who_may_never_set_it_up_is_told_so_at_once(
    idle: Bot, app: Paperboy, slack: FakeSlack, bo: User, rivers: Channel
) -> None:
    idle.start(PAPERBOY_CONFIGURE="admins")
    text = seen(slack.command(bo, rivers, NEW).answered())
    assert "Only admins may do that here" in text and not waits(app, rivers)


def test_a_form_filled_in_where_it_is_no_member_waits_too(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, rivers: Channel
) -> None:
    slack.command(ada, rivers, "digest new")
    form = slack.until(lambda: slack.modal(ada))
    assert form.given["callback_id"] == digest_form.CALLBACK
    slack.submit(ada, form, {"topics": "number 3"})
    until(lambda: waits(app, rivers) == ["daily papers"])
    slack.invite(ada, rivers)
    until(lambda: [digest.name for digest in app.of(Subscriptions).all()] == ["daily papers"])


def test_between_two_people_nothing_can_be_posted(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, bo: User
) -> None:
    room = slack.between(ada, bo)
    for line in (NEW, "digest new"):
        text = seen(slack.command(ada, room, line).answered())
        assert "I cannot post in a chat between two people. Write to me directly, or use a channel." in text
    assert not app.of(Subscriptions).all() and not waits(app, room) and slack.modal(ada) is None


def test_in_ones_own_direct_message_it_is_set_up(bot: Bot, app: Paperboy, slack: FakeSlack, ada: User) -> None:
    assert "“kites” is set up." in seen(slack.command(ada, slack.direct(ada), NEW).answered())
    assert app.of(Subscriptions).all()[0].personal


def test_an_archived_channel_takes_no_digest(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    nlp.is_archived = True
    assert "This channel is archived" in seen(slack.command(ada, nlp, NEW).answered())
    assert not app.of(Subscriptions).all()


def test_where_slack_does_not_say_it_is_set_up_and_said_what_happens(
    bot: Bot, app: Paperboy, slack: FakeSlack, nlp: Channel
) -> None:
    admin = slack.user("cy", is_admin=True)
    nlp.members.append(admin.id)
    slack.fault("conversations.info", times=None, error="missing_scope")
    text = seen(slack.command(admin, nlp, NEW).answered())
    assert "“kites” is set up." in text and "could not check whether I may post here" in text
    assert [digest.name for digest in app.of(Subscriptions).all()] == ["kites"]


def test_a_channel_that_took_us_out_hears_no_promise(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    slack.command(ada, nlp, NEW).answered()
    slack.command(ada, nlp, "mute").answered()
    slack.kick(ada, nlp)
    for line in ("digest now", "digest resume", "digest preview", "digest edit top:2", "digest list", "unmute"):
        assert f"I cannot post here yet. {INVITE}" in seen(slack.command(ada, nlp, line).answered()), line


def test_an_invitation_that_nobody_told_us_of_is_found_by_looking(
    idle: Bot, app: Paperboy, slack: FakeSlack, ada: User, rivers: Channel
) -> None:
    idle.start()
    slack.command(ada, rivers, NEW).answered()
    idle.stop()
    rivers.members.append("UPAPERBOY")
    app.of(Rooms).invited(place_of(rivers), Person("slack", "T1", ada.id))
    idle.start()
    until(lambda: [digest.name for digest in app.of(Subscriptions).all()] == ["kites"])


def test_nobody_is_sent_to_invite_it_into_a_message_of_several_people(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, bo: User
) -> None:
    room = slack.channel("mpdm-ada--bo--cy-1", ada, bo, slack.user("cy"), bot=False, is_private=True)
    for line in (NEW, "digest new"):
        text = seen(slack.command(ada, room, line).answered())
        assert "start a new one with Paperboy in it, or use a channel." in text
        assert "/invite" not in text
    assert not app.of(Subscriptions).all() and not waits(app, room) and slack.modal(ada) is None
