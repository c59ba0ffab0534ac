"""The guard: a small process of its own that starts the record's Valkey, restarts it, and stops it after its last user.

Run by path with the standard library alone, so that it starts fast and stays small. Three locks, freed by the kernel
however their holder dies, carry everything: `users.lock` (shared by the users), `guard.lock` (of the one guard) and
`record/server.lock` (inherited by the server itself); no pid is trusted. SIGTERM: no restarts, no grace any more.
"""

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

if sys.platform != "win32":  # there `core.server` refuses before it needs a lock
    import fcntl

USERS, GUARD, SERVER = "users.lock", "guard.lock", "server.lock"
LOG, FAILURE, SOCKET = "valkey.log", "failure.txt", "valkey.sock"
_TICK = 0.5
_LONGEST_PAUSE = 2.0
_STOP_PATIENCE = 10.0
_LOG_LIMIT, _LOG_KEPT = 1 << 20, 1 << 16
_POLICY = (
    *("--port", "0", "--unixsocketperm", "600", "--dir", ".", "--daemonize", "no", "--logfile", ""),
    *("--appendonly", "yes", "--appendfsync", "always", "--aof-load-truncated", "yes", "--save", ""),
    *("--aof-use-rdb-preamble", "no"),  # plain commands alone: what surrounds a damage can be read
    *("--maxmemory-policy", "noeviction"),
)


def lock(path: Path | str, *, shared: bool = False) -> int | None:
    """The descriptor that holds this file's lock, or None while others do; never waits, makes no file (OSError)."""
    held = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(held, fcntl.LOCK_NB | (fcntl.LOCK_SH if shared else fcntl.LOCK_EX))
    except BlockingIOError:
        os.close(held)
        return None
    return held


def is_locked(path: Path | str) -> bool:
    """Whether some process holds the lock on this file."""
    held = lock(path)
    if held is not None:
        os.close(held)
    return held is None


def converse(path: str, commands: bytes, *, patience: float = 2.0) -> bytes:
    """What the server says to these inline commands until it hangs up; b"" when silent for `patience` seconds."""
    with socket.socket(socket.AF_UNIX) as line, contextlib.suppress(OSError):
        line.settimeout(patience)
        line.connect(path)
        line.sendall(commands)
        return b"".join(iter(lambda: line.recv(1 << 16), b""))
    return b""


