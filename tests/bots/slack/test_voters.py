"""Who voted, where the community allows it: by name, to one person, of this workspace only; nobody is woken."""

import pytest

from core.app import Paperboy
from core.model import Call, Person, Place
from core.store.votes.votes import Votes
from tests.bots.slack.conftest import Bot, said, seen
from tests.factories import with_rules
from tests.fakes.slack import Channel, FakeSlack, User

PAPER = "2611.00010"


@pytest.fixture
def voted(bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, bo: User) -> list[Person]:
    """Two of this workspace, one of another and one of Discord are for a paper, and may be named."""
    with_rules(app, voters_named=True)
    people = [Person("slack", "T1", ada.id), Person("slack", "T1", bo.id)]
    people += [Person("slack", "T2", "UELSEWHERE"), Person("discord", "", "77")]
    for person in people:
        at = Call(person, Place("slack", "T1", "C9"), bot.app.clock.now(), f"vote-{person.id}")
        app.of(Votes).press(at, PAPER, "up")
    return people


@pytest.mark.usefixtures("voted")
def test_one_person_reads_who_of_this_workspace_voted_and_how_many_elsewhere(
    slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    answer = slack.command(ada, nlp, f"votes {PAPER}").answered()
    assert answer.only_for == ada.id
    assert "for: 1 on Discord, 3 on Slack: ada, bo, …" in seen(answer)
    assert "<@" not in said(answer)
    assert "ELSEWHERE" not in said(answer)


@pytest.mark.usefixtures("voted")
def test_a_direct_message_names_them_too(slack: FakeSlack, ada: User) -> None:
    talk = slack.direct(ada)
    slack.say(ada, talk, f"votes {PAPER}")
    (answer,) = slack.until(lambda: slack.posted(talk))
    assert "3 on Slack: ada, bo, …" in seen(answer)


@pytest.mark.usefixtures("voted")
def test_what_all_see_tells_how_many_and_names_nobody(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    answer = bot.publish(nlp, ada, f"votes {PAPER}")
    assert "3 on Slack" in seen(answer)
    assert "bo" not in seen(answer).split()
    assert "<@" not in said(answer)


@pytest.mark.usefixtures("voted")
def test_whom_slack_does_not_tell_of_is_counted_only(slack: FakeSlack, ada: User, nlp: Channel) -> None:
    slack.fault("users.info", times=None, error="user_not_found")
    answer = slack.command(ada, nlp, f"votes {PAPER}").answered()
    assert "for: 1 on Discord, 3 on Slack" in seen(answer)


def test_where_voters_are_not_named_none_are(bot: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel) -> None:
    slack.command(bo, nlp, f"vote {PAPER} up").answered()
    answer = slack.command(ada, nlp, f"votes {PAPER}").answered()
    assert "1 for, 0 against" in seen(answer)
    assert "on Slack" not in seen(answer)
