"""Links that people posted: the first to post one is told to the next, where both may know of it."""

from datetime import timedelta

import pytest

from core.model import Person, Place
from core.store.chats.posted import Posted, PostedLinks
from core.store.engine.record import Record
from tests.factories import NOW

NLP, VISION, CLOSED = (Place("slack", "T1", channel) for channel in ("C1", "C2", "C9"))
ADA, BO = Person("slack", "T1", "U1"), Person("slack", "T1", "U2")
KITES = "arxiv:2611.00010"


@pytest.fixture
def links(record: Record) -> PostedLinks:
    return PostedLinks(record)


def post(links: PostedLinks, place: Place, message: str, who: Person = ADA, days: int = 0, name: str = "nlp") -> Posted:
    """Somebody posts the link."""
    posted = Posted(place.channel, name, message, NOW + timedelta(days=days), who.id)
    links.put(KITES, place, posted, who)
    return posted


def test_a_message_is_not_before_itself(links: PostedLinks) -> None:
    post(links, NLP, "1.1")
    post(links, NLP, "1.1")
    assert links.before(KITES, NLP, "1.1") is None


def test_the_first_of_several_is_told(links: PostedLinks) -> None:
    post(links, VISION, "3.1", BO, days=2, name="vision")
    first = post(links, NLP, "1.1")
    post(links, NLP, "2.1", BO, days=1)
    assert links.before(KITES, VISION, "4.1") == first
    assert links.before("arxiv:2611.00011", NLP, "4.1") is None


def test_a_private_channels_messages_are_told_in_it_only(links: PostedLinks) -> None:
    hidden = post(links, CLOSED, "1.1", name="")
    assert links.before(KITES, NLP, "2.1") is None
    assert links.before(KITES, CLOSED, "2.1") == hidden


@pytest.mark.parametrize("other", [Place("slack", "T2", "C1"), Place("slack", "T10", "C1"), Place("discord", "", "C1")])
def test_other_teams_are_told_nothing(links: PostedLinks, other: Place) -> None:
    post(links, NLP, "1.1")
    assert links.before(KITES, other, "2.1") is None


def test_a_forgotten_person_posted_nothing_and_others_stay(links: PostedLinks, record: Record) -> None:
    post(links, NLP, "1.1", ADA)
    other = post(links, NLP, "2.1", BO, days=1)
    assert links.erase(ADA) == 1
    assert links.before(KITES, VISION, "3.1") == other
    assert links.erase(ADA) == 0
    assert not any(ADA.id in key for key in record.text.keys("*"))
