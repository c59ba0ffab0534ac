"""An arXiv on loopback that knows a few papers by their ids, and the work of a worker that fetches what people named."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import msgspec

from core import settings
from core.app import Paperboy
from core.ingest.arrivals import Arrivals
from core.store.papers.feeds import Feeds
from tests.factories import abstract
from tests.fakes.feedserver import Asked, FeedServer, Line, page
from workers import jobs

HEAD = '<feed xmlns="http://www.w3.org/2005/Atom"><link href="http://arxiv.org/api/query?id_list=x" rel="self"/><title>q</title><id>x</id>'


class Arxiv:
    """What it knows is in `papers`, titles by ids; with a `status` it refuses."""

    def __init__(self, server: FeedServer) -> None:
        self.papers: dict[str, str] = {}
        self.status, self.server = 200, server
        server.replies["/api/query"] = self._answer

    @property
    def environ(self) -> dict[str, str]:
        """The settings by which it is asked."""
        names = ("PAPERBOY_ARXIV", "PAPERBOY_BIORXIV", "PAPERBOY_OPENREVIEW")
        return {"PAPERBOY_FEEDS": "none"} | dict.fromkeys(names, self.server.url("").rstrip("/"))

    def work(self, app: Paperboy) -> None:
        """Do what a worker does now: fetch what was asked for, though it be due later, and ingest what came."""
        jobs.use(jobs.Work(app, settings.read(self.environ, None)))
        for fetch in app.of(Feeds).waiting():
            app.of(Feeds).again(fetch, msgspec.structs.replace(fetch, due=app.clock.now()))
            jobs.fetch(fetch.id)
        for todo in app.of(Arrivals).todo():
            jobs.ingest(todo.id)

    def _answer(self, asked: Asked, line: Line) -> None:
        wanted = asked.query["id_list"]
        entry = (
            f"<entry><id>http://arxiv.org/abs/{wanted}v1</id><title>{escape(self.papers[wanted])}</title>"
            f"<summary>{escape(abstract(self.papers[wanted]))}</summary><published>2026-11-18T10:00:00Z</published>"
            '<author><name>Ada Byron</name></author><category term="cs.LG"/></entry>'
            if wanted in self.papers
            else ""
        )
        page(f"{HEAD}{entry}</feed>".encode(), status=self.status, kind="application/atom+xml")(asked, line)


@contextmanager
def arxiv() -> Iterator[Arxiv]:
    """It, while it runs."""
    with FeedServer() as server:
        yield Arxiv(server)
