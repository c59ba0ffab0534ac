"""What a digest learned is forgotten where that was done, in one step, and not where the call was refused."""

import pytest

from core.app import Paperboy
from core.commands.dispatch import answer
from core.model import Person
from core.store.delivery.models import Models
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import keys
from core.store.engine.log import Log
from core.store.engine.record import Record
from tests.core.commands.verbs.test_verbs import said
from tests.factories import bring, call, entry


def test_a_name_after_show_is_that_of_a_digest_and_gives_it_no_examples(app: Paperboy) -> None:
    bring(app.of(Record), entry("Tidal Kites"))
    for name in ("kites", "rivers"):
        answer(app, f"digest new name:{name} tz:UTC sure:yes", call())
    (kites, _) = app.of(Subscriptions).all()
    assert "“kites” learns from what is voted for" in said(answer(app, "digest learn show kites", call()))
    assert not app.of(Models).examples(kites.id)
    assert "“kites” no longer learns" in said(answer(app, "digest learn off kites", call()))


def test_what_was_named_and_not_learned_yet_is_said_to_wait(app: Paperboy) -> None:
    bring(app.of(Record), entry("Tidal Kites"))
    answer(app, "digest new tz:UTC sure:yes", call())
    assert "it begins with the first vote for a paper." in said(answer(app, "digest learn", call()))
    answer(app, "digest learn from:kites", call())
    assert "So far it learned nothing: 1 paper waits for a worker." in said(answer(app, "digest learn", call()))


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


def test_what_is_said_of_learning_is_done_in_one_step_that_is_theirs_who_named_papers(app: Paperboy) -> None:
    bring(app.of(Record), entry("Tidal Kites"))
    answer(app, "digest new tz:UTC sure:yes", call())
    log, bo = app.of(Log), Person("slack", "T1", "U2")
    for line in ("digest learn from:kites", "digest learn reset", "digest learn off", "digest learn on"):
        before = log.end().partition(":")[2]
        assert answer(app, line, call(bo, delivery=line)).outcome == "done"
        ((event,),) = log.after(before)
        assert keys.name(bo) in event.who.split("|")
