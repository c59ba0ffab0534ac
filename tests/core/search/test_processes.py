"""The index among processes and threads: following a writer, taking over from a dead one, searching meanwhile."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from core.errors import RecordError
from core.search.index import Doc, Index
from tests.core.search.conftest import GRAPHS, LANTERN, PAPERS, ask, ids

ROOT = Path(__file__).parents[3]


def test_a_reader_sees_what_the_writer_commits(index: Index, tmp_path: Path) -> None:
    reader = Index.open(tmp_path / "index", write=False)
    assert not reader.writing
    assert ids(reader, "lantern") == [LANTERN]
    index.write([Doc("new", "Quokka Parsing", authors=("Pia Quist",))], "8-0", remove=[LANTERN])
    assert ids(reader, "quokka") == []
    reader.refresh()
    assert (reader.position, len(reader)) == ("8-0", len(PAPERS))
    assert ids(reader, "quist quokka") == ["new"]
    assert ask(reader, "quokkka").corrected == (("quokkka", "quokka"),)
    assert reader.complete("quokka p") == [("new", "Quokka Parsing")]
    assert ids(reader, "lantern") == []
    reader.refresh()
    assert len(reader) == len(PAPERS)


def test_a_reader_that_slept_through_many_commits_reads_all_anew(index: Index, tmp_path: Path) -> None:
    reader = Index.open(tmp_path / "index", write=False)
    index.write([], "8-0", remove=[LANTERN])
    for number in range(70):
        index.write([Doc("new", f"Edition {number}")], f"9-{number}")
    reader.refresh()
    assert (reader.position, len(reader)) == ("9-69", len(PAPERS))
    assert reader.complete("edition") == [("new", "Edition 69")]
    assert LANTERN not in reader.ids()


def test_a_second_process_reads_and_may_not_write(index: Index, tmp_path: Path) -> None:
    second = Index.open(tmp_path / "index")
    assert not second.writing
    assert not second.take_over()
    with pytest.raises(RecordError, match="only read"):
        second.write([], "8-0")
    index.release()
    assert second.take_over()
    second.write([Doc("new", "Written by the second")], "8-0")
    assert ids(second, "second") == ["new"]


def test_a_writer_that_takes_over_goes_on_from_the_last_commit(index: Index, tmp_path: Path) -> None:
    second = Index.open(tmp_path / "index")
    index.write([Doc("late", "Written late")], "8-0")
    index.release()
    assert second.take_over()
    assert (second.position, len(second)) == ("8-0", len(PAPERS) + 1)
    assert ids(second, "late") == ["late"]


HOLDER = """
import sys, time
from pathlib import Path
from core.search.index import Doc, Index
index = Index.open(Path(sys.argv[1]))
index.write([Doc("held", "Held by the dead")], "5-0")
print("writing" if index.writing else "reading", flush=True)
time.sleep(60)
"""


def test_a_writer_killed_with_signal_9_is_taken_over_from(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"writing\n"
        index = Index.open(tmp_path)
        assert not index.writing
        assert ids(index, "held") == ["held"]
        assert not index.take_over()
        holder.kill()
        assert holder.wait(120) == -signal.SIGKILL
        assert index.take_over()
    finally:
        holder.kill()
        holder.wait(120)
    index.write([Doc("new", "Alive again")], "6-0")
    assert ids(index, "alive") == ["new"]
    assert ids(index, "held") == ["held"]
    index.release()


def test_searches_go_on_while_papers_come(index: Index) -> None:
    stop, failures = threading.Event(), list[BaseException]()

    def search() -> None:
        try:
            while not stop.is_set():
                assert ids(index, "lantren photographs")[0] == LANTERN
                assert index.complete("a slow")[0][0] == GRAPHS
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(20):
        index.write(
            [Doc(f"n{number}", f"Paper number {number}", "Words " * 20)], str(number), remove=[f"n{number - 5}"]
        )
    stop.set()
    for thread in threads:
        thread.join(120)
    assert failures == []


def test_a_reader_that_missed_both_a_removal_and_the_coming_back_has_the_paper(index: Index, tmp_path: Path) -> None:
    reader = Index.open(tmp_path / "index", write=False)
    index.write([], "8-0", remove=[LANTERN, GRAPHS])
    index.write([PAPERS[0]], "9-0")
    reader.refresh()
    assert sorted(reader.ids()) == sorted(paper.id for paper in PAPERS if paper.id != GRAPHS)
    assert reader.complete("lantern") == [(LANTERN, PAPERS[0].title)]
    assert reader.complete("a slow") == []
