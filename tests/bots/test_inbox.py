"""Paperboy outside the chats, as somebody meets it: the sample on a page, followed in a feed reader; a mail a day that is asked for on the
page, confirmed, sent once though its senders are killed, voted from, and ended by one POST. The vote shows wherever its paper stands.

Pages, bots and senders are processes of their own. Tomorrow's senders go by a clock that is moved, all others by the real one.
"""

import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import feedparser
import pytest

from core.model import Person
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.mailboxes import Mailboxes
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from core.store.votes.votes import Votes
from core.subscriptions.model import Subscription
from core.subscriptions.schedule import next_post
from docs.make.pictures import CHROMIUM
from tests.bots import test_both_platforms
from tests.bots.conftest import SAMPLE, Cli
from tests.bots.test_both_platforms import SECONDS, read, soon
from tests.chaos.processes import Crew
from tests.chaos.rounds_worker import CLOCK, KILLED, TOLD
from tests.chaos.world import Town
from tests.factories import bring, entry
from tests.fakes.relay import FakeRelay, Taken, free_port

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
pytestmark = [
    pytest.mark.skipif(not CHROMIUM and not os.environ.get("CI"), reason="there is no Chromium here"),
    pytest.mark.long,
]

ADDRESS, OTHER = "ada@example.com", "bo@example.com"
SENDERS = ("sender 1", "sender 2")
DEATHS = ("after claim", "after the picks are kept", "before the intent is kept", "between post and record")
"""Where senders die on the morning; not where nobody could know that the mail never went out."""

SENDERS_SECONDS = 400.0
"""What the morning may take at most: each death is another start of a process, which takes one second, or 30 on a loaded machine."""

LONG = timedelta(days=3650)

town = test_both_platforms.town


class Inbox:
    """A team's pages, the relay its mails go to, and a browser."""

    def __init__(self, town: Town, relay: FakeRelay, browser: Any, cli: Cli) -> None:
        self.town, self.relay, self.cli, self.app = town, relay, cli, town.app
        port = free_port()
        self.base = f"http://127.0.0.1:{port}"
        self.settings = {
            "PAPERBOY_PAGES": "public", "PAPERBOY_URL": self.base, "PAPERBOY_WEB": f"127.0.0.1:{port}",
            "PAPERBOY_SMTP": f"smtp://127.0.0.1:{relay.port}", "PAPERBOY_MAIL_FROM": "papers@example.org",
        }  # fmt: skip
        town.environ |= self.settings
        self.run("web", "bots.web")
        soon(town, lambda: _answers(f"{self.base}/healthz"))
        self.page = browser.new_page(java_script_enabled=False)

    def run(self, kind: str, *module: str) -> None:
        """Start a process of Paperboy; whenever it dies another takes its place."""
        command = [sys.executable, "-W", "ignore", "-m", *module]
        self.town.crews[kind] = Crew([command], self.town.environ, self.town.log)

    def ingest(self, name: str) -> None:
        """Add a file of the sample, by the command."""
        done = self.cli.run("ingest", SAMPLE / name)
        assert done.returncode == 0, done.stderr

    def list(self, name: str, first: int, day: datetime) -> None:
        """Eight papers are listed on a day; the number in each title is that of its id."""
        numbers = range(first, first + 8)
        papers = (entry(f"{name} number {n}", arxiv=f"2611.{n:05d}") for n in numbers)
        bring(self.app.of(Record), *papers, day=day.date(), where=name)

    def show(self, path: str) -> str:
        """What a page says in the browser."""
        self.page.goto(path if path.startswith("http") else f"{self.base}/{path}")
        return self.said()

    def press(self, name: str) -> str:
        """What the page says after a button is pressed."""
        self.page.get_by_role("button", name=name, exact=True).click()
        return self.said()

    def said(self) -> str:
        """What the page says now."""
        return str(self.page.locator("main").inner_text())

    def mail(self, number: int) -> Taken:
        """The mail of this number, once it is there."""
        soon(self.town, lambda: len(self.relay.taken) >= number)
        return self.relay.taken[number - 1]

    @property
    def digest(self) -> Subscription:
        """The one digest that goes by mail."""
        (digest,) = (one for one in self.app.of(Subscriptions).all() if one.by_mail)
        return digest

    def move(self, now: datetime) -> None:
        """Move the senders' clock, and wait until nothing is due any more and whoever was to die is dead."""
        self.app.of(Record).text.set(CLOCK, now.timestamp())
        record, deliveries = self.app.of(Record).text, self.app.of(Deliveries)
        waiting = self.app.of(Subscriptions).any_due
        done = self.town.rest(
            lambda: not (waiting(now) or deliveries.due(now + LONG) or record.llen(TOLD)), SENDERS_SECONDS
        )
        assert done, self.town.log.read_text("utf-8", "replace")[-2000:]


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def morning(digest: Subscription) -> datetime:
    """When the first post after that of its beginning is due."""
    at = next_post(digest, digest.made)
    assert at
    return at


def links(mail: Taken) -> dict[str, str]:
    """The addresses in a mail by what stands before them, the first of each."""
    return dict(reversed(re.findall(r"^(.+): (http://127\.0\.0\.1\S+)", text(mail), re.MULTILINE)))


def post(url: str, form: str) -> int:
    """The status that a POST of a mail program gets, which follows no redirect and has no cookie."""
    with urlopen(Request(url, form.encode(), method="POST"), timeout=SECONDS) as answer:
        assert answer.url == url
        return int(answer.status)


