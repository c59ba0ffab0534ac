"""What the pages are made with: the site, a visit to one of its addresses, and the page that answers it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from urllib.parse import quote, urlencode

import msgspec

from bots.web.filters import environment
from bots.web.timing import Lag, Times
from core.app import Paperboy
from core.catalog import Catalog
from core.links.lists import LONGEST_NAME, PaperList
from core.links.rights import PageRights
from core.links.signed import SignedLink, SignedLinks
from core.model import Place
from core.scope import EVERYBODY, Viewer
from core.settings import Settings
from core.store.engine.log import Log

HTML = "text/html; charset=utf-8"

EVERYBODYS = Place("terminal")
"""Where public pages stand: they show what the operator sees, and nothing that they hid."""

MADE = token_hex(8)
"""Which process made a page: another may be another version, or have other settings."""


FOLDER = Path(__file__).with_name("static")
KINDS = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


class StaticFile(msgspec.Struct, frozen=True):
    """A file: its bytes, its media type, and what its address says of its version."""

    body: bytes
    kind: str
    version: str


def _read(path: Path) -> StaticFile:
    body = path.read_bytes()
    return StaticFile(body, KINDS[path.suffix], sha256(body).hexdigest()[:10])


STATIC: Mapping[str, StaticFile] = {path.name: _read(path) for path in sorted(FOLDER.iterdir())}
"""The files that every page may use, by name. Their versions are in their addresses, so that caches may keep them."""


class Visit(msgspec.Struct, frozen=True):
    """A request for a page: `path` is the address below the visitor's link, `names` what its pattern holds, `query` and `form` what
    was typed. `viewer` is what the visitor may see, `token` the one of their link, '' where none was needed.

    `link` is that of the token. `up` leads from the page to the first one of its visitor, `root` to the first one of all: no page needs
    to know its host. `ending` is what the names of pages end with where they are files; `forwarded` says that a proxy passed it on.
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
    link: SignedLink | None = None
    ending: str = ""
    forwarded: bool = False

    @property
    def query_string(self) -> str:
        """What was typed behind the path, as an address has it."""
        return urlencode(self.query)

    @property
    def place(self) -> Place | None:
        """The place whose link they came by."""
        return PageRights.of(self.link).place if self.link else None

    def to(self, path: str = "", **query: object) -> str:
        """The address of another page, as it stands in this one."""
        if self.ending:
            return f"{self.up}{quote(path or 'index')}{self.ending}"
        typed = urlencode({name: value for name, value in query.items() if value not in ("", None)})
        return f"{self.up}{quote(path)}" + (f"?{typed}" if typed else "")

    def again(self, **query: object) -> str:
        """The address of this page, asked otherwise."""
        return self.to(self.path.strip("/"), **{**self.query, **query})

    def asset(self, name: str) -> str:
        """The address of a file that every page may use."""
        return f"{self.root}{name}" if self.ending else f"{self.root}{name}?v={STATIC[name].version}"


class Page(msgspec.Struct, frozen=True):
    """What answers a visit."""

    body: bytes
    kind: str = HTML
    status: int = 200
    headers: Mapping[str, str] = {}


