"""Whatever is started on a server that cannot be used says so in one line, in time, and ends with 2."""

import os
import socket
import time
from pathlib import Path

import pytest

from tests.forks import FORKER

ROOT = Path(__file__).parents[1]
SECRET = "hush-hush"
TOKENS = {
    "SLACK_BOT_TOKEN": "xoxb-1234567890-abc",
    "SLACK_APP_TOKEN": "xapp-1234567890-abc",
    "DISCORD_TOKEN": f"{'a' * 24}.{'b' * 6}.{'c' * 30}",
}
LONGEST = 12.0
"""Seconds in which a process must have said what is wrong."""

COMMANDS = (
    "bots.cli status", "bots.cli ask top", "bots.cli ingest papers.txt", "bots.cli chat", "bots.cli up",
    "bots.cli backup saved.pb", "bots.cli dead list", "bots.cli audit",
    "bots.cli fetch hf", "bots.cli backfill hf --from 2026-11-01",
    "bots.slack", "bots.discord", "workers ingest", "workers deliver", "workers schedule",
)  # fmt: skip


def run(command: str, folder: Path, url: str) -> tuple[int, str, float]:
    """The exit code of `python -m ...`, what it wrote to stderr, and the seconds it took."""
    (folder / "papers.txt").write_text("Kites\n", encoding="utf-8")
    (folder / "Procfile").write_text("ingest: python -m workers ingest\n", encoding="utf-8")
    environ = {**os.environ, **TOKENS, "PYTHONPATH": str(ROOT), "PAPERBOY_HOME": str(folder / "home"), "REDIS_URL": url}
    start = time.monotonic()
    done = FORKER.run(*command.split(), env=environ, cwd=folder)
    assert done.stdout == ""
    return done.returncode, done.stderr, time.monotonic() - start


@pytest.mark.parametrize("command", COMMANDS)
def test_a_server_that_cannot_be_reached_ends_it_with_one_line(command: str, tmp_path: Path) -> None:
    code, told, _ = run(command, tmp_path, f"redis://:{SECRET}@127.0.0.1:1/0")
    assert told.count("\n") == 1 and "REDIS_URL" in told and "nothing listens there" in told and SECRET not in told
    assert code == 2


@pytest.mark.parametrize("command", ["bots.cli status", "bots.slack", "workers ingest"])
def test_a_server_that_never_answers_ends_it_in_time(command: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        code, told, took = run(command, tmp_path, f"redis://:{SECRET}@127.0.0.1:{door.getsockname()[1]}/0")
    assert code == 2 and told.count("\n") == 1 and "REDIS_URL" in told and SECRET not in told
    assert took < LONGEST
