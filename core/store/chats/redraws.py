"""Which messages are to be redrawn, because a paper's votes changed: each at most once in three seconds, all within five.

A vote's own step notes its paper, so that no kill between the vote and here loses a redraw. What is claimed and never done
falls due again. That note is not in the log: after a restore every message is redrawn once, whenever nothing else is due.
"""

from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from core.store.chats.posts import KEPT, Post, Posts
from core.store.engine import keys
from core.store.engine.record import Keeper, Record

LUA = Path(__file__).with_suffix(".lua").read_text(encoding="utf-8")

APART = timedelta(seconds=3)
"""Between two redraws of one message (Slack allows about one write a second and channel)."""

LEASE = timedelta(seconds=15)
"""When a claimed message that nobody drew falls due again: its bot may have died."""

PAPERS_AT_ONCE = 200

STALE_AT_ONCE = 10
"""Messages of a restored record that are made due together: votes wait for no more of them."""


class RedrawClaim(msgspec.Struct, frozen=True):
    """A message to draw now; `until` is the millisecond when another one may take it."""

    post: Post
    until: int


class Redraws(Keeper):
    """The redraws of a record. Any number of processes may ask; each message goes to one of them."""

    def __init__(self, record: Record) -> None:
        super().__init__(record)
        self._posts = Posts(record)
        self._script = record.text.register_script(LUA)

    def claim(self, platform: str, now: datetime, most: int = 20) -> list[RedrawClaim]:
        """The messages to draw now, longest due first. Ask every second, and say `done` of each that was drawn."""
        self._spread(now)
        at, lease = _millisecond(now), LEASE // timedelta(milliseconds=1)
        names = self._script(keys=_keys(platform), args=["claim", at, _apart(), lease, most])
        if not names:
            self._refresh(platform, now)
        posts = self._posts.named(names)
        for lost in set(names).difference(posts):
            self._text.zrem(keys.redraws(platform), lost)
        return [RedrawClaim(post, at + lease) for post in posts.values()]

    def done(self, claim: RedrawClaim) -> None:
        """A claimed message was drawn. It stays due where its papers changed in the meantime."""
        message = claim.post.message
        name = keys.message(message.place, message.id)
        self._script(keys=_keys(message.place.platform), args=["done", name, claim.until])

    def due(self, paper_id: str, now: datetime) -> None:
        """Ask for a paper's posts to be redrawn, for another reason than a vote."""
        for post in self._posts.of_paper(paper_id, now - KEPT):
            if post.ours:
                self._make_due(post, now)

    def _make_due(self, post: Post, now: datetime) -> None:
        place = post.message.place
        name = keys.message(place, post.message.id)
        self._script(keys=_keys(place.platform), args=["due", _millisecond(now), _apart(), name])

    def _refresh(self, platform: str, now: datetime) -> None:
        """Make due some of the messages that show what was before a restore, the newest first."""
        names = self._text.zrange(keys.stale(platform), 0, STALE_AT_ONCE - 1, desc=True)
        for post in self._posts.named(names).values():
            if post.ours and now - post.at < KEPT:
                self._make_due(post, now)
        if names:
            self._text.zrem(keys.stale(platform), *names)

    def _spread(self, now: datetime) -> None:
        """Make due the posts of the papers that changed; a paper that changes while this runs is noted again."""
        changed = self._text.zrange(keys.CHANGED, 0, PAPERS_AT_ONCE - 1, withscores=True)
        for paper_id, rev in changed:
            self.due(paper_id, now)
            self._script(keys=[keys.CHANGED, keys.REDRAWN], args=["done", paper_id, int(rev)])


def _keys(platform: str) -> list[str]:
    return [keys.redraws(platform), keys.REDRAWN]


def _millisecond(now: datetime) -> int:
    return int(now.timestamp() * 1000)


def _apart() -> int:
    return APART // timedelta(milliseconds=1)
