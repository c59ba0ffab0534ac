"""Addresses fit to be opened: only http and https, the host in punycode, and nothing in them that Discord could read."""

from functools import lru_cache
from urllib.parse import quote, urlsplit

import idna
import regex

_UNFIT = regex.compile(r"[\p{C}\\]")
_KEPT = "%/:@!$&+,;=?"  # not `()`, which end a masked link, nor `*_~|`, which a careless client might read
_NAMED_HOST = regex.compile(
    r"(?:\b[a-z][a-z0-9+.-]*://|\bwww\.)(?:[^/\s@]*@)?([^\s/:?#@]+)|^(?:\S*@)?([^\s/:@]+\.\p{L}{2,})(?:[/:?#]\S*)?$",
    regex.IGNORECASE,
)


@lru_cache(maxsize=1024)
def address(url: str) -> str:
    """An http(s) address with its host in punycode and nothing in it that Discord could read; '' if it is none."""
    if _UNFIT.search(url):
        return ""
    try:
        parts = urlsplit(url.strip())
        port = f":{parts.port}" if parts.port else ""
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
            return ""
        host = idna.encode(parts.hostname, uts46=True).decode("ascii")
    except (ValueError, UnicodeError):  # idna's own error is a UnicodeError
        return ""
    rest = _quoted(parts.path or "/")
    rest += "?" + _quoted(parts.query) if parts.query else ""
    rest += "#" + _quoted(parts.fragment) if parts.fragment else ""
    return f"{parts.scheme}://{host}{port}{rest}"


def misleads(label: str, host: str) -> bool:
    """Whether a label (safe already) names a host, and another one than it opens."""
    for found in _NAMED_HOST.finditer(label.strip()):
        named = (found[1] or found[2]).lower().rstrip(".").removeprefix("www.")
        if named != host.removeprefix("www."):
            return True
    return False


def _quoted(part: str) -> str:
    """Percent signs for all that is not plain; `quote` leaves `_` and `~` alone, between words `_` is dead anyway."""
    return quote(part, safe=_KEPT).replace("~", "%7E")
