"""`paperboy doctor`: a line a check, its outcome in a word, and never a secret."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis import Redis

from bots.cli.doctor import Check, post_checks
from core.app import Paperboy
from core.store.engine.record import Record
from core.store.papers.feeds import Feeds, Health
from tests.bots.cli.test_dead import lost_post
from tests.bots.conftest import Cli
from tests.core.conftest import app
from tests.fakes.proxy import FakeProxy
from tests.servers import LOGGED, OLDEST, needs_redis, serving

assert app


def states(told: str) -> dict[str, str]:
    """Each check and its outcome; every line begins with the outcome."""
    return {line.split()[1]: line.split()[0] for line in told.splitlines()}


def test_a_good_set_up_is_all_ok_but_for_the_processes_nobody_started(kept: Cli) -> None:
    done = kept.run("doctor")
    assert done.returncode == 0 and done.stderr == ""
    assert {name for name, state in states(done.stdout).items() if state != "ok"} == {"workers", "senders"}
    assert {"python", "settings", "REDIS_URL", "record", "persistence", "schema", "index"} <= set(states(done.stdout))


def test_a_misspelt_setting_is_a_warning(kept: Cli) -> None:
    done = kept.run("doctor", PAPERBOY_ZON="UTC")
    assert done.returncode == 0 and "warn  settings     PAPERBOY_ZON is not a setting" in done.stdout


def test_a_post_that_was_given_up_is_a_warning(app: Paperboy) -> None:
    assert Check("ok", "posts", "none given up") in post_checks(app)
    lost_post(app, "dead")
    assert Check("warn", "posts", "1 given up; `paperboy dead list` says why") in post_checks(app)


def test_wrong_settings_fail_the_check(fresh: Cli) -> None:
    done = fresh.run("doctor", PAPERBOY_ZONE="Nowhere")
    assert done.returncode == 1 and states(done.stdout)["settings"] == "fail"


def test_a_record_out_of_reach_fails_the_check_and_shows_no_secret(fresh: Cli) -> None:
    done = fresh.run("doctor", REDIS_URL="redis://:hushhush@127.0.0.1:1/0")
    assert done.returncode == 1 and states(done.stdout)["record"] == "fail"
    assert "REDIS_URL    set" in done.stdout and "hushhush" not in done.stdout + done.stderr


def test_a_bot_that_does_not_run_though_its_token_is_set_is_a_warning(kept: Cli) -> None:
    slack = {
        "SLACK_BOT_TOKEN": "xoxb-1-2-abcdef",
        "SLACK_APP_TOKEN": "xapp-1-abcdef",
        "SLACK_API": "http://127.0.0.1:9",
    }
    told = kept.run("doctor", **slack).stdout
    assert "warn  bots         no Slack bot runs; `paperboy up` runs it" in told and "Discord bot" not in told


@pytest.fixture
def forgetful(tmp_path: Path) -> Iterator[str]:
    """The address of a server that keeps nothing and throws keys away when it is full."""
    with serving(tmp_path, "--maxmemory-policy", "allkeys-lru") as url:
        yield url


def test_a_server_that_would_lose_papers_fails_the_check(fresh: Cli, forgetful: str) -> None:
    done = fresh.run("doctor", REDIS_URL=forgetful)
    assert done.returncode == 1 and states(done.stdout)["record"] == "fail" and "PAPERBOY_ACCEPT_SERVER" in done.stdout


def test_a_server_that_would_lose_papers_stays_a_fault_when_it_was_accepted(fresh: Cli, forgetful: str) -> None:
    done = fresh.run("doctor", REDIS_URL=forgetful, PAPERBOY_ACCEPT_SERVER="yes")
    faults = [line for line in done.stdout.splitlines() if line.startswith("fail")]
    assert done.returncode == 1 and len(faults) == 2 and all("persistence" in line for line in faults)
    assert "appendonly is no, not yes" in faults[1] and "allkeys-lru, not noeviction" in faults[0]
    assert fresh.run("status", REDIS_URL=forgetful, PAPERBOY_ACCEPT_SERVER="yes").returncode == 0


def test_a_server_that_does_not_tell_how_it_syncs_is_a_warning(fresh: Cli, tmp_path: Path) -> None:
    with serving(tmp_path, *LOGGED) as url:
        Redis.from_url(url).acl_setuser("default", enabled=True, nopass=True, commands=["-config"])
        done = fresh.run("doctor", REDIS_URL=url)
    assert done.returncode == 0 and "warn  persistence  the server does not say" in done.stdout


@needs_redis
def test_the_oldest_server_is_named_with_what_is_needed(fresh: Cli, tmp_path: Path) -> None:
    with serving(tmp_path, *LOGGED, binary=OLDEST) as url:
        done = fresh.run("doctor", REDIS_URL=url)
    assert done.returncode == 0 and "(needs Redis 7.0 or newer, or Valkey)" in done.stdout
    assert states(done.stdout)["persistence"] == "ok"


@pytest.mark.parametrize(("mode", "state", "code"), [(0o600, "ok", 0), (0o640, "fail", 1), (0o604, "fail", 1)])
def test_a_file_of_tokens_that_others_may_read_fails_the_check(fresh: Cli, mode: int, state: str, code: int) -> None:
    file = fresh.folder / ".env"
    file.write_text("PAPERBOY_ZONE=UTC\n")
    file.chmod(mode)
    done = fresh.run("doctor")
    assert states(done.stdout)[".env"] == state and done.returncode == code
    assert ("chmod 600" in done.stdout) == (state == "fail")


def test_a_model_that_sums_papers_up_has_its_row_and_its_key_is_not_shown(kept: Cli) -> None:
    model = {"PAPERBOY_SUMMARY_URL": "http://models.example.org/v1", "PAPERBOY_SUMMARY_KEY": "sk-hushhush"}
    half = kept.run("doctor", **model).stdout
    assert "fail  summaries    off: set both PAPERBOY_SUMMARY_URL and PAPERBOY_SUMMARY_MODEL" in half
    told = kept.run("doctor", **model, PAPERBOY_SUMMARY_MODEL="small").stdout
    assert "ok    summaries    small at models.example.org, asked 0 of at most 200 times today" in told
    assert "warn  summaries    the key goes out unencrypted" in told and "hushhush" not in told + half


def test_a_proxy_is_told_of_with_what_is_left_to_it_and_without_its_password(fresh: Cli) -> None:
    with FakeProxy({}, password="ada:hushhush") as proxy:
        done = fresh.run("doctor", HTTPS_PROXY=proxy.url)
    place = proxy.place
    assert f"ok    proxy        {place} answers. It finds the addresses of hosts" in done.stdout
    assert "hushhush" not in done.stdout + done.stderr
    assert f"fail  proxy        {place} cannot be reached" in fresh.run("doctor", HTTPS_PROXY=proxy.url).stdout


def test_a_feed_that_fails_or_that_nobody_asks_has_its_row(fresh: Cli) -> None:
    assert fresh.lease
    feeds, now = Feeds(Record(fresh.lease.url)), datetime.now(UTC)
    days = {name: now - timedelta(days=count) for name, count in (("arxiv:cs.CL", 2), ("hf", 6), ("biorxiv", 0))}
    feeds.set_health("arxiv:cs.CL", Health(), Health(error="It answers with status 500.", failing=days["arxiv:cs.CL"]))
    for name in ("hf", "biorxiv"):
        feeds.set_health(name, Health(), Health(success=days[name]))
    done = fresh.run("doctor", PAPERBOY_FEEDS="arxiv:cs.CL, hf, biorxiv, medrxiv", PAPERBOY_ZONE="UTC")
    rows = [line.split(maxsplit=2) for line in done.stdout.splitlines() if line.split()[1] == "feeds"]
    assert done.returncode == 1 and [row[0] for row in rows] == ["fail", "fail", "warn", "ok"]
    assert (
        rows[0][2].startswith("arXiv (cs.CL) has failed since ") and "status 500. Paperboy keeps trying" in rows[0][2]
    )
    assert rows[1][2].startswith("Hugging Face was last read on ") and rows[1][2].endswith("`paperboy up` reads it")
    assert rows[2][2].startswith("medRxiv was not asked yet") and rows[3][2] == "bioRxiv: none failing"
