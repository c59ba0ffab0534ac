"""What is known of a channel: who invited Paperboy there, and what was set for it."""

import pytest

from core.model import Person, Place
from core.store.chats.rooms import Rooms
from core.store.engine.record import Record

NLP, VISION = Place("slack", "T1", "C1"), Place("slack", "T1", "C2")
ADA, BO = Person("slack", "T1", "U1"), Person("slack", "T1", "U2")


@pytest.fixture
def rooms(record: Record) -> Rooms:
    return Rooms(record)


def test_a_setting_is_its_channels_own(rooms: Rooms) -> None:
    rooms.put(NLP, "links", "off")
    assert (rooms.get(NLP, "links", "on"), rooms.get(VISION, "links", "on")) == ("off", "on")
    rooms.put(NLP, "links", "on")
    assert rooms.get(NLP, "links", "off") == "on"


def test_a_thread_shares_the_settings_of_its_channel(rooms: Rooms) -> None:
    rooms.put(NLP, "links", "off")
    assert rooms.get(Place("slack", "T1", "C1", "1.1"), "links", "on") == "off"


def test_the_last_to_invite_is_the_inviter(rooms: Rooms) -> None:
    assert rooms.inviter(NLP) == ""
    rooms.invited(NLP, ADA)
    rooms.invited(NLP, BO)
    assert (rooms.inviter(NLP), rooms.inviter(VISION)) == (BO.id, "")


def test_a_forgotten_person_invited_nobody_and_others_stay(rooms: Rooms, record: Record) -> None:
    rooms.invited(NLP, ADA)
    rooms.invited(VISION, BO)
    rooms.put(NLP, "links", "off")
    assert rooms.erase(ADA) == 1
    assert (rooms.inviter(NLP), rooms.inviter(VISION)) == ("", BO.id)
    assert rooms.get(NLP, "links") == "off"
    assert rooms.erase(ADA) == 0


def test_forgetting_somebody_spares_whoever_invited_after_them(rooms: Rooms) -> None:
    rooms.invited(NLP, ADA)
    rooms.invited(NLP, BO)
    rooms.erase(ADA)
    assert rooms.inviter(NLP) == BO.id
