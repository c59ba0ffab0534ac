"""The morning post as it is heard: a screen reader reads Slack's text, and on Discord what stands there and the buttons' own words."""

from collections import Counter

import msgspec
import pytest

from bots.discord.render import message as discord
from bots.discord.render.limits import BUTTON, SELECT, walk
from bots.slack.render import message as slack
from core.cards.card import Card, Reply
from core.model import Tally
from core.subscriptions import wording
from tests.bots.letters import DIGEST, daily, parts_of, picks

MOST_WORDS = 170
"""Words of a post of five: about a minute."""


def parked(line: str) -> str:
    return f"~{len(line)}"


def post(count: int, *, wordy: bool = False, up: int = 0) -> tuple[Card, ...]:
    some = picks(count, wordy=wordy)
    return wording.daily(DIGEST, parts_of(some), {paper.id: Tally(up=up) for paper, _ in some})


def heard(cards: tuple[Card, ...]) -> str:
    return str(slack.message(Reply(cards, private=False), "", parked).text)


@pytest.mark.parametrize("wordy", [False, True])
@pytest.mark.parametrize("up", [0, 12])
def test_five_picks_are_heard_in_at_most_a_minute_the_summary_first(up: int, wordy: bool) -> None:
    first, *told, last = heard(post(5, wordy=wordy, up=up)).split("\n")
    assert first == "5 of 37 new papers, Friday 20 November."
    assert [line.partition(" ")[0] for line in told] == ["1.", "2.", "3.", "4.", "5."]
    assert all(line.endswith(" 12 votes.") == bool(up) and "cuts imbalance" in line for line in told)
    assert last == "Press, or react with, a number to vote; next Monday 09:00."
    assert len(heard(post(5, wordy=wordy, up=up)).split()) <= MOST_WORDS


@pytest.mark.parametrize("up", [0, 12])
def test_the_first_learned_post_with_its_reasons_is_heard_in_a_minute_too(up: int) -> None:
    because = "because you voted for “Sparse Kites over many Long Harb…” and “Kites”: graph, matching; 41 upvotes at the source"
    some = [(paper, because) for paper, _ in picks(5, wordy=True)]
    parts = msgspec.structs.replace(parts_of(some), learned=True)
    said = heard(wording.daily(DIGEST, parts, {paper.id: Tally(up=up) for paper, _ in some}))
    assert len(said.split()) <= MOST_WORDS and "digest learn off" in said and said.count("because you voted for") == 5


def test_every_control_of_slack_has_a_name_of_its_own_that_tells_its_number_and_its_votes() -> None:
    blocks = slack.message(Reply(post(10, wordy=True, up=1), private=False), "", parked).blocks
    controls = [
        c for block in blocks for c in (block.get("accessory"), *block.get("elements", ())) if c and "action_id" in c
    ]
    names = [c.get("accessibility_label") or (c.get("text") or c["placeholder"])["text"] for c in controls]
    assert len(controls) == 13 and max(Counter(names).values()) == 1
    assert names[0].startswith("1, 1 vote. Vote for Sparse Mixture Routing 1") and max(map(len, names)) <= 75


def test_every_control_of_discord_has_a_name_of_its_own() -> None:
    drawn = discord.message(Reply(post(10, wordy=True), private=False), "", parked).components
    names = [str(c.get("label") or c.get("placeholder")) for c in walk(drawn) if c["type"] in (BUTTON, SELECT)]
    assert len(names) == 13 and max(Counter(names).values()) == 1 and names[0] == "1️⃣ Vote"


def test_voting_and_opening_need_neither_a_reaction_nor_a_colour() -> None:
    cards = daily(picks(3))
    assert [card.buttons[0].line for card in cards[1:-1]] == [f"vote 2611.0000{n} up" for n in (1, 2, 3)]
    assert cards[-1].select and [one.line for one in cards[-1].select.options] == [
        f"show 2611.0000{n}" for n in (1, 2, 3)
    ]
    assert "primary" not in str(slack.message(Reply(cards, private=False), "", parked).blocks)
