"""The façade: a listing's bytes are parsed once by whoever takes them in, and once by a worker; each function gets what it names."""

from datetime import date
from inspect import signature
from pathlib import Path

import pytest

from core import parsing
from core.app import Paperboy
from core.catalog import Catalog
from core.commands import dispatch  # noqa: F401 (it fills the table)
from core.commands.table import TABLE
from core.delivery.composer import Composer
from core.errors import RecordDown
from core.ingest.arrivals import SLICE
from core.model import Call, Listing
from core.store.engine import keys
from core.store.engine.queue import DeliveryQueue, Queue
from core.store.engine.record import Record
from core.store.engine.step import Step
from core.store.papers.papers import Papers
from core.store.votes.votes import Votes
from tests.factories import NOW, abstract, call

PAGE = "Mar 11\n\n" + "\n\n".join(f"Kite number {n} of many\n\n{abstract(str(n))}" for n in range(2 * SLICE))


def test_a_listing_without_a_year_is_parsed_once_by_whoever_takes_it_in_and_once_by_a_worker(
    app: Paperboy, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed, page = list[str](), parsing.page.parse

    def counting(data: bytes, where: str) -> Listing:
        parsed.append(where)
        return page(data, where)

    monkeypatch.setattr(parsing, "_FORMATS", (parsing._Format("a page", parsing.page.looks_like, counting),))
    arrived = app.receive(PAGE.encode(), "page.txt", NOW)
    assert parsed == ["page.txt"] and len(arrived.todo) == 2
    app._parsed = {}  # as in another process
    for todo in arrived.todo:
        app.ingest_slice(todo.id, NOW)
    assert parsed == ["page.txt", "page.txt"]
    papers = app.of(Papers).get_many(app.of(Papers).ids()).values()
    assert {sighting.day for paper in papers for sighting in paper.sightings} == {date(2026, 3, 11)}


def test_the_bytes_of_a_listing_are_kept_for_another_week_by_each_slice_and_read_by_the_first(app: Paperboy) -> None:
    first, second = app.receive(PAGE.encode(), "page.txt", NOW).todo
    app._parsed = {}  # as in another process
    record, blob = app.of(Record), keys.blob(first.content)
    record.raw.expire(blob, 60)
    app.ingest_slice(first.id, NOW)
    assert record.raw.ttl(blob) > 60
    record.raw.delete(blob)
    app.ingest_slice(second.id, NOW)
    assert app.of(Papers).count() == 2 * SLICE


def test_the_bytes_of_a_listing_come_with_its_slices_so_that_no_takeover_parts_them(
    app: Paperboy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(*steps: Step) -> list[bool]:
        raise RecordDown("cut off")

    monkeypatch.setattr(app.of(Record), "commit", cut_off)
    with pytest.raises(RecordDown):
        app.receive(PAGE.encode(), "page.txt", NOW)
    assert list(app.of(Record).text.scan_iter(keys.blob("*"))) == []


def test_a_function_is_handed_what_its_parameters_name_by_their_types_and_what_is_given_first(app: Paperboy) -> None:
    def shown(votes: Votes, queue: Queue, made: Call, limit: int = 5) -> tuple[object, ...]:
        return votes, queue, made, limit

    made = call()
    assert app.call(shown, made) == (app.of(Votes), app.of(Queue), made, 5)
    assert app.call(shown, made, queue=app.of(DeliveryQueue), limit=1)[1:] == (app.of(DeliveryQueue), made, 1)


def test_a_store_is_known_by_what_it_is_a_kind_of_and_the_queue_is_not_that_of_deliveries(
    app: Paperboy, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Sabotaged(Votes):
        pass

    monkeypatch.setattr("core.app.Votes", Sabotaged)
    other = Paperboy(app.of(Record), lambda: app.of(Catalog).index, app.of(Queue), app.home)
    assert isinstance(other.of(Votes), Sabotaged) and other.of(Path) == app.home
    assert other.of(Queue).name == "ingest" and other.of(DeliveryQueue).name == "deliver"


def test_an_object_is_made_with_what_it_names(app: Paperboy) -> None:
    assert isinstance(app.call(Composer), Composer)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_a_verb_names_nothing_but_its_options_the_call_and_what_the_facade_has(app: Paperboy, name: str) -> None:
    known = {Call, *app._parts}
    for parameter in signature(TABLE[name].run).parameters.values():
        assert parameter.annotation in known or TABLE[name].option(parameter.name.strip("_")), parameter
