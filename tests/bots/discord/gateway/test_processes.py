"""`python -m bots.discord` as the Procfile starts it, led to the fake by the launcher only: it ends well, and a kill loses nothing."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from core.app import Paperboy
from core.model import Tally
from core.store.engine.once import Once
from core.store.engine.record import Record
from core.store.votes.votes import Votes
from tests.bots.discord.gateway.conftest import PAPER, Town
from tests.fakes.discord import FakeDiscord
from tests.forks import Forked

ROOT = Path(__file__).parents[4]
POST = "POST /channels/{channel}/messages"
STARTING = 20.0


@asynccontextmanager
async def process(fake: FakeDiscord, home: Path, record: str, **more: str) -> AsyncIterator[Forked]:
    """The bot in a process of its own, connected; killed at the end where it still runs."""
    environ = {"FAKE_DISCORD": fake.url, "FAKE_DISCORD_READY": "0.05", "DISCORD_TOKEN": fake.token}
    environ |= {"PAPERBOY_HOME": str(home), "REDIS_URL": record, "PYTHONPATH": str(ROOT)} | more
    command = [sys.executable, "-W", "ignore", "-m", "tests.fakes.discord.launch", "bots.discord"]
    made = await asyncio.to_thread(Forked, command, cwd=home, env=os.environ | environ, stderr=subprocess.PIPE)
    try:
        await fake.until(lambda: fake.connected or made.poll() is not None, STARTING)
        yield made
    finally:
        if made.poll() is None:
            made.kill()
            await asyncio.to_thread(made.communicate)


async def ended(made: Forked) -> tuple[int | None, str]:
    """How a process ended, and what it said."""
    _, text = await asyncio.to_thread(made.communicate, timeout=15)
    return made.returncode, text.decode()


async def test_after_a_signal_what_was_begun_is_finished_and_a_kill_loses_no_vote(
    town: Town, fake: FakeDiscord, app: Paperboy, tmp_path: Path
) -> None:
    app.of(Once).first(f"hello:discord/{town.guild.id}", 3600)
    async with process(fake, tmp_path, app.of(Record).url) as bot:
        card = await town.shared()
        fake.fault("PATCH /webhooks/*/messages/*", delay=0.5)
        act = await fake.slash(town.ada, town.nlp, "papers search", query="tidal").done()
        bot.send_signal(signal.SIGTERM)
        code, answer = await ended(bot)
        assert (code, len(act.answers)) == (0, 1)
        assert "Traceback" not in answer and fake.token not in answer
    fake.react(town.ada, card, "👍")
    async with process(fake, tmp_path, app.of(Record).url) as bot:
        await fake.until(lambda: app.of(Votes).tallies([PAPER])[PAPER] == Tally(up=1))
        bot.kill()
        await asyncio.to_thread(bot.communicate)
        fake.react(town.bo, card, "👍")
        fake.unreact(town.ada, card, "👍")
        fake.react(town.ada, card, "👎")
    async with process(fake, tmp_path, app.of(Record).url):
        await fake.until(lambda: app.of(Votes).tallies([PAPER])[PAPER] == Tally(up=1, down=1))
    assert fake.calls[POST] == 1


async def test_a_gateway_that_refuses_the_token_ends_the_process_with_one_line(
    town: Town, fake: FakeDiscord, app: Paperboy, tmp_path: Path
) -> None:
    fake.gateway.token = "another"
    async with process(fake, tmp_path, app.of(Record).url) as bot:
        code, answer = await ended(bot)
    assert code == 2
    assert answer.startswith("Discord refuses DISCORD_TOKEN.") and answer.count("\n") == 1
