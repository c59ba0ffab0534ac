"""Addresses fit to be opened: only http and https, the host in punycode, and nothing in them that Slack could read."""

from urllib.parse import quote, urlsplit

import idna
import regex

_UNFIT = regex.compile(r"[\p{C}\\]")
_KEPT = "%/:@!$&'()+,;=~?"
_NAMED_HOST = regex.compile(
    r"(?:\b[a-z][a-z0-9+.-]*://|\bwww\.)(?:[^/\s@]*@)?([^\s/:?#@]+)|^(?:\S*@)?([^\s/:@]+\.\p{L}{2,})(?:[/:?#]\S*)?$",
    regex.IGNORECASE,
)


def address(url: str) -> str:
    """An http(s) address with its host in punycode and nothing in it that Slack could read; '' if it is no such address."""
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
    rest = quote(parts.path or "/", safe=_KEPT)
    rest += "?" + quote(parts.query, safe=_KEPT) if parts.query else ""
    rest += "#" + quote(parts.fragment, safe=_KEPT) if parts.fragment else ""
    return f"{parts.scheme}://{host}{port}{rest}"


def misleads(label: str, host: str) -> bool:
    """Whether a label (safe already) names a host, and another one than it opens."""
    for found in _NAMED_HOST.finditer(label.strip()):
        named = (found[1] or found[2]).lower().rstrip(".").removeprefix("www.")
        if named != host.removeprefix("www."):
            return True
    return False
