"""Every command that the README and docs/ show is run, in the order of the pages, on one home with fakes in place of the world.

What cannot be run here is checked to parse, and stands in `ELSEWHERE` with its reason and, where there is one, the test that runs it.
"""

import json
import re
import shlex
import signal
import smtplib
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click
import pytest

import core.commands.verbs  # noqa: F401 (the verbs declare themselves)
from bots.cli.main import cli
from core.commands.grammar import Misread, read
from tests.bots.conftest import Cli, listing
from tests.chaos.__main__ import CAMPAIGNS
from tests.factories import abstract
from tests.fakes.feedserver import Asked, FeedServer, Line, page
from tests.fakes.hooks import FakeHooks
from tests.fakes.relay import free_port
from tests.test_readme import ROOT, TEXTS

PROGRAMS = ("paperboy", "/papers", "make", "python", "pip", "uv", "docker", "pre-commit", ".ci/run")

ELSEWHERE = {
    "paperboy up": ("it runs until it is stopped", "tests/bots/cli/test_walk.py"),
    "paperboy web": ("it runs until it is stopped", "tests/bots/cli/outlets/test_web.py"),
    "paperboy mcp": ("an agent's program talks to it", "tests/bots/mcp"),
    "paperboy mail catch mails": ("it runs until it is stopped", "tests/bots/cli/test_shown_commands.py"),
    "paperboy init slack": ("it needs a Slack", "tests/bots/cli/test_setup.py"),
    "paperboy init discord": ("it needs a Discord", "tests/bots/cli/test_setup.py"),
    "paperboy service install": ("it changes the user's services", "tests/bots/cli/test_service.py"),
    "paperboy service remove": ("it changes the user's services", "tests/bots/cli/test_service.py"),
    "paperboy demo": ("it takes many seconds", "tests/bots/cli/test_demo.py"),
    "paperboy salvage": ("it needs a damaged record", "tests/bots/cli/test_record.py"),
    "paperboy bounce --imap": ("it needs a box", "tests/bots/mail/test_returned.py"),
    "paperboy backfill hf --from 2024-06-01": (
        "it asks for hundreds of days, half a second apart",
        "tests/core/feeds/test_more_sources.py",
    ),
    "paperboy learn FILE": ("it needs an export of a chat", "tests/bots/cli/test_learn.py"),
    "paperboy hooks --key ID": ("the id of a webhook is drawn", "tests/bots/cli/outlets/test_hooks.py"),
    "paperboy digest confirm CODE": ("the code is drawn", "tests/bots/mail/test_by_chat.py"),
    "paperboy digest new to:ada@example.org": ("it sends a code by mail", "tests/bots/mail/test_by_chat.py"),
}
"""Commands that are only parsed here: why, and where they are run."""

LONG = ("docker compose up", "uv run", "pip install .", "pre-commit install")
"""Lines of other programs, which install or build much: the files that they read are looked at instead."""

ENDS = {"paperboy status --check": 1}
"""Commands that say by another end than 0 how things are: no worker runs here."""

STAND_INS: Mapping[str, str] = {
    "FILE...": "listing.json", "FILE": "saved.pb", "NAME|all": "all", "LINE": "today", "--from-folder DIR": "--from-folder days",
    "retry NAME": "retry all", "DIR": "pages", "...": "T0001/B0001/slacksecret0001", "inbox/*.eml": "inbox/alert.eml",
}  # fmt: skip
"""What stands in the place of words that a reader replaces."""

MAIL = """From: arXiv <no-reply@arxiv.org>\nSubject: a list\nDate: Fri, 20 Nov 2026 09:00:00 +0000\n\n
arXiv:2611.00123\nTitle: Kites in the Wind\nAuthors: Ada Byron\n\\\\\n  We fly kites.\n"""
BIBLIOGRAPHY = "@article{byron, title={Kites of the North}, author={Byron, Ada}, year={2026}}\n"
REPORT = "From: mail@example.org\nTo: bounce+0@example.org\nSubject: Undelivered\n\nNo such user.\n"


