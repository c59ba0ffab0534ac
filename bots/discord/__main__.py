"""`python -m bots.discord`: Paperboy in the servers of Discord that added it."""

import asyncio
import logging
import os
import sys
from pathlib import Path

from bots.discord import serve
from core import settings
from core.collector import spare_what_stays
from core.errors import BadSettings, PaperboyError
from core.paperboy import open_app

NEEDED = ("DISCORD_TOKEN",)


def main() -> None:
    """Serve until told to stop; a setting that is missing or refused is one line and an exit code."""
    try:
        read = settings.read(os.environ, Path(".env"))
        logging.basicConfig(level=read.log.upper(), format="%(asctime)s %(name)s %(message)s")
        _check(read)
        app = open_app(read)
        try:
            app.archive.warm()
            spare_what_stays()
            asyncio.run(serve.run(app, read))
        finally:
            app.close()
    except PaperboyError as error:
        sys.exit(str(error))


def _check(read: settings.Settings) -> None:
    missing = [name for name in NEEDED if not getattr(read, name.lower())]
    if missing:
        raise BadSettings(
            f"Please set {' and '.join(missing)}: `paperboy init discord` shows where Discord gives it and writes it into .env."
        )


if __name__ == "__main__":
    main()
