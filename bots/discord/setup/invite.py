"""The link that adds the application of a token to a server, with the least permissions."""

import base64
import binascii

from bots.discord.setup.permissions import invite

YOURS = "YOUR_APPLICATION_ID"
"""Stands in the link where there is no token to read the application's id from."""


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
