"""A slice of the year of feeds: some days of mishaps and absences, and each sabotage of manners is noticed."""

from pathlib import Path

import pytest

from core.store.engine.record import Record
from tests.chaos.politeness import live


def test_in_days_of_refusals_and_absences_no_day_is_lost_and_no_site_asked_too_fast(
    record: Record, tmp_path: Path
) -> None:
    outcome = live(record, tmp_path, days=5, seed=6, quiet=4)
    assert sum(outcome.sites.mishaps.values()) > outcome.sites.mishaps["none"] > 0
    assert (outcome.lost, outcome.sites.breaches) == ([], [])


@pytest.mark.parametrize(("sabotage", "days"), [("no-catch-up", 3), ("ignore-pauses", 2), ("no-pace", 1)])
def test_the_campaign_notices_missing_manners(record: Record, tmp_path: Path, sabotage: str, days: int) -> None:
    outcome = live(record, tmp_path, days=days, seed=6, quiet=days - 1, sabotage=sabotage)
    assert outcome.lost or outcome.sites.breaches