class Site:
    """Paperboy as the pages ask it, and their templates. Everything written into a template is escaped."""

    def __init__(self, app: Paperboy, settings: Settings) -> None:
        self.app, self.settings, self.clock = app, settings, app.clock
        self.lag, self.times = Lag(app.of(Catalog), self.clock.monotonic), Times()
        self._templates = environment()

    def now(self) -> datetime:
        """The record's time, in the zone of the settings."""
        return self.app.now().astimezone(self.settings.zone)

    def tag(self, visit: Visit) -> str:
        """What tells a page from what it was before: the record's last change, how far the index has come, the day, and the address.

        It is read before the page is made: what comes meanwhile makes a page newer than its tag, which is then made again.
        """
        known = (self.app.of(Log).end(), self.app.of(Catalog).index.position, visit.now.date().isoformat(), MADE)
        asked = (visit.token, visit.path, *sorted(visit.query.items()))
        return f'"{sha256(repr((known, asked)).encode()).hexdigest()[:32]}"'

    @property
    def takes_addresses(self) -> bool:
        """Whether anybody may sign an address up here."""
        read = self.settings
        return read.pages == "public" and bool(read.smtp and read.url)

    def lists(self, visit: Visit) -> list[tuple[str, str]]:
        """The lists that every page leads to: their paths and labels."""
        ways = [("", "Today"), ("week", "Week"), ("month", "Month"), ("top", "Top")]
        if not visit.ending:
            ways.append(("search", "Search"))
        if self.takes_addresses and not visit.ending and not visit.link:
            ways.append(("mail/subscribe", "By mail"))
        return [*ways, ("digests", "Digests")] if visit.link else ways

    def part(self, template: str, **values: object) -> str:
        """The text of a template that is no page."""
        return self._templates.get_template(template).render(**values)

    def page(self, template: str, visit: Visit, *, status: int = 200, bare: bool = False, **values: object) -> Page:
        """A page of a template, which gets the visit too; one that is `bare` leads to no list."""
        html = self._templates.get_template(template).render(visit=visit, site=self, bare=bare, **values)
        return Page(html.encode("utf-8", "replace"), status=status)


class RssLinks(msgspec.Struct, frozen=True):
    """A list's rss in its two forms, as a page links to them."""

    atom: str
    json: str


def rss_of(site: Site, visit: Visit, listed: PaperList) -> RssLinks | None:
    """The rss of a list for a visitor; None for a list whose name is too long for an address, or that never changes as files."""
    if len(listed.name) > LONGEST_NAME or (visit.ending and listed.kind in ("day", "week", "month") and listed.when):
        return None
    if visit.link is None:
        return RssLinks(*(f"{visit.root}{path_of(listed.name, ending)}" for ending in ("atom", "json")))
    rights = msgspec.structs.replace(PageRights.of(visit.link), list=listed.name)
    token = site.app.of(SignedLinks).token(SignedLink("rss", visit.link.owner, rights.subject))
    return RssLinks(f"{visit.root}f/{token}.atom", f"{visit.root}f/{token}.json")


def path_of(name: str, ending: str) -> str:
    """The path of the rss of a list that everybody may see."""
    path, _, query = name.partition("?")
    return f"rss/{path}.{ending}" + (f"?{query}" if query else "")


Show = Callable[[Site, Visit], Page]


def sentence(
    site: Site,
    visit: Visit,
    title: str,
    advice: str = "",
    *,
    way: tuple[str, str] | None = None,
    status: int = 200,
) -> Page:
    """A page of one sentence and a way on, a path with its label: what is empty, unknown or wrong, or what was done. It leads to the
    lists only where its visitor may see them.
    """
    sees = site.settings.pages == "public" or visit.link or visit.ending
    return site.page("sentence.html", visit, status=status, bare=not sees, title=title, advice=advice, way=way)


def unknown(site: Site, visit: Visit) -> Page:
    """What stands where nothing is, and where a link is wrong: nobody can tell one from the other."""
    return sentence(
        site,
        visit,
        "There is no page at this address.",
        "A link may have ended: /papers rss link gives a new one.",
        status=404,
    )


class Address(msgspec.Struct, frozen=True):
    """An address: a GET or HEAD shows it and changes nothing, a POST acts, where there is an act.

    `guarded`: it shows papers, so PAPERBOY_PAGES and the visitor's link say who may see it, and it stands below each link too; what
    is not guarded checks a token of its own, or tells nothing of any paper. `rss`: its token is that of a list's rss.
    `unknown` answers where there is nothing to see, `wrong` says what went wrong.
    """

    path: str
    show: Show
    act: Show | None = None
    guarded: bool = True
    rss: bool = False
    unknown: Show = unknown
    wrong: Callable[..., Page] = sentence

    @property
    def linked(self) -> bool:
        """Whether it stands below each link to pages too."""
        return self.guarded and not self.rss and not self.path.startswith("/rss/")


Addresses = Sequence[Address]
