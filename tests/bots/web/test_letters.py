"""What the links in mails do: a GET changes nothing, a POST acts once, and nobody learns whether an address is known."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp.test_utils import TestClient

from core.app import Paperboy
from core.catalog import Catalog
from core.delivery.addresses.mailing import Mailing
from core.links.signed import LinkKind, SignedLink, SignedLinks
from core.model import Person, Place
from core.settings.kinds import Secret
from core.store.delivery.mailboxes import Mailboxes
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import keys
from core.store.engine.log import Log
from core.store.engine.record import Record
from core.store.votes.shelf import Shelf
from core.store.votes.votes import Votes
from core.subscriptions.model import Subscription
from tests.bots.web.conftest import Opened
from tests.factories import NOW, bring, entry

SMTP = Secret("smtp://127.0.0.1:9")

Ask = Callable[..., Awaitable[str]]


class Reader:
    """Somebody who gets mails, and what their links do."""

    def __init__(self, app: Paperboy, client: TestClient) -> None:
        self.app, self._client = app, client
        mailing = app.of(Mailing)
        self.digest: Subscription = mailing.subscribe(*mailing.drafted("ada@example.com", {}, "UTC", NOW), NOW)[0]
        self.person = Person("mail", "", self.digest.place.channel)
        self.paper = app.of(Catalog).papers.ids()[0]

    def path(self, kind: LinkKind, subject: str) -> str:
        """The path of a link of theirs."""
        token = self.app.of(SignedLinks).token(SignedLink(kind, keys.name(self.person), subject))
        return f"/mail/{kind}/{token}"

    async def get(self, path: str, status: int = 200) -> str:
        """What a GET shows."""
        answer = await self._client.get(path)
        assert answer.status == status
        return await answer.text()

    async def post(self, path: str, status: int = 200, **form: str) -> str:
        """What a POST answers."""
        answer = await self._client.post(path, data=form, allow_redirects=False)
        assert answer.status == status and "Set-Cookie" not in answer.headers
        return await answer.text()

    @property
    def change(self) -> str:
        """The link by which they change their digest."""
        return self.path("change", self.digest.id)


@pytest.fixture
async def reader(app: Paperboy, opened: Opened) -> AsyncIterator[Reader]:
    """A reader, and two papers."""
    bring(app.of(Record), entry("Tidal Attention"), entry("Sparse Kites"))
    yield Reader(app, await opened(pages="link", smtp=SMTP))


async def test_whatever_links_a_scanner_follows_nothing_changes(reader: Reader) -> None:
    paths = [reader.path("vote", reader.paper), reader.path("save", reader.paper), reader.change]
    paths += [reader.path("unsubscribe", reader.digest.id), f"{reader.change}?data=json", f"{reader.change}?do=forget"]
    before = reader.app.of(Log).end()
    for path in paths * 5:
        await reader.get(path)
    assert reader.app.of(Log).end() == before


async def test_a_vote_from_a_mail_is_one_vote_of_its_reader_however_often_it_is_pressed(reader: Reader) -> None:
    path = reader.path("vote", reader.paper)
    assert "You have not voted on it." in await reader.get(path)
    for _ in range(3):
        assert "You voted for it." in await reader.post(path, do="up")
    assert reader.app.of(Votes).tallies([reader.paper])[reader.paper].up == 1
    assert reader.app.of(Votes).voters(reader.paper) == {reader.person: "up"}
    await reader.post(path, do="none")
    assert reader.app.of(Votes).tallies([reader.paper])[reader.paper].up == 0


async def test_a_save_from_a_mail_puts_the_paper_on_its_readers_list(reader: Reader) -> None:
    path = reader.path("save", reader.paper)
    assert "It is on your list." in await reader.post(path)
    assert [row.paper_id for row in reader.app.of(Shelf).saved(reader.person)] == [reader.paper]
    await reader.post(path, do="drop")
    assert reader.app.of(Shelf).saved(reader.person) == []


@pytest.mark.parametrize("form", [{"List-Unsubscribe": "One-Click"}, {"do": "yes"}])
async def test_one_post_ends_a_digest_and_its_address_is_forgotten(reader: Reader, form: dict[str, str]) -> None:
    path = reader.path("unsubscribe", reader.digest.id)
    assert "Unsubscribe" in await reader.get(path)
    for _ in range(2):
        assert "no more of these mails" in await reader.post(path, **form)
    assert reader.app.of(Subscriptions).get(reader.digest.id) is None and reader.app.of(Mailboxes).all() == []


async def test_a_reader_changes_the_hour_pauses_and_resumes(reader: Reader) -> None:
    said = await reader.post(reader.change, do="change", at="07:30", tz="Asia/Tokyo", days="fri", topics="kites")
    assert "every Friday at 07:30 (Asia/Tokyo)" in said and "about kites" in said
    assert "Paused" in await reader.post(reader.change, do="pause")
    assert "Next:" in await reader.post(reader.change, do="resume")
    kept = reader.app.of(Subscriptions).get(reader.digest.id)
    assert kept and not kept.paused and kept.days == (4,)


async def test_a_wrong_hour_is_said_beside_the_form_and_changes_nothing(reader: Reader) -> None:
    said = await reader.post(reader.change, 400, do="change", at="noonish", tz="UTC", days="fri", topics="")
    assert 'role="alert"' in said and 'value="noonish"' in said
    assert reader.app.of(Subscriptions).get(reader.digest.id) == reader.digest


async def test_a_reader_reads_all_that_is_kept_of_them_and_may_be_forgotten(reader: Reader) -> None:
    await reader.post(reader.path("vote", reader.paper), do="up")
    data = await reader.get(f"{reader.change}?data=json")
    assert '"ada@example.com"' in data and reader.paper in data
    link = reader.change
    asked = await reader.post(link, do="forget")
    assert "Yes, erase it all" in asked and reader.app.of(Mailboxes).all() != []
    assert "Change it" in await reader.post(link, do="keep") and reader.app.of(Subscriptions).all() == [reader.digest]
    await reader.post(link, do="erase")
    assert reader.app.of(Votes).tallies([reader.paper])[reader.paper].up == 0
    assert reader.app.of(Mailboxes).all() == [] and reader.app.of(Subscriptions).all() == []
    await reader.get(link, 404)


async def test_a_link_of_one_reader_does_nothing_to_another_digest(reader: Reader) -> None:
    stranger = Subscription("other", Place("slack", "T1", "C1"), Person("slack", "T1", "U1"), "daily", NOW)
    reader.app.of(Subscriptions).add(stranger, None)
    await reader.post(reader.path("unsubscribe", "other"))
    await reader.post(reader.path("change", "other"), do="pause")
    assert reader.app.of(Subscriptions).get("other") == stranger
    assert "daily" not in await reader.get(reader.path("change", "other"))
    assert "daily" not in await reader.get(reader.path("unsubscribe", "other"))


async def test_a_link_of_another_kind_or_a_changed_one_does_nothing(reader: Reader) -> None:
    vote = reader.path("vote", reader.paper)
    for path in (vote.replace("/vote/", "/save/"), vote[:-2] + "AA", "/mail/vote/x"):
        await reader.get(path, 404)
        await reader.post(path, 404)
    assert reader.app.of(Shelf).saved(reader.person) == []


async def test_a_form_signs_an_address_up_only_once_it_is_confirmed(app: Paperboy, opened: Opened) -> None:
    client = await opened(smtp=SMTP)
    typed = {"address": "bob@example.com", "topics": "kites", "at": "08:00", "tz": "UTC", "days": "daily"}
    answer = await client.post("/mail/subscribe", data=typed)
    assert answer.status == 200 and app.of(Subscriptions).all() == []
    (request,) = app.of(Mailboxes).requests()
    card = app.of(Mailing).question(request, NOW)
    link = card.buttons[0].url.removeprefix("https://papers.example.org")
    assert (await client.get(link)).status == 200 and app.of(Subscriptions).all() == []
    assert "You get the day" in await (await client.post(link, data={"do": "yes"})).text()
    (digest,) = app.of(Subscriptions).all()
    assert digest.wants.topics == (("kites",),) and digest.place.channel == request.mailbox.id
    assert (await client.post(link, data={"do": "yes"})).status == 404


async def test_a_form_never_tells_whether_an_address_is_known(app: Paperboy, opened: Opened) -> None:
    client, mailing = await opened(smtp=SMTP), app.of(Mailing)
    mailing.subscribe(*mailing.drafted("known@example.com", {}, "UTC", NOW), NOW)
    answers = [
        await (
            await client.post("/mail/subscribe", data={"address": address, "at": "09:00", "tz": "UTC", "days": "daily"})
        ).text()
        for address in ("known@example.com", "new@example.com", "new@example.com", "known@example.com")
    ]
    assert len(set(answers)) == 1 and "known@" not in answers[0]
    assert len(app.of(Mailboxes).requests()) == 2  # the second time within minutes nobody is asked again


async def test_too_many_addresses_in_an_hour_are_refused(app: Paperboy, opened: Opened) -> None:
    client = await opened(smtp=SMTP)
    form = {"at": "09:00", "tz": "UTC", "days": "daily"}
    statuses = [
        (await client.post("/mail/subscribe", data={**form, "address": f"a{n}@example.com"})).status for n in range(62)
    ]
    assert statuses[:60] == [200] * 60 and statuses[60:] == [400] * 2


@pytest.mark.parametrize("change", [{"pages": "link"}, {"pages": "off"}, {"url": ""}, {"smtp": Secret("")}])
async def test_no_form_stands_where_it_could_not_keep_its_word(opened: Opened, change: dict[str, object]) -> None:
    client = await opened(**{"smtp": SMTP, **change})
    assert (await client.get("/mail/subscribe")).status == 404
    assert (await client.post("/mail/subscribe", data={"address": "a@example.com"})).status == 404
