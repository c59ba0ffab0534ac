"""`python -m tests.chaos scanners`: GETs by who follows every link and types anything, on pages, rss, the API and the links of mails.

No GET may change a key of the record, break the service, show anything live that is not our templates' own, or bring a token into a
log. The pages are served by the real process; a sabotage lets one kind of link act on a GET, and must make the campaign fail.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urldefrag, urlencode, urljoin, urlsplit
from xml.etree.ElementTree import ParseError, fromstring

import msgspec

from bots.web.serving import ALWAYS
from core.app import Paperboy, open_app
from core.catalog import Catalog
from core.delivery.addresses.mailing import Mailing
from core.links.signed import LinkKind, SignedLink, SignedLinks
from core.model import Entry, Person, Place
from core.settings import read
from core.store.delivery.mailboxes import MailRequest
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import keys
from core.store.engine.record import Record
from core.store.votes.votes import Votes
from core.subscriptions.model import Subscription
from tests import hostile
from tests.chaos.pages import ATTRIBUTES, TAGS, Live, drawn, markup
from tests.chaos.processes import Process
from tests.factories import bring, call
from tests.fakes.relay import free_port

CLIENTS = 4
PAPERS = 40
KNOWN = 5_000
"""Links found on pages that are remembered: others take the place of older ones."""

STRANGER = "host-of-a-stranger.example"
SITE_TAGS = TAGS | set("table caption thead tbody tr th td abbr datalist option select".split())
SITE_ATTRIBUTES = ATTRIBUTES | set(
    "method list scope open selected type inputmode required aria-describedby aria-invalid aria-labelledby".split()
)

NAMES = "query author cat source from to min_votes sort after complete do data limit paper period List-Unsubscribe _method".split()
"""What stands in queries: our own names, and those by which other sites let a GET act."""

VALUES = (
    "",
    "yes",
    "forget",
    "One-Click",
    "POST",
    "pause",
    "up",
    "-1",
    "0",
    "25",
    "9" * 30,
    "2026-02-30",
    "9999-12-31",
    "60-x",
)
PLACES = "day week month top paper export/bibtex export rss f l api mail/vote mail/save mail/change mail/confirm mail/unsubscribe".split()
HEADERS = (
    "", "", "", "", "If-None-Match: *\r\n", "X-HTTP-Method-Override: POST\r\n", f"X-Forwarded-Host: {STRANGER}\r\n",
    "Cookie: a=b; a=\r\n", "Range: bytes=0-9\r\n", "Accept: text/x\r\n", 'If-None-Match: W/"x", "\r\n',
)  # fmt: skip


class Answer(NamedTuple):
    """What came back: the status, the headers by their names in small letters, and the body."""

    status: int
    headers: dict[str, str]
    body: bytes


def main(argv: list[str]) -> int:
    """Send so many GETs; 1 where a promise does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos scanners", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--minutes", type=float, default=60.0, help="end earlier, after so many minutes")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--sabotage", choices=SABOTAGES, default="none")
    asked = parser.parse_args(argv)
    print(f"seed {asked.seed}, sabotage {asked.sabotage}", flush=True)
    with tempfile.TemporaryDirectory() as home, ExitStack() as ending:
        scanned = Scanned(Path(home), asked.seed, asked.sabotage, ending)
        faults = scanned.run(asked.count, asked.minutes * 60)
    print("\n".join(faults[:10]))
    print(f"{len(faults)} faults; " + ", ".join(f"{times:,} {what}" for what, times in scanned.happened.items()))
    return int(bool(faults))


