"""Files: a digest attached to `add`, and an export too long for a message."""

from core.app import Paperboy
from core.parsing.bytes_in import LARGEST
from core.store.engine.record import Record
from tests.bots.discord.conftest import Server, said
from tests.factories import abstract, bring, entry

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


async def test_a_long_export_is_a_file_that_its_message_shows(server: Server, app: Paperboy) -> None:
    bring(app.of(Record), *(entry(f"Amber Ledger {n} of Quarries", arxiv=f"2611.1{n:04d}") for n in range(40)))
    done = await server.ada.slash(server.nlp, "papers export", format="bibtex", query="amber", limit=40)
    assert done.response
    (file,) = done.response.attachments
    assert file.filename == "papers.bib" and (await file.read()).count(b"@") == 40
    shown = [one for one in done.response.components if one["type"] == 13]
    assert shown[0]["file"]["url"].endswith("papers.bib")
