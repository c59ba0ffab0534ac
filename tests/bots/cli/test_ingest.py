"""`paperboy ingest` with real workers: exact figures, every reason told, and nothing lost when a worker is killed."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bots.cli.ingest import LOOKED_AT, Files, Wait, receive
from bots.cli.worker import WorkerProcess
from core import settings
from core.app import Paperboy, open_app
from core.errors import PaperboyError
from core.ingest.arrivals import Arrivals, Arrived
from core.store.embedded import server
from core.store.engine.queue import Queue
from core.store.engine.record import Record
from core.store.papers.papers import Papers
from tests.bots.conftest import SAMPLE, Cli, until
from tests.factories import abstract, call

SHAPE = {"entries", "new", "merged", "possible", "skipped", "papers"}


@pytest.fixture(scope="module")
def manned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    """The command on a home where a worker runs already; each test brings papers of its own."""
    cli = Cli(tmp_path_factory.mktemp("manned") / "home")
    with server.join(cli.home, grace=0.1), cli.worker() as worker:
        until(lambda: cli.json("status")["workers"] == 1)
        yield cli
        assert worker.poll() is None, "a command ended the worker of somebody else"


def digest(folder: Path, count: int, name: str = "made.json", first: int = 0) -> Path:
    """A file of papers that are all different."""
    papers = [
        {"title": f"Engine {n} weaves pattern {n * 7919}", "abstract": abstract(f"engine {n}")}
        for n in range(first, first + count)
    ]
    path = folder / name
    path.write_text(json.dumps(papers))
    return path


def test_what_comes_by_standard_input_is_read_and_named(manned: Cli) -> None:
    done = manned.run("ingest", "-", typed="@misc{a, title = {Kites over Harbours}}\n@misc{b, author = {Ada}}\n")
    assert done.returncode == 0 and done.stdout.startswith("BibTeX, 1 entry: 1 new"), done
    assert "   standard input, line 2: the title is empty\n" in done.stdout
    nothing = manned.run("ingest", "-", typed="")
    assert nothing.returncode == 1 and nothing.stdout == "" and "standard input" in nothing.stderr


def test_the_same_files_again_change_nothing(fresh: Cli) -> None:
    files = [SAMPLE / name for name in ("papers.json", "spaced.txt", "dense.txt")]
    first = fresh.json("ingest", *files)
    known = len(json.loads((SAMPLE / "papers.json").read_text()))
    assert set(first) == SHAPE and first["skipped"] == []
    assert (first["new"], first["merged"], first["possible"], first["papers"]) == (known, 40, 0, known)
    again = fresh.json("ingest", *files)
    assert again == first | {"new": 0, "merged": first["entries"]}


def test_a_file_that_cannot_be_read_stops_no_other(manned: Cli) -> None:
    (manned.folder / "empty.txt").touch()
    (manned.folder / "prose.txt").write_text("I went for a walk.")
    names = ["missing.txt", "empty.txt", ".", "prose.txt", "\x1b[31m.txt"]
    done = manned.run("ingest", *names, digest(manned.folder, 20, "readable.json", 1000), "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 0 and told["new"] == 20
    assert [(skip["file"], skip["line"]) for skip in told["skipped"]] == [(name, 0) for name in names]
    assert all(skip["why"] in done.stderr for skip in told["skipped"]) and "\x1b" not in done.stderr
    assert len(done.stderr.splitlines()) == len(names)


def test_nothing_to_read_is_exit_code_1_and_still_the_shape(fresh: Cli) -> None:
    done = fresh.run("ingest", "missing.txt", "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 1 and set(told) == SHAPE and told["entries"] == told["papers"] == 0
    assert fresh.run("ingest", "missing.txt").stdout == ""


def test_a_person_is_told_what_was_new_merged_and_why(fresh: Cli) -> None:
    done = fresh.run("ingest", SAMPLE / "papers.json", SAMPLE / "dense.txt")
    assert done.returncode == 0 and done.stderr == ""
    assert "20 known already" in done.stdout and "“Batch Normalization” (1502.03167): " in done.stdout
    assert "paperboy ask dup " in done.stdout and "Paperboy now holds 44 papers." in done.stdout


def test_what_is_skipped_is_told_with_its_line(manned: Cli) -> None:
    page = (SAMPLE / "spaced.txt").read_text()
    torn = page.replace("Pointer Networks\n", "Pointer Networks\n\nOrphaned title without an abstract\n", 1)
    (manned.folder / "torn.txt").write_text(torn)
    told = manned.json("ingest", "torn.txt")
    assert told["entries"] == told["new"] == 20 - (len(told["skipped"]) - 1)
    assert all(skip["file"] == "torn.txt" and skip["line"] > 1 and skip["why"] for skip in told["skipped"])
    shown = manned.run("ingest", "torn.txt").stdout
    assert all(f"torn.txt, line {skip['line']}: {skip['why']}" in shown for skip in told["skipped"])


def test_what_was_ingested_is_found_at_once(manned: Cli) -> None:
    told = manned.json("ingest", digest(manned.folder, 30, "thirty.json", 2000))
    assert manned.json("ask", "search engine 2017 weaves limit:1")["cards"][0]["title"].startswith("1. Engine 2017")
    assert told["new"] == 30 and manned.json("status")["index"] == told["papers"]


def test_keywords_and_notes_of_a_library_are_those_of_who_ingests_it(manned: Cli) -> None:
    library = manned.folder / "library.bib"
    library.write_text(
        "@misc{a, title = {Folding Napkins}, eprint = {2403.04567}, keywords = {cloth}, annote = {See table 2.}}"
    )
    assert manned.json("ingest", library)["new"] == 1
    told = json.dumps(manned.json("ask", "saved tag:cloth")["cards"])
    assert "Folding Napkins" in told and "See table 2." in told


def test_a_worker_that_runs_already_is_used_and_left_alone(manned: Cli) -> None:
    assert manned.json("ingest", digest(manned.folder, 250, "many.json", 3000))["new"] == 250
    assert manned.json("status")["workers"] == 1


def test_two_commands_at_once_count_every_paper_once(fresh: Cli) -> None:
    path = digest(fresh.folder, 240)
    both = [fresh.start("ingest", str(path), "--json") for _ in range(2)]
    told = [json.loads(process.communicate(timeout=120)[0]) for process in both]
    assert [one["entries"] for one in told] == [240, 240]
    assert sum(one["new"] for one in told) == 240 and sum(one["merged"] for one in told) == 240
    assert fresh.json("status")["papers"] == 240


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_a_command_that_is_stopped_takes_its_worker_with_it_and_loses_nothing(
    fresh: Cli, ending: signal.Signals
) -> None:
    path = digest(fresh.folder, 1000)
    process = fresh.start("ingest", str(path), stderr=subprocess.PIPE)
    with opened(fresh) as app:
        until(lambda: app.of(Queue).workers() == 1)
        process.send_signal(ending)
        _, said = process.communicate(timeout=120)
        assert process.returncode == (-ending if ending == signal.SIGKILL else 128 + ending) and "Traceback" not in said
        until(lambda: app.of(Queue).workers() == 0)
        app.sweep(datetime.now(UTC), timedelta(0))
    assert fresh.json("ingest", path)["papers"] == 1000


def test_a_run_that_is_wholly_settled_is_not_asked_for_again(fresh: Cli) -> None:
    with opened(fresh) as app:
        intake, files = Files(), [str(digest(fresh.folder, 3, f"{n}.json")) for n in range(5)]
        receive(app, files, call(now=datetime.now(UTC)), print, intake)
        for arrived in intake.arrived[:4]:
            for todo in arrived.todo:
                app.ingest_slice(todo.id, datetime.now(UTC))
        arrivals = app.of(Arrivals)
        assert intake.settled(arrivals) == 12
        asked = app.of(Record).text.info("commandstats")["cmdstat_hlen"]["calls"]
        assert intake.settled(arrivals) == 12
        assert app.of(Record).text.info("commandstats")["cmdstat_hlen"]["calls"] == asked + 1


def test_only_the_first_files_that_are_not_settled_are_asked_for() -> None:
    class Settling(Arrivals):
        def __init__(self) -> None:
            self.done = 0

        def settled_of(self, runs: Sequence[str]) -> dict[str, int]:
            asked.extend(runs)
            return {run: int(run) < self.done for run in runs}

    asked, arrivals, files = list[str](), Settling(), 3 * LOOKED_AT
    intake = Files([Arrived(str(n), "a.json", 1, (), ()) for n in range(files)])
    for arrivals.done, wanted in (
        (0, LOOKED_AT),
        (LOOKED_AT + 1, 2 * LOOKED_AT),
        (files, 2 * LOOKED_AT - 1),
        (files, 0),
    ):
        asked.clear()
        assert (intake.settled(arrivals), len(asked)) == (arrivals.done, wanted)


def test_a_name_that_is_no_text_is_no_trouble(manned: Cli) -> None:
    name = os.fsdecode(b"\xff\nnew\x1b[2J.txt")
    (manned.folder / name).write_bytes(digest(manned.folder, 20, "named.json", 4000).read_bytes())
    assert manned.json("ingest", name)["new"] == 20
    assert "\x1b" not in manned.run("ask", "status").stdout


def waiting(cli: Cli, app: Paperboy, *environs: dict[str, str]) -> Wait:
    """A wait for one page, whose workers get one of these environments each, the last one again and again."""
    told: list[str] = []
    intake = Files()
    receive(app, [str(SAMPLE / "spaced.txt")], call(now=datetime.now(UTC)), told.append, intake)
    left = list(environs)
    return Wait(
        app, intake, lambda: WorkerProcess(left.pop(0) if left[1:] else left[0], cli.folder), lambda: datetime.now(UTC)
    )


def test_a_worker_that_dies_is_replaced(fresh: Cli) -> None:
    seen: list[int] = []
    with opened(fresh) as app:
        waiting(fresh, app, fresh.environ(PAPERBOY_ZONE="Nowhere"), fresh.environ()).run(seen.append)
        assert app.of(Papers).count() == 20 and seen[-1] == 20


def test_workers_that_all_die_end_the_wait_with_their_last_words(fresh: Cli) -> None:
    with opened(fresh) as app, pytest.raises(PaperboyError, match=r"ended 4 times.*PAPERBOY_ZONE.*paperboy status"):
        waiting(fresh, app, fresh.environ(PAPERBOY_ZONE="Nowhere")).run(lambda done: None)


def test_what_was_given_up_ends_the_wait(fresh: Cli) -> None:
    with opened(fresh) as app:
        wait = waiting(fresh, app, fresh.environ())
        (todo,) = app.of(Arrivals).todo()
        while app.of(Arrivals).begin(todo.id, datetime.now(UTC)):
            pass
        with pytest.raises(PaperboyError, match=r"gave up on spaced.txt \(entries 1 to 20\)"):
            wait.run(lambda done: None)


@contextmanager
def opened(cli: Cli) -> Iterator[Paperboy]:
    app = open_app(settings.read({"PAPERBOY_HOME": str(cli.home)}, None))
    try:
        yield app
    finally:
        app.close()


def test_a_worker_killed_inside_a_job_loses_nothing(fresh: Cli) -> None:
    path, marker = digest(fresh.folder, 150), fresh.folder / "marker"
    with opened(fresh) as app:
        script = Path(__file__).with_name("dying_worker.py")
        worker = subprocess.Popen(
            [sys.executable, script, marker], env=fresh.environ(), stderr=subprocess.PIPE, text=True
        )
        arrived = app.receive(path.read_bytes(), path.name, datetime.now(UTC))
        _, said = worker.communicate(timeout=120)
        assert worker.returncode == -signal.SIGKILL, said
        part = int(re.findall(r"\d+", marker.read_text())[0])
        assert 0 < part < 150 and app.of(Papers).count() == app.of(Arrivals).settled(arrived.run) == part
        assert [todo.id for todo in app.of(Arrivals).todo()] == [todo.id for todo in arrived.todo]

    assert fresh.json("ingest", path) == {
        "entries": 150, "new": 150 - part, "merged": part, "possible": 0, "skipped": [], "papers": 150,
    }  # fmt: skip

    with opened(fresh) as app:
        assert app.sweep(datetime.now(UTC), timedelta(0)) == 1
        with fresh.worker():
            until(lambda: not app.of(Arrivals).todo())
        outcomes = app.of(Arrivals).outcomes(arrived.run)
        assert len(outcomes) == 150 and sum(one.kind == "new" for one in outcomes) == part
        assert app.of(Papers).count() == 150 and app.of(Arrivals).dead() == []
