"""The README's terminal section, typed line by line on a fresh home, with a loopback Hugging Face in place of the real one."""

import json
import re
import shlex
import signal
import threading
from datetime import UTC, datetime
from pathlib import Path

from tests.bots.conftest import ROOT, Cli, until
from tests.factories import abstract
from tests.fakes.feedserver import Asked, FeedServer, Line, page

MADE_BY_MAKE = ("make demo", ". .venv/bin/activate")
"""Lines that make the environment in which this runs."""


def typed() -> list[str]:
    """The commands of the section, in their order."""
    part = (ROOT / "README.md").read_text("utf-8").partition("## Five minutes in a terminal")[2]
    block = part.partition("```sh\n")[2].partition("```")[0]
    lines = [re.sub(r"\s+#.*", "", line).strip() for line in block.splitlines()]
    return [command for line in lines for command in line.split(" && ") if command not in MADE_BY_MAKE]


def todays(asked: Asked, line: Line) -> None:
    """Today's list of a Hugging Face."""
    day = datetime.now(UTC).isoformat()
    paper = {"id": "2611.00099", "title": "A New Day of Kites", "summary": abstract("new"), "authors": [], "upvotes": 5}
    listed = [{"paper": {**paper, "publishedAt": day}, "title": paper["title"], "numComments": 0}]
    page(json.dumps(listed).encode(), kind="application/json")(asked, line)


def test_each_line_does_what_it_says_on_a_fresh_home(tmp_path: Path) -> None:
    cli, told = Cli(tmp_path / "home"), dict[str, str]()
    with FeedServer() as server:
        server.replies["/api/daily_papers"] = todays
        where = {"PAPERBOY_FEEDS": "hf", "PAPERBOY_HF": server.url("").rstrip("/")}
        for line in typed():
            program, *words = shlex.split(line)
            assert program == "paperboy"
            if words == ["up"]:
                told[line] = _up(cli, where)
                continue
            done = cli.run(*words, typed="today\n", **where)
            assert done.returncode == 0, f"{line}: {done.stdout}{done.stderr}"
            told[line] = done.stdout
    assert "Hugging Face: 1 paper of" in told["paperboy fetch hf"] and "1 new" in told["paperboy fetch hf"]
    assert "feeds    | Hugging Face: 1 paper of" in told["paperboy up"]
    assert "A New Day of Kites" in told['paperboy ask "today limit:3"']
    assert "A New Day of Kites" in told["paperboy chat"]
    assert "papers: 1" in told["paperboy status"]


def _up(cli: Cli, where: dict[str, str]) -> str:
    """Run `paperboy up` until its processes have started and its feed has answered, and end it by Ctrl-C."""
    process, lines = cli.start("up", environ=cli.environ(**where)), list[str]()
    assert process.stdout
    threading.Thread(target=lambda: lines.extend(iter(process.stdout.readline, "")), daemon=True).start()  # type: ignore[union-attr]
    until(lambda: sum("started" in line for line in lines) >= 3 and any("feeds" in line for line in lines), 40)
    process.send_signal(signal.SIGINT)
    assert process.wait(120) == 0
    return "".join(lines)
