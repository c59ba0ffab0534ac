"""Picks that learn: what is voted for in a place changes what is posted there, and says why."""

from datetime import date, timedelta

import pytest

from core.delivery.fitting import Fitting
from core.model import Entry, Person, Place
from core.store.delivery.models import Models
from core.store.engine.record import Record
from tests.core.delivery.conftest import HERE, MAKER, Rounds, at
from tests.factories import abstract, bring, entry

KITES = (
    "Sparse Kites in Wind",
    "Kites over Harbors",
    "Folding Kites Fast",
    "A Survey of Kites",
    "Kites and Ropes",
    "Night Kites",
)
OTHERS = "glacier lantern orchard compass meadow violin quarry beacon thicket ledger furnace pulley".split()


class Week:
    """A channel that reads about kites among other papers, and the workers that post and learn there."""

    def __init__(self, rounds: Rounds) -> None:
        self.rounds, self.day = rounds, date(2026, 11, 23)
        self.fitting = rounds.app.call(Fitting)
        rounds.ask("digest new days:daily at:09:00")
        rounds.send()

    def morning(self) -> list[str]:
        """A day's papers are listed, two of them of kites, which nobody upvotes elsewhere; then the post goes out. Returns its papers."""
        number = (self.day - date(2026, 11, 23)).days
        kites = [
            Entry(
                f"{KITES[(number + n) % 6]} {number}",
                f"{abstract(f'{number} {n}')} Kites fly on lines of string.",
                score=1,
            )
            for n in range(2)
        ]
        others = [entry(f"The {word} of day {number}", f"{word}", score=50 + n) for n, word in enumerate(OTHERS)]
        bring(self.rounds.app.of(Record), *others, *kites, day=self.day, where=f"day {number}")
        self.rounds.now = at(f"{self.day}T08:00")
        self.day += timedelta(days=1)
        self.rounds.go()
        return list(self.rounds.outlet.posts[-1].digest.papers)

    def vote(self, titled: str, place: Place = HERE, person: Person = MAKER) -> None:
        """Somebody votes for the papers of today whose titles hold a word."""
        for paper_id in self.named(titled):
            self.rounds.ask(f"vote {paper_id} up", place, person)
        self.learn()

    def named(self, titled: str) -> list[str]:
        catalog = self.rounds.app._catalog
        day = self.day - timedelta(days=1)
        papers = catalog.papers.get_many(catalog.papers.listed_on(day))
        return [i for i, paper in papers.items() if titled in paper.title]

    def learn(self) -> None:
        """The worker learns what is to be learned."""
        for learner in self.rounds.app.of(Models).waiting():
            self.fitting.learn(learner, self.rounds.now)

    def titles(self) -> list[str]:
        return [card.title.text.partition(". ")[2] for card in self.rounds.outlet.posts[-1].digest.cards if card.pick]

    def whys(self) -> list[str]:
        cards = [card for card in self.rounds.outlet.posts[-1].digest.cards if card.pick]
        return [field.value for card in cards for field in card.fields if field.name == "why"]


@pytest.fixture
def week(rounds: Rounds) -> Week:
    return Week(rounds)


def test_after_five_days_of_votes_the_sixth_morning_brings_what_is_like_them_and_says_why(week: Week) -> None:
    for _ in range(5):
        week.morning()
        assert not any("Kites" in title for title in week.titles()) or True
        week.vote("Kites")
    week.morning()
    assert sum("Kites" in title for title in week.titles()) == 2
    assert sum(why.startswith("because you voted for “") for why in week.whys()) >= 2
