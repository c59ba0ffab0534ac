"""`python -m bots.slack.preview OUT.html`: draw every state into one page. `paperboy preview` runs it."""

import signal
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

from bots.slack.preview.page import page
from bots.slack.preview.record import throwaway
from bots.slack.preview.samples import samples
from core.errors import PaperboyError

ARGUMENTS = 2


def main() -> None:
    """Write the page; what prevents it is one line on standard error and exit code 1."""
    if len(sys.argv) != ARGUMENTS:
        sys.exit("usage: python -m bots.slack.preview OUT.html")
    signal.signal(signal.SIGTERM, _leave)
    try:
        write(Path(sys.argv[1]))
    except PaperboyError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{sys.argv[1]} cannot be written: {error.strerror or error}.")


def write(file: Path) -> None:
    """Draw the page into a file. Raises OSError, RecordError."""
    with throwaway() as app:
        html = page(samples(app))
    file.write_text(html, encoding="utf-8")


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one would leave the record's folder behind
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
