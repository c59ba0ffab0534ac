"""Where people acted, and what they say of a paper as it stands."""

from core.model import Place
from core.store.engine import keys
from core.store.engine.record import Record
from core.store.votes.acts import Acts
from core.store.votes.shelf import Shelf
from core.store.votes.votes import Votes
from core.votes.emoji import Message
from tests.factories import ADA, BOB, NOW, call

ROOM = Place("slack", "T1", "C1")
POST = Message(ROOM, "1700000000.1")


def opinions(record: Record, place: Place) -> list[tuple[str, str, str]]:
    return [(opinion.paper_id, opinion.person, opinion.says) for opinion in Acts(record).of_place(place)]


def test_a_press_is_of_the_place_where_it_was_and_of_no_other(record: Record) -> None:
    Votes(record).press(call(ADA), "p", "up")
    assert opinions(record, Place("terminal")) == [("p", keys.name(ADA), "up")]
    assert opinions(record, ROOM) == []


def test_a_reaction_is_of_the_place_of_its_message_until_it_is_taken_back(record: Record) -> None:
    votes = Votes(record)
    votes.mark(BOB, "p", POST, "👍", "up", NOW, 1)
    assert opinions(record, ROOM) == [("p", keys.name(BOB), "up")]
    before = record.text.hget(keys.LEARNABLE, keys.place(ROOM))
    votes.unmark(BOB, "p", POST, "👍", NOW, 2)
    assert opinions(record, ROOM) == [] and record.text.hget(keys.LEARNABLE, keys.place(ROOM)) != before


def test_a_look_at_a_message_teaches_its_place_too(record: Record) -> None:
    Votes(record).replace(POST, "p", [(BOB, "👎", "down")], NOW)
    assert opinions(record, ROOM) == [("p", keys.name(BOB), "down")]


def test_a_vote_stands_before_a_save_and_a_save_before_a_share(record: Record) -> None:
    votes, shelf, name = Votes(record), Shelf(record), keys.name(ADA)
    votes.share(call(ADA), "p")
    assert opinions(record, Place("terminal")) == [("p", name, "share")]
    shelf.save(ADA, "p", (), NOW, "d1", place=Place("terminal"))
    assert opinions(record, Place("terminal")) == [("p", name, "save")]
    votes.press(call(ADA), "p", "down")
    assert opinions(record, Place("terminal")) == [("p", name, "down")]
    votes.press(call(ADA), "p", "none")
    shelf.unsave(ADA, "p", NOW, "d2", Place("terminal"))
    assert opinions(record, Place("terminal")) == [("p", name, "share")]


def test_what_a_person_says_is_known_wherever_they_said_it(record: Record) -> None:
    votes = Votes(record)
    votes.press(call(BOB), "p", "up")
    votes.mark(BOB, "q", POST, "👍", "up", NOW, 1)
    assert [(act.paper_id, act.says) for act in Acts(record).of_person(BOB)] == [("p", "up"), ("q", "up")]
