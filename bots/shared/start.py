"""How a bot's process starts: its settings, its record, and one clear line where something is missing or refused."""

import asyncio
import os
import sys
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from bots.shared.hearing import Deaf
from core import settings
from core.app import Paperboy, open_app
from core.errors import BadSettings, PaperboyError
from core.host import logs
from core.host.collector import spare_what_stays
from core.settings import Settings
from core.text.cleaning import joined

ENDING_SECONDS = 10.0
"""How long a bot that went deaf may take to end."""

EXTRAS: Mapping[str, str] = {
    "web": "jinja2",
    "metrics": "prometheus_client",
    "mcp": "mcp",
    "mail": "css_inline",
    "dkim": "dkim",
}
"""Each extra of the package, and a library that it brings."""

Serve = Callable[[Paperboy, Settings], Awaitable[None]]


def start(serve: Serve, needed: Sequence[str], advice: str) -> None:
    """Serve until told to stop; what keeps it from serving is one line and an exit code."""
    try:
        read = settings.read(os.environ, Path(".env"))
        logs.begin(read.log, read.log_form)
        if missing := [name for name in needed if not getattr(read, name.lower())]:
            raise BadSettings(f"Please set {joined(missing)}: {advice}")
        app = open_app(read)
        try:
            app.warm()
            spare_what_stays()
            asyncio.run(_served(serve, app, read))
        finally:
            app.close()
    except PaperboyError as error:
        leave(error)


def leave(error: PaperboyError) -> NoReturn:
    """End the process with the sentence of an error and its exit code."""
    print(error, file=sys.stderr)
    sys.exit(error.exit_code)


async def _served(serve: Serve, app: Paperboy, read: Settings) -> None:
    try:
        await serve(app, read)
    except Deaf as deaf:
        _end_by(ENDING_SECONDS, deaf)
        raise


def _end_by(seconds: float, deaf: Deaf) -> None:
    """End in time whatever hangs: what made us deaf may hold a thread, and Python waits for threads."""

    def end() -> None:
        print(deaf, file=sys.stderr, flush=True)
        os._exit(deaf.exit_code)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()


def has(extra: str) -> bool:
    """Whether an extra is installed."""
    return find_spec(EXTRAS[extra]) is not None


def need(extra: str) -> None:
    """Raises PaperboyError, which says how to install it, where an extra is not there."""
    if not has(extra):
        raise PaperboyError(
            f"This needs the extra “{extra}”, which is not installed. Type: pip install 'paperboy[{extra}]'"
        )
