"""What a digest learned is forgotten where that was done, and not where the call was refused."""

import pytest

from core.app import Paperboy
from core.commands.dispatch import answer
from core.store.delivery.models import Models
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from tests.factories import bring, call, entry


def test_examples_stay_where_somebody_changed_the_digest_at_the_moment_of_a_reset(
    app: Paperboy, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(app.of(Record), entry("Tidal Kites"))
    answer(app, "digest new tz:UTC sure:yes", call())
    (digest,) = app.of(Subscriptions).all()
    assert answer(app, "digest learn from:kites", call()).outcome == "done"
    with monkeypatch.context() as moment:
        moment.setattr(Subscriptions, "change", lambda *_: False)
        assert answer(app, "digest learn reset", call()).outcome == "wrong"
    assert app.of(Models).examples(digest.id)
    assert answer(app, "digest learn reset", call()).outcome == "done"
    assert not app.of(Models).examples(digest.id)
