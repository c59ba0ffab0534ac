"""Text that somebody decoded twice (UTF-8 read as Windows-1252: "GrÃ¶ÃŸe") back to what it said ("Größe")."""

import re

_C1 = {code: chr(code) for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}  # bytes without a sign in Windows-1252
_BYTES = {bytes([code]).decode("cp1252", "ignore") or _C1[code]: code for code in range(0x80, 0x100)}
_BYTES |= {chr(code): code for code in range(0x80, 0xA0)}
_REST = "[" + "".join(map(re.escape, (sign for sign, code in _BYTES.items() if code < 0xC0))) + "]"
_DOUBLED = re.compile(rf"[ÂÃÄÅÎÏÐÑ]{_REST}|[à-ï]{_REST}{{2}}|ð{_REST}{{3}}")


def undoubled(text: str) -> str:
    """The text as it was before it was decoded twice; one with a single sign that is no half of a pair stays as it is."""
    if text.isascii() or not _DOUBLED.search(text) or not _DOUBLED.sub("", text).isascii():
        return text
    return _DOUBLED.sub(_decoded, text)


def _decoded(doubled: re.Match[str]) -> str:
    try:
        return bytes(_BYTES[sign] for sign in doubled[0]).decode("utf-8")
    except UnicodeDecodeError:
        return doubled[0]
