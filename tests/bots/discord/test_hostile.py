"""No reply, however hostile, is refused by Discord or does there what it should not."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simcord.components import validate_components

from bots.discord.render.layout import layout
from bots.discord.render.limits import ALL_TEXT, COMPONENTS_V2, weight
from bots.discord.render.message import FALLBACK_TEXT, Payload, message, redraw
from bots.discord.render.text import address
from core.cards.card import Card
from core.text.clipping import units
from tests import hostile
from tests.bots.discord.live import live, texts
from tests.bots.discord.samples import echoed
from tests.fakes.discord.checks import message as check
from tests.spread import THIRD

seeds = st.integers(0, 2**32)
OURS = {"bold", "code", "quote", "date", "link", "heading", "subtext"}


def strange(payload: Payload, cards: tuple[Card, ...]) -> list[object]:
    """What is live in a message and not ours."""
    ours = {address(card.link) for card in cards}
    ours |= {address(act.url) for card in cards for act in (*card.buttons, *card.menu, *card.links)}
    lines = [mark for text in (payload.text, *texts(payload.components)) for mark in live(text)]
    return [item for item in lines if item.kind not in OURS or (item.kind == "link" and item.text not in ours)]


@pytest.mark.long
@THIRD
@given(seeds)
def test_nothing_hostile_is_refused_or_live(seed: int) -> None:
    dice = random.Random(seed)
    reply = hostile.reply(dice)
    payload = message(reply, hostile.query(dice), lambda _: "parked 1")
    assert check(payload.post()) == []
    assert strange(payload, reply.cards) == []
    assert 0 < units(payload.text) <= FALLBACK_TEXT and weight(payload.components) <= ALL_TEXT
    validate_components(list(payload.components), flags=COMPONENTS_V2)
    layout(payload.components)
    json.dumps(payload.post(), ensure_ascii=False).encode()


@pytest.mark.long
@THIRD
@given(seeds)
def test_nothing_hostile_breaks_a_redraw(seed: int) -> None:
    dice = random.Random(seed)
    reply = hostile.reply(dice)
    sent = message(reply, "", lambda _: "parked 1")
    card = hostile.card(dice)
    after = redraw(echoed(sent), card, lambda _: "parked 1")
    assert check({"flags": COMPONENTS_V2, "components": after}) == []
    assert strange(Payload(sent.text, tuple(after)), (*reply.cards, card)) == []
