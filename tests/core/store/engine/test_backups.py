"""One backup a day by itself, the newest seven kept; what a person erased stays in none."""

import errno
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.store.engine import backup
from core.store.engine.backups import NAMED, Backups
from core.store.engine.record import Record
from tests.factories import NOW, bring, entry

DAY = timedelta(days=1)


@pytest.fixture
def backups(record: Record, tmp_path: Path) -> Backups:
    bring(record, entry("Tidal Kites"))
    return Backups(record, tmp_path / "backups", 7)


def files(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "backups").glob("*"))


def named(*days: int) -> list[str]:
    return [f"{NOW + day * DAY:{NAMED}}.pb" for day in days]


def test_one_is_made_a_day_and_seven_are_kept(backups: Backups, tmp_path: Path) -> None:
    for hour in range(24 * 9):
        backups.tend(NOW + timedelta(hours=hour))
    assert files(tmp_path) == named(2, 3, 4, 5, 6, 7, 8)
    assert backup.check(tmp_path / "backups" / files(tmp_path)[-1]).papers == 1
    assert backups.warning(NOW + 9 * DAY) == ""
    assert "28 Nov 2026" in backups.newest() and ".pb" in backups.newest()


def test_where_none_was_made_it_is_said_what_makes_them(backups: Backups) -> None:
    assert backups.newest() == "none yet: “paperboy up” makes one a day"


def test_of_two_workers_one_makes_it(backups: Backups, record: Record, tmp_path: Path) -> None:
    other = Backups(record, tmp_path / "elsewhere", 7)
    backups.tend(NOW)
    other.tend(NOW + timedelta(minutes=1))
    assert files(tmp_path) == named(0) and not (tmp_path / "elsewhere").exists()


def test_what_a_person_erased_is_in_none_of_any_machine(backups: Backups, record: Record, tmp_path: Path) -> None:
    other = Backups(record, tmp_path / "elsewhere", 7)
    other.tend(NOW)
    backups.tend(NOW + DAY)
    backups.erased(NOW + DAY + timedelta(hours=1))
    assert files(tmp_path) == [f"{NOW + DAY + timedelta(hours=1):{NAMED}}.pb"]
    other.tend(NOW + DAY + timedelta(hours=2))
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    def write(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(backup, "write", write)
        yield patched


def test_a_backup_that_fails_is_told_and_tried_again(
    backups: Backups, record: Record, full_disk: pytest.MonkeyPatch
) -> None:
    backups.tend(NOW)
    assert backups.warning(NOW).startswith("the last backup failed: No space left on device")
    full_disk.undo()
    backups._once.release("backup")  # as after half an hour
    backups.tend(NOW + timedelta(minutes=30))
    assert backups.warning(NOW + timedelta(minutes=30)) == ""


def test_one_that_is_two_days_old_is_told(backups: Backups) -> None:
    assert backups.warning(NOW) == ""
    backups.tend(NOW)
    assert backups.warning(NOW + timedelta(hours=47)) == ""
    assert "20 Nov 2026" in backups.warning(NOW + 2 * DAY)


def test_none_is_made_where_it_is_switched_off(record: Record, tmp_path: Path) -> None:
    off = Backups(record, tmp_path / "backups", 0)
    off.tend(NOW)
    assert not (tmp_path / "backups").exists() and off.warning(NOW + 9 * DAY) == ""


def test_an_empty_record_pushes_no_backup_out(backups: Backups, record: Record, tmp_path: Path) -> None:
    backups.tend(NOW)
    record.text.flushall()
    for day in range(1, 9):
        backups.tend(NOW + day * DAY)
    assert files(tmp_path) == named(0)
