"""`paperboy demo` from end to end: a morning in few lines, a page of it, and nothing else left; nothing of the user's is touched."""

import signal
import subprocess
import textwrap
from pathlib import Path

import pytest

from tests.bots.conftest import Cli
from tests.bots.html import Read
from tests.forks import Forked

STORY = Path(__file__).with_name("demo.txt").read_text(encoding="utf-8")


@pytest.fixture
def demo(tmp_path: Path) -> Cli:
    """The command with a temporary folder of its own; the home it is told must stay untouched."""
    (tmp_path / "tmp").mkdir()
    return Cli(tmp_path / "home")


def test_the_demo_tells_its_morning_and_leaves_a_page_of_it(demo: Cli) -> None:
    theirs = {
        "REDIS_URL": "redis://127.0.0.1:1",
        "PAPERBOY_ZONE": "Nowhere",
        "SLACK_BOT_TOKEN": "x",
        "DISCORD_GUILDS": "1",
    }
    done = demo.run("demo", TMPDIR=str(demo.folder / "tmp"), **theirs)
    file = demo.folder / "demo.html"
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.replace(str(file), "FILE") == STORY
    assert list((demo.folder / "tmp").iterdir()) == [] and not demo.home.exists()
    _check(file.read_text(encoding="utf-8"))


def test_the_morning_takes_at_most_25_lines_of_a_terminal_of_80_columns() -> None:
    shown = [
        line
        for text in STORY.splitlines()
        for line in textwrap.wrap(text, 80, subsequent_indent=" " * (len(text) - len(text.lstrip())))
    ]
    assert len(shown) <= 25


def _check(html: str) -> None:
    """The page is sound, fetches nothing, and shows each channel's first post with the same tally, the answered link, and the next."""
    read = Read(html)
    assert read.balanced and not read.all("src") and "url(" not in html and "@import" not in html
    slack, discord = (read.text.partition(f"#papers {where}")[2] for where in ("in Slack", "on Discord"))
    for column in (slack.partition("#papers on Discord")[0], discord):
        assert column.count("3 of 20 new papers · Wednesday 18 November") == 1
        assert column.count("3 of 14 new papers · Thursday 19 November") == 1
        assert column.count("1️⃣ 2") == 1 and column.count("2️⃣ Vote") == 2
        assert "because you voted for “Attention Is All You Need”" in column and "digest learn off" in column
        assert column.count("posted in #") == 1 and column.count("+2 (2 for, 0 against)") == 1


def test_a_page_that_cannot_be_written_is_one_sentence(demo: Cli) -> None:
    done = demo.run("demo", demo.folder / "no" / "page.html", TMPDIR=str(demo.folder / "tmp"))
    assert (done.returncode, done.stdout) == (1, ""), "nobody watches a morning that leaves nothing"
    assert done.stderr == f"paperboy: {demo.folder}/no/page.html cannot be written: No such file or directory.\n"


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_demo_that_is_stopped_leaves_nothing(demo: Cli, ending: signal.Signals) -> None:
    folder = demo.folder / "tmp"
    process = Forked(
        demo.command("demo"), env=demo.environ(TMPDIR=str(folder)), cwd=demo.folder, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout.readline()
    process.send_signal(ending)
    _, complaints = process.communicate(timeout=120)
    assert process.returncode == 128 + ending and complaints.strip() == ""
    assert list(folder.iterdir()) == [] and not (demo.folder / "demo.html").exists()
