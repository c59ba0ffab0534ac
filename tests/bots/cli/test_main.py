"""The `paperboy` command itself: quick, plain in a pipe, and one sentence instead of a traceback."""

import json
import os
import pty
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator

import click
import pytest

from bots.cli.main import cli
from tests.bots.conftest import ROOT, Cli
from tests.forks import Forked

HEAVY = {"rich", "redis", "rq", "tantivy", "rapidfuzz", "msgspec", "regex", "core.app", "core.settings", "logging"}
PROGRAMS = (ROOT / "docs" / "programs.md").read_text(encoding="utf-8")


def test_help_imports_nothing_heavy() -> None:
    script = "import sys; from bots.cli.main import run; run(['--help']); print('\\n' + ' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "ingest" in done.stdout
    assert HEAVY & set(done.stdout.splitlines()[-1].split()) == set()


@pytest.mark.parametrize("name", cli.commands)
def test_every_command_explains_itself(name: str) -> None:
    command = cli.resolve_command(click.Context(cli), [name])[1]
    assert command and command.name == name and command.get_help(click.Context(command))
    lines = [command.get_short_help_str(200)]
    assert lines == [cli.commands[name].get_short_help_str(200)]
    lines += [part.get_short_help_str(50) for part in getattr(command, "commands", {}).values()]
    assert all(line.endswith((".", "3")) and len(line) <= 50 and not line.endswith("...") for line in lines)


def test_ask_gives_the_promised_json(kept: Cli) -> None:
    reply = kept.json("ask", "search attention is all you need limit:1")
    assert set(reply) == {"private", "papers", "cards"} and reply["private"] is True
    paper, page = reply["cards"]
    assert set(paper) == {"title", "link", "body", "fields", "buttons", "id"}
    assert set(page) == {"title", "link", "body", "fields", "buttons"}
    assert paper["title"] == "1. Attention Is All You Need" and paper["id"] == "1706.03762"
    assert paper["link"] == "https://arxiv.org/abs/1706.03762"
    assert set(paper["fields"]) == {"by", "why"}
    assert all(set(button) == {"label", "line", "url"} for button in paper["buttons"])
    assert {"vote 1706.03762 up", "show 1706.03762"} <= {button["line"] for button in paper["buttons"]}


def test_the_papers_of_the_promised_json_are_as_the_docs_say(kept: Cli) -> None:
    documented = next(row for row in PROGRAMS.splitlines() if row.startswith("| `paperboy ask LINE --json`"))
    (paper,) = kept.json("ask", "show 1706.03762")["papers"]
    fields = re.findall(r'"(\w+)"', documented.partition('"papers":')[2].partition("]")[0])
    assert fields == [*paper]
    assert (paper["id"], paper["title"], paper["votes"]) == ("1706.03762", "Attention Is All You Need", 0)
    assert paper["authors"][0] == "Ashish Vaswani"
    assert (
        len(kept.json("ask", "search learning limit:25")["papers"]) > 10 and paper["day"] is None
    )  # it was never news


def test_a_card_with_code_has_it_in_the_json_and_alone_in_a_pipe(kept: Cli) -> None:
    (card,) = kept.json("ask", "export", "bibtex", "id:1706.03762")["cards"]
    assert card["code"].startswith("@misc{vaswani2017attention,")
    assert kept.run("ask", "export bibtex id:1706.03762").stdout == card["code"]


def test_an_answer_in_a_pipe_is_plain(kept: Cli) -> None:
    done = kept.run("ask", "search residual learning limit:1")
    assert done.returncode == 0 and done.stderr == ""
    assert "\x1b" not in done.stdout and "Deep Residual Learning" in done.stdout
    assert all(line == line.rstrip() for line in done.stdout.splitlines())


@pytest.mark.parametrize("more", [(), ("--json",)])
@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ("show 9999.99999", 1, "No paper here is called"),
        ("show 2401.12345", 1, "Add it"),
        ("search 2401.12345", 1, "Add it"),
        ("vote nobody up", 1, "No paper here is called"),
        ("export bibtex zzyzx qwrtp", 1, "There is nothing to export"),
        ("export json saved:yes", 1, "There is nothing to export"),
        ("digest pause kites", 1, "No digest here"),
        ("help zyzzyx", 1, "is not a command"),
        ("add https://example.org/kites", 1, "paste its title"),
        ("show qwrtp", 1, "No paper here is called"),
        ("show", 2, "needs a paper's id"),
        ("search kites limit:99", 2, "whole number from 1 to 25"),
        ("search kites sort:best", 2, "“sort:” takes relevance, new or votes, not “best”."),
        ("export bibtex top:yes", 2, "“top:” takes week, month, all, no or"),
        ("today 2026-02-31", 2, "is not a day"),
        ("digest new tz:Nowhere", 2, "There is no time zone"),
        ('search "kites', 2, "quotation mark"),
    ],
)
def test_what_is_refused_or_wrong_has_its_exit_code_and_no_output(
    kept: Cli, line: str, code: int, told: str, more: tuple[str, ...]
) -> None:
    done = kept.run("ask", *more, line)
    assert (done.returncode, done.stdout) == (code, "") and told in done.stderr


