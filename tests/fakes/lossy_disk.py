"""A disk that loses at a power cut what was not synced: `python -m tests.fakes.lossy_disk FOLDER` mounts it there by FUSE.

A file keeps what it held at its last fsync, and of what was written after it a part, or zeros in its place; a name is kept once
its folder was synced. Writing a seed to `.cut` in the folder is the power cut; what runs there must have been killed before.
"""

import errno
import os
import random
import stat
import sys
import time
from typing import Any

from mfusepy import FUSE, FuseOSError, Operations

CUT = "/.cut"
FREE = 1 << 20
"""Blocks of 4 kB that are told to be free."""


class Node:
    """A file or folder: what it holds, what of that survives, and what was written since."""

    def __init__(self, mode: int) -> None:
        self.mode, self.data, self.synced = mode, bytearray(), b""
        self.dirty: list[tuple[int, bytes]] = []
        self.time = time.time()
        self.owner = (os.getuid(), os.getgid())

    def sync(self) -> None:
        """What it holds survives from now on."""
        if self.dirty:
            self.synced, self.dirty = bytes(self.data), []

    def lose(self, dice: random.Random) -> None:
        """A power cut: what was written since the last sync is there in part, as zeros, or not at all."""
        kept = bytearray(self.synced)
        fate = dice.choice(("none", "part", "zeros"))
        for offset, data in self.dirty[: dice.randrange(len(self.dirty) + 1)] if fate != "none" else ():
            kept[len(kept) : offset] = bytes(max(0, offset - len(kept)))
            kept[offset : offset + len(data)] = bytes(len(data)) if fate == "zeros" else data
        self.data, self.synced, self.dirty = kept, bytes(kept), []


class Disk(Operations):
    """The disk. `now` is what a program sees, `kept` the names that survive."""

    use_ns = True

    def __init__(self) -> None:
        self.now = {"/": Node(stat.S_IFDIR | 0o755)}
        self.kept = dict(self.now)
        self.open_files: dict[int, Node] = {}
        self._next = 1

    def cut(self, seed: int) -> None:
        """The power cut."""
        dice = random.Random(seed)
        self.now = {path: node for path, node in self.kept.items() if all(up in self.kept for up in _above(path))}
        for node in self.now.values():
            if stat.S_ISREG(node.mode):
                node.lose(dice)
        self.kept, self.open_files = dict(self.now), {}

    def getattr(self, path: str, fh: int | None = None) -> dict[str, Any]:
        """The attributes of a file."""
        node = self.open_files[fh] if fh in self.open_files else self._node(path)
        at = int(node.time * 1e9)
        links = 2 if stat.S_ISDIR(node.mode) else 1
        told = {"st_mode": node.mode, "st_nlink": links, "st_size": len(node.data), "st_uid": node.owner[0]}
        return told | {"st_gid": node.owner[1], "st_atime": at, "st_mtime": at, "st_ctime": at}

    def readdir(self, path: str, fh: int) -> list[str]:
        """The names in a folder."""
        return [".", "..", *(name.rpartition("/")[2] for name in self.now if name != "/" and _parent(name) == path)]

    def mkdir(self, path: str, mode: int) -> int:
        """Make a folder."""
        self.now[path] = Node(stat.S_IFDIR | mode)
        return 0

    def mknod(self, path: str, mode: int, dev: int) -> int:
        """Make a socket."""
        self.now[path] = Node(mode)
        return 0

    def create(self, path: str, mode: int, fi: Any = None) -> int:
        """Make a file and open it."""
        if path != CUT:
            self.now[path] = Node(stat.S_IFREG | mode)
        return self._opened(path)

    def open(self, path: str, flags: int) -> int:
        """Open a file."""
        return self._opened(path)

    def release(self, path: str, fh: int) -> int:
        """Close a file."""
        self.open_files.pop(fh, None)
        return 0

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        """Read from a file."""
        return bytes(self.open_files[fh].data[offset : offset + size])

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        """Write to a file."""
        if path == CUT:
            self.cut(int(data))
            return len(data)
        node = self.open_files[fh]
        node.data[len(node.data) : offset] = bytes(max(0, offset - len(node.data)))
        node.data[offset : offset + len(data)] = data
        node.dirty.append((offset, bytes(data)))
        node.time = time.time()
        return len(data)

    def truncate(self, path: str, length: int, fh: int | None = None) -> int:
        """Cut a file, or fill it up with zeros."""
        if path == CUT:
            return 0
        node = self.open_files[fh] if fh in self.open_files else self._node(path)
        del node.data[length:]
        node.data.extend(bytes(length - len(node.data)))
        node.dirty.append((length, b""))
        return 0

    def fsync(self, path: str, datasync: bool, fh: int) -> int:
        """What a file holds survives."""
        if path != CUT:
            self.open_files[fh].sync()
        return 0

    def fsyncdir(self, path: str, datasync: bool, fh: int) -> int:
        """The names in a folder survive as they are."""
        inside = {name: node for name, node in self.now.items() if name != "/" and _parent(name) == path}
        self.kept = {name: node for name, node in self.kept.items() if name == "/" or _parent(name) != path} | inside
        return 0

    def rename(self, old: str, new: str) -> int:
        """Give a file or folder another name."""
        self._node(old)
        for path in [path for path in self.now if path == old or path.startswith(f"{old}/")]:
            self.now[new + path[len(old) :]] = self.now.pop(path)
        return 0

    def unlink(self, path: str) -> int:
        """Remove a file."""
        self._node(path)
        del self.now[path]
        return 0

    rmdir = unlink

    def chmod(self, path: str, mode: int) -> int:
        """Change who may do what."""
        node = self._node(path)
        node.mode = stat.S_IFMT(node.mode) | mode
        return 0

    def chown(self, path: str, uid: int, gid: int) -> int:
        """Change the owner."""
        self._node(path).owner = (uid, gid)
        return 0

    def utimens(self, path: str, times: tuple[int, int] | None = None) -> int:
        """Change the times."""
        self._node(path).time = times[1] / 1e9 if times else time.time()
        return 0

    def statfs(self, path: str) -> dict[str, int]:
        """Room enough."""
        return {
            "f_bsize": 4096,
            "f_frsize": 4096,
            "f_blocks": FREE,
            "f_bfree": FREE,
            "f_bavail": FREE,
            "f_namemax": 255,
        }

    def _node(self, path: str) -> Node:
        if path == CUT:
            return Node(stat.S_IFREG | 0o600)
        if path not in self.now:
            raise FuseOSError(errno.ENOENT)
        return self.now[path]

    def _opened(self, path: str) -> int:
        self._next += 1
        self.open_files[self._next] = self._node(path)
        return self._next


def _parent(path: str) -> str:
    return path.rpartition("/")[0] or "/"


def _above(path: str) -> list[str]:
    found = []
    while path != "/":
        path = _parent(path)
        found.append(path)
    return found


if __name__ == "__main__":
    FUSE(Disk(), sys.argv[1], foreground=True, nothreads=True, attr_timeout=0, entry_timeout=0, negative_timeout=0)
