"""Files from the command line: their bytes, or one sentence on why there are none."""

from pathlib import Path

from bots.terminal.render import safe
from core.errors import BadInput
from core.text.cleaning import clean, clip

LARGEST = 64 << 20
"""Bytes of one digest: far above any real one, far below what would fill the memory."""

LONGEST_NAME = 120


def name_of(file: str) -> str:
    """The name under which the record remembers a file: without its folder, and without what no text may hold."""
    return clip(clean(Path(file).name), LONGEST_NAME) or "a file"


def read(file: str) -> bytes:
    """The bytes of a file. Raises BadInput, whose sentence names the file."""
    name = safe(file)
    try:
        if Path(file).is_dir():
            raise BadInput(f"{name} is a folder: name the files in it.")
        with Path(file).open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except FileNotFoundError:
        raise BadInput(f"There is no file {name}.") from None
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        raise BadInput(f"{name} cannot be read ({getattr(error, 'strerror', None) or error}).") from None
    if not data:
        raise BadInput(f"{name} is empty.")
    if len(data) > LARGEST:
        raise BadInput(f"{name} is larger than {LARGEST >> 20} MB, which no list of papers is.")
    return data
