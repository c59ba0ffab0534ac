"""The archive as files, for a host of files such as GitHub Pages: the same templates, of what everybody may see."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import msgspec

from bots.web.pages.lists import PERIODS, listing
from bots.web.pages.paper import paper
from bots.web.rss.addresses import written
from bots.web.rss.forms import FORMS
from bots.web.site import EVERYBODYS, STATIC, Page, Site, Visit, unknown
from core.app import Paperboy
from core.catalog import Catalog
from core.host.durable import make_folder, replacing
from core.links.lists import PaperList
from core.links.lists import written as when
from core.settings import Settings

ENDING = ".html"
WHOLE = 10_000
"""Papers of a list that a page of files shows: files have no second page."""

FOLLOWED = (
    PaperList("today"),
    PaperList("week"),
    PaperList("month"),
    *(PaperList("top", period) for period in PERIODS),
)
"""The lists that change, each with its page and its rss."""


def export(app: Paperboy, settings: Settings, folder: Path, wrote: Callable[[int], None] = lambda count: None) -> int:
    """Write every page into a folder; returns how many files. What is in the folder besides stays. Raises OSError."""
    site, count = Site(app, settings), 0
    for count, (name, page) in enumerate(_pages(site), 1):
        target = folder / name
        make_folder(target.parent)
        with replacing(target, 0o644) as file:
            file.write(page.body)
        wrote(count)
    return count


def _pages(site: Site) -> Iterator[tuple[str, Page]]:
    """Each file's name and what it holds."""
    catalog = site.app.of(Catalog)
    viewer, now = catalog.viewer_at(EVERYBODYS), site.now()

    def visit(name: str, **names: str) -> Visit:
        deep = "../" * name.count("/") or "./"
        return Visit(path=f"/{name}", now=now, names=names, viewer=viewer, up=deep, root=deep, ending=ENDING)

    yield from ((name, Page(file.body)) for name, file in STATIC.items())
    yield ".nojekyll", Page(b"")
    nowhere = visit("404")  # a host shows it at any address, from which no relative one leads back
    if base := site.settings.url:
        nowhere = msgspec.structs.replace(nowhere, up=f"{base}/", root=f"{base}/")
    yield f"404{ENDING}", unknown(site, nowhere)
    for listed in (*FOLLOWED, *_days(catalog.news_days(WHOLE, viewer, now.date()))):
        name = "index" if listed.kind == "today" else listed.name
        yield f"{name}{ENDING}", listing(site, visit(name), listed, WHOLE)
        if listed in FOLLOWED:
            for form in FORMS:
                yield f"rss/{listed.name}.{form}", written(site, visit(f"rss/{listed.name}"), listed, form)
        if listed == PaperList("top", "week"):
            yield f"top{ENDING}", listing(site, visit("top"), listed, WHOLE)
    for paper_id in sorted(catalog.seen(catalog.papers.ids(), viewer)):
        yield f"paper/{paper_id}{ENDING}", paper(site, visit(f"paper/{paper_id}", id=paper_id))


def _days(days: list[date]) -> Iterator[PaperList]:
    """The lists of these days, and of the weeks and months that hold them."""
    for kind in ("day", "week", "month"):
        for name in dict.fromkeys(when(kind, day) for day in days):
            yield PaperList(kind, name)
