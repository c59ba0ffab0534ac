"""Who may set a channel up: asked of Slack when it matters, and a refusal names who can."""

import pytest

from core.store.chats.rooms import Rooms
from tests.bots.slack.conftest import Bot, place_of, said, until
from tests.fakes.slack import Channel, FakeSlack, User

OFF = "Links that people post here get no card."


def tried(slack: FakeSlack, who: User, room: Channel) -> str:
    """What somebody reads who switches the links off."""
    return said(slack.command(who, room, "links off").answered())


@pytest.fixture
def invited(bot: Bot, slack: FakeSlack, ada: User, bo: User) -> Channel:
    """A channel that Ada made and Bo invited the bot to; Cy is in it too."""
    room = slack.channel("rivers", ada, bo, bot=False)
    slack.invite(bo, room)
    until(lambda: bot.app.of(Rooms).inviter(place_of(room)) == bo.id)
    return room


def join(slack: FakeSlack, room: Channel, name: str, **about: object) -> User:
    made = slack.user(name, **about)
    room.members.append(made.id)
    return made


def test_creator_inviter_and_admins_may(slack: FakeSlack, ada: User, bo: User, invited: Channel) -> None:
    for who in (ada, bo, join(slack, invited, "cy", is_admin=True), join(slack, invited, "di", is_owner=True)):
        assert OFF in tried(slack, who, invited)


def test_a_member_is_refused_and_told_whom_to_ask(bot: Bot, slack: FakeSlack, invited: Channel) -> None:
    answer = tried(slack, join(slack, invited, "cy"), invited)
    assert "bo (who invited me here)" in answer
    assert "ada (who made this channel)" in answer
    assert bot.app.of(Rooms).get(place_of(invited), "links", "on") == "on"


@pytest.mark.parametrize(
    "about", [{"is_restricted": True}, {"is_ultra_restricted": True}, {"team": "T9"}], ids=["guest", "one room", "T9"]
)
def test_guests_and_strangers_read_and_vote_but_configure_nothing(
    bot: Bot, slack: FakeSlack, invited: Channel, about: dict[str, object]
) -> None:
    bot.stop()
    bot.start(PAPERBOY_CONFIGURE="members")
    stranger = join(slack, invited, "eve", **about)
    assert "guests may not" in tried(slack, stranger, invited)
    before = len(slack.posted(invited))
    slack.command(stranger, invited, "share 2611.00010")
    shared = slack.until(lambda: slack.posted(invited)[before:])[0]
    slack.press(stranger, shared, "▲ Worth reading")
    slack.until(lambda: "1 for, 0 against" in said(shared))


def test_a_guest_who_made_the_channel_may_not(bot: Bot, slack: FakeSlack) -> None:
    guest = slack.user("gil", is_restricted=True)
    assert "may do that here" in tried(slack, guest, slack.channel("own", guest))


def test_under_members_every_member_may(bot: Bot, slack: FakeSlack, invited: Channel) -> None:
    bot.stop()
    bot.start(PAPERBOY_CONFIGURE="members")
    assert OFF in tried(slack, join(slack, invited, "cy"), invited)


def test_under_admins_nobody_else_may(bot: Bot, slack: FakeSlack, ada: User, bo: User, invited: Channel) -> None:
    bot.stop()
    bot.start(PAPERBOY_CONFIGURE="admins")
    for who in (ada, bo):
        assert "Only admins may do that here." in tried(slack, who, invited)
    assert OFF in tried(slack, join(slack, invited, "cy", is_admin=True), invited)


def test_a_button_gives_no_more_rights_than_typing(slack: FakeSlack, ada: User, invited: Channel) -> None:
    member = join(slack, invited, "cy")
    shown = slack.command(member, invited, "links how").answered()
    assert "who made this channel" in said(slack.press(member, shown, "Switch it off").answered())


def test_rights_are_asked_at_use(slack: FakeSlack, invited: Channel) -> None:
    member = join(slack, invited, "cy")
    assert "may do that here" in tried(slack, member, invited)
    member.is_admin = True
    assert OFF in tried(slack, member, invited)


def test_whom_slack_does_not_know_may_set_nothing(slack: FakeSlack, ada: User, invited: Channel) -> None:
    slack.fault("users.info", times=None, error="user_not_found")  # the hello asks for the zone of its inviter too
    assert "may do that here" in tried(slack, ada, invited)


def test_asking_how_it_stands_is_everybodys(slack: FakeSlack, invited: Channel) -> None:
    answer = said(slack.command(join(slack, invited, "cy"), invited, "links").answered())
    assert "get a card" in answer


def test_people_of_a_foreign_workspace_get_one_polite_refusal(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    act = slack.command(ada, nlp, "search tidal", team="T0002")
    assert "does not serve this workspace" in said(act.answered())
    assert len(act.answers) == 1


def test_a_workspace_on_the_list_is_served(idle: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    idle.start(SLACK_TEAMS="T0001,T0002")
    assert "8 papers" in said(slack.command(ada, nlp, "search tidal", team="T0002").answered())
