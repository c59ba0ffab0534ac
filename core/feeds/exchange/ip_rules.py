"""Which links may be fetched and which addresses may be connected to: our own lists, stricter than `ipaddress`.

Every spelling of a host is brought to one (IDNA, lower case, no final dot) before anything is decided.
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Collection
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

import idna

from core.feeds.trouble import BadLink, HostUnreachable, RefusedAddress

Resolver = Callable[[str], Collection[str]]
"""From a host name to all its addresses; raises OSError where there is none."""

LONGEST_LINK = 8_000
"""Characters of an address: what common servers take in one request line (nginx: one 8 KB buffer)."""

_PORTS = {"http": 80, "https": 443}
_UNFIT = re.compile(r"[\s\\\x00-\x1f\x7f-\x9f]")
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_PLACE = re.compile(r"(?:\[([^\[\]]*)\]|([^\[\]:@]*))(?::([0-9]{0,5}))?")
_KEPT = "!#$%&'()*+,/:;=?@[]~"

# RFC 6890 and IANA's special-purpose registries as of 2025; several of these are "global" to `ipaddress`
_NOT_PUBLIC = tuple(
    ipaddress.IPv4Network(net)
    for net in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
        *("192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"),
        "168.63.129.16/32",  # the host a virtual machine of Azure runs on answers here, to it alone
    )
)
# outside it: ::/96, ::ffff:0:0/96, 64:ff9b::/96, fc00::/7, fe80::/10, ff00::/8
_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    ipaddress.IPv6Network(net) for net in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
_NOT_PUBLIC_NAMES = frozenset(
    ("local", "localhost", "internal", "intranet", "lan", "home", "corp", "arpa", "test", "invalid")
)
"""RFC 6761, RFC 6762 and ICANN's reserved names (2013 and 2024); `arpa` holds home.arpa of RFC 8375."""

_LOCAL = tuple(
    ipaddress.ip_network(net)
    for net in ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
)


class Target(NamedTuple):
    """A link that is well formed: `host` in its one spelling, without brackets; `path` with the query, without fragment."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def place(self) -> str:
        """Host and port as an address writes them: the port only where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.place}{self.path}"


def read_link(link: str) -> Target:
    """The target of an absolute http or https address; raises BadLink."""
    if _UNFIT.search(link) or len(link) > LONGEST_LINK:
        raise BadLink(f"A link is at most {LONGEST_LINK:,} characters, without spaces, line ends or backslashes.")
    try:
        parts = urlsplit(link)
        path = quote((parts.path or "/") + ("?" + parts.query if parts.query else ""), safe=_KEPT)
    except ValueError as error:
        raise BadLink("That link is not well formed: copy it again from your browser.") from error
    if parts.scheme not in _PORTS:
        raise BadLink("A link must begin with http:// or https:// to be fetched.")
    if "@" in parts.netloc:
        raise BadLink("A link must not contain a user name or password.")
    host, port = read_place(parts.netloc)
    return Target(parts.scheme, host, port or _PORTS[parts.scheme], path)


def read_place(place: str) -> tuple[str, int]:
    """The host and port (0: none given) of `host`, `host:port` or `[address]:port`; raises BadLink."""
    match = _PLACE.fullmatch(place)
    if not match:
        raise BadLink("That link is not well formed: copy it again from your browser.")
    bracketed, name, digits = match.groups()
    port = int(digits or 0)
    if digits and not 0 < port < 65_536:
        raise BadLink("That link names a port that cannot exist.")
    return (_spell(name) if bracketed is None else _spell_6(bracketed)), port


def follow(target: Target, location: str) -> Target:
    """Where a redirect from `target` leads; raises BadLink."""
    if _UNFIT.search(location):
        raise BadLink("A link has no spaces, line ends or backslashes.")
    try:
        return read_link(urljoin(target.url, location))
    except ValueError as error:
        raise BadLink("That link is not well formed.") from error


def is_public(address: str) -> bool:
    """Whether an address, as a resolver gave it, is one host on the public internet."""
    ip = _ip(address)
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not any(ip in net for net in _NOT_PUBLIC)
    if ip is None or ip.scope_id is not None:
        return False
    return ip.is_global and ip in _PUBLIC_6 and not any(ip in net for net in _NOT_PUBLIC_6)


def is_local(address: str) -> bool:
    """Whether an address is this machine or a private network: what an operator may allow (never link-local)."""
    ip = _ip(address)
    return ip is not None and any(ip.version == net.version and ip in net for net in _LOCAL)


def vet(target: Target, resolve: Resolver, *, allowed: bool) -> tuple[str, ...]:
    """All addresses of the target's host, each of them public (or local, where `allowed`).

    Raises RefusedAddress if a single one is not, or the port is not the web's; HostUnreachable where there is none.
    """
    if not allowed:
        _vet_port(target)
    addresses = (target.host,) if _ip(target.host) else _resolved(target.host, resolve)
    if not all(is_public(address) or (allowed and is_local(address)) for address in addresses):
        raise RefusedAddress(f"{target.host} is not on the public internet.")
    return addresses


def vet_name(target: Target, *, allowed: bool) -> None:
    """See what of a target can be seen where another machine finds its addresses: the port, an address that is named as such,
    and a name that is of no public host. Raises RefusedAddress.
    """
    if allowed:
        return
    _vet_port(target)
    inside = "." not in target.host or target.host.rpartition(".")[2] in _NOT_PUBLIC_NAMES
    if not is_public(target.host) if _ip(target.host) else inside:
        raise RefusedAddress(f"{target.host} is not on the public internet.")


def _vet_port(target: Target) -> None:
    if target.port not in _PORTS.values():
        raise RefusedAddress(
            f"Paperboy fetches from ports 80 and 443 only, not from port {target.port} of {target.host}."
        )


def system_resolver(host: str) -> tuple[str, ...]:
    """The addresses of a host by the system's resolver, in its order of preference; raises OSError."""
    answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(row[4][0]) for row in answers))


def _spell(host: str) -> str:
    """The one spelling of a host name or address: punycode, lower case, no final dot; raises BadLink."""
    try:
        name = host.lower() if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except UnicodeError as error:
        raise BadLink("That link names a host that cannot exist: copy it again from your browser.") from error
    name = name.removesuffix(".")
    if not _HOST.fullmatch(name):
        raise BadLink("That link names a host that cannot exist: copy it again from your browser.")
    if _NUMBER.fullmatch(name.rpartition(".")[2]) and not _ip(name):
        raise BadLink("That link spells an address unusually: name its host instead.")
    return name


def _spell_6(host: str) -> str:
    try:
        ip = ipaddress.IPv6Address(host)
    except ValueError as error:
        raise BadLink("That link holds an address that cannot exist: copy it again from your browser.") from error
    if ip.scope_id is not None:
        raise BadLink("That link names a network card of this machine: leave out the part after the percent sign.")
    return str(ip)


def _ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _resolved(host: str, resolve: Resolver) -> tuple[str, ...]:
    try:
        addresses = tuple(resolve(host))
    except (OSError, UnicodeError) as error:
        raise HostUnreachable(f"{host} could not be found: no such name, or the name service is down.") from error
    if not addresses:
        raise HostUnreachable(f"{host} could not be found: it has no address.")
    return addresses
