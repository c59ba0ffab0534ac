"""How papers read in a template: names for what the core says of them, and addresses that a browser may follow."""

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment

from bots.shared.templates import templates
from core.cards.views import gist_of, link, signed, standing
from core.model import Paper
from core.text.cleaning import counted
from core.text.source_names import listed, publication, seen, short_day
from core.text.urls import of_web

AUTHORS = 6
"""Authors that a list names."""


def pdf(paper: Paper) -> str:
    """Where its PDF is, '' where that is not known."""
    return f"https://arxiv.org/pdf/{paper.arxiv}" if paper.arxiv else ""


def authors(paper: Paper) -> str:
    """Its first authors, and how many more."""
    named = ", ".join(paper.authors[:AUTHORS])
    more = len(paper.authors) - AUTHORS
    return f"{named} and {counted(more, 'more author')}" if more > 0 else named


def published(paper: Paper) -> str:
    """When it was published, as far as that is known; else where it was first listed."""
    return publication(paper.published) if paper.published else seen(paper.sightings)


FILTERS: Mapping[str, Callable[..., Any]] = {
    "address": of_web,
    "authors": authors,
    "gist": gist_of,
    "listed": lambda paper: listed(paper.sightings, {}),
    "pdf": pdf,
    "papers": lambda count: counted(count, "paper"),
    "published": published,
    "reads_at": lambda paper: of_web(link(paper)),
    "seen": lambda paper: seen(paper.sightings),
    "short_day": short_day,
    "signed": signed,
    "standing": standing,
}
"""The filters of every template."""


def environment() -> Environment:
    """The templates, with the filters."""
    made = templates("bots.web")
    made.filters.update(FILTERS)
    return made
