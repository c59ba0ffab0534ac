"""What a subscription learned, asked of a day's papers: their scores, what decides the places of a post, and why a paper was picked."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.catalog import Catalog
from core.model import Paper
from core.store.delivery.models import Models
from core.store.papers.vectors import PaperVectors
from core.subscriptions.drafting import Learned, Placed
from core.subscriptions.learning.because import nearest
from core.subscriptions.learning.features import features
from core.subscriptions.learning.kept import KeptModel, scores, unpacked, unpacked_columns
from core.subscriptions.model import Subscription
from core.subscriptions.pick import Eligible, Pick
from core.text.cleaning import clip, joined

IN_TURNS, EVERY = 30, 10
"""Both orders take turns in the first so many posts, then in every tenth, until it is decided which is better."""

TITLE = 30
"""Characters of the title of a paper that a reason names: it stands in a row of small words."""


class LearnedOrder:
    """What a subscription learned, ready to be asked."""

    def __init__(self, models: Models, subscription: Subscription) -> None:
        data, terms = models.get(subscription.id), models.terms()
        assert data and terms
        self.kept: KeptModel = unpacked(data)
        self._columns = unpacked_columns(terms.data)
        self._subscription = subscription
        self.number = max((number for number, _ in models.posts(subscription.id)), default=0) + 1
        """Which post of a learned order the next one is, from 1."""

    @property
    def in_turns(self) -> bool:
        """Whether both orders take turns in the next post."""
        return not self.kept.verdict and (self.number <= IN_TURNS or self.number % EVERY == 0)

    def of(self, new: Sequence[Eligible], vectors: PaperVectors, seed: str) -> Learned:
        """What is learned of some papers, by what they mean too. `seed` is what chance comes from."""
        papers = [eligible.paper for eligible in new]
        upvotes = [paper.source_score for paper in papers]
        read = vectors.of(papers) if self.kept.meaning else {}
        rows = [read.get(paper.id) for paper in papers]
        numbers = scores(
            self.kept, self._columns, [features(paper.title, paper.abstract) for paper in papers], upvotes, rows
        )
        scored = {paper.id: float(number) for paper, number in zip(papers, numbers, strict=True)}
        return Learned(scored, self.kept.floor, self._subscription.at_least, self.in_turns, seed=seed)

    def because(self, paper: Paper, liked: Sequence[Paper]) -> str:
        """Why a paper was picked: `because you voted for “X” and “Y”: graph, matching`; '' where none of the liked ones is near."""
        near = nearest(self._columns, paper, liked)
        if near is None:
            return ""
        papers = [liked[place] for place in near.places]
        acts = dict.fromkeys(self._act(paper) for paper in papers)
        acted = " and ".join(
            f"{act} {joined([f'“{_short(paper.title)}”' for paper in papers if self._act(paper) == act])}"
            for act in acts
        )
        return ": ".join(filter(None, (f"because you {acted}", ", ".join(near.topics))))

    def _act(self, paper: Paper) -> str:
        return "named" if paper.id in self.kept.named else "voted for"


def learned_order(models: Models, subscription: Subscription) -> LearnedOrder | None:
    """What a subscription learned; None where it learned nothing, or shall not learn."""
    if subscription.learn == "off" or not models.get(subscription.id) or not models.terms():
        return None
    return LearnedOrder(models, subscription)


def reasoned(
    catalog: Catalog, order: LearnedOrder, subscription: Subscription, picks: Iterable[Pick]
) -> list[tuple[str, str]]:
    """The picks (id and why), each with the reason that its place has."""
    seen = catalog.seen(order.kept.liked, catalog.viewer_at(subscription.place))
    liked = list({paper.id: paper for paper in seen.values()}.values())
    return [(pick.paper.id, _reasoned(order, liked, pick, subscription.top)) for pick in picks]


def seed_of(subscription: Subscription, now: datetime, day: date | None) -> str:
    """What chance comes from in a post: its digest and its day, so that a preview draws what is posted."""
    return f"{subscription.id} {day or now.astimezone(ZoneInfo(subscription.zone)).date()}"


def _reasoned(order: LearnedOrder, liked: Sequence[Paper], pick: Pick, top: int) -> str:
    """Why a paper was picked: by its likeness, too, where the learned order has it among the first, whichever order brought it."""
    if pick.placed and pick.placed.by == "drawn":
        return "; ".join((_drawn(pick.paper, pick.placed), pick.why))
    because = order.because(pick.paper, liked) if pick.placed and pick.placed.learned <= top else ""
    return "; ".join(filter(None, (because, pick.why)))


def _drawn(paper: Paper, placed: Placed) -> str:
    if not paper.source_score:
        return "outside your usual: drawn from today's list"
    return f"outside your usual: most upvoted today{f', number {placed.upvoted}' if placed.upvoted > 1 else ''}"


def _short(title: str) -> str:
    """A title short enough to be named in a reason, whose parts semicolons part."""
    return clip(title.replace(";", ","), TITLE)
