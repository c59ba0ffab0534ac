"""Presses and commands that change something: deferred, recorded, done and only then shown; done once, whoever dies in between."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bots.shared.changes import NOT_NOTED, Change
from core.app import Paperboy
from core.commands import grammar
from core.commands.grammar import Given
from core.commands.table import TABLE
from core.model import Call, Person
from core.store.chats.inbox import Inbox
from core.store.chats.mutes import Mutes
from core.store.votes.shelf import Shelf
from core.store.votes.votes import Votes
from tests.bots.chats import NOTED, stalled_inbox
from tests.bots.discord.gateway.conftest import PAPER, UP, Bot, Town, place_of, said
from tests.factories import NOW, without_record
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord.things import Interaction

SAVE = f"save {PAPER}"


def waiting(app: Paperboy) -> int:
    return len(app.of(Inbox).waiting("discord", NOW + timedelta(days=365)))


@pytest.fixture
def stalled(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """The inbox takes no write until this is set; nobody waits long for it."""
    with stalled_inbox(bot.app, monkeypatch) as release:
        yield release


def test_the_placeholder_of_what_changes_something_is_seen_by_its_person_alone() -> None:
    assert [verb.name for verb in TABLE.values() if verb.changes and verb.menu and not verb.private] == []


async def test_a_press_shows_nothing_until_it_is_recorded(
    stalled: threading.Event, bot: Bot, town: Town, fake: FakeDiscord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bots.shared.changes.NOTE_SECONDS", 2.0)
    stalled.set()
    card = await town.shared()
    stalled.clear()
    act = await fake.press(town.ada, card, UP).done()
    assert (act.answers, "for, 0 against" in said(card)) == ([], False)
    stalled.set()
    await fake.until(lambda: "1 for, 0 against" in said(card))
    await fake.until(lambda: waiting(bot.app) == 0)


async def test_a_press_that_cannot_be_recorded_is_told_so_and_the_next_one_counts(
    bot: Bot, town: Town, fake: FakeDiscord
) -> None:
    card = await town.shared()
    with without_record(bot.app.of(Inbox)):
        answer = await fake.press(town.ada, card, UP).answered()
    assert (said(answer), answer.only_for) == (NOT_NOTED, town.ada.id)
    assert bot.tally().up == 0
    fake.press(town.ada, card, UP)
    await fake.until(lambda: "1 for, 0 against" in said(card))


async def test_a_command_that_cannot_be_recorded_is_told_so_and_one_that_reads_is_answered(
    bot: Bot, town: Town, fake: FakeDiscord
) -> None:
    with without_record(bot.app.of(Inbox)):
        answer = await fake.slash(town.ada, town.nlp, "papers save", paper=PAPER).answered()
        listed = await fake.slash(town.ada, town.nlp, "papers search", query="tidal").answered()
    assert (said(answer), answer.only_for) == (NOT_NOTED, town.ada.id)
    assert "Tidal Kites number" in said(listed)
    saved = await fake.slash(town.ada, town.nlp, "papers save", paper=PAPER).answered()
    assert said(saved).startswith("Saved: Tidal")


async def test_a_press_made_again_after_a_slow_write_counts_once_with_the_one_that_lands_late(
    stalled: threading.Event, bot: Bot, town: Town, fake: FakeDiscord
) -> None:
    stalled.set()
    card = await town.shared()
    stalled.clear()
    for _ in range(2):
        assert said(await fake.press(town.ada, card, UP).answered()) == NOT_NOTED
    stalled.set()
    await fake.until(lambda: bot.tally().up == 1 and waiting(bot.app) == 0)
    fake.press(town.ada, card, UP)
    await fake.until(lambda: "1 for, 0 against" in said(card))
    assert bot.tally().up == 1


async def test_what_is_recorded_while_the_votes_cannot_be_is_noted_and_counts_later(
    bot: Bot, town: Town, fake: FakeDiscord, monkeypatch: pytest.MonkeyPatch
) -> None:
    card, app = await town.shared(), bot.app
    with without_record(app.of(Votes)._ballots):
        assert said(await fake.press(town.ada, card, UP).answered()).startswith(NOTED)
        assert waiting(app) == 1
    await bot.stop()
    monkeypatch.setattr("bots.shared.effects.LATE", timedelta())
    await bot.start()
    await fake.until(lambda: waiting(app) == 0)
    assert bot.tally().up == 1


def died(app: Paperboy, town: Town, line: str | Given, interaction: Interaction, placeholder: str = "") -> Call:
    """Somebody asked for something two minutes ago, was shown that we are at it, and who had it died before it was done."""
    person, at = Person("discord", "", town.ada.id), NOW - timedelta(minutes=2)
    call = Call(person, place_of(town.nlp), at, f"interaction-{interaction.id}", name="ada", open_to_all=True)
    back = {"placeholder": placeholder, "token": interaction.token, "permissions": "0"}
    assert app.of(Inbox).receive(Change(call, line, back=back).event)
    return call


async def test_a_press_that_somebody_died_with_counts_once_and_its_person_is_told(
    idle: Bot, town: Town, fake: FakeDiscord
) -> None:
    await idle.start()
    card = await town.shared()
    await fake.until(lambda: waiting(idle.app) == 0)
    with without_record(idle.app.of(Inbox)):
        act = fake.press(town.ada, card, UP)
        await act.answered()
    await idle.stop()
    call = died(idle.app, town, f"vote {PAPER} up", act.interaction)
    await idle.start()
    answer = await act.answered(2)
    assert ("You voted for it." in said(answer), answer.only_for) == (True, town.ada.id)
    await fake.until(lambda: waiting(idle.app) == 0)
    assert idle.tally().up == 1
    idle.app.of(Votes).press(call, PAPER, "up")
    assert idle.tally().up == 1


async def test_a_command_that_somebody_died_with_is_done_and_its_placeholder_filled(
    idle: Bot, town: Town, fake: FakeDiscord
) -> None:
    await idle.start()
    held = fake.fault("PATCH /webhooks/*", times=None, status=404, code=10015)
    act = await fake.slash(town.ada, town.nlp, "papers search", query="tidal").done()
    await fake.until(lambda: held.struck)
    await idle.stop()
    fake.front.faults.waiting.clear()
    died(idle.app, town, Given("save", {"paper": PAPER}, SAVE), act.interaction, "private")
    await idle.start()
    assert said(await act.answered()).startswith("Saved: Tidal")
    await fake.until(lambda: waiting(idle.app) == 0)
    assert [kept.paper_id for kept in idle.app.of(Shelf).saved(Person("discord", "", town.ada.id))] == [PAPER]


async def test_who_may_not_set_a_channel_up_may_not_by_a_recorded_command_either(
    idle: Bot, town: Town, fake: FakeDiscord
) -> None:
    await idle.start(PAPERBOY_CONFIGURE="admins")
    act = await fake.slash(town.bo, town.nlp, "papers mute").answered()
    assert "may" in said(act)
    assert not await asyncio.to_thread(idle.app.of(Mutes).has, place_of(town.nlp))


async def test_a_line_is_read_once_from_the_press_to_the_answer(
    bot: Bot, town: Town, fake: FakeDiscord, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = await town.shared()
    lines, parse = list[str](), grammar.parse
    monkeypatch.setattr(grammar, "parse", lambda line, **how: lines.append(line) or parse(line, **how))  # type: ignore[func-returns-value]
    fake.press(town.ada, card, UP)
    await fake.until(lambda: "1 for, 0 against" in said(card) and waiting(bot.app) == 0)
    await fake.slash(town.ada, town.nlp, "papers show", paper=PAPER).answered()
    assert lines == [f"vote {PAPER} up"]  # what Discord asks for option by option is never parsed
