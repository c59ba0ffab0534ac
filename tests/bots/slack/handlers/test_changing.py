"""Presses, commands and forms that change something: recorded first, acknowledged then, done once, whoever dies in between."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import msgspec
import pytest

from bots.shared.changes import NOT_NOTED, Change
from core.app import Paperboy
from core.commands import grammar
from core.model import Call, Person
from core.store.chats.inbox import Inbox
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from core.store.votes.shelf import Shelf
from core.store.votes.votes import Votes
from tests.bots.chats import NOTED, stalled_inbox
from tests.bots.slack.conftest import Bot, place_of, said, seen, until
from tests.factories import NOW, without_record
from tests.fakes.slack import Channel, FakeSlack, Message, User

PAPER = "2611.00010"
UP = "▲ Worth reading"


def person(user: User) -> Person:
    return Person("slack", "T1", user.id)


def votes_for(app: Paperboy) -> int:
    return app.of(Votes).tallies([PAPER])[PAPER].up


@pytest.fixture
def stalled(bot: Bot, shown: Message, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Now that the card is shown, the inbox takes no write until this is set; nobody waits long for it."""
    with stalled_inbox(bot.app, monkeypatch) as release:
        yield release


@pytest.fixture
def shown(slack: FakeSlack, bot: Bot, ada: User, nlp: Channel) -> Message:
    """A card that everybody sees."""
    slack.say(ada, nlp, f"@paperboy share {PAPER}")
    card = slack.until(lambda: slack.posted(nlp))[0]
    until(lambda: bot.waiting() == 0)
    return card


