"""What an address holds beside its host and path may be a key: no command shows it, and neither does the log."""

import pytest

from tests.bots.conftest import Cli

CANARY = "kestrel7731"
FEED = f"rss:https://ada:{CANARY}@feeds.invalid/papers.xml?key={CANARY}#{CANARY}"
CLOSED = f"rss:http://127.0.0.1:9/papers.xml?key={CANARY}"


@pytest.mark.parametrize("feed", [FEED, CLOSED, f"rss:ftp://ada:{CANARY}@feeds.invalid/?{CANARY}"])
def test_no_command_and_no_log_shows_what_an_address_keeps_to_itself(fresh: Cli, feed: str) -> None:
    settings = {"PAPERBOY_FEEDS": feed, "PAPERBOY_LOG": "debug"}
    lines = [
        ("fetch", feed),
        ("backfill", feed, "--from", "2026-11-01"),
        ("ask", "sources"),
        ("ask", "home"),
        ("status",),
        ("status", "--json"),
        ("dead", "list"),
        ("doctor",),
    ]
    told = ""
    for line in lines:
        done = fresh.run(*line, **settings)
        assert done.returncode != 70
        told += done.stdout + done.stderr
    assert ("feeds.invalid/papers.xml" in told or "127.0.0.1/papers.xml" in told) == ("ftp" not in feed)
    logs = "".join(path.read_text() for path in fresh.home.glob("*.log*"))
    assert CANARY not in told + logs


def test_no_command_shows_the_password_of_the_record(fresh: Cli) -> None:
    url = f"redis://ada:{CANARY}@127.0.0.1:1/0"
    for line in (("status",), ("doctor",), ("ask", "today"), ("up",)):
        done = fresh.run(*line, REDIS_URL=url, PAPERBOY_LOG="debug")
        assert done.returncode and CANARY not in done.stdout + done.stderr
    assert CANARY not in "".join(path.read_text() for path in fresh.home.glob("*.log*"))
