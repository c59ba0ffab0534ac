"""Text made ready to leave: nothing in it that nobody sees, and cut where a reader would cut it, once it is written.

A platform's writer escapes; what fits is measured on what it wrote, in UTF-16 units, and cut between graphemes.
"""

from collections.abc import Callable

import regex

from core.model import Marked, Span
from core.text.cleaning import PILED_MARKS, gap

NOTHING = "…"
"""Ends a text that was cut, and stands for one of which nothing can be shown: no platform takes an empty text."""

READ_AHEAD = 8
"""A text is read to this many times its limit: signs that nobody sees may stand before what is shown."""

LEAST_READ = 64
"""Units of a limit below which a text is read as for this one."""

TAB = "    "
"""What a tab is shown as."""

_LINE_ENDS = regex.compile(r"\r\n?|[\u2028\u2029\x85]")
_UNSEEN = regex.compile(
    r"(?![\n\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u115f\u1160\u3164\uffa0]+"
    r"|(?<!\p{Extended_Pictographic}[\ufe0f\U0001f3fb-\U0001f3ff]?)\u200d|\u200d(?!\p{Extended_Pictographic})"
)


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def visible(text: str) -> str:
    """The text without controls, bidi marks, lone surrogates and signs that nobody sees; line ends and runs of spaces stay."""
    if text.isascii() and text.isprintable():
        return text
    seen = _UNSEEN.sub(gap, _LINE_ENDS.sub("\n", text).replace("\t", TAB))
    return str(PILED_MARKS.sub(r"\1", seen))


def one_line(text: str, most: int) -> str:
    """What is visible of a text as one line, read as far as `most` units of it may need."""
    return " ".join(visible(text[: READ_AHEAD * most]).split())


def fitted(marked: Marked, most: int, write: Callable[[Marked], str]) -> str:
    """The longest beginning of a text that, once written, fits `most` UTF-16 units; cut between graphemes, ended by `…`."""
    whole = _seen(marked.cut(0, READ_AHEAD * max(most, LEAST_READ)))
    if len(whole.text) <= most and units(written := write(whole)) <= most:
        return written
    ends = [0, *(match.end() for match in regex.finditer(r"\X", whole.text[: most + 1]))]
    fits, fails = 0, len(ends)
    while fails - fits > 1:
        middle = (fits + fails) // 2
        if units(write(_begun(whole, ends[middle]))) <= most:
            fits = middle
        else:
            fails = middle
    return write(_begun(whole, ends[fits]))


def by_line(marked: Marked) -> Marked:
    """The text with its highlights narrowed: none reaches over the end of a line, begins or ends with a space, or is empty."""
    return Marked(marked.text, tuple(part for span in marked.spans for part in _lines(marked.text, span)))


def _lines(text: str, span: Span) -> list[Span]:
    spans: list[Span] = []
    start = span[0]
    for line in text[span[0] : span[1]].split("\n"):
        body = line.strip()
        if body:
            at = start + line.index(body)
            spans.append((at, at + len(body)))
        start += len(line) + 1
    return spans


def _begun(marked: Marked, end: int) -> Marked:
    kept = marked.text[:end].rstrip()
    return Marked(kept + NOTHING, marked.cut(0, len(kept)).spans)


def _seen(marked: Marked) -> Marked:
    """A marked text with only what is visible of it, its highlights where they were, no space at its ends."""
    text, spans = "", []
    for piece, highlighted in marked.pieces():
        start, text = len(text), text + visible(piece)
        spans += [(start, len(text))] if highlighted else []
    text = text.rstrip()
    lead = len(text) - len(text.lstrip())
    return Marked.of(text[lead:], [(max(0, s - lead), e - lead) for s, e in spans])
