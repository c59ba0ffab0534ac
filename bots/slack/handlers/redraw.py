"""Redraws a message of ours: every paper's card as it stands now, all else as it was, one redraw of a message at a time."""

from collections.abc import Mapping, Sequence

from bots.slack.render.message import Payload, papers_in, redraw
from bots.slack.session import Session
from core.cards.card import Card, Reply
from core.model import Place
from core.services.redraw import cards_of
from core.votes.emoji import Message

Blocks = Sequence[Mapping[str, object]]


async def fresh(
    session: Session, blocks: Blocks, place: Place, message: Message | None = None
) -> tuple[tuple[Card, ...], list[dict[str, object]]]:
    """The cards of all papers in some blocks as they stand now, and the blocks (of this message) with them."""
    made = [dict(block) for block in blocks]
    cards = await session.do(cards_of, session.catalog, session.votes, session.posts, papers_in(made), place, message)
    for card in cards:
        made = await session.do(redraw, made, card, "", session.park)
    return cards, made


async def redraw_message(session: Session, place: Place, ts: str, blocks: Blocks = ()) -> None:
    """Redraw a message, from these blocks or from those that Slack shows. Raises CallFailed."""
    async with session.turn(f"{place.channel}/{ts}"):
        shown = blocks or await _shown(session, place, ts)
        cards, made = await fresh(session, shown, place, Message(place, ts))
        if cards:
            payload = Payload((await session.draw(Reply(cards), "")).text, tuple(made))
            await session.send.update(place.channel, ts, payload)


async def _shown(session: Session, place: Place, ts: str) -> Blocks:
    """The blocks of a message, in a thread or not."""
    where = {"channel": place.channel, "ts": ts, "limit": 1, "inclusive": True, "latest": ts, "oldest": ts}
    found = await session.send.call("conversations.replies", where)
    messages = [message for message in found.get("messages") or () if message.get("ts") == ts]
    blocks: Blocks = messages[0].get("blocks") or () if messages else ()
    return blocks
