"""Which of the links in a message get a card, and what it tells."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.app import Paperboy
from core.model import Call, Person, Place
from core.services.posted_links import QUIET_SECONDS, Link, LinkCards, LinkedMessage, links_of
from core.store.chats.rooms import Rooms
from core.store.engine.record import Record
from core.store.papers.feeds import Feeds
from core.store.votes.votes import Votes
from tests.factories import NOW, bring, entry

KNOWN, REF = "https://arxiv.org/abs/2611.00010v2", "arxiv:2611.00010"
ADA = Person("slack", "T1", "U1")
NLP, VISION = Place("slack", "T1", "C1"), Place("slack", "T1", "C2")


def call(place: Place = NLP) -> Call:
    return Call(ADA, place, NOW, "event-1")


def message(name: str = "1.1", channel: str = "nlp", days: int = 0) -> LinkedMessage:
    return LinkedMessage(name, NOW + timedelta(days=days), channel)


@pytest.fixture(autouse=True)
def papers(app: Paperboy) -> None:
    bring(app.of(Record), entry("Tidal Kites", arxiv="2611.00010"))


@pytest.mark.parametrize(
    ("url", "named"),
    [
        (KNOWN, REF),
        ("https://www.alphaxiv.org/abs/2611.00010", REF),
        ("https://huggingface.co/papers/2611.00010", REF),
        ("https://openreview.net/forum?id=rJ4km2R5t7&noteId=x", "openreview:rJ4km2R5t7"),
        ("https://huggingface.co/models", ""),
        ("https://arxiv.org/list/cs.LG/new", ""),
        ("", ""),
    ],
)
def test_an_address_names_a_paper_or_none(url: str, named: str) -> None:
    assert links_of([url]) == ([Link(url, named)] if named else [])


def test_a_paper_linked_twice_is_one_link_as_it_was_posted_first() -> None:
    other = "https://arxiv.org/pdf/2611.00011"
    links = links_of([KNOWN, other, "https://arxiv.org/pdf/2611.00010"])
    assert [link.url for link in links] == [KNOWN, other]


@given(st.lists(st.text() | st.sampled_from([KNOWN, "https://arxiv.org/abs/2611.00011"]), max_size=6))
def test_whatever_is_posted_each_link_is_one_of_the_addresses_and_each_paper_once(urls: list[str]) -> None:
    links = links_of(urls)
    assert all(link.url in urls for link in links)
    assert len({link.reference for link in links}) == len(links)


def test_two_links_get_cards_and_three_none(app: Paperboy) -> None:
    links = links_of([f"https://arxiv.org/abs/2611.0001{n}" for n in range(3)])
    assert app.call(LinkCards).wanted(links[:2], call(), message()) == links[:2]
    assert app.call(LinkCards).wanted(links, call(VISION), message()) == []


def test_half_an_hour_is_quiet_in_one_channel_and_a_copy_of_the_message_is_not_another(app: Paperboy) -> None:
    links = links_of([KNOWN])
    assert app.call(LinkCards).wanted(links, call(), message("1.1")) == links
    assert app.call(LinkCards).wanted(links, call(), message("1.1")) == links
    assert app.call(LinkCards).wanted(links, call(), message("2.1")) == []
    assert app.call(LinkCards).wanted(links, call(VISION), message("3.1")) == links
    (left, *_) = [app.of(Record).text.ttl(key) for key in app.of(Record).text.keys("*unfurl*")]
    assert QUIET_SECONDS - 60 < left <= QUIET_SECONDS == 30 * 60


def test_where_it_is_switched_off_nothing_gets_a_card(app: Paperboy) -> None:
    app.of(Rooms).put(NLP, "links", "off")
    links = links_of([KNOWN])
    assert app.call(LinkCards).wanted(links, call(), message()) == []
    assert app.call(LinkCards).wanted(links, call(VISION), message()) == links


def test_a_card_tells_where_the_paper_was_posted_first(app: Paperboy) -> None:
    links = links_of([KNOWN])
    app.call(LinkCards).keep(links, call(), message("1.1"))
    first = app.call(LinkCards).card(links[0], call(), message("1.1"))
    assert first
    assert "posted" not in str(first.fields)
    elsewhere = app.call(LinkCards).card(links[0], call(VISION), message("2.1", "vision"))
    assert elsewhere
    assert "posted in #nlp on 20 November" in [field.value for field in elsewhere.fields]


def test_a_card_in_the_same_private_channel_says_here(app: Paperboy) -> None:
    links = links_of([KNOWN])
    app.call(LinkCards).keep(links, call(), message("1.1", ""))
    card = app.call(LinkCards).card(links[0], call(), message("2.1", ""))
    assert card
    assert "posted here on 20 November" in [field.value for field in card.fields]
    hidden = app.call(LinkCards).card(links[0], call(VISION), message("3.1"))
    assert hidden
    assert "posted" not in str(hidden.fields)


def test_an_unknown_paper_has_no_card_and_is_asked_for_once(app: Paperboy) -> None:
    link = Link("https://arxiv.org/abs/2611.09999", "arxiv:2611.09999")
    assert app.call(LinkCards).card(link, call(), message()) is None
    for _ in range(2):
        assert app.call(LinkCards).ask_for(link, call())
    assert [fetch.feed for fetch in app.of(Feeds).waiting()] == ["name:arxiv:2611.09999"]


def test_what_no_source_answers_for_is_not_asked_for(app: Paperboy) -> None:
    assert not app.call(LinkCards).ask_for(Link("https://doi.org/10.9999/x", "doi:10.9999/x"), call())
    assert app.of(Feeds).waiting() == []


def test_votes_stand_on_the_card(app: Paperboy) -> None:
    app.of(Votes).press(msgspec.structs.replace(call(), delivery="d"), "2611.00010", "up")
    card = app.call(LinkCards).card(Link(KNOWN, REF), call(), message())
    assert card
    assert "1 for, 0 against" in str(card.fields)


def test_where_people_of_other_teams_read_no_other_channel_is_named(app: Paperboy) -> None:
    links, link = app.call(LinkCards), Link(KNOWN, REF)
    links.keep([link], call(VISION), message("1.1", "internal"))

    def text_of(call_: Call, message_: LinkedMessage) -> str:
        card = links.card(link, call_, message_)
        assert card
        return card.plain + repr(card.fields)

    assert "posted in #internal" in text_of(call(), message("2.2"))
    shared = msgspec.structs.replace(message("2.2"), shared=True)
    assert "internal" not in text_of(call(), shared)
    assert "internal" not in text_of(msgspec.structs.replace(call(), foreign=True), message("2.2"))
    links.keep([link], call(), message("2.2", days=1))
    assert "posted in #nlp" in text_of(call(), msgspec.structs.replace(message("3.3", days=2), shared=True))
