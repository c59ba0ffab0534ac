"""Calls of a platform, tried again as their errors ask for; what an error means is in the table of each platform's `errors`."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import TypeVar

from core.errors import ErrorKind

PAUSE = 0.5
"""Seconds before the first repeat of what failed for a moment; doubled each time."""

LONGEST_WAIT = 120.0
"""Seconds that a platform may ask for before a call is given up: the caller's work stays in the record and comes again."""

Sleep = Callable[[float], Awaitable[None]]
T = TypeVar("T")


class CallFailed(Exception):
    """A call that came to nothing; `kind` says what that means, `error` is the platform's own name of it, or the exception's.

    `wait` is the seconds that the platform asks to wait for before another try, None where it asks for none.
    """

    def __init__(self, call: str, kind: ErrorKind, error: str, wait: float | None = None) -> None:
        super().__init__(f"{call}: {error} ({kind.value})")
        self.kind, self.error, self.wait = kind, error, wait


class Caller(ABC):
    """Calls one platform for one team. After a dead token it makes no further call, and `dead` says why."""

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

    @abstractmethod
    def _failed(self, action: str, error: Exception) -> CallFailed:
        """What the error of a call means."""
