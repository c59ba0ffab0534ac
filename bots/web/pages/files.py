"""The addresses of the files that every page may use, and what search engines may read."""

from bots.web.site import STATIC, Address, Addresses, Page, Show, Site, Visit

A_YEAR = 31_536_000
"""Seconds."""


def _shown(name: str) -> Show:
    file = STATIC[name]

    def show(site: Site, visit: Visit) -> Page:
        """The file."""
        return Page(file.body, file.kind, headers={"Cache-Control": f"public, max-age={A_YEAR}, immutable"})

    return show


def robots(site: Site, visit: Visit) -> Page:
    """What search engines may read: public pages, never a link."""
    may = "Disallow: /l/\nDisallow: /f/\n" if site.settings.pages == "public" else "Disallow: /\n"
    return Page(f"User-agent: *\n{may}".encode(), "text/plain; charset=utf-8")


ADDRESSES: Addresses = (
    *(Address(f"/{name}", _shown(name), guarded=False) for name in STATIC),
    Address("/robots.txt", robots, guarded=False),
)