def test_a_press_is_acknowledged_only_when_it_is_recorded(
    stalled: threading.Event, bot: Bot, slack: FakeSlack, ada: User, shown: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bots.shared.changes.NOTE_SECONDS", 2.0)
    act = slack.press(ada, shown, UP, wait=False)
    slack.until(lambda: act.delivery.envelopes)
    assert not act.acked
    stalled.set()
    slack.until(lambda: act.acked)
    slack.until(lambda: "1 for, 0 against" in said(shown))
    until(lambda: bot.waiting() == 0)


def test_a_press_that_cannot_be_recorded_is_told_so_and_the_next_one_counts(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, shown: Message
) -> None:
    with without_record(app.of(Inbox)):
        act = slack.press(ada, shown, UP)
        assert act.acked
        answer = act.answered()
    assert said(answer).startswith(NOT_NOTED)
    assert answer.only_for == ada.id
    assert votes_for(app) == 0
    slack.press(ada, shown, UP)
    slack.until(lambda: "1 for, 0 against" in said(shown))


def test_a_press_made_again_after_a_slow_write_counts_once_with_the_one_that_lands_late(
    stalled: threading.Event, bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, shown: Message
) -> None:
    first, second = slack.press(ada, shown, UP), slack.press(ada, shown, UP)
    assert said(first.answered()).startswith(NOT_NOTED)
    assert said(second.answered()).startswith(NOT_NOTED)
    stalled.set()
    until(lambda: votes_for(app) == 1 and bot.waiting() == 0)
    slack.press(ada, shown, UP)
    slack.until(lambda: "1 for, 0 against" in said(shown))
    assert votes_for(app) == 1
    slack.press(ada, shown, UP)
    until(lambda: votes_for(app) == 0)


def test_a_write_that_lands_late_counts_and_its_person_is_told(
    stalled: threading.Event, bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, shown: Message
) -> None:
    act = slack.press(ada, shown, UP)
    act.answered()
    stalled.set()
    late = act.answered(2)
    assert "You voted for it." in said(late)
    assert late.only_for == ada.id
    assert votes_for(app) == 1


def test_a_copy_of_a_press_is_acknowledged_and_counts_for_nothing(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, shown: Message
) -> None:
    act = slack.press(ada, shown, UP)
    slack.until(lambda: "1 for, 0 against" in said(shown))
    assert slack.send("interactive", act.delivery.payload).acked
    until(lambda: bot.waiting() == 0)
    assert votes_for(app) == 1


def test_while_nothing_can_be_recorded_what_only_reads_or_opens_a_form_is_answered(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    with without_record(app.of(Inbox)):
        assert "Tidal Kites number" in seen(slack.command(ada, nlp, "search tidal").answered())
        slack.command(ada, nlp, "digest new")
        form = slack.until(lambda: slack.modal(ada))
        sent = slack.submit(ada, form, {"topics": '"number 3"'})
        assert list(sent.errors.values()) == [NOT_NOTED]
        assert form.is_open
    assert app.of(Subscriptions).all() == []
    slack.submit(ada, form, {"topics": '"number 3"'})
    until(lambda: len(app.of(Subscriptions).all()) == 1)


@pytest.mark.parametrize(
    ("line", "sentence"), [(f"save {PAPER}", "Saved: Tidal"), (f"vote {PAPER} up", "1 for, 0 against")]
)
def test_a_command_that_cannot_be_recorded_is_told_so(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel, line: str, sentence: str
) -> None:
    with without_record(app.of(Inbox)):
        assert said(slack.command(ada, nlp, line).answered()).startswith(NOT_NOTED)
    slack.command(ada, nlp, line)
    slack.until(lambda: any(sentence in seen(whisper) for whisper in (*slack.whispered(ada), *slack.posted(nlp))))


def test_what_is_recorded_while_the_votes_cannot_be_is_noted_and_counts_later(
    bot: Bot, app: Paperboy, slack: FakeSlack, ada: User, shown: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    with without_record(app.of(Votes)._ballots):
        assert said(slack.press(ada, shown, UP).answered()).startswith(NOTED)
        assert bot.waiting() == 1
    bot.stop()
    monkeypatch.setattr("bots.shared.effects.LATE", timedelta())
    bot.start()
    until(lambda: bot.waiting() == 0)
    assert votes_for(app) == 1


Died = Callable[[str], Call]


@pytest.fixture
def died(idle: Bot, app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel) -> Died:
    """Somebody asked for something in a channel two minutes ago, and who had it died before it was done."""

    def ask(line: str) -> Call:
        hook = slack.world.hook(nlp.id, ada.id)
        back = {"response_url": f"{slack.world.url}/hooks/{hook.id}"}
        call = Call(person(ada), place_of(nlp), NOW - timedelta(minutes=2), "press-1", name="ada", open_to_all=True)
        assert app.of(Inbox).receive(Change(call, line, back=back).event)
        return call

    return ask


@pytest.mark.parametrize("alive", [True, False])
def test_what_somebody_died_with_is_done_once_and_its_person_told(
    died: Died, idle: Bot, app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel, alive: bool
) -> None:
    call = died(f"vote {PAPER} up")
    if not alive:
        slack.world.hooks.clear()
    idle.start()
    (answer,) = slack.until(lambda: slack.whispered(ada))
    assert "You voted for it." in said(answer)
    until(lambda: idle.waiting() == 0)
    assert votes_for(app) == 1
    app.of(Votes).press(call, PAPER, "up")
    assert votes_for(app) == 1
    assert slack.posted(nlp) == []


def test_a_share_that_went_out_before_the_death_is_not_posted_again(
    died: Died, idle: Bot, app: Paperboy, slack: FakeSlack, ada: User, nlp: Channel
) -> None:
    call = died(f"share {PAPER}")
    idle.start()
    slack.until(lambda: slack.posted(nlp))
    until(lambda: idle.waiting() == 0)
    idle.stop()
    app.of(Record).text.delete(*app.of(Record).text.keys("pb:event*"))
    event = Change(call, f"share {PAPER}").event
    assert app.of(Inbox).receive(msgspec.structs.replace(event, tries=1))
    idle.start()
    until(lambda: idle.waiting() == 0)
    assert len(slack.posted(nlp)) == 1


def test_a_stranger_who_presses_changes_nothing(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> None:
    answer = slack.command(ada, nlp, f"save {PAPER}", team="T2").answered()
    assert "Saved" not in said(answer)
    assert bot.app.of(Shelf).saved(Person("slack", "T2", ada.id)) == []


def test_a_line_is_read_once_from_the_press_to_the_answer(
    bot: Bot, slack: FakeSlack, ada: User, nlp: Channel, shown: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines, parse = list[str](), grammar.parse
    monkeypatch.setattr(grammar, "parse", lambda line, **how: lines.append(line) or parse(line, **how))  # type: ignore[func-returns-value]
    slack.press(ada, shown, UP)
    until(lambda: votes_for(bot.app) == 1 and bot.waiting() == 0)
    slack.command(ada, nlp, f"save {PAPER}").answered()
    slack.command(ada, nlp, f"show {PAPER}").answered()
    assert lines == [f"vote {PAPER} up", f"save {PAPER}", f"show {PAPER}"]
