"""No reply, however hostile, is refused by Slack or does there what it should not."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from bots.slack.render.limits import ALL_BLOCKS, weight
from bots.slack.render.message import FALLBACK_TEXT, Payload, message, redraw
from bots.slack.render.text import address
from core.cards.card import Card
from core.text.clipping import units
from tests import hostile
from tests.bots.slack.live import live, texts
from tests.bots.slack.samples import echoed, parked
from tests.fakes.slack.limits import check
from tests.spread import THIRD

seeds = st.integers(0, 2**32)


def strange(payload: Payload, cards: tuple[Card, ...]) -> list[object]:
    """What is live in a message and not ours."""
    ours = {address(url) for card in cards for url in (card.link, *(way.url for way in card.links))}
    kinds = {"bold", "code", "quote", "date", "link"}
    lines = [mark for text in (payload.text, *texts(payload.blocks)) for mark in live(text)]
    return [item for item in lines if item.kind not in kinds or (item.kind == "link" and item.text not in ours)]


@pytest.mark.long
@THIRD
@given(seeds)
def test_nothing_hostile_is_refused_or_live(seed: int) -> None:
    dice = random.Random(seed)
    reply = hostile.reply(dice)
    payload = message(reply, hostile.query(dice), lambda _: "parked 1")
    assert check(payload.post()) == []
    assert strange(payload, reply.cards) == []
    assert 0 < units(payload.text) <= FALLBACK_TEXT and weight(payload.blocks) <= ALL_BLOCKS
    for block in Block.parse_all([dict(block) for block in payload.blocks]):
        block.validate_json()
    json.dumps(payload.post(), ensure_ascii=False).encode()


@pytest.mark.long
@THIRD
@given(seeds)
def test_nothing_hostile_breaks_a_redraw(seed: int) -> None:
    dice = random.Random(seed)
    reply = hostile.reply(dice)
    before = echoed(message(reply, hostile.query(dice), lambda _: "parked 1"))
    card = hostile.card(dice)
    after = redraw(before, card, "top", lambda _: "parked 1")
    assert check({"text": "t", "blocks": after}) == []
    assert strange(Payload(message(reply, "", parked).text, tuple(after)), (*reply.cards, card)) == []