@pytest.mark.parametrize(
    "line", ["search zzyzx qwrtp", "saved", "top 14d", "show attention is all you need", "thanks!"]
)
def test_what_is_answered_is_exit_code_0(kept: Cli, line: str) -> None:
    done = kept.run("ask", line)
    assert done.returncode == 0 and done.stderr == "" and done.stdout


def test_days_are_written_as_people_read_them(fresh: Cli) -> None:
    for command in ("fetch", "backfill"):
        shown = fresh.run(command, "--help").stdout
        assert "YYYY-MM-DD" in shown and "%" not in shown
    wrong = fresh.run("backfill", "hf", "--from", "last week")
    assert wrong.returncode == 2 and "Write it as YYYY-MM-DD" in wrong.stderr and "%" not in wrong.stderr
    for command in (
        ("fetch", "hf", "--date"),
        ("backfill", "hf", "--from"),
        ("backfill", "hf", "--from", "2026-03-02", "--to"),
    ):
        ahead = fresh.run(*command, "9990-01-01")
        assert ahead.returncode == 2 and ahead.stderr == "paperboy: 9990-01-01 has not come yet.\n"
    swapped = fresh.run("backfill", "hf", "--from", "2026-03-02", "--to", "2026-03-01")
    assert swapped.returncode == 2 and "swap them" in swapped.stderr


def test_a_backfill_of_which_every_day_is_refused_is_exit_code_1(fresh: Cli) -> None:
    done = fresh.run("backfill", "hf", "--from", "2026-03-02", "--to", "2026-03-03", PAPERBOY_HF="http://127.0.0.1:9")
    assert done.returncode == 1 and done.stdout == ""
    assert "2026-03-02" in done.stderr and "2026-03-03" in done.stderr
    assert fresh.run("fetch", "nosuch").returncode == 2


@pytest.mark.parametrize(
    "line", ["\x00", "\udcff", "a" * 20_000, '"', "search " + "(" * 5000, "/papers", "add \x1b[2J"]
)
def test_a_hostile_line_is_answered_in_a_sentence(kept: Cli, line: str) -> None:
    done = kept.run("ask", line)
    assert done.returncode in (0, 1, 2) and (done.stdout + done.stderr).strip()
    assert "Traceback" not in done.stdout + done.stderr and "\x1b" not in done.stdout + done.stderr


def test_status_gives_the_figures_it_shows(kept: Cli) -> None:
    figures = kept.json("status")
    assert figures["papers"] == figures["index"] > 20 and figures["queue"] == 0
    shown = kept.run("status").stdout.splitlines()
    assert [line.partition(":")[0] for line in shown] == list(figures)


def test_status_says_that_a_folder_called_env_is_not_read(fresh: Cli) -> None:
    (fresh.folder / ".env").mkdir()
    assert ".env is a folder" in fresh.run("status").stderr


def test_a_check_of_the_status_tells_monitors_only_what_needs_somebody(kept: Cli) -> None:
    done = kept.run("status", "--check", PAPERBOY_FEEDS="none")
    assert done.returncode == 1
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == ["workers", "senders"]
    done = kept.run("status", "--check", "--json", PAPERBOY_FEEDS="none")
    assert (done.returncode, json.loads(done.stdout)) == (1, {"workers": 0, "senders": 0})


def test_wrong_settings_are_all_named_at_once(fresh: Cli) -> None:
    done = fresh.run("ask", "help", PAPERBOY_ZONE="Nowhere", PAPERBOY_MEMORY="tiny", REDIS_URL="ftp://:hush@x")
    assert done.returncode == 2 and done.stdout == "" and len(done.stderr.splitlines()) == 1
    assert all(name in done.stderr for name in ("PAPERBOY_ZONE", "PAPERBOY_MEMORY", "REDIS_URL"))
    assert "hush" not in done.stderr


def test_wrong_usage_is_exit_code_2(fresh: Cli) -> None:
    for args in (["ask"], ["sing"], ["ask", "--loud", "x"]):
        done = fresh.run(*args)
        assert done.returncode == 2 and "Traceback" not in done.stderr


