"""The pages in a real browser: light, dark and 320 pixels wide, with nothing that axe finds wrong, by keyboard, without any script."""

import asyncio
import os
import shutil
import threading
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from aiohttp import web

from bots.web.serving import application
from core import settings
from core.app import Paperboy
from core.delivery.addresses.mailing import Mailing
from core.links.rights import PublicSite, link_of
from core.links.signed import SignedLink, SignedLinks
from core.model import Call, Person, Place
from core.search.index import Index
from core.store.delivery.mailboxes import MailRequest
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import keys
from core.store.engine.queue import Queue
from core.store.engine.record import Record
from core.store.engine.steering import Steering
from core.store.votes.votes import Votes
from core.subscriptions.model import Subscription
from tests.factories import ADA, NOW, bring, call, entry, ticking

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""
IN_A_CHANNEL = Call(Person("slack", "T1", "U1"), Place("slack", "T1", "C1"), NOW, "d1")

PAGES = (
    "/", "/day/2026-11-20", "/day/2026-11-01", "/week", "/month", "/top", "/top/all", "/search", "/search?query=kites&sort=new",
    "/search?query=%22open", "/search?query=zeppelin", "/search?query=kit&complete=yes", "/paper/2611.01230", "/paper/none",
    "/nowhere/at/all", "/digests", "/mail/subscribe", "/mail/vote/wrong",
)  # fmt: skip
LINKED = ("/l/", "/l/week", "/l/digests", "/l/digest/d1", "/confirm/", "/unsubscribe/", "/change/", "/vote/", "/save/")
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # all else that is right or unsure comes with one place each, not with thousands
}
CONTRAST = "color-contrast"
LOOKS = (
    (1280, "light", RULES),
    (1280, "dark", {**RULES, "runOnly": [CONTRAST]}),
    (320, "light", {**RULES, "rules": {CONTRAST: {"enabled": False}}}),
)
"""Widths and colours, each with the rules that it can break: a narrow page has the colours of a wide one."""

WITHOUT_MORE_CARDS = {"exclude": [["ol.list > :nth-child(n + 5)"]]}
"""What axe looks at: the cards of a list after the fourth are like those before."""

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

pytestmark = [
    pytest.mark.skipif(not CHROMIUM and not os.environ.get("CI"), reason="there is no Chromium here"),
    pytest.mark.long,
]


class Site(NamedTuple):
    """Where pages are served, and what stands for the short names of links that carry a right."""

    base: str
    links: dict[str, str]


def _linked(app: Paperboy) -> dict[str, str]:
    """A channel's link, and those of somebody who gets mails and of one who was asked."""
    mailing, signed = app.call(Mailing), app.of(SignedLinks)
    digest, _ = mailing.subscribe(*mailing.drafted("ada@example.com", {"topics": "kites"}, "UTC", NOW), NOW)
    box, wanted = mailing.drafted("bo@example.com", {}, "UTC", NOW)
    mailing.ask(request := MailRequest(wanted.id, box, wanted), NOW)
    app.of(Subscriptions).add(Subscription("d1", IN_A_CHANNEL.place, IN_A_CHANNEL.person, "kites", NOW), None)
    app.of(Record).text.zadd(keys.sent("d1"), {"2611.01230": NOW.timestamp()})
    ada = keys.name(Person("mail", "", digest.place.channel))
    of_mails = {
        "confirm": SignedLink("confirm", keys.name(box.person), request.id),
        "unsubscribe": SignedLink("unsubscribe", ada, digest.id),
        "change": SignedLink("change", ada, digest.id),
        "vote": SignedLink("vote", ada, "2611.01230"),
        "save": SignedLink("save", ada, "2611.01230"),
    }
    links = {f"/{name}/": f"/mail/{name}/{signed.token(link)}" for name, link in of_mails.items()}
    return {"/l/": f"/l/{signed.token(link_of(IN_A_CHANNEL, 'pages'))}/", **links}


@pytest.fixture(scope="module")
def site(valkey: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Pages of some papers, served from a thread."""
    folder = tmp_path_factory.mktemp("pages")
    record = Record(valkey)
    record.text.flushall()
    record.prepare(copy=lambda: None)
    more = {"authors": ("Ada Byron", "Bo Li"), "categories": ("cs.LG",), "code": "https://code.example.org/kites"}
    bring(
        record,
        *(entry(f"Tidal kites number {n} for rivers", f"{n}", arxiv=f"2611.{n + 1230:05d}", **more) for n in range(32)),
    )
    app = Paperboy(
        record, lambda: Index.open(folder / "index", write=False), Queue(valkey, "ingest"), folder,
        steering=Steering(None, ticking()), public_site=PublicSite("https://papers.example.org", pages="public"),
    )  # fmt: skip
    app.of(Votes).press(call(ADA), "2611.01233", "up")
    given = {"PAPERBOY_HOME": str(folder), "PAPERBOY_PAGES": "public", "PAPERBOY_URL": "https://papers.example.org"}
    read = settings.read({**given, "PAPERBOY_SMTP": "smtp://127.0.0.1:9"}, None)
    address, stop, served = list[str](), asyncio.Event(), threading.Event()

    async def serve() -> None:
        runner = web.AppRunner(application(app, read), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        address.append(f"http://{host}:{port}")
        loops.append(asyncio.get_running_loop())
        served.set()
        await stop.wait()
        await runner.cleanup()

    loops = list[asyncio.AbstractEventLoop]()
    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    served.wait()
    yield Site(address[0], _linked(app))
    loops[0].call_soon_threadsafe(stop.set)
    thread.join()
    app.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as made:
        opened = made.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


def address(site: Site, path: str) -> str:
    """A page's address; the short name of a link stands for all of it."""
    name = next((name for name in site.links if path.startswith(name)), "")
    return site.base + (site.links[name] + path.removeprefix(name) if name else path)


def opened(browser, site: Site, path: str, width: int = 1280, scheme: str = "light", **more):
    """A page in a window of its own, and what its console complained of."""
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, **more)
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console", lambda said: complaints.append(said.text) if "Failed to load resource" not in said.text else None
    )
    page.goto(address(site, path))
    return page, complaints


