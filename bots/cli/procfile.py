"""The processes of a deployment: what each line of a Procfile runs, and which settings it needs."""

import re
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bots.cli.worker import leashed
from bots.shared.platforms import PLATFORMS
from core.errors import BadInput
from core.settings import Settings

NAME = "Procfile"

PROCFILE = """\
ingest: python -m workers ingest
deliver: python -m workers deliver
schedule: python -m workers schedule
slack: python -m bots.slack
discord: python -m bots.discord
"""
"""The Procfile of this version: the file in the checkout is the same text, and an installed package has no other."""

NEEDS: Mapping[str, tuple[str, ...]] = {name: platform.tokens for name, platform in PLATFORMS.items()}
"""The settings without which a process of that name cannot start."""

_LINE = re.compile(r"([A-Za-z0-9_-]+):\s*(\S.*)")


@dataclass(frozen=True)
class Process:
    """One line of a Procfile."""

    name: str
    command: tuple[str, ...]

    def missing(self, read: Settings, needs: Mapping[str, tuple[str, ...]] = NEEDS) -> list[str]:
        """The settings it needs that are not there."""
        return [name for name in needs.get(self.name, ()) if not getattr(read, _field(name), None)]


def processes(folder: Path) -> list[Process]:
    """The processes of the Procfile in `folder`, or of the built-in one where there is none. Raises BadInput."""
    try:
        text = (folder / NAME).read_text("utf-8")
    except FileNotFoundError:
        text = PROCFILE
    except (OSError, ValueError):
        raise BadInput(f"{NAME} cannot be read: it must be a text that you may read.") from None
    rows = [(number, row.strip()) for number, row in enumerate(text.splitlines(), 1)]
    return [_process(number, row) for number, row in rows if row and not row.startswith("#")]


def _process(number: int, row: str) -> Process:
    found = _LINE.fullmatch(row)
    try:
        words = shlex.split(found[2]) if found else []
    except ValueError:
        words = []
    if not found or not words:
        raise BadInput(f"Line {number} of {NAME} must read: name: command")
    return Process(found[1], _runnable(words))


def _runnable(words: list[str]) -> tuple[str, ...]:
    """`python -m module` is run by this very Python, on a leash; any other command as it stands."""
    if words[0] in ("python", "python3") and words[1:2] == ["-m"] and len(words) > 2:
        return tuple(leashed(words[2], *words[3:]))
    return (sys.executable, *words[1:]) if words[0] in ("python", "python3") else tuple(words)


def _field(name: str) -> str:
    return name.removeprefix("PAPERBOY_").lower()
