"""The dead letters: what was given up comes back whole, once, and as if it were new."""

from datetime import UTC, datetime, timedelta

import msgspec

from core.ingest.arrivals import DEATHS, Arrivals, Slice
from core.model import Listing
from core.services.dead_letters import DeadLetters
from core.store.chats.inbox import TRIES, Event, Inbox
from core.store.engine import keys
from core.store.engine.record import Record
from tests.factories import NOW, TODAY, entry

LATER = NOW + timedelta(days=1)
DATA = b"a digest"


def dead_slice(record: Record) -> Slice:
    digests = Arrivals(record)
    (todo,) = digests.arrive(DATA, "a.txt", Listing("test", TODAY, (entry("On Zithers"),)), TODAY, NOW).todo
    for start in range(DEATHS + 1):
        digests.begin(todo.id, NOW + timedelta(minutes=start))
    (dead,) = digests.dead()
    assert dead.id == todo.id and not digests.todo()
    return dead


def dead_event(record: Record) -> Event:
    inbox = Inbox(record)
    event = Event("Ev1", "slack", {"type": "reaction_added"}, NOW)
    assert inbox.receive(event)
    taken: Event | None = event
    while taken:
        event = taken
        taken = inbox.begin(event, event.at + timedelta(minutes=1))
    assert event.tries == TRIES - 1
    (dead,) = DeadLetters(record).events()
    return dead


def test_a_slice_comes_back_as_if_it_had_never_been_started(record: Record) -> None:
    dead, letters, digests = dead_slice(record), DeadLetters(record), Arrivals(record)
    assert letters.retry_slice(dead, LATER) and digests.dead() == []
    (todo,) = digests.todo()
    assert (todo.id, todo.starts, todo.at) == (dead.id, 0, LATER)
    assert all(digests.begin(todo.id, LATER) for _ in range(DEATHS)) and digests.begin(todo.id, LATER) is None
    assert [todo.id for todo in digests.dead()] == [dead.id]


def test_a_slice_comes_back_once(record: Record) -> None:
    dead, letters = dead_slice(record), DeadLetters(record)
    assert [letters.retry_slice(dead, LATER) for _ in range(2)] == [True, False]
    (todo,) = Arrivals(record).todo()
    Arrivals(record).ingest(todo, Listing("test", TODAY, (entry("On Zithers"),)), lambda: NOW)
    assert not letters.retry_slice(dead, LATER) and Arrivals(record).todo() == []


def test_a_slice_that_is_dropped_is_gone(record: Record) -> None:
    letters = DeadLetters(record)
    letters.drop_slice(dead_slice(record))
    assert Arrivals(record).dead() == Arrivals(record).todo() == []


def test_an_event_comes_back_into_the_inbox_late_and_with_all_its_tries(record: Record) -> None:
    dead, letters, inbox = dead_event(record), DeadLetters(record), Inbox(record)
    assert [letters.retry_event(dead) for _ in range(2)] == [True, False] and letters.events() == []
    (event,) = inbox.waiting("slack", dead.at + timedelta(seconds=61))
    assert (event.id, event.body, event.tries) == (dead.id, dead.body, 0)
    assert inbox.begin(event, LATER)


def test_what_died_last_is_told_first(record: Record) -> None:
    older = dead_event(record)
    inbox, event = Inbox(record), Event("Ev2", "discord", {}, datetime(2026, 11, 21, tzinfo=UTC), TRIES - 1)
    assert inbox.receive(event) and inbox.begin(event, event.at) is None
    assert [event.id for event in DeadLetters(record).events()] == ["Ev2", older.id]


def test_a_slice_that_another_version_of_paperboy_wrote_is_begun_all_the_same(record: Record) -> None:
    arrivals = Arrivals(record)
    (todo,) = arrivals.arrive(DATA, "a.txt", Listing("test", TODAY, (entry("On Zithers"),)), TODAY, NOW).todo
    row = msgspec.json.decode(record.text.hget(keys.TODO, todo.id))
    del row["bringer"]
    record.text.hset(keys.TODO, todo.id, msgspec.json.encode({**row, "by": "slack/T1/U1"}).decode())
    begun = arrivals.begin(todo.id, LATER)
    assert begun and (begun.starts, begun.start, begun.stop) == (1, 0, 1)
    assert arrivals.begin("none", LATER) is None
