"""Which messages show which papers, in order: what a reaction under one is for, and what is redrawn when a vote changes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from core.model import Place
from core.store.engine import keys
from core.store.engine.record import Keeper, Record
from core.store.engine.step import Step
from core.store.engine.table import Table
from core.store.papers.papers import Papers
from core.votes.emoji import Message

KEPT = timedelta(days=30)
"""How long a message is known: reactions under older ones are rare, and looking at them again would cost a platform's patience."""

EARLY_SECONDS = 3600
"""How long a message may take to become known after it went out: a sender may have died, and the next one looks for it."""

DROPPED_AT_ONCE = 20
"""Messages that are dropped, at most, each time one is put: more than ever come, so that none stays."""


class Post(msgspec.Struct, frozen=True):
    """A message that shows papers, in order, since when; `ours`: its cards show votes, and we may redraw it."""

    message: Message
    papers: tuple[str, ...]
    at: datetime
    ours: bool = True


class Posts(Keeper):
    """The messages of a record. A message shows what it was first put with; a second copy changes nothing."""

    def __init__(self, record: Record) -> None:
        super().__init__(record)
        self._papers = Papers(record)

    def put(self, place: Place, message: str, papers: Sequence[str], at: datetime, *, ours: bool = True) -> None:
        """Keep that a message shows these papers, each once. One of others' with one link, or with abstracts in a thread, which no vote
        changes, is put with `ours=False`."""
        post = Post(Message(place, message), tuple(dict.fromkeys(papers)), at, ours)
        name, score = keys.message(place, message), at.timestamp()
        step = Step("post", name).expect(keys.POSTS, name, "")
        step.write("HSET", keys.POSTS, name, post)
        step.write("ZADD", keys.posts(place.platform), score, name)
        for paper_id in post.papers:
            step.write("ZADD", keys.posts_of(paper_id), score, name)
        if post.papers:
            self._record.commit(step)
            if self._text.exists(keys.early(name)):
                self._text.sadd(keys.looks(place.platform), name)
        for old in self._between(keys.posts(place.platform), "-inf", (at - KEPT).timestamp(), DROPPED_AT_ONCE):
            self._drop(old)

    def note_early(self, place: Place, message: str) -> None:
        """Somebody reacted under a message that is not known: if it turns out to be ours, it is to be looked at.

        Ask for the message once more after this: it may have become known meanwhile.
        """
        self._text.set(keys.early(keys.message(place, message)), "1", ex=EARLY_SECONDS)

    def look_again(self, paper_id: str, now: datetime) -> None:
        """A paper that was withheld is shown again: reactions under its messages, which counted for nothing meanwhile, are to be
        looked at.
        """
        for post in self.of_paper(paper_id, now - KEPT):
            place = post.message.place
            self._text.sadd(keys.looks(place.platform), keys.message(place, post.message.id))

    def to_look_at(self, platform: str) -> list[Post]:
        """The messages under which somebody may have reacted before that counted; say `looked_at` of each."""
        return list(self.named(sorted(self._text.smembers(keys.looks(platform)))).values())

    def looked_at(self, post: Post) -> None:
        """What stands under a message is in the record now, or a later look will see to it."""
        place = post.message.place
        self._text.srem(keys.looks(place.platform), keys.message(place, post.message.id))

    def get(self, place: Place, message: str) -> Post | None:
        """What is known of a message, None where it shows no paper."""
        return next(iter(self.named([keys.message(place, message)]).values()), None)

    def papers_of(self, place: Place, message: str) -> tuple[str, ...]:
        """The papers of a message in order, () where it shows none; the number emoji n stands for the nth."""
        post = self.get(place, message)
        return post.papers if post else ()

    def of_paper(self, paper_id: str, since: datetime) -> list[Post]:
        """The messages that show a paper, the newest first."""
        return self._between(keys.posts_of(paper_id), since.timestamp(), "+inf")[::-1]

    def recent(self, platform: str, since: datetime, most: int = 1000) -> list[Post]:
        """A platform's messages, the newest first: whose reactions are to be looked at again."""
        names = self._text.zrange(
            keys.posts(platform), "+inf", since.timestamp(), desc=True, byscore=True, offset=0, num=most
        )
        return list(self.named(names).values())

    def drop(self, place: Place, message: str) -> None:
        """Forget a message that is gone."""
        if post := self.get(place, message):
            self._drop(post)

    def _between(self, key: str, low: float | str, high: float | str, most: int = -1) -> list[Post]:
        names = self._text.zrange(key, low, high, byscore=True, offset=0, num=most)
        return list(self.named(names).values())

    def named(self, names: Sequence[str]) -> dict[str, Post]:
        """Those of the messages that are known, in this order, by the names that `keys.message` gives them."""
        posts = Table(self._record, keys.POSTS, Post).get_many(names)
        now = self._papers.moved({paper_id for post in posts.values() for paper_id in post.papers})
        return {
            name: msgspec.structs.replace(post, papers=tuple(now.get(i, i) for i in post.papers)) if now else post
            for name, post in posts.items()
        }

    def _drop(self, post: Post) -> None:
        name, platform = keys.message(post.message.place, post.message.id), post.message.place.platform
        step = Step("post", name).write("HDEL", keys.POSTS, name).write("ZREM", keys.posts(platform), name)
        for paper_id in post.papers:
            step.write("ZREM", keys.posts_of(paper_id), name)
        self._record.commit(step.note("ZREM", keys.redraws(platform), name).note("ZREM", keys.REDRAWN, name))