@pytest.fixture(scope="module")
def examined(browser, site: Site) -> Iterator[object]:
    """One page for all that axe examines: its script is let in past the policy."""
    page, _ = opened(browser, site, "/", bypass_csp=True)
    yield page
    page.context.close()


@pytest.mark.parametrize("path", [*PAGES, *LINKED])
def test_no_page_has_anything_that_axe_finds_or_must_be_scrolled_sideways(examined, site: Site, path: str) -> None:
    examined.goto(address(site, path))
    assert [examined.locator(part).count() for part in ("h1", "main", "body > header", "body > footer")] == [1, 1, 1, 1]
    assert examined.evaluate("document.documentElement.lang") == "en" and examined.title().endswith("Paperboy")
    examined.evaluate(axe.Axe().axe_script)
    for width, scheme, rules in LOOKS:
        examined.set_viewport_size({"width": width, "height": 800})
        examined.emulate_media(color_scheme=scheme)
        results = examined.evaluate("([context, rules]) => axe.run(context, rules)", [WITHOUT_MORE_CARDS, rules])
        assert results["violations"] == [], f"{width} {scheme}"
        assert examined.evaluate("document.documentElement.scrollWidth") <= width, f"{width} {scheme}"


def test_the_policy_of_the_pages_lets_their_style_in_and_complains_of_nothing(browser, site: Site) -> None:
    for path in ("/", "/search?query=kites", "/paper/2611.01230", "/nowhere/at/all"):
        page, complaints = opened(browser, site, path)
        assert page.evaluate("getComputedStyle(document.querySelector('.masthead')).borderTopWidth") == "5px"
        assert complaints == []
        page.context.close()


def test_the_whole_way_works_without_any_script(browser, site: Site) -> None:
    page, _ = opened(browser, site, "/", java_script_enabled=False)
    page.get_by_text("Abstract", exact=False).locator("visible=true").first.click()
    page.get_by_role("link", name="Next page →").click()
    assert page.get_by_role("heading", level=2).first.inner_text()
    page.get_by_label("Search the papers").fill("kites author:Byron")
    page.get_by_label("Search the papers").press("Enter")
    page.get_by_role("heading", name="32 papers found").wait_for()
    page.get_by_role("heading", level=2).get_by_role("link").first.click()
    page.get_by_role("heading", name="Abstract").wait_for()
    page.get_by_role("link", name="Week", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Week 47 of 2026"
    page.context.close()


def test_a_form_is_filled_in_and_sent_by_keyboard_alone(browser, site: Site) -> None:
    page, complaints = opened(browser, site, "/mail/subscribe", java_script_enabled=False)
    page.get_by_label("Your mail address").focus()
    page.keyboard.type("cy@example.com")
    page.keyboard.press("Tab")
    page.keyboard.type("kites, -survey")
    page.get_by_label("Time zone or city").fill("Nowhere")
    page.keyboard.press("Enter")
    assert page.get_by_role("alert").inner_text() and page.get_by_label("Topics").input_value() == "kites, -survey"
    page.get_by_label("Time zone or city").fill("Paris")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Look into your inbox.").wait_for()
    assert complaints == []
    page.context.close()


def test_the_keyboard_alone_leads_to_the_papers(browser, site: Site) -> None:
    page, _ = opened(browser, site, "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the papers"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    focused, seen = set[str](), 0
    for _ in range(40):
        page.keyboard.press("Tab")
        box = page.evaluate(
            "(() => { const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();"
            " return [at.tagName + at.textContent.slice(0, 30), style.outlineStyle, box.width > 0 && box.top < innerHeight] })()"
        )
        assert box[1] != "none" and box[2], box
        focused.add(box[0])
        seen += box[0].startswith("SUMMARY")
    assert len(focused) > 10 and seen
    page.context.close()


def test_a_page_is_printed_without_what_is_only_for_a_screen(browser, site: Site) -> None:
    page, _ = opened(browser, site, "/")
    page.emulate_media(media="print")
    assert not page.locator(".masthead nav").is_visible() and page.locator("h1").is_visible()
    page.context.close()
