"""A file is what it was or what it becomes, private, and synced with its folder; the tests on a file system that forgets are elsewhere."""

import os
from pathlib import Path

import pytest

from core.host.durable import make_folder, replacing


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "kept"
    target.write_bytes(b"before")
    with pytest.raises(RuntimeError), replacing(target) as file:
        file.write(b"half")
        file.flush()
        assert target.read_bytes() == b"before"
        raise RuntimeError
    assert [path.name for path in tmp_path.iterdir()] == ["kept"] and target.read_bytes() == b"before"
    with replacing(target) as file:
        file.write(b"after")
    assert [path.name for path in tmp_path.iterdir()] == ["kept"] and target.read_bytes() == b"after"


def test_two_writers_at_once_do_not_mix(tmp_path: Path) -> None:
    target = tmp_path / "kept"
    with replacing(target) as first, replacing(target) as other:
        for piece in (b"first", b"second"):
            first.write(piece)
            other.write(piece.upper())
    assert target.read_bytes() == b"firstsecond"


@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_a_file_has_its_rights_from_the_beginning(tmp_path: Path, mode: int) -> None:
    with replacing(tmp_path / "kept", mode) as file:
        assert os.fstat(file.fileno()).st_mode & 0o777 == 0o600
    assert (tmp_path / "kept").stat().st_mode & 0o777 == mode


def test_folders_are_made_private_down_to_the_last(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("a", "a/b")] == [0o700, 0o700]
