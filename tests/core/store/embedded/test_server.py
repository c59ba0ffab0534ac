"""The embedded server under its guard, with real processes and real kills."""

import fcntl
import itertools
import os
import pty
import shutil
import signal
import subprocess
import tempfile
import termios
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import pytest
from redis import Redis

from core.errors import RecordDown
from core.store.embedded import server, supervisor
from tests.core.store.embedded.server_user import GRACE, User, until


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home; after the test its server must be gone by itself, whatever was killed."""
    place = tmp_path / "home"
    yield place
    with server.offline(place, wait=10):
        assert server.running(place) is None


def parent(pid: int) -> int:
    return int(subprocess.check_output(["ps", "-o", "ppid=", "-p", str(pid)]))


def is_free(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def log(home: Path) -> str:
    return (home / "record" / supervisor.LOG).read_text()


def test_the_server_outlives_its_starter_ends_after_its_last_user_and_keeps_all_data(home: Path) -> None:
    first = User(home)
    started = first.joined()
    assert started["started"] and first.say("set a") == "True"
    second = User(home)
    assert second.joined() == started | {"started": False}
    first.kill()
    alone, stored = time.monotonic(), ["a"]
    while time.monotonic() < alone + 3 * GRACE:
        stored.append(f"b{len(stored)}")
        assert second.say(f"set {stored[-1]}") == "True"
    assert second.say("ensure") == str(started["pid"])
    second.kill()
    with server.offline(home, wait=10):
        assert server.running(home) is None
    third = User(home)
    again = third.joined()
    assert again["started"] and again["pid"] != started["pid"]
    assert set(Redis.from_url(again["url"], decode_responses=True).scan_iter()) == set(stored)
    third.leave()


def test_control_c_in_the_terminal_that_started_it_stops_no_server(home: Path) -> None:
    keyboard, terminal = pty.openpty()
    first = User(
        home,
        stdin=terminal,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(terminal, termios.TIOCSCTTY, 0),
    )
    started = first.joined()
    second = User(home)
    second.joined()
    watching = parent(started["pid"])
    os.write(keyboard, b"\x03")
    assert first.process.wait(120) == -signal.SIGINT
    os.close(terminal)
    os.close(keyboard)
    interrupted = time.monotonic()
    while time.monotonic() < interrupted + 3 * GRACE:
        assert second.say("set b") == "True"
    assert second.say("ensure") == str(started["pid"])
    assert parent(started["pid"]) == watching
    assert "SIGINT" not in log(home)
    first.process.stdout.close()
    second.leave()


def test_a_killed_server_comes_back_with_every_acknowledged_write(home: Path) -> None:
    user = User(home)
    joined = user.joined()
    keys = [f"k{number}" for number in range(300)]
    assert {user.say(f"set {key}") for key in keys} == {"True"}
    os.kill(joined["pid"], signal.SIGKILL)
    until(lambda: (now := server.running(home)) and now.pid != joined["pid"])
    until(lambda: f"Valkey {joined['pid']} ended with -9" in log(home))
    assert int(user.say("ensure")) == server.running(home).pid
    assert user.say("set after") == "True"
    assert Redis.from_url(joined["url"]).exists(*keys, "after") == len(keys) + 1
    user.leave()


@pytest.mark.parametrize("by", ["a newcomer", "a user"])
def test_a_server_whose_guard_was_killed_is_adopted(home: Path, by: str) -> None:
    with server.join(home, grace=GRACE) as lease:
        dead = parent(lease.server.pid)
        os.kill(dead, signal.SIGKILL)
        until(lambda: not supervisor.is_locked(home / supervisor.GUARD))
        assert server.running(home).pid == lease.server.pid
        if by == "a user":
            assert lease.ensure() == server.Server(lease.server.socket, lease.server.pid, started=False)
        else:
            user = User(home)
            assert user.joined() == {"url": lease.url, "pid": lease.server.pid, "started": False}
            user.leave()
        assert supervisor.is_locked(home / supervisor.GUARD)
    with server.offline(home, wait=10):
        assert "ready to exit" in log(home)


def test_an_adopted_server_that_is_killed_comes_back_too(home: Path) -> None:
    with server.join(home, grace=GRACE) as lease:
        os.kill(parent(lease.server.pid), signal.SIGKILL)
        until(lambda: not supervisor.is_locked(home / supervisor.GUARD))
        lease.ensure()
        os.kill(lease.server.pid, signal.SIGKILL)
        until(lambda: (now := server.running(home)) and now.pid != lease.server.pid)
        assert Redis.from_url(lease.url).set("a", "b")


def test_after_guard_server_and_user_are_all_killed_the_next_user_finds_the_data(home: Path) -> None:
    user = User(home)
    joined = user.joined()
    assert user.say("set a") == "True"
    os.kill(parent(joined["pid"]), signal.SIGKILL)
    os.kill(joined["pid"], signal.SIGKILL)
    user.kill()
    until(lambda: not supervisor.is_locked(home / "record" / supervisor.SERVER))
    assert Path(server.socket_path(home / "record")).is_socket()
    with server.join(home, grace=GRACE) as lease:
        assert lease.server.started
        assert Redis.from_url(lease.url).get("a") == b"A"


def test_a_guard_asked_to_end_leaves_the_server_to_its_users_and_waits_no_grace_after_them(home: Path) -> None:
    with server.join(home, grace=3600) as lease:
        os.kill(parent(lease.server.pid), signal.SIGTERM)
        user = User(home)
        assert user.joined()["pid"] == lease.server.pid
        assert user.say("set a") == "True"
        user.leave()
    with server.offline(home, wait=10):
        assert "ready to exit" in log(home)


def test_a_server_stopped_by_hand_is_started_again_for_its_users(home: Path) -> None:
    with server.join(home, grace=GRACE) as lease:
        os.kill(lease.server.pid, signal.SIGTERM)
        until(lambda: "ended with 0" in log(home))
        assert lease.ensure().pid != lease.server.pid


def test_ten_users_at_once_start_one_server(home: Path) -> None:
    users = [User(home) for _ in range(10)]
    joined = [user.joined() for user in users]
    assert len({each["pid"] for each in joined}) == 1
    assert sum(each["started"] for each in joined) == 1
    for user in users:
        user.leave()
    with server.offline(home):
        assert log(home).count("Ready to accept connections") == 1


@pytest.mark.parametrize("end", ["kill", "leave"])
def test_a_forked_child_holds_the_server_after_its_parent(home: Path, tmp_path: Path, end: str) -> None:
    user = User(home)
    joined = user.joined()
    assert int(user.say(f"fork {tmp_path / 'done'}")) > 0
    getattr(user, end)()
    held_until = time.monotonic() + 3 * GRACE
    while time.monotonic() < held_until:
        assert server.running(home).pid == joined["pid"]
        time.sleep(0.1)
    (tmp_path / "done").touch()


def test_nobody_goes_offline_under_a_user(home: Path) -> None:
    with (
        server.join(home, grace=GRACE),
        pytest.raises(RecordDown, match="end them first"),
        server.offline(home, wait=0.2),
    ):
        pass


def test_nobody_joins_while_somebody_is_offline(home: Path) -> None:
    with server.offline(home), pytest.raises(RecordDown, match="try again soon"):
        server.join(home, wait=0.2)


def test_who_waits_for_a_home_that_is_then_deleted_is_told(home: Path) -> None:
    with ThreadPoolExecutor() as pool:
        with server.offline(home) as folder:
            (folder / supervisor.LOG).unlink()
            waiting = pool.submit(server.join, home)
            until((folder / supervisor.LOG).exists)
            shutil.rmtree(home)
        with pytest.raises(RecordDown, match="was deleted"):
            waiting.result(20)


def test_a_server_whose_home_is_deleted_ends_and_its_users_are_told(home: Path) -> None:
    with server.join(home, grace=GRACE) as lease:
        lock = os.open(home / "record" / supervisor.SERVER, os.O_RDWR)
        shutil.rmtree(home)
        with pytest.raises(RecordDown, match="was deleted while Paperboy used it"):
            lease.ensure()
        until(lambda: is_free(lock))
        os.close(lock)
        with server.join(home, grace=GRACE) as fresh, pytest.raises(RecordDown, match="was deleted"):
            assert fresh.server.started
            lease.ensure()


def guard_of(home: Path) -> int:
    return int((home / supervisor.GUARD).read_bytes() or 0)


def is_frozen(pid: int) -> bool:
    """Whether a process is stopped or gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] in "TZ"
    except FileNotFoundError:
        return True


