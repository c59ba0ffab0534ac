"""`paperboy demo` from end to end: it tells its story, touches nothing of the user's and leaves nothing behind."""

import signal
import subprocess
from pathlib import Path

import pytest

from tests.bots.conftest import Cli


@pytest.fixture
def demo(tmp_path: Path) -> Cli:
    """The command with a temporary folder of its own; the home it is told must stay untouched."""
    (tmp_path / "tmp").mkdir()
    return Cli(tmp_path / "home")


def test_the_demo_tells_its_story_and_leaves_nothing(demo: Cli) -> None:
    done = demo.run("demo", TMPDIR=str(demo.folder / "tmp"), REDIS_URL="redis://127.0.0.1:1", PAPERBOY_ZONE="Nowhere")
    assert done.returncode == 0 and done.stderr == "" and "\x1b" not in done.stdout
    story = [
        "44 new, 40 known already", "“Batch Normalization” (dense.txt, line ", "search atention is al you ned",
        "1. Attention Is All You Need", "vote 1706.03762 up", "+1 (1 for, 0 against)",
        "today limit:3", "1. Attention Is All You Need", "3. ", "paperboy chat", "paperboy ingest FILE...", "paperboy up",
    ]  # fmt: skip
    at = 0
    for step in story:
        at = done.stdout.index(step, at) + 1
    assert list((demo.folder / "tmp").iterdir()) == [] and not demo.home.exists()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_demo_that_is_stopped_leaves_nothing(demo: Cli, ending: signal.Signals) -> None:
    folder = demo.folder / "tmp"
    process = subprocess.Popen(
        demo.command("demo"), env=demo.environ(TMPDIR=str(folder)), cwd=demo.folder, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout.readline()
    process.send_signal(ending)
    _, complaints = process.communicate(timeout=30)
    assert process.returncode == 128 + ending and complaints.strip() == ""
    assert list(folder.iterdir()) == []
