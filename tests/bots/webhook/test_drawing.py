"""A digest as each service takes it: within its limits, with nothing to press, and nothing live in it that is not ours."""

import random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.discord.render.text import address as discord_address
from bots.slack.render.text import address as slack_address
from bots.webhook.drawing import drawn, in_words, unpressed
from core.cards.card import Button, Card
from core.delivery.addresses.hooks import Service
from core.model import Marked
from tests import hostile
from tests.bots.discord.live import live as discord_live
from tests.bots.discord.live import texts as discord_texts
from tests.bots.letters import daily, picks
from tests.bots.slack.live import live as slack_live
from tests.bots.slack.live import texts as slack_texts
from tests.fakes.discord.checks import message as discord_breaches
from tests.fakes.slack.limits import check as slack_breaches
from tests.spread import THIRD

MARKS = {"bold", "quote", "subtext", "heading", "date"}


def post(seed: int) -> list[Card]:
    """A head, picks of which strangers wrote every word, and a foot."""
    dice = random.Random(seed)
    some = [
        msgspec.structs.replace(hostile.card(dice), paper_id=f"2611.0000{n}", pick=n, up=dice.randrange(3))
        for n in range(1, dice.randint(2, 11))
    ]
    head, foot = Card(Marked("3 of 46 new papers · Friday 20 November")), Card(Marked("Next Monday 09:00"))
    return [unpressed(card) for card in (head, *some, foot)]


def addresses(cards: list[Card]) -> set[str]:
    every = [card.link for card in cards] + [button.url for card in cards for button in (*card.buttons, *card.links)]
    return {write(url) for url in every for write in (slack_address, discord_address)}


@pytest.mark.parametrize("service", ["slack", "discord", "text"])
def test_a_paper_whose_title_nobody_sees_is_shown_by_an_ellipsis(service: Service) -> None:
    drawing = drawn(service, [Card(Marked("Today")), Card(Marked("\u200b"), paper_id="2611.00001", pick=1)])
    assert "…" in str(drawing)


@pytest.mark.long
@THIRD
@given(st.integers(0, 2**32))
def test_nothing_hostile_is_refused_or_live(seed: int) -> None:
    cards = post(seed)
    ours = addresses(cards)
    for body in (drawn("slack", cards), in_words("slack", cards)):
        assert slack_breaches(body) == []
        found = [one for text in (str(body["text"]), *slack_texts(body.get("blocks"))) for one in slack_live(text)]
        assert [one for one in found if one.kind not in MARKS and not (one.kind == "link" and one.text in ours)] == []
    body = drawn("discord", cards)
    assert discord_breaches(body) == []
    words = [str(in_words("discord", cards)["content"]), str(drawn("text", cards)["text"])]
    found = [one for text in (*discord_texts(body["components"]), *words) for one in discord_live(text)]
    assert [one for one in found if one.kind not in MARKS and not (one.kind == "link" and one.text in ours)] == []
    assert len(words[0]) <= 2000


@pytest.mark.parametrize("service", ["slack", "discord", "text"])
def test_a_day_of_ten_with_long_words_fits_and_has_nothing_to_press(service: str) -> None:
    cards = [unpressed(card) for card in daily(picks(10))]
    told = str(drawn(service, cards))  # type: ignore[arg-type]
    assert "custom_id" not in told and "action_id" not in told and "'type': 'button'" not in told
    assert all(f"{n}. " in told for n in range(1, 11))


def test_votes_and_ways_to_code_stand_in_words_and_links() -> None:
    pick = Card(Marked("1. Tidal Kites"), link="https://arxiv.org/abs/2611.00001", paper_id="2611.00001", pick=1, up=12)
    pick = msgspec.structs.replace(pick, buttons=(Button("Vote", "vote x up"), Button("code", url="https://x.org/c")))
    for service in ("slack", "discord", "text"):
        told = str(drawn(service, [unpressed(pick)]))  # type: ignore[arg-type]
        assert "12 votes" in told and "https://x.org/c" in told and "vote x up" not in told
