"""What subscriptions learned, and what is still to be learned. All of it can be made again from the votes, so that none is logged.

A place or a person with something to learn stands in `pb:unlearned` with a number that every vote raises: what was learned is kept
only if that number stood still, so that a vote, or a person who asked to be forgotten, is never lost to a fit that was under way.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

import msgspec

from core.model import Person, Place
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import keys
from core.store.engine.record import Record
from core.store.engine.step import Step
from core.store.votes.acting import unlearned
from core.subscriptions.model import Subscription

VERSION = "1"
"""Raised when a kept model no longer means what it meant: one of another version is fitted again."""


class KeptTerms(msgspec.Struct, frozen=True):
    """The terms that count, packed; the day on which they were counted, and in how many papers."""

    day: date
    papers: int
    data: str


class Models:
    """The models of a record's subscriptions, packed."""

    def __init__(self, record: Record) -> None:
        self._record, self._subscriptions = record, Subscriptions(record)

    def get(self, subscription: str) -> str | None:
        """The model of a subscription; None where there is none that this version can read."""
        version, data = self._record.text.hmget(keys.model(subscription), "version", "data")
        return data if version == VERSION else None

    def terms(self) -> KeptTerms | None:
        """The terms by which models are read."""
        version, data = self._record.text.hmget(keys.TERMS, "version", "data")
        return msgspec.json.decode(data, type=KeptTerms) if version == VERSION else None

    def keep_terms(self, terms: KeptTerms) -> None:
        """Keep the terms by which models are read."""
        step = Step("terms").note("HSET", keys.TERMS, "version", VERSION, "data", msgspec.json.encode(terms).decode())
        self._record.commit(step)

    def waiting(self) -> list[str]:
        """The places and persons (as keys name them) that have something to learn."""
        return list(self._record.text.hkeys(keys.UNLEARNED))

    def changes(self, learner: str) -> str:
        """The number that a place's or a person's next vote raises, '' where nothing is to be learned."""
        return self._record.text.hget(keys.UNLEARNED, learner) or ""

    def learners(self, learner: str) -> list[Subscription]:
        """The subscriptions of a place, and those that post to a person alone, which learn."""
        ids = sorted(self._record.text.smembers(f"pb:subscribed:{learner}"))
        made = sorted(self._record.text.smembers(f"pb:subscribed-by:{learner}"))
        own = [one for one in self._subscriptions.get_many(made).values() if one.personal]
        here = [one for one in self._subscriptions.get_many(ids).values() if not one.personal]
        return [one for one in (*here, *own) if one.learn == "on"]

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

    def posts(self, subscription: str) -> list[tuple[int, str]]:
        """The newest posts whose order was learned: number and delivery id, the oldest first."""
        members = self._record.text.zrange(keys.learned_posts(subscription), 0, -1)
        return [(int(number), name) for number, _, name in (member.partition(" ") for member in members)]

    def posted_at(self, place: Place, since: datetime) -> dict[str, datetime]:
        """The papers that digests brought to a place since a moment, and when."""
        rows = self._record.text.zrange(keys.posted_in(place), since.timestamp(), "+inf", byscore=True, withscores=True)
        return {paper_id: datetime.fromtimestamp(at, UTC) for paper_id, at in rows}

    def erase(self, person: Person) -> None:
        """Forget where a person acted, and drop what was learned there."""
        name = keys.name(person)
        for place in sorted(self._record.text.smembers(keys.acted_in(person))):
            key = f"{keys.ACTS}{place}"
            acts = [act for act in self._record.text.smembers(key) if act.partition(" ")[2] == name]
            step = Step("acts", "", name)
            for act in sorted(acts):
                step.write("SREM", key, act)
            self._record.commit(*self._dropped(place), step.write("SREM", keys.acted_in(person), place))
        self._record.commit(Step("acts", "", name).note("HDEL", keys.UNLEARNED, name))

    def _dropped(self, learner: str) -> Iterable[Step]:
        return [self.learn_again(subscription) for subscription in self.learners(learner)]


def learner_of(subscription: Subscription) -> str:
    """Whose votes a subscription learns from: a place's, or its maker's where it posts to them alone."""
    return keys.name(subscription.maker) if subscription.personal else keys.place(subscription.place)
