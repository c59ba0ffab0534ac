"""`paperboy backup` and `paperboy restore`: one file, nothing overwritten unasked, a copy kept, damage mended."""

from pathlib import Path

import pytest

from core import server
from tests.bots.terminal.conftest import SAMPLE, Cli


@pytest.fixture(scope="module")
def saved(kept: Cli, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the shared home."""
    file = tmp_path_factory.mktemp("saved") / "all.pb"
    done = kept.run("backup", file)
    assert done.returncode == 0 and done.stdout.startswith("Wrote 44 papers")
    return file


def test_a_backup_brings_everything_back_into_an_empty_record(fresh: Cli, saved: Path) -> None:
    done = fresh.run("restore", saved)
    assert done.returncode == 0 and done.stdout.startswith("Restored 44 papers as of ")
    assert fresh.json("status")["papers"] == fresh.json("status")["index"] == 44
    assert fresh.json("ask", "search atention is al you ned limit:1")["cards"][0]["id"] == "1706.03762"


def test_a_restore_over_papers_wants_consent_and_keeps_a_copy(fresh: Cli, saved: Path) -> None:
    fresh.json("ingest", SAMPLE / "spaced.txt")
    refused = fresh.run("restore", saved)
    assert refused.returncode == 1 and "--yes" in refused.stderr and fresh.json("status")["papers"] == 20
    done = fresh.run("restore", saved, "--yes")
    assert done.returncode == 0 and fresh.json("status")["papers"] == 44
    (copy,) = (fresh.home / "copies").iterdir()
    assert str(copy) in done.stdout
    assert fresh.run("restore", copy, "--yes").returncode == 0
    assert fresh.json("status")["papers"] == fresh.json("status")["index"] == 20


def test_a_backup_overwrites_nothing_unasked(kept: Cli, saved: Path) -> None:
    before = saved.read_bytes()
    done = kept.run("backup", saved)
    assert done.returncode == 1 and "--force" in done.stderr and saved.read_bytes() == before
    assert kept.run("backup", saved, "--force").returncode == 0 and saved.read_bytes() != before


@pytest.mark.parametrize("target", [".", "nowhere/all.pb"])
def test_a_place_that_cannot_take_a_backup_is_one_sentence(kept: Cli, target: str) -> None:
    done = kept.run("backup", target)
    assert done.returncode == 1 and done.stdout == "" and len(done.stderr.splitlines()) == 1


def test_what_is_no_backup_changes_nothing(fresh: Cli, saved: Path) -> None:
    cut = fresh.folder / "cut.pb"
    cut.write_bytes(saved.read_bytes()[:-40])
    for file in ("missing.pb", SAMPLE / "spaced.txt", cut, "."):
        done = fresh.run("restore", file, "--yes")
        assert done.returncode == 1 and done.stdout == "" and len(done.stderr.splitlines()) == 1
    assert fresh.json("status")["papers"] == 0


def test_a_damaged_record_is_set_aside_and_restored(fresh: Cli, saved: Path) -> None:
    fresh.json("ingest", SAMPLE / "spaced.txt")
    fresh.lease.close()
    with server.offline(fresh.home, wait=15) as folder:
        log = max((folder / "appendonlydir").glob("*.incr.aof"), key=lambda file: file.stat().st_size)
        data = bytearray(log.read_bytes())
        data[len(data) // 2 : len(data) // 2 + 64] = bytes(64)
        log.write_bytes(data)
    broken = fresh.run("status")
    assert broken.returncode == 1 and "paperboy restore FILE" in broken.stderr
    assert fresh.run("restore", saved).returncode == 1
    done = fresh.run("restore", saved, "--yes")
    assert done.returncode == 0 and "damaged-1" in done.stdout
    assert fresh.json("status")["papers"] == fresh.json("status")["index"] == 44
