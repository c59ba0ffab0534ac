"""A backup holds everything, is checked before it is trusted, and brings the record back as it was."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.errors import BadBackup, RecordTooNew
from core.ingest.arrivals import Arrivals, Arrived
from core.model import Listing
from core.store.delivery.allowances import Allowance, Allowances
from core.store.engine import backup, keys
from core.store.engine.log import Log
from core.store.engine.record import Record
from core.store.engine.step import Step
from core.store.engine.upkeep import Upkeep
from core.store.papers.papers import Papers
from core.store.votes.shelf import Shelf
from core.store.votes.votes import Votes
from tests.factories import ADA, BOB, NOW, bring, call, entry

VOLATILE = (b"pb:run:", b"pb:blob:", b"pb:epoch", b"pb:stale:")


def image(record: Record) -> dict[bytes, object]:
    """What the record holds, but for what expires, and what a restore itself leaves."""
    read = {
        b"hash": record.raw.hgetall,
        b"set": record.raw.smembers,
        b"stream": record.raw.xrange,
        b"string": record.raw.get,
        b"zset": lambda key: record.raw.zrange(key, 0, -1, withscores=True),
        b"list": lambda key: record.raw.lrange(key, 0, -1),
    }
    return {k: read[record.raw.type(k)](k) for k in record.raw.keys("*") if not k.startswith(VOLATILE)}


def fill(record: Record) -> None:
    bring(record, *[entry(f"{word} attention for rivers") for word in ("Tidal", "Sparse", "Slow")])
    for paper_id in Papers(record).ids():
        Votes(record).press(call(BOB), paper_id, "up")
        Shelf(record).save(ADA, paper_id, "rivers", NOW)
    for second in (0, 1):
        Allowances(record).take([Allowance("slack posts", 3, 3600)], NOW + timedelta(seconds=second))


def test_a_restored_record_is_the_one_that_was_saved(record: Record, tmp_path: Path) -> None:
    fill(record)
    before = image(record)
    assert backup.write(record, tmp_path / "a.pb").papers == 3
    record.text.flushall()
    bring(record, entry("Something else entirely"))
    backup.restore(record, tmp_path / "a.pb")
    assert image(record) == before


def test_a_backup_written_while_others_write_is_the_record_at_its_end(
    record: Record, valkey: str, tmp_path: Path
) -> None:
    fill(record)
    stop, other = threading.Event(), Record(valkey)

    def write_on() -> None:
        number = 0
        while not stop.is_set():
            step = Step("paper", "x")
            for n in range(50):
                step.write("HSET", f"pb:paper:x{n}", "rev", number)
            other.commit(step)
            number += 1

    writer = threading.Thread(target=write_on)
    writer.start()
    for n in range(5):
        backup.write(record, tmp_path / f"{n}.pb")
    stop.set()
    writer.join()
    for n in range(5):
        backup.restore(record, tmp_path / f"{n}.pb")
        assert len({record.text.hget(f"pb:paper:x{m}", "rev") for m in range(50)}) == 1
    other.close()


def test_a_backup_during_which_keys_of_every_kind_go_can_be_restored(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(record)
    going = [key for key in record.raw.keys("pb:*") if key not in (keys.LOG.encode(), keys.PAPERS.encode())]
    assert {record.raw.type(key) for key in going} >= {b"hash", b"set", b"zset", b"list", b"string"}
    pipeline = record.raw.pipeline

    def pipeline_before_they_go(**options: bool) -> Any:
        pipe = pipeline(**options)
        execute = pipe.execute
        pipe.execute = lambda: (execute(), record.raw.delete(*going))[0]
        return pipe

    with monkeypatch.context() as patched:
        patched.setattr(record.raw, "pipeline", pipeline_before_they_go)
        assert backup.write(record, tmp_path / "a.pb").papers == 3
    backup.restore(record, tmp_path / "a.pb")
    assert record.raw.zcard(keys.PAPERS) == 3


def test_a_listing_that_comes_while_a_backup_is_written_is_still_to_do_after_a_restore(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(record)
    arrivals, listing, read, arrived = (
        Arrivals(record),
        Listing("hf", NOW.date(), (entry("Kites"),)),
        backup._read,
        list[Arrived](),
    )

    def read_before_it_comes(of: Record, portion: list[bytes]) -> list[backup.PackedKey]:
        rows = list(read(of, portion))
        if not arrived:
            arrived.append(arrivals.arrive(b"kites", "kites", listing, NOW.date(), NOW))
        return rows

    with monkeypatch.context() as patched:
        patched.setattr(backup, "_read", read_before_it_comes)
        backup.write(record, tmp_path / "a.pb")
    backup.restore(record, tmp_path / "a.pb")
    (todo,) = arrivals.todo()
    assert (todo,) == arrived[0].todo and arrivals.bytes_of(todo) == b"kites"


def test_whoever_added_papers_that_are_ingested_while_a_backup_is_written_hears_of_them_after_a_restore(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrivals, listing, read = (
        Arrivals(record),
        Listing("hf", NOW.date(), (entry("Tidal Kites"), entry("Slow Lanterns"))),
        backup._read,
    )
    arrived = arrivals.arrive(b"kites", "kites", listing, NOW.date(), NOW)
    later = Listing("hf", NOW.date(), (entry("Sparse Violins"),))

    def read_before_they_are_ingested(of: Record, portion: list[bytes]) -> list[backup.PackedKey]:
        rows = list(read(of, portion))
        for todo in arrivals.todo(arrived.todo[0].id):
            arrivals.ingest(todo, listing, lambda: NOW)
            following.append(arrivals.arrive(b"violins", "violins", later, NOW.date(), NOW))
        return rows

    following = list[Arrived]()
    with monkeypatch.context() as patched:
        patched.setattr(backup, "_read", read_before_they_are_ingested)
        backup.write(record, tmp_path / "a.pb")
    backup.restore(record, tmp_path / "a.pb")
    assert arrivals.is_settled(arrived.run) and len(arrivals.outcomes(arrived.run)) == 2
    (to_do,) = following
    assert not arrivals.is_settled(to_do.run) and arrivals.total(to_do.run) == 1
    arrivals.ingest(to_do.todo[0], later, lambda: NOW)
    assert arrivals.is_settled(to_do.run) and len(arrivals.outcomes(to_do.run)) == 1


def test_a_press_that_comes_while_a_backup_is_written_is_not_done_twice_after_a_restore(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    votes, read, pressed = Votes(record), backup._read, call(ADA, "delivery")
    bring(record, entry("Kites"))
    (paper_id,) = Papers(record).ids()

    def read_before_it_comes(of: Record, portion: list[bytes]) -> list[backup.PackedKey]:
        rows = list(read(of, portion))
        votes.press(pressed, paper_id, "up")
        return rows

    with monkeypatch.context() as patched:
        patched.setattr(backup, "_read", read_before_it_comes)
        backup.write(record, tmp_path / "a.pb")
    backup.restore(record, tmp_path / "a.pb")
    votes.press(pressed, paper_id, "up")
    assert votes.tallies([paper_id])[paper_id].up == 1


def test_a_follower_of_a_restored_record_is_told_to_read_all_of_it(record: Record, tmp_path: Path) -> None:
    fill(record)
    position = Log(record).end()
    backup.write(record, tmp_path / "a.pb")
    assert Log(record).start(position) is not None
    backup.restore(record, tmp_path / "a.pb")
    assert Log(record).start(position) is None


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "foreign", "missing"])
def test_a_damaged_backup_is_refused_and_nothing_is_changed(record: Record, tmp_path: Path, damage: str) -> None:
    fill(record)
    target = tmp_path / "a.pb"
    backup.write(record, target)
    data = target.read_bytes()
    if damage == "missing":
        target.unlink()
    else:
        flipped = data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :]
        target.write_bytes({"cut": data[:-40], "flip": flipped, "empty": b"", "foreign": b"%PDF-1.7\n"}[damage])
    before = image(record)
    with pytest.raises(BadBackup, match=r"a\.pb"):
        backup.restore(record, target)
    assert image(record) == before


def test_a_folder_is_not_called_a_damaged_backup(record: Record, tmp_path: Path) -> None:
    with pytest.raises(BadBackup, match="is a folder: name a backup in it"):
        backup.restore(record, tmp_path)


def test_a_backup_of_a_newer_paperboy_is_refused(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "SCHEMA", 99)
    backup.write(record, tmp_path / "a.pb")
    monkeypatch.undo()
    with pytest.raises(RecordTooNew, match="newer Paperboy"):
        backup.restore(record, tmp_path / "a.pb")


def test_a_snapshot_trims_the_log_and_the_tail_rebuilds_the_rest(record: Record, tmp_path: Path) -> None:
    fill(record)
    upkeep = Upkeep(record, Log(record), tmp_path)
    snapshot = upkeep.snapshot()
    assert len(Log(record)) <= 1
    bring(record, entry("Late arrival of a paper"))
    live = image(record)
    tail = [event for page in Log(record).after("0-0") for event in page]
    backup.restore(record, snapshot)
    for event in tail:
        for write in event.writes:
            record.text.execute_command(*write)
    rebuilt = image(record)
    kept = {k: v for k, v in live.items() if k not in (keys.LOG.encode(), keys.SNAPSHOT.encode())}
    assert {k: v for k, v in rebuilt.items() if k in kept} == kept


def test_only_the_owner_may_read_a_backup(record: Record, tmp_path: Path) -> None:
    backup.write(record, tmp_path / "a.pb")
    assert (tmp_path / "a.pb").stat().st_mode & 0o777 == 0o600


def test_of_the_copies_of_one_kind_the_newest_stay(record: Record, tmp_path: Path) -> None:
    kept = [backup.keep_copy(record, tmp_path, "upgrade") for _ in range(backup.COPIES_KEPT + 2)]
    other = backup.keep_copy(record, tmp_path, "restore")
    assert set(tmp_path.iterdir()) == {*kept[2:], other}
