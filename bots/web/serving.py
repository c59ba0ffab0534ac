"""Requests to visits and pages to answers, by aiohttp: who may see, in a thread, with the headers of every answer. No token is logged."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Mapping
from secrets import token_hex

import msgspec
from aiohttp import web

from bots.shared.chores import follow, keep_time
from bots.web import api, health, letters
from bots.web.pages import digests, files, lists, paper, search
from bots.web.rss import addresses as rss
from bots.web.site import EVERYBODYS, Address, Addresses, Page, Show, Site, Visit, sentence, unknown
from core.app import Paperboy
from core.catalog import Catalog
from core.errors import PaperboyError, RecordError
from core.links.rights import HERE, PageRights
from core.links.signed import SignedLink, SignedLinks
from core.scope import Viewer
from core.settings import Settings
from core.settings.kinds import PagesFor

LARGEST_FORM = 64 * 1024
"""Bytes of a form that is read."""

UNREAD = "This cannot be read: what was sent is broken, or longer than 64 kB. Please go back and send it again."

LINKED = "/l/{token}"
"""Before the address of every page that is shown by a link."""

SITE = web.AppKey("site", Site)

log = logging.getLogger("paperboy")
_deaf = logging.getLogger("paperboy.http")
_deaf.disabled = True  # what aiohttp writes of a request that it cannot read holds its address, and so perhaps a token

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "private, no-cache",
    "Server": "Paperboy",
}

ADDRESSES: Addresses = (
    *lists.ADDRESSES,
    *search.ADDRESSES,
    *paper.ADDRESSES,
    *digests.ADDRESSES,
    *rss.ADDRESSES,
    *letters.ADDRESSES,
    *files.ADDRESSES,
    *api.ADDRESSES,
    *health.ADDRESSES,
)


def application(app: Paperboy, settings: Settings) -> web.Application:
    """The pages as an application of aiohttp."""
    made = web.Application(client_max_size=LARGEST_FORM)
    made[SITE] = Site(app, settings)
    for address in ADDRESSES:
        for before in ("", LINKED) if address.linked else ("",):
            made.router.add_get(
                before + address.path, _answering(address, address.show, linked=bool(before) or address.rss)
            )
            if address.act:
                made.router.add_post(
                    before + address.path, _answering(address, address.act, linked=bool(before) or address.rss)
                )
    nowhere = Address("", unknown, guarded=False)
    made.router.add_route("*", "/{rest:(?s:.*)}", _answering(nowhere, unknown, linked=False))
    return made


async def serve(app: Paperboy, settings: Settings, ready: Callable[[str], None] = lambda where: None) -> None:
    """Serve the pages until a signal comes; says where they are once they are there. Raises PaperboyError where they cannot be."""
    host, _, port = (settings.web or HERE).rpartition(":")
    runner = web.AppRunner(application(app, settings), access_log=None, logger=_deaf)
    chores = [asyncio.create_task(chore) for chore in (follow(app.of(Catalog)), keep_time(app))]
    try:
        await runner.setup()
        try:
            await web.TCPSite(runner, host.strip("[]"), int(port)).start()
        except OSError as error:
            why = str(error.strerror or error).rpartition(": ")[
                2
            ]  # before it, asyncio names the address in its own way
            raise PaperboyError(
                f"Nothing can be served at {host}:{port} ({why}). Name another host and port in PAPERBOY_WEB."
            ) from None
        ready(f"http://{host}:{port}")
        await _told_to_stop()
    finally:
        for chore in chores:
            chore.cancel()
        await runner.cleanup()


async def _told_to_stop() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()


def _answering(address: Address, made: Show, *, linked: bool) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handler(request: web.Request) -> web.Response:
        site = request.app[SITE]
        form = await _form(request)
        visit = _visit(site, request, form or {}, linked=linked)
        known, start = request.headers.get("If-None-Match", ""), site.clock.monotonic()
        page = await asyncio.to_thread(_page, site, address, made if form is not None else _unread, visit, known)
        site.times.note(address.path or "unknown", site.clock.monotonic() - start)
        headers = {**headers_of(address, site.settings, visit.token), **page.headers}
        return web.Response(body=page.body, status=page.status, headers={"Content-Type": page.kind, **headers})

    return handler


async def _form(request: web.Request) -> dict[str, str] | None:
    """The fields of the form that was sent; None where nobody can read it."""
    if request.method != "POST":
        return {}
    try:
        return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    except OSError:
        raise
    except Exception:  # forms are written by strangers, and aiohttp has no one error for those that it cannot read
        return None


def _unread(site: Site, visit: Visit) -> Page:
    return sentence(site, visit, UNREAD, status=400)


def _page(site: Site, address: Address, made: Show, visit: Visit, known: str) -> Page:
    """The page that answers a visit to an address; `known` are the tags of what its visitor holds. An error is a page too."""
    try:
        if not address.guarded:
            return made(site, visit)
        may = site.app.call(_admitted, pages=site.settings.pages, token=visit.token, rss=address.rss)
        if may is None:
            return address.unknown(site, msgspec.structs.replace(visit, up=visit.root))
        visit = msgspec.structs.replace(visit, viewer=may[0], link=may[1])
        if made is not address.show:
            return made(site, visit)
        tag = site.tag(visit)
        if tag in known:
            return Page(b"", status=304, headers={"ETag": tag})
        page = made(site, visit)
        return page if page.status != 200 else msgspec.structs.replace(page, headers={**page.headers, "ETag": tag})
    except Exception as error:
        return _failed(site, visit, address, error)


def _admitted(
    links: SignedLinks, catalog: Catalog, pages: PagesFor, token: str, *, rss: bool
) -> tuple[Viewer, SignedLink | None] | None:
    """What a visitor may see by their link's token, '' for none, and that link; None where there is nothing for them to see."""
    if pages == "off":
        return None
    if token:
        link = links.read("rss" if rss else "pages", token)
        return (PageRights.of(link).viewer(catalog), link) if link else None
    return (catalog.viewer_at(EVERYBODYS), None) if pages == "public" and not rss else None


