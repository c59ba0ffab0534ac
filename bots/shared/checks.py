"""An adapter's doctor runs in a process of its own; it prints a line a check, parted by tabs: state, name, what is said."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from core import settings
from core.errors import BadSettings
from core.settings import Settings

Row = tuple[str, str, str]
"""The outcome of a check: its state (ok, warn, fail or AWAY), its name, and a sentence."""

AWAY = "away"
"""The state of a check that the platform did not answer: a fault to the doctor, no verdict on a token to `init`."""

SECONDS = 20.0
"""How long the check of one token may take."""

LONGEST = 120.0
"""How long all checks of a platform may take."""

Rows = Awaitable[Sequence[Row]]


def run(rows: Callable[[Settings], Rows], check: Callable[[Settings, str], Rows]) -> None:
    """Print the rows of all checks, or those of the one token that the command line names."""
    try:
        read = settings.read(os.environ, Path(".env"))
    except BadSettings as error:
        sys.exit(str(error))

    async def asked() -> Sequence[Row]:
        return await (check(read, sys.argv[1]) if sys.argv[1:] else rows(read))

    for row in asyncio.run(asked()):
        print("\t".join(row))


def of(platform: str, environ: Mapping[str, str], *token: str) -> list[Row]:
    """The rows that a platform's doctor prints, of all checks or of one token's."""
    command = [sys.executable, "-P", "-m", f"bots.{platform}.setup.doctor", *token]
    try:
        done = subprocess.run(command, env=dict(environ), capture_output=True, text=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return [(AWAY, platform, "its checks did not end in time")]
    rows = [(state, name, said) for state, name, said in (line.split("\t") for line in done.stdout.splitlines())]
    return [*rows, *([(AWAY, platform, "its checks could not be run")] if done.returncode else [])]
