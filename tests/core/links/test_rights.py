"""A link shows what the place in which it was made may see, and a guest's what a guest may see."""

import msgspec
import pytest

from core.app import Paperboy
from core.catalog import Catalog
from core.links.rights import PageRights, link_of, owner_of
from core.model import Call, Person, Place
from core.scope import EVERYBODY
from tests.factories import NOW, call

IN_A_CHANNEL = Call(Person("slack", "T1", "U1"), Place("slack", "T1", "C1"), NOW, "d1")


def scopes(app: Paperboy, asked: Call) -> set[str]:
    return set(PageRights.of(link_of(asked, "pages")).viewer(app.of(Catalog)).scopes)


def test_a_channels_link_shows_everybodys_papers_the_teams_and_the_channels(app: Paperboy) -> None:
    assert scopes(app, IN_A_CHANNEL) == {"", "slack/T1/", "slack/T1/C1"}


@pytest.mark.parametrize("guest", [{"foreign": True}, {"person": Person("slack", "T2", "U9")}])
def test_a_guests_link_does_not_show_the_teams_papers(app: Paperboy, guest: dict[str, object]) -> None:
    assert scopes(app, msgspec.structs.replace(IN_A_CHANNEL, **guest)) == {"", "slack/T1/C1"}


def test_a_link_of_the_terminal_shows_what_everybody_may_see(app: Paperboy) -> None:
    assert scopes(app, call()) == EVERYBODY.scopes


def test_a_link_made_in_a_direct_message_is_its_persons(app: Paperboy) -> None:
    direct = msgspec.structs.replace(IN_A_CHANNEL, direct=True)
    assert (owner_of(direct), owner_of(IN_A_CHANNEL)) == ("slack/T1/U1", "slack/T1/C1")


def test_a_link_holds_the_list_that_it_was_made_for() -> None:
    assert PageRights.of(link_of(IN_A_CHANNEL, "rss", "week")).list == "week"
