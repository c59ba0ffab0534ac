"""Who saved or voted on a paper here is seen of those who said that it may be, and of nobody else."""

import pytest

from core.app import Paperboy
from core.cards.card import Reply
from core.model import Call, Place
from core.store.engine import keys
from core.store.engine.record import Record
from tests.core.commands.verbs.kept.test_notes import EVE, MAX, NLP, STRANGER, THEIRS, VISION, ask, at
from tests.factories import bring, call, entry


@pytest.fixture(autouse=True)
def papers(app: Paperboy) -> None:
    bring(app.of(Record), entry("Kites", arxiv="2611.00001"))
    for person in (EVE, MAX):
        ask(app, "save 2611.00001", at(NLP, person))
        ask(app, "vote 2611.00001 up", at(NLP, person))


def named(app: Paperboy, made: Call) -> dict[str, tuple[str, ...]]:
    reply: Reply = ask(app, "votes 2611.00001", made)
    return {field.name: tuple(one.id for one in field.people) for field in reply.cards[0].fields if field.people}


def test_nobody_is_named_who_did_not_say_so_and_who_did_is_until_they_take_it_back(app: Paperboy) -> None:
    assert named(app, at(NLP)) == {}
    ask(app, "name-me on", at(NLP))
    for made in (at(NLP, MAX), at(VISION, MAX), at(Place("slack", "T1"), MAX)):
        assert named(app, made) == {"saved here by": ("U1",), "voted for it here": ("U1",)}
    ask(app, "name-me off", at(VISION))
    assert named(app, at(NLP, MAX)) == {}


def test_who_is_named_in_one_workspace_is_so_in_no_other_and_to_no_guest(app: Paperboy) -> None:
    ask(app, "name-me on", at(NLP))
    for made in (at(THEIRS, STRANGER), at(NLP, STRANGER, foreign=True), call(), at(Place("discord", "T1", "C1"), MAX)):
        assert named(app, made) == {}


def test_who_is_forgotten_is_named_no_more(app: Paperboy) -> None:
    ask(app, "name-me on", at(NLP))
    ask(app, "forget-me sure:yes", at(NLP))
    assert named(app, at(NLP, MAX)) == {}
    assert not app.of(Record).text.exists(keys.named_of(EVE))
    assert "pb:named" not in repr(app.of(Record).text.keys("pb:*"))
