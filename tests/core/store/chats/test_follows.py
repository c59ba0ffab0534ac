"""Who waits for the outcome of slow work: told once, by one, wherever they asked last, and forgotten when they want that."""

from datetime import timedelta

import msgspec

from core.app import Paperboy
from core.model import Call, Follow, Person, Place
from core.store.chats import follows
from core.store.chats.follows import LEASE, Asker, Follows
from tests.factories import NOW

ADA = Person("slack", "T1", "U1")
CALL = Call(ADA, Place("slack", "T1", "C1"), NOW, "c1")
FOLLOW = Follow(fetch="name-1", named="arxiv:2611.09999")


def waiting(app: Paperboy, later: timedelta = timedelta()) -> list[Asker]:
    return app.of(Follows).waiting("slack", NOW + later)


def test_an_asker_waits_with_what_is_needed_to_answer(app: Paperboy) -> None:
    app.of(Follows).put(FOLLOW, CALL, {"response_url": "https://hooks.example/1"})
    (asker,) = waiting(app)
    assert (asker.follow, asker.call) == (FOLLOW, CALL) and asker.back == {"response_url": "https://hooks.example/1"}
    assert app.of(Follows).waiting("discord", NOW) == []


def test_one_of_many_tells_an_asker_and_another_where_that_one_died(app: Paperboy) -> None:
    app.of(Follows).put(FOLLOW, CALL, {})
    (asker,) = waiting(app)
    assert app.of(Follows).begin(asker, NOW)
    assert app.of(Follows).begin(asker, NOW) is None
    assert waiting(app) == []
    (again,) = waiting(app, LEASE)
    assert app.of(Follows).begin(again, NOW + LEASE)


def test_a_lease_of_a_clock_that_was_a_year_ahead_holds_nobody_up(app: Paperboy) -> None:
    app.of(Follows).put(FOLLOW, msgspec.structs.replace(CALL, now=NOW), {})
    (asker,) = waiting(app)
    app.of(Follows).begin(asker, NOW + timedelta(days=365))
    assert len(waiting(app)) == 1


def test_who_heard_something_waits_for_more_until_the_last_of_it(app: Paperboy) -> None:
    app.of(Follows).put(FOLLOW, CALL, {})
    begun = app.of(Follows).begin(waiting(app)[0], NOW)
    assert begun
    app.of(Follows).heard(begun, "given up", NOW)
    (asker,) = waiting(app)
    assert asker.last == "given up"
    app.of(Follows).done(asker)
    assert waiting(app) == []


def test_who_asks_again_while_they_are_told_hears_of_it_where_they_asked_last(app: Paperboy) -> None:
    app.of(Follows).put(FOLLOW, CALL, {})
    begun = app.of(Follows).begin(waiting(app)[0], NOW)
    assert begun
    app.of(Follows).put(FOLLOW, msgspec.structs.replace(CALL, delivery="c2"), {})
    app.of(Follows).done(begun)
    assert [asker.call.delivery for asker in waiting(app)] == ["c2"]


def test_who_waited_a_week_or_before_five_hundred_others_waits_no_more(app: Paperboy, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    app.of(Follows).put(FOLLOW, CALL, {})
    assert waiting(app, timedelta(days=8)) == [] == waiting(app)
    monkeypatch.setattr(follows, "MOST", 2)
    for number in range(3):
        asked = msgspec.structs.replace(CALL, now=NOW + timedelta(seconds=number))
        app.of(Follows).put(Follow(run=f"r{number}"), asked, {})
    assert [asker.follow.run for asker in waiting(app, timedelta(minutes=1))] == ["r1", "r2"]


def test_a_person_who_is_forgotten_waits_for_nothing(app: Paperboy) -> None:
    app.of(Follows).put(FOLLOW, CALL, {})
    app.of(Follows).put(FOLLOW, msgspec.structs.replace(CALL, person=Person("slack", "T1", "U2")), {})
    app.forget(ADA, NOW)
    assert [asker.call.person.id for asker in waiting(app)] == ["U2"]
