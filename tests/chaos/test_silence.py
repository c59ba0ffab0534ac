"""A slice of the year of mornings: each thin or silent one has a true reason, and a reason left out is noticed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.store.engine.record import Record
from tests.chaos.mornings import Standing, of_feeds
from tests.chaos.silence import live


def test_in_days_of_refusals_and_absences_every_silent_morning_has_a_true_reason(
    record: Record, tmp_path: Path
) -> None:
    judged = live(record, tmp_path, days=4, seed=6)
    assert judged.kinds["silent"] and judged.kinds["thin"] and judged.wrong == []


@pytest.mark.parametrize(
    ("sabotage", "days", "seed"),
    [
        ("all-feeds-well", 1, 4),
        ("no-reason", 1, 9),
        ("no-foot", 2, 2),
        ("nothing-new", 1, 5),
        ("no-notice", 2, 3),
        ("notice-each-day", 1, 4),
        ("always-no-worker", 7, 11),
    ],
)
def test_the_campaign_notices_a_reason_that_is_left_out_or_untrue(
    record: Record, tmp_path: Path, sabotage: str, days: int, seed: int
) -> None:
    assert live(record, tmp_path, days=days, seed=seed, sabotage=sabotage).wrong


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("arXiv (cs.CL, cs.LG) announces nothing on Friday 27 November, after its holiday of Thursday.", []),
        ("arXiv (cs.CL, cs.LG) had nothing new.", ["arXiv (cs.CL, cs.LG) announces nothing that day"]),
        ("arXiv (cs.CL, cs.LG) announces nothing on Fridays.", ["arXiv (cs.CL, cs.LG) has a list"]),
        ("Hugging Face had nothing new.", ["Hugging Face had 2 new"]),
        ("bioRxiv had nothing new.", ["bioRxiv was not read"]),
    ],
)
def test_a_reason_is_held_against_the_sites_and_their_calendar(text: str, wrong: list[str]) -> None:
    friday = datetime(2026, 11, 27, 12, tzinfo=UTC)
    gave = {"huggingface.co": friday, "arxiv.org": friday, "biorxiv.org": friday - timedelta(days=2)}
    new = {"huggingface.co": 2, "arxiv.org": 0, "biorxiv.org": 0}
    assert list(of_feeds(Standing(friday, {}, gave, new), "UTC", text)) == wrong
