"""`python -m bots.preview.__main__ OUT.html`: every state of every chat on one page. `paperboy preview` runs it."""

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NoReturn

from bots.preview import discord, slack
from bots.preview.asking import Sample
from bots.preview.page import DISCORD, SLACK, Look, page
from bots.preview.record import throwaway
from bots.preview.samples import Groups
from core.app import Paperboy
from core.errors import PaperboyError

ARGUMENTS = 2

CHATS: tuple[tuple[Look, Callable[[Paperboy], Groups]], ...] = (
    (SLACK, slack.samples),
    (DISCORD, discord.samples),
)


def main() -> None:
    """Write the page; what prevents it is one line on standard error and exit code 1."""
    if len(sys.argv) != ARGUMENTS:
        sys.exit("usage: python -m bots.preview.__main__ OUT.html")
    signal.signal(signal.SIGTERM, _leave)
    try:
        write(Path(sys.argv[1]))
    except PaperboyError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{sys.argv[1]} cannot be written: {error.strerror or error}.")


def write(file: Path) -> None:
    """Draw the page into a file. Raises OSError, RecordError."""
    file.write_text(page([(look, _made(samples)) for look, samples in CHATS]), encoding="utf-8")


def _made(samples: Callable[[Paperboy], Groups]) -> list[tuple[str, list[Sample]]]:
    """A chat's samples, on a record of their own."""
    with throwaway() as app:
        return list(samples(app))


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one would leave the record's folder behind
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
