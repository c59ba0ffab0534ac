"""The programs' addresses: the JSON of `ask --json`, as much as the link may see, and errors as JSON."""

from typing import Any

import msgspec
import pytest

from core.app import Paperboy
from core.commands.dispatch import answer
from core.commands.programs import as_data
from core.links.rights import link_of
from core.links.signed import SignedLinks
from core.model import Call, Person, Place
from core.scope import Origin
from core.store.engine.record import Record
from tests.bots.web.conftest import Opened
from tests.factories import NOW, bring, entry

NOBODY = Call(Person("", "", ""), Place("terminal"), NOW, "", wide=True)
HERE = Call(Person("slack", "T1", "U1"), Place("slack", "T1", "C1"), NOW, "d1", name="Ada", open_to_all=True)
ELSEWHERE = Call(Person("slack", "T2", "U2"), Place("slack", "T2", "C2"), NOW, "d2", open_to_all=True)


def token(app: Paperboy, asked: Call = HERE) -> str:
    return app.of(SignedLinks).token(link_of(asked, "pages"))


@pytest.fixture
def stocked(app: Paperboy, record: Record) -> Paperboy:
    bring(record, entry("Tidal Kites", authors=("Ada Byron",)), entry("Slow Lanterns"), source="hf")
    app.catch_up()
    return app


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("search?query=kites&limit=25", "search kites limit:25"),
        ("today?date=2026-11-20", "today 2026-11-20"),
        ("month", "month"),
        ("show?paper=Tidal+Kites", "show Tidal Kites"),
        ("export?format=bibtex&query=kites", "export bibtex kites"),
        ("sources", "sources"),
    ],
)
async def test_it_answers_what_ask_answers(opened: Opened, stocked: Paperboy, asked: str, line: str) -> None:
    answered = await (await opened()).get(f"/api/{asked}")
    assert answered.status == 200 and answered.headers["Content-Type"] == "application/json; charset=utf-8"
    expected: Any = as_data(stocked, answer(stocked, line, NOBODY), NOBODY)
    assert await answered.read() == msgspec.json.encode(expected)


@pytest.mark.parametrize(
    ("asked", "status", "sentence"),
    [
        ("search?query=x&limit=26", 400, "“limit:” takes a whole number from 1 to 25"),
        ("search?words=x", 400, "“search” has no option “words”."),
        ("show", 400, "“show” needs"),
        ("show?paper=2611.99999", 404, "No paper here is called “2611.99999”"),
        ("vote?paper=2611.00001&vote=up", 404, "There is no “vote” here."),
        ("saved", 404, "There is no “saved” here."),
        ("export?format=bibtex&saved=yes", 400, "has no option “saved”"),
        ("search/more", 404, "There is nothing at this address"),
    ],
)
async def test_what_is_wrong_is_said_in_a_sentence_of_json(
    opened: Opened, stocked: Paperboy, asked: str, status: int, sentence: str
) -> None:
    answered = await (await opened()).get(f"/api/{asked}")
    assert answered.status == status and sentence in (await answered.json())["error"]


async def test_a_program_without_a_right_gets_a_sentence_too(opened: Opened, stocked: Paperboy) -> None:
    client = await opened(pages="link")
    wrong = token(stocked)[:-1] + ("B" if token(stocked).endswith("A") else "A")
    for path in ("/api/today", "/api", f"/l/{wrong}/api/today"):
        answered = await client.get(path)
        assert answered.status == 404 and set(await answered.json()) == {"error"}
    assert (await client.get(f"/l/{token(stocked)}/api/today")).status == 200


async def test_a_second_look_is_answered_by_304_and_a_head_by_no_body(opened: Opened, stocked: Paperboy) -> None:
    client = await opened()
    first = await client.get("/api/today?date=2026-11-20")
    again = await client.get("/api/today?date=2026-11-20", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status == 304 and await again.read() == b""
    head = await client.head("/api/today?date=2026-11-20")
    assert head.status == 200 and head.headers["ETag"] == first.headers["ETag"] and await head.read() == b""


async def test_what_a_team_pasted_is_seen_by_its_own_link_alone_and_nobody_is_named(
    opened: Opened, app: Paperboy
) -> None:
    text = b"Harbor Looms\n\nWe measure looms in a tidal harbor, and each of them is slower than the one before it was."
    for todo in app.receive(text, "paste.txt", NOW, Origin("pasted", "slack/T1/", "x")).todo:
        app.ingest_slice(todo.id, NOW)
    app.catch_up()
    client = await opened()
    for path in ("/api/search?query=looms", "/api/today?date=2026-11-20", "/api/top?period=all"):
        own = await (await client.get(f"/l/{token(app)}{path}")).json()
        assert path.startswith("/api/top") or [paper["title"] for paper in own["papers"]] == ["Harbor Looms"], path
        for stranger in (path, f"/l/{token(app, ELSEWHERE)}{path}"):
            assert "Harbor" not in await (await client.get(stranger)).text()


async def test_a_note_and_a_voter_are_in_no_answer(opened: Opened, stocked: Paperboy) -> None:
    (paper,) = as_data(stocked, answer(stocked, "show Tidal Kites", NOBODY), NOBODY).papers
    here = msgspec.structs.replace(HERE, delivery="n1")
    answer(stocked, f"vote {paper.id} up", here)
    answer(stocked, f"paper note {paper.id} text:heron-note for:channel", msgspec.structs.replace(HERE, delivery="n2"))
    client = await opened()
    for before in ("", f"/l/{token(stocked)}"):
        told = await (await client.get(f"{before}/api/show?paper={paper.id}")).text()
        assert '"up":1' in told and "heron-note" not in told and "U1" not in told


async def test_looking_changes_nothing(opened: Opened, stocked: Paperboy, record: Record) -> None:
    client = await opened()
    await client.get("/api/search?query=kites")
    before = record.text.xlen("pb:log"), record.text.dbsize()
    for _ in range(5):
        await client.get("/api/search?query=lanterns")
        await client.get("/api/today")
    assert (record.text.xlen("pb:log"), record.text.dbsize()) == before
