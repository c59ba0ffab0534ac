"""How a post reads as a mail, by text and by HTML: drawn from the same cards as in the chats, without what only a chat can press."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from core.cards.card import Card
from core.cards.views import votes_told
from core.text.cleaning import clean, clip
from core.text.urls import of_web

if TYPE_CHECKING:
    from jinja2 import Template

LONGEST_LINK = 500
"""Characters of an address in a mail; a paper with a longer one stands without it."""

LONGEST = 2000
"""Characters of one paragraph."""


class MailLink(msgspec.Struct, frozen=True):
    """A label, and the address that it leads to."""

    label: str
    url: str


class MailEntry(msgspec.Struct, frozen=True):
    """A card as a mail shows it: what it says, line by line, and what can be followed. `heading`: it stands above the others."""

    title: str
    link: str
    body: str
    small: tuple[str, ...]
    links: tuple[MailLink, ...]
    heading: bool


class MailFoot(msgspec.Struct, frozen=True):
    """What stands under a mail: why its reader gets it, and how to change and to end that."""

    why: str
    links: tuple[MailLink, ...] = ()
    advice: str = ""


def entries(cards: Sequence[Card], acts: Mapping[str, Sequence[MailLink]]) -> list[MailEntry]:
    """The cards of a post; `acts` are what can be done with each paper from the mail, by its id."""
    first = [MailEntry(clean(cards[0].title.text), "", _body(cards[0]), (), _links(cards[0], ()), heading=True)]
    return first + [_entry(card, acts.get(card.paper_id, ())) for card in cards[1:]]


def as_text(shown: Sequence[MailEntry], foot: MailFoot) -> str:
    """A mail for readers of text: whole, the addresses beside what they lead to."""
    parts = ["\n".join(filter(None, _lines(entry))) for entry in shown]
    below = [foot.why, *(f"{link.label}: {link.url}" for link in foot.links), foot.advice]
    return "\n\n".join([*parts, "-- \n" + "\n".join(filter(None, below))]) + "\n"


def as_html(subject: str, shown: Sequence[MailEntry], foot: MailFoot) -> str:
    """The same as HTML, with its styles beside each element: mail programs drop style sheets."""
    import css_inline  # the extra `mail`, which the outlet asks for when it is opened

    inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
    return inliner.inline(_template().render(subject=subject, entries=shown, foot=foot))


def _entry(card: Card, acts: Sequence[MailLink]) -> MailEntry:
    fields = [field.value for field in card.fields if field.name in ("by", "why")]
    other = [f"{field.name}: {field.value}" for field in card.fields if field.name not in ("by", "why")]
    small = tuple(clip(clean(line), LONGEST) for line in (*fields, *other, votes_told(card)) if line)
    return MailEntry(
        clip(clean(card.title.text), LONGEST),
        safe_link(card.link),
        _body(card),
        small,
        _links(card, acts),
        heading=False,
    )


def _body(card: Card) -> str:
    return clip(clean(card.body.text), LONGEST)


def _links(card: Card, acts: Sequence[MailLink]) -> tuple[MailLink, ...]:
    """The addresses that a card's buttons open, then what can be done from a mail; a button that types a line is none of these."""
    opened = (MailLink(button.label, safe_link(button.url)) for button in (*card.buttons, *card.links))
    return (*(link for link in opened if link.url), *acts)


def _lines(entry: MailEntry) -> list[str]:
    return [
        entry.title,
        entry.body,
        *entry.small,
        entry.link,
        *(f"{link.label}: {link.url}" for link in entry.links),
    ]


def safe_link(url: str) -> str:
    """An address of the web that is short enough, else ''."""
    fit = of_web(url)
    return "" if len(url) > LONGEST_LINK or any(sign.isspace() for sign in fit) else fit


@cache
def _template() -> "Template":
    from bots.shared.templates import templates

    return templates("bots.mail").get_template("mail.html")
