"""Every address of the site: the rooms below offer theirs, in one list each."""

from bots.web import health, pages
from bots.web.site import Addresses

ADDRESSES: Addresses = (*pages.ADDRESSES, *health.ADDRESSES)
"""The mails' own (confirm, unsubscribe, change, vote, save) and the programs' (/api/...) join here, each from a room of its own."""
