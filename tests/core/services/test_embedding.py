"""Papers read with a model of the operator's: the newest first, once, and what that changes in picks and in similar papers."""

from datetime import timedelta
from pathlib import Path

import pytest

pytest.importorskip("onnxruntime", reason="the extra semantic is not installed")
pytest.importorskip("onnx", reason="onnx, which makes the model, is not installed")

from core.app import Paperboy
from core.catalog import Catalog
from core.commands.dispatch import answer
from core.model import Call, Person, Place
from core.services.embedding import PaperReading
from core.store.engine import backup, keys
from core.store.engine.record import Record
from tests.factories import NOW, bring, entry
from tests.fakes.encoder import encoder

CALL = Call(Person("terminal", "", "me"), Place("terminal"), NOW, "x")


def reading(app: Paperboy, folder: Path) -> PaperReading:
    return app.call(PaperReading, folder=folder)


def test_each_paper_is_read_once_the_newest_first(app: Paperboy, tmp_path: Path) -> None:
    bring(app.of(Record), entry("Old granite", arxiv="2611.00001"), day=(NOW - timedelta(days=3)).date(), where="old")
    bring(app.of(Record), entry("New kites", arxiv="2611.00002"), day=NOW.date(), where="new")
    reader = reading(app, encoder(tmp_path / "model"))
    assert [paper.id for paper in reader.due(NOW, 9)] == ["2611.00002", "2611.00001"]
    assert (reader.read(NOW), reader.read(NOW)) == (2, 0)
    papers = app.of(Catalog).papers
    assert set(papers.vectors.of(papers.get_many(["2611.00001", "2611.00002"]).values())) == {
        "2611.00001",
        "2611.00002",
    }


def test_a_paper_with_another_text_or_another_model_is_read_again(app: Paperboy, tmp_path: Path) -> None:
    bring(app.of(Record), entry("Kites", arxiv="2611.00001"), day=NOW.date())
    reading(app, encoder(tmp_path / "model")).read(NOW)
    bring(
        app.of(Record),
        entry("Kites", "An abstract that came later and says more.", arxiv="2611.00001"),
        day=NOW.date(),
        where="b",
    )
    assert reading(app, tmp_path / "model").read(NOW) == 1
    other = reading(app, encoder(tmp_path / "other", groups=(("kites",), ("bread",))))
    assert len(other.due(NOW)) == 1 and other.read(NOW) == 1 and other.due(NOW) == []


def test_a_worker_reads_again_what_a_restore_of_an_older_backup_left_unread(app: Paperboy, tmp_path: Path) -> None:
    record, reader = app.of(Record), reading(app, encoder(tmp_path / "model"))
    for n, title in enumerate(("Granite", "Kites"), 1):
        bring(record, entry(title, arxiv=f"2611.0000{n}"), day=(NOW - timedelta(days=n)).date(), where=title)
        if n == 1:
            reader.read(NOW)
    backup.write(record, tmp_path / "a.pb")
    assert (reader.read(NOW), reader.read(NOW)) == (1, 0)
    backup.restore(record, tmp_path / "a.pb")
    record.text.hset(keys.VECTORS, "2611.00009", "what another worker read since")
    assert (reader.read(NOW), reader.read(NOW)) == (1, 0)


def test_a_job_stops_in_time_and_the_next_goes_on(app: Paperboy, tmp_path: Path) -> None:
    bring(
        app.of(Record),
        *(entry(f"Kites number {n} of the long bay", arxiv=f"2611.{n:05}") for n in range(1, 40)),
        day=NOW.date(),
    )
    reader, ticks = reading(app, encoder(tmp_path / "model")), iter([0.0, 1.0, 99.0, 100.0, 101.0, 999.0, 9999.0])
    assert (reader.read(NOW, lambda: next(ticks)), reader.read(NOW, lambda: next(ticks))) == (32, 7)


def test_similar_papers_come_by_meaning_too(app: Paperboy, tmp_path: Path) -> None:
    titles = {"2611.00001": "Kites over a quiet harbour", "2611.00002": "Granite over a quiet harbour town"}
    titles["2611.00003"] = "Gliders"
    bring(
        app.of(Record),
        *(entry(title, f"{title} and long days at sea.", arxiv=name) for name, title in titles.items()),
        day=NOW.date(),
    )

    def order() -> list[str]:
        return [card.paper_id for card in answer(app, "similar 2611.00001", CALL).cards]

    assert order() == ["2611.00002", "2611.00003"]
    reading(app, encoder(tmp_path / "model")).read(NOW)
    assert order() == ["2611.00003", "2611.00002"]
