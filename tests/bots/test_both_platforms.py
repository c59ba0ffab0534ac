"""Slack and Discord on one record, each bot a process of its own: what people say on both adds up, and is so again after any outage."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import discord
import pytest

from core.model import Person, Tally
from core.store.votes.votes import Votes
from tests.bots.discord.live import shown as discord_shown
from tests.bots.discord.live import texts as discord_texts
from tests.bots.slack.conftest import seen
from tests.chaos.reactions import Posted
from tests.chaos.world import Town

BOTS = ("slack", "discord")
SECONDS = 120.0
"""What is waited for at most; it comes within five."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Both platforms with three people each, and both bots at work."""
    with pytest.MonkeyPatch.context() as led, ExitStack() as ending:
        for owner, name in (
            (discord.http.Route, "BASE"),
            (discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY"),
            (discord.client, "ConnectionState"),
            (discord.Client, "before_identify_hook"),
        ):
            led.setattr(owner, name, getattr(owner, name))  # what leads it to the fake is taken back afterwards
        made = Town(tmp_path_factory.mktemp("town"), 1, ending, people=3)
        made.start(*BOTS)
        assert made.rest(made.serving, SECONDS)
        yield made
        for fake in made.fakes.values():
            assert fake.see("state")["breaches"] == []


@pytest.fixture
def both(town: Town) -> dict[str, Posted]:
    """A new paper's card on each platform."""
    return {one.place.platform: one for one in town.post(town.papers(1, 10 + len(town.posts)))}


def people(town: Town, platform: str) -> list[Person]:
    """Those of a platform who react."""
    return town.people[platform]


def soon(town: Town, condition: Callable[[], object]) -> None:
    """Wait for something."""
    assert town.rest(condition, SECONDS), "it did not come"


def tally(town: Town, paper: str) -> Tally:
    return town.app.of(Votes).tallies([paper])[paper]


def read(town: Town, post: Posted) -> str:
    """What people read in a message."""
    found = town.fakes[post.place.platform].see("messages", channel=post.place.channel)
    (message,) = [one for one in found if post.id in (one.get("ts"), one.get("id"))]
    if post.place.platform == "slack":
        return seen(message)
    return "\n".join(discord_shown(text) for text in discord_texts(message["components"]))


def test_reactions_on_both_platforms_add_up_on_one_paper_and_taking_back_lowers_it(
    town: Town, both: dict[str, Posted]
) -> None:
    paper = both["slack"].papers[0]
    ada, bo = people(town, "slack")[0], people(town, "discord")[0]
    town.react(both["slack"], ada, "+1")
    town.react(both["slack"], ada, "fire")
    town.react(both["discord"], bo, "👍")
    soon(town, lambda: tally(town, paper) == Tally(up=2))
    town.react(both["slack"], ada, "+1")
    town.react(both["slack"], ada, "fire")
    soon(town, lambda: tally(town, paper) == Tally(up=1))
    assert town.faults() == []


def test_a_vote_cast_on_one_platform_shows_on_the_papers_card_on_the_other(town: Town, both: dict[str, Posted]) -> None:
    town.react(both["slack"], people(town, "slack")[0], "+1")
    soon(town, lambda: "1 for, 0 against" in read(town, both["discord"]))
    town.asked.press(both["discord"], people(town, "discord")[0])
    soon(town, lambda: "2 for, 0 against" in read(town, both["slack"]))
    assert "2 for, 0 against" in read(town, both["discord"])


def test_a_number_emoji_under_a_list_counts_for_that_paper_and_a_thumb_for_none(town: Town) -> None:
    papers = town.papers(3, 500)
    slack, discord_ = town.post(papers)
    town.react(slack, people(town, "slack")[0], "two")
    town.react(slack, people(town, "slack")[1], "+1")
    town.react(discord_, people(town, "discord")[0], "2️⃣")
    town.react(discord_, people(town, "discord")[1], "3️⃣")
    soon(town, lambda: [tally(town, paper).up for paper in papers] == [0, 2, 1])
    town.react(discord_, people(town, "discord")[0], "2️⃣")
    soon(town, lambda: [tally(town, paper).up for paper in papers] == [0, 1, 1])
    soon(town, town.told_all)
    assert town.faults() == []


def test_after_both_bots_were_killed_and_reactions_changed_the_tallies_are_what_the_platforms_show(
    town: Town, both: dict[str, Posted]
) -> None:
    paper = both["slack"].papers[0]
    for platform, sign in (("slack", "+1"), ("discord", "👍")):
        for person in people(town, platform):
            town.react(both[platform], person, sign)
    town.crash(*BOTS)
    town.fakes["slack"].do("drop", share=1.0)
    for platform, sign in (("slack", "+1"), ("discord", "👍")):
        town.react(both[platform], people(town, platform)[0], sign)
    town.react(both["slack"], people(town, "slack")[0], "-1")
    town.fakes["slack"].do("drop", share=0.0)
    town.start(*BOTS)
    for platform, sign in (("slack", "+1"), ("discord", "👍")):
        town.react(both[platform], people(town, platform)[1], sign)
    soon(town, lambda: tally(town, paper) == Tally(up=2, down=1))
    soon(town, town.told_all)
    assert town.faults() == []
    assert town.happened["kills by signal 9 seen: slack"] == town.happened["kills by signal 9 seen: discord"] == 1