linux = pytest.mark.skipif(not Path("/proc/self/fdinfo").is_dir(), reason="only Linux shows who is stopped")
"""What is mended works on macOS too; how these tests look at it does not."""


@pytest.mark.parametrize("fault", ["socket deleted", "server hangs"])
@linux
def test_a_server_that_cannot_be_spoken_to_is_put_right_by_its_guard(home: Path, fault: str) -> None:
    with server.join(home, grace=GRACE) as lease:
        assert Redis.from_url(lease.url).set("a", "b")
        if fault == "socket deleted":
            Path(lease.server.socket).unlink()
        else:
            os.kill(lease.server.pid, signal.SIGSTOP)
        until(lambda: (now := server.running(home)) and now.pid != lease.server.pid)
        assert Redis.from_url(lease.url).get("a") == b"b"


@pytest.mark.parametrize("fault", ["guard only", "socket deleted", "server hangs", "server killed"])
@pytest.mark.parametrize("finder", ["a keeper", "a newcomer"])
@linux
def test_a_stopped_guard_is_replaced_and_so_is_what_fell_meanwhile(home: Path, fault: str, finder: str) -> None:
    with server.join(home, grace=GRACE) as lease:
        assert Redis.from_url(lease.url).set("a", "b")
        stopped = guard_of(home)
        os.kill(stopped, signal.SIGSTOP)
        if fault == "socket deleted":
            Path(lease.server.socket).unlink()
        elif fault != "guard only":
            os.kill(lease.server.pid, signal.SIGSTOP if fault == "server hangs" else signal.SIGKILL)
        if finder == "a keeper" or fault == "guard only":
            lease.keep()
            until(
                lambda: guard_of(home) != stopped and not is_frozen(guard_of(home)) and server.running(home), seconds=10
            )
        else:
            server.join(home, grace=GRACE, wait=10).close()
        assert Redis.from_url(lease.url).get("a") == b"b"
        assert is_frozen(stopped)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("call", range(1, 4))
def test_a_throwaway_home_goes_even_if_it_is_interrupted_while_its_locks_are_taken(
    call: int, ending: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    lock, calls = supervisor.lock, itertools.count(1)

    def interrupted(*args: Any, **kwargs: Any) -> int | None:
        held = lock(*args, **kwargs)
        if next(calls) == call:
            signal.raise_signal(ending)
        return held

    def leave(number: int, frame: FrameType | None) -> NoReturn:
        raise InterruptedError(number)

    monkeypatch.setattr(supervisor, "lock", interrupted)
    before = signal.signal(ending, leave)
    try:
        with pytest.raises(InterruptedError), server.throwaway("home-"):
            pass
    finally:
        signal.signal(ending, before)
    assert list(tmp_path.iterdir()) == []
