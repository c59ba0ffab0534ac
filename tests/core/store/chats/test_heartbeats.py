"""The bots that run, as the record tells of them: by its own clock, and only as long as their hearts beat."""

import pytest

from core.services.status import bot_status, count_alive
from core.store.chats import heartbeats
from core.store.chats.heartbeats import Heartbeats, Running
from core.store.engine.record import Record

SLACK = Running("slack", "box/1", 100.0, 3.0)


def test_a_bot_is_told_as_long_as_its_heart_beats(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    bots = Heartbeats(record)
    assert bots.running() == []
    bots.beat(SLACK)
    bots.beat(Running("discord", "box/2", 5.0, None))
    assert [(bot.platform, bot.process) for bot in bots.running()] == [("discord", "box/2"), ("slack", "box/1")]
    monkeypatch.setattr(heartbeats, "GONE_SECONDS", 0.0)
    assert bots.running() == []


def test_a_bot_that_ends_is_told_no_more_and_one_that_was_killed_is_dropped_by_the_next(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    bots = Heartbeats(record)
    bots.beat(SLACK)
    bots.end(SLACK)
    assert bots.running() == []
    bots.beat(SLACK)
    with monkeypatch.context() as later:
        later.setattr(heartbeats, "GONE_SECONDS", 0.0)
        bots.beat(Running("slack", "box/2", 1.0, 1.0))
    assert [bot.process for bot in bots.running()] == ["box/2"]


def test_the_seconds_since_the_last_heartbeat_count_as_silence(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    bots = Heartbeats(record)
    bots.beat(SLACK)
    now = bots._now() + 10
    monkeypatch.setattr(bots, "_now", lambda: now)
    (bot,) = bots.running()
    assert bot.ran == pytest.approx(110, abs=1) and bot.silent == pytest.approx(13, abs=1) and not bot.late


def test_a_bot_that_was_killed_is_said_to_have_given_its_last_sign(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    bots = Heartbeats(record)
    bots.beat(Running("slack", "box/1", 100.0, 50.0))
    now = bots._now() + 20
    monkeypatch.setattr(bots, "_now", lambda: now)
    (bot,) = bots.running()
    assert bot_status(bot) == "the bot for Slack gave its last sign 20 s ago and may have ended (process box/1)"
    assert not bot.deaf and count_alive([bot, SLACK]) == 1


@pytest.mark.parametrize(
    ("ran", "silent", "deaf", "words"),
    [
        (100.0, 3.0, False, "Slack sent the bot something 3 s ago (process box/1)"),
        (100.0, 70.0, True, "Slack has sent the bot nothing for 70 s (process box/1)"),
        (4.0, None, False, "Slack has sent nothing to the bot that started 4 s ago (process box/1)"),
        (70.0, None, True, "Slack has sent nothing to the bot that started 70 s ago (process box/1)"),
    ],
)
def test_a_bot_is_told_in_words(ran: float, silent: float | None, deaf: bool, words: str) -> None:
    bot = Running("slack", "box/1", ran, silent)
    assert (bot.deaf, bot_status(bot)) == (deaf, words)


def test_what_was_not_granted_is_told_with_the_bot() -> None:
    sentence = bot_status(Running("slack", "box/1", 100.0, 3.0, ("users:read",)))
    assert "it has not granted the scope users:read, and what needs that waits" in sentence
