"""An answer as data: what stands in a paper, and what never does."""

from datetime import date

import msgspec
import pytest

from core.cards.card import Button, Card, Discussion, Field, Reply
from core.cards.data import AnswerData, answer_data, shown_cards
from core.model import Marked, Paper, Person, Sighting, Tally

KITES = Paper(
    "2611.00001",
    "Tidal Kites",
    "We measure kites in a tidal river.",
    ("Ada Byron", "Mary Fairfax"),
    "https://arxiv.org/abs/2611.00001",
    arxiv="2611.00001",
    sightings=(
        Sighting("hf", date(2026, 11, 20)),
        Sighting("pasted", date(2026, 11, 21), added="x", scope="slack/T1/"),
    ),
)


def test_a_discussion_is_shown_as_the_paper_it_is_about() -> None:
    card = Card(Marked("Tidal Kites"), plain="Tidal Kites")
    assert shown_cards(Reply((), discussion=Discussion(card, card))) == (card,)
    assert shown_cards(Reply((card,))) == (card,)


def test_a_paper_stands_once_in_the_order_of_the_cards_and_one_that_is_not_given_does_not() -> None:
    cards = tuple(Card(Marked(name), paper_id=name) for name in ("b", "a", "b", "hidden"))
    papers = {name: Paper(name, name.upper()) for name in ("a", "b")}
    data = answer_data(Reply(cards), papers, {"a": Tally(3, 1, 2)})
    assert [(paper.id, paper.title, paper.votes) for paper in data.papers] == [("b", "B", 0), ("a", "A", 2)]
    assert data.cards[3].id == "hidden"


def test_a_paper_says_its_day_its_votes_and_which_lists_brought_it_and_nobody_who_added_it() -> None:
    (paper,) = answer_data(
        Reply((Card(Marked("x"), paper_id=KITES.id),)), {KITES.id: KITES}, {KITES.id: Tally(3, 1, 2)}
    ).papers
    assert (paper.day, paper.votes, paper.up, paper.down, paper.saved) == (date(2026, 11, 20), 2, 3, 1, 2)
    assert (paper.authors, paper.sources) == (("Ada Byron", "Mary Fairfax"), ("Hugging Face",))
    assert (paper.link, paper.pdf) == (KITES.url, "https://arxiv.org/pdf/2611.00001")


def test_no_person_stands_in_an_answer() -> None:
    by = Field("votes", "2 for", (Person("slack", "T1", "U123"),))
    data = answer_data(Reply((Card(Marked("Tidal Kites"), fields=(by,)),)), {}, {})
    assert "U123" not in msgspec.json.encode(data).decode()


@pytest.mark.parametrize("more", [{}, {"code": "@article{}"}, {"paper_id": "2611.00001"}])
def test_an_answer_comes_back_as_it_went_out(more: dict[str, str]) -> None:
    card = Card(
        Marked("Tidal Kites"), fields=(Field("a", "1"), Field("a", "2")), buttons=(Button("Go", "today"),), **more
    )  # type: ignore[arg-type]
    data = answer_data(Reply((card,)), {KITES.id: KITES}, {})
    assert msgspec.json.decode(msgspec.json.encode(data), type=AnswerData) == data
    assert data.cards[0].fields == {"a": "1; 2"}
