"""`python -m bots.discord.setup.invite`: the link that adds the application of DISCORD_TOKEN to a server, with the least permissions."""

import base64
import binascii
import os
import sys
from pathlib import Path

from bots.discord.setup.permissions import invite
from core import settings
from core.errors import BadSettings

YOURS = "YOUR_APPLICATION_ID"
"""Stands in the link where there is no token to read the application's id from."""


def main() -> None:
    """Print the link."""
    try:
        token = settings.read(os.environ, Path(".env")).discord_token
    except BadSettings as error:
        sys.exit(str(error))
    print(link(token.reveal()))


def link(token: str) -> str:
    """The link, with the id that the token holds."""
    return invite(application_of(token)).replace("client_id=0&", f"client_id={YOURS}&")


def application_of(token: str) -> int:
    """The application's id, which is the first part of its bot's token; 0 where it cannot be read."""
    part = token.partition(".")[0]
    try:
        said = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return 0
    return int(said) if said.isascii() and said.isdigit() else 0


if __name__ == "__main__":
    main()
