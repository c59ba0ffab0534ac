"""The pages that show papers."""

from bots.web.site import Address, Addresses, Page, Site, Visit


def today(site: Site, visit: Visit) -> Page:
    """The newest day."""
    return site.page("list.html", visit, title="Daily Papers")


ADDRESSES: Addresses = (Address("/", today),)
