"""What a message shows now: the cards of its papers, made from the record, so that no press undoes what another changed.

Of several papers in a message that everybody sees each says which number emoji votes for it: its place there, from 1.
"""

from collections.abc import Iterable, Sequence

import msgspec

from core.cards.card import Card, Field, Reply
from core.cards.views import numbers_note, paper_card, withheld_card
from core.catalog import Catalog
from core.model import Place
from core.store.chats.posts import Posts
from core.store.votes.votes import Votes
from core.votes.emoji import KEYCAPS, Message


def cards_of(
    catalog: Catalog, votes: Votes, posts: Posts, ids: Iterable[str], place: Place, message: Message | None = None
) -> tuple[Card, ...]:
    """The cards of these papers as a place shows them now, each once, without list numbers or reasons: a redraw keeps those it
    finds. One that was merged into another keeps the id under which the message shows it; one that is hidden there, or was
    removed, has a card that says so.

    Where the message that shows them is one of ours under which number emoji vote, each says its own.
    """
    wanted, viewer = list(dict.fromkeys(ids)), catalog.viewer_at(place)
    papers = catalog.seen(wanted, viewer)
    tallies = votes.tallies(paper.id for paper in papers.values())
    cards = list[Card]()
    for i in wanted:
        if i in papers:
            cards.append(msgspec.structs.replace(paper_card(papers[i], tallies[papers[i].id]), paper_id=i))
        elif why := catalog.withheld(i, viewer):
            cards.append(withheld_card(i, removed=why.removed))
    post = posts.get(message.place, message.id) if message else None
    return _numbered(cards, post.papers) if post and post.ours else tuple(cards)


def for_all(reply: Reply) -> Reply:
    """A reply as it is posted for everybody to react to: with the number emoji of its papers, where it shows several."""
    cards = numbered(reply.cards)
    return reply if cards == reply.cards else msgspec.structs.replace(reply, cards=(*cards, numbers_note()))


def numbered(cards: tuple[Card, ...]) -> tuple[Card, ...]:
    """Cards that are posted for everybody to react to, each of several papers with the number emoji that votes for it."""
    return _numbered(cards, tuple(dict.fromkeys(card.paper_id for card in cards if card.paper_id)))


def named(field: Field, names: Sequence[str]) -> Field:
    """A line with the names of the people it is about, as many as are given: `3 on Slack: Ada, Bo, …`."""
    more = ("…",) if len(names) < len(field.people) else ()
    return Field(field.name, f"{field.value}: {', '.join((*names, *more))}" if names else field.value)


def _numbered(cards: Sequence[Card], ids: Sequence[str]) -> tuple[Card, ...]:
    """The cards with what votes for each, by the place of its paper among a message's; as they are where that is its only one."""
    emoji = dict(zip(ids, KEYCAPS, strict=False)) if len(ids) > 1 else {}
    return tuple(
        _with_number(card, emoji[card.paper_id])
        if card.paper_id in emoji and not card.pick and not card.withheld
        else card
        for card in cards
    )


def _with_number(card: Card, emoji: str) -> Card:
    votes = next((field.value for field in card.fields if field.name == "votes"), "")
    numbered = Field("votes", f"{emoji} {votes}" if votes else f"React with {emoji} to vote for it")
    rest = tuple(field for field in card.fields if field.name != "votes")
    return msgspec.structs.replace(card, fields=(*rest, numbered), plain=f"{emoji} {card.plain}")