def text(mail: Taken) -> str:
    """What a mail says to readers of text."""
    body = mail.mail.get_body(("plain",))
    assert body
    return str(body.get_content()).replace("\r\n", "\n")


@pytest.fixture(scope="module")
def inbox(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inbox]:
    relay = FakeRelay()
    with playwright.sync_playwright() as made:
        browser = made.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        home = town.environ["PAPERBOY_HOME"]
        yield Inbox(town, relay, browser, Cli(Path(home)))
        browser.close()
    relay.stop()


def test_the_sample_is_on_a_page_and_in_a_feed_reader(inbox: Inbox) -> None:
    inbox.ingest("spaced.txt")
    inbox.show("")
    papers = inbox.page.locator("main ol.list > li").count()
    assert inbox.page.get_by_role("heading", level=1).inner_text() and papers > 10
    address = inbox.page.locator("link[type='application/atom+xml']").get_attribute("href")
    url = f"{inbox.base}/{address.removeprefix('./')}"
    first = feedparser.parse(url)
    assert (first.bozo, first.status, len(first.entries)) == (False, 200, papers)
    assert feedparser.parse(url, etag=first.etag).status == 304
    inbox.ingest("dense.txt")
    more = feedparser.parse(url, etag=first.etag)
    ids = {one.id for one in first.entries}, {one.id for one in more.entries}
    assert more.status == 200 and ids[0] < ids[1]


def test_an_address_asks_on_the_page_and_gets_mails_from_the_moment_it_confirms(inbox: Inbox) -> None:
    inbox.run("deliver", "workers", "deliver")
    inbox.show("mail/subscribe")
    for label, value in (("Your mail address", ADDRESS), ("Time zone or city", "UTC"), ("Days", "daily")):
        inbox.page.get_by_label(label).fill(value)
    assert "Look into your inbox." in inbox.press("Send me a mail to confirm")
    link = links(inbox.mail(1))["Yes, send them"]
    for _ in range(3):
        assert "Get the day's papers by mail?" in inbox.show(link)
    assert inbox.app.of(Mailboxes).all() == []
    assert "You get the day's papers by mail." in inbox.press("Yes, send them")
    assert inbox.mail(2).recipient == ADDRESS and "new papers" in inbox.mail(2).mail["subject"]
    inbox.town.crash("deliver")


def test_tomorrows_mail_comes_once_though_its_senders_are_killed(inbox: Inbox) -> None:
    inbox.list("Glass Harmonicas", 40, morning(inbox.digest))
    inbox.app.of(Record).text.rpush(TOLD, *DEATHS)
    inbox.app.of(Record).text.set(CLOCK, datetime.now(UTC).timestamp())
    for sender in SENDERS:
        inbox.run(sender, "tests.chaos.rounds_worker", "1", "die", "none", "0")
    inbox.move(morning(inbox.digest))
    assert len(inbox.relay.taken) == 3 and "Glass Harmonicas" in text(inbox.mail(3))
    died = {point: int(times) for point, times in inbox.app.of(Record).text.hgetall(KILLED).items()}
    assert died == dict.fromkeys(DEATHS, 1)
    assert sum(inbox.town.crews[sender].happened["kills by signal 9 seen"] for sender in SENDERS) == len(DEATHS)


def test_a_vote_from_the_mail_shows_in_slack_on_discord_and_on_the_page(inbox: Inbox) -> None:
    title = re.search(r"^1\. (.+)$", text(inbox.mail(3)), re.MULTILINE)
    assert title
    paper = f"2611.{int(title[1].rpartition(' ')[2]):05d}"
    cards = inbox.town.post([paper])
    link = links(inbox.mail(3))["Vote"]
    for _ in range(3):
        assert "You have not voted on it." in inbox.show(link) and title[1] in inbox.said()
    assert inbox.app.of(Votes).voters(paper) == {}
    assert "You voted for it." in inbox.press("Vote for it")
    assert post(link, "do=up") == 200
    assert inbox.app.of(Votes).voters(paper) == {Person("mail", "", inbox.digest.place.channel): "up"}
    for card in cards:
        soon(inbox.town, lambda card=card: "1 for, 0 against" in read(inbox.town, card))
    assert "1 for, 0 against" in inbox.show(f"paper/{paper}")


def test_one_post_of_a_mail_program_ends_the_mails(inbox: Inbox) -> None:
    mail, digest = inbox.mail(3).mail, inbox.digest
    (url,) = re.findall(r"<(http[^>]+)>", mail["list-unsubscribe"])
    assert post(url, mail["list-unsubscribe-post"]) == 200
    assert inbox.app.of(Subscriptions).get(digest.id) is None and inbox.app.of(Mailboxes).all() == []
    done = inbox.cli.run("mail", "subscribe", OTHER, "days:daily", "at:09:00", "tz:UTC", **inbox.settings)
    assert done.returncode == 0, done.stderr
    assert inbox.mail(4).recipient == OTHER
    later = next_post(inbox.digest, morning(digest))
    assert later
    inbox.list("Nose Flutes", 60, later)
    inbox.move(later)
    others = [taken for taken in inbox.relay.taken[3:] if "Nose Flutes" in text(taken)]
    assert [taken.recipient for taken in others] == [OTHER]
    assert ADDRESS not in {taken.recipient for taken in inbox.relay.taken[3:]}
