"""A bot under `paperboy up` that goes deaf: it ends by itself, the supervisor starts another, and no vote is lost."""

import asyncio
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import pytest

from core.app import Paperboy, open_app
from core.host.clock import SYSTEM, Clock
from core.settings import read
from core.store.chats.heartbeats import Heartbeats
from core.store.chats.posts import Posts
from core.store.engine.once import Once
from core.store.engine.record import Record
from core.store.votes.votes import Votes
from tests.bots.conftest import Cli, fresh
from tests.bots.discord.gateway.conftest import Town, fake, led, town
from tests.bots.slack.conftest import papers, place_of, slack, until
from tests.factories import bring
from tests.fakes.discord import FakeDiscord
from tests.fakes.slack import FakeSlack

__all__ = ("fake", "fresh", "led", "slack", "town")  # fixtures

PAPER = "2611.00010"
QUIET = 2
STARTING = 20.0


@pytest.fixture
def clock() -> Clock:
    """The machine's: the fakes tell the time of the processes that they serve."""
    return SYSTEM


@pytest.fixture
def app(fresh: Cli) -> Iterator[Paperboy]:
    """Paperboy on the record of the command's home, which knows eight papers."""
    made = open_app(read(fresh.environ(), None))
    bring(made.of(Record), *papers(8))
    yield made
    made.close()


@contextmanager
def supervised(cli: Cli, process: str, **environ: str) -> Iterator[IO[str]]:
    """What `paperboy up` prints while it runs one process of the Procfile."""
    (cli.folder / "Procfile").write_text(process)
    with cli.start("up", environ=cli.environ(**environ), stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL) as up:
        assert up.stdout
        try:
            yield up.stdout
        finally:
            up.terminate()


def ended(printed: IO[str]) -> list[str]:
    """What was printed until the process ended, that line too."""
    lines = []
    for line in printed:
        lines.append(line.rstrip())
        if "ended with" in line:
            return lines
    raise AssertionError(f"it never ended: {lines}")


def votes(app: Paperboy) -> int:
    return app.of(Votes).tallies([PAPER])[PAPER].up


def test_a_deaf_slack_bot_ends_and_the_next_one_counts_what_it_missed(
    fresh: Cli, app: Paperboy, slack: FakeSlack
) -> None:
    ada, bo = slack.user("ada"), slack.user("bo")
    nlp = slack.channel("nlp", ada, bo)
    slack.sockets.ping_seconds = 0.1
    tokens = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token}
    process = f"slack: python -m tests.fakes.hurried {QUIET} bots.slack"
    with supervised(fresh, process, SLACK_API=slack.url.rstrip("/"), **tokens) as printed:
        until(lambda: len(slack.sockets.open) == 2, STARTING)
        slack.say(ada, nlp, f"<@UPAPERBOY> share {PAPER}")
        (card,) = slack.until(lambda: slack.posted(nlp))
        until(lambda: app.of(Posts).papers_of(place_of(nlp), card.ts))
        until(lambda: "bots: Slack sent the bot something" in fresh.run("status").stdout)
        assert (
            "ok    bots         Slack sent the bot something"
            in fresh.run("doctor", SLACK_API=slack.url.rstrip("/"), **tokens).stdout
        )
        slack.deafen(later=True)
        slack.sockets.drop = 1.0
        slack.react(ada, card, "+1", wait=False)
        lines = ended(printed)
        assert "ended with 75" in lines[-1] and "connecting again did not help" in lines[-2]
        slack.react(bo, card, "+1", wait=False)
        slack.sockets.deafening, slack.sockets.drop = False, 0.0
        until(lambda: votes(app) == 2, STARTING)
    assert app.of(Heartbeats).running() == []


async def test_a_deaf_discord_bot_ends_and_the_next_one_counts_what_it_missed(
    fresh: Cli, app: Paperboy, town: Town, fake: FakeDiscord
) -> None:
    app.of(Once).first(f"hello:discord/{town.guild.id}", 3600)
    environ = {"FAKE_DISCORD": fake.url, "FAKE_DISCORD_READY": "0.05", "DISCORD_TOKEN": fake.token}
    process = f"discord: python -m tests.fakes.hurried {QUIET} tests.fakes.discord.launch bots.discord"
    with supervised(fresh, process, **environ) as printed:
        await fake.until(lambda: fake.connected, STARTING)
        card = await town.shared()
        fake.gateway.freeze(later=True)
        fake.react(town.ada, card, "👍")
        lines = await asyncio.to_thread(ended, printed)
        assert "ended with 75" in lines[-1] and "connecting again did not help" in lines[-2]
        fake.react(town.bo, card, "👍")
        fake.gateway.freezing = False
        await fake.until(lambda: votes(app) == 2, STARTING)
