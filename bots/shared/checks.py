"""What a platform says of its set-up, a row a check, asked within a time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

Row = tuple[str, str, str]
"""The outcome of a check: its state (ok, warn, fail or AWAY), its name, and a sentence."""

AWAY = "away"
"""The state of a check that the platform did not answer: a fault to the doctor, no verdict on a token to `init`."""

SECONDS = 20.0
"""How long the check of one token may take."""

LONGEST = 120.0
"""How long all checks of a platform may take."""

log = logging.getLogger("paperboy")


def rows_of(platform: str, ask: Callable[[], Awaitable[Sequence[Row]]]) -> list[Row]:
    """The rows that a platform's checks give; one that says so where they do not end in time, or fail themselves."""

    async def asked() -> list[Row]:
        async with asyncio.timeout(LONGEST):
            return list(await ask())

    try:
        return asyncio.run(asked())
    except TimeoutError:
        return [(AWAY, platform, "its checks did not end in time")]
    except Exception:
        log.exception("the checks of %s", platform)
        return [(AWAY, platform, "its checks could not be run")]
