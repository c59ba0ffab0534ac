"""A Reply as a Slack message or view that keeps every limit of `limits`: nothing is refused, something is drawn smaller first."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

import msgspec

from bots.shared.render.limits import Attachment, filed
from bots.shared.render.lines import Park
from bots.shared.render.texts import fewer, fitting, opens_note
from bots.slack.render.drawing import CODE_SHOWN, Canvas, draw, title_of
from bots.slack.render.elements import Block, button, context, header, section
from bots.slack.render.ids import card_of, line_of, paper_of, part_of, pick_of
from bots.slack.render.limits import (
    ADVISED_TEXT,
    ALL_BLOCKS,
    MESSAGE_BLOCKS,
    OPTION_TEXT,
    PRIVATE_METADATA,
    SECTION_TEXT,
    VIEW_BLOCKS,
    VIEW_TITLE,
    weight,
)
from bots.slack.render.text import SlackText, bare_link, code, escape, join, plain, strong
from core.cards.card import Card, Reply
from core.cards.picks import TITLE, post_in, vote_button
from core.cards.views import read_whole
from core.model import Marked
from core.text.cleaning import clip
from core.text.clipping import NOTHING, units

__all__ = [
    "Attachment",
    "Payload",
    "line_of",
    "message",
    "paper_of",
    "papers_in",
    "redraw",
    "view",
]

FALLBACK_TEXT = ADVISED_TEXT - 100
"""UTF-16 units of the text that notifications and screen readers get."""

BUDGET = 12_000
"""UTF-16 units we put into one message's blocks: under `limits.ALL_BLOCKS`, so that a redrawn card may have grown."""

LONGEST_SHOWN = 300
"""Characters of an address in that text; a longer one would crowd out the words."""

ROOMS = (SECTION_TEXT, 900, 400, 240, 160, 80)
"""How much room the longer texts of a card get, in the order tried."""

_ENTRY = re.compile(r"[\u2060\s]*\d{1,2}\. ")
_NUMBER = re.compile(r"\*?(?:<[^|>]*\|)?[\u2060\s]*(\d{1,5}\. )")


def papers_in(blocks: Sequence[Mapping[str, object]]) -> list[str]:
    """The ids of the papers that blocks show, in order, one for each block that names its paper."""
    return [paper for block in blocks if (paper := paper_of(str(block.get("block_id") or "")))]


class Payload(msgspec.Struct, frozen=True):
    """A message: `text` for notifications and screen readers, `blocks` for the eye, and a file where there is one.

    `addressed` is the text with every paper's address, for where there are no blocks; None: it is the same.
    """

    text: SlackText
    blocks: tuple[Block, ...] = ()
    file: Attachment | None = None
    addressed: SlackText | None = None

    def post(self) -> dict[str, object]:
        """The arguments of chat.postMessage beside the channel: nothing unfurls, nothing is searched for names or links."""
        made: dict[str, object] = {"text": str(self.text), "parse": "none", "link_names": False}
        made |= {"unfurl_links": False, "unfurl_media": False}
        return made | {"blocks": list(self.blocks)} if self.blocks else made

    def in_words(self) -> "Payload":
        """The message as text alone, for when Slack refuses its blocks."""
        return Payload(self.addressed or self.text, (), self.file)


def message(reply: Reply, line: str, park: Park) -> Payload:
    """The message of a reply; `line` made it and stays in it, `park` keeps a line that does not fit where it must stand."""
    blocks = _fit(reply.cards, line, lru_cache(maxsize=None)(park), MESSAGE_BLOCKS)
    addressed = _text(reply.cards, heard=False) if post_in(reply.cards) else None
    return Payload(_text(reply.cards), tuple(blocks), filed(reply.cards, _is_long), addressed)


def view(
    cards: Sequence[Card],
    title: str,
    park: Park,
    *,
    kind: Literal["home", "modal"] = "home",
    line: str = "",
    metadata: str = "",
) -> dict[str, object]:
    """A Home tab (the title heads it) or a modal; raises ValueError for metadata of more than 3,000 characters."""
    if units(metadata) > PRIVATE_METADATA:
        raise ValueError(f"A view keeps at most {PRIVATE_METADATA:,} characters of metadata, not {units(metadata):,}.")
    heads = [header(title)] if kind == "home" and title else []
    blocks = [*heads, *_fit(cards, line, lru_cache(maxsize=None)(park), VIEW_BLOCKS - len(heads))]
    made: dict[str, object] = {"type": kind, "blocks": blocks, "private_metadata": metadata}
    if kind == "modal":
        made["title"] = {"type": "plain_text", "text": str(plain(title, VIEW_TITLE)), "emoji": False}
    return made


def redraw(blocks: Sequence[Mapping[str, object]], card: Card, line: str, park: Park) -> list[Block]:
    """The blocks of a message with the cards of one paper redrawn, all others as they came.

    A card keeps its place, its number in a list, the line its message was made by (`line` where it has none) and why it is
    shown there: the new card does not know which search found it. Where the new card can in no way fit, nothing changes.
    """
    olds = [dict(block) for block in blocks]
    for room in ROOMS:
        drawn = _redrawn(olds, card, Canvas(line, lru_cache(maxsize=None)(park), room))
        if len(drawn) <= max(len(olds), MESSAGE_BLOCKS) and weight(drawn) <= ALL_BLOCKS:
            return drawn
    return olds


