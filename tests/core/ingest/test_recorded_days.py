"""The 112 recorded days of Hugging Face's Daily Papers: one paper an arXiv id, and each list as it was."""

import lzma
from collections import defaultdict
from datetime import date
from pathlib import Path

import msgspec
import pytest

from core.app import Paperboy
from core.catalog import Catalog
from core.scope import EVERYBODY
from core.store.papers.papers import Papers
from core.text.days import days_of_month, days_of_week
from tests.factories import NOW


class _Paper(msgspec.Struct):
    id: str


class _Row(msgspec.Struct):
    paper: _Paper


@pytest.fixture
def recorded(shared: Path) -> dict[date, list[str]]:
    """The arXiv ids of each recorded day, in the order of its list."""
    files = sorted((shared / "data/feeds/hf_daily_papers").glob("*.json.xz"))
    rows = {f.name[:10]: msgspec.json.decode(lzma.decompress(f.read_bytes()), type=list[_Row]) for f in files}
    return {date.fromisoformat(day): [row.paper.id for row in listed] for day, listed in rows.items()}


def test_the_archive_equals_the_recorded_lists(app: Paperboy, shared: Path, recorded: dict[date, list[str]]) -> None:
    for path in sorted((shared / "data/feeds/hf_daily_papers").glob("*.json.xz")):
        arrived = app.receive(path.read_bytes(), path.name, NOW)
        assert not arrived.skipped
        for todo in arrived.todo:
            app.ingest_slice(todo.id, NOW)
    assert len(recorded) == 112
    assert sum(map(len, recorded.values())) == 1834
    ids = {paper_id for listed in recorded.values() for paper_id in listed}
    assert set(app.of(Papers).ids()) == ids
    assert {day: list(app.of(Papers).listed_on(day)) for day in recorded} == recorded
    weeks, months = defaultdict(set), defaultdict(set)
    for day, listed in recorded.items():
        weeks[days_of_week(day)[0]] |= set(listed)
        months[day.replace(day=1)] |= set(listed)
    for monday, listed in weeks.items():
        assert set(app.of(Catalog).listed(days_of_week(monday), EVERYBODY)) == listed
    for first, listed in months.items():
        assert set(app.of(Catalog).listed(days_of_month(first), EVERYBODY)) == listed
