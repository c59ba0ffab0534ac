"""`python -m tests.chaos power`: power cuts under a writer, on a disk that loses what was not synced (FUSE).

Whatever was acknowledged before the cut must be there after it, and every acknowledged backup whole.
"""

import argparse
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from core.errors import BadBackup, RecordDown
from core.host import durable
from core.model import Person
from core.store.embedded.server import join
from core.store.engine import backup
from core.store.engine.record import Record
from core.store.votes.votes import Votes
from tests.factories import NOW, call
from tests.forks import ROOT, Forked

CUTS, PEOPLE, LONGEST = 200, 7, 0.6
"""Cuts by default, people who vote, and seconds of writing before a cut."""

BACKUP_EVERY = 25
"""Votes from one backup to the next."""

SABOTAGES = ("none", "no-sync", "no-folder-sync")


def can_mount() -> bool:
    """Whether this machine lets us mount a disk of our own; no package brings that."""
    return os.access("/dev/fuse", os.R_OK | os.W_OK)


def missing() -> str:
    """What this machine lacks for a campaign, '' for nothing."""
    if not can_mount():
        return "/dev/fuse is not here, or not ours to open"
    if find_spec("mfusepy") is None:
        return "mfusepy is not installed"
    return "" if shutil.which("fusermount3") else "fuse3 is not installed"


@contextlib.contextmanager
def lossy(folder: Path) -> Iterator[Path]:
    """A home on a disk mounted in `folder`, for as long as the context lasts."""
    server = subprocess.Popen([sys.executable, "-m", "tests.fakes.lossy_disk", str(folder)])
    try:
        until = time.monotonic() + 10
        while not folder.is_mount():
            assert server.poll() is None and time.monotonic() < until, "the disk is not mounted"
            time.sleep(0.02)
        durable.make_folder(folder / "home")
        yield folder / "home"
    finally:
        _kill(folder / "home")
        subprocess.run(["fusermount3", "-u", "-z", str(folder)], check=False)
        server.kill()
        server.wait()


def write(home: Path, start: int, sabotage: str) -> None:
    """Vote and make backups until killed; each change is printed once it is acknowledged."""
    if sabotage == "no-folder-sync":
        durable.sync_folder = lambda folder: None
    with join(home) as lease:
        record = Record(lease.url)
        if sabotage == "no-sync":
            record.text.config_set("appendfsync", "no")
        votes = Votes(record)
        durable.make_folder(home / "backups")
        for number in range(start, sys.maxsize):
            votes.press(call(_person(number), f"vote-{number}", NOW), _paper(number), "up")
            print("vote", number, flush=True)
            if number % BACKUP_EVERY == 0:
                backup.write(record, home / "backups" / f"{number}.pb")
                print("backup", number, flush=True)


def run(home: Path, cuts: int, seed: int, sabotage: str = "none") -> tuple[list[str], int]:
    """So many cuts; returns the faults, and how many changes were acknowledged."""
    dice, faults, acknowledged = random.Random(seed), list[str](), 0
    for cut in range(cuts):
        done = _until_a_cut(home, acknowledged, dice.uniform(0.05, LONGEST), sabotage)
        (home.parent / ".cut").write_text(str(dice.randrange(1 << 30)))
        acknowledged = max([acknowledged, *(number + 1 for kind, number in done if kind == "vote")])
        faults += [f"cut {cut}: {fault}" for fault in _faults(home, acknowledged, done)]
        if faults and sabotage != "none":
            break
    return faults, acknowledged


def _until_a_cut(home: Path, start: int, seconds: float, sabotage: str) -> list[tuple[str, int]]:
    """What a writer says is done before it, the guard and the server are killed."""
    command = [sys.executable, "-m", "tests.chaos.power", "--write", str(home), str(start), sabotage]
    writer = Forked(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True)
    assert writer.stdout
    lines = [writer.stdout.readline()]  # the first change: it writes
    time.sleep(seconds)
    _kill(home)
    lines += writer.stdout.readlines()
    writer.wait()
    whole = (line.split() for line in lines if line.endswith("\n"))
    return [(kind, int(number)) for kind, number in whole]


def _kill(home: Path) -> None:
    """Kill all that runs in a home, at once."""
    found = list[int]()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if str(home).encode() in (process / "cmdline").read_bytes() or (process / "cwd").readlink().is_relative_to(
                home
            ):
                found.append(int(process.name))
    for pid in set(found) - {os.getpid()}:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    for pid in set(found) - {os.getpid()}:
        while Path(f"/proc/{pid}/stat").exists() and ") Z" not in _stat(pid):
            time.sleep(0.005)


def _stat(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ") Z"


def _faults(home: Path, acknowledged: int, done: list[tuple[str, int]]) -> Iterator[str]:
    try:
        with join(home, grace=0.0) as lease:
            record = Record(lease.url)
            voters = {paper: Votes(record).voters(paper) for paper in {_paper(n) for n in range(acknowledged)}}
            lost = [n for n in range(acknowledged) if _person(n) not in voters[_paper(n)]]
            record.close()
    except RecordDown as down:
        yield f"the record does not start: {down}"
        return
    if lost:
        yield f"{len(lost)} acknowledged votes are gone, the first is {lost[0]} of {acknowledged}"
    for _, number in (each for each in done if each[0] == "backup"):
        try:
            backup.check(home / "backups" / f"{number}.pb")
        except BadBackup as bad:
            yield f"backup {number}: {bad}"


def _person(number: int) -> Person:
    return Person("slack", "T1", f"U{number}")


def _paper(number: int) -> str:
    return f"2611.{number // PEOPLE:05}"


def main(argv: list[str]) -> int:
    """Run the campaign, or (`--write`) its writer."""
    if argv[:1] == ["--write"]:
        write(Path(argv[1]), int(argv[2]), argv[3])
    asked = argparse.ArgumentParser(prog="python -m tests.chaos power", description=__doc__)
    asked.add_argument("--cuts", type=int, default=CUTS)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--sabotage", choices=SABOTAGES, default="none")
    options = asked.parse_args(argv)
    if lack := missing():
        print(f"skipped: {lack}")
        return 0
    with tempfile.TemporaryDirectory() as folder, lossy(Path(folder)) as home:
        faults, acknowledged = run(home, options.cuts, options.seed, options.sabotage)
    print(*faults, sep="\n")
    print(f"{options.cuts} cuts, {acknowledged} acknowledged votes, {len(faults)} faults")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
