"""The bots that run, by their heartbeats: each tells how long it has run and how long ago its platform last spoke to it.

Times are the record's own, so that it does not matter whose clock is wrong. A bot whose heartbeat is old has ended or hangs.
"""

import msgspec

from core.store.engine import keys
from core.store.engine.record import Keeper
from core.store.engine.table import Table

GONE_SECONDS = 35.0
"""Without a heartbeat for so long a bot does not run: three were missed."""

LATE_SECONDS = 15.0
"""Without a heartbeat for so long a bot has perhaps ended: one was missed."""

DEAF_SECONDS = 60.0
"""A bot that heard nothing for so long is deaf. It notices that itself a little earlier."""


class Running(msgspec.Struct, frozen=True):
    """A bot: its platform and process, the seconds it has run, and the seconds since it last heard; None for never.

    `lacks` are the scopes for want of which calls of its were refused; `unseen` are the seconds since its last heartbeat.
    """

    platform: str
    process: str
    ran: float
    silent: float | None
    lacks: tuple[str, ...] = ()
    unseen: float = 0.0

    @property
    def late(self) -> bool:
        """Whether it should have given a sign by now: whether it runs, and what it heard since, nobody knows."""
        return self.unseen > LATE_SECONDS

    @property
    def deaf(self) -> bool:
        """Whether it runs and should have heard something by now."""
        return not self.late and (self.ran if self.silent is None else self.silent) > DEAF_SECONDS


class _Beat(msgspec.Struct, frozen=True):
    """A heartbeat as it is kept: when it came, by the record's clock, and what the bot said then."""

    at: float
    bot: Running


class Heartbeats(Keeper):
    """The heartbeats of a record. They are not logged: a restored record knows no bot."""

    @property
    def _beats(self) -> Table[_Beat]:
        return Table(self._record, keys.HEARTBEATS, _Beat)

    def beat(self, bot: Running) -> None:
        """Keep that a bot runs, and drop those that ended without a word."""
        now = self._now()
        self._beats.drop(name for name, beat in self._beats.all().items() if now - beat.at > GONE_SECONDS)
        self._text.hset(keys.HEARTBEATS, _name(bot), msgspec.json.encode(_Beat(now, bot)))

    def end(self, bot: Running) -> None:
        """Keep that a bot ended."""
        self._beats.drop([_name(bot)])

    def running(self) -> list[Running]:
        """The bots that run, or ran until a moment ago, by platform and process, as far as their last heartbeats tell."""
        now = self._now()
        return [_at(beat, now) for _, beat in sorted(self._beats.all().items()) if now - beat.at <= GONE_SECONDS]

    def _now(self) -> float:
        return self._record.time().timestamp()


def _name(bot: Running) -> str:
    return f"{bot.platform} {bot.process}"


def _at(beat: _Beat, now: float) -> Running:
    age, bot = max(0.0, now - beat.at), beat.bot
    silent = None if bot.silent is None else bot.silent + age
    return msgspec.structs.replace(bot, ran=bot.ran + age, silent=silent, unseen=age)
