"""A library of up to two thousand papers: in as each reference manager writes it, and out and in again without a change."""

import pytest

from core.app import Paperboy
from core.model import Call
from core.scope import Origin
from core.services.export import Format
from core.store.engine.record import Record
from core.store.papers.papers import Papers
from tests.factories import NOW, call
from tests.library import CPU_SECONDS, NAMES, SIZE, known, library, processor_seconds, settle_all, told, written


def take(app: Paperboy, data: bytes, name: str, by: Call) -> None:
    app.receive(data, name, NOW, Origin("pasted", "", name), by)
    settle_all(app)


@pytest.mark.long
@pytest.mark.parametrize(("form", "size"), [("bibtex", SIZE), ("ris", SIZE // 5), ("csl", SIZE // 5)])
def test_a_library_goes_in_comes_out_and_goes_in_again_unchanged(
    app: Paperboy, record: Record, form: Format, size: int
) -> None:
    papers, by, began = library(size), call(), processor_seconds(record)
    take(app, written(form, papers), NAMES[form], by)
    spent = processor_seconds(record) - began
    assert known(app) == told(papers)
    assert spent < CPU_SECONDS
    store = app.of(Papers)
    again = written(form, list(store.get_many(store.ids()).values()))
    take(app, again, f"again-{NAMES[form]}", by)
    assert known(app) == told(papers)
    assert store.count() == size
