"""Events that wait: kept once, taken up by one, put aside after too many tries."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bots.shared.changes import Change
from core.errors import RecordDown
from core.model import Call, Person, Place
from core.store.chats.inbox import TRIES, Event, Inbox
from core.store.engine import keys
from core.store.engine.record import Record
from tests.factories import NOW

LATER = NOW + timedelta(hours=1)


def event(name: str = "Ev1", platform: str = "slack", at: timedelta = timedelta()) -> Event:
    """An event as a platform sent it."""
    return Event(name, platform, {"event": {"type": "message", "text": "<&> é 𝔘"}}, NOW + at)


@pytest.fixture
def inbox(record: Record) -> Inbox:
    return Inbox(record)


def test_an_event_waits_as_it_came(inbox: Inbox) -> None:
    assert inbox.receive(event())
    assert inbox.waiting("slack", LATER) == [event()]


def test_a_copy_is_known_also_after_the_first_is_done(inbox: Inbox) -> None:
    assert inbox.receive(event())
    assert not inbox.receive(event(at=timedelta(minutes=5)))
    inbox.done(event())
    assert not inbox.receive(event(at=timedelta(hours=23)))
    assert inbox.waiting("slack", LATER) == []


def test_an_id_is_remembered_for_longer_than_slack_may_redeliver(inbox: Inbox, record: Record) -> None:
    inbox.receive(event())
    lives = [record.text.ttl(key) for key in record.text.keys("*Ev1*")]
    assert lives
    assert all(24 * 3600 < left <= 26 * 3600 for left in lives)


def test_a_write_that_was_sent_twice_for_its_reply_was_lost_is_no_copy(
    inbox: Inbox, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = record.commit
    monkeypatch.setattr(record, "commit", lambda *steps: (commit(*steps), commit(*steps))[1])
    assert inbox.receive(event())
    assert not inbox.receive(event())


def test_platforms_do_not_share_ids(inbox: Inbox) -> None:
    assert inbox.receive(event(platform="slack"))
    assert inbox.receive(event(platform="discord"))
    assert inbox.waiting("discord", LATER) == [event(platform="discord")]


def test_only_those_that_came_before_a_moment_are_late_the_oldest_first(inbox: Inbox) -> None:
    for name, minutes in (("b", 2), ("a", 1), ("c", 3)):
        inbox.receive(event(name, at=timedelta(minutes=minutes)))
    late = inbox.waiting("slack", NOW + timedelta(minutes=3))
    assert [each.id for each in late] == ["a", "b"]


def test_a_late_event_is_taken_up_by_one(inbox: Inbox) -> None:
    inbox.receive(event())
    (late,) = inbox.waiting("slack", LATER)
    taken = inbox.begin(late, LATER)
    assert taken
    assert (taken.tries, taken.at) == (1, LATER)
    assert inbox.begin(late, LATER) is None
    assert inbox.waiting("slack", LATER) == []


def test_what_was_done_meanwhile_is_not_taken_up(inbox: Inbox) -> None:
    inbox.receive(event())
    (late,) = inbox.waiting("slack", LATER)
    inbox.done(late)
    assert inbox.begin(late, LATER) is None
    assert inbox.waiting("slack", LATER + timedelta(hours=1)) == []


def test_after_too_many_tries_it_is_put_aside_and_kept(inbox: Inbox, record: Record) -> None:
    inbox.receive(event())
    now, tries = NOW, 0
    while late := inbox.waiting("slack", now + timedelta(seconds=1)):
        now += timedelta(minutes=1)
        tries += inbox.begin(late[0], now) is not None
    assert tries == TRIES - 1
    assert any("dead" in key for key in record.text.keys("*"))


def test_what_a_person_did_is_forgotten_but_for_asking_so(inbox: Inbox, record: Record) -> None:
    def change(name: str, user: str) -> Event:
        call = Call(Person("slack", "T9", user), Place("slack", "T9", "C1"), NOW, name)
        return Change(call, "vote 2611.00010 up").event

    def reaction(name: str, user: str) -> Event:
        return Event(name, "slack", {"event": {"type": "reaction_added", "user": user, "item_user": "U7"}}, NOW)

    for each in (change("press-1", "U7"), change("asked", "U7"), change("press-2", "U8"), reaction("Ev1", "U7")):
        inbox.receive(each)
    inbox.receive(reaction("Ev2", "U8"))
    dead = reaction("Ev3", "U7")
    record.text.hset(keys.DEAD_EVENTS, "slack/Ev3", msgspec.json.encode(dead).decode())
    inbox.erase(Person("slack", "T9", "U7"), "asked")
    assert {each.id for each in inbox.waiting("slack", LATER)} == {"asked", "press-2", "Ev2"}
    assert record.text.hlen(keys.DEAD_EVENTS) == 0


def test_a_record_that_is_down_keeps_nothing_and_says_so(record: Record) -> None:
    with pytest.raises(RecordDown):
        Inbox(Record("unix:///nowhere/valkey.sock")).receive(event())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from("abcde"), max_size=12), done=st.sets(st.sampled_from("abcde")))
def test_whatever_comes_and_is_done_each_is_handled_once(inbox: Inbox, names: list[str], done: set[str]) -> None:
    inbox._record.text.flushall()
    fresh = [name for name in names if inbox.receive(event(name))]
    assert fresh == list(dict.fromkeys(names))
    for name in done:
        inbox.done(event(name))
    assert {each.id for each in inbox.waiting("slack", LATER)} == set(names) - done


def test_an_event_of_a_clock_that_was_a_year_ahead_is_taken_up(inbox: Inbox) -> None:
    inbox.receive(event(at=timedelta(days=365)))
    inbox.receive(event("Ev2", at=timedelta(minutes=1)))
    assert [waits.id for waits in inbox.waiting("slack", NOW)] == ["Ev1"]


def test_a_rested_event_waits_on_as_if_it_was_never_tried(inbox: Inbox) -> None:
    inbox.receive(event())
    again = inbox.begin(event(), LATER)
    assert again and again.tries == 1
    inbox.rest(again, LATER)
    assert inbox.waiting("slack", LATER + timedelta(seconds=1)) == [msgspec.structs.replace(event(), at=LATER)]
