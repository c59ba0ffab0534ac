"""A channel that votes for what it likes each morning, its workers, and what they learn."""

from collections.abc import Sequence
from datetime import date, timedelta

from core.cards.card import Card
from core.catalog import Catalog
from core.delivery.fitting import Fitting
from core.model import Entry, Person, Place
from core.store.delivery.models import Models
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from core.subscriptions.model import Subscription
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
MONDAY = date(2026, 11, 23)


class Week:
    """A channel whose people like kites, among papers that have more upvotes elsewhere."""

    def __init__(self, rounds: Rounds, digest: str = "digest new days:daily at:09:00") -> None:
        self.rounds, self.day = rounds, MONDAY
        self.fitting = rounds.app.call(Fitting)
        rounds.ask(digest)
        rounds.send()

    @property
    def digest(self) -> Subscription:
        """The channel's digest as it stands."""
        return self.rounds.app.of(Subscriptions).of_place(HERE)[0]

    def list_papers(self, kites: int = 2, others: Sequence[str] = OTHERS) -> None:
        """The next day's papers are listed: those of kites have the fewest upvotes."""
        number = (self.day - MONDAY).days
        liked = [
            Entry(f"{KITES[(number + n) % 6]} {number}", f"{abstract(f'{number} {n}')} Kites fly on strings.", score=1)
            for n in range(kites)
        ]
        rest = [entry(f"The {word} of day {number}", word, score=50 + n) for n, word in enumerate(others)]
        bring(self.rounds.app.of(Record), *rest, *liked, day=self.day, where=f"day {number}")

    def morning(self, kites: int = 2, others: Sequence[str] = OTHERS) -> None:
        """A day's papers are listed, and the post goes out at nine."""
        self.list_papers(kites, others)
        self.rounds.now = at(f"{self.day}T08:00")
        self.day += timedelta(days=1)
        self.rounds.go()

    def vote(self, word: str, place: Place = HERE, person: Person = MAKER, vote: str = "up") -> None:
        """Somebody votes on the papers of the day whose titles hold a word."""
        self.rounds.now += timedelta(minutes=5)
        for paper_id in self.titled(word):
            self.rounds.ask(f"vote {paper_id} {vote}", place, person)

    def titled(self, word: str) -> list[str]:
        """The ids of the papers of the day whose titles hold a word."""
        catalog = self.rounds.app.of(Catalog)
        papers = catalog.papers.get_many(catalog.papers.listed_on(self.day - timedelta(days=1)))
        return [i for i, paper in papers.items() if word in paper.title]

    def learn(self) -> None:
        """A worker learns what is to be learned."""
        for learner in self.rounds.app.of(Models).waiting():
            self.fitting.learn(learner, self.rounds.now)

    def days(self, count: int) -> None:
        """So many mornings on which somebody votes for kites, and it is learned."""
        for _ in range(count):
            self.morning()
            self.vote("Kites")
            self.learn()

    @property
    def picks(self) -> list[Card]:
        """The picks of the newest post."""
        post = [post for post in self.rounds.outlet.posts if "-post-" in post.key][-1]
        return [card for card in post.digest.cards if card.pick]

    def titles(self) -> list[str]:
        """Their titles."""
        return [card.title.text.partition(". ")[2] for card in self.picks]

    def whys(self) -> list[str]:
        """Why each is there."""
        return [next(field.value for field in card.fields if field.name == "why") for card in self.picks]
