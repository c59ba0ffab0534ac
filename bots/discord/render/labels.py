"""The label of a masked link. Discord escapes nothing in it, and draws no link at all where it holds an emoji or an address."""

import regex

_JOINER = "\u2060"
_EMOJI = regex.compile(
    r"(?:(?:(?![0-9#*])[\p{Emoji}\p{Extended_Pictographic}]|[0-9#*]\ufe0f?\u20e3)"
    r"[\ufe0f\u200d\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*)+"
)
_LOOKALIKES = str.maketrans("*~`[]\\", "∗∼ˋ［］＼")
_OPEN_UNDERLINE = regex.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_STAND_INS = (
    (_OPEN_UNDERLINE, "ˍ"),
    (regex.compile(r"\|(?=\|)|(?<=\|)\|"), "∣"),
    (regex.compile(r"<(?=\S)"), "‹"),
    (regex.compile(r":(?=//)|:(?=[^\s:]+:)"), "∶"),
    (regex.compile(r"@(?=everyone|here)", regex.IGNORECASE), "＠"),
    (regex.compile(r"(?<=\bdiscord(?:app)?|\bdis)\.(?=\w)", regex.IGNORECASE), "․"),
    (regex.compile(r"^(?=[#>+-]|\d+[.)](?:\s|$))"), _JOINER),
)


def masked(text: str) -> tuple[str, str, str]:
    """A line in three: what stands before the link, the label with nothing live in it, and what stands after.

    The label is the longest piece without emoji; the other two are raw. It is empty where the line is all emoji.
    """
    pieces = [(match.start(), match.end()) for match in _EMOJI.finditer(text)]
    starts = [0, *(end for _, end in pieces)]
    ends = [*(start for start, _ in pieces), len(text)]
    start, end = max(zip(starts, ends, strict=True), key=lambda piece: len(text[piece[0] : piece[1]].strip()))
    inner = text[start:end]
    body = inner.strip()
    if not body:
        return text, "", ""
    at = start + inner.index(body)
    return text[:at], _quiet(body), text[at + len(body) :]


def _quiet(text: str) -> str:
    """The text with lookalikes for every sign that does something in a label."""
    quiet = text.translate(_LOOKALIKES)
    for pattern, stand_in in _STAND_INS:
        quiet = pattern.sub(stand_in, quiet)
    return quiet
