"""What subscriptions learned, and what is still to be learned. A model can be made again from the votes, so that it is not logged.

A place or a person with something to learn stands in `pb:unlearned` with a number that every vote raises: what was learned is kept
only if that number stood still, so that a vote, or a person who asked to be forgotten, is never lost to a fit that was under way.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import msgspec

from core.model import Person, Place
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import keys
from core.store.engine.record import Keeper, Record
from core.store.engine.step import Step
from core.store.engine.table import Table
from core.store.votes.acting import unlearned
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
        """The places and persons (as keys name them) that have something to learn."""
        return list(self._text.hkeys(keys.UNLEARNED))

    def changes(self, learner: str) -> str:
        """The number that a place's or a person's next vote raises, '' where nothing is to be learned."""
        return self._text.hget(keys.UNLEARNED, learner) or ""

    def level(self) -> None:
        """Have learned again what a restored record, or an older Paperboy, kept no model of. For now and then."""
        learning = {row.id: row for row in self._subscriptions.all() if row.learn == "on"}
        versions = self._record.ask_each(learning, lambda pipe, i: pipe.hget(keys.model(i), "version"))
        to_learn = self._record.ask_each(learning, lambda pipe, i: pipe.exists(*_read_for(learning[i])))
        lost = {learner_of(row) for i, row in learning.items() if to_learn[i] and versions[i] != VERSION}
        if lost:
            self._record.commit(unlearned(Step("model"), *sorted(lost)))

    def learners(self, learner: str) -> list[Subscription]:
        """The subscriptions of a place, and those that post to a person alone, which learn. A mail address is both."""
        ids = sorted(self._text.smembers(f"pb:subscribed:{learner}"))
        made = sorted(self._text.smembers(f"pb:subscribed-by:{learner}"))
        own = {i: row for i, row in self._subscriptions.get_many(made).items() if row.personal}
        here = {i: row for i, row in self._subscriptions.get_many(ids).items() if row.by_mail or not row.personal}
        return [row for row in (here | own).values() if row.learn == "on"]

    def keep(self, learner: str, changes: str, models: Mapping[str, str | None]) -> bool:
        """Keep what was learned for subscriptions (None: nothing), unless something changed meanwhile."""
        step = Step("model", learner).expect(keys.UNLEARNED, learner, changes).note("HDEL", keys.UNLEARNED, learner)
        for subscription, data in models.items():
            step.note("DEL", keys.model(subscription))
            if data is not None:
                step.note("HSET", keys.model(subscription), "version", VERSION, "data", data)
        return self._record.commit(step)[0]

    def learn_again(self, subscription: Subscription) -> Step:
        """The step that drops what a subscription learned, so that it is learned again."""
        step = Step("model", subscription.id).note("DEL", keys.model(subscription.id))
        return unlearned(step, learner_of(subscription))

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
        name = keys.name(person)
        for place in sorted(self._text.smembers(keys.acted_in(person))):
            key = f"{keys.ACTS}{place}"
            step = Step("acts", "", name).write("SREM", keys.acted_in(person), place)
            for act in sorted(self._text.smembers(key)):
                if act.partition(" ")[2] == name:
                    step.write("SREM", key, act)
            self._record.commit(*map(self.learn_again, self.learners(place)), step)
        for key in self._text.scan_iter(keys.examples("*"), 1000):
            if self._text.hexists(key, name):
                subscriptions = self._subscriptions.get_many([key.removeprefix(keys.examples(""))]).values()
                self._record.commit(
                    *map(self.learn_again, subscriptions), Step("acts", "", name).write("HDEL", key, name)
                )
        self._record.commit(Step("acts", "", name).note("HDEL", keys.UNLEARNED, name))


def _read_for(subscription: Subscription) -> list[str]:
    """The keys of what a subscription learns from."""
    shared = [keys.acts(subscription.place), keys.examples(subscription.id)]
    return [*shared, keys.voted(subscription.maker)] if subscription.personal else shared


def learner_of(subscription: Subscription) -> str:
    """Whose votes a subscription learns from: a place's, or its maker's where it posts to them alone."""
    return keys.name(subscription.maker) if subscription.personal else keys.place(subscription.place)
