"""`paperboy up`: the Procfile's processes in one terminal, restarted when one dies, ended together however it ends."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bots.cli.up import PROCFILE, processes
from core import settings
from core.errors import BadInput
from core.store.embedded import server
from tests.bots.conftest import ROOT, Cli, until
from tests.core.services.test_fetching import listed
from tests.fakes.feedserver import FeedServer, page

INGEST = "ingest: python -m workers ingest\n"
NAP = "nap: sleep 600\n"
"""Procfiles of one process: what is tested is what happens to it, and a worker costs a second to start."""

LISTS = 5
"""Lists fetched after the first, of which nothing is said."""


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def start(cli: Cli, procfile: str) -> subprocess.Popen[str]:
    (cli.folder / "Procfile").write_text(procfile)
    return cli.start("up", stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)


def read_until(process: subprocess.Popen[str], wanted: str) -> str:
    assert process.stdout
    for line in process.stdout:
        if wanted in " ".join(line.split()):
            return line
    raise AssertionError(f"it ended and never said {wanted}")


def test_the_checkout_and_the_package_run_the_same_processes() -> None:
    assert (ROOT / "Procfile").read_text() == PROCFILE


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_up_runs_a_worker_and_ends_it_when_it_is_told_to(fresh: Cli, ending: signal.Signals) -> None:
    process = start(fresh, INGEST)
    worker = int(read_until(process, "ingest | started").split()[-1])
    until(lambda: fresh.json("status")["workers"] == 1)
    process.send_signal(ending)
    process.communicate(timeout=120)
    assert process.returncode == 0 and not alive(worker)


def test_up_says_of_each_feed_once_what_became_of_asking_it(fresh: Cli) -> None:
    with FeedServer() as server:
        server.replies["/api/daily_papers"] = page(json.dumps([listed("2611.00010", "Tidal Kites")]).encode())
        server.replies["/closed.xml"] = page(b"", status=403)
        base, closed = server.url("").rstrip("/"), f"rss:{server.url('/closed.xml')}"
        feeds = {"PAPERBOY_FEEDS": f"hf,{closed}", "PAPERBOY_HF": base, "PAPERBOY_ZONE": "Asia/Kolkata"}
        by_hand = fresh.run("fetch", closed, **feeds)
        refusal = "127.0.0.1/closed.xml refused. 127.0.0.1 does not let Paperboy read that page (403)."
        assert (by_hand.returncode, by_hand.stdout, by_hand.stderr) == (1, "", f"paperboy: {refusal}\n")
        process = fresh.start("up", environ=fresh.environ(**feeds), stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        lines = list[str]()
        reading = threading.Thread(target=lambda: lines.extend(iter(process.stdout.readline, "")))  # type: ignore[union-attr]
        reading.start()
        until(lambda: sum(line.startswith("feeds ") for line in lines) >= 2, 60)
        until(lambda: len({asked.query.get("date") for asked in server.asked}) > LISTS, 60)
        process.terminate()
        process.wait(120)
        reading.join()
    told = "".join(lines)
    said = [" ".join(line.split()) for line in told.splitlines() if line.startswith("feeds ")]
    assert len(said) == 2, told
    assert any(re.fullmatch(r"feeds \| Hugging Face: 1 paper of \d+ [A-Z][a-z]+\.", line) for line in said), told
    assert any(
        re.fullmatch(r"feeds \| 127\.0\.0\.1/closed\.xml refused; again at \d\d:\d\d\. .*", line) for line in said
    ), told


def test_a_process_that_dies_is_started_again(fresh: Cli) -> None:
    process = start(fresh, NAP)
    nap = int(read_until(process, "nap | started").split()[-1])
    os.kill(nap, signal.SIGKILL)
    assert "ended with -9" in read_until(process, "nap | ended")
    assert int(read_until(process, "nap | started").split()[-1]) != nap
    process.terminate()
    process.communicate(timeout=120)


def test_up_ends_in_order_when_nobody_reads_it_any_more(fresh: Cli) -> None:
    process = start(fresh, NAP)
    nap = int(read_until(process, "nap | started").split()[-1])
    assert process.stdout
    process.stdout.close()
    os.kill(nap, signal.SIGKILL)
    assert process.wait(120) == 0


def test_its_children_end_even_when_it_is_killed(fresh: Cli) -> None:
    process = start(fresh, INGEST)
    worker = int(read_until(process, "ingest | started").split()[-1])
    until(lambda: fresh.json("status")["workers"] == 1)
    fresh.lease.close()
    process.kill()
    process.communicate()
    until(lambda: not alive(worker))
    until(lambda: server.running(fresh.home) is None)


def test_every_line_has_the_name_of_its_process_and_no_escapes(fresh: Cli) -> None:
    talk = f"{sys.executable} -c \"print('one\\x1b[2J two'); import sys; sys.stderr.write('three\\n')\""
    process = start(fresh, f"# what runs\n\ntalk: {talk}\nbare: no-such-program-anywhere\n")
    assert "bare | cannot start" in read_until(process, "bare |")
    assert read_until(process, "one") == "talk | one[2J two\n"
    assert read_until(process, "three") == "talk | three\n"
    process.terminate()
    process.communicate(timeout=120)


def test_a_process_without_its_settings_is_named_with_them(tmp_path: Path) -> None:
    found = {process.name: process for process in processes(tmp_path)}
    read = settings.read({"PAPERBOY_HOME": str(tmp_path), "SLACK_BOT_TOKEN": "xoxb-1-2-abcdef"}, None)
    assert found["ingest"].missing(read) == []
    assert found["slack"].missing(read) == ["SLACK_APP_TOKEN"]


@pytest.mark.parametrize("text", ["just words", "x:", "x: 'open", ": y"])
def test_a_wrong_line_of_a_procfile_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "Procfile").write_text(f"a: b\n{text}\n")
    with pytest.raises(BadInput, match="Line 2 of Procfile"):
        processes(tmp_path)


def test_the_pages_run_only_where_somebody_asked_for_them():
    (web,) = [process for process in processes(Path("/nowhere")) if process.name == "web"]
    assert web.missing(settings.read({}, None)) == ["PAPERBOY_URL or PAPERBOY_WEB"]
    for name, value in (("PAPERBOY_URL", "https://papers.example.org"), ("PAPERBOY_WEB", "127.0.0.1:8020")):
        assert web.missing(settings.read({name: value}, None)) == []
