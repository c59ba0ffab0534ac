"""A page copied from the browser with everything around its cards: fields are read, and none is reported as lost."""

from datetime import date

import pytest

from core.model import Listing
from core.parsing import parse
from core.text.cleaning import clean, plain
from tests.core.parsing.invented import as_bytes, dense, invent
from tests.core.parsing.renderings import Card, deal

CARDS = deal()


def copied(cards: list[Card], blank: bool = False) -> bytes:
    lines = [
        "Get trending papers in your email inbox!",
        "Subscribe",
        "Daily Papers",
        "byAK and the research community",
        "Mar 25",
    ]
    for card in cards:
        somebody = card.organisation or f"{card.authors} authors"
        lines += [str(card.upvotes or "-"), card.title, card.text, somebody, "·", card.dated(0)]
        lines += [str(card.comments)] * bool(card.comments)
    return as_bytes([line for text in lines for line in ((text, "") if blank else (text,))])


def read(data: bytes) -> Listing:
    return parse(data, "page.txt")


@pytest.mark.parametrize("blank", [False, True])
def test_the_fields_of_every_card_are_its_own_and_nothing_is_skipped(blank: bool) -> None:
    digest = read(copied(CARDS, blank))
    assert digest.skipped == ()
    assert [entry.title for entry in digest.entries] == [plain(card.title) for card in CARDS]
    assert [entry.abstract for entry in digest.entries] == [clean(card.text) for card in CARDS]
    assert [entry.score for entry in digest.entries] == [card.upvotes for card in CARDS]
    assert [entry.comments for entry in digest.entries] == [card.comments or None for card in CARDS]
    assert [entry.published for entry in digest.entries] == [card.published for card in CARDS]


def test_one_field_on_a_page_without_fields_is_a_stray_line() -> None:
    digest = read(as_bytes([*dense(invent(9)), "3 authors", *[line for pair in invent(9, seed=8) for line in pair]]))
    assert [skip.why for skip in digest.skipped] == ["neither a title nor an abstract: “3 authors”"]
    assert {(entry.score, entry.published) for entry in digest.entries} == {(None, None)}


def test_a_lost_abstract_is_reported_among_fields_too() -> None:
    data = copied(CARDS).replace(CARDS[3].text.encode() + b"\n", b"")
    digest = read(data)
    assert len(digest.entries) == len(CARDS) - 1
    assert [skip.why[:28] for skip in digest.skipped] == ["a title without an abstract:"]
    assert digest.entries[2].published == date(2025, 3, 3)
