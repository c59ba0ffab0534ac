"""The address of the record's server where Sentinels know it: who they are, and the name by which they know the primary.

`redis+sentinel://user:password@host:26379,host:26379/name/0?option=value`: name and password are the servers' own; those of the
Sentinels are the options `sentinel_username` and `sentinel_password`. `rediss+sentinel://` speaks TLS with both.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

SCHEMES = {"redis+sentinel://": "redis://", "rediss+sentinel://": "rediss://"}
"""The schemes, and by which redis-py reaches the servers."""

PORT = 26379
"""The port of a Sentinel where none is named."""

FORM = "redis+sentinel://host:26379,host:26379/name"
_OWN = ("sentinel_username", "sentinel_password")


@dataclass(frozen=True)
class SentinelAddress:
    """The Sentinels, the name of the primary they watch, and two addresses for redis-py whose host means nothing: how to reach the
    servers (`server`) and the Sentinels themselves (`own`). They hold passwords."""

    sentinels: tuple[tuple[str, int], ...]
    name: str
    server: str
    own: str

    def server_at(self, host: str, port: int) -> str:
        """The address of one of the servers."""
        parts = urlsplit(self.server)
        login, at, _ = parts.netloc.rpartition("@")
        return parts._replace(netloc=f"{login}{at}{f'[{host}]' if ':' in host else host}:{port}").geturl()


def sentinels_of(url: str) -> SentinelAddress | None:
    """What an address says of Sentinels; None where it names a server itself. Raises ValueError for one that is wrong."""
    scheme = next((scheme for scheme in SCHEMES if url.startswith(scheme)), None)
    if scheme is None:
        return None
    parts = urlsplit(url)
    login, at, hosts = parts.netloc.rpartition("@")
    name, _, database = parts.path.removeprefix("/").partition("/")
    if parts.fragment or re.search(r"\s", url):
        raise ValueError("it must hold no # and no space")
    if not (name := unquote(name)):
        raise ValueError(f"it does not name the primary: end it as in {FORM}")
    options = parse_qsl(parts.query, keep_blank_values=True)
    server = f"{SCHEMES[scheme]}{login}{at}primary/{database}?{urlencode([p for p in options if p[0] not in _OWN])}"
    own = {option.removeprefix("sentinel_"): value for option, value in options if option in _OWN}
    of_both = [pair for pair in options if pair[0].startswith("ssl_")]
    reached = f"{SCHEMES[scheme]}sentinel?{urlencode([*own.items(), *of_both])}"
    return SentinelAddress(_hosts(hosts), name, server, reached)


def look_of_address(text: str) -> str:
    """What a wrong address seems to be: other programs write those of Sentinels in ways of their own."""
    if text.startswith(tuple(SCHEMES)) and not urlsplit(text.partition("?")[0]).path.strip("/"):
        return f"an address of Sentinels without the name of the primary that they watch: write {FORM}"
    others = re.match(r"(?:redis-sentinel|rediss-sentinel|sentinel|sentinels)://", text)
    return f"an address of Sentinels as other programs take it: write {FORM}" if others else ""


def _hosts(text: str) -> tuple[tuple[str, int], ...]:
    """Hosts and ports, separated by commas. Raises ValueError."""
    hosts = []
    for part in text.split(","):
        match = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]{2,45})\]|([^\s\[\]:/@]{1,253}))(?::([0-9]{1,5}))?", part)
        if not match or not 0 < (port := int(match[3] or PORT)) < 65536:
            raise ValueError("each Sentinel must be a host or host:port, separated by commas")
        hosts.append((match[1] or match[2], port))
    return tuple(hosts)
