"""`paperboy doctor`: a line a check, its outcome in a word, and never a secret."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from core.home import find_binary
from tests.bots.terminal.conftest import Cli, until


def states(told: str) -> dict[str, str]:
    """Each check and its outcome; every line begins with the outcome."""
    return {line.split()[1]: line.split()[0] for line in told.splitlines()}


def test_a_good_set_up_is_all_ok_but_for_the_workers_nobody_started(kept: Cli) -> None:
    done = kept.run("doctor")
    assert done.returncode == 0 and done.stderr == ""
    assert {name for name, state in states(done.stdout).items() if state != "ok"} == {"workers"}
    assert {"python", "settings", "REDIS_URL", "record", "persistence", "schema", "index"} <= set(states(done.stdout))


def test_a_misspelt_setting_is_a_warning(kept: Cli) -> None:
    done = kept.run("doctor", PAPERBOY_ZON="UTC")
    assert done.returncode == 0 and "warn  settings     PAPERBOY_ZON is no setting" in done.stdout


def test_wrong_settings_fail_the_check(fresh: Cli) -> None:
    done = fresh.run("doctor", PAPERBOY_ZONE="Nowhere")
    assert done.returncode == 1 and states(done.stdout)["settings"] == "fail"


def test_a_record_out_of_reach_fails_the_check_and_shows_no_secret(fresh: Cli) -> None:
    done = fresh.run("doctor", REDIS_URL="redis://:hushhush@127.0.0.1:1/0")
    assert done.returncode == 1 and states(done.stdout)["record"] == "fail"
    assert "REDIS_URL    set" in done.stdout and "hushhush" not in done.stdout + done.stderr


@pytest.fixture
def forgetful(tmp_path: Path) -> Iterator[str]:
    """The address of a Valkey that keeps nothing and throws keys away when it is full."""
    socket = tmp_path / "s"
    options = [
        "--port",
        "0",
        "--unixsocket",
        socket,
        "--save",
        "",
        "--maxmemory-policy",
        "allkeys-lru",
        "--dir",
        tmp_path,
    ]
    with subprocess.Popen([find_binary(), *options], stdout=subprocess.DEVNULL) as process:
        try:
            until(socket.exists)
            yield f"unix://{socket}"
        finally:
            process.kill()


def test_a_server_that_would_lose_papers_is_a_warning_that_says_why(fresh: Cli, forgetful: str) -> None:
    said = next(line for line in fresh.run("doctor", REDIS_URL=forgetful).stdout.splitlines() if "persistence" in line)
    assert said.startswith("warn") and "appendonly is no, not yes" in said and "allkeys-lru, not noeviction" in said


def test_a_server_that_does_not_tell_its_policy_is_a_warning(fresh: Cli, forgetful: str) -> None:
    Redis.from_url(forgetful).acl_setuser("default", enabled=True, nopass=True, commands=["-config"])
    said = fresh.run("doctor", REDIS_URL=forgetful)
    assert said.returncode == 0 and "warn  persistence  the server does not tell" in said.stdout
