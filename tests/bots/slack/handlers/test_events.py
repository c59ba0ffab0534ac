"""What Paperboy does unasked: hello where it is invited, an answer to a direct message, an answer in the thread of a mention."""

import logging

import pytest

from core.catalog import Catalog
from core.store.chats.rooms import Rooms
from core.store.engine.record import Record
from tests.bots.slack.conftest import Bot, papers, place_of, said, seen, until
from tests.factories import bring, entry
from tests.fakes.slack import Channel, FakeSlack, User

PAPER = "2611.00010"


def test_hello_is_said_once_however_often_it_is_invited(bot: Bot, slack: FakeSlack, ada: User, bo: User) -> None:
    room = slack.channel("rivers", ada, bo, bot=False)
    for host in (ada, bo, ada):
        slack.invite(host, room)
        until(lambda: bot.waiting() == 0)
        slack.kick(host, room)
    assert len(slack.posted(room)) == 1
    assert bot.app.of(Rooms).inviter(place_of(room)) == ada.id


def test_somebody_else_who_joins_is_not_greeted(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    slack.deliver({"type": "member_joined_channel", "user": ada.id, "channel": nlp.id})
    until(lambda: bot.waiting() == 0)
    assert slack.posted(nlp) == []


def test_a_direct_message_is_a_command(bot: Bot, slack: FakeSlack, ada: User) -> None:
    talk = slack.direct(ada)
    slack.say(ada, talk, "search tidal limit:1")
    slack.until(lambda: slack.posted(talk))
    assert "Page 1 of 8" in said(slack.posted(talk)[0])


def test_what_paperboy_logs_is_no_quieter_for_bolt(bot: Bot, slack: FakeSlack, ada: User) -> None:
    before = logging.getLogger("paperboy").level
    talk = slack.direct(ada)
    slack.say(ada, talk, "search tidal limit:1")
    slack.until(lambda: slack.posted(talk))
    assert logging.getLogger("paperboy").level == before == logging.NOTSET


def test_a_list_in_a_direct_message_turns_its_page_in_place(bot: Bot, slack: FakeSlack, ada: User) -> None:
    talk = slack.direct(ada)
    slack.say(ada, talk, "search tidal")
    (shown,) = slack.until(lambda: slack.posted(talk))
    slack.press(ada, shown, "Next")
    slack.until(lambda: "Page 2 of 2" in said(shown))
    assert slack.posted(talk) == [shown]
    assert slack.whispered(ada) == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [("R&D of <Kites> & more", "R&D of <Kites> & more"), (f"https://arxiv.org/abs/{PAPER}", "number 0")],
)
def test_what_slack_wraps_and_escapes_is_read_as_it_was_typed(
    bot: Bot, slack: FakeSlack, ada: User, typed: str, words: str
) -> None:
    talk = slack.direct(ada)
    slack.say(ada, talk, f"search {typed}")
    slack.until(lambda: slack.posted(talk))
    assert words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in said(slack.posted(talk)[0])


def test_a_command_with_signs_is_searched_for_as_typed(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    bring(bot.app.of(Record), entry("R&D for Rivers"), where="b.txt")
    slack.should_escape = True
    assert "“R&amp;D for Rivers”" in said(slack.command(ada, nlp, "search R&D for Rivers").answered())


def test_a_mention_is_answered_in_its_thread_with_what_all_may_see(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    question = slack.say(ada, nlp, f"@paperboy share {PAPER}")
    (answer,) = slack.until(lambda: slack.posted(nlp))
    assert answer.thread_ts == question.ts and "shared by ada" in seen(answer)
    slack.say(ada, nlp, f"@paperboy share {PAPER}", thread=question)
    slack.until(lambda: len(slack.posted(nlp)) == 2)
    assert slack.posted(nlp)[1].thread_ts == question.ts


def test_what_one_person_may_see_is_whispered_where_they_asked(
    bot: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel
) -> None:
    question = slack.say(ada, nlp, "@paperboy search tidal limit:1")
    (answer,) = slack.until(lambda: slack.whispered(ada))
    assert (answer.channel, answer.thread_ts) == (nlp.id, "") and "Tidal Kites" in said(answer)
    slack.say(ada, nlp, "@paperboy help", thread=question)
    slack.until(lambda: len(slack.whispered(ada)) == 2)
    assert slack.whispered(ada)[1].thread_ts == question.ts
    assert slack.posted(nlp) == [] and slack.whispered(bo) == []


def test_discuss_asked_in_a_direct_message_opens_a_thread(bot: Bot, slack: FakeSlack, ada: User) -> None:
    talk = slack.direct(ada)
    slack.say(ada, talk, f"discuss {PAPER}")
    slack.until(lambda: len(slack.posted(talk)) == 3)
    assert "is discussed in a thread" in said(slack.posted(talk)[2])


def test_a_thread_of_a_private_channel_is_not_told_elsewhere(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel, closed: Channel
) -> None:
    slack.say(ada, closed, f"@paperboy discuss {PAPER}")
    slack.until(lambda: len(slack.posted(closed)) == 2)
    answer = slack.command(ada, nlp, f"discuss {PAPER}").answered()
    assert closed.id not in str(answer.blocks)
    assert len(slack.posted(nlp)) == 2


def test_an_export_too_long_for_a_message_comes_as_a_file(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    bring(bot.app.of(Record), *papers(60), where="many.txt")
    until(lambda: not bot.app.of(Catalog).behind())
    slack.command(ada, nlp, "export bibtex tidal limit:100")
    talk = slack.direct(ada)
    (held,) = slack.until(lambda: slack.posted(talk))
    assert held.files[0]["name"] == "papers.bib"
    slack.say(ada, talk, "export bibtex tidal limit:100")
    slack.until(lambda: len([m for m in slack.posted(talk) if m.files]) == 2)
    assert slack.posted(nlp) == []


def test_it_does_not_answer_itself_nor_other_bots(bot: Bot, slack: FakeSlack, ada: User) -> None:
    talk = slack.direct(ada)
    event = {"type": "message", "channel": talk.id, "channel_type": "im", "text": "help", "ts": "1.1"}
    slack.deliver(event | {"user": "U9", "bot_id": "B9"})
    slack.deliver(event | {"user": "UPAPERBOY"})
    slack.deliver(event | {"user": ada.id, "subtype": "message_changed"})
    until(lambda: bot.waiting() == 0)
    assert slack.posted(talk) == []


def test_a_token_taken_back_ends_all_calls(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    slack.command(ada, nlp, "help").answered()
    slack.deliver({"type": "tokens_revoked", "tokens": {"bot": ["UPAPERBOY"]}})
    until(lambda: bot.session.send.dead)
    before = slack.calls.total()
    slack.say(ada, nlp, "@paperboy help")
    until(lambda: bot.waiting() == 0)
    assert slack.calls.total() == before
