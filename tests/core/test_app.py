"""The façade: a listing's bytes are parsed once by whoever takes them in, and once by a worker that never saw them."""

from datetime import date

import pytest

from core import parsing
from core.app import Paperboy
from core.ingest.arrivals import SLICE
from core.model import Listing
from core.store.papers.papers import Papers
from tests.factories import NOW, abstract

PAGE = "Mar 11\n\n" + "\n\n".join(f"Kite number {n} of many\n\n{abstract(str(n))}" for n in range(2 * SLICE))


def test_a_listing_without_a_year_is_parsed_once_by_whoever_takes_it_in_and_once_by_a_worker(
    app: Paperboy, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed, page = list[str](), parsing.page.parse

    def counting(data: bytes, where: str) -> Listing:
        parsed.append(where)
        return page(data, where)

    monkeypatch.setattr(parsing, "_FORMATS", (parsing._Format(parsing.page.looks_like, counting),))
    arrived = app.receive(PAGE.encode(), "page.txt", NOW)
    assert parsed == ["page.txt"] and len(arrived.todo) == 2
    app._parsed = {}  # as in another process
    for todo in arrived.todo:
        app.ingest_slice(todo.id, NOW)
    assert parsed == ["page.txt", "page.txt"]
    papers = app.of(Papers).get_many(app.of(Papers).ids()).values()
    assert {sighting.day for paper in papers for sighting in paper.sightings} == {date(2026, 3, 11)}
