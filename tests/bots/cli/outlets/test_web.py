"""`paperboy web` as somebody types it: the address that it prints leads to the day's papers."""

import re
import signal
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.bots.conftest import SAMPLE, Cli
from tests.fakes.relay import free_port

pytestmark = pytest.mark.real


@contextmanager
def served(cli: Cli, port: int, **more: str) -> Iterator[str]:
    """The address that the command prints, while it runs; at the end it is killed."""
    with cli.start("web", environ=cli.environ(PAPERBOY_WEB=f"127.0.0.1:{port}", **more)) as process:
        assert process.stdout
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found
        try:
            yield found[0]
        finally:
            process.send_signal(signal.SIGKILL)


def page(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def test_the_address_it_prints_shows_the_day_and_still_does_after_a_kill(fresh: Cli) -> None:
    port = free_port()
    fresh.run("ingest", SAMPLE / "dense.txt")
    with served(fresh, port) as first:
        assert page(first)[0] == 200 and "Attention is all you need" in page(first)[1]
        assert page(f"http://127.0.0.1:{port}/")[0] == 404
    with served(fresh, port) as second:
        assert second == first and page(first)[0] == 200


def test_papers_without_a_list_are_said_to_be_there(fresh: Cli) -> None:
    fresh.run("ingest", SAMPLE / "papers.json")
    with served(fresh, free_port(), PAPERBOY_PAGES="public") as address:
        assert "/l/" not in address
        shown = page(address)[1]
        assert "No list of a day is here yet." in shown and "Search the papers that are here" in shown
    said = fresh.run("ask", "today").stdout
    assert "No list of a day is here yet." in said and "search finds them" in said


def test_bounce_without_a_mail_says_that_none_came(fresh: Cli) -> None:
    done = fresh.run("bounce", typed="\n")
    assert (done.returncode, done.stdout) == (0, "No mail came.\n")


def test_learn_tells_another_file_from_a_damaged_one(fresh: Cli) -> None:
    (fresh.folder / "log.txt").write_text("The pages are here.\n")
    (fresh.folder / "half.json").write_text('{"guild": {"id": "1"')
    assert "neither a Slack export" in fresh.run("learn", fresh.folder / "log.txt").stderr
    assert "damaged or only half there" in fresh.run("learn", fresh.folder / "half.json").stderr
