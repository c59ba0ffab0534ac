"""Lines that wait until Paperboy may post: kept for a week with whoever typed them, few in a channel, forgotten with their person."""

from datetime import timedelta

import msgspec
import pytest

from core.model import Call, Person, Place
from core.store.chats.waiting import MOST, WAITS, Waiting, WaitingLines
from core.store.engine.record import Record
from tests.factories import BOB, NOW, call

EVE = Person("slack", "T1", "U2")
HERE = Place("slack", "T1", "C1")


@pytest.fixture
def lines(record: Record) -> WaitingLines:
    return WaitingLines(record)


def asked(name: str = "kites", who: Person = BOB, place: Place = HERE, line: str = "digest new") -> Waiting:
    by: Call = msgspec.structs.replace(call(who), place=place, way_in="Invite me.")
    return Waiting(by, line, name)


def names(lines: WaitingLines, place: Place = HERE) -> list[str]:
    return sorted(asker.name for asker in lines.of_place(place, NOW))


def test_a_line_waits_in_its_channel_with_who_typed_it_whichever_thread_it_was(lines: WaitingLines) -> None:
    asker = asked(place=msgspec.structs.replace(HERE, thread="9"))
    assert lines.keep(asker)
    assert lines.of_place(HERE, NOW) == lines.of_platform("slack", NOW) == [asker]
    assert not lines.of_place(Place("slack", "T1", "C2"), NOW) and not lines.of_platform("discord", NOW)
    lines.done(asker)
    assert names(lines) == []


def test_who_asks_again_for_the_same_digest_waits_once(lines: WaitingLines) -> None:
    lines.keep(asked(line="digest new top:3"))
    lines.keep(asked(line="digest new top:4"))
    lines.keep(asked("rivers"))
    lines.keep(asked(who=EVE))
    assert names(lines) == ["kites", "kites", "rivers"]
    assert "digest new top:3" not in [asker.line for asker in lines.of_place(HERE, NOW)]


def test_few_wait_in_a_channel(lines: WaitingLines) -> None:
    assert all(lines.keep(asked(f"kites {number}")) for number in range(MOST))
    assert not lines.keep(asked("one more")) and lines.keep(asked("kites 1"))
    assert lines.keep(asked("one more", place=Place("slack", "T1", "C2")))


def test_a_line_waits_no_longer_than_a_week(lines: WaitingLines, record: Record) -> None:
    lines.keep(asked())
    assert lines.of_place(HERE, NOW + WAITS - timedelta(seconds=1))
    assert not lines.of_place(HERE, NOW + WAITS)
    lines.prune(NOW + WAITS - timedelta(seconds=1))
    assert names(lines) == ["kites"]
    lines.prune(NOW + WAITS)
    assert names(lines) == []


def test_lines_go_with_their_person_and_with_their_team(lines: WaitingLines) -> None:
    for asker in (asked(), asked(who=EVE), asked(place=Place("slack", "T2", "C1"))):
        lines.keep(asker)
    lines.erase(EVE)
    lines.forget(Place("slack", "T2"))
    assert [asker.call.person for asker in lines.of_platform("slack", NOW)] == [BOB]
