"""A slice of the year of mornings: each thin or silent one has a true reason, and a reason left out is noticed."""

from pathlib import Path

import pytest

from core.store.engine.record import Record
from tests.chaos.silence import live


def test_in_days_of_refusals_and_absences_every_silent_morning_has_a_true_reason(
    record: Record, tmp_path: Path
) -> None:
    judged = live(record, tmp_path, days=8, seed=3)
    assert judged.kinds["silent"] and judged.kinds["thin"] and judged.wrong == []


@pytest.mark.parametrize("sabotage", ["all-feeds-well", "no-reason"])
def test_the_campaign_notices_a_reason_that_is_left_out(record: Record, tmp_path: Path, sabotage: str) -> None:
    assert live(record, tmp_path, days=8, seed=4, sabotage=sabotage).wrong
