"""Addresses fit to be opened: only http and https, the host in punycode, no sign in them that a chat could read as its own."""

from functools import lru_cache
from urllib.parse import quote, urlsplit

import idna
import regex

_UNFIT = regex.compile(r"[\p{C}\\]")
_NAMED_HOST = regex.compile(
    r"(?:\b[a-z][a-z0-9+.-]*://|\bwww\.)(?:[^/\s@]*@)?([^\s/:?#@]+)|^(?:\S*@)?([^\s/:@]+\.\p{L}{2,})(?:[/:?#]\S*)?$",
    regex.IGNORECASE,
)


@lru_cache(maxsize=1024)
def address(url: str, kept: str) -> str:
    """An http(s) address with its host in punycode, '' if it is none; signs that are not in `kept` stand as percent signs."""
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
    rest = _quoted(parts.path or "/", kept)
    rest += "?" + _quoted(parts.query, kept) if parts.query else ""
    rest += "#" + _quoted(parts.fragment, kept) if parts.fragment else ""
    return f"{parts.scheme}://{host}{port}{rest}"


def of_web(url: str) -> str:
    """An address of the web, else ''. What feeds tell is written by strangers."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in ("http", "https") and parts.hostname else ""


def host_of(target: str) -> str:
    """The host of what `address` made, '' of an empty one."""
    return urlsplit(target).hostname or ""


def misleads(label: str, host: str) -> bool:
    """Whether a label (of visible signs only) names a host, and another one than it opens."""
    for match in _NAMED_HOST.finditer(label.strip()):
        named = (match[1] or match[2]).lower().rstrip(".").removeprefix("www.")
        if named != host.removeprefix("www."):
            return True
    return False


def _quoted(part: str, kept: str) -> str:
    """Percent signs for all that is neither plain nor kept; `quote` always leaves `~` alone."""
    quoted = quote(part, safe=kept)
    return quoted if "~" in kept else quoted.replace("~", "%7E")
