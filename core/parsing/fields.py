"""Values of parsed JSON as the type a field needs, and nothing where they are of another: shapes drift, and feeds lie."""

import re
from collections.abc import Mapping
from math import isfinite
from typing import Any

from core.text.cleaning import clean

_ADDRESS = re.compile(r"https?://[^\s<>\"]{3,2000}", re.IGNORECASE)
_MOST = 100  # keywords or categories of one paper


def text_in(record: Mapping[str, Any], key: str) -> str:
    """The text under a key as it is written, '' where there is none."""
    value = record.get(key)
    return value if isinstance(value, str) else ""


def whole_in(record: Mapping[str, Any], key: str) -> int | None:
    """The whole number under a key; None for what is none, even `true` and `"12"`."""
    value = record.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if isfinite(value) and abs(value) < 1e18 else None


def address_in(record: Mapping[str, Any], key: str) -> str:
    """The web address under a key, '' for anything else."""
    return address(text_in(record, key))


def address(text: str) -> str:
    """The text where it is a web address of at most 2,000 characters, else ''; line breaks in it mean nothing."""
    text = clean("".join(map(str.strip, text.splitlines())))
    return text if _ADDRESS.fullmatch(text) else ""


def texts_in(record: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The texts in the list under a key, fit to show, each once, 100 at most."""
    value = record.get(key)
    texts = (clean(part) for part in value if isinstance(part, str)) if isinstance(value, list) else ()
    return tuple(dict.fromkeys(filter(None, texts)))[:_MOST]


def objects_in(record: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """The objects in the list under a key."""
    value = record.get(key)
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []
