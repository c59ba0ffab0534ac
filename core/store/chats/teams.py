"""The teams (workspaces, servers) that Paperboy is in, those that took it out, and forgetting what it knew of these."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from core.model import Place
from core.store.chats.posts import Posts
from core.store.engine import keys
from core.store.engine.record import Keeper
from core.store.engine.step import Step

REMEMBERED = timedelta(days=30)
"""How long a team that took us out may come back and find all as it was."""

PAGE = 1000


class Teams(Keeper):
    """The teams of a record. A team is a place without a channel; its score is when it took us out, 0 where we are in."""

    def came(self, team: Place) -> None:
        """We are in a team, maybe again."""
        name = keys.place(team)
        if self._text.zscore(keys.TEAMS, name) != 0:
            self._record.commit(Step("team", name).write("ZADD", keys.TEAMS, 0, name))

    def left(self, team: Place, at: datetime) -> None:
        """A team took us out; a second time changes nothing."""
        name = keys.place(team)
        if not self._text.zscore(keys.TEAMS, name):
            self._record.commit(Step("team", name).write("ZADD", keys.TEAMS, at.timestamp(), name))

    def within(self, platform: str) -> list[Place]:
        """The teams of a platform that we are in, as far as it said so."""
        teams = map(_team, self._text.zrange(keys.TEAMS, 0, 0, byscore=True))
        return [team for team in teams if team.platform == platform]

    def to_forget(self, now: datetime) -> list[Place]:
        """The teams that took us out so long ago that nothing is to be kept of them."""
        before = (now - REMEMBERED).timestamp()
        return list(map(_team, self._text.zrange(keys.TEAMS, "(0", before, byscore=True)))

    def forget(self, team: Place) -> int:
        """Forget a team's channels, threads, messages and posted links (not its people's votes, nor any paper); how many writes."""
        steps = [
            Step("team", keys.place(team)).write(*write)
            for write in (*self._rooms(team), *self._rows(team), *self._posts(team))
        ]
        for first in range(0, len(steps), PAGE):
            self._record.commit(*steps[first : first + PAGE])
        self._record.commit(Step("team", keys.place(team)).write("ZREM", keys.TEAMS, keys.place(team)))
        return len(steps)

    def _rooms(self, team: Place) -> Iterator[tuple[str, ...]]:
        """Its channels, who invited us there, and which papers were brought there."""
        for room in self._text.scan_iter(f"{_literal(keys.room(team))}*", PAGE):
            if inviter := self._text.hget(room, "inviter"):
                yield "SREM", keys.invited_by(keys.person(inviter)), room
            yield "DEL", room
        for key in self._text.scan_iter(f"{_literal(keys.posted_in(team))}*", PAGE):
            yield "DEL", key
        for key in self._text.scan_iter(f"{_literal(keys.acts(team))}*", PAGE):
            for act in self._text.smembers(key):
                yield "SREM", keys.acted_in(keys.person(act.partition(" ")[2])), key.removeprefix(keys.ACTS)
            yield "DEL", key

    def _rows(self, team: Place) -> Iterator[tuple[str, ...]]:
        """The papers' threads there, and the links that were posted there."""
        name = keys.place(team)
        for pattern in (keys.thread("*"), keys.posted("*")):
            for key in self._text.scan_iter(pattern, PAGE):
                for field, _ in self._text.hscan_iter(key, f"{_literal(name)}*", PAGE):
                    yield "HDEL", key, field
        for key in self._text.scan_iter("pb:posted-by:*", PAGE):
            for link in self._text.sscan_iter(key, f"* {_literal(name)}*", PAGE):
                yield "SREM", key, link

    def _posts(self, team: Place) -> Iterator[tuple[str, ...]]:
        """The messages there that show papers."""
        rows = self._text.hscan_iter(keys.POSTS, f"{_literal(keys.place(team))}*", PAGE)
        for name, post in Posts(self._record).named([name for name, _ in rows]).items():
            yield "HDEL", keys.POSTS, name
            yield "ZREM", keys.posts(team.platform), name
            yield from (("ZREM", keys.posts_of(paper_id), name) for paper_id in post.papers)


def _team(named: str) -> Place:
    """The team that `keys.place` made this of."""
    who = keys.person(named)
    return Place(who.platform, who.team)


def _literal(text: str) -> str:
    """A text as a pattern that matches only itself."""
    return "".join(f"\\{sign}" if sign in "\\*?[]^" else sign for sign in text)
