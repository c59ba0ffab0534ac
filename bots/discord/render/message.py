"""A Reply as a Discord message that keeps every limit of `limits`: nothing is refused, something is drawn smaller first."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import msgspec

from bots.discord.render.drawing import (
    CODE_SHOWN,
    FORMS,
    TIGHT,
    Canvas,
    CardForm,
    draw,
    head,
    middle_in,
    number_of,
    post,
    redrawn,
    title_of,
    withheld,
)
from bots.discord.render.elements import Component, display, file
from bots.discord.render.ids import paper_of, shown_paper, told_apart
from bots.discord.render.limits import (
    ALL_TEXT,
    COMPONENTS,
    COMPONENTS_V2,
    CONTAINER,
    DISPLAY,
    OPTION_LABEL,
    ROW,
    SECTION,
    SELECT,
    SEPARATOR,
    SUPPRESS_EMBEDS,
    count,
    walk,
    weight,
)
from bots.discord.render.text import DiscordText, again, bare_link, code, escape, join, one_line, plain, strong, subtext
from bots.shared.render.limits import Attachment, filed
from bots.shared.render.lines import Park
from bots.shared.render.texts import fewer, fitting, opens_note
from core.cards.card import Card, Reply
from core.cards.picks import TITLE, post_in, vote_button
from core.cards.views import read_whole
from core.model import Marked
from core.text.cleaning import clip
from core.text.clipping import NOTHING, units
from core.votes.emoji import KEYCAPS

BUDGET = 3_700
"""UTF-16 units we put into one message's texts: under `limits.ALL_TEXT`, so that a redrawn card may have grown."""

FALLBACK_TEXT = 1_900
"""UTF-16 units of the message in words."""

LONGEST_SHOWN = 300
"""Characters of an address in that text; a longer one would crowd out the words."""

ROOMS = (3_000, 900, 400, 240, 160, 120, 90, 60, 40)
"""How much room the longer texts of a card get, in the order tried."""


def papers_in(components: object) -> list[str]:
    """The ids of the papers that a tree of components shows, in order, each once."""
    papers = (paper_of(str(part.get("custom_id") or "")) for part in walk(components))
    return list(dict.fromkeys(filter(None, papers)))


class Payload(msgspec.Struct, frozen=True):
    """A message: `text` says it in words, `components` are what is sent (with a file where there is one)."""

    text: DiscordText
    components: tuple[Component, ...]
    file: Attachment | None = None

    def post(self) -> dict[str, object]:
        """The body of Create Message: nobody is mentioned and no link is unfolded, whatever the texts hold."""
        flags = COMPONENTS_V2 | SUPPRESS_EMBEDS
        return {"flags": flags, "allowed_mentions": {"parse": []}, "components": list(self.components)}

    def in_words(self) -> "Payload":
        """The message as one text, for when Discord refuses its components; of Components V2 too, for edits cannot leave it."""
        attached = self.components[-1:] if self.file else ()
        return Payload(self.text, (display(self.text), *attached), self.file)


def message(reply: Reply, line: str, park: Park) -> Payload:
    """The message of a reply; `park` keeps a line that does not fit where it must stand.

    `line` made it. Slack's twin writes it into its blocks to redraw private lists; Discord sends back the whole message
    with each press, private ones too (discord/discord-api-docs#3172, mended in August 2021), so here nothing needs it.
    """
    attached = filed(reply.cards, _is_long)
    tail = [file(attached.name)] if attached else []
    components = _fit(reply.cards, lru_cache(maxsize=None)(park), COMPONENTS - len(tail))
    return Payload(_text(reply.cards), (*components, *tail), attached)


def redraw(components: Sequence[Mapping[str, object]], card: Card, park: Park) -> list[Component]:
    """The components of a message with the cards of one paper redrawn, all others as they came.

    A card keeps its place, its size, its number in a list, what it claims and why it is shown there: the new card does not
    know which search found it. Where the new card can in no way fit, nothing changes.
    """
    olds = [dict(component) for component in components]
    if any(part["type"] == SECTION for part in walk(olds)):
        return [_voted(old, card, Canvas(lru_cache(maxsize=None)(park))) for old in olds]
    for room in ROOMS:
        drawn = told_apart(_redrawn(olds, card, Canvas(lru_cache(maxsize=None)(park), room)))
        if count(drawn) <= COMPONENTS and weight(drawn) <= ALL_TEXT:
            return drawn
    return olds


def _voted(node: Mapping[str, object], card: Card, setting: Canvas) -> Component:
    """A part of a compact post with the votes of a card's paper as they stand now; all else stays as it came, but where the paper
    is withheld, or is not any more.
    """
    made, accessory = dict(node), node.get("accessory")
    if isinstance(accessory, Mapping) and paper_of(str(accessory.get("custom_id") or "")) == card.paper_id:
        return _voted_pick(made, accessory, card, setting)
    if made.get("type") == SELECT:
        made["options"] = [_retitled(entry, card) for entry in made["options"]]  # type: ignore[attr-defined]
    elif isinstance(inside := made.get("components"), (list, tuple)):
        made["components"] = [_voted(entry, card, setting) for entry in inside]
    return made