def _redrawn(olds: Sequence[Block], card: Card, setting: Canvas) -> list[Block]:
    drawn: list[Block] = []
    done: set[int] = set()
    for old in olds:
        paper, turn = card_of(_name(old))
        if paper != card.paper_id:
            drawn.append(_retitled(old, card))
        elif part_of(_name(old)) == "c":
            drawn.append(_voted(old, card, setting))
        elif turn not in done:
            done.add(turn)
            drawn += _again([block for block in olds if card_of(_name(block)) == (paper, turn)], card, setting, turn)
    return drawn


def _again(group: Sequence[Block], card: Card, setting: Canvas, turn: int) -> list[Block]:
    """One card redrawn in the place of its old blocks."""
    parts = {part_of(_name(old)): old for old in group}
    line = line_of(_name(parts.get("a", {}))) or setting.line
    kept = {part: old for part, old in parts.items() if part in ("w", "e")}
    head = parts.get("p", {})
    menu = head.get("accessory")
    if isinstance(menu, Mapping) and opens_note(menu.get("options", ()), card.paper_id):
        card = read_whole(card)
    drawn = draw(_renumbered(card, head), setting._replace(line=line), turn)
    return [kept.get(part_of(_name(block)), block) for block in drawn]


def _voted(old: Block, card: Card, setting: Canvas) -> Block:
    """A pick with its paper's votes as they stand now; all else stays as it came, but where it is withheld, or is not any more."""
    number = pick_of(old) or int(_number_in(old).partition(".")[0] or 0)
    numbered = msgspec.structs.replace(card, title=Marked(f"{number}. {card.title.text}"))
    if card.withheld:
        return section(strong(title_of(numbered)), _name(old))
    act = vote_button(number, card.paper_id, card.title.text, card.up)
    if "accessory" in old:
        return {**old, "accessory": button(act, number, setting.park)}
    pick = msgspec.structs.replace(numbered, pick=number, buttons=(act,))
    return {**draw(pick, setting)[0], "block_id": _name(old)}


def _retitled(old: Block, card: Card) -> Block:
    """The menu of a compact post, with the title of a card's paper as it may be shown now."""
    elements = old.get("elements")
    if not isinstance(elements, list) or not any("options" in element for element in elements):
        return old
    return {**old, "elements": [_with_title(element, card) for element in elements]}


def _with_title(menu: Mapping[str, Any], card: Card) -> Mapping[str, Any]:
    options = []
    for option in menu.get("options", ()):
        number = _ENTRY.match(str(option["text"]["text"]))
        if number and option.get("value") == f"show {card.paper_id}":
            label = plain(f"{number[0]}{clip(card.title.text, TITLE)}", OPTION_TEXT)
            option = {**option, "text": {**option["text"], "text": str(label)}}
        options.append(option)
    return {**menu, "options": options} if options else menu


def _renumbered(card: Card, old: Block) -> Card:
    number = _number_in(old)
    if card.title.text.startswith(number):
        return card
    return msgspec.structs.replace(card, title=Marked(number + card.title.text))


def _number_in(old: Block) -> str:
    """The number before a drawn card's title, `3. `; '' where it has none."""
    text = old.get("text")
    match = _NUMBER.match(str(text.get("text", ""))) if isinstance(text, Mapping) else None
    return match[1] if match else ""


def _fit(cards: Sequence[Card], line: str, park: Park, most: int) -> list[Block]:
    """The cards as blocks within the limits: drawn smaller, then the last papers left out with a line that says so."""
    for room in ROOMS:
        blocks = _blocks(cards, Canvas(line, park, room))
        if _fits(blocks, most):
            return blocks
    for kept, sentence in fewer(cards):
        for room in ROOMS:
            blocks = [*_blocks(kept, Canvas(line, park, room)), context(escape(sentence))]
            if _fits(blocks, most):
                return blocks
            if len(blocks) > most:
                break
    return [section(_text(cards, SECTION_TEXT))]


def _blocks(cards: Sequence[Card], setting: Canvas) -> list[Block]:
    blocks: list[Block] = []
    shown: dict[str, int] = {}
    post = post_in(cards)
    for place, card in enumerate(cards):
        shown[card.paper_id] = shown.get(card.paper_id, 0) + 1
        papers = any(name for name in shown)
        heads = bool(post) and place == post[0]
        blocks += draw(card, setting, shown[card.paper_id], first=place == 0, after_papers=papers, heads=heads)
    return blocks


def _fits(blocks: Sequence[Block], most: int) -> bool:
    parts = Counter(part_of(_name(block)) for block in blocks)
    votes_to_come = parts["p"] - parts["v"]
    return len(blocks) + votes_to_come <= most and weight(blocks) <= BUDGET


def _text(cards: Sequence[Card], most: int = FALLBACK_TEXT, *, heard: bool = True) -> SlackText:
    """The cards in words, a line each, as many as fit; a paper's with its address, but for a pick that is only `heard`."""
    lines = (join([_heard(card, most // 2), _address(card, heard=heard)], " ") for card in cards)
    return join(fitting(lines, most, escape(NOTHING)), "\n") or escape(NOTHING)


def _address(card: Card, *, heard: bool) -> SlackText:
    shown = card.paper_id and not (card.pick and heard) and len(card.link) <= LONGEST_SHOWN
    return bare_link(card.link) if shown else escape("")


def _heard(card: Card, most: int) -> SlackText:
    """A card in words; the number of a pick stands at a line's start as it is."""
    if not card.pick:
        return escape(card.plain or card.title.text, most)
    return join([escape(str(card.pick)), escape(card.plain.removeprefix(f"{card.pick}. "), most)], ". ")


def _is_long(card: Card) -> bool:
    return units(code(card.code)) > CODE_SHOWN


def _name(block: Mapping[str, object]) -> str:
    return str(block.get("block_id") or "")
