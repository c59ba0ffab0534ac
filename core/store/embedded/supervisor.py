"""The supervisor: a small process of its own that starts the record's Valkey, restarts it, and stops it after its last user.

Run by path with the standard library alone, so that it starts fast and stays small. Three locks, freed by the kernel
however their holder dies, carry everything: `users.lock` (shared by the users), `guard.lock` (of the one supervisor) and
`record/server.lock` (inherited by the server itself). A pid in a lock is killed only while it holds it. SIGTERM: no restarts, no grace.
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

if sys.platform != "win32":  # there `core.store.embedded.server` refuses before it needs a lock
    import fcntl

USERS, GUARD, SERVER = "users.lock", "guard.lock", "server.lock"
LOG, FAILURE, SOCKET, KNOCK = "valkey.log", "failure.txt", "valkey.sock", "guard.knock"
_TICK = 0.5
_LONGEST_PAUSE = 2.0
_STOP_PATIENCE = 10.0
_SILENCE, _START = 2.0, 6.0  # seconds without an answer, after a first ping of 1 s; 6 while ours starts
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


def kill(path: Path | str) -> None:
    """Kill the process that holds this file's lock, as its pid in the file tells; where the system can tell, it must hold it."""
    with contextlib.suppress(OSError):
        pid = int(Path(path).read_bytes() or 0)
        if pid and is_locked(path) and _holds(pid, path):
            os.kill(pid, signal.SIGKILL)


def _holds(pid: int, path: Path | str) -> bool:
    if not Path("/proc/self/fdinfo").is_dir():  # macOS
        return True
    locked = [info.name for info in Path(f"/proc/{pid}/fdinfo").iterdir() if "FLOCK" in info.read_text()]
    return any(os.path.samestat(Path(f"/proc/{pid}/fd/{name}").stat(), Path(path).stat()) for name in locked)


def converse(path: str, commands: bytes) -> bytes:
    """What the server says to these inline commands until it hangs up; b"" when silent for a second."""
    with socket.socket(socket.AF_UNIX) as line, contextlib.suppress(OSError):
        line.settimeout(1.0)
        line.connect(path)
        line.sendall(commands)
        return b"".join(iter(lambda: line.recv(1 << 16), b""))
    return b""


class Supervisor:
    """Watches one home. Its working directory is the folder of the data, so a new one of that name is never mixed up with it."""

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
        self.silent_since: float | None = None
        self.woken, self._wake = os.pipe()
        os.set_blocking(self._wake, False)

    def run(self) -> None:
        """Tends the server until it has been without users for the grace, stops it, and returns."""
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: setattr(self, "draining", True))
        try:
            while not self._is_over():
                # A full disk or process table must not end the supervisor: the next tick tries again.
                with contextlib.suppress(OSError):
                    self._tend()
                if select.select([self.woken], [], [], min(_TICK, max(self.grace / 4, 0.05)))[0]:
                    os.read(self.woken, 4096)
            self._stop()
        except FileNotFoundError:
            if self.child:  # by its pid: its socket has gone with the folder, or is by now that of another server
                self.child.kill()

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
        """Whether a server holds its lock. FileNotFoundError if the folder was deleted or replaced under us."""
        if not os.path.samestat(os.fstat(self.lock_file), Path(SERVER).stat()):
            raise FileNotFoundError
        return is_locked(SERVER)

    def _tend(self) -> None:
        Path(KNOCK).unlink(missing_ok=True)
        self._reap()
        if self._is_alive():
            self._ping()
        elif not self.draining and (self.next_launch is None or time.monotonic() >= self.next_launch):
            self._launch()
        self._bound_log()

    def _ping(self) -> None:
        """Ask the server for a sign; one that hangs, or whose socket was deleted, is killed, and is started again."""
        answer, now = converse(self.path, b"PING\r\nQUIT\r\n"), time.monotonic()
        if answer.startswith(b"+PONG") and not self.ready:
            self.ready = True
            Path(FAILURE).unlink(missing_ok=True)
        if answer or self.silent_since is None:
            self.silent_since = None if answer else now
        elif now - self.silent_since >= (_START if self.child and not self.ready else _SILENCE) and not self.draining:
            kill(SERVER)

    def _launch(self) -> None:
        held = lock(SERVER)
        if held is None:
            return
        self.ready, self.launched, self.silent_since = False, time.monotonic(), None
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
                preexec_fn=lambda: os.pwrite(held, b"%-9d" % os.getpid(), 0),
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
        note = f"supervisor: Valkey {self.child.pid} ended with {code}\n"
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
        """Asks by the socket, which also stops an adopted server; one that does not listen is killed."""
        deadline = time.monotonic() + _STOP_PATIENCE
        while self._is_alive():
            converse(self.path, b"SHUTDOWN\r\n")
            if time.monotonic() > deadline:
                kill(SERVER)
            time.sleep(0.02)
        if self.child:
            self.child.wait()
        if (folder := Path(self.path).parent) != Path.cwd():
            with contextlib.suppress(OSError):
                folder.rmdir()


def main() -> None:
    """`supervisor.py HOME RECORD SOCKET BINARY MEMORY GRACE`, with the held `guard.lock` as an inherited descriptor."""
    home, record, path, binary, memory, grace = sys.argv[1:]
    if os.fork():
        os._exit(
            0
        )  # the process that started the supervisor need not reap it, and does not end it with its other children
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    os.umask(0o077)
    users = os.open(Path(home) / USERS, os.O_RDWR | os.O_CLOEXEC)
    (Path(home) / GUARD).write_bytes(b"%d" % os.getpid())
    os.chdir(record)
    # A bare name beside the data: the server then removes its own socket at the end, never that of a new folder.
    bound = SOCKET if Path(path).parent == Path.cwd() else path
    command = [binary, *_POLICY, "--maxmemory", memory, "--unixsocket", bound]
    Supervisor(users, command, path, float(grace)).run()


if __name__ == "__main__":
    main()
