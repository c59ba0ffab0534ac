"""A forked process is a process as any other: with an id, streams, a group and an end of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.forks import ROOT, Forked

ENVIRON = {**os.environ, "PYTHONPATH": str(ROOT)}
PYTHON = [sys.executable, "-m"]


def test_it_has_an_id_and_ends_with_a_status(tmp_path: Path) -> None:
    with Forked([*PYTHON, "bots.cli", "--version"], env=ENVIRON, cwd=tmp_path, stdout=subprocess.PIPE) as process:
        said, _ = process.communicate(timeout=60)
    assert said.startswith(b"Paperboy ") and process.returncode == 0 and process.pid != os.getpid()
    with Forked([*PYTHON, "bots.cli", "nonsense"], env=ENVIRON, cwd=tmp_path, stderr=subprocess.DEVNULL) as process:
        assert process.wait(60) == 2


@pytest.mark.parametrize(("number", "status"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGTERM, 0)])
def test_it_can_be_killed_or_asked_to_end(tmp_path: Path, number: signal.Signals, status: int) -> None:
    lines = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with Forked([*PYTHON, "tests.fakes.discord", "--seed", "1"], env=ENVIRON, cwd=tmp_path, **lines) as process:
        assert process.stdout.readline() and process.poll() is None
        os.kill(process.pid, number)
        assert process.wait(60) == status


def test_it_belongs_to_the_group_of_whoever_started_it_or_to_its_own(tmp_path: Path) -> None:
    command, lines = [*PYTHON, "tests.fakes.discord", "--seed", "1"], {"stdout": subprocess.PIPE}
    with Forked(command, env=ENVIRON, cwd=tmp_path, **lines) as one:
        with Forked(command, env=ENVIRON, cwd=tmp_path, process_group=0, **lines) as other:
            assert one.stdout.readline() and other.stdout.readline()
            assert os.getpgid(one.pid) == os.getpgrp() and os.getpgid(other.pid) == other.pid
            other.kill()
        one.kill()


def test_a_command_that_finds_other_packages_is_started_as_ever(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('customized')")
    environ = {**ENVIRON, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    command = [*PYTHON, "bots.cli", "--version"]
    with Forked(command, env=environ, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.communicate(timeout=60)[0].startswith("customized\n")
