"""With a model of the operator's, what means like what was voted for is posted, though it shares no word with it."""

from datetime import timedelta
from pathlib import Path

import pytest

pytest.importorskip("onnxruntime", reason="the extra semantic is not installed")
pytest.importorskip("onnx", reason="onnx, which makes the model, is not installed")

from core.delivery.planner import delivery_id
from core.services.embedding import PaperReading
from core.store.delivery.deliveries import Deliveries
from core.store.engine import keys
from core.store.engine.record import Record
from tests.core.delivery.conftest import Rounds, at
from tests.core.delivery.learning import OTHERS, Week
from tests.fakes.encoder import encoder


class ReadingWeek(Week):
    """A week in whose mornings a worker reads the day's papers first, where there is a model."""

    reading: PaperReading | None = None

    def list_papers(self, kites: int = 2, others: tuple[str, ...] = tuple(OTHERS)) -> None:  # type: ignore[override]
        super().list_papers(kites, others)
        self.rounds.now = at(f"{self.day}T08:00")
        if self.reading:
            self.reading.read(self.rounds.now)


def learned_places(rounds: Rounds, reading: PaperReading | None) -> dict[str, int]:
    """Where the learned order has gliders and basalt, of which no paper spoke before, after three mornings with votes for kites."""
    week = ReadingWeek(rounds)
    week.reading = reading
    week.days(3)
    week.morning(0, ("gliders", "basalt", *OTHERS))
    body = rounds.app.of(Deliveries).body(delivery_id(week.digest.id, "post", week.day - timedelta(days=1)))
    assert body and body.placed
    placed = {paper_id: how.learned for (paper_id, _), how in zip(body.picks, body.placed, strict=True)}
    return {
        word: placed[paper_id] for word in ("gliders", "basalt") for paper_id in week.titled(word) if paper_id in placed
    }


def test_what_means_alike_is_posted_first(rounds: Rounds, tmp_path: Path) -> None:
    places = learned_places(rounds, rounds.app.call(PaperReading, folder=encoder(tmp_path / "model")))
    assert places["gliders"] == 1


def test_without_a_model_words_alone_count_and_the_source(rounds: Rounds) -> None:
    places = learned_places(rounds, None)
    assert places["basalt"] < places.get("gliders", len(OTHERS))


def test_what_was_read_is_not_needed_to_go_on(rounds: Rounds, tmp_path: Path) -> None:
    week = ReadingWeek(rounds)
    week.reading = rounds.app.call(PaperReading, folder=encoder(tmp_path / "model"))
    week.days(3)
    week.reading = None
    rounds.app.of(Record).text.delete(keys.VECTORS)
    week.morning()
    assert len(week.titles()) == 5
