"""The embedded Valkey: its first user starts it, the others join it, and a supervisor stops it after the last has gone.

A `Lease` makes a process a user until it is closed or its process dies, however it does. Forked children hold it too,
programs started by `exec` do not. The server is found by its locks and its socket alone; see `core/store/embedded/supervisor.py`.
"""

import contextlib
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self
from urllib.parse import quote

from core.errors import RecordDown
from core.store.embedded import supervisor
from core.store.embedded.paths import (
    DataFolder,
    check_room,
    explain,
    failure,
    find_binary,
    look_over,
    make_private,
    prepare,
    resolve,
    socket_path,
)

log = logging.getLogger("paperboy")

_POLL = 0.01
_PATIENCE = 20.0  # seconds a server may take to start, its loading included
_KNOCKS, _BETWEEN_KNOCKS = 20, 0.1
"""Looks, and seconds between them, for a supervisor to answer a knock; it looks every 0.5 s, or every 1.5 s while its server is silent."""
_MOST_SUPERVISORS = 3
_START = 1.0  # seconds a server mostly starts in
_LOOK = 2.0  # seconds between two looks of a process that keeps the server
_SHORT_GRACE = 0.1  # seconds a server of a throwaway home outlives its user, so that the folder can go at once


@dataclass(frozen=True)
class Server:
    """A running server: its unix socket, its process id, and whether this very call started it."""

    socket: str
    pid: int
    started: bool


class Lease:
    """Being a user of the server; one that is lost without `close` holds the server until the process ends."""

    def __init__(self, home: DataFolder, held: int, server: Server) -> None:
        self._home, self._held, self.server = home, held, server
        self._closed = threading.Event()
        self._keeper: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address as redis-py's `from_url` takes it."""
        return "unix://" + quote(self.server.socket)

    def ensure(self) -> Server:
        """The server, healthy and supervised: to be called after a lost connection, or every few seconds (it takes up to 0.5 s).

        A supervisor that does not answer a knock is killed, and a new one takes its place.
        Waits at most 20 s for a restart, and starts a new supervisor where the old one was killed.
        RecordDown if the server does not come back, if the home was deleted, or if the disk is full, so that the
        server would fall at the next write.
        """
        try:
            kept = os.path.samestat(os.fstat(self._held), (self._home.path / supervisor.USERS).stat())
        except FileNotFoundError:
            kept = False
        if not kept:
            raise RecordDown(_deleted(self._home.path))
        if is_stuck(self._home):
            supervisor.kill(self._home.path / supervisor.GUARD)
        server = _healthy(self._home, time.monotonic() + _PATIENCE)
        check_room(self._home.record)
        return server

    def keep(self) -> None:
        """See to the server from now on, every few seconds, in a thread; what is wrong for longer is logged."""
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    def _keep(self) -> None:
        while not self._closed.wait(_LOOK):
            try:
                self.ensure()
            except (RecordDown, OSError) as down:
                if not self._closed.is_set():
                    log.warning("%s", down)

    def close(self) -> None:
        """Ends being a user; again, and it does nothing."""
        self._closed.set()
        if self._keeper:
            self._keeper.join(_LOOK)
        held, self._held = self._held, -1
        if held >= 0:
            os.close(held)  # not unlocked: that would end the use of forked children too

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def join(home: Path, *, memory: str = "2gb", grace: float = 3.0, wait: float = _PATIENCE) -> Lease:
    """Becomes a user of the home's server, and starts it if none runs.

    `memory` is Valkey's maxmemory, `grace` the seconds the server outlives its last user (both are set by the process that starts
    it), `wait` the longest the call takes, loading included. RecordDown: no binary for this machine, a folder that
    cannot be written, damaged data, a full disk, or no answer in time.
    """
    binary = find_binary()
    place = DataFolder(prepare(home), binary, memory, grace)
    deadline = time.monotonic() + wait
    with contextlib.ExitStack() as undo:
        try:
            held = _share(place, deadline)
            undo.callback(os.close, held)
            lease = Lease(place, held, _healthy(place, deadline))
        except FileNotFoundError:
            raise RecordDown(_deleted(place.path)) from None
        undo.pop_all()
    return lease


def running(home: Path) -> Server | None:
    """The home's server if one answers; looking neither starts nor holds it."""
    record = resolve(home) / "record"
    if not record.is_dir():
        return None
    path = str(socket_path(record))
    pid = _answer(path)
    return Server(path, pid, started=False) if pid else None


@contextlib.contextmanager
def offline(home: Path, *, wait: float = _PATIENCE) -> Iterator[Path]:
    """The folder of the data while no server runs and none can start: to set damaged data aside, or to delete a home.

    Waits at most `wait` seconds for an unused server to be stopped. RecordDown while others use it.
    """
    place, deadline = prepare(home), time.monotonic() + wait
    while (locks := _seize(place)) is None:
        if time.monotonic() > deadline:
            raise RecordDown(f"Other Paperboy processes still use {place}: end them first.")
        time.sleep(_POLL)
    with locks:
        yield place / "record"


