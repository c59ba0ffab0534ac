"""Commands in processes forked from one that has imported Paperboy, which spares each of them what a new interpreter costs.

`run` is `subprocess.run` of `python -m MODULE ...`: a process with an environment, a folder, streams and an end of its own.
"""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile

ROOT = Path(__file__).parents[1]
SECONDS = 60.0
"""What a command takes at most."""

SENT = 5
"""Files that come with a request: the request itself, the three streams, and the socket on which it is answered."""


class Forker:
    """The process that forks, started with the first command."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._door: socket.socket

    def run(
        self, *command: str, env: Mapping[str, str], cwd: Path, typed: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """What `python -m` with this command wrote, and its exit code. Its PYTHONPATH is the checkout's."""
        asked, (ours, theirs) = json.dumps([command, dict(env), str(cwd)]), socket.socketpair()
        with (
            ours,
            TemporaryFile("w+") as request,
            TemporaryFile("w+") as given,
            TemporaryFile("w+") as out,
            TemporaryFile("w+") as err,
        ):
            for file, text in (request, asked), (given, typed):
                file.write(text)
                file.seek(0)
            with theirs:
                socket.send_fds(self._begun(), [b"1"], [file.fileno() for file in (request, given, out, err, theirs)])
            ours.settimeout(SECONDS)
            pid = _number(ours)
            try:
                code = _number(ours)
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                raise subprocess.TimeoutExpired(command, SECONDS) from None
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(command, code, out.read(), err.read())

    def end(self) -> None:
        """End it, if it was started."""
        if self._process:
            self._door.close()
            self._process.wait(SECONDS)
            self._process = None

    def _begun(self) -> socket.socket:
        if not self._process:
            self._door, theirs = socket.socketpair()
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "tests.forks", str(theirs.fileno())], cwd=ROOT, pass_fds=[theirs.fileno()]
                )
        return self._door


FORKER = Forker()
"""That of this process; `tests.conftest` ends it."""


def _number(line: socket.socket) -> int:
    told = line.recv(8, socket.MSG_WAITALL)
    if len(told) < 8:
        raise EOFError("The process that forks commands has ended.")
    return int.from_bytes(told, "big", signed=True)


def _tell(line: socket.socket, number: int) -> None:
    line.sendall(number.to_bytes(8, "big", signed=True))


def serve(door: socket.socket) -> None:
    """Fork for each request; a child runs its command."""
    while fds := socket.recv_fds(door, 1, SENT)[1]:
        request, *streams, answer = fds
        with os.fdopen(request) as file, socket.socket(fileno=answer) as line:
            command, environ, folder = json.load(file)
            import_all("core")
            import_all(command[0])
            child = os.fork()
            if child:
                for stream in streams:
                    os.close(stream)
                _tell(line, child)
                _tell(line, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
                continue
        door.close()
        become(command, environ, folder, streams)
        return


def become(command: list[str], environ: dict[str, str], folder: str, streams: list[int]) -> None:
    """Run the command in this process, as `python -m` would."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
    sys.stderr = os.fdopen(2, "w", 1, errors="backslashreplace")
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    sys.path[0] = folder
    sys.argv[1:] = command[1:]
    try:
        runpy.run_module(command[0], run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        _end(ended.code)
    _end(0)


def _end(code: str | int | None) -> None:
    """End as the interpreter does, but for taking every module apart, which costs more than most commands."""
    if isinstance(code, str):
        print(code, file=sys.stderr)
        code = 1
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code or 0)


@cache
def import_all(name: str) -> None:
    """Import a package and all that is in it, but what runs it."""
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, f"{name}."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    gc.freeze()


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
