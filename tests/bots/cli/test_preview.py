"""`paperboy preview` from end to end: one file, whatever the user's settings are, and nothing left behind; one's own digests."""

import re
import signal
import time
from pathlib import Path

import pytest

from tests.bots.conftest import Cli
from tests.bots.html import Read


@pytest.fixture
def bare(tmp_path: Path) -> Cli:
    """The command with a temporary folder of its own; the home it is told must stay untouched."""
    (tmp_path / "tmp").mkdir()
    return Cli(tmp_path / "home")


def test_the_page_is_written_and_nothing_else(bare: Cli) -> None:
    file = bare.folder / "preview.html"
    file.write_text("what was there")
    done = bare.run(
        "preview", TMPDIR=str(bare.folder / "tmp"), REDIS_URL="redis://127.0.0.1:1", PAPERBOY_ZONE="Nowhere"
    )
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.startswith("preview.html shows ")
    assert file.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert list((bare.folder / "tmp").iterdir()) == [] and not bare.home.exists()


def test_a_page_that_cannot_be_written_is_one_sentence(bare: Cli) -> None:
    done = bare.run("preview", bare.folder / "no" / "page.html", TMPDIR=str(bare.folder / "tmp"))
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr == f"paperboy: {bare.folder}/no/page.html cannot be written: No such file or directory.\n"


def test_ones_own_digests_are_drawn_for_both_chats(stocked: Cli) -> None:
    assert (
        stocked.run("preview", "--mine").stderr
        == "paperboy: There are no digests yet. Set one up with “/papers digest new” in Slack or Discord,"
        " or here: paperboy digest new tz:UTC\n"
    )
    for name, topic in (("daily", "attention"), ("airships", "zeppelins")):
        stocked.json("ask", f"digest new topics:{topic} name:{name} tz:UTC sure:yes")
    done = stocked.run("preview", "--mine")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("preview.html shows the next post of each of your digests")
    html = (stocked.folder / "preview.html").read_text(encoding="utf-8")
    read = Read(html)
    assert read.balanced and not read.all("src") and "url(" not in html
    _, daily, airships = re.split("“daily”|“airships”", read.text)
    assert daily.count("of 44 new papers · ") == daily.count("1️⃣ Vote") == 2
    reason = "0 of 44 new papers picked: 44 out by topic."
    assert airships.strip() == f"It would post nothing.{reason}"


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_drawing_that_is_stopped_leaves_nothing(bare: Cli, ending: signal.Signals) -> None:
    temporary = bare.folder / "tmp"
    process = bare.start("preview", environ=bare.environ(TMPDIR=str(temporary)))
    deadline = time.monotonic() + 20
    while not list(temporary.glob("paperboy-preview-*/record")) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(ending)
    assert process.wait(120) == 128 + ending
    assert list(temporary.iterdir()) == [] and not (bare.folder / "preview.html").exists()