def test_an_unknown_command_of_digest_is_no_search(fresh: Cli) -> None:
    done = fresh.run("digest", "frob")
    assert (done.returncode, done.stdout) == (2, "") and "“digest frob” is no command." in done.stderr
    assert "new, list, edit" in done.stderr


def test_a_reader_that_leaves_early_hears_no_complaint(kept: Cli) -> None:
    with kept.start("ask", "week date:2026-11-20 limit:10", stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == ""


def test_an_output_that_cannot_be_written_is_one_sentence(kept: Cli) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123
        command, environ = kept.command("status"), kept.environ()
        process = Forked(command, env=environ, cwd=kept.folder, stdout=full, stderr=subprocess.PIPE, text=True)
        complaint = process.communicate()[1]
    assert process.returncode == 1 and complaint == "paperboy: The system refused that: No space left on device.\n"


def test_a_home_that_cannot_be_made_is_one_sentence(fresh: Cli) -> None:
    (fresh.folder / "file").touch()
    done = fresh.run("ask", "help", PAPERBOY_HOME=str(fresh.folder / "file" / "home"))
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1 and "Traceback" not in done.stderr


@pytest.fixture
def babbler() -> Iterator[str]:
    """The address of a server that speaks no Redis."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def babble() -> None:
            while True:
                try:
                    line, _ = listener.accept()
                except OSError:
                    return
                with line:
                    line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=babble, daemon=True).start()
        yield f"redis://:hush@127.0.0.1:{listener.getsockname()[1]}/0"
        listener.shutdown(socket.SHUT_RDWR)


def test_a_record_that_is_none_is_one_sentence(fresh: Cli, babbler: str) -> None:
    done = fresh.run("ask", "help", REDIS_URL=babbler)
    assert done.returncode == 2 and done.stdout == ""
    assert len(done.stderr.splitlines()) == 1 and done.stderr.startswith("paperboy: ")
    assert "hush" not in done.stderr and "Traceback" not in done.stderr


def test_a_fault_of_ours_has_a_short_reference_and_its_traceback_in_the_log(fresh: Cli) -> None:
    script = (
        "from bots.cli import main as cli\nfrom bots.terminal import session\n"
        "@cli.cli.command()\n"
        "def stumble():\n"
        "    session.read_settings()\n"
        "    raise KeyError('gone')\n"
        "import sys; sys.argv[1:] = ['stumble']; cli.main()"
    )
    done = subprocess.run([sys.executable, "-c", script], env=fresh.environ(), capture_output=True, text=True)
    assert done.returncode == 70 and done.stdout == "" and len(done.stderr.splitlines()) == 1
    reference = done.stderr.split()[-1]
    log = (fresh.home / "terminal.log").read_text()
    assert "Traceback" in log and reference.strip("()") in log


@pytest.mark.parametrize(
    "line",
    ["ask help", "ask today limit:10", "ask --json today", "status", "doctor", "--help", "dead list", "init discord"],
)
def test_a_reader_that_has_read_enough_makes_no_command_fail(kept: Cli, line: str) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    environ, nobody = kept.environ(DISCORD_TOKEN=""), subprocess.DEVNULL
    with Forked(
        kept.command(*line.split()), env=environ, cwd=kept.folder, stdin=nobody, stdout=writes, stderr=subprocess.PIPE
    ) as process:
        os.close(writes)
        assert (process.communicate()[1], process.returncode) == (b"", 0)


def test_what_destroys_is_done_for_a_script_only_where_it_says_yes(kept: Cli) -> None:
    kept.run("ask", "save 1810.04805")
    refused = kept.run("ask", "forget-me")
    assert (refused.returncode, refused.stdout) == (1, "") and "--yes" in refused.stderr
    assert refused.stderr.count("\n") == 1 and kept.json("ask", "saved")["cards"][0]["id"] == "1810.04805"
    assert kept.run("ask", "--yes", "forget-me").returncode == 0
    assert "id" not in kept.json("ask", "saved")["cards"][0]


@pytest.mark.parametrize(("typed", "code"), [(b"n\n", 1), (b"\n", 1), (b"y\n", 0)])
def test_at_a_terminal_what_destroys_is_asked_about(kept: Cli, typed: bytes, code: int) -> None:
    master, slave = pty.openpty()
    os.write(master, typed)
    with kept.start("ask", "forget-me", stdin=slave, stderr=subprocess.PIPE) as process:
        shown, asked = process.communicate()
    os.close(slave)
    os.close(master)
    assert process.returncode == code and "[y/N]" in asked
    assert ("You are forgotten." in shown) == (code == 0)
