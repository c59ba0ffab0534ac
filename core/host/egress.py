"""How connections leave this machine: straight or through the operator's proxy, and by whose certificates hosts are trusted."""

import ipaddress
import socket
import ssl
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urlsplit

PROXY_PORT = 8080
"""Where a proxy listens whose address names no port."""

LONGEST_HEAD = 64 * 1024
"""Bytes of a proxy's answer to CONNECT."""

Connect = Callable[[str, int, float], socket.socket]
"""From a host, a port and a time limit in seconds to a connected socket; raises OSError."""


class ProxyRefused(ConnectionError):
    """The proxy does not lead to a host; the message is a sentence."""


def open_socket(host: str, port: int, timeout: float) -> socket.socket:
    """A plain TCP connection; an address is not resolved again. Raises OSError."""
    return socket.create_connection((host, port), timeout)


@dataclass(frozen=True)
class Egress:
    """`proxy` is an address such as http://user:password@host:port, '' for none; `exempt` is NO_PROXY's list; `ca` is a file of
    certificates that are trusted beside the system's.
    """

    proxy: str = field(default="", repr=False)
    exempt: str = ""
    ca: Path | None = None

    def proxy_for(self, host: str) -> str:
        """The proxy by which a host is reached, '' where it is reached straight: this machine, and what NO_PROXY names."""
        if not self.proxy or _is_this_machine(host) or any(_names(entry, host) for entry in self.exempt.split(",")):
            return ""
        return self.proxy

    @property
    def proxy_place(self) -> tuple[str, int]:
        """The host and port of the proxy."""
        parts = urlsplit(self.proxy)
        return parts.hostname or "", parts.port or PROXY_PORT

    @property
    def proxy_authorization(self) -> str:
        """The value of `Proxy-Authorization`, '' where the address holds no user."""
        parts = urlsplit(self.proxy)
        pair = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        return f"Basic {b64encode(pair.encode()).decode()}" if parts.username else ""

    def tls(self, system: ssl.SSLContext | None = None) -> ssl.SSLContext:
        """What a host's certificate is checked by: the system's certificates, and those of `ca`."""
        context = system or ssl.create_default_context()
        if self.ca:
            context.load_verify_locations(self.ca)
        return context

    def connect(self, host: str, port: int, timeout: float, connect: Connect = open_socket) -> socket.socket:
        """A socket to a host, through the proxy where there is one for it. Raises OSError, ProxyRefused among them."""
        return self.tunnel(host, port, timeout, connect) if self.proxy_for(host) else connect(host, port, timeout)

    def tunnel(self, host: str, port: int, timeout: float, connect: Connect = open_socket) -> socket.socket:
        """A socket to a host through the proxy (RFC 9110, 9.3.6). Raises OSError, ProxyRefused among them."""
        joined = connect(*self.proxy_place, timeout)
        try:
            place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
            more = f"Proxy-Authorization: {self.proxy_authorization}\r\n" if self.proxy_authorization else ""
            joined.sendall(f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n{more}\r\n".encode())
            status = _status(_head(joined))
            if not 200 <= status < 300:
                raise ProxyRefused(refusal(host, status))
        except BaseException:
            joined.close()
            raise
        return joined


STRAIGHT = Egress()
"""No proxy, and the certificates of the system."""


def refusal(host: str, status: int) -> str:
    """What is said of a proxy that does not lead to a host."""
    if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        return "The proxy of HTTPS_PROXY refuses its user or password (407)."
    return f"The proxy of HTTPS_PROXY does not lead to {host} ({status or 'no answer in HTTP'})."


def _head(joined: socket.socket) -> bytes:
    """The head of the proxy's answer, byte by byte: what follows belongs to the host, which may speak first."""
    head = b""
    while not head.endswith(b"\r\n\r\n") and len(head) < LONGEST_HEAD and (byte := joined.recv(1)):
        head += byte
    return head


def _status(head: bytes) -> int:
    """The status in a head; 0 for what is no HTTP."""
    version, _, rest = head.partition(b"\r\n")[0].partition(b" ")
    return int(rest[:3]) if version.startswith(b"HTTP/") and rest[:3].isdigit() else 0


def _is_this_machine(host: str) -> bool:
    """Whether a name or address is that of the machine itself: no proxy finds it there."""
    ip = _address(host)
    return ip.is_loopback if ip else host == "localhost" or host.endswith(".localhost")


def _names(entry: str, host: str) -> bool:
    """Whether an entry of NO_PROXY names a host: itself, a domain above it, a network that holds its address, or `*`."""
    entry = entry.strip().lower()
    if entry == "*":
        return True
    if ip := _address(host):
        with suppress(ValueError):
            return ip in ipaddress.ip_network(entry.strip("[]"), strict=False)
    domain = entry.removeprefix("*").lstrip(".")
    return bool(domain) and f".{host.lower()}".endswith(f".{domain}")


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
