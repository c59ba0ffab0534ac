"""Redraws a message of ours: every paper's card as it stands now, all else as it was, one redraw of a message at a time."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bots.slack.render.message import Payload, papers_in, redraw
from bots.slack.render.text import again
from bots.slack.session import Session
from core.cards.card import Card, Reply
from core.cards.views import HIDDEN, REMOVED
from core.model import Place
from core.services.redraw import cards_of
from core.text.cleaning import counted
from core.votes.emoji import Message

Blocks = Sequence[Mapping[str, object]]

WITHHELD = (f". {HIDDEN}.", f". {REMOVED}.")
"""What is heard of a pick that is not shown any more."""

_HEARD = re.compile(r"((\d{1,2})\. .*?)(?: [\d,]+ votes?\.)?")
"""A pick as it is heard: all but its votes, and its number."""


async def fresh(
    session: Session, blocks: Blocks, place: Place, message: Message | None = None
) -> tuple[tuple[Card, ...], list[dict[str, object]]]:
    """The cards of all papers in some blocks as they stand now, and the blocks (of this message) with them."""
    made = [dict(block) for block in blocks]
    cards = await session.do(cards_of, session.catalog, session.votes, session.posts, papers_in(made), place, message)
    for card in cards:
        made = await session.do(redraw, made, card, "", session.park)
    return cards, made


async def redraw_message(session: Session, place: Place, ts: str, shown: Mapping[str, Any] | None = None) -> None:
    """Redraw a message, from what came of it or from what Slack shows; one that would look the same stays. Raises CallFailed."""
    async with session.turn(f"{place.channel}/{ts}"):
        shown = shown or await _shown(session, place, ts)
        blocks: Blocks = shown.get("blocks") or ()
        cards, made = await fresh(session, blocks, place, Message(place, ts))
        if not cards or made == list(blocks):
            return
        heard = again(_retold(str(shown.get("text") or ""), papers_in(made), cards))
        text = heard or (await session.draw(Reply(cards), "")).text
        await session.send.update(place.channel, ts, Payload(text, tuple(made)))


def _retold(text: str, papers: Sequence[str], cards: Sequence[Card]) -> str:
    """The words of a compact post, as Slack sends them back, with the votes of its papers as they stand now; '' of any other."""
    shown = {card.paper_id: card for card in cards}
    lines = text.split("\n")
    heard = {place: pick for place, line in enumerate(lines) if (pick := _HEARD.fullmatch(line))}
    if [int(pick[2]) for pick in heard.values()] != list(range(1, len(papers) + 1)):
        return ""
    for paper, (place, pick) in zip(papers, heard.items(), strict=True):
        if card := shown.get(paper):
            words = f"{pick[2]}. {card.plain}" if card.withheld or pick[1].endswith(WITHHELD) else pick[1]
            lines[place] = f"{words} {counted(card.up, 'vote')}." if card.up else words
    return "\n".join(lines)


async def _shown(session: Session, place: Place, ts: str) -> Mapping[str, Any]:
    """A message, in a thread or not."""
    where = {"channel": place.channel, "ts": ts, "limit": 1, "inclusive": True, "latest": ts, "oldest": ts}
    answer = await session.send.call("conversations.replies", where)
    messages = [message for message in answer.get("messages") or () if message.get("ts") == ts]
    return messages[0] if messages else {}
