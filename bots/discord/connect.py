"""The gateway: one connection, which discord.py keeps and resumes; a token that Discord refuses is one clear line."""

import asyncio
import contextlib
import logging
from functools import partial

import aiohttp
import discord

from bots.discord.bind import Bot
from bots.discord.handlers import events, links, reactions, servers, waiting
from bots.discord.handlers.surfaces import outcome_surface
from bots.shared.hearing import Deaf
from bots.shared.platforms import PlatformUnreachable
from bots.shared.serving import DRAIN_SECONDS, at_work, stop_signal
from core.app import Paperboy
from core.errors import BadSettings
from core.settings import Settings

CANCEL_AGAIN = 1.0
CLOSE_SECONDS = 3.0
"""How long the connection may take to close: a silent one does not answer, and discord.py would wait thirty."""

REFUSED = "Discord refuses DISCORD_TOKEN. Copy it again from your application's page, Bot, Reset Token."
NO_CONTENT = (
    "Discord does not let us read messages: switch on Message Content Intent on your application's page, Bot,"
    " or set DISCORD_READ_LINKS=0."
)

TOKEN_GONE = 4004
"""Discord's close code for a token that it does not take (opcodes-and-status-codes, gateway close event codes)."""

log = logging.getLogger("paperboy")


async def run(app: Paperboy, settings: Settings) -> None:
    """Serve until a signal comes. Raises BadSettings for what Discord refuses, Unreachable, Deaf."""
    bot = Bot(app, settings)
    stop = stop_signal()
    try:
        await log_in(bot, settings)
        await _serve(bot, stop)
    finally:
        await bot.session.drain(DRAIN_SECONDS)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await bot.close()
        await bot.http.close()


async def log_in(bot: discord.Client, settings: Settings) -> None:
    """See that the token is good. Raises BadSettings, Unreachable."""
    try:
        await bot.login(settings.discord_token.reveal())
    except discord.LoginFailure:
        raise BadSettings(REFUSED) from None
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        raise PlatformUnreachable(f"Discord cannot be reached ({type(error).__name__}).") from None


async def _serve(bot: Bot, stop: asyncio.Event) -> None:
    """Stay connected until told to stop, or until Discord ends it for good or says nothing. Raises BadSettings, Unreachable, Deaf."""
    session = bot.session
    chores = at_work(
        session,
        reactions.watcher(session),
        partial(outcome_surface, session),
        partial(links.read_page, session),
        partial(events.sweep, session),
        session.hearing.watch_always(bot.connection, lambda: _renew(bot)),
        servers.look_always(session),
        waiting.let_in_always(session),
    )
    connected, stopped = asyncio.create_task(_connect(bot)), asyncio.create_task(session.hearing.until(stop))
    try:
        async with chores:
            await asyncio.wait((connected, stopped), return_when=asyncio.FIRST_COMPLETED)
            for task in (connected, stopped):
                if task.done():
                    await task
    finally:
        stopped.cancel()
        await session.drain(DRAIN_SECONDS)
        await asyncio.gather(stopped, _ended(connected), return_exceptions=True)


async def _ended(task: asyncio.Task[None]) -> None:
    """Cancel a task until it has ended: Python 3.11's `wait_for` loses a cancellation that comes as a connection is refused."""
    while not task.done():
        task.cancel()
        await asyncio.wait((task,), timeout=CANCEL_AGAIN)


async def _renew(bot: Bot) -> None:
    """Give the socket up: discord.py makes another and resumes the session; what was missed is looked for all the same."""
    bot.session.gap.set()
    if bot.ws:
        await bot.ws.close()


async def _connect(bot: Bot) -> None:
    try:
        await bot.connect(reconnect=True)
    except discord.PrivilegedIntentsRequired:
        raise BadSettings(NO_CONTENT) from None
    except discord.LoginFailure:
        raise BadSettings(REFUSED) from None
    except discord.ConnectionClosed as closed:
        if closed.code == TOKEN_GONE:
            raise BadSettings(REFUSED) from None
        raise PlatformUnreachable(f"Discord ended the connection for good (code {closed.code}).") from None
    except RuntimeError as broken:  # aiohttp's word for a session that was closed, which discord.py does not open again
        raise Deaf(f"Discord's client cannot connect any more ({broken}).") from broken
