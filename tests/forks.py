"""Processes of Paperboy forked from one that has imported it, which spares each of them what a new interpreter costs.

`Forked` is `subprocess.Popen`, and `run` is `subprocess.run`: a process with an environment, a folder, streams, a group and an end of its
own, that can be stopped and killed. A command that is no `python -m` of ours, or that finds packages of others first, is started as ever;
so is whatever an ordinary process starts. What a forked process starts is forked too.
"""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import random
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile, mkdtemp
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
SECONDS = 60.0
"""What a command takes at most."""

OURS = ("core", "workers", "bots", "tests")
OPTIONS = ([], QUIET := ["-W", "ignore"], SAFE := ["-P"])
"""Those of Python that a forked process heeds."""

SESSION = -1
"""In place of a group: a session of its own, and so a group."""

NUMBER = 8
"""Bytes of each number that is sent back: the process's id, later the status with which it ended."""


class Command(NamedTuple):
    """What a process runs: options of Python, a module and its arguments, and where."""

    module: str
    arguments: list[str]
    options: list[str]
    environ: dict[str, str]
    folder: str
    group: int

    @classmethod
    def of(cls, words: list[str], env: Mapping[str, str] | None, cwd: Any, group: int) -> "Command | None":
        """That of a command line, or None for one that cannot be forked."""
        environ = dict(os.environ if env is None else env)
        *first, last = environ.get("PYTHONPATH", "").split(os.pathsep)
        ours = last == str(ROOT) and all(Path(path).is_relative_to(ROOT / "tests") for path in first)
        if words[:1] != [sys.executable] or "-m" not in words or not ours:
            return None
        at = words.index("-m")
        options, module, arguments = words[1:at], words[at + 1], words[at + 2 :]
        if options not in OPTIONS or module.partition(".")[0] not in OURS:
            return None
        return cls(module, arguments, options, environ, os.fspath(cwd or Path.cwd()), group)


