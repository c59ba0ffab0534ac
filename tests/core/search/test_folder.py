"""A damaged or older index is built anew; a sound one is left alone."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import RecordError
from core.search.folder import FORMAT, is_damaged
from core.search.index import Doc, Index


def built(folder: Path) -> Path:
    """A closed index of some commits; gives the place of its files."""
    index = Index.open(folder)
    for number in range(3):
        index.write([Doc(f"n{number}", f"Title of number {number}", "Some text " * 50)], f"{number}-0")
    index.release()
    return folder / FORMAT


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def scratch(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0xFF
    path.write_bytes(content)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def remove(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("harm", [cut, scratch, empty, remove])
@pytest.mark.parametrize("kind", ["*.store", "*.term", "*.idx", "*.pos", "*.fast", "meta.json"])
def test_a_damaged_index_is_built_anew(tmp_path: Path, kind: str, harm: Callable[[Path], None]) -> None:
    place = built(tmp_path)
    harm(sorted(place.glob(kind))[0])
    index = Index.open(tmp_path)
    assert (index.writing, index.position, len(index)) == (True, "", 0)
    index.write([Doc("new", "Born again")], "9-0")
    index.release()
    assert [match for match, _ in Index.open(tmp_path).complete("born")] == ["new"]


def test_a_sound_index_is_not_touched(tmp_path: Path) -> None:
    place = built(tmp_path)
    assert not is_damaged(place)
    assert Index.open(tmp_path).position == "2-0"


def test_other_fields_than_ours_are_damage(tmp_path: Path) -> None:
    place = built(tmp_path)
    meta = place / "meta.json"
    meta.write_text(meta.read_text().replace('"surname"', '"x"').replace('"author"', '"writer"'))
    index = Index.open(tmp_path)
    assert (index.position, len(index)) == ("", 0)


def test_an_index_of_an_older_format_goes(tmp_path: Path) -> None:
    built(tmp_path).rename(tmp_path / "v0")
    index = Index.open(tmp_path)
    assert (index.position, len(index)) == ("", 0)
    assert sorted(path.name for path in tmp_path.iterdir()) == [FORMAT]


def test_a_damaged_index_that_another_process_writes_to_is_refused(tmp_path: Path) -> None:
    place = built(tmp_path)
    writer = Index.open(tmp_path)
    empty(place / "meta.json")
    with pytest.raises(RecordError, match="cannot be read"):
        Index.open(tmp_path)
    writer.release()
    assert Index.open(tmp_path).position == ""


def test_a_reader_follows_an_index_that_was_built_anew(tmp_path: Path) -> None:
    place = built(tmp_path)
    reader = Index.open(tmp_path, write=False)
    shutil.rmtree(place)
    writer = Index.open(tmp_path)
    writer.write([Doc("new", "Born again")], "1-0")
    reader.refresh()
    assert (reader.position, reader.ids()) == ("1-0", ["new"])


def test_an_index_in_memory_needs_no_folder() -> None:
    index = Index.open(None)
    index.write([Doc("new", "Born in memory")], "1-0")
    index.refresh()
    assert [match for match, _ in index.complete("born")] == ["new"]
