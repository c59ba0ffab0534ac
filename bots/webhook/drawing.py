"""A digest as each service takes it. Nothing in it can be pressed, for no press would reach us: links, and the votes in words."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from bots.discord.render import elements as components
from bots.discord.render import text as discord
from bots.discord.render.limits import ALL_TEXT, COMPONENTS_V2, SUPPRESS_EMBEDS, weight
from bots.slack.render import elements as blocks
from bots.slack.render import text as slack
from bots.slack.render.limits import ALL_BLOCKS, SECTION_TEXT
from bots.slack.render.limits import weight as slack_weight
from core.cards.card import Card
from core.cards.views import votes_told, with_day
from core.delivery.addresses.hooks import Service
from core.text.cleaning import clip
from core.text.clipping import NOTHING

Body = dict[str, object]


class Room(NamedTuple):
    """Characters that a card gets for its title, its body and each text that stands small; which of its links are kept."""

    title: int
    body: int
    small: int
    links: bool = True
    link: bool = True


ROOMS = (
    Room(300, 900, 400),
    Room(300, 300, 200),
    Room(200, 160, 120, False),
    Room(120, 80, 60, False),
    Room(100, 60, 40, False, False),
)
"""In the order tried, until a service takes it all."""

LABEL = 40
"""Characters of a link's label."""

MOST_TEXT, MOST_CONTENT = 3_500, 1_900
"""Characters of the words alone: of services that take Slack's form, and of Discord's."""

PAPER_COLOUR = 0x3B6EA8


def drawn(service: Service, cards: Sequence[Card]) -> Body:
    """What a chat's webhook is sent."""
    if service == "slack":
        return {**_words(cards), "blocks": _blocks(cards), "unfurl_links": False, "unfurl_media": False}
    if service == "discord":
        flags = COMPONENTS_V2 | SUPPRESS_EMBEDS
        return {"components": _components(cards), "flags": flags, "allowed_mentions": {"parse": []}}
    written = (_lines(card, ROOMS[1], first=not place) for place, card in enumerate(cards))
    return {"text": "\n\n".join(str(discord.join(lines, "\n")) for lines in written)}


def in_words(service: Service, cards: Sequence[Card]) -> Body:
    """The same as words alone, for a service that refuses the other form."""
    if service == "slack":
        return _words(cards)
    words = "\n".join(f"{_heard(card)} {card.link}".strip() for card in cards)
    content = str(discord.escape(words, MOST_CONTENT))
    return {"content": content, "flags": SUPPRESS_EMBEDS, "allowed_mentions": {"parse": []}}


def _words(cards: Sequence[Card]) -> Body:
    return {"text": str(slack.escape(" ".join(map(_heard, cards)), MOST_TEXT))}


def _blocks(cards: Sequence[Card]) -> list[blocks.Block]:
    for room in ROOMS:
        made = [_block(card, room, first=not place) for place, card in enumerate(cards)]
        if slack_weight(made) <= ALL_BLOCKS and all(slack_weight(block.get("text")) <= SECTION_TEXT for block in made):
            break
    return made


def _block(card: Card, room: Room, *, first: bool) -> blocks.Block:
    if not card.paper_id:
        bare = first and not card.body.text and not card.fields
        words = slack.escape(_in_words(card)) or slack.escape(NOTHING)
        return blocks.header(card.title.text) if bare else blocks.context(words)
    small = [slack.escape(clip(text, room.small)) for text in _small(card)]
    small += [slack.link(url, clip(label, LABEL)) for label, url in _links(card) if room.links]
    label = clip(card.title.text, room.title)
    title = slack.strong((slack.link(card.link, label) if room.link else slack.escape(label)) or slack.escape(NOTHING))
    parts = (title, slack.escape(card.body.text, room.body), slack.join(small, " · "))
    return blocks.section(slack.join([part for part in parts if part], "\n"))


def _components(cards: Sequence[Card]) -> list[components.Component]:
    for room in ROOMS:
        shown = []
        for place, card in enumerate(cards):
            *lines, last = _lines(card, room, first=not place)
            shown.append(components.display(discord.join([*lines, discord.subtext(last) if lines else last], "\n")))
        made = [components.container(shown, PAPER_COLOUR)]
        if weight(made) <= ALL_TEXT:
            break
    return made


def _lines(card: Card, room: Room, *, first: bool) -> list[discord.DiscordText]:
    """A card in Markdown, as Discord, Mattermost and Rocket.Chat read it; what stands small is its last line."""
    if not card.paper_id:
        words = discord.one_line(_in_words(card)) or discord.escape(NOTHING)
        return [discord.strong(words) if first else words]
    small = [discord.one_line(clip(text, room.small)) for text in _small(card)]
    small += [discord.link(url, clip(label, LABEL)) for label, url in _links(card) if room.links]
    label = clip(card.title.text, room.title)
    shown = discord.link(card.link, label) if room.link else discord.one_line(label)
    title = discord.strong(shown or discord.escape(NOTHING))
    parts = (title, discord.escape(card.body.text, room.body), discord.join(small, " · "))
    return [part for part in parts if part]


def _small(card: Card) -> list[str]:
    """What stands small under a card's body: its fields, and for a pick how many are for it."""
    values = [field.value for field in with_day(card).fields]
    return [value for value in (*values, votes_told(card) if card.pick else "") if value]


def _links(card: Card) -> list[tuple[str, str]]:
    return [(button.label, button.url) for button in (*card.buttons, *card.links) if button.url]


def _in_words(card: Card) -> str:
    """A card that is no paper's, in words: a head, a foot, a notice."""
    return " ".join(filter(None, (card.title.text, card.body.text, *_small(card))))


def _heard(card: Card) -> str:
    return card.plain or _in_words(card)


def unpressed(card: Card) -> Card:
    """The card without what types a line: nobody can press it where it goes."""
    links = tuple(button for button in card.buttons if button.url)
    return msgspec.structs.replace(card, buttons=links, menu=(), select=None)