def _voted_pick(made: Component, accessory: Mapping[str, object], card: Card, setting: Canvas) -> Component:
    keycap = str(accessory["label"]).partition(" ")[0]
    number = KEYCAPS.index(keycap) + 1
    numbered = msgspec.structs.replace(card, title=Marked(f"{number}. {card.title.text}"))
    if card.withheld:
        stands = [display(strong(title_of(numbered)))]
        return made | {"components": stands, "accessory": {**accessory, "label": keycap, "disabled": True}}
    act = vote_button(number, card.paper_id, card.title.text, card.up)
    if accessory.get("disabled"):
        (drawn,) = draw(msgspec.structs.replace(numbered, pick=number, buttons=(act,)), setting)
        return made | drawn
    return made | {"accessory": {**accessory, "label": act.label}}


def _retitled(option: Mapping[str, object], card: Card) -> Mapping[str, object]:
    """An entry of a compact post's menu, with the title of a card's paper as it may be shown now."""
    number, dot, _ = str(option["label"]).partition(". ")
    if option.get("value") != f"show {card.paper_id}" or not dot:
        return option
    return {**option, "label": str(plain(f"{number}. {clip(card.title.text, TITLE)}", OPTION_LABEL))}


def _redrawn(olds: Sequence[Component], card: Card, setting: Canvas) -> list[Component]:
    drawn: list[Component] = []
    spare = COMPONENTS - count(olds)
    for group in _groups(olds):
        if card.paper_id and shown_paper(group) == card.paper_id:
            new = _again(group, card, setting, spare)
            spare -= count(new) - count(group)
            drawn += new
        else:
            drawn += group
    return drawn


def _groups(olds: Sequence[Component]) -> list[list[Component]]:
    """The cards of a message: a container each, or a text and the rows below it."""
    groups: list[list[Component]] = []
    for old in olds:
        if old.get("type") == ROW and groups and groups[-1][0].get("type") == DISPLAY:
            groups[-1].append(old)
        else:
            groups.append([old])
    return groups


def _again(group: Sequence[Component], card: Card, setting: Canvas, spare: int) -> list[Component]:
    """One card redrawn in the form that it has, unchanged where no form is so small; its first votes may take one of the `spare`."""
    content = "\n".join(str(part["content"]) for part in walk(group) if part["type"] == DISPLAY)
    number, colour = number_of(content), int(str(group[0].get("accent_color") or 0))
    if number and not card.title.text.startswith(number):
        card = msgspec.structs.replace(card, title=Marked(number + card.title.text))
    menus: Iterable[Any] = (part.get("options", ()) for part in walk(group) if part["type"] == SELECT)
    if opens_note(chain.from_iterable(menus), card.paper_id):
        card = read_whole(card)
    if (
        card.day and "<t:" not in content
    ):  # without its day it was drawn where there was little room, and there is no more now
        setting = setting._replace(room=min(setting.room, TIGHT))
    setting = setting._replace(colour=colour)
    if card.withheld:
        boxed = group[0].get("type") == CONTAINER
        return withheld(card, setting._replace(form=CardForm(boxed=boxed)))
    if any(part.get("disabled") for part in walk(group)):  # it is shown again
        sizes = (draw(card, setting._replace(form=form)) for form in FORMS)
        return next((drawn for drawn in sizes if count(drawn) <= count(group) + spare), list(group))
    more = min(spare, 1) if any(part["type"] == SEPARATOR for part in walk(group)) else 0
    for form in FORMS:
        drawn = redrawn(card, setting._replace(form=form), again(middle_in(content)))
        if count(drawn) <= count(group) + more:
            return drawn
    return list(group)


def _fit(cards: Sequence[Card], park: Park, most: int) -> list[Component]:
    """The cards as components within the limits: drawn smaller, then the last papers left out with a line that says so."""
    for form in FORMS:
        for room in ROOMS:
            components = _components(cards, Canvas(park, room, form))
            if _fits(components, most):
                return components
            if count(components) > most:  # less room makes no fewer components
                break
    for kept, sentence in fewer(cards):
        for room in ROOMS:
            components = [*_components(kept, Canvas(park, room, FORMS[-1])), display(subtext(escape(sentence)))]
            if _fits(components, most):
                return components
            if count(components) > most:
                break
    return [display(_text(cards))]


def _components(cards: Sequence[Card], setting: Canvas) -> list[Component]:
    components: list[Component] = []
    papers, parts, places = False, list[Component](), post_in(cards)
    for place, card in enumerate(cards):
        papers = papers or bool(card.paper_id)
        if place in places:
            heads = place == places[0]
            parts += head(card, setting) if heads else draw(card, setting)
            components += [post(parts)] if place == places[-1] else []
        else:
            components += draw(card, setting, first=place == 0, after_papers=papers)
    return told_apart(components)


def _fits(components: Sequence[Component], most: int) -> bool:
    return 0 < count(components) <= most and weight(components) <= BUDGET


def _text(cards: Sequence[Card]) -> DiscordText:
    """The cards in words, a line each, as many as fit; a paper's with its address."""
    lines = (join([one_line(card.plain or card.title.text, FALLBACK_TEXT // 2), _address(card)], " ") for card in cards)
    return join(fitting(lines, FALLBACK_TEXT, escape(NOTHING)), "\n") or escape(NOTHING)


def _address(card: Card) -> DiscordText:
    return bare_link(card.link) if card.paper_id and len(card.link) <= LONGEST_SHOWN else escape("")


def _is_long(card: Card) -> bool:
    return units(code(card.code.rstrip("\n"))) > CODE_SHOWN
