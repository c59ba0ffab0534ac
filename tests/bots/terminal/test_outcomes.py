"""What became of a paper that somebody added at a terminal: `ask` waits for it a while, `chat` prints it when it comes."""

import os
from collections.abc import Iterator

import pytest

from tests.bots.conftest import Cli, until
from tests.bots.terminal.test_chat import conversation, read_until
from tests.fakes.arxiv import Arxiv, arxiv

ADD = "add https://arxiv.org/abs/2611.09999"
UNKNOWN = "add 2612.99999"


@pytest.fixture
def source() -> Iterator[Arxiv]:
    with arxiv() as running:
        running.papers["2611.09999"] = "Tidal Gramophones"
        yield running


def test_without_a_worker_ask_says_so_and_how_to_look(fresh: Cli) -> None:
    done = fresh.run("ask", ADD)
    assert (done.returncode, done.stderr) == (0, "")
    assert "2611.09999 waits for a worker" in done.stdout
    assert "It is not here yet. Look again with: paperboy ask show arxiv:2611.09999" in done.stdout
    assert "papers to fetch: 1; 2611.09999: waiting" in fresh.run("status").stdout


def test_ask_waits_for_what_a_worker_brings(fresh: Cli, source: Arxiv) -> None:
    with fresh.worker(**source.environ):
        until(lambda: "1 running" in fresh.run("status").stdout)
        done = fresh.run("ask", ADD)
        assert done.returncode == 0 and "Fetching 2611.09999" in done.stdout and "Tidal Gramophones" in done.stdout
        (card,) = fresh.json("ask", "add 2611.09999")["cards"]
        assert card["title"] == "Tidal Gramophones"
        refused = fresh.run("ask", "--json", UNKNOWN)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert "arXiv does not know 2612.99999." in refused.stderr
        (dead,) = fresh.json("dead", "list")["dead"]
        assert dead["why"] == "arXiv does not know 2612.99999."
        source.papers["2612.99999"] = "Quiet Gramophones"
        assert "asks its source again" in fresh.run("dead", "retry", dead["name"]).stdout
        until(lambda: "Quiet Gramophones" in fresh.run("ask", "show 2612.99999").stdout)
        piped = fresh.run("chat", typed="add 2612.88888\nstatus\n").stdout
        assert "arXiv does not know 2612.88888." in piped.partition("Paperboy's status")[0]


def test_chat_prints_what_came_above_what_is_typed(fresh: Cli, source: Arxiv) -> None:
    with conversation(fresh) as (master, _):
        os.write(master, f"{ADD}\n".encode())
        read_until(master, "papers> ")
        os.write(master, b"stat")
        with fresh.worker(**source.environ):
            assert "Tidal Gramophones" in read_until(master, "papers> stat")
        os.write(master, b"us\n")
        read_until(master, "Paperboy's status")
