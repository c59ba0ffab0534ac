"""A bot that hears nothing: its silent sockets are made again, it ends where that does not help, and no vote is lost."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.socket_mode.aiohttp import SocketModeClient

from bots.shared import hearing
from bots.shared.hearing import Deaf
from bots.slack import sockets
from core.store.chats.heartbeats import Heartbeats
from core.store.chats.posts import Posts
from core.store.votes.votes import Votes
from tests.bots.slack.conftest import Bot, place_of, until
from tests.fakes.slack import Channel, FakeSlack, Message, User

PAPER = "2611.00010"


@pytest.fixture(autouse=True)
def soon_silent(monkeypatch: pytest.MonkeyPatch, slack: FakeSlack) -> None:
    """Silence counts after two seconds, not 55, and Slack pings fifty times as often."""
    monkeypatch.setattr(hearing, "QUIET_SECONDS", 2.0)
    monkeypatch.setattr(hearing, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr(sockets, "CLOSE_SECONDS", 0.2)
    slack.sockets.ping_seconds = 0.1


@pytest.fixture
def card(bot: Bot, slack: FakeSlack, ada: User, nlp: Channel) -> Message:
    """A paper that Ada had shown to all."""
    slack.say(ada, nlp, f"<@UPAPERBOY> share {PAPER}")
    (shown,) = slack.until(lambda: slack.posted(nlp))
    until(lambda: bot.app.of(Posts).papers_of(place_of(nlp), shown.ts))
    return shown


def votes(bot: Bot) -> int:
    return bot.app.of(Votes).tallies([PAPER])[PAPER].up


def clients(bot: Bot) -> list[SocketModeClient]:
    """The clients whose tasks take up what Slack sends."""
    return [owner(task) for task in takers(bot)]


def takers(bot: Bot) -> list[asyncio.Task[Any]]:
    return [task for task in asyncio.all_tasks(bot.loop) if "process_messages" in str(task.get_coro())]


def owner(task: asyncio.Task[Any]) -> SocketModeClient:
    client = task.get_coro().cr_frame.f_locals["self"]  # type: ignore[union-attr]
    assert isinstance(client, SocketModeClient)
    return client


def missed(slack: FakeSlack, user: User, message: Message) -> None:
    """Somebody votes, and Slack never tells of it again."""
    slack.sockets.drop = 1.0
    slack.react(user, message, "+1", wait=False)
    until(lambda: slack.delivery_queue[-1].over)
    slack.sockets.drop = 0.0


def test_a_silent_socket_is_made_again_and_one_that_is_spoken_to_stays(bot: Bot, slack: FakeSlack) -> None:
    until(lambda: len(slack.sockets.open) == 2)
    silent, spoken_to = sorted(slack.sockets.open)
    slack.deafen(silent)
    until(lambda: silent not in slack.sockets.open)
    until(lambda: len(slack.sockets.open) == 2)
    assert spoken_to in slack.sockets.open and not bot.failed


def test_a_quiet_workspace_is_no_silence(bot: Bot, slack: FakeSlack) -> None:
    until(lambda: len(slack.sockets.open) == 2)
    began, opened = min(connection.since for connection in bot.session.hearing.connections), slack.sockets.opened
    until(
        lambda: (
            min(connection.since for connection in bot.session.hearing.connections) > began + 2 * hearing.QUIET_SECONDS
        )
    )
    assert slack.sockets.opened == opened


def test_a_vote_that_a_deaf_bot_missed_is_found_as_soon_as_it_hears_again(
    bot: Bot, slack: FakeSlack, bo: User, card: Message
) -> None:
    slack.deafen()
    missed(slack, bo, card)
    until(lambda: votes(bot) == 1)
    assert not bot.failed


def test_a_bot_that_stays_deaf_over_new_sockets_ends_and_no_vote_is_lost(
    bot: Bot, slack: FakeSlack, ada: User, bo: User, card: Message
) -> None:
    opened = slack.sockets.opened
    slack.deafen(later=True)
    missed(slack, bo, card)
    ended = until(lambda: bot.failed, 15)
    assert isinstance(ended, Deaf) and str(ended).startswith("Slack has said nothing for 4 s, and connecting again")
    assert slack.sockets.opened > opened
    missed(slack, ada, card)
    slack.sockets.deafening = False
    bot.stop()
    bot.start()
    until(lambda: votes(bot) == 2)


def test_a_client_that_takes_up_nothing_that_it_gets_is_replaced(
    bot: Bot, slack: FakeSlack, bo: User, card: Message
) -> None:
    for task in takers(bot):
        bot.loop.call_soon_threadsafe(task.cancel)
    slack.react(bo, card, "+1", wait=False)
    until(lambda: votes(bot) == 1)
    assert not bot.failed


@pytest.mark.parametrize("which", ["of the sockets", "of the calls"])
def test_a_closed_session_is_mended_and_no_vote_is_lost(
    bot: Bot, slack: FakeSlack, ada: User, bo: User, nlp: Channel, card: Message, which: str
) -> None:
    session = bot.session.send.client.session
    closing = [client.aiohttp_client_session for client in clients(bot)] if which == "of the sockets" else [session]
    for task in closing:
        assert isinstance(task, aiohttp.ClientSession)
        asyncio.run_coroutine_threadsafe(task.close(), bot.loop).result(5)
    missed(slack, bo, card)
    slack.disconnect("refresh_requested")
    until(lambda: votes(bot) == 1, 15)
    slack.say(ada, nlp, "<@UPAPERBOY> help", wait=False)
    until(lambda: len(slack.whispered(ada)) == 1)


def test_a_bot_tells_the_record_since_when_it_hears_nothing_and_that_it_ends(bot: Bot, slack: FakeSlack) -> None:
    (running,) = until(
        lambda: [running_bot for running_bot in bot.app.of(Heartbeats).running() if running_bot.silent is not None]
    )
    assert running.platform == "slack" and running.silent is not None and running.silent < 2.0
    slack.deafen(min(slack.sockets.open))
    until(
        lambda: [
            running_bot
            for running_bot in bot.app.of(Heartbeats).running()
            if running_bot.silent and running_bot.silent > 0.5
        ]
    )
    bot.stop()
    assert bot.app.of(Heartbeats).running() == []
