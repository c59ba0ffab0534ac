"""What one person may see is never posted, whatever is asked by mention, in a channel or a thread."""

from tests.bots.asked import private_lines
from tests.bots.slack.conftest import Bot, until
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