class Scanned:
    """A record of hostile papers, somebody who gets mails, and the process that serves the pages."""

    def __init__(self, home: Path, seed: int, sabotage: str, ending: ExitStack) -> None:
        self.dice, self.happened, self._log = random.Random(seed), Counter[str](), home / "web.log"
        self.faults: list[str] = []
        self._port = free_port()
        self.base = f"http://127.0.0.1:{self._port}/"
        environ = {
            "PAPERBOY_HOME": str(home), "PAPERBOY_FEEDS": "none", "PAPERBOY_PAGES": "public", "PAPERBOY_URL": "https://papers.example.org",
            "PAPERBOY_WEB": f"127.0.0.1:{self._port}", "PAPERBOY_SMTP": "smtp://127.0.0.1:9", "PAPERBOY_MAIL_FROM": "p@example.org",
        }  # fmt: skip
        self.app = open_app(read(environ, None))
        ending.callback(self.app.close)
        self.tokens = list[str]()
        self.first = list(_furnish(self.app, self.dice, self.tokens))
        self.found, self._unasked = list[str](), iter(self.first)
        self.app.catch_up()
        served = Process(sys.executable, "-m", "tests.chaos.scanners", sabotage, environ=environ, log=self._log)
        ending.callback(served.end)

    def run(self, count: int, seconds: float) -> list[str]:
        """Ask so often, or for so long; what is wrong then."""
        asyncio.run(self._reached())
        before = state(self.app)
        asyncio.run(self._asked(count, seconds))
        after = state(self.app)
        changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        self.happened["keys that changed"] = len(changed)
        self.faults += [f"a GET changed {name}" for name in changed]
        logged = self._log.read_text("utf-8", "replace")
        self.faults += ["a token stands in the log"] * any(token.rpartition(".")[2] in logged for token in self.tokens)
        self.faults += [f"the log: {line}" for line in logged.splitlines() if "reference" in line]
        return self.faults

    async def _reached(self) -> None:
        until = time.monotonic() + 120
        while True:
            try:
                await (await Client.open(self._port)).ask("GET", "/healthz", "")
                return
            except OSError:
                assert time.monotonic() < until, self._log.read_text("utf-8", "replace")[-2000:]
                await asyncio.sleep(0.2)

    async def _asked(self, count: int, seconds: float) -> None:
        until, started = time.monotonic() + seconds, time.monotonic()
        clients = [await Client.open(self._port) for _ in range(CLIENTS)]
        for number in range(0, count, CLIENTS):
            await asyncio.gather(*(self._scan(client) for client in clients[: count - number]))
            if (done := min(count, number + CLIENTS)) % 10_000 < CLIENTS or done == count or time.monotonic() > until:
                print(f"{done:,} GETs, {len(self.faults)} faults, {time.monotonic() - started:.0f} s", flush=True)
            if time.monotonic() > until:
                break

    async def _scan(self, client: "Client") -> None:
        known = self.dice.choice((self.first, self.found or self.first))
        target = next(self._unasked, "") or draw(self.dice, self.dice.choice(known))
        method = "HEAD" if self.dice.random() < 0.05 else "GET"
        answer = await client.ask(method, target, self.dice.choice(HEADERS))
        self.happened[f"answers {answer.status}"] += 1
        self.faults += [f"{target[:300]!r}: {fault}" for fault in faults_of(answer, target)]
        if answer.headers.get("content-type", "").startswith("text/html"):
            for link in links_in(answer.body.decode(), urljoin(self.base, target), self.base):
                place = self.dice.randrange(KNOWN)
                self.found[place : place + 1] = [link]


class Client:
    """A connection that stays open, and is opened again where the service closed it."""

    def __init__(self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._port, self._reader, self._writer = port, reader, writer

    @classmethod
    async def open(cls, port: int) -> "Client":
        """A new one. Raises OSError."""
        return cls(port, *await asyncio.open_connection("127.0.0.1", port, limit=1 << 22))

    async def ask(self, method: str, target: str, headers: str) -> Answer:
        """Send a request as it is, and read what comes back."""
        request = f"{method} {target} HTTP/1.1\r\nHost: {STRANGER}\r\n{headers}\r\n".encode("utf-8", "replace")
        for again in (True, False):
            try:
                self._writer.write(request)
                return await self._read(method)
            except (OSError, asyncio.IncompleteReadError):
                if not again:
                    raise
                self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 22)
        raise AssertionError

    async def _read(self, method: str) -> Answer:
        first, *rest = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest if line)}
        status = int(first.split()[1])
        length = 0 if method == "HEAD" or status == 304 else int(headers.get("content-length", "0"))
        answer = Answer(status, headers, await self._reader.readexactly(length))
        if headers.get("connection", "").lower() == "close":
            self._writer.close()
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 22)
        return answer


def _furnish(app: Paperboy, dice: random.Random, tokens: list[str]) -> Iterator[str]:
    """Hostile papers, a reader of mails and one who was asked, a channel with a digest; every address that this opens."""
    bring(app.of(Record), *(_entry(dice) for _ in range(PAPERS)), day=app.now().date(), where="hostile")
    papers = app.of(Catalog).papers.ids()
    mailing, links, now = app.call(Mailing), app.of(SignedLinks), app.now()
    digest, _ = mailing.subscribe(*mailing.drafted("ada@example.com", {}, "UTC", now), now)
    box, wanted = mailing.drafted("bo@example.com", {}, "UTC", now)
    mailing.ask(request := MailRequest(wanted.id, box, wanted), now)
    ada, bo = keys.name(Person("mail", "", digest.place.channel)), keys.name(box.person)
    channel = Place("slack", "T1", "C1")
    app.of(Subscriptions).add(Subscription("d1", channel, Person("slack", "T1", "U1"), markup(dice), now), None)
    app.of(Votes).press(call(now=now), papers[0], "up")

    def made(kind: LinkKind, owner: str, subject: str) -> str:
        tokens.append(links.token(SignedLink(kind, owner, subject)))
        return tokens[-1]

    rights = msgspec.json.encode(["slack", "T1", "C1"]).decode()
    pages, rss = made("pages", "slack/T1/C1", rights), made("rss", "slack/T1/C1", rights[:-1] + ',"week"]')
    yield from (
        "/",
        "/week",
        "/month",
        "/top",
        "/search",
        "/api",
        "/digests",
        "/mail/subscribe",
        "/metrics",
        "/readyz",
        "/robots.txt",
    )
    yield from (f"/l/{pages}/", f"/l/{pages}/digests", f"/l/{pages}/api/today", f"/f/{rss}.atom", f"/f/{rss}.json")
    yield from (
        f"/mail/confirm/{made('confirm', bo, request.id)}",
        f"/mail/unsubscribe/{made('unsubscribe', ada, digest.id)}",
    )
    yield f"/mail/change/{made('change', ada, digest.id)}"
    for paper in papers:
        yield from (f"/paper/{quote(paper)}", f"/export/bibtex/{quote(paper)}", f"/api/show?paper={quote(paper)}")
        yield from (f"/mail/vote/{made('vote', ada, paper)}", f"/mail/save/{made('save', ada, paper)}")


