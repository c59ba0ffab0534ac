"""What one person may see is never posted, whatever is asked by mention, in a channel or a thread."""

from tests.bots.asked import private_lines
from tests.bots.slack.conftest import Bot, said, until
from tests.fakes.slack import Channel, FakeSlack, User


def test_no_private_verb_posts_anything_where_it_is_asked_by_mention(
    bot: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel
) -> None:
    thread = slack.say(ada, nlp, "kites?")
    for line in private_lines():
        before = len(slack.whispered(ada))
        slack.say(ada, nlp, f"@paperboy {line}", thread=thread)
        slack.say(ada, nlp, f"@paperboy {line}")
        until(lambda before=before: len(slack.whispered(ada)) >= before + 2)  # type: ignore[misc]
    until(lambda: bot.waiting() == 0)
    assert slack.posted(nlp) == []
    assert slack.whispered(bo) == []


def test_a_typed_vote_is_told_to_its_person_alone(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    assert "You voted for it." in said(slack.command(ada, nlp, "vote 2611.00010 up").answered())
    slack.say(ada, nlp, "@paperboy vote 2611.00011 up")
    slack.until(lambda: len(slack.whispered(ada)) == 2)
    assert slack.posted(nlp) == []
