"""The prompt: lines, numbers, completion, at a terminal and in a pipe."""

import os
import pty
import re
import select
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bots.terminal.suggest import suggestions
from core import settings
from core.app import Paperboy, open_app
from core.catalog import Catalog
from tests.bots.conftest import Cli
from tests.forks import Forked


@pytest.fixture(scope="module")
def app(kept: Cli) -> Iterator[Paperboy]:
    opened = open_app(settings.read({"PAPERBOY_HOME": str(kept.home)}, None))
    opened.of(Catalog).catch_up()
    yield opened
    opened.close()


def test_lines_from_a_pipe_are_answered_without_a_prompt(kept: Cli) -> None:
    done = kept.run("chat", typed="/papers help search\n\nshow 1706.03762\nquit\nstatus\n")
    assert done.returncode == 0 and done.stderr == "" and "papers>" not in done.stdout
    assert "/papers search" in done.stdout and "Attention Is All You Need" in done.stdout
    assert "Paperboy's status" not in done.stdout


def test_a_letter_does_the_act_of_that_letter(kept: Cli) -> None:
    done = kept.run("chat", typed="show 1810.04805\nc\nc\nshow 1810.04805\nD\n")
    assert "[a] ▲ Worth reading  [b] ▼ Skip  [c] Save  [d] PDF" in done.stdout
    assert "/papers save 1810.04805" in done.stdout and "Saved: BERT" in done.stdout
    assert "/papers unsave 1810.04805" in done.stdout
    assert done.stdout.rstrip().endswith("https://arxiv.org/pdf/1810.04805")


def test_a_number_opens_the_paper_of_the_last_list_and_votes_for_none(kept: Cli) -> None:
    listed = kept.json("ask", "search attention limit:3")
    second, third = (card["id"] for card in listed["cards"][1:3])
    done = kept.run("chat", typed="search attention limit:3\n2\nhelp\n3\n[2]\n")
    opened = done.stdout.partition("papers for")[2]
    assert [item in opened for item in (second, third)] == [True, True]
    assert "/papers vote" not in done.stdout and kept.json("ask", "my-votes")["cards"][0]["title"].startswith(
        "You have not"
    )


def test_the_papers_of_a_list_have_no_letters_and_its_acts_have(kept: Cli) -> None:
    done = kept.run("chat", typed="search attention limit:3\na\n")
    first, _, following = done.stdout.partition("/papers search attention limit:3 page:2")
    assert "[a] Next" in first and "Worth reading" not in first and "4. " in following


def test_a_number_or_letter_that_is_none_is_told(kept: Cli) -> None:
    done = kept.run("chat", typed="search attention limit:3\n99\n0\nz\n")
    assert "There is no paper 99: the last list has 1 to 3." in done.stdout and "There is no paper 0" in done.stdout
    assert "There is no z: the last answer has a." in done.stdout


def test_a_number_before_any_list_is_a_line(kept: Cli) -> None:
    assert "There is no" not in kept.run("chat", typed="2\n").stdout.partition("\n")[0]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("sta", "status "),
        ("/papers sear", "/papers search "),
        ("vote 1706.03762 vo", "vote 1706.03762 vote:"),
        ("vote 1706.03762 vote:u", "vote 1706.03762 vote:up "),
        ("search nets sort:v", "search nets sort:votes "),
        ("export b", "export bibtex "),
        ("help", "help "),
        ("search Attention Is A", "search Attention Is All You Need"),
        ("show Attention Is A", "show 1706.03762 "),
        ("attention is a", "Attention Is All You Need"),
    ],
)
def test_tab_offers_what_the_line_may_go_on_with(app: Paperboy, typed: str, offered: str) -> None:
    assert offered in suggestions(app.of(Catalog), typed)


@pytest.mark.parametrize(
    "typed", ["", " ", "add 17", "zzzz", "vote ", "show 9999.99999 x y", "/papers ", "search \x1b["]
)
def test_tab_never_stumbles(app: Paperboy, typed: str) -> None:
    assert all(isinstance(line, str) for line in suggestions(app.of(Catalog), typed))


@contextmanager
def conversation(cli: Cli) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """`paperboy chat` at its prompt on a terminal, and the process, which has to end by itself on `quit`."""
    master, slave = pty.openpty()
    environ = cli.environ(TERM="xterm", COLUMNS="80", LINES="24")
    with Forked(cli.command("chat"), env=environ, cwd=cli.folder, stdin=slave, stdout=slave, stderr=slave) as process:
        os.close(slave)
        try:
            assert "Traceback" not in read_until(master, "papers> ")
            yield master, process
            os.write(master, b"quit\n")
            assert process.wait(120) == 0
        finally:
            process.kill()
    os.close(master)


def test_a_terminal_has_a_prompt_completion_and_a_history(kept: Cli) -> None:
    with conversation(kept) as (master, process):
        os.write(master, b"sta\t\n")
        text = read_until(master, "up to date", "papers> ") + interrupt(process, master)
    assert "Traceback" not in text
    assert (kept.home / "chat_history").read_text().split("\n")[-3:-1] == ["status ", "quit"]
    assert (kept.home / "chat_history").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("before", "after"), [("", ""), ("\x1b[200~", "\x1b[201~")], ids=["bare", "bracketed"])
def test_a_paste_of_many_lines_is_one_line(kept: Cli, before: str, after: str) -> None:
    with conversation(kept) as (master, _):
        os.write(master, f"{before}add zzyzx\nstatus\nhelp{after}\n".encode())
        text = read_until(master, "papers> ")
        assert "Paperboy's status" not in text and "Type /papers and a command" not in text


def interrupt(process: subprocess.Popen[bytes], master: int) -> str:
    """Press Ctrl-C as a person does: again, where the prompt was not there yet to take it."""
    for _ in range(20):
        process.send_signal(signal.SIGINT)
        if select.select([master], [], [], 1)[0]:
            return read_until(master, "papers> ")
    raise AssertionError("the prompt did not come back")


def read_until(master: int, *texts: str) -> str:
    """What the terminal shows until these texts came, in their order; each may come in pieces."""
    shown = re.compile(".*".join(map(re.escape, texts)), re.DOTALL)
    answer = b""
    while not shown.search(answer.decode("utf-8", "replace")):
        ready, _, _ = select.select([master], [], [], 20)
        assert ready, answer
        answer += os.read(master, 4096)
    return answer.decode("utf-8", "replace")


def test_what_destroys_is_asked_about_and_done_on_a_y(kept: Cli) -> None:
    lines = "save 1810.04805\nforget-me\nn\nsaved\nforget-me\ny\nsaved\ny\n"
    before, asked, after = kept.run("chat", typed=lines).stdout.split("Are you sure? Type y or n.")
    assert "Saved: BERT" in before and "This erases your list of 1 paper" in before
    assert "Nothing was done." in asked and "BERT" in asked
    assert "You are forgotten." in after and "BERT" not in after