def _entry(dice: random.Random) -> Entry:
    paper = drawn(dice)
    return Entry(
        title=f"{paper.title[:400]} {dice.randrange(10**9)}",
        abstract=paper.abstract, authors=paper.authors, url=paper.url, categories=paper.categories, code=paper.code,
    )  # fmt: skip


def draw(dice: random.Random, link: str) -> str:
    """An address: a known link, that link changed, asked otherwise, or one that a stranger made up."""
    way = dice.random()
    if way < 0.55:
        return link
    if way < 0.7:
        return _changed(dice, link)
    if way < 0.85:
        names = dice.sample(NAMES, dice.randrange(1, 4))
        values = ((name, dice.choice((*VALUES, hostile.query(dice), markup(dice)))[:1500]) for name in names)
        return f"{link.partition('?')[0]}?{urlencode([(name, value.encode('utf-8', 'replace')) for name, value in values])}"
    rest = dice.choice(
        (hostile.text(dice, 3), markup(dice), "../../x", "%ff%00", "%2e%2e/", "x" * 3000, dice.choice(VALUES))
    )
    return f"/{dice.choice(PLACES)}/{quote(rest.encode('utf-8', 'replace'), safe='/.%')}{dice.choice(('', '.atom', '.json', '/'))}"


def _changed(dice: random.Random, link: str) -> str:
    place = dice.randrange(1, len(link) + 1)
    return dice.choice(
        (
            link[:place],
            link[:place] + dice.choice("A/%.?&=") + link[place:],
            link.swapcase(),
            f"/{link}",
            f"{link}/",
            f"{link}%00",
        )
    )


def faults_of(answer: Answer, target: str) -> list[str]:
    """What is wrong with an answer, whatever was asked."""
    kind = answer.headers.get("content-type", "")
    if answer.status == 400 and kind.startswith("text/plain") and "content-security-policy" not in answer.headers:
        return []  # a request that is no HTTP: it never came to the pages
    found = [f"status {answer.status}"] * (answer.status >= 500 and not target.startswith("/readyz"))
    found += [f"no {name}" for name in ALWAYS if name.lower() not in answer.headers and name != "X-Robots-Tag"]
    found += [f"{name}" for name in ("set-cookie", "location") if name in answer.headers]
    found += ["the stranger's host"] * (STRANGER.encode() in answer.body)
    if answer.body and kind.startswith("text/html"):
        found += Live(answer.body.decode(), SITE_TAGS, SITE_ATTRIBUTES).found
    elif answer.body and ("json" in kind or "xml" in kind):
        try:
            json.loads(answer.body) if "json" in kind else fromstring(answer.body)
        except (ValueError, ParseError) as error:
            found.append(f"{kind}: {error}")
    return found


def links_in(page: str, address: str, base: str) -> Iterator[str]:
    """The addresses of the site that a page leads to, as a request names them."""
    for piece in page.split('href="')[1:]:
        url = urldefrag(urljoin(address, piece.partition('"')[0].replace("&amp;", "&")))[0]
        if url.startswith(base) and (parts := urlsplit(url)).path:
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def state(app: Paperboy) -> dict[str, str]:
    """What each key of the record holds, as a hash of it."""
    record = app.of(Record).raw
    return {key.decode(): sha256(record.dump(key) or b"").hexdigest() for key in record.scan_iter(count=1000)}


def _acts_on_get() -> None:
    """A GET of a link to unsubscribe does what a POST does."""
    from bots.web import letters, serving

    show, act = letters.leaving, letters.leave

    def leaving(*args: object) -> object:
        act(*args)  # type: ignore[arg-type]
        return show(*args)  # type: ignore[arg-type]

    serving.ADDRESSES = tuple(
        msgspec.structs.replace(address, show=leaving) if address.show is show else address
        for address in serving.ADDRESSES
    )


SABOTAGES: dict[str, Callable[[], None]] = {"none": lambda: None, "act-on-get": _acts_on_get}


def _serve(sabotage: str) -> None:
    """Serve the pages, as `python -m bots.web` does."""
    SABOTAGES[sabotage]()
    from bots.web.__main__ import main as serve

    serve()


if __name__ == "__main__":
    _serve(sys.argv[1])