def shown() -> Iterator[tuple[str, str, bool]]:
    """The page, the command and whether it stands in a block, for every command that is shown."""
    for path in TEXTS:
        text = path.read_text("utf-8")
        for block in re.findall(r"```(?:sh)?\n(.*?)```", text, re.DOTALL):
            lines = (re.sub(r"\s+#.*", "", line).strip() for line in block.splitlines())
            yield from ((path.name, part, True) for line in lines for part in line.split(" && ") if _is_command(part))
        spans = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
        yield from ((path.name, part, False) for span in spans for part in span.split(" && ") if _is_command(part))


def _is_command(text: str) -> bool:
    return text.split(" ")[0] in PROGRAMS


def commands(program: str) -> list[str]:
    """The commands of one program, each once."""
    return list(dict.fromkeys(line for _, line, _ in shown() if line.split(" ")[0] == program))


def words_of(line: str) -> list[str]:
    """The words of a line after its program, with stand-ins, and without what the shell does with files."""
    for name, stand_in in STAND_INS.items():
        line = line.replace(name, stand_in)
    words = shlex.split(line)[1:]
    return words[: min((words.index(sign) for sign in "<>" if sign in words), default=len(words))]


def is_name(words: list[str]) -> bool:
    """Whether a line is only the name of a command that needs more: the page speaks of it."""
    return len(words) <= 1 and (not words or words[0] in cli.commands)


@pytest.mark.parametrize("line", commands("paperboy"))
def test_a_command_parses_as_it_is_shown(line: str) -> None:
    words, command, context = words_of(line.replace("COMMAND", "status")), cli, click.Context(cli)
    if is_name(words):
        assert not words or words[0] in cli.commands
        return
    while isinstance(command, click.Group):
        name, found, words = command.resolve_command(context, words)
        assert found, line
        command, context = found, click.Context(found, info_name=name, parent=context)  # type: ignore[assignment]
        if not words:
            break
    if "--help" not in words:
        command.parse_args(context, words)


def test_what_is_run_elsewhere_is_shown_and_its_test_is_there() -> None:
    assert ELSEWHERE.keys() <= set(commands("paperboy"))
    assert [test for _, test in ELSEWHERE.values() if not (ROOT / test).exists()] == []


@pytest.mark.parametrize("line", commands("/papers"))
def test_a_line_of_a_chat_is_read_as_it_is_shown(line: str) -> None:
    given = read(line.replace(" ID", " 2611.00001").replace("CODE", "123456"))
    assert given.row and not isinstance(given, Misread), line


