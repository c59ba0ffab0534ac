"""A signed link of a mail as it arrives: whose it is, and the page that answers where it has ended."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import msgspec

from bots.web.site import Page, Site, Visit
from core.links.signed import LinkKind, SignedLinks
from core.model import Person, Place
from core.store.delivery.subscriptions import Subscriptions
from core.subscriptions.model import Subscription
from core.text.naming import person


class LinkOwner(msgspec.Struct, frozen=True):
    """The person of a mail address, and what their link is about."""

    person: Person
    subject: str

    @property
    def place(self) -> Place:
        """Where their mails go."""
        return Place(self.person.platform, self.person.team, self.person.id)


def owner_of(site: Site, visit: Visit, kind: LinkKind) -> LinkOwner | None:
    """Whose link a visitor came by; None where it is wrong or has ended."""
    link = site.app.of(SignedLinks).read(kind, visit.names["token"])
    return LinkOwner(person(link.owner), link.subject) if link else None


Drawing = Callable[[Site, Visit], Page]
ForOwner = Callable[[Site, Visit, LinkOwner], Page]


def of_owner(kind: LinkKind) -> Callable[[ForOwner], Drawing]:
    """Makes a page of one for the owner of a link of this kind; who comes by none that works reads that."""

    def page_of(draw: ForOwner) -> Drawing:
        @wraps(draw)
        def page(site: Site, visit: Visit) -> Page:
            owner = owner_of(site, visit, kind)
            return draw(site, visit, owner) if owner else ended(site, visit)

        return page

    return page_of


def digest_of(site: Site, owner: LinkOwner) -> Subscription | None:
    """The digest that a reader's link is about; None where it is ended, or goes elsewhere."""
    digest = site.app.of(Subscriptions).get(owner.subject)
    return digest if digest and digest.place == owner.place else None


def shown(
    site: Site,
    visit: Visit,
    title: str,
    advice: str = "",
    *,
    buttons: tuple[tuple[str, str], ...] = (),
    status: int = 200,
    **more: Any,
) -> Page:
    """A page of one sentence, with the buttons that a POST presses: each a value of `do` and its label. It leads to no list: who came by
    a mail may not see any.
    """
    values: Mapping[str, Any] = {"wrong": "", "form": None, "bare": True, **more}
    return site.page("letter.html", visit, status=status, title=title, advice=advice, buttons=buttons, **values)


def ended(site: Site, visit: Visit) -> Page:
    """What stands where a link is wrong or has ended."""
    return shown(site, visit, "This link does not work any more.", "A newer mail has links that do.", status=404)
