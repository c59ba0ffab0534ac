"""Processes for the time of a command: an ingest worker of its own, and whatever else runs on a leash.

`python -m bots.cli.worker MODULE ARG...` is `python -m MODULE ARG...` that ends when its starter has gone: its
standard input is a pipe from there, which closes however the parent dies, and then it is asked to stop.
"""

import os
import runpy
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""Where the packages lie: a checkout, or where pip put them."""

PATIENCE = 10.0
"""Seconds a child may take to end after it was asked to; then it is killed, which loses nothing either."""


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """`given` for a child: in a checkout that was never installed, it finds the packages too."""
    if not (ROOT / "pyproject.toml").is_file():
        return dict(given)
    known = given.get("PYTHONPATH", "")
    return {**given, "PYTHONPATH": f"{ROOT}{os.pathsep}{known}" if known else str(ROOT)}


def leashed(module: str, *args: str) -> list[str]:
    """The command that runs a module of ours and ends with this process; a folder here of that name is not run."""
    return [sys.executable, "-P", "-m", "bots.cli.worker", module, *args]


def end(children: Sequence[subprocess.Popen[bytes]], patience: float = PATIENCE) -> None:
    """Ask all of these to end, wait, and kill who is left when `patience` seconds have passed."""
    for child in children:
        child.terminate()
    deadline = time.monotonic() + patience
    for child in children:
        try:
            child.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if child.stdin:
            child.stdin.close()


class WorkerProcess:
    """A running ingest worker."""

    def __init__(self, environ: Mapping[str, str], folder: Path | None = None) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 (it lives as long as the worker)
        self._process = subprocess.Popen(
            leashed("workers", "ingest"),
            env=environment(environ),
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=self._said,
            stderr=self._said,
            process_group=0,  # Ctrl-C is for the command, which then asks the worker to finish its slice
        )

    @property
    def died(self) -> bool:
        """Whether it has ended."""
        return self._process.poll() is not None

    def last_words(self) -> str:
        """The last line it wrote, or what ended it."""
        self._said.seek(0)
        lines = self._said.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else f"it ended with {self._process.returncode}"

    def stop(self) -> None:
        """Let it finish its slice, and wait until it has ended."""
        end([self._process])
        self._said.close()


def main() -> None:
    """Run the module named on the command line as the main program."""
    sys.argv = sys.argv[1:]
    threading.Thread(target=_stop_at_end_of_input, daemon=True).start()
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _stop_at_end_of_input() -> None:
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
