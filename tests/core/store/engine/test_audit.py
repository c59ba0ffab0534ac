"""What admins did is kept by the step that does it, bounded, and without those who ask to be forgotten."""

from datetime import timedelta

import msgspec

from core.model import Call, Place
from core.store.engine import audit as auditing
from core.store.engine import keys
from core.store.engine.audit import Act, Audit, act_of, audited
from core.store.engine.log import Log
from core.store.engine.record import Record
from core.store.engine.step import Step
from tests.factories import ADA, BOB, NOW, call

NLP = Place("slack", "T1", "C1")


def act(number: int, who: Call | None = None) -> Act:
    made = who or call(ADA)
    return act_of(msgspec.structs.replace(made, now=NOW + timedelta(seconds=number)), "mute", str(number))


def done(record: Record, *acts: Act) -> None:
    record.commit(*(audited(Step("mute").write("SADD", keys.MUTED, deed.about), deed) for deed in acts))


def test_acts_are_told_the_newest_first(record: Record) -> None:
    done(record, act(2), act(1), act(3))
    assert [deed.about for deed in Audit(record).newest(2)] == ["3", "2"]
    assert Audit(record).count() == 3


def test_a_step_that_does_not_happen_leaves_no_act(record: Record) -> None:
    record.commit(audited(Step("mute").expect(keys.MUTED, "x", "y").write("SADD", keys.MUTED, "z"), act(1)))
    assert Audit(record).count() == 0


def test_only_the_newest_are_kept(record: Record, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(auditing, "KEPT", 3)
    done(record, *(act(number) for number in range(5)))
    assert [deed.about for deed in Audit(record).newest(9)] == ["4", "3", "2"]


def test_who_is_forgotten_stands_in_no_act_and_in_no_line_of_the_log(record: Record) -> None:
    eve = msgspec.structs.replace(call(BOB), name="Eve Secret", place=NLP, channel_name="nlp")
    done(record, act(1), act(2, eve))
    assert keys.name(BOB) in repr(record.text.xrange(keys.LOG))
    Audit(record).erase(BOB)
    Log(record).forget(BOB)
    newest, other = Audit(record).newest(9)
    assert (newest.who, newest.name, newest.about, newest.where) == ("", "", "2", keys.place(NLP))
    assert other.who == keys.name(ADA)
    everything = repr([record.text.xrange(keys.LOG), record.text.zrange(keys.AUDIT, 0, -1)])
    assert "Secret" not in everything and keys.name(BOB) not in everything


def test_an_act_is_in_the_log(record: Record) -> None:
    done(record, act(1))
    (event,) = [event for page in Log(record).after("0-0") for event in page]
    assert event.who == keys.name(ADA) and any(write[1] == keys.AUDIT for write in event.writes)


def test_a_direct_message_is_named_by_its_team_alone() -> None:
    made = msgspec.structs.replace(call(BOB), place=Place("slack", "T1", "D5"), direct=True)
    assert act_of(made, "mute", "all").where == "slack/T1/"
