"""A page of papers: their cards, numbered through the whole list, and the foot with the ways to the other pages."""

from collections.abc import Callable, Collection, Iterator, Sequence

from core.cards.card import Card
from core.cards.views import page_card, paper_card
from core.model import Paper, Tally
from core.store.votes.votes import Votes


def numbered(paper: Paper, tally: Tally, number: int) -> Card:
    """A paper's card with its number in the list."""
    return paper_card(paper, tally, number=number)


def shown_page(total: int, page: int, size: int) -> int:
    """The page that is shown where one is asked for: the last where the list ends before it."""
    return max(1, min(page, -(-total // size)))


def paper_page(
    votes: Votes,
    papers: Sequence[Paper],
    page: int,
    limit: int,
    line: str,
    subject: str,
    draw: Callable[[Paper, Tally, int], Card] = numbered,
) -> Iterator[Card]:
    """One page of papers, `limit` on each; `line` asks for the list, and `subject` says what papers these are."""
    page = shown_page(len(papers), page, limit)
    shown = papers[(page - 1) * limit : page * limit]
    yield from page_of(votes, shown, len(papers), page, limit, line, subject, draw)


def page_of(
    votes: Votes,
    shown: Collection[Paper],
    total: int,
    page: int,
    limit: int,
    line: str,
    subject: str,
    draw: Callable[[Paper, Tally, int], Card] = numbered,
) -> Iterator[Card]:
    """The papers of one page, of a list of so many in all."""
    tallies = votes.tallies(paper.id for paper in shown)
    for number, paper in enumerate(shown, (page - 1) * limit + 1):
        yield draw(paper, tallies[paper.id], number)
    yield page_card(total, page, limit, f"{line} limit:{limit}", subject)
