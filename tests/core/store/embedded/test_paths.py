"""The folder of the embedded record: its names, its rights, and what a user is told when it cannot serve."""

import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from redis import Redis

from core.errors import RecordDown
from core.store.embedded import server
from core.store.embedded.paths import explain, last_cut, make_private, room_warning

ROOT = Path(__file__).parents[4]
GRACE = 0.05


def fill(home: Path, keys: int) -> Path:
    """Stores some keys, waits until the server has ended, and returns the file that holds them."""
    with server.join(home, grace=GRACE) as lease:
        record = Redis.from_url(lease.url)
        for number in range(keys):
            record.set(f"key:{number}", "v" * 50)
    with server.offline(home) as folder:
        return folder / "appendonlydir" / "appendonly.aof.1.incr.aof"


@pytest.mark.parametrize("name", ["x" * 200, "with space", "Ünïcødé 論文", "per%20cent?and#hash", 'quote"and\\slash'])
def test_a_home_may_have_any_name(tmp_path: Path, name: str) -> None:
    place = tmp_path / name
    with server.join(place, grace=GRACE) as lease:
        socket = Path(lease.server.socket)
        assert Redis.from_url(lease.url).set("a", "b")
        assert len(os.fsencode(socket)) <= 100
        assert (socket.stat().st_mode & 0o777, socket.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    with server.offline(place) as folder:
        assert (folder / "appendonlydir").is_dir()
        assert not socket.exists()
        assert socket.parent == folder or not socket.parent.exists()


def test_every_name_of_a_home_leads_to_one_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "home"
    (tmp_path / "link").symlink_to(home)
    with (
        server.join(home, grace=GRACE) as first,
        server.join(Path("home")) as second,
        server.join(Path("link")) as third,
    ):
        assert first.url == second.url == third.url


def test_two_homes_have_two_servers(tmp_path: Path) -> None:
    with server.join(tmp_path / "one", grace=GRACE) as first, server.join(tmp_path / "other", grace=GRACE) as other:
        assert first.server.pid != other.server.pid
        Redis.from_url(first.url).set("a", "b")
        assert Redis.from_url(other.url).dbsize() == 0


def test_the_server_syncs_every_write_evicts_nothing_and_hides_from_others(tmp_path: Path) -> None:
    with server.join(tmp_path, memory="64mb", grace=GRACE) as lease:
        record = Redis.from_url(lease.url, decode_responses=True)
        policy = {"appendonly": "yes", "appendfsync": "always", "save": "", "maxmemory-policy": "noeviction"}
        policy |= {"maxmemory": str(64 << 20), "port": "0", "unixsocketperm": "600"}
        record.set("a", "b")
        assert record.config_get(*policy) == policy
        assert [path for path in (tmp_path / "record").rglob("*") if path.stat().st_mode & 0o077] == []


def test_looking_for_a_server_makes_none(tmp_path: Path) -> None:
    assert server.running(tmp_path / "nothing") is None
    assert list(tmp_path.iterdir()) == []


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RecordDown, match=r"cannot write in .*file/home .*PAPERBOY_HOME"):
        server.join(tmp_path / "file" / "home")


def test_a_machine_without_a_binary_is_told_what_to_set() -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from core.store.embedded import server; server.join('home')"
    output = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False
    ).stderr
    assert "RecordDown: There is no Valkey for this machine" in output
    assert "Set REDIS_URL" in output


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("open", "link"):
        with pytest.raises(RecordDown, match="not a private folder"):
            make_private(tmp_path / name)


