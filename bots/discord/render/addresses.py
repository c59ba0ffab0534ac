"""Addresses as Discord may be given them: see `core.text.urls`."""

from core.text import urls

KEPT = "%/:@!$&+,;=?"
"""Signs that stay in a path as they are: not `()`, which end a masked link, nor `*~|`, which a careless client might read."""


def address(url: str) -> str:
    """An http(s) address with its host in punycode and nothing in it that Discord could read; '' if it is none."""
    return urls.address(url, KEPT)
