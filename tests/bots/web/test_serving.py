"""Who may see is asked at every address that shows papers, and every answer has the headers that keep it to itself."""

import logging
import socket

import pytest

from bots.web import health
from bots.web.pages import files
from bots.web.serving import ADDRESSES, ALWAYS, serve
from core.app import Paperboy
from core.errors import PaperboyError, RecordDown
from core.links.rights import link_of
from core.links.signed import SignedLinks
from core.model import Call, Person, Place
from core.settings import read
from tests.bots.web.conftest import Opened
from tests.factories import NOW

IN_A_CHANNEL = Call(Person("slack", "T1", "U1"), Place("slack", "T1", "C1"), NOW, "d1")


def token(app: Paperboy) -> str:
    return app.of(SignedLinks).token(link_of(IN_A_CHANNEL, "pages"))


async def test_the_process_says_that_it_lives_whoever_may_see_pages(opened: Opened) -> None:
    for pages in ("off", "link", "public"):
        answer = await (await opened(pages=pages)).get("/healthz")
        assert (answer.status, await answer.text()) == (200, "ok\n")


@pytest.mark.parametrize(("pages", "status"), [("off", 404), ("link", 404), ("public", 200)])
async def test_without_a_link_only_public_pages_are_shown(opened: Opened, pages: str, status: int) -> None:
    assert (await (await opened(pages=pages)).get("/")).status == status


@pytest.mark.parametrize(("pages", "status"), [("off", 404), ("link", 200), ("public", 200)])
async def test_with_a_link_pages_are_shown_unless_they_are_off(
    opened: Opened, app: Paperboy, pages: str, status: int
) -> None:
    assert (await (await opened(pages=pages)).get(f"/l/{token(app)}/")).status == status


async def test_a_link_that_ended_shows_what_an_unknown_address_shows(opened: Opened, app: Paperboy) -> None:
    client, old = await opened(pages="link"), token(app)
    app.of(SignedLinks).end("slack/T1/C1")
    ended, wrong = await client.get(f"/l/{old}/"), await client.get(f"/l/{old[:-1]}A/")
    assert ended.status == wrong.status == 404
    assert await ended.text() == await wrong.text()


async def test_every_answer_has_the_headers_that_keep_it_to_itself(opened: Opened, app: Paperboy) -> None:
    client = await opened(pages="link")
    for path in ("/", "/healthz", "/no/such/page", f"/l/{token(app)}/"):
        answer = await client.get(path)
        assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS


async def test_who_may_see_no_list_is_led_to_none(opened: Opened, app: Paperboy) -> None:
    client = await opened(pages="link")
    assert "<nav" not in await (await client.get("/")).text() + await (await client.get("/l/x.1.y/week")).text()
    assert "<nav" in await (await client.get(f"/l/{token(app)}/paper/none")).text()
    assert "<nav" in await (await (await opened(pages="public")).get("/no/such/page")).text()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data; boundary=x", b"junk"),
        ("multipart/form-data", b"junk"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\nno name\r\n--x"),
        ("application/x-www-form-urlencoded; charset=klingon", b"do=yes"),
        ("application/x-www-form-urlencoded; charset=utf-8", b"do=\xff"),
        ("application/x-www-form-urlencoded", b"x" * 100_000),
    ],
)
async def test_a_form_that_cannot_be_read_gets_a_sentence_and_all_headers(
    opened: Opened, kind: str, body: bytes
) -> None:
    answer = await (await opened()).post("/mail/subscribe", data=body, headers={"Content-Type": kind})
    assert answer.status in (400, 404) and "<h1>" in await answer.text()
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS


async def test_no_answer_and_no_log_holds_a_token(
    opened: Opened, app: Paperboy, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = token(app)
    client = await opened(pages="link")
    with caplog.at_level(logging.DEBUG, "paperboy"):
        await client.get(f"/l/{given}/")
        monkeypatch.setattr("core.links.signed.SignedLinks.read", lambda *_: 1 / 0)
        answer = await client.get(f"/l/{given}/")
    assert answer.status == 500 and given[:20] not in await answer.text() and given[:20] not in caplog.text


async def test_a_record_that_does_not_answer_is_said_in_a_sentence(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object, **__: object) -> None:
        raise RecordDown("The record does not answer.")

    client = await opened()
    monkeypatch.setattr("bots.web.serving.SignedLinks.read", down)
    answer = await client.get("/l/a.1.b/")
    assert answer.status == 503 and "The record does not answer." in await answer.text()


def test_only_what_tells_nothing_of_any_paper_is_shown_unasked() -> None:
    open_to_all = {address.path for address in ADDRESSES if not (address.guarded or address.path.startswith("/mail/"))}
    assert open_to_all == {address.path for room in (health, files) for address in room.ADDRESSES}


async def test_a_port_that_is_taken_is_named_with_what_to_do(app: Paperboy) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(PaperboyError) as refused:
            await serve(app, read({"PAPERBOY_WEB": place}, None))
    assert str(refused.value) == (
        f"Nothing can be served at {place} (address already in use). Name another host and port in PAPERBOY_WEB."
    )
