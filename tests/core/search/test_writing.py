"""The index written to: upserts, removals, positions, reopening, and any paper whatever."""

from pathlib import Path

import pytest
import tantivy
from msgspec.structs import replace

from core.errors import RecordError
from core.search import index as module
from core.search.folder import FORMAT, take_writer
from core.search.index import Doc, Index
from tests.core.search.conftest import LANTERN, PAPERS, PROTEINS, ask, ids


def test_a_paper_written_again_takes_its_own_place(index: Index) -> None:
    index.write([replace(PAPERS[0], title="Candle: Small Lights", abstract="All new.")], "8-0")
    assert len(index) == len(PAPERS)
    assert ids(index, "candle") == [LANTERN]
    assert ids(index, "lantern") == []
    assert index.complete("cand") == [(LANTERN, "Candle: Small Lights")]
    assert index.complete("lantern") == []


def test_the_same_write_twice_changes_nothing(index: Index) -> None:
    before = ask(index, "graph")
    index.write(PAPERS, "7-0")
    assert len(index) == len(PAPERS)
    assert [match.id for match in ask(index, "graph").matches] == [match.id for match in before.matches]


def test_of_a_paper_twice_in_one_write_the_last_holds(index: Index) -> None:
    index.write([Doc("new", "First words"), Doc("new", "Second thoughts")], "8-0")
    assert ids(index, "thoughts") == ["new"]
    assert ids(index, "first") == []
    assert index.complete("sec") == [("new", "Second thoughts")]


def test_a_removed_paper_is_found_no_more_until_it_comes_back(index: Index, tmp_path: Path) -> None:
    index.write([], "8-0", remove=[LANTERN, "unheard of"])
    assert len(index) == len(PAPERS) - 1
    assert LANTERN not in index.ids()
    assert ids(index, "lantern photographs") == []
    assert index.complete("lantern") == []
    index.write([PAPERS[0]], "9-0")
    assert ids(index, "lantern") == [LANTERN]
    again = Index.open(tmp_path / "index", write=False)
    assert sorted(again.ids()) == sorted(index.ids()) == sorted(paper.id for paper in PAPERS)
    assert again.complete("lantern") == [(LANTERN, PAPERS[0].title)]


def test_the_position_is_that_of_the_last_write(index: Index, tmp_path: Path) -> None:
    assert index.position == "7-0"
    index.write([], "9-1")
    assert index.position == "9-1"
    assert Index.open(tmp_path / "index", write=False).position == "9-1"
    assert Index.open(tmp_path / "other").position == ""


def test_a_write_that_fails_changes_nothing(index: Index) -> None:
    def docs() -> object:
        yield Doc("new", "Never written zyzzyva")
        raise RuntimeError("the record went away")

    with pytest.raises(RuntimeError):
        index.write(docs(), "8-0")  # type: ignore[arg-type]
    assert (len(index), index.position) == (len(PAPERS), "7-0")
    index.write([Doc("other", "Written after")], "8-0")
    assert ids(index, "zyzzyva") == []
    assert ids(index, "written") == ["other"]


def test_an_index_of_many_segments_is_written_anew_as_one(index: Index, tmp_path: Path) -> None:
    other = Index.open(tmp_path / "index", write=False)
    for number in range(module.MOST_SEGMENTS + 1):
        index.write(
            [Doc(f"more {number}", f"Candles number {number}", scope="slack:t1" if number else "")], f"8-{number}"
        )
    index.write([], "9-0", remove=[LANTERN])
    before = [ask(index, words).matches for words in ("graph", "candles", "proteins", "author")]
    lists = index.ids(), index.complete("can"), index.complete_author("li"), index.complete_category("cs")
    assert segments(tmp_path) > module.MOST_SEGMENTS
    index.compact()
    assert segments(tmp_path) == 1
    other.refresh()
    for opened in (index, other, Index.open(tmp_path / "index", write=False)):
        assert [ask(opened, words).matches for words in ("graph", "candles", "proteins", "author")] == before
        assert (
            opened.ids(),
            opened.complete("can"),
            opened.complete_author("li"),
            opened.complete_category("cs"),
        ) == lists
        assert opened.position == "9-0"
    index.write([Doc("last", "Candles at last")], "10-0")
    other.refresh()
    assert "last" in ids(other, "candles")