class Guard:
    """Watches one home. Its working directory is the folder of the data, so one made anew is never mixed up with it."""

    def __init__(self, users: int, command: list[str], path: str, grace: float) -> None:
        self.users, self.command, self.path, self.grace = users, command, path, grace
        self.log = os.open(LOG, os.O_RDWR | os.O_APPEND)
        self.lock_file = os.open(SERVER, os.O_RDWR)
        self.child: subprocess.Popen[bytes] | None = None
        self.ready = self.draining = False
        self.log_start = 0
        self.pause = 0.0
        self.launched: float | None = None
        self.next_launch: float | None = None
        self.idle_since: float | None = None
        self.woken, self._wake = os.pipe()
        os.set_blocking(self._wake, False)

    def run(self) -> None:
        """Tends the server until it has been without users for the grace, stops it, and returns."""
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, self._drain)
        try:
            while not self._is_over():
                # A full disk or process table must not end the guard: the next tick tries again.
                with contextlib.suppress(OSError):
                    self._tend()
                if select.select([self.woken], [], [], min(_TICK, max(self.grace / 4, 0.05)))[0]:
                    os.read(self.woken, 4096)
            self._stop()
        except FileNotFoundError:
            self._abandon()

    def _drain(self, *_: object) -> None:
        self.draining = True

    def _is_over(self) -> bool:
        """Whether the server is wanted no more; the users' lock is then ours, and newcomers wait until we are gone."""
        alive = self._is_alive()
        try:
            fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.idle_since = None
            return self.draining and not alive
        now = time.monotonic()
        self.idle_since = now if self.idle_since is None else self.idle_since
        if self.draining or not alive or now - self.idle_since >= self.grace:
            return True
        fcntl.flock(self.users, fcntl.LOCK_UN)
        return False

    def _is_alive(self) -> bool:
        """Whether a server holds its lock. FileNotFoundError if the folder was deleted or made anew under us."""
        if not os.path.samestat(os.fstat(self.lock_file), Path(SERVER).stat()):
            raise FileNotFoundError
        return is_locked(SERVER)

    def _tend(self) -> None:
        self._reap()
        if self._is_alive():
            if not self.ready and converse(self.path, b"PING\r\nQUIT\r\n").startswith(b"+PONG"):
                self.ready = True
                Path(FAILURE).unlink(missing_ok=True)
        elif not self.draining and (self.next_launch is None or time.monotonic() >= self.next_launch):
            self._launch()
        self._bound_log()

    def _launch(self) -> None:
        held = lock(SERVER)
        if held is None:
            return
        self.ready, self.launched = False, time.monotonic()
        self.log_start = os.fstat(self.log).st_size
        for unfinished in Path().glob("temp-*"):  # a killed server leaves its half-written copies behind
            unfinished.unlink()
        try:
            self.child = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=self.log,
                stderr=self.log,
                pass_fds=(held,),  # the server holds its lock itself, for exactly as long as it lives
                start_new_session=True,
            )
        except OSError as error:
            self._back_off()
            self._report(str(error).encode())
        finally:
            os.close(held)

    def _reap(self) -> None:
        """Notes the end of our own server: a start that failed is reported, and the next one waits longer each time."""
        if self.child is None or (code := self.child.poll()) is None:
            return
        note = f"guard: Valkey {self.child.pid} ended with {code}\n"
        self.child = None
        self._back_off()
        if not self.ready and code not in (0, -signal.SIGKILL):
            size = os.fstat(self.log).st_size
            self._report(os.pread(self.log, 4096, max(self.log_start, size - 4096)))
        os.write(self.log, note.encode())

    def _back_off(self) -> None:
        now = time.monotonic()
        steady = self.launched is not None and now - self.launched >= _LONGEST_PAUSE
        self.pause = 0.0 if steady else min(_LONGEST_PAUSE, self.pause * 2 or 0.1)
        self.next_launch = now + self.pause

    def _report(self, why: bytes) -> None:
        fresh = Path(FAILURE + ".new")
        with contextlib.suppress(OSError):  # on a full disk an empty file must do
            fresh.write_bytes(why)
        fresh.replace(FAILURE)

    def _bound_log(self) -> None:
        size = os.fstat(self.log).st_size
        if size > _LOG_LIMIT:
            kept = os.pread(self.log, _LOG_KEPT, size - _LOG_KEPT)
            os.ftruncate(self.log, 0)
            os.write(self.log, kept)
            self.log_start = 0

    def _stop(self) -> None:
        """Asks by the socket, which also stops an adopted server; only our own can be killed if it does not listen."""
        deadline = time.monotonic() + _STOP_PATIENCE
        while self._is_alive():
            converse(self.path, b"SHUTDOWN\r\n")
            if self.child and time.monotonic() > deadline:
                self.child.kill()
            time.sleep(0.02)
        if self.child:
            self.child.wait()
        if Path(self.path).parent != Path.cwd():
            with contextlib.suppress(OSError):
                Path(self.path).parent.rmdir()

    def _abandon(self) -> None:
        """Ends our server by its pid: its socket has gone with the folder, or is by now that of another server."""
        if self.child:
            self.child.terminate()
            try:
                self.child.wait(_STOP_PATIENCE)
            except subprocess.TimeoutExpired:
                self.child.kill()


def main() -> None:
    """`guard.py HOME RECORD SOCKET BINARY MEMORY GRACE`, with the held `guard.lock` as an inherited descriptor."""
    home, record, path, binary, memory, grace = sys.argv[1:]
    if os.fork():
        os._exit(0)  # whoever started the guard need not reap it, and does not end it with its other children
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    os.umask(0o077)
    users = os.open(Path(home) / USERS, os.O_RDWR | os.O_CLOEXEC)
    os.chdir(record)
    # A bare name beside the data: the server then removes its own socket at the end, never that of a folder made anew.
    bound = SOCKET if Path(path).parent == Path.cwd() else path
    command = [binary, *_POLICY, "--maxmemory", memory, "--unixsocket", bound]
    Guard(users, command, path, float(grace)).run()


if __name__ == "__main__":
    main()
