"""What somebody may see is asked of the record once an answer, however much of it is looked up."""

import pytest

from core.app import Paperboy
from core.catalog import Catalog
from core.commands.dispatch import answer
from core.model import Call
from core.scope import Viewer
from core.store.engine.record import Record
from tests.factories import bring, call, entry, with_rules

PAPER = "2611.00010"


@pytest.mark.parametrize(
    "line",
    [
        f"similar {PAPER}",
        f"read {PAPER}",
        f"unsave {PAPER}",
        f'list add {PAPER} "Friday club"',
        f'list remove {PAPER} "Friday club"',
        "list show",
        "export json all",
        "home",
        "sources",
        "status",
    ],
)
def test_what_the_caller_may_see_is_asked_once(app: Paperboy, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    bring(app.of(Record), entry("Tidal Kites", arxiv=PAPER))
    with_rules(app, feeds=("hf",))
    for before in (f"save {PAPER}", 'list new "Friday club"', f'list add {PAPER} "Friday club"', 'list new "Monday"'):
        assert answer(app, before, call()).outcome == "done"
    asked, viewer_of = list[Call](), Catalog.viewer_of

    def counted(catalog: Catalog, call: Call) -> Viewer:
        asked.append(call)
        return viewer_of(catalog, call)

    monkeypatch.setattr(Catalog, "viewer_of", counted)
    assert answer(app, line, call()).outcome == "done" and len(asked) == 1
