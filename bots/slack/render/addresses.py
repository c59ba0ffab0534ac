"""Addresses as Slack may be given them: see `core.text.urls`."""

from core.text import urls

KEPT = "%/:@!$&'()+,;=~?"
"""Signs that stay in a path as they are: nothing in `<address|label>` that Slack could read."""


def address(url: str) -> str:
    """An http(s) address with its host in punycode and nothing in it that Slack could read; '' if it is no such address."""
    return urls.address(url, KEPT)
