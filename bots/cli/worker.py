"""An ingest worker of one's own, for the time of a command: `python -m workers ingest` on a leash."""

import os
import subprocess
import sys
import tempfile
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
    return [sys.executable, "-P", "-m", "bots.cli.leash", module, *args]


def end(children: Sequence[subprocess.Popen[bytes]], patience: float = PATIENCE) -> None:
    """Ask all of these to end, wait, and kill who is left when `patience` seconds have passed."""
    import time

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
