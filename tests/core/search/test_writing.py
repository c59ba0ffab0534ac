"""The index written to: upserts, removals, positions, reopening, and any paper whatever."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from core.search import index as module
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


def test_a_removed_paper_is_found_no_more(index: Index) -> None:
    index.write([], "8-0", remove=[LANTERN, "unheard of"])
    assert len(index) == len(PAPERS) - 1
    assert LANTERN not in index.ids()
    assert ids(index, "lantern photographs") == []
    assert index.complete("lantern") == []
    index.write([PAPERS[0]], "9-0")
    assert ids(index, "lantern") == [LANTERN]


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
