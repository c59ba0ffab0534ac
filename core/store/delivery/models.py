"""What subscriptions learned, and which have something to learn. A model can be made again from the votes, so that it is not logged.

Each vote gives a new stamp to its place and its person in `pb:unlearned`, which is logged; a model keeps the stamps of what it is made
of. Where they differ it is made again: after a vote, a person's `forget-me`, and a restore that brings back an older model.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime

import msgspec

from core.model import Person, Place
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import keys
from core.store.engine.record import Keeper, Record
from core.store.engine.step import Step
from core.store.engine.table import Table
from core.subscriptions.model import Subscription

VERSION = "1"
"""Raised when a kept model no longer means what it meant: one of another version is fitted again."""


class KeptTerms(msgspec.Struct, frozen=True):
    """The terms that count, packed; the day on which they were counted, and in how many papers."""

    day: date
    papers: int
    data: str


class NamedExamples(msgspec.Struct, frozen=True):
    """Papers that somebody named for a subscription to learn from, and when."""

    at: datetime
    papers: tuple[str, ...]


class Learner(msgspec.Struct, frozen=True):
    """A subscription that learns, and the stamps of what it learns from, by place, person and subscription (as keys name them)."""

    subscription: Subscription
    stamps: dict[str, str]


class Models(Keeper):
    """The models of a record's subscriptions, packed."""

    def __init__(self, record: Record) -> None:
        super().__init__(record)
        self._subscriptions = Subscriptions(record)

    def get(self, subscription: str) -> str | None:
        """The model of a subscription; None where there is none that this version can read."""
        version, data = self._text.hmget(keys.model(subscription), "version", "data")
        return data if version == VERSION else None

    def terms(self) -> KeptTerms | None:
        """The terms by which models are read."""
        version, data = self._text.hmget(keys.TERMS, "version", "data")
        return msgspec.json.decode(data, type=KeptTerms) if version == VERSION else None

    def keep_terms(self, terms: KeptTerms) -> None:
        """Keep the terms by which models are read."""
        self._record.commit(Step("terms").note("HSET", keys.TERMS, "version", VERSION, "data", terms))

    def waiting(self) -> list[str]:
        """The subscriptions that have something to learn: their models are not of all that there is, or of another version."""
        learners = self._learners()
        kept = self._record.ask_each(learners, lambda pipe, i: pipe.hmget(keys.model(i), "version", "stamps"))
        stamps = self._stamps(name for learner in learners.values() for name in _learns_from(learner))
        return [
            name
            for name, learner in learners.items()
            if kept[name] != [VERSION, " ".join(stamps[source] for source in _learns_from(learner))]
        ]

    def learner(self, name: str) -> Learner | None:
        """A subscription that learns, with the stamps of what it learns from as they were before it was read; None for another."""
        before = self._subscriptions.get(name)
        stamps = self._stamps(_learns_from(before)) if before else {}
        subscription = self._subscriptions.get(name)
        return Learner(subscription, stamps) if subscription and subscription.learn == "on" else None

    def _learners(self) -> dict[str, Subscription]:
        return {row.id: row for row in self._subscriptions.all() if row.learn == "on"}

    def _stamps(self, sources: Iterable[str]) -> dict[str, str]:
        """The stamps of these sources of lessons, '' where there was none yet."""
        names = list(dict.fromkeys(sources))
        stamps = self._text.hmget(keys.LEARNABLE, names) if names else []
        return {name: stamp or "" for name, stamp in zip(names, stamps, strict=True)}

    def keep(self, learner: Learner, data: str | None) -> bool:
        """Keep what was learned for a subscription (None: nothing), unless there is more to learn meanwhile."""
        key = keys.model(learner.subscription.id)
        step = Step("model", learner.subscription.id).note("DEL", key)
        for source, stamp in learner.stamps.items():
            step.expect(keys.LEARNABLE, source, stamp)
        step.note("HSET", key, "version", VERSION, "stamps", " ".join(learner.stamps.values()))
        return self._record.commit(step if data is None else step.note("HSET", key, "data", data))[0]

    def learn_again(self, subscription: Subscription) -> Step:
        """The step that drops what a subscription learned, so that it is learned again."""
        step = Step("model", subscription.id).note("DEL", keys.model(subscription.id))
        return step.stamp(keys.LEARNABLE, subscription.id)

    def examples(self, subscription: str) -> dict[str, NamedExamples]:
        """The papers that people named for a subscription, by person (as keys name them)."""
        return Table(self._record, keys.examples(subscription), NamedExamples).all()

    def name_examples(self, subscription: Subscription, person: Person, named: NamedExamples) -> Step:
        """The step that keeps what a person named for a subscription, in place of what they named before."""
        name = keys.name(person)
        return Step("examples", subscription.id, name).write("HSET", keys.examples(subscription.id), name, named)

    def drop_examples(self, subscription: Subscription) -> Step:
        """The step that forgets what people named for a subscription."""
        return Step("examples", subscription.id).write("DEL", keys.examples(subscription.id))

    def posts(self, subscription: str) -> list[tuple[int, str]]:
        """The newest posts whose order was learned: number and delivery id, the oldest first."""
        members = self._text.zrange(keys.learned_posts(subscription), 0, -1)
        return [(int(number), name) for number, _, name in (member.partition(" ") for member in members)]

    def posted_at(self, place: Place, since: datetime) -> dict[str, datetime]:
        """The papers that digests brought to a place since a moment, and when."""
        rows = self._text.zrange(keys.posted_in(place), since.timestamp(), "+inf", byscore=True, withscores=True)
        return {paper_id: datetime.fromtimestamp(at, UTC) for paper_id, at in rows}

    def erase(self, person: Person) -> None:
        """Forget where a person acted and what they named, and drop what was learned from it."""
        name, learners = keys.name(person), self._learners()
        for place in sorted(self._text.smembers(keys.acted_in(person))):
            key = f"{keys.ACTS}{place}"
            step = Step("acts", "", name).write("SREM", keys.acted_in(person), place)
            for act in sorted(self._text.smembers(key)):
                if act.partition(" ")[2] == name:
                    step.write("SREM", key, act)
            for learner in learners.values():
                if place in _learns_from(learner):
                    step.and_then(self.learn_again(learner))
            self._record.commit(step)
        for key in self._text.scan_iter(keys.examples("*"), 1000):
            if self._text.hexists(key, name):
                step = Step("acts", "", name).write("HDEL", key, name)
                for subscription in self._subscriptions.get_many([key.removeprefix(keys.examples(""))]).values():
                    step.and_then(self.learn_again(subscription))
                self._record.commit(step)
        self._record.commit(Step("acts", "", name).write("HDEL", keys.LEARNABLE, name))


def _learns_from(subscription: Subscription) -> tuple[str, ...]:
    """The sources of a subscription's lessons: itself, and the places and persons whose votes it learns from."""
    voters = keys.name(subscription.maker) if subscription.personal else keys.place(subscription.place)
    readers = (keys.place(subscription.place),) if subscription.by_mail else ()
    return tuple(dict.fromkeys((subscription.id, voters, *readers)))