@contextlib.contextmanager
def throwaway(prefix: str) -> Iterator[Path]:
    """A temporary home with a running server; both are gone at the end, whenever SIGINT, SIGTERM or SIGHUP come. RecordDown as `join`.

    The signals wait while it is made and while it is removed: raised between two locks, one of them would stay held by
    this very process, and the home could not be removed. To be called in the main thread.
    """
    with contextlib.ExitStack() as undo:
        with signals_wait():
            home = Path(tempfile.mkdtemp(prefix=prefix))
            undo.callback(_remove, home)
            undo.enter_context(join(home, grace=_SHORT_GRACE))
        yield home


def _remove(home: Path) -> None:
    with signals_wait(), offline(home) as record:
        socket = socket_path(record).parent
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(socket, ignore_errors=True)


@contextlib.contextmanager
def signals_wait() -> Iterator[None]:
    """SIGINT, SIGTERM and SIGHUP wait until it is left. To be used in the main thread."""
    came: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        came.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])


def _seize(home: Path) -> contextlib.ExitStack | None:
    """All three locks, or None. A server that a killed supervisor left behind gets a new one, which ends it."""
    with contextlib.ExitStack() as taken:
        for name in (home / supervisor.GUARD, home / supervisor.USERS, home / "record" / supervisor.SERVER):
            held = supervisor.lock(name)
            if held is None:
                break
            taken.callback(os.close, held)
        else:
            return taken.pop_all()
    if name.name == supervisor.SERVER:
        join(home, grace=0.0).close()
    return None


def _deleted(home: Path) -> str:
    return f"{home} was deleted while Paperboy used it: end Paperboy and start it again."


def _share(home: DataFolder, deadline: float) -> int:
    """The users' lock; it is refused only while a supervisor stops the server, or while somebody works offline."""
    while (held := supervisor.lock(home.path / supervisor.USERS, shared=True)) is None:
        if time.monotonic() > deadline:
            raise RecordDown(f"Another process is stopping or restoring the record in {home.path}: try again soon.")
        time.sleep(_POLL)
    return held


def _healthy(home: DataFolder, deadline: float) -> Server:
    """Waits until the server answers and has a supervisor; where there is none, starts one, which starts or adopts it."""
    path, supervisors, begun = str(home.socket), 0, time.monotonic()
    before, last_failure = _answer(path), failure(home.record)
    while supervisors <= _MOST_SUPERVISORS:
        if (held := supervisor.lock(home.path / supervisor.GUARD)) is not None:
            supervisors += 1
            start_supervisor(home, held)
        if pid := _answer(path):
            return Server(path, pid, started=bool(supervisors) and not before)
        if (latest := failure(home.record))[0] not in (0, last_failure[0]):
            check_room(home.record)
            raise RecordDown(explain(latest[1], home.record))
        if time.monotonic() > deadline:
            break
        if time.monotonic() - begun > _START and is_stuck(home):
            supervisor.kill(home.path / supervisor.GUARD)
        time.sleep(_POLL)
    check_room(home.record)
    if supervisor.converse(path, b"PING\r\nQUIT\r\n").startswith(b"-LOADING"):
        raise RecordDown(f"The record in {home.record} is still being loaded: try again in a moment.")
    raise RecordDown(f"The record's Valkey does not answer at {path}: see {home.record / supervisor.LOG}.")


def _answer(path: str) -> int:
    """The server's process id once it serves; 0 while it loads or is silent."""
    reply = supervisor.converse(path, b"PING\r\nINFO server\r\nQUIT\r\n")
    match = re.search(rb"process_id:(\d+)", reply)
    return int(match[1]) if match and reply.startswith(b"+PONG") else 0


def is_stuck(home: DataFolder) -> bool:
    """Whether there is a supervisor that does not look any more; looks are counted, so that a pause of the machine counts as one."""
    knock = home.record / supervisor.KNOCK
    with contextlib.suppress(OSError):
        knock.touch()
        for _ in range(_KNOCKS):
            if not knock.exists() or not supervisor.is_locked(home.path / supervisor.GUARD):
                return False
            time.sleep(_BETWEEN_KNOCKS)
        return True
    return False


def start_supervisor(home: DataFolder, held: int) -> None:
    """Starts a supervisor that inherits the held `guard.lock`, so that the lock is never free in between."""
    script = [sys.executable, "-I", "-S", str(Path(supervisor.__file__))]
    arguments = [home.path, home.record, home.socket, home.binary, home.memory, home.grace]
    # No token may lie in the environment of processes that outlive us; some Pythons need their library path to start.
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "TZ") if name in os.environ}
    try:
        look_over(home.record)
        if home.socket.parent != home.record:
            make_private(home.socket.parent)
        with (home.record / supervisor.LOG).open("ab") as log:
            subprocess.run(
                [*script, *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=kept,
                pass_fds=(held,),
                start_new_session=True,
                check=False,
            )
    except OSError as error:
        raise RecordDown(f"The record's supervisor did not start: {error.strerror}.") from None
    finally:
        os.close(held)
