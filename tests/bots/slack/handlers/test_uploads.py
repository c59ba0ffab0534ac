"""Files in a message of Slack: each kind is read as `ingest` reads it, links are fetched, several files are each answered."""

import pytest

from core.ingest.arrivals import Arrivals
from core.store.engine.record import Record
from core.store.papers.feeds import Feeds
from tests.bots.slack.conftest import Bot, seen
from tests.fakes.slack import Channel, FakeSlack, User
from tests.library import CPU_SECONDS, NAMES, known, library, processor_seconds, settle_all, told, written
from tests.uploads import LISTS, OTHERS, said_of


@pytest.mark.parametrize("name", LISTS)
def test_a_file_is_read_for_what_it_holds(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel, name: str) -> None:
    message = slack.say(ada, nlp, "", files=[(name, LISTS[name])])
    answer = seen(slack.shortcut(ada, "add_papers", message).answered())
    assert all(text in answer for text in said_of(name)), answer


@pytest.mark.parametrize("name", OTHERS)
def test_links_are_fetched_and_feeds_are_listed(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel, name: str) -> None:
    data, expected = OTHERS[name]
    answer = seen(slack.shortcut(ada, "add_papers", slack.say(ada, nlp, "", files=[(name, data)])).answered())
    assert all(text in answer for text in expected), answer
    asked = {fetch.named for fetch in bot.app.of(Feeds).waiting()}
    assert asked == (set() if name.endswith("opml") else {"arxiv:2403.04567", "arxiv:2403.04568"})
    assert bot.app.of(Arrivals).todo() == []


def test_several_files_are_each_answered_also_beside_one_that_slack_does_not_hand_out(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    names = ("gone.txt", "library.bib", "papers.csv")
    message = slack.say(ada, nlp, "", files=[(name, LISTS.get(name, b"x")) for name in names])
    foreign = "https://files.example/gone.txt"
    message.files[0] |= {"url_private": foreign, "url_private_download": foreign}
    act = slack.shortcut(ada, "add_papers", message)
    answers = " ".join(seen(act.answered(n)) for n in (1, 2, 3))
    assert all(text in answers for name in names[1:] for text in said_of(name)), answers
    assert "stumbled" in answers


@pytest.mark.long
def test_a_library_of_four_hundred_papers_goes_in(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel, record: Record
) -> None:
    papers = library(400)
    message, began = slack.say(ada, nlp, "", files=[(NAMES["csl"], written("csl", papers))]), processor_seconds(record)
    act = slack.shortcut(ada, "add_papers", message)
    assert "400 papers are queued." in seen(act.answered())
    settle_all(bot.app)
    assert processor_seconds(record) - began < CPU_SECONDS
    assert known(bot.app) == told(papers)
    assert "400 new" in seen(act.answered(2))
