"""Calls of a platform: in turn with those of all senders, and tried again as their errors ask for.

What an error means is in the table of each platform's `errors`.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Collection
from typing import Protocol, Self, TypeVar

from core.delivery.outlet import Undelivered
from core.errors import ErrorKind
from core.host.clock import Clock
from core.store.delivery.allowances import Allowance, Allowances

PAUSE = 0.5
"""Seconds before the first repeat of what failed for a moment; doubled each time."""

LONGEST_WAIT = 120.0
"""Seconds that a platform may ask for before a call is given up: the caller's work stays in the record and comes again."""

PATIENCE = 5.0
"""Seconds that a call waits for its turn; where it takes longer, the delivery is given back until then."""

Sleep = Callable[[float], Awaitable[None]]
T = TypeVar("T")

log = logging.getLogger("paperboy")


class CallFailed(Exception):
    """A call that came to nothing; `kind` says what that means, `error` is the platform's own name of it, or the exception's.

    `wait` is the seconds that the platform asks to wait for before another try, None where it asks for none.
    """

    def __init__(self, call: str, kind: ErrorKind, error: str, wait: float | None = None) -> None:
        super().__init__(f"{call}: {error} ({kind.value})")
        self.kind, self.error, self.wait = kind, error, wait


class NoFile(Exception):
    """The platform does not hand out a file; the log says why."""


class Sayable(Protocol):
    """A message that can be said in words."""

    def in_words(self) -> Self:
        """The same as text alone."""


P = TypeVar("P", bound=Sayable)


class Caller(ABC):
    """Calls one platform for one team. After a dead token it makes no further call, and `dead` says why.

    `refusals` are the platform's errors for a message whose drawing it does not take.
    """

    refusals: Collection[str] = ()

    def __init__(self, sleep: Sleep, tries: int) -> None:
        self.dead, self._sleep, self._tries = "", sleep, tries

    async def repeat(self, action: str, made: Callable[[], Awaitable[T]], *, repeatable: bool = True) -> T:
        """Await what `made` makes, once for each try; raises CallFailed. A call that is not `repeatable` is not sent again in doubt."""
        pause = PAUSE
        for attempt in range(1, self._tries + 1):
            if self.dead:
                raise CallFailed(action, ErrorKind.TEAM_DEAD, self.dead)
            try:
                return await made()
            except CallFailed:  # of another call that this one needs
                raise
            except Exception as error:
                failed = self._failed(action, error)
                wait = pause if failed.wait is None else failed.wait
                doubtful = failed.kind is ErrorKind.AMBIGUOUS and repeatable
                again = doubtful or failed.kind is ErrorKind.TRANSIENT or failed.wait is not None
                if not again or attempt == self._tries or wait > LONGEST_WAIT:
                    raise failed from error
                await self._sleep(wait)
                pause *= 2
        raise AssertionError("the loop returns or raises")

    async def drawn(self, action: str, payload: P, send: Callable[[P], Awaitable[T]], *, repeatable: bool = True) -> T:
        """As `repeat`, for a message; where the platform refuses how it is drawn, it is sent once more in words. Raises CallFailed."""
        try:
            return await self.repeat(action, lambda: send(payload), repeatable=repeatable)
        except CallFailed as failed:
            if failed.error not in self.refusals:
                raise
            log.error("how a message is drawn was refused (%s); it goes out in words", action)
            return await self.repeat(action, lambda: send(payload.in_words()), repeatable=repeatable)

    @abstractmethod
    def _failed(self, action: str, error: Exception) -> CallFailed:
        """What the error of a call means."""


class Pace:
    """The turns of one outlet's calls."""

    def __init__(self, allowances: Allowances, clock: Clock, sleep: Sleep = asyncio.sleep) -> None:
        self._allowances, self._clock, self._sleep = allowances, clock, sleep

    async def turn(self, *limits: Allowance) -> None:
        """Wait until a call is within these limits, and count it. Raises Undelivered where that takes too long."""
        waited = 0.0
        while wait := await asyncio.to_thread(self._allowances.take, limits, self._clock.now()):
            if waited + wait > PATIENCE:
                raise Undelivered(ErrorKind.RETRY_AFTER, "the platform's limit is used up for now", wait)
            await self._sleep(wait)
            waited += wait