def _visit(site: Site, request: web.Request, form: Mapping[str, str], *, linked: bool) -> Visit:
    names = dict(request.match_info)
    token = names.pop("token") if linked else ""
    deep = request.rel_url.raw_path.count("/") - 1
    below = f"/l/{token}"
    inside = linked and request.path.startswith(below)
    return Visit(
        path=request.path.removeprefix(below) if inside else request.path,
        now=site.now(),
        names=names,
        query=dict(request.query),
        form=form,
        token=token,
        up=_upwards(deep - 2 if inside else deep),
        root=_upwards(deep),
        forwarded=any(name in request.headers for name in ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host")),
    )


def _upwards(steps: int) -> str:
    """What leads so many steps up, as an address that is relative to a page."""
    return "../" * steps or "./"


def _failed(site: Site, visit: Visit, address: Address, error: Exception) -> Page:
    """What a visitor reads of an error: ours are sentences, others have a reference to what the log says."""
    if isinstance(error, PaperboyError) and not isinstance(error, RecordError):
        return address.wrong(site, visit, str(error), status=400)
    reference = token_hex(2)
    log.error("reference %s, at %s", reference, address.path, exc_info=error)
    if isinstance(error, RecordError):
        return address.wrong(site, visit, str(error), f"Please try again in a moment. ({reference})", status=503)
    title = "Paperboy stumbled over that and wrote down why."
    return address.wrong(site, visit, title, f"Nothing stored is lost; please try again. ({reference})", status=500)


def headers_of(address: Address, settings: Settings, token: str) -> dict[str, str]:
    """The headers of an answer; only what everybody may see is for search engines and caches."""
    headers = dict(ALWAYS)
    if address.guarded and not address.rss and settings.pages == "public" and not token:
        del headers["X-Robots-Tag"]
        headers["Cache-Control"] = "public, no-cache"
    return headers