class Forker:
    """The process that forks, started with the first command; a forked process knows that of its own origin."""

    def __init__(self, door: str = "") -> None:
        self._door = door
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, command: Command, streams: list[int]) -> socket.socket:
        """Let a process run a command with these three streams; its numbers come from the socket."""
        line = socket.socket(socket.AF_UNIX)
        line.connect(self._opened())
        asked = json.dumps(command).encode()
        socket.send_fds(line, [len(asked).to_bytes(NUMBER, "big")], streams)
        line.sendall(asked)
        return line

    def run(
        self, *command: str, env: Mapping[str, str], cwd: Path, typed: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """What `python -m` with this command wrote, and its exit code. Its PYTHONPATH is the checkout's."""
        with TemporaryFile("w+") as given, TemporaryFile("w+") as out, TemporaryFile("w+") as err:
            given.write(typed)
            given.seek(0)
            words = [sys.executable, "-m", *command]
            with Forked(words, env=env, cwd=cwd, stdin=given, stdout=out, stderr=err) as process:
                try:
                    code = process.wait(SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
                    raise
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(command, code, out.read(), err.read())

    def end(self) -> None:
        """End it, if it was started here."""
        if self._process and self._process.stdin:
            self._process.stdin.close()
            self._process.wait(SECONDS)
            Path(self._door).unlink()
            Path(self._door).parent.rmdir()
            self._process, self._door = None, ""

    def _opened(self) -> str:
        if not self._door:
            self._door = f"{mkdtemp()}/forker"
            with socket.socket(socket.AF_UNIX) as door:
                door.bind(self._door)
                door.listen(64)
                command = [sys.executable, "-m", "tests.forks", str(door.fileno()), self._door]
                self._process = START(command, cwd=ROOT, pass_fds=[door.fileno()], stdin=subprocess.PIPE)
        return self._door


START = subprocess.Popen
FORKER = Forker()
"""That of this process; `tests.conftest` ends it."""


class Forked(subprocess.Popen[Any]):
    """A process that is forked where its command can be."""

    _line: socket.socket | None = None

    def _execute_child(
        self, args: Any, executable: Any, preexec_fn: Any, close_fds: Any, pass_fds: Any, *more: Any
    ) -> None:
        cwd, env, _, _, _, *pipes = more[:11]
        groups = more[-2:]
        group = SESSION if groups[0] else {-1: os.getpgrp(), 0: 0}.get(groups[1])
        words = [os.fspath(word) for word in args] if isinstance(args, (list, tuple)) else []
        plain = executable is None and preexec_fn is None and not pass_fds and group is not None
        command = Command.of(words, env, cwd, group or 0) if plain else None
        if not command:
            super()._execute_child(args, executable, preexec_fn, close_fds, pass_fds, *more)
            return
        ends = zip(range(3), (pipes[0], pipes[3], pipes[5]), strict=True)
        self._line = FORKER.ask(command, [number if end == -1 else end for number, end in ends])
        self.pid = _number(self._line)
        self._child_created = True
        self._close_pipe_fds(*pipes)

    def _internal_poll(self, *given: Any, **more: Any) -> int | None:
        if self._line is None:
            return super()._internal_poll(*given, **more)
        if self.returncode is None and select.select([self._line], [], [], 0)[0]:
            self._handle_exitstatus(_number(self._line))
        return self.returncode

    def _try_wait(self, wait_flags: int) -> tuple[int, int]:
        if self._line is None:
            return super()._try_wait(wait_flags)
        if wait_flags and not select.select([self._line], [], [], 0)[0]:
            return 0, 0
        return self.pid, _number(self._line)


def _number(line: socket.socket) -> int:
    number = line.recv(NUMBER, socket.MSG_WAITALL)
    if len(number) < NUMBER:
        raise EOFError("The process that forks commands has ended.")
    return int.from_bytes(number, "big", signed=True)


def serve(door: socket.socket, name: str) -> None:
    """Fork for each request, until standard input ends."""
    while 0 not in select.select([door, 0], [], [])[0]:
        line = door.accept()[0]
        with line:
            length, streams, _, _ = socket.recv_fds(line, NUMBER, 3)
            command = Command(*json.loads(line.recv(int.from_bytes(length, "big"), socket.MSG_WAITALL)))
            import_all("core")
            for module in (command.module, *command.arguments[:1]):
                if module.startswith(("bots.", "workers")):
                    import_all(".".join(module.split(".")[:2]))
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever waits for a command is waited for by nobody
            if os.fork() == 0:
                door.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                keep(line, command, streams, name)
        for stream in streams:
            os.close(stream)


def keep(line: socket.socket, command: Command, streams: list[int], name: str) -> None:
    """Fork a process for the command, tell its id, and with which status it ended."""
    child = os.fork()
    if not child:
        line.close()
        become(command, streams, name)
    for stream in streams:
        os.close(stream)
    line.sendall(child.to_bytes(NUMBER, "big", signed=True))
    status = os.waitpid(child, 0)[1]
    try:
        line.sendall(status.to_bytes(NUMBER, "big", signed=True))
    finally:
        os._exit(0)


def become(command: Command, streams: list[int], name: str) -> None:
    """Run the command in this process, as `python -m` would."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    if command.group == SESSION:
        os.setsid()
    else:
        os.setpgid(0, command.group)
    sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w", 1 if "PYTHONUNBUFFERED" in command.environ else -1)
    sys.stderr = os.fdopen(2, "w", 1, errors="backslashreplace")
    os.chdir(command.folder)
    os.environ.clear()
    os.environ.update(command.environ)
    time.tzset()
    random.seed()
    if command.options == QUIET:
        warnings.simplefilter("ignore")
    global FORKER
    FORKER = Forker(name)
    subprocess.Popen = Forked
    *first, _ = paths = command.environ["PYTHONPATH"].split(os.pathsep)
    sys.path[:1] = paths if command.options == SAFE else [command.folder, *paths]
    sys.argv[1:] = command.arguments
    for folder in first:
        runpy.run_path(f"{folder}/sitecustomize.py")
    sys.modules.pop(command.module, None)
    try:
        runpy.run_module(command.module, run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        _end(ended.code)
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        _end(1)
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
    for module in pkgutil.walk_packages(getattr(package, "__path__", []), f"{name}."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    gc.freeze()


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[2])
