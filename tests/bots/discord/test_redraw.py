"""A pressed vote redraws one paper's cards in the message they stand in, and nothing else."""

import json

import pytest

from bots.discord.render.layout import described, layout
from bots.discord.render.limits import COMPONENTS_V2, count
from bots.discord.render.message import message, redraw
from core.cards.card import Reply
from core.cards.views import note, paper_card
from core.model import Marked, Tally
from tests.bots.discord.live import shown, texts
from tests.bots.discord.samples import PAPER, echoed, listed, other, parked
from tests.fakes.discord.checks import message as check


def post(components: object) -> dict[str, object]:
    return {"flags": COMPONENTS_V2, "components": components}


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 9, 10, 12])
def test_a_vote_in_a_list_redraws_that_card_only_and_keeps_its_number_and_size(size: int) -> None:
    before = echoed(message(listed(size), "", parked))
    after = redraw(before, paper_card(other(size), Tally(99, 1)), parked)
    assert check(post(after)) == [] and count(after) == count(before)
    news = [shown(text) for text in texts(after) if text not in texts(before)]
    olds = [shown(text) for text in texts(before) if text not in texts(after)]
    assert len(news) == len(olds) == 1
    assert "99 for, 1 against" in news[0] and f"{size} for, 1 against" in olds[0]
    assert any(shown(text).startswith(f"{size}. Paper {size}") for text in texts(after))


def test_a_redraw_keeps_why_a_paper_is_shown_and_the_words_that_were_found() -> None:
    answer = paper_card(PAPER, Tally(), "matches “learned”", body=Marked("… a learned graph …", ((4, 11),)), number=3)
    for reply in (Reply((answer,)), Reply((*listed(6).cards, answer))):
        before = echoed(message(reply, "", parked))
        after = redraw(before, paper_card(PAPER, Tally(2)), parked)
        text = "\n".join(texts(after))
        assert "> … a **learned** graph …\n-# matches “learned”" in text and "### 3\\. [Sparse" in text
        assert "2 for, 0 against" in text and "> Routing" not in text


def test_a_redraw_changes_every_card_of_that_paper_and_none_of_another() -> None:
    card = paper_card(PAPER, Tally())
    before = echoed(message(Reply((card, paper_card(other(1), Tally()), card, note("A note"))), "", parked))
    after = redraw(before, paper_card(PAPER, Tally(1)), parked)
    assert sum("1 for, 0 against" in text for text in texts(after)) == 2
    assert check(post(after)) == []
    assert redraw(before, paper_card(other(7), Tally(1)), parked) == before
    assert redraw(before, note("A note", "changed"), parked) == before


def test_a_redrawn_card_is_drawn_anew_once_more() -> None:
    once = redraw(echoed(message(listed(5), "", parked)), paper_card(other(2), Tally(9, 1)), parked)
    twice = redraw(once, paper_card(other(2), Tally(8, 1)), parked)
    assert redraw(twice, paper_card(other(2), Tally(9, 1)), parked) == once


def test_a_redrawn_message_still_fits() -> None:
    before = echoed(message(listed(10), "", parked))
    grown = paper_card(other(3), Tally(100_000, 100_000), "why " * 200, body=Marked("*" * 9000))
    assert check(post(redraw(before, grown, parked))) == []


def test_what_discord_py_read_can_be_redrawn_and_sent_again() -> None:
    before = echoed(message(listed(5), "", parked))
    read = [json.loads(json.dumps(part)) for part in described(_message(before))]
    after = redraw(read, paper_card(other(2), Tally(9, 1)), parked)
    assert check(post(after)) == [] and sum("9 for, 1 against" in text for text in texts(after)) == 1
    assert [*texts(layout(after).to_components())] == [*texts(after)]


def _message(components: list[dict[str, object]]) -> object:
    """As much of discord.py's message as `described` looks at, its components read by discord.py itself."""
    from discord.components import _component_factory

    class Read:
        def __init__(self) -> None:
            self.components = [_component_factory(component) for component in components]  # type: ignore[arg-type]

    return Read()
