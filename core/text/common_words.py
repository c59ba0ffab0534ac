"""Common English words, which nobody means otherwise: no correction replaces one. The list's makers are named in it."""

from functools import cache
from pathlib import Path

_WORDS = Path(__file__).with_name("common_words.txt")


def is_common(word: str) -> bool:
    """Whether a folded word is one of the commonest of English."""
    return word in _common()


@cache
def _common() -> frozenset[str]:
    rows = _WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(word for row in rows if not row.startswith("#") for word in row.split())