def test_an_index_that_cannot_be_written_anew_stays_as_it_was(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(module.MOST_SEGMENTS + 1):
        index.write([Doc(f"more {number}", f"Candles number {number}")], f"8-{number}")
    before = ask(index, "candles").matches
    with monkeypatch.context() as patch:
        patch.setattr(module, "take_writer", lambda *about: Full(writer) if (writer := take_writer(*about)) else None)
        with pytest.raises(RecordError, match="No space"):
            index.compact()
    assert ask(index, "candles").matches == before
    assert segments(tmp_path) > 1
    index.release()
    assert index.take_over()
    index.compact()
    assert segments(tmp_path) == 1
    assert ask(index, "candles").matches == before


class Full:
    """A writer whose disk is full after one document."""

    def __init__(self, writer: object) -> None:
        self._writer, self._left = writer, 1

    def __getattr__(self, name: str) -> object:
        return getattr(self._writer, name)

    def add_document(self, document: object) -> None:
        self._left -= 1
        if self._left < 0:
            raise OSError("No space left on device")


def segments(folder: Path) -> int:
    return tantivy.Index.open(str(folder / "index" / FORMAT)).searcher().num_segments


def test_a_reopened_index_holds_all(index: Index, tmp_path: Path) -> None:
    index.write([Doc("new", "Something else")], "8-0", remove=[PROTEINS])
    index.release()
    again = Index.open(tmp_path / "index")
    assert (again.writing, again.position, len(again)) == (True, "8-0", len(PAPERS))
    assert set(again.ids()) == {paper.id for paper in PAPERS} - {PROTEINS} | {"new"}
    assert ids(again, "superresolution night")[:1] == [LANTERN]
    assert ask(again, "mesages").corrected == (("mesages", "messages"),)
    assert again.complete("résumé") == []
    again.write([Doc("newer", "Something newer")], "9-0")
    assert ids(again, "newer") == ["newer"]


def test_lists_are_joined_when_commits_have_left_many(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_LISTS", 4)
    for number in range(9):
        index.write([Doc(f"n{number}", f"Title number{'abcdefghi'[number]}")], str(number))
    index.write([], "gone", remove=["n0"])
    index.release()
    again = Index.open(tmp_path / "index")
    assert set(again.ids()) == {paper.id for paper in PAPERS} | {f"n{number}" for number in range(1, 9)}
    assert ids(again, "numberi") == ["n8"]
    assert again.complete("title number")[0][0].startswith("n")
    assert ask(again, "mesages").corrected == (("mesages", "messages"),)


@pytest.mark.parametrize(
    "doc",
    [
        Doc("x", ""),
        Doc("x", "\x00\ud800\u202e"),
        Doc("x", "t" * 1_000_000, "a" * 1_000_000),
        Doc("x", "word " * 200_000, "word " * 200_000),
        Doc("x", "\ufdfa" * 30_000),
        Doc("x", "a" + "\u0301" * 5_000),
        Doc("x", "-".join("ab" * 5_000)),
        Doc("x", "T", "A", tuple(f"Author {number}" for number in range(5_000))),
        Doc("x", "T", "A", ("", ",", "et al.", "\ud800", "a" * 100_000), ("", "\x00", "cs.\ud800"), ("", "a b")),
    ],
)
def test_any_paper_can_be_written_and_is_kept(tmp_path: Path, doc: Doc) -> None:
    index = Index.open(tmp_path)
    index.write([doc, Doc("good", "A good title")], "1-0")
    index.release()
    again = Index.open(tmp_path, write=False)
    assert set(again.ids()) == {"x", "good"}
    assert ids(again, "good title") == ["good"]
