"""The files that every page may use: the style, and the icon. Their addresses change with what they hold, so that caches may keep them."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import msgspec

FOLDER = Path(__file__).with_name("static")
KINDS = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
A_YEAR = 31_536_000
"""Seconds."""


class StaticFile(msgspec.Struct, frozen=True):
    """A file: its bytes, its media type, and what its address says of its version."""

    body: bytes
    kind: str
    version: str


def _read(path: Path) -> StaticFile:
    body = path.read_bytes()
    return StaticFile(body, KINDS[path.suffix], sha256(body).hexdigest()[:10])


STATIC: Mapping[str, StaticFile] = {path.name: _read(path) for path in sorted(FOLDER.iterdir())}
"""Each file by its name."""
