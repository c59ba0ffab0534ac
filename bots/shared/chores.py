"""What a bot does again and again beside answering."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from core.app import Paperboy
from core.catalog import Catalog
from core.errors import PaperboyError

FOLLOW_SECONDS = 0.2
TIME_SECONDS = 15.0

log = logging.getLogger("paperboy")


async def always(action: Callable[[], Awaitable[object]], seconds: float, named: str) -> None:
    """Do a chore, wait, and do it again, until cancelled; one that fails is logged and done again."""
    while True:
        try:
            await action()
        except PaperboyError as error:
            log.warning("%s", error)
        except Exception:
            log.exception("%s failed", named)
        await asyncio.sleep(seconds)


async def follow(catalog: Catalog) -> None:
    """Keep the index in memory level, so that no answer waits for it."""
    catalog.followed = True
    await always(lambda: asyncio.to_thread(catalog.catch_up), FOLLOW_SECONDS, "following the index")


async def keep_time(app: Paperboy) -> None:
    """Keep the process's clock in step with the record's, by which posts are planned and claimed."""
    await always(lambda: asyncio.to_thread(app.keep_time), TIME_SECONDS, "reading the record's clock")
