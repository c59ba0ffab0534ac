"""The backup that each release wrote, `backup-VERSION.pb`, opens in this one, and nothing of it is lost.

With a release, a backup of its own is added here: the sample's papers, a vote, a saved paper, a note, a digest and a followed author.
"""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.app import Paperboy
from core.commands.dispatch import answer
from core.model import Call, Person, Place
from core.search.index import Index
from core.store.engine import backup, keys
from core.store.engine.backup import keep_copy, restore
from core.store.engine.queue import Queue
from core.store.engine.record import SCHEMA, Record
from core.store.votes.votes import Votes

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PAPER = "1706.03762"
ADA = Call(Person("slack", "T1", "U1"), Place("slack", "T1", "C1"), NOW, "later", open_to_all=True)
PROJECT = tomllib.loads((HERE.parents[3] / "pyproject.toml").read_text("utf-8"))["project"]


def test_this_version_has_a_backup_of_its_own() -> None:
    assert (HERE / f"backup-{PROJECT['version']}.pb").exists()


@pytest.mark.parametrize("file", sorted(HERE.glob("backup-*.pb")), ids=lambda file: file.stem)
def test_a_backup_of_a_release_is_upgraded_and_loses_nothing(file: Path, record: Record, tmp_path: Path) -> None:
    held = backup.check(file)
    restore(record, file)
    record.prepare(lambda: keep_copy(record, tmp_path, "upgrade"))
    assert int(record.text.get(keys.SCHEMA)) == SCHEMA
    assert bool(list(tmp_path.glob("before-upgrade-*.pb"))) is (held.schema < SCHEMA)
    app = Paperboy(record, lambda: Index.open(tmp_path / "index", write=False), Queue(record.url, "ingest"), tmp_path)
    app.catch_up()
    assert app.paper_count() == held.papers > 0
    assert app.of(Votes).tallies([PAPER])[PAPER].up == 1
    for line, words in (
        ("search attention is all you need limit:1", "Attention Is All You Need"),
        ("saved attention", "Attention Is All You Need"),
        ("paper notes", "Attention Is All You Need"),
        ("digest list", "attention"),
        ("follow list", "Vaswani"),
    ):
        assert words in str(answer(app, line, ADA).cards), line
