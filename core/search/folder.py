"""The index's folder: opening it, the writer's lock, and rebuilding it when it is damaged.

Tantivy's writer lock is a `flock`: the system frees it when its holder dies, however it dies.
"""

import fcntl
import json
import shutil
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import tantivy

from core.errors import RecordError
from core.search.documents import register, schema

FORMAT = "v6"
"""The folder's name inside the index folder; fields or folding changed means a new one, filled from the log."""
HEAP = 40_000_000
"""Bytes the writer gathers documents in before it writes a segment; tantivy's least is 15 MB."""
TRIES, BETWEEN_TRIES = 10, 0.1
"""How often, and after how many seconds, a folder is opened again that another process writes to."""
_LOCKS = (".tantivy-writer.lock", ".tantivy-meta.lock")
_PARTS = ("idx", "pos", "term", "store", "fast", "fieldnorm")
_FOOTER_MAGIC = 1337
_CHUNK = 1 << 20


def open_folder(folder: Path | None) -> tantivy.Index:
    """The index in a folder (None: in memory), made where there is none, and rebuilt where it is damaged.

    Raises RecordError when it is damaged while another process writes to it.
    """
    if folder is None:
        return _configured(tantivy.Index(schema()))
    place = folder / FORMAT
    place.mkdir(parents=True, exist_ok=True)
    with _locked(place) as mine:
        if mine:
            _drop_older(folder)
            if is_damaged(place):
                _wipe(place)
        try:
            return _opened(place)
        except Exception as error:
            raise RecordError(
                f"The search index in {folder} cannot be read; end the other Paperboy processes and start again."
            ) from error


def take_writer(index: tantivy.Index, heap: int = HEAP) -> tantivy.IndexWriter | None:
    """The index's one writer, or None while another process holds it."""
    try:
        return index.writer(heap, 1)
    except ValueError as error:
        if "LockBusy" in str(error):
            return None
        raise


def is_damaged(place: Path) -> bool:
    """Whether a file of the index is cut, changed or missing. Reads all of it: about 1 GB a second."""
    if not (place / "meta.json").exists():
        return any(path.name not in _LOCKS for path in place.iterdir())
    try:
        segments = json.loads((place / "meta.json").read_bytes())["segments"]
        known = [segment["segment_id"].replace("-", "") for segment in segments]
        files = {path.name: path for path in place.iterdir() if path.name.partition(".")[0] in known}
        wanted = {f"{segment}.{part}" for segment in known for part in _PARTS}
        if not wanted <= files.keys() or not all(map(_is_whole, files.values())):
            return True
        _configured(tantivy.Index(schema(), str(place)))
    except BaseException as error:  # a panic inside tantivy is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
            raise
        return True
    return False


def _opened(place: Path) -> tantivy.Index:
    """The index in a folder. Its writer may drop a file between our reading of the list and of the file: then again."""
    for _ in range(TRIES):
        with suppress(ValueError, OSError):
            return _configured(tantivy.Index(schema(), str(place)))
        time.sleep(BETWEEN_TRIES)
    return _configured(tantivy.Index(schema(), str(place)))


def _configured(index: tantivy.Index) -> tantivy.Index:
    register(index)
    index.config_reader("manual")
    index.searcher()
    return index


@contextmanager
def _locked(place: Path) -> Iterator[bool]:
    """Holds the writer's lock meanwhile; gives False where another process holds it."""
    with (place / _LOCKS[0]).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


def _drop_older(folder: Path) -> None:
    for path in folder.glob("v*"):
        if path.is_dir() and path.name != FORMAT:
            shutil.rmtree(path, ignore_errors=True)


def _wipe(place: Path) -> None:
    for path in place.iterdir():
        if path.name not in _LOCKS:
            with suppress(FileNotFoundError):
                path.unlink()


def _is_whole(path: Path) -> bool:
    """Whether a file holds the checksum that tantivy wrote at its end: footer, its length, a magic number."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        if size < 8:
            return False
        file.seek(size - 8)
        length, magic = struct.unpack("<II", file.read(8))
        if magic != _FOOTER_MAGIC or length > size - 8:
            return False
        left = size - 8 - length
        file.seek(left)
        footer = json.loads(file.read(length))
        file.seek(0)
        checksum = 0
        while left and (chunk := file.read(min(_CHUNK, left))):
            checksum, left = zlib.crc32(chunk, checksum), left - len(chunk)
    return bool(left == 0 and checksum == footer["crc"])
