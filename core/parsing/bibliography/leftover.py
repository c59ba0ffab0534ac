"""What stands between the entries of a text and is none of them: it is skipped with its line, so that nothing is dropped in silence."""

import re
from collections.abc import Iterable, Iterator

from core.parsing.json_in import Broken
from core.text.cleaning import clean, clip

_SHOWN = 60
_WORD = re.compile(r"[^\W_]{2}")


def left_over(lines: Iterable[tuple[int, str]], kind: str) -> Iterator[tuple[int, Broken]]:
    """Each paragraph of these numbered lines once, with its first line; `kind` is what people call the entries it is none of."""
    begun, text, last = 0, "", 0
    for number, line in lines:
        if text and number > last + 1:
            yield begun, _told(text, kind)
            text = ""
        if _WORD.search(line):
            begun, text, last = begun if text else number, f"{text} {line}"[:200], number
    if text:
        yield begun, _told(text, kind)


def _told(text: str, kind: str) -> Broken:
    return Broken(f"this text is no entry of {kind}: “{clip(clean(text), _SHOWN)}”")
