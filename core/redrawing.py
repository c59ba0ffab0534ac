"""What a message shows now: the cards of its papers, made anew from the record, so that no press draws back what another changed."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.cards import Card
from core.views import paper_card

if TYPE_CHECKING:
    from core.paperboy import Paperboy


def cards_of(app: "Paperboy", ids: Iterable[str]) -> tuple[Card, ...]:
    """The cards of these papers as they stand now, each once, without numbers or reasons: a redraw keeps those it finds."""
    wanted = list(dict.fromkeys(ids))
    papers, tallies = app.papers.get_many(wanted), app.votes.tallies(wanted)
    return tuple(paper_card(papers[paper_id], tallies[paper_id]) for paper_id in wanted if paper_id in papers)
