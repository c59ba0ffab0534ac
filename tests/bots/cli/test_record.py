"""`paperboy backup` and `paperboy restore`: one file, nothing overwritten unasked, a copy kept, damage mended."""

import os
from pathlib import Path

import pytest

from core.store.embedded import server
from tests.bots.conftest import SAMPLE, Cli


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


@pytest.fixture
def broken(fresh: Cli) -> Cli:
    """A record of 20 papers whose log is damaged in its middle."""
    fresh.json("ingest", SAMPLE / "spaced.txt")
    fresh.lease.close()
    with server.offline(fresh.home, wait=15) as folder:
        log = max((folder / "appendonlydir").glob("*.incr.aof"), key=lambda file: file.stat().st_size)
        data = bytearray(log.read_bytes())
        middle = data.index(b"*", len(data) // 2)
        data[middle : middle + 64] = bytes(64)
        log.write_bytes(data)
    for command in ("status", "doctor"):
        done = fresh.run(command)
        said = done.stderr + done.stdout
        assert done.returncode == 1 and "`paperboy restore`" in said and "`paperboy salvage`" in said
    return fresh


def test_a_damaged_record_is_set_aside_and_restored(broken: Cli, saved: Path) -> None:
    assert broken.run("restore", saved).returncode == 1
    done = broken.run("restore", saved, "--yes")
    assert done.returncode == 0 and "damaged-1" in done.stdout
    assert broken.json("status")["papers"] == broken.json("status")["index"] == 44


def test_a_restore_without_a_name_takes_the_newest_good_backup(broken: Cli, saved: Path) -> None:
    none = broken.run("restore", "--yes")
    assert none.returncode == 1 and "no good backup" in none.stderr and "paperboy salvage" in none.stderr
    for day, share in ((26, 1.0), (27, 1.0), (28, 0.5)):
        copy = broken.home / "backups" / f"2026-11-{day}.pb"
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(saved.read_bytes()[: int(saved.stat().st_size * share)])
        os.utime(copy, (day, day))
    asked = broken.run("restore")
    assert asked.returncode == 1 and "2026-11-27.pb, with 44 papers" in asked.stderr and "--yes" in asked.stderr
    done = broken.run("restore", "--yes")
    assert done.returncode == 0 and done.stdout.startswith("Restored 44 papers") and "damaged-1" in done.stdout


def test_what_can_be_read_of_a_damaged_record_is_salvaged(broken: Cli) -> None:
    asked = broken.run("salvage")
    assert asked.returncode == 1 and "cannot be read" in asked.stderr and "--yes" in asked.stderr
    done = broken.run("salvage", "--yes")
    assert done.returncode == 0, done.stderr
    assert "may be lost" in done.stdout and "damaged-1" in done.stdout
    papers = broken.json("status")["papers"]
    assert 0 < papers <= 20 and f"holds {papers} papers now" in done.stdout
    assert broken.json("status")["index"] == papers
    again = broken.run("salvage", "--yes")
    assert again.returncode == 1 and "Nothing in the record is damaged" in again.stderr


def test_a_server_of_ones_own_is_not_salvaged(fresh: Cli) -> None:
    done = fresh.run("salvage", "--yes", REDIS_URL="redis://127.0.0.1:1/0")
    assert done.returncode == 1 and "REDIS_URL" in done.stderr
