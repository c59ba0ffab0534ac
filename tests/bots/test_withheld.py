"""A message that shows a paper which is hidden there, or removed, says so in its place, without acts, until it is shown again."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bots.discord.render import message as discord
from bots.slack.render import message as slack
from core.cards.card import Card, Reply
from core.cards.picks import opening, pick_card
from core.cards.views import note, paper_card, withheld_card
from core.model import Marked, Paper, Tally

DAY = date(2026, 11, 20)
PAPERS = tuple(
    Paper(f"2611.0000{n}", f"Tidal Paper {n}", "We measure rivers.", ("Ada Byron",), url=f"https://x.org/{n}")
    for n in (1, 2, 3)
)
SECOND = PAPERS[1]

POST = Reply(
    (
        note("3 of 46 new papers"),
        *(pick_card(n, paper, Tally(n), "Measures rivers.", "topic: x", DAY) for n, paper in enumerate(PAPERS, 1)),
        Card(Marked("Press"), select=opening(PAPERS)),
    ),
    private=False,
)
LIST = Reply(tuple(paper_card(paper, Tally(2), "because", number=n) for n, paper in enumerate(PAPERS, 1)))
ALONE = Reply((paper_card(SECOND, Tally(2), "because"),))

Redraw = Callable[[Any, Card], Any]


def on_slack(reply: Reply) -> tuple[Any, Redraw]:
    return slack.message(reply, "today", str).blocks, lambda blocks, card: slack.redraw(blocks, card, "today", str)


def on_discord(reply: Reply) -> tuple[Any, Redraw]:
    return discord.message(reply, "", str).components, lambda parts, card: discord.redraw(parts, card, str)


def plain(drawn: object) -> Any:
    return json.loads(json.dumps(drawn))


@pytest.mark.parametrize("drawn", [on_slack, on_discord])
@pytest.mark.parametrize("reply", [POST, LIST, ALONE])
@pytest.mark.parametrize(("removed", "said"), [(False, "Hidden here"), (True, "Removed")])
def test_a_withheld_paper_has_no_words_and_no_acts_and_comes_back_whole(
    drawn: Callable[[Reply], tuple[Any, Redraw]], reply: Reply, removed: bool, said: str
) -> None:
    before, redraw = drawn(reply)
    gone = plain(redraw(plain(before), withheld_card(SECOND.id, removed=removed)))
    text = json.dumps(gone)
    assert said in text and SECOND.title not in text and f"save {SECOND.id}" not in text
    assert plain(redraw(gone, withheld_card(SECOND.id, removed=removed))) == gone
    back = plain(redraw(gone, paper_card(SECOND, Tally(5))))
    shown = json.dumps(back, ensure_ascii=False)
    assert said not in shown and shown.count(SECOND.title) >= json.dumps(plain(before)).count(SECOND.title) - 1
    assert f"vote {SECOND.id} up" in shown and '"disabled"' not in shown
    assert plain(redraw(back, paper_card(SECOND, Tally(5)))) == back
    if reply is not ALONE:
        assert PAPERS[0].title in text and "2. " in text.replace("\\\\", "")
