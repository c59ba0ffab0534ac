"""The files of the record are read around a damage of any place and length, and a step that is broken is left out whole."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.store.embedded import aof
from core.store.embedded.aof import Command, Damage, encode

SINGLE: Command = [b"SET", b"pb:single", b"*3 is no command\n$4"]


def step(number: int, writes: int) -> list[Command]:
    return [[b"HSET", b"pb:paper:%d" % number, b"field%d" % n, b"v" * (n * 40)] for n in range(writes)]


def written(steps: list[list[Command]]) -> list[bytes]:
    """Each step as the server writes it: alone, or between MULTI and EXEC."""
    return [
        encode(commands[0]) if len(commands) == 1 else b"".join(map(encode, [[b"MULTI"], *commands, [b"EXEC"]]))
        for commands in steps
    ]


STEPS = [step(number, 1 + number % 4) for number in range(12)] + [[SINGLE]]


def steps_of(data: bytes) -> list[tuple[Command, ...]]:
    return [item for item in aof.read("x", data) if not isinstance(item, Damage)]


def test_what_is_whole_is_read_whole() -> None:
    assert steps_of(b"".join(written(STEPS))) == [tuple(commands) for commands in STEPS]


@given(st.data(), st.sampled_from(["zeros", "noise", "gone"]))
def test_only_the_steps_that_the_damage_touches_are_left_out(draw: st.DataObject, kind: str) -> None:
    pieces = written(STEPS)
    data = b"".join(pieces)
    start = draw.draw(st.integers(0, len(data) - 1))
    end = min(len(data), start + draw.draw(st.integers(1, 300)))
    filling = {"zeros": bytes(end - start), "noise": b"\xff" * (end - start), "gone": b""}[kind]
    touched, at = set(), 0
    for number, piece in enumerate(pieces):
        if at < end and start < at + len(piece):
            touched.add(number)
        at += len(piece)
    readable = steps_of(data[:start] + filling + data[end:])
    whole = [tuple(commands) for number, commands in enumerate(STEPS) if number not in touched]
    assert [item for item in readable if item in whole] == whole
    if kind == "zeros":
        assert readable == whole


def test_the_rest_of_a_broken_step_is_left_out_and_the_next_single_change_is_kept() -> None:
    first, other = step(1, 3), step(2, 3)
    data = b"".join(written([first, other, [SINGLE]]))
    middle = data.index(b"field1")
    readable = list(aof.read("x", data[:middle] + bytes(6) + data[middle + 6 :]))
    assert readable == [Damage("x", 0, len(written([first])[0])), tuple(other), (SINGLE,)]


def test_a_base_knows_no_steps() -> None:
    data = b"".join(map(encode, (SINGLE, SINGLE, SINGLE)))
    cut = b"X" + data[1:]
    assert list(aof.read("x", cut, stepwise=False)) == [Damage("x", 0, len(data) // 3), (SINGLE,), (SINGLE,)]


@pytest.mark.parametrize(
    "command", [[b"CONFIG", b"SET", b"dir", b"/"], [b"SET", b"pb:x", b"a\0b"], [b"SET", b"p\0:x", b"a"]]
)
def test_what_no_server_of_ours_writes_is_damage(command: Command) -> None:
    assert list(aof.read("x", encode(command))) == [Damage("x", 0, len(encode(command)))]


def test_what_is_not_of_ours_may_hold_anything() -> None:
    command = [b"HSET", b"rq:job:1", b"data", b"x\x9c\0\r\n*1\r\n$8\r\nFLUSHALL\r\n"]
    assert steps_of(encode(command)) == [(command,)]


def data_folder(tmp_path: Path, **files: bytes) -> Path:
    for name, data in files.items():
        (tmp_path / f"appendonly.aof.{name.replace('_', '.')}").write_bytes(data)
    return tmp_path


@pytest.mark.parametrize("zeros", [0, 1, 70_000])
def test_zeros_at_the_end_are_cut_and_nothing_else(tmp_path: Path, zeros: int) -> None:
    kept = b"*1\r\n$1\r\n\0\r\n"
    folder = data_folder(tmp_path, manifest=b"file appendonly.aof.1.incr.aof seq 1 type i\n")
    file = data_folder(folder, **{"1_incr_aof": kept + bytes(zeros)}) / "appendonly.aof.1.incr.aof"
    assert aof.cut_zeros(folder) == ((file, len(kept)) if zeros else None)
    assert file.read_bytes() == kept


def test_the_files_are_found_without_a_manifest_too(tmp_path: Path) -> None:
    folder = data_folder(tmp_path, **{"9_base_aof": b"x", "10_base_aof": b"x", "9_incr_aof": b"x", "10_incr_aof": b"x"})
    assert aof.lacks_manifest(folder)
    files = aof.parts(folder)
    assert files.base == folder / "appendonly.aof.10.base.aof" and not files.listed
    assert [path.name for path in files.appended] == ["appendonly.aof.9.incr.aof", "appendonly.aof.10.incr.aof"]
    (folder / aof.MANIFEST).write_text(
        "file appendonly.aof.10.base.aof seq 10 type b\nfile appendonly.aof.9.incr.aof seq 9 type h\n"
        "file appendonly.aof.11.incr.aof seq 11 type i startoffset 5\n"
    )
    listed = aof.parts(folder)
    assert listed.listed and listed.missing == ("appendonly.aof.11.incr.aof",) and not aof.lacks_manifest(folder)
