"""Shortcuts of a message: save what it links to, add what its text or its files hold."""

import pytest

from core.catalog import Catalog
from core.ingest.arrivals import Arrivals
from core.model import Person
from core.store.votes.shelf import Shelf
from tests.bots.slack.conftest import Bot, said, seen, until
from tests.factories import abstract
from tests.fakes.slack import Channel, FakeSlack, Message, User

KNOWN = "https://arxiv.org/abs/2611.00010"


def digest(count: int) -> str:
    """A digest's text."""
    return "\n\n".join(f"Lantern number {n} over Harbors\n\n{abstract(f'lantern {n}', 3)}" for n in range(count))


def saver(user: User) -> Person:
    """Whoever saves, as the core names them."""
    return Person("slack", "T1", user.id)


def outcome(slack: FakeSlack, user: User, message: Message) -> str:
    return seen(slack.shortcut(user, "add_papers", message).answered())


def test_every_paper_of_a_message_is_saved(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    message = slack.say(ada, nlp, f"{KNOWN}, arXiv:2611.00011 and <https://doi.org/10.48550/arXiv.2611.00012|this>")
    answer = slack.shortcut(ada, "save_papers", message).answered()
    assert answer.only_for == ada.id
    assert {kept.paper_id for kept in bot.app.of(Shelf).saved(saver(ada))} == {"2611.00010", "2611.00011", "2611.00012"}


@pytest.mark.parametrize("shortcut", ["save_papers", "add_papers"])
def test_a_message_without_papers_is_told_so(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel, shortcut: str
) -> None:
    message = slack.say(ada, nlp, "lunch?") if shortcut == "save_papers" else slack.say(ada, nlp, "")
    answer = slack.shortcut(ada, shortcut, message).answered()
    assert "No paper is linked in that message" in said(answer)


def test_a_digest_in_a_message_is_queued_and_its_outcome_told(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    act = slack.shortcut(ada, "add_papers", slack.say(ada, nlp, digest(2)))
    assert "2 papers are queued." in said(act.answered())
    for todo in bot.app.of(Arrivals).todo():
        bot.app.ingest_slice(todo.id, todo.at)
    assert "new" in seen(act.answered(2))


def test_signs_in_a_message_are_added_as_they_were_written(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    act = slack.shortcut(ada, "add_papers", slack.say(ada, nlp, f"R&D of Kites <in> Harbors\n\n{abstract('r and d')}"))
    act.answered()
    for todo in bot.app.of(Arrivals).todo():
        bot.app.ingest_slice(todo.id, todo.at)
    until(lambda: not bot.app.of(Catalog).behind())
    answer = slack.command(ada, nlp, "search harbors").answered()
    assert "R&D of Kites <in> Harbors" in seen(answer)


def test_a_file_of_many_papers_is_read_whole(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    text = digest(700).encode()
    assert len(text) > 200_000
    message = slack.say(ada, nlp, "the list", files=[("list.txt", text)])
    assert "700 papers are queued." in outcome(slack, ada, message)


def test_a_login_page_in_place_of_a_file_is_not_read_as_one(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    message = slack.say(ada, nlp, "", files=[("list.txt", digest(2).encode())])
    slack.world.files.clear()  # as for a token without files:read: a page to sign in, with 200
    answer = outcome(slack, ada, message)
    assert "stumbled" in answer
    assert "Sign in" not in answer
    assert bot.app.of(Arrivals).todo() == []


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("huge.txt", b"A line of words.\n" * 1_400_000, "larger than 20 MB"),
        ("shot.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "is a picture"),
        ("empty.txt", b" \n", "empty.txt"),
    ],
)
def test_a_file_that_is_no_digest_is_told_so(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel, name: str, data: bytes, sentence: str
) -> None:
    assert sentence in outcome(slack, ada, slack.say(ada, nlp, "", files=[(name, data)]))


def test_a_token_is_shown_to_slack_only(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    message = slack.say(ada, nlp, "", files=[("list.txt", b"x")])
    foreign = slack.url.replace("127.0.0.1", "localhost").replace("/api/", "/files-pri/T1-F1/list.txt")
    message.files[0] |= {"url_private": foreign, "url_private_download": foreign, "is_external": True}
    assert "stumbled" in outcome(slack, ada, message)
    assert slack.calls["download"] == 0


def test_people_of_a_foreign_workspace_are_refused_here_too(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    bot.session.people.teams = frozenset({"T9"})
    message = slack.say(ada, nlp, KNOWN)
    for shortcut in ("save_papers", "add_papers"):
        assert "does not serve this workspace" in said(slack.shortcut(ada, shortcut, message).answered())
    slack.shortcut(ada, "search_papers")
    assert "does not serve this workspace" in said(slack.until(lambda: slack.modal(ada)))
    until(lambda: bot.app.of(Shelf).saved(saver(ada)) == [])
