"""Files that a power cut leaves whole: written beside their place, synced, renamed into it, and the folder synced too."""

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

PART = ".part"
"""How the name of a file ends that is still being written; nothing reads one."""


@contextlib.contextmanager
def replacing(target: Path, mode: int = 0o600) -> Iterator[BinaryIO]:
    """A file to write, which becomes `target` at the end, and survives a power cut from then on. Raises OSError.

    Until then, and after an error, `target` is what it was. Two writers at once do not mix.
    """
    handle, made = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.", suffix=PART)
    part = Path(made)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut, where the system lets us. Raises OSError."""
    try:
        held = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    except PermissionError:  # we may make files in it, and not read it
        return
    try:
        os.fsync(held)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some network shares sync no folder
            raise
    finally:
        os.close(held)


def make_folder(folder: Path) -> None:
    """Make a folder, private to us, and those above it, so that they survive a power cut. Raises OSError."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)
