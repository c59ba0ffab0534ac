"""What a link to pages or to an rss shows: as much as the place in which it was made may see."""

import msgspec

from core.catalog import Catalog
from core.links.signed import LinkKind, SignedLink
from core.model import Call, Place
from core.scope import Viewer, is_guest
from core.settings.kinds import PagesFor
from core.text import naming

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


class PageRights(msgspec.Struct, frozen=True, array_like=True):
    """The place whose papers a link shows, of an rss also its list. `guest`: as somebody of another team sees that place.

    In a link it is an array, so that the address stays short.
    """

    platform: str
    team: str = ""
    channel: str = ""
    list: str = ""
    guest: bool = False

    @property
    def place(self) -> Place:
        """The place."""
        return Place(self.platform, self.team, self.channel)

    @classmethod
    def of(cls, link: SignedLink) -> "PageRights":
        """The rights that a signed link holds."""
        return msgspec.json.decode(link.subject, type=cls)

    @property
    def subject(self) -> str:
        """What a signed link says of them."""
        return msgspec.json.encode(self).decode()

    def viewer(self, catalog: Catalog) -> Viewer:
        """What the link shows now."""
        return catalog.guests_at(self.place) if self.guest else catalog.viewer_at(self.place)


def owner_of(call: Call) -> str:
    """Who ends the links that a call makes: the person in their own messages, else all who may set up the place."""
    return naming.name(call.person) if call.direct else naming.place(call.place)


def link_of(call: Call, kind: LinkKind, listed: str = "") -> SignedLink:
    """The link that a call asks for, where it is asked for."""
    rights = PageRights(call.place.platform, call.place.team, call.place.channel, listed, is_guest(call))
    return SignedLink(kind, owner_of(call), rights.subject)
