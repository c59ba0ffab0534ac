"""How the service is, for those who watch it: `/healthz` says that the process answers."""

from bots.web.site import Address, Addresses, Page, Site, Visit

PLAIN = "text/plain; charset=utf-8"


def alive(site: Site, visit: Visit) -> Page:
    """That this process answers, whatever the record does."""
    return Page(b"ok\n", PLAIN)


ADDRESSES: Addresses = (Address("/healthz", alive, guarded=False),)
