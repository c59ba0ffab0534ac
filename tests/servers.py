"""Servers for the record, as processes on a unix socket: the embedded Valkey, the oldest Redis, and one that claims to be older."""

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from core.store.embedded.paths import find_binary

OLDEST = shutil.which("redis-server") or "redis-server"
"""Debian 12's is 7.0, the oldest that Paperboy takes."""

LOGGED = ("--appendonly", "yes", "--appendfsync", "always")


def needs(present: object, reason: str) -> pytest.MarkDecorator:
    """Skip a test with a reason where something is not installed; with CI=true nothing is skipped, so that the test fails there."""
    return pytest.mark.skipif(not present and os.environ.get("CI") != "true", reason=reason)


needs_redis = needs(shutil.which("redis-server"), "there is no redis-server here (Debian: apt install redis-server)")


@contextmanager
def serving(folder: Path, *options: str, binary: str = "") -> Iterator[str]:
    """The address of a server of its own with these options; it keeps no log unless they say so."""
    path = folder / "s"
    command = [binary or find_binary(), "--port", "0", "--unixsocket", str(path), "--dir", str(folder), "--save", ""]
    with subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + 10
            while not _listens(path):
                assert process.poll() is None and time.monotonic() < deadline, "the server did not start"
                time.sleep(0.01)
            yield f"unix://{path}"
        finally:
            process.kill()


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        return path.exists() and line.connect_ex(str(path)) == 0


@contextmanager
def claiming(url: str, folder: Path, **claims: bytes) -> Iterator[str]:
    """The address of a proxy before a server, which changes what INFO answers; each claim is as long as what it replaces."""
    path = str(folder / "p")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(path)
        door.listen()
        threading.Thread(target=_accept, args=(door, url.removeprefix("unix://"), claims), daemon=True).start()
        yield f"unix://{path}"
        door.shutdown(socket.SHUT_RDWR)


def _accept(door: socket.socket, server: str, claims: dict[str, bytes]) -> None:
    with suppress(OSError):
        while True:
            client, _ = door.accept()
            behind = socket.socket(socket.AF_UNIX)
            behind.connect(server)
            threading.Thread(target=_pass, args=(client, behind, {}), daemon=True).start()
            threading.Thread(target=_pass, args=(behind, client, claims), daemon=True).start()


def _pass(source: socket.socket, target: socket.socket, claims: dict[str, bytes]) -> None:
    with suppress(OSError):
        while data := source.recv(1 << 20):
            for found, claimed in claims.items():
                assert len(found) == len(claimed)
                data = data.replace(found.encode(), claimed)
            target.sendall(data)
        target.shutdown(socket.SHUT_RDWR)
