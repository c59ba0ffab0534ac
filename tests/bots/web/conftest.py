"""The pages of an empty record, asked over HTTP by a client in the same loop."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bots.web.serving import application
from core import settings
from core.app import Paperboy
from core.catalog import Catalog
from core.links.rights import PublicSite
from core.search.index import Index
from core.settings import Settings
from core.store.engine.queue import Queue
from core.store.engine.record import Record
from core.store.engine.steering import Steering
from tests.factories import ticking

URL = "https://papers.example.org"

Opened = Callable[..., Awaitable[TestClient]]


@pytest.fixture
def read(tmp_path: Path) -> Settings:
    """The settings of a site that everybody may see."""
    given = {"PAPERBOY_HOME": str(tmp_path), "PAPERBOY_URL": URL, "PAPERBOY_PAGES": "public", "PAPERBOY_FEEDS": "none"}
    return settings.read(given, None)


@pytest.fixture
def app(record: Record, tmp_path: Path) -> Iterator[Paperboy]:
    """Paperboy on an empty record, on the morning of 20 November 2026."""
    made = Paperboy(
        record,
        lambda: Index.open(tmp_path / "index", write=False),
        Queue(record.url, "ingest"),
        tmp_path,
        steering=Steering(None, ticking()),
        public_site=PublicSite(URL, pages="public"),
    )
    yield made
    made.of(Catalog).close()


@pytest.fixture
async def opened(app: Paperboy, read: Settings) -> AsyncIterator[Opened]:
    """Opens the site with some settings changed; a client that asks it."""
    clients: list[TestClient] = []

    async def made(**changes: object) -> TestClient:
        client = TestClient(TestServer(application(app, replace(read, **changes))))  # type: ignore[arg-type]
        await client.start_server()
        clients.append(client)
        return client

    yield made
    for client in clients:
        await client.close()
