"""Files: a digest attached to `add`, and an export too long for a message."""

import pytest

from core.app import Paperboy
from core.parsing.bytes_in import LARGEST
from core.store.engine.record import Record
from core.store.papers.feeds import Feeds
from tests.bots.discord.conftest import Server, said
from tests.bots.discord.live import lines
from tests.factories import abstract, bring, entry
from tests.library import CPU_SECONDS, NAMES, known, library, processor_seconds, settle_all, told, written
from tests.uploads import LISTS, OTHERS, said_of

DIGEST = "\n\n".join(part for about in ("lanterns", "quarries") for part in (f"Slow {about}", abstract(about))).encode()


async def test_an_intake_that_takes_long_is_told_by_its_button(server: Server) -> None:
    done = await server.ada.slash(server.nlp, "papers add", file=("day.txt", DIGEST))
    assert done.followups == []
    pressed = await server.ada.click(done.response, label="Show what became of them")  # type: ignore[arg-type]
    assert "2 wait" in said(pressed.followups[0])


async def test_a_file_that_is_no_digest_is_refused_in_words(server: Server) -> None:
    done = await server.ada.slash(server.nlp, "papers add", file=("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 99))
    assert "picture" in said(done.response)


async def test_a_file_that_is_too_large_is_refused_without_being_fetched(server: Server) -> None:
    done = await server.ada.slash(server.nlp, "papers add", file=("a.txt", b"a" * (LARGEST + 1)))
    assert "MB" in said(done.response), said(done.response)


@pytest.mark.parametrize("name", LISTS)
async def test_a_file_is_read_for_what_it_holds(server: Server, name: str) -> None:
    answer = said((await server.ada.slash(server.nlp, "papers add", file=(name, LISTS[name]))).response)
    assert all(sentence in answer for sentence in said_of(name)), answer


@pytest.mark.parametrize("name", OTHERS)
async def test_links_are_fetched_and_feeds_are_listed(server: Server, app: Paperboy, name: str) -> None:
    data, expected = OTHERS[name]
    done = await server.ada.slash(server.nlp, "papers add", file=(name, data))
    answer = f"{said(done.response)} {list(lines(done.response))}"  # type: ignore[arg-type]
    assert all(text.removeprefix("Look at ") in answer for text in expected), answer
    asked = {fetch.named for fetch in app.of(Feeds).waiting()}
    assert asked == (set() if name.endswith("opml") else {"arxiv:2403.04567", "arxiv:2403.04568"})


@pytest.mark.long
async def test_a_library_of_four_hundred_papers_goes_in(server: Server, app: Paperboy, record: Record) -> None:
    papers, began, server.env.settle_timeout = library(400), processor_seconds(record), 120.0
    done = await server.ada.slash(server.nlp, "papers add", file=(NAMES["bibtex"], written("bibtex", papers)))
    assert "400 papers are queued." in said(done.response)
    settle_all(app)
    assert processor_seconds(record) - began < CPU_SECONDS
    assert known(app) == told(papers)


async def test_a_long_export_is_a_file_that_its_message_shows(server: Server, app: Paperboy) -> None:
    bring(app.of(Record), *(entry(f"Amber Ledger {n} of Quarries", arxiv=f"2611.1{n:04d}") for n in range(40)))
    done = await server.ada.slash(server.nlp, "papers export", format="bibtex", query="amber", limit=40)
    assert done.response
    (file,) = done.response.attachments
    assert file.filename == "papers.bib" and (await file.read()).count(b"@") == 40
    shown = [component for component in done.response.components if component["type"] == 13]
    assert shown[0]["file"]["url"].endswith("papers.bib")
