"""An answer as data: the one shape of `ask --json`, of the tools for agents and of the API.

The shapes are promises: fields may be added, but none changes its name, its type or its meaning. No voter stands in them.
"""

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec
from msgspec import UNSET, UnsetType

from core.cards.card import Card, Reply
from core.cards.views import gist_of, link, with_day
from core.model import Paper, Tally
from core.text.source_names import CAME, source_name


class PaperData(msgspec.Struct, frozen=True):
    """A paper: `day` is when it was first news, `votes` are those `up` less those `down`, `line` says in a few words what it does;
    `link` leads to where it is read. What nobody told is empty, or null.
    """

    id: str
    title: str
    authors: tuple[str, ...]
    day: date | None
    votes: int
    up: int
    down: int
    saved: int
    line: str
    abstract: str
    link: str
    published: date | None
    categories: tuple[str, ...]
    sources: tuple[str, ...]
    arxiv: str
    doi: str
    pdf: str
    code: str
    project: str


class ActData(msgspec.Struct, frozen=True):
    """An act of a card: a `line` to type or a `url` to open, the other is empty."""

    label: str
    line: str
    url: str


class CardData(msgspec.Struct, frozen=True):
    """A card; of fields with one name the values are joined by "; ". One of a paper has its `id`, one with text to copy
    (BibTeX, CSV) its `code`."""

    title: str
    link: str
    body: str
    fields: dict[str, str]
    buttons: tuple[ActData, ...]
    code: str | UnsetType = UNSET
    id: str | UnsetType = UNSET


class AnswerData(msgspec.Struct, frozen=True):
    """The answer to a line: its papers in the order of their cards, and the cards as people read them."""

    private: bool
    papers: tuple[PaperData, ...]
    cards: tuple[CardData, ...]


def answer_data(reply: Reply, papers: Mapping[str, Paper], tallies: Mapping[str, Tally]) -> AnswerData:
    """A reply as data, with those of its papers that are given."""
    cards = shown_cards(reply)
    shown = [papers[i] for i in paper_ids(cards) if i in papers]
    return AnswerData(
        reply.private,
        tuple(paper_data(paper, tallies.get(paper.id, Tally())) for paper in shown),
        tuple(_card_data(card) for card in cards),
    )


def paper_data(paper: Paper, tally: Tally) -> PaperData:
    """A paper as data, as its viewer sees it."""
    listed = dict.fromkeys(source_name(seen.source) for seen in paper.sightings if seen.source not in CAME)
    return PaperData(
        paper.id,
        paper.title,
        paper.authors,
        paper.first_day,
        tally.net,
        tally.up,
        tally.down,
        tally.saved,
        gist_of(paper),
        paper.abstract,
        link(paper),
        paper.published,
        paper.categories,
        tuple(listed),
        paper.arxiv,
        paper.doi,
        f"https://arxiv.org/pdf/{paper.arxiv}" if paper.arxiv else "",
        paper.code,
        paper.project,
    )


def shown_cards(reply: Reply) -> tuple[Card, ...]:
    """What there is to show where there are no threads: a discussion is the paper it is about."""
    return reply.cards or ((reply.discussion.first,) if reply.discussion else ())


def paper_ids(cards: Iterable[Card]) -> list[str]:
    """The ids of the papers on some cards, each once."""
    return list(dict.fromkeys(card.paper_id for card in cards if card.paper_id))


def _card_data(card: Card) -> CardData:
    fields: dict[str, str] = {}
    for field in with_day(card).fields:
        fields[field.name] = f"{fields[field.name]}; {field.value}" if field.name in fields else field.value
    acts = tuple(ActData(act.label, act.line, act.url) for act in (*card.buttons, *card.menu, *card.links))
    return CardData(
        card.title.text, card.link, card.body.text, fields, acts, card.code or UNSET, card.paper_id or UNSET
    )
