"""What the pages are made with: the site, a visit to one of its addresses, and the page that answers it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined

from core.app import Paperboy
from core.scope import EVERYBODY, Viewer
from core.settings import Settings

HTML = "text/html; charset=utf-8"


class Visit(msgspec.Struct, frozen=True):
    """A request for a page: `path` is the address below the visitor's link, `names` what its pattern holds, `query` and `form` what
    was typed. `viewer` is what the visitor may see, `token` the one of their link, '' where none was needed.

    `up` leads from the page to the first one of its visitor, `root` to the first one of all: no page needs to know its host.
    """

    path: str
    now: datetime
    names: Mapping[str, str] = {}
    query: Mapping[str, str] = {}
    form: Mapping[str, str] = {}
    viewer: Viewer = EVERYBODY
    token: str = ""
    up: str = "./"
    root: str = "./"


class Page(msgspec.Struct, frozen=True):
    """What answers a visit."""

    body: bytes
    kind: str = HTML
    status: int = 200
    headers: Mapping[str, str] = {}


class Site:
    """Paperboy as the pages ask it, and their templates. Everything written into a template is escaped."""

    def __init__(self, app: Paperboy, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self._templates = Environment(
            loader=PackageLoader("bots.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

    def now(self) -> datetime:
        """The record's time, in the zone of the settings."""
        return self.app.now().astimezone(self.settings.zone)

    def page(self, template: str, visit: Visit, *, status: int = 200, **values: object) -> Page:
        """A page of a template, which gets the visit too."""
        html = self._templates.get_template(template).render(visit=visit, site=self, **values)
        return Page(html.encode("utf-8", "replace"), status=status)


Show = Callable[[Site, Visit], Page]


class Address(msgspec.Struct, frozen=True):
    """An address: a GET or HEAD shows it and changes nothing, a POST acts, where there is an act.

    `guarded`: it shows papers, so PAPERBOY_PAGES and the visitor's link say who may see it, and it stands below each link too; what
    is not guarded checks a token of its own, or tells nothing of any paper.
    """

    path: str
    show: Show
    act: Show | None = None
    guarded: bool = True


Addresses = Sequence[Address]


def sentence(site: Site, visit: Visit, title: str, advice: str = "", *, status: int = 200) -> Page:
    """A page of one sentence and a way on: what is empty, unknown or wrong, or what was done."""
    return site.page("sentence.html", visit, status=status, title=title, advice=advice)


def unknown(site: Site, visit: Visit) -> Page:
    """What stands where nothing is, and where a link is wrong: nobody can tell one from the other."""
    return sentence(
        site,
        visit,
        "There is no page at this address.",
        "A link may have ended: /papers rss link gives a new one.",
        status=404,
    )
