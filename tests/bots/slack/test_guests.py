"""People of another workspace who share a channel with ours: whatever way they ask, they see nothing that ours pasted."""

import pytest

from bots.slack.profiles import Home
from core.catalog import Catalog
from core.commands.dispatch import answer
from core.ingest.arrivals import Arrivals
from core.model import Call, Person
from tests.bots.slack.conftest import Bot, place_of, said, until
from tests.fakes.slack import Channel, FakeSlack, User

OURS = "Secret Ember Networks for Owls"
PASTE = f"add {OURS}\n\nWe train owls at night with embers, and they hunt well in the dark woods of the north."
NOTHING = "Nothing found for “ember owls”"


@pytest.fixture
def eve(slack: FakeSlack, nlp: Channel) -> User:
    """Somebody of another workspace."""
    eve = slack.user("eve", team="T9")
    nlp.members.append(eve.id)
    return eve


@pytest.fixture
def pasted(bot: Bot, ada: User, nlp: Channel) -> None:
    """A paper that Ada pasted for the workspace."""
    call = Call(Person("slack", "T1", ada.id), place_of(nlp), bot.app.clock.now(), "paste", open_to_all=True)
    answer(bot.app, PASTE, call)
    for todo in bot.app.of(Arrivals).todo():
        bot.app.ingest_slice(todo.id, bot.app.clock.now())
    until(lambda: not bot.app.of(Catalog).behind())


@pytest.mark.usefixtures("pasted")
def test_a_command_finds_them_nothing_of_ours(slack: FakeSlack, ada: User, eve: User, nlp: Channel) -> None:
    assert OURS in said(slack.command(ada, nlp, "search ember owls").answered())
    assert NOTHING in said(slack.command(eve, nlp, "search ember owls").answered())


@pytest.mark.usefixtures("pasted")
def test_home_shows_them_nothing_of_ours(slack: FakeSlack, ada: User, eve: User) -> None:
    for who, there in ((ada, True), (eve, False)):
        slack.open_home(who)
        home = slack.until(lambda who=who: slack.world.homes.get(who.id))  # type: ignore[misc]
        assert (OURS in said(home)) is there


@pytest.mark.usefixtures("pasted")
def test_the_search_form_finds_them_nothing_of_ours(slack: FakeSlack, eve: User) -> None:
    slack.shortcut(eve, "search_papers")
    form = slack.until(lambda: slack.modal(eve))
    slack.submit(eve, form, {"query": "ember owls"})
    slack.until(lambda: NOTHING in said(form))


@pytest.mark.usefixtures("pasted")
def test_whom_slack_does_not_tell_apart_sees_only_what_everybody_may(slack: FakeSlack, ada: User, nlp: Channel) -> None:
    slack.fault("users.info", times=None, error="user_not_visible")
    assert NOTHING in said(slack.command(ada, nlp, "search ember owls").answered())


@pytest.mark.usefixtures("bot")
def test_a_digest_that_they_ask_for_by_a_form_is_refused_in_the_channel(
    slack: FakeSlack, eve: User, nlp: Channel
) -> None:
    act = slack.command(eve, nlp, "digest new tidal at:09:00 tz:Europe/Berlin")
    assert "may do that here" in said(act.answered())


def test_a_card_under_a_link_names_them_no_other_channel(
    bot: Bot, slack: FakeSlack, ada: User, eve: User, nlp: Channel
) -> None:
    link = "https://arxiv.org/abs/2611.00010"

    def card(room: Channel) -> str:
        """What stands under the link that Ada posts in a channel."""
        before = slack.calls["chat.unfurl"]
        slack.say(ada, room, f"look at {link}")
        slack.until(lambda: slack.calls["chat.unfurl"] > before)
        return str([call.arguments for call in slack.log if call.method == "chat.unfurl"][-1])

    internal, lab, ours = slack.channel("internal", ada), slack.channel("lab", ada, eve), slack.channel("ours", ada)
    assert "internal" not in card(internal)
    assert "internal" not in card(nlp) and "internal" not in card(lab)
    assert "internal" in card(ours)


@pytest.mark.parametrize(
    ("user", "foreign"),
    [
        ({"team_id": "T1"}, False),
        ({"team_id": "T9"}, True),
        ({"team_id": "T1", "is_stranger": True}, True),
        ({"team_id": "T9", "enterprise_user": {"enterprise_id": "E1"}}, False),
        ({"team_id": "T9", "enterprise_user": {"enterprise_id": "E2"}}, True),
    ],
)
def test_a_colleague_is_of_our_workspace_or_organization(user: dict[str, object], foreign: bool) -> None:
    assert Home("T1", "E1").is_foreign(user) is foreign


def test_a_workspace_of_no_organization_has_no_colleagues_elsewhere() -> None:
    assert Home("T1").is_foreign({"team_id": "T9", "enterprise_user": {"enterprise_id": "E2"}})
