"""Lines of a model: asked for politely on loopback, kept beside their papers, refused where they are not of the abstract."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core import settings
from core.app import Paperboy
from core.bootstrap import open_summariser
from core.cards.views import gist_of
from core.commands.dispatch import answer
from core.dedup.merging import joined
from core.model import Call, Paper, Place
from core.scope import Origin
from core.services.summarising import MOST_FAILURES, Summariser
from core.store.engine import backup
from core.store.engine.record import Record
from core.store.papers.lines import Lines, with_line
from core.store.papers.papers import Papers
from core.text.gist.choosing import MACHINE_MADE
from tests.core.conftest import app
from tests.factories import BOB, NOW, bring, call, entry
from tests.fakes.model import KEY, FakeModel

assert app
LINE = "Waters each bed when its soil asks"


@pytest.fixture
def model() -> Iterator[FakeModel]:
    with FakeModel() as running:
        yield running


def asking(app: Paperboy, model: FakeModel, **more: str) -> Summariser:
    given = {"URL": model.url, "MODEL": "small", "KEY": KEY, **more}
    return open_summariser(
        app, settings.read({f"PAPERBOY_SUMMARY_{name}": value for name, value in given.items()}, None)
    )


def the_paper(app: Paperboy) -> Paper:
    (paper_id,) = app.of(Papers).ids()
    paper = app.of(Papers).whole(paper_id)
    assert paper
    return paper


def test_a_line_is_asked_for_once_kept_and_marked_wherever_it_is_shown(
    app: Paperboy, record: Record, model: FakeModel
) -> None:
    bring(record, entry("Drip", arxiv="2611.00001"))
    ruled = gist_of(the_paper(app))
    assert ruled and MACHINE_MADE not in ruled
    for _ in range(2):
        asking(app, model).summarise(NOW)
    assert gist_of(the_paper(app)) == f"{MACHINE_MADE}{LINE}" and len(model.bodies) == 1
    assert "Title: Drip\n" in model.bodies[0]["messages"][-1]["content"] and model.bodies[0]["model"] == "small"
    reply = answer(app, "today", call())
    assert any(f"{MACHINE_MADE}{LINE}" in str(card.body) for card in reply.cards)


def test_without_settings_nothing_is_asked(app: Paperboy, record: Record) -> None:
    bring(record, entry("Drip"))
    assert open_summariser(app, settings.read({}, None)).due(NOW) == []
    alone = settings.read({"PAPERBOY_SUMMARY_URL": "http://127.0.0.1:9"}, None)
    assert open_summariser(app, alone).due(NOW) == []


def test_another_abstract_has_another_line(app: Paperboy, record: Record, model: FakeModel) -> None:
    bring(record, entry("Drip", arxiv="2611.00001"))
    asking(app, model).summarise(NOW)
    bring(
        record, entry("Drip", "a much longer story", arxiv="2611.00001"), entry("Drip", arxiv="2611.00001"), where="b"
    )
    longer = entry("Drip", arxiv="2611.00001").abstract + " And then it rained for a whole week."
    bring(record, entry("Drip", arxiv="2611.00001").__class__("Drip", longer, arxiv="2611.00001"), where="c")
    assert the_paper(app).abstract == longer or the_paper(app).line == ""
    asking(app, model).summarise(NOW)
    assert the_paper(app).line == LINE and len(model.bodies) == 2


def test_what_was_pasted_in_a_place_is_never_sent_out(app: Paperboy, model: FakeModel) -> None:
    text = f"# Secret Garden\n\n## Abstract\n\n{entry('Secret Garden').abstract}\n".encode()
    for scope in ("slack/T1/", "slack/T1/C9", "discord/1/2"):
        for todo in app.receive(text, "paste.md", NOW, Origin("pasted", scope)).todo:
            app.ingest_slice(todo.id, NOW)
    assert app.of(Papers).ids()
    asking(app, model).summarise(NOW)
    assert model.bodies == []


def test_a_removed_paper_is_not_sent_out(app: Paperboy, record: Record, model: FakeModel) -> None:
    bring(record, entry("Drip", arxiv="2611.00001"))
    answer(app, "paper remove 2611.00001 sure:yes", call())
    asking(app, model).summarise(NOW)
    assert model.bodies == []


@pytest.mark.parametrize(
    "line", ["", None, "Waters 41 beds when their soil asks", "Waters beds as GPT-4 asks", "x" * 200]
)
def test_a_line_that_is_refused_is_not_asked_for_again_and_the_rules_line_stays(
    app: Paperboy, record: Record, model: FakeModel, line: str | None
) -> None:
    bring(record, entry("Drip", arxiv="2611.00001"))
    ruled, model.line = gist_of(the_paper(app)), lambda body: line
    for _ in range(3):
        asking(app, model).summarise(NOW)
    assert gist_of(the_paper(app)) == ruled and len(model.bodies) == 1


def test_a_model_that_asks_for_patience_has_it_and_the_log_is_calm(
    app: Paperboy, record: Record, model: FakeModel, caplog: pytest.LogCaptureFixture
) -> None:
    bring(record, entry("Drip", arxiv="2611.00001"), entry("Kites", arxiv="2611.00002"))
    model.faults = [(429, {"Retry-After": "120"}), (500, {}), None]
    caplog.set_level(logging.DEBUG)
    at = NOW
    for wait, asked in ((119, 1), (1, 2), (119, 2), (1, 3), (239, 3), (1, 5)):
        asking(app, model).summarise(at)
        at += timedelta(seconds=wait)
        asking(app, model).summarise(at - timedelta(milliseconds=500) if wait > 1 else at)
        assert len(model.bodies) in (asked, asked + 1)
    asking(app, model).summarise(at + timedelta(hours=1))
    assert len(model.bodies) == 5 and all(
        paper.line for paper in app.of(Papers).whole_many(app.of(Papers).ids()).values()
    )
    assert "429" in caplog.text and KEY not in caplog.text and entry("Drip").abstract[:40] not in caplog.text
    assert sum(row.levelno >= logging.WARNING for row in caplog.records) == 1
    assert app.of(Lines).asking().why == ""


def test_a_wrong_key_rests_for_an_hour(app: Paperboy, record: Record, model: FakeModel) -> None:
    bring(record, entry("Drip"), entry("Kites"))
    wrong = asking(app, model, KEY="another-key")
    wrong.summarise(NOW)
    assert (
        len(model.bodies) == 1 and wrong.due(NOW + timedelta(minutes=59)) == [] and wrong.due(NOW + timedelta(hours=1))
    )
    assert app.of(Lines).asking().why == "127.0.0.1 does not sum papers up (401)."


def test_an_unreadable_answer_is_given_up_after_three_times(app: Paperboy, record: Record, model: FakeModel) -> None:
    bring(record, entry("Drip"))
    model.whole = b"<html>"
    for hour in range(6):
        asking(app, model).summarise(NOW + timedelta(hours=hour))
    assert len(model.bodies) == MOST_FAILURES


def test_a_text_that_the_model_does_not_take_holds_no_other_up(app: Paperboy, record: Record, model: FakeModel) -> None:
    bring(record, entry("Drip"), entry("Kites"))
    model.faults = [(400, {})]
    asking(app, model).summarise(NOW)
    assert len(model.bodies) == 2 and asking(app, model).due(NOW) == []


def test_a_day_has_its_limit(app: Paperboy, record: Record, model: FakeModel) -> None:
    bring(record, *(entry(f"Drip {word}", word) for word in ("one", "two", "three")))
    for _ in range(3):
        asking(app, model, DAY="2").summarise(NOW)
    assert len(model.bodies) == 2
    asking(app, model, DAY="2").summarise(NOW + timedelta(days=1))
    assert len(model.bodies) == 3


def test_a_source_that_gives_a_short_summary_is_enough(app: Paperboy, record: Record, model: FakeModel) -> None:
    bring(record, entry("Drip", summary="Waters beds of kale."))
    asking(app, model).summarise(NOW)
    assert model.bodies == [] and gist_of(the_paper(app)) == f"{MACHINE_MADE}Waters beds of kale."


def test_a_job_stops_when_its_seconds_are_over(app: Paperboy, record: Record, model: FakeModel) -> None:
    bring(record, entry("Drip"), entry("Kites"))
    seconds = iter((0.0, 0.0, 21.0))
    asking(app, model).summarise(NOW, clock=lambda: next(seconds))
    assert len(model.bodies) == 1


def test_a_backup_brings_the_line_back(app: Paperboy, record: Record, model: FakeModel, tmp_path: Path) -> None:
    bring(record, entry("Drip"))
    asking(app, model).summarise(NOW)
    backup.write(record, tmp_path / "kept")
    record.text.flushdb()
    backup.restore(record, tmp_path / "kept")
    assert the_paper(app).line == LINE and app.of(Lines).asking().asked == 1


def test_two_papers_shown_as_one_with_another_abstract_lose_the_line() -> None:
    own = Paper("a", "Drip", "Short.", line=LINE)
    assert joined(own, Paper("b", "Drip", "", rank=2)).line == LINE
    assert joined(own, Paper("b", "Drip", "Longer by far.", rank=3)).line == ""
    assert with_line(own, '{"of": "0", "text": "Of an earlier abstract"}').line == LINE


def test_somebody_elsewhere_reads_the_line_of_what_is_everybodys(
    app: Paperboy, record: Record, model: FakeModel
) -> None:
    bring(record, entry("Drip"))
    asking(app, model).summarise(NOW)
    reply = answer(app, "today", Call(BOB, Place("slack", "T1", "C1"), NOW, "d1"))
    assert any(LINE in str(card.body) for card in reply.cards)
