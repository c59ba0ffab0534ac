"""The archive as files: every link in it leads to a file of it, and it shows what everybody may see."""

from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import feedparser

from bots.web.static_site import export
from core.app import Paperboy
from core.settings import Settings
from core.store.engine.record import Record
from tests.bots.web.conftest import URL
from tests.bots.web.test_pages import TITLES, paste
from tests.factories import TODAY, bring, entry


class Links(HTMLParser):
    """The addresses that a page leads to, and its forms."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.forms = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src") and value]
        self.forms += tag == "form"


def fill(record: Record) -> None:
    bring(record, *(entry(title, arxiv=f"2611.0123{n}") for n, title in enumerate(TITLES)))
    bring(record, entry("Older kites", arxiv="cs/0112017"), day=TODAY - timedelta(days=40), where="b.txt")


def test_every_link_leads_to_a_file_or_to_another_site(
    app: Paperboy, read: Settings, record: Record, tmp_path: Path
) -> None:
    fill(record)
    count = export(app, read, tmp_path / "site")
    files = [path for path in (tmp_path / "site").rglob("*") if path.is_file()]
    assert len(files) == count
    pages = [path for path in files if path.suffix == ".html"]
    assert {"index.html", "404.html", "top.html"} <= {path.name for path in pages}
    for page in pages:
        links = Links(page.read_text("utf-8"))
        assert links.forms == 0
        for link in links.found:
            inside = link.removeprefix(f"{URL}/") if page.name == "404.html" else link
            if not inside.startswith(("https://", "#")):
                base = tmp_path / "site" if page.name == "404.html" else page.parent
                assert (base / inside).is_file(), f"{page.name}: {link}"


def test_the_files_hold_every_paper_and_what_readers_follow(
    app: Paperboy, read: Settings, record: Record, tmp_path: Path
) -> None:
    fill(record)
    export(app, read, tmp_path / "site")
    for name in ("2611.01230", "2611.01232", "cs/0112017"):
        assert "Abstract" in (tmp_path / "site" / "paper" / f"{name}.html").read_text("utf-8")
    for name in ("today", "week", "top/all"):
        read_back = feedparser.parse((tmp_path / "site" / "rss" / f"{name}.atom").read_bytes())
        assert read_back.bozo == 0
        assert read_back.feed.links[0].href == f"{URL}/rss/{name}.atom"


def test_what_a_team_pasted_is_in_no_file(app: Paperboy, read: Settings, record: Record, tmp_path: Path) -> None:
    fill(record)
    paste(record, "Harbor secrets of a team", "slack/T1/")
    export(app, read, tmp_path / "site")
    assert not [p for p in (tmp_path / "site").rglob("*") if p.is_file() and b"Harbor" in p.read_bytes()]


def test_an_empty_record_makes_a_page_that_says_so(app: Paperboy, read: Settings, tmp_path: Path) -> None:
    export(app, read, tmp_path / "site")
    assert "No papers here yet." in (tmp_path / "site" / "index.html").read_text("utf-8")
