"""A paper that was taken out and put in again is there, for the writer, for a reader that follows, and after reopening."""

from datetime import date
from pathlib import Path

from core.search.documents import Doc
from core.search.index import Index

DOCS = [Doc(f"p{n}", f"Kites number {n}", "", (), (), (), date(2026, 11, 20)) for n in range(4)]


def test_a_paper_comes_back(tmp_path: Path) -> None:
    writer, reader = Index.open(tmp_path), Index.open(tmp_path)
    writer.write(DOCS, "1")
    reader.refresh()
    writer.write((), "2", remove=["p0", "p1"])
    writer.write(DOCS[:1], "3")
    reader.refresh()
    assert sorted(writer.ids()) == sorted(reader.ids()) == ["p0", "p2", "p3"]
    writer.release()
    reopened = Index.open(tmp_path)
    assert sorted(reopened.ids()) == ["p0", "p2", "p3"]
    reopened.release()
