"""A pressed vote redraws one paper's cards in the message they stand in, and nothing else."""

from bots.slack.render.message import message, redraw
from core.cards.card import Reply
from core.cards.views import paper_card
from core.model import Marked, Tally
from tests.bots.slack.live import texts
from tests.bots.slack.samples import PAPER, echoed, listed, other, parked
from tests.fakes.slack.limits import check


def test_a_vote_in_a_list_redraws_that_card_only_and_keeps_its_number() -> None:
    line = "search sparse limit:3"
    before = echoed(message(listed(), line, parked))
    after = redraw(before, paper_card(other(2), Tally(9, 1)), "", parked)
    changed = [
        old["block_id"]
        for old, new in zip(before, after, strict=True)
        if old != new | {k: old[k] for k in old if k == "expand"}
    ]
    assert changed == ["v:2611.00002", f"a:2611.00002|{line}"]
    assert any("|2. Paper 2>" in text for text in texts(after))
    assert any("9 for, 1 against" in text for text in texts(after))


def test_a_redraw_changes_every_card_of_that_paper_and_none_of_another() -> None:
    card = paper_card(PAPER, Tally())
    before = echoed(message(Reply((card, paper_card(other(1), Tally()), card)), "top", parked))
    after = redraw(before, paper_card(PAPER, Tally(1)), "top", parked)
    assert sum("1 for, 0 against" in text for text in texts(after)) == 2
    assert redraw(before, paper_card(other(7), Tally(1)), "top", parked) == before


def test_a_redrawn_message_still_fits() -> None:
    before = echoed(message(listed(10), "week", parked))
    grown = paper_card(other(3), Tally(100_000, 100_000), "why " * 200, body=Marked("&" * 9000))
    after = redraw(before, grown, "week", parked)
    assert check({"text": "t", "blocks": after}) == []
