"""Where the pages are reached, and who may see them: what the settings say of it, for what makes links."""

import msgspec

from core.settings.kinds import PagesFor

HERE = "127.0.0.1:8020"
"""Where the pages are served unless PAPERBOY_WEB says otherwise: on this machine alone."""


class PublicSite(msgspec.Struct, frozen=True):
    """The site as others reach it: `url` is its public address without a slash at the end, '' where it has none; `web` is where it
    is served, host:port; `pages` says who may see them.
    """

    url: str = ""
    web: str = HERE
    pages: PagesFor = "link"

    @property
    def base(self) -> str:
        """What an address begins with for who sits at this machine: the public address, else where it is served."""
        return self.url or f"http://{self.web}"