def test_damaged_data_are_named_in_one_sentence_and_can_be_set_aside(tmp_path: Path) -> None:
    data = fill(tmp_path, 500)
    with data.open("r+b") as damaged:
        damaged.seek(data.stat().st_size // 2)
        damaged.write(bytes(64))
    for _ in range(2):
        with pytest.raises(RecordDown) as refused:
            server.join(tmp_path, grace=GRACE)
        assert str(refused.value) == (
            f"The record is damaged in {data}: `paperboy restore` puts the newest good backup back,"
            " `paperboy salvage` keeps what can still be read."
        )
    with server.offline(tmp_path) as folder:
        (folder / "appendonlydir").rename(folder / "damaged")
    with server.join(tmp_path, grace=GRACE) as lease:
        assert Redis.from_url(lease.url).dbsize() == 0


def test_a_cut_tail_costs_only_the_cut_write(tmp_path: Path) -> None:
    data = fill(tmp_path, 100)
    os.truncate(data, data.stat().st_size - 10)
    with server.join(tmp_path, grace=GRACE) as lease:
        record = Redis.from_url(lease.url)
        assert (record.dbsize(), record.exists("key:99")) == (99, 0)
    assert last_cut(tmp_path / "record").startswith(f"{data.name} at byte ")


def test_zeros_where_the_log_grew_and_was_not_written_cost_nothing_and_are_told(tmp_path: Path) -> None:
    data = fill(tmp_path, 100)
    assert last_cut(tmp_path / "record") == ""
    length = data.stat().st_size
    with data.open("ab") as grown:
        grown.write(bytes(4096))
    with server.join(tmp_path, grace=GRACE) as lease:
        assert Redis.from_url(lease.url).dbsize() == 100
    assert re.fullmatch(rf"{data.name} at byte {length}, on .*20\d\d \d\d:.*", last_cut(tmp_path / "record"))


def test_data_without_their_manifest_are_refused_and_not_begun_anew(tmp_path: Path) -> None:
    data = fill(tmp_path, 100)
    (data.parent / "appendonly.aof.manifest").unlink()
    for _ in range(2):
        with pytest.raises(RecordDown, match=r"damaged in .*appendonly\.aof\.manifest: `paperboy restore`"):
            server.join(tmp_path, grace=GRACE)
    assert data.stat().st_size


def test_half_written_copies_of_a_killed_server_are_cleared_away(tmp_path: Path) -> None:
    fill(tmp_path, 1)
    (tmp_path / "record" / "temp-rewriteaof-123.aof").touch()
    with server.join(tmp_path, grace=GRACE):
        assert not list((tmp_path / "record").glob("temp-*"))


@pytest.mark.parametrize(
    ("log_text", "phrase"),
    [
        ("# Write error writing append only file on disk: No space left on device", "is full"),
        ("# Can't open the append-only file: Permission denied", "cannot write in"),
        (
            "# Error reading the RDB base file appendonly.aof.2.base.rdb, AOF loading aborted",
            "appendonly.aof.2.base.rdb:",
        ),
        ("# The AOF manifest file contains too long line", "appendonly.aof.manifest:"),
        (
            "=== VALKEY BUG REPORT START: Cut & paste starting from here ===",
            "is damaged in /home/me/record/appendonlydir:",
        ),
        ("# Failed opening Unix socket: bind: Operation not supported", "knows no unix sockets"),
        ("[Errno 2] No such file or directory: '/x/_binaries/linux-x86_64/valkey-server'", "Set REDIS_URL"),
        ("1:M # out of luck. Exiting.\n", "did not start (out of luck): see"),
        ("", "did not start (no answer): see"),
    ],
)
def test_what_the_server_says_becomes_one_sentence(log_text: str, phrase: str) -> None:
    sentence = explain(log_text, Path("/home/me/record"))
    assert phrase in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("free", "warning"),
    [
        (4000, "The disk that holds {} is full: free some space, then try again."),
        (
            3_000_000,
            "The disk that holds {} has 3 MB left, and Paperboy's files there take 4 MB: free some space soon.",
        ),
        (4_000_000, ""),
    ],
)
def test_a_disk_that_is_full_or_has_less_room_than_is_taken_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, warning: str
) -> None:
    (tmp_path / "record").mkdir()
    (tmp_path / "record/held").write_bytes(bytes(4_000_000))
    monkeypatch.setattr(os, "statvfs", lambda folder: SimpleNamespace(f_bavail=free, f_bfree=free, f_frsize=1))
    assert room_warning(tmp_path) == warning.format(tmp_path)
