"""Public pages behind a team's own sign-on, below a path: who signed on reaches every page, links that carry a right work without."""

import re
from collections.abc import AsyncIterator
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from core.app import Paperboy
from core.delivery.addresses.mailing import Mailing
from core.links.rights import PublicSite
from core.links.signed import SignedLink, SignedLinks
from core.model import Person
from core.settings.kinds import Secret
from core.store.engine import keys
from core.store.engine.record import Record
from tests.bots.web.conftest import Opened
from tests.bots.web.test_pages import token
from tests.factories import NOW, bring, entry

PREFIX, BASE = "/team", "https://intra.example.org/team"
OPEN = ("/l/", "/f/", "/mail/", "/style.css", "/icon.svg")
"""What docs/outlets.md says may pass without signing on."""

SIGNED_ON = {"Cookie": "signed-on=yes"}


@pytest.fixture
async def proxy(opened: Opened, app: Paperboy, record: Record) -> AsyncIterator[TestClient]:
    """A proxy that asks for a cookie, and passes on what stands below a path."""
    bring(record, *(entry(f"Tidal Kites number {n}", arxiv=f"2611.{n:05d}", authors=("Ada Byron",)) for n in range(35)))
    app._parts[PublicSite] = PublicSite(BASE, pages="public")
    behind = await opened(pages="public", url=BASE, smtp=Secret("smtp://127.0.0.1:9"))

    async def passed_on(request: web.Request) -> web.Response:
        path = request.raw_path.removeprefix(PREFIX)
        if request.cookies.get("signed-on") != "yes" and not path.startswith(OPEN):
            return web.Response(status=401)
        headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "intra.example.org"}
        async with behind.request(request.method, path, headers=headers, data=await request.read()) as answer:
            return web.Response(body=await answer.read(), status=answer.status, headers=answer.headers)

    made = web.Application()
    made.router.add_route("*", PREFIX + "/{rest:.*}", passed_on)
    async with TestClient(TestServer(made)) as client:
        yield client


async def reached(client: TestClient, start: str, headers: dict[str, str]) -> dict[str, int]:
    """The status of each address that pages lead to, from one on."""
    found, waiting = dict[str, int](), [start]
    while waiting:
        if (path := waiting.pop()) in found:
            continue
        answer = await client.get(URL(path, encoded=True), headers=headers)
        found[path], said = answer.status, await answer.text()
        for link in re.findall(r'(?:href|src|action)="([^"]*)"', said) if "html" in answer.content_type else ():
            url = urlsplit(urldefrag(urljoin(f"http://here{path}", unescape(link)))[0])
            if url.netloc == "here":
                waiting.append(url.path + (f"?{url.query}" if url.query else ""))
    return found


async def test_who_signed_on_reaches_every_page_below_the_path(proxy: TestClient) -> None:
    found = await reached(proxy, f"{PREFIX}/", SIGNED_ON)
    assert len(found) > 100 and set(found.values()) == {200}
    assert all(path.startswith(f"{PREFIX}/") for path in found)


async def test_who_did_not_sign_on_reaches_what_a_link_shows_and_nothing_else(proxy: TestClient, app: Paperboy) -> None:
    assert (await proxy.get(f"{PREFIX}/")).status == (await proxy.get(f"{PREFIX}/week")).status == 401
    found = await reached(proxy, f"{PREFIX}/l/{token(app)}/", {})
    assert len(found) > 100 and set(found.values()) == {200}


async def test_a_mails_link_leads_through_the_sign_on_and_acts(proxy: TestClient, app: Paperboy) -> None:
    mailing = app.call(Mailing)
    digest, _ = mailing.subscribe(*mailing.drafted("ada@example.com", {}, "UTC", NOW), NOW)
    owner = keys.name(Person("mail", "", digest.place.channel))
    link = f"{PREFIX}/mail/unsubscribe/{app.of(SignedLinks).token(SignedLink('unsubscribe', owner, digest.id))}"
    assert set((await reached(proxy, link, {})).values()) == {200}
    answer = await proxy.post(link, data={"List-Unsubscribe": "One-Click"})
    assert answer.status == 200 and "no more of these mails" in await answer.text()


async def test_addresses_in_an_rss_begin_with_the_public_one(proxy: TestClient) -> None:
    said = await (await proxy.get(f"{PREFIX}/rss/week.atom", headers=SIGNED_ON)).text()
    assert f'href="{BASE}/rss/week.atom"' in said and f'href="{BASE}/week"' in said