@pytest.mark.parametrize("line", commands("make"))
def test_a_target_of_make_is_there(line: str) -> None:
    done = subprocess.run(["make", "-n", *words_of(line)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("line", commands("python"))
def test_a_module_is_there_and_knows_what_it_is_given(line: str) -> None:
    _, flag, module, *more = line.split(" ")
    assert flag == "-m" and find_spec(module)
    if module == "tests.chaos":
        assert more in (["NAME"], *([name] for name in CAMPAIGNS))
    elif module == "tests.bench" and more != ["NAME"]:
        assert find_spec(f"{module}.{more[0]}")
    elif module == "workers":
        assert more[0] in import_module("workers.__main__").__doc__ or f"workers {more[0]}" in (
            ROOT / "Procfile"
        ).read_text("utf-8")


def test_what_other_programs_are_given_is_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for line in [*commands("pip"), *commands("uv"), *commands("docker"), *commands("pre-commit"), *commands(".ci/run")]:
        if (extra := re.fullmatch(r"pip install 'paperboy\[(\w+)\]'", line)) or (
            extra := re.match(r"uv run --extra (\w+) ", line)
        ):
            assert extra[1] in project["optional-dependencies"]
        else:
            assert line.startswith(LONG) or line == ".ci/run", f"{line}: run it, or say why not"
    assert all((ROOT / name).exists() for name in ("compose.yaml", "Dockerfile", ".pre-commit-config.yaml", ".ci/run"))


def todays(asked: Asked, line: Line) -> None:
    """A Hugging Face whose every day has one paper."""
    day = asked.query.get("date") or datetime.now(UTC).date().isoformat()
    number = f"2611.{int(day[-2:]):05d}"
    paper = {"id": number, "title": f"Kites of {day}", "summary": abstract("new"), "authors": [], "upvotes": 5}
    listed = [{"paper": {**paper, "publishedAt": f"{day}T08:00:00Z"}, "title": paper["title"], "numComments": 0}]
    page(json.dumps(listed).encode(), kind="application/json")(asked, line)


@pytest.fixture
def reader(fresh: Cli) -> Cli:
    """Somebody who reads the pages: their folder holds the files that are named there."""
    folder = fresh.folder
    listing(folder)
    (folder / "inbox").mkdir()
    (folder / "inbox" / "alert.eml").write_text(MAIL, "utf-8")
    (folder / "library.bib").write_text(BIBLIOGRAPHY, "utf-8")
    (folder / "report.eml").write_text(REPORT, "utf-8")
    (folder / "days").mkdir()
    (folder / "days" / "2026-11-01.json").write_bytes((folder / "listing.json").read_bytes())
    return fresh


def test_each_command_ends_well_as_it_is_shown(reader: Cli) -> None:
    lines = [line for line in commands("paperboy") if line not in ELSEWHERE and not is_name(words_of(line))]
    lines = [line for line in lines if "COMMAND" not in line]
    wrong = []
    with FeedServer() as server, FakeHooks() as hooks:
        server.default = todays
        where = {"PAPERBOY_FEEDS": "hf", "PAPERBOY_HF": server.url("").rstrip("/"), "PAPERBOY_HOOKS": hooks.host}
        where |= {"PAPERBOY_SMTP": "smtp://127.0.0.1:1", "PAPERBOY_MAIL_FROM": "papers@example.org"}
        assert reader.run("ingest", "listing.json", **where).returncode == 0
        assert reader.run("ask", "save 1706.03762", **where).returncode == 0
        for line in lines:
            if line == "paperboy restore FILE":  # on a machine that holds nothing yet
                where["PAPERBOY_HOME"] = str(reader.folder / "second home")
            words = [_led(word, hooks) for word in words_of(line)]
            words = [found for word in words for found in _files(word, reader.folder)]
            done = (_into_file if " > " in line else _run)(reader, line, words, where)
            if done.returncode != ENDS.get(line, 0) or (done.stderr and "Traceback" in done.stderr):
                wrong.append(f"{line}: {done.returncode} {done.stdout[-300:]} {done.stderr[-300:]}")
    assert not wrong, "\n".join(wrong)


def _led(word: str, hooks: FakeHooks) -> str:
    """A word with the fake's address in place of a webhook's."""
    return re.sub(r"https://hooks\.slack\.com\S+|(?<=to:)ADDRESS|^ADDRESS", hooks.address("text"), word)


def _files(word: str, folder: Path) -> list[str]:
    """What a shell makes of a word: the files that it names by a star."""
    return sorted(str(path.relative_to(folder)) for path in folder.glob(word)) if "*" in word else [word]


def _run(reader: Cli, line: str, words: list[str], where: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    typed = (reader.folder / line.partition("< ")[2]).read_text("utf-8") if "< " in line else ""
    return reader.run(*words, typed=typed, **where)


def _into_file(reader: Cli, line: str, words: list[str], where: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """A command whose output goes into a file, which then holds something."""
    file = reader.folder / line.partition(" > ")[2]
    with file.open("wb") as out:
        command, environ = reader.command(*words), reader.environ(**where)
        done = subprocess.run(command, env=environ, cwd=reader.folder, stdout=out, stderr=subprocess.PIPE, timeout=300)
    assert file.stat().st_size, line
    return subprocess.CompletedProcess(command, done.returncode, "", done.stderr.decode())


def test_the_catcher_writes_the_mails_that_it_takes(reader: Cli) -> None:
    port = free_port()
    catcher = reader.start("mail", "catch", "mails", "--port", str(port))
    assert catcher.stdout and catcher.stdout.readline()
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as relay:
        relay.sendmail("papers@example.org", ["ada@example.org"], b"Subject: kites\r\n\r\nHello.\r\n")
    catcher.send_signal(signal.SIGINT)
    assert catcher.wait(120) == 128 + signal.SIGINT
    (mail,) = (reader.folder / "mails").iterdir()
    assert "Subject: kites" in mail.read_text("utf-8")
