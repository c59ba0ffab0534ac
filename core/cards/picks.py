"""A compact post: its head, its picks, its foot. A pick is a paper in a few lines with a button that carries its number and votes."""

from collections.abc import Sequence
from datetime import date

from core.cards.card import Button, Card, Field, Select
from core.cards.views import kind_of, link
from core.model import Marked, Paper, Tally
from core.text.cleaning import clip, counted
from core.text.names import surname
from core.text.source_names import met, publication
from core.votes.emoji import KEYCAPS

OPENS = "Open, save or discuss a paper …"

HERE = " here"
"""Ends a reason that tells of the votes, which the button tells as well."""

SHOWN_TITLE, ROW = 115, 72
"""Characters of a title that take two rows in a chat at its usual width, and of small words that take one."""

TITLE = 100
"""Characters of a title that is heard, and of one in a menu."""

TITLE_WORDS, REASON_WORDS, LINE_WORDS, WORDS = 14, 6, 7, 30
"""Words of a pick that are heard: of its title and its reason at most, of its line at least, and of all of it, about."""


def pick_card(number: int, paper: Paper, tally: Tally, line: str, why: str, day: date) -> Card:
    """A pick of a day's post: linked title, line, then authors, date and code, and why it was picked."""
    code = (Button("code", url=paper.code),) if paper.code else ()
    by = byline(paper, day)
    taken = len(" · ".join((by, *(act.label for act in code), "")))
    fields = (Field("by", by), Field("why", _in_row(why, ROW - taken)))
    return Card(
        Marked(f"{number}. {clip(paper.title, SHOWN_TITLE)}"),
        Marked(line),
        link(paper),
        tuple(field for field in fields if field.value),
        (vote_button(number, paper.id, paper.title, tally.up), *code),
        paper_id=paper.id,
        source=kind_of(paper),
        pick=number,
        up=tally.up,
        plain=heard(number, paper.title, line, why, tally.up),
    )


def vote_button(number: int, paper_id: str, title: str, up: int) -> Button:
    """The button of a pick: `1️⃣ Vote`, then `1️⃣ 12`."""
    votes = counted(up, "vote") if up else "no votes"
    return Button(
        f"{KEYCAPS[number - 1]} {up or 'Vote'}", f"vote {paper_id} up", heard=f"{number}, {votes}. Vote for {title}"
    )


def opening(picks: Sequence[Paper]) -> Select:
    """The menu under a post: each of its papers, opened with all its acts."""
    named = enumerate(picks, 1)
    return Select(OPENS, tuple(Button(f"{n}. {clip(paper.title, TITLE)}", f"show {paper.id}") for n, paper in named))


def byline(paper: Paper, day: date) -> str:
    """Who and when, the year where it is another than a day's: `Okafor … Berg · 19 Nov`."""
    names = [surname(name) for name in paper.authors]
    who = ", ".join(names) if len(names) < 3 else f"{names[0]} … {names[-1]}"
    when = publication(paper.published) if paper.published else met(paper.sightings)
    return " · ".join(filter(None, (who, when.removesuffix(f" {day.year}"))))


def heard(number: int, title: str, line: str, why: str, up: int) -> str:
    """A pick in one spoken line: `1. title. line. why. 12 votes.`"""
    name, votes = _words(clip(title, TITLE), TITLE_WORDS), counted(up, "vote") if up else ""
    reason = _words(why.partition(";")[0], REASON_WORDS) if not (up and why.endswith(HERE)) else ""
    spent = len(f"{number}. {name} {reason} {votes}".split())
    parts = (f"{number}. {name}", _words(line, max(LINE_WORDS, WORDS - spent)), reason, votes)
    return " ".join(part if part.endswith((".", "?", "!", "…")) else f"{part}." for part in parts if part)


def _in_row(why: str, room: int) -> str:
    """As many of the reasons as fit a row, the first of them at least."""
    first, *more = why.split("; ")
    for reason in more:
        if len(f"{first}; {reason}") > room:
            break
        first += f"; {reason}"
    return first


def _words(text: str, most: int) -> str:
    """The first words of a text; an ellipsis says that there were more."""
    words = text.split()
    return text if len(words) <= most else f"{' '.join(words[:most]).rstrip('.,;:')}…"


def post_in(cards: Sequence[Card]) -> range:
    """The places of a compact post among cards: its head, its picks, its foot; none where there is no pick."""
    picks = [place for place, card in enumerate(cards) if card.pick]
    return range(max(0, picks[0] - 1), min(len(cards), picks[-1] + 2)) if picks else range(0)
