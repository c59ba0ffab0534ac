"""A record of real steps, damaged in each of its files: what is kept, and what a backup makes good."""

from pathlib import Path

import pytest

from core.errors import RecordDown
from core.ingest.arrivals import Arrivals
from core.model import Listing, Place
from core.store.chats.posts import Posts
from core.store.embedded import aof, salvage, server
from core.store.engine import backup, keys
from core.store.engine.record import Record
from core.store.papers.papers import Papers
from core.store.votes.votes import Votes
from tests.core.store.embedded.server_user import until
from tests.core.store.engine.test_backup import image
from tests.factories import ADA, BOB, NOW, TODAY, bring, call, entry

GRACE, ROOM = 0.05, Place("slack", "T1", "C1")
FORGED = "\r\n*1\r\n$8\r\nFLUSHALL\r\n"
"""What a file or a title may hold to pass for a command where the damage is right before it."""

TITLES = [f"{word} attention number {number} of rivers" for word in ("Tidal", "Sparse") for number in range(15)]


class House:
    """A home with a record of 30 papers with two votes each, and a backup begun after the first half."""

    def __init__(self, home: Path, *, rewritten: bool = False) -> None:
        self.home, self.data, self.copies = home, home / "record" / aof.FOLDER, home / "backups"
        self.copies.mkdir(parents=True)
        with server.join(home, grace=GRACE) as lease:
            record = Record(lease.url)
            record.prepare(lambda: None)
            Posts(record).put(ROOM, "1.1", ["p"], NOW)
            self._fill(record, TITLES[:15])
            backup.write(record, self.copies / "half.pb")
            self._fill(record, TITLES[15:])
            if rewritten:
                record.text.bgrewriteaof()
                until(lambda: not record.text.info("persistence")["aof_rewrite_in_progress"])
                self._fill(record, ["Late kites"])
            self.before = image(record)
            record.close()
        with server.offline(home):
            self.files = {path.name: path.read_bytes() for path in self.data.iterdir()}

    def file(self, kind: str) -> Path:
        return max(self.data.glob(f"*.{kind}.aof"), key=lambda file: file.stat().st_size)

    def damage(self, kind: str, share: float) -> None:
        """Zeros where a command begins, at this share of the file."""
        file = self.file(kind)
        at = file.read_bytes().index(b"*", int(file.stat().st_size * share))
        with file.open("r+b") as opened:
            opened.seek(at)
            opened.write(bytes(64))

    def refused(self) -> str:
        with pytest.raises(RecordDown) as down:
            server.join(self.home, grace=GRACE)
        return str(down.value)

    def salvage(self) -> salvage.Survey:
        """What a look found; the record is mended then."""
        with server.offline(self.home) as folder:
            damaged = {path.name: path.read_bytes() for path in self.data.iterdir()}
            look = salvage.survey(self.data, [self.copies])
            assert {path.name: path.read_bytes() for path in self.data.iterdir()} == damaged
            aside = folder / "aside"
            aside.mkdir()
            salvage.rebuild(self.data, aside, look)
            assert {path.name: path.read_bytes() for path in aside.iterdir()} == damaged
        return look

    def after(self) -> tuple[dict[bytes, object], int]:
        """What the record holds now, and its papers that can be read."""
        with server.join(self.home, grace=GRACE) as lease:
            record = Record(lease.url)
            papers = Papers(record)
            look = image(record), len(papers.get_many(papers.ids()))
            record.close()
        return look

    def _fill(self, record: Record, titles: list[str]) -> None:
        papers = Papers(record)
        for title in titles:
            known = set(papers.ids())
            bring(record, entry(title), where=title)
            for paper in set(papers.ids()) - known:
                for person in (ADA, BOB):
                    Votes(record).press(call(person), paper, "up")


def test_what_was_changed_before_and_after_a_damage_is_kept(tmp_path: Path) -> None:
    house = House(tmp_path / "home")
    house.damage("incr", 0.75)
    assert "`paperboy restore`" in house.refused() and "`paperboy salvage`" in house.refused()
    look = house.salvage()
    assert look.damaged and len(look.damage) == 1 and all(look.lost)
    assert look.backup is None
    after, papers = house.after()
    assert 29 <= papers <= 30
    lost = {key for key in house.before if after.get(key) != house.before[key]}
    assert len(lost) < 40


def test_messages_that_may_show_what_was_lost_are_to_be_redrawn(tmp_path: Path) -> None:
    house = House(tmp_path / "home")
    house.damage("incr", 0.75)
    house.salvage()
    with server.join(house.home, grace=GRACE) as lease:
        record = Record(lease.url)
        assert record.text.zrange(keys.stale("slack"), 0, -1) == [keys.message(ROOM, "1.1")]
        record.close()


def test_a_backup_that_is_younger_than_the_damage_makes_all_of_it_good(tmp_path: Path) -> None:
    house = House(tmp_path / "home")
    house.damage("incr", 0.2)
    house.refused()
    look = house.salvage()
    assert look.backup and look.since is not None
    assert house.after() == (house.before, 30)


def test_a_damaged_base_is_filled_up_from_the_backup_before_it(tmp_path: Path) -> None:
    house = House(tmp_path / "home", rewritten=True)
    house.damage("base", 0.5)
    house.refused()
    look = house.salvage()
    assert look.backup and look.since is None
    after, papers = house.after()
    assert 30 <= papers <= 31
    assert b"pb:log" in after


@pytest.mark.parametrize("what", ["missing", "zeros", "garbage"])
def test_without_a_manifest_nothing_is_lost(tmp_path: Path, what: str) -> None:
    house = House(tmp_path / "home", rewritten=True)
    manifest = house.data / aof.MANIFEST
    if what == "missing":
        manifest.unlink()
    else:
        manifest.write_bytes({"zeros": bytes(90), "garbage": b"file x\n"}[what])
    assert aof.MANIFEST in house.refused()
    look = house.salvage()
    assert look.damaged and not look.damage
    assert house.after() == (house.before, 31)


def test_a_missing_file_is_a_damage(tmp_path: Path) -> None:
    house = House(tmp_path / "home", rewritten=True)
    house.file("base").unlink()
    assert "base.aof" in house.refused()
    assert house.salvage().backup
    after, papers = house.after()
    assert papers == 16 and after != house.before


def test_a_good_record_is_not_damaged(tmp_path: Path) -> None:
    house = House(tmp_path / "home", rewritten=True)
    with server.offline(house.home):
        assert not salvage.survey(house.data, [house.copies]).damaged


def test_no_value_of_ours_looks_like_a_command(tmp_path: Path) -> None:
    house = House(tmp_path / "home")
    with server.join(house.home, grace=GRACE) as lease:
        record = Record(lease.url)
        arrived = bring(record, entry(f"Line{FORGED}ends"), where=f"a{FORGED}")
        Arrivals(record).arrive(FORGED.encode() * 9, f"b{FORGED}", Listing("test", TODAY, ()), TODAY, NOW)
        assert Arrivals(record).bytes_of(arrived.todo[0])
        record.close()
    for item in aof.read("x", house.file("incr").read_bytes()):
        assert not isinstance(item, aof.Damage)
        assert not [part for command in item for part in command if b"\r\n" in part]
