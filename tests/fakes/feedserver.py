"""A feed server on loopback that speaks real HTTP from raw sockets, so that it can also misbehave at every byte.

`server.replies[path]` says how a path is answered; a reply is a function of what was asked and the line to the client.
`server.default` answers every other path (404). `server.asked` keeps what was asked, in order.
"""

import contextlib
import gzip
import socket
import ssl
import struct
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from email.utils import formatdate
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import parse_qsl, urlsplit

# made for these tests and trusted nowhere else: papers.example and feeds.example, valid from 2020 to 2120
CERTIFICATE = """-----BEGIN CERTIFICATE-----
MIIBfjCCASWgAwIBAgIBATAKBggqhkjOPQQDAjAZMRcwFQYDVQQDDA5wYXBlcnMu
ZXhhbXBsZTAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowGTEXMBUG
A1UEAwwOcGFwZXJzLmV4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATJ
adOY9Yhko2OUGBHYT0+BWHUh+Lrth9OioGP0Z5nkzvMTYuvkJPJ4kuHpk4aNfTiz
MgQIr49sckQnh0Byq3hWo1wwWjAPBgNVHRMBAf8EBTADAQH/MCgGA1UdEQQhMB+C
DnBhcGVycy5leGFtcGxlgg1mZWVkcy5leGFtcGxlMB0GA1UdDgQWBBR0O1HOUCvq
M+pqxNrW/ueSlk1/FjAKBggqhkjOPQQDAgNHADBEAiBtl3Wx0leZwrl/3iVDrkGF
vDd6YfEHjPhyCmS6nrOHXgIgXAKBU/XDyTcFhaSBWxzEnAnjRFYmodsXMYdnpc7n
eS4=
-----END CERTIFICATE-----
"""
_KEY = """-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg+mju1f49roaQDY+r
DCG1PqMr4LxlBHf3owS94S6DuNihRANCAATJadOY9Yhko2OUGBHYT0+BWHUh+Lrt
h9OioGP0Z5nkzvMTYuvkJPJ4kuHpk4aNfTizMgQIr49sckQnh0Byq3hW
-----END PRIVATE KEY-----
"""
_REASONS = {200: "OK", 302: "Found", 304: "Not Modified", 404: "Not Found", 429: "Too Many Requests"}


class Asked(NamedTuple):
    """One request: header names in lower case; of a repeated query name the last value counts."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]


class Line:
    """The connection to one client, as a reply sees it."""

    def __init__(self, joined: socket.socket, stopping: threading.Event) -> None:
        self._socket = joined
        self._stopping = stopping

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def pause(self, seconds: float) -> None:
        """Waits; raises ConnectionError when the server stops meanwhile."""
        if self._stopping.wait(seconds):
            raise ConnectionError("the server stops")

    def reset(self) -> None:
        """Ends the connection with a RST instead of a FIN."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()


Reply = Callable[[Asked, Line], None]


def page(
    body: bytes,
    *,
    status: int = 200,
    kind: str = "application/xml",
    etag: str = "",
    last_modified: str = "",
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """A page; asked again with its own `etag` or `last_modified`, it answers 304 without a body."""
    fixed = {"Content-Type": kind, "ETag": etag, "Last-Modified": last_modified, **(headers or {})}

    def reply(asked: Asked, line: Line) -> None:
        same = (etag and asked.headers.get("if-none-match") == etag) or (
            last_modified and asked.headers.get("if-modified-since") == last_modified
        )
        if same:
            line.send(head(304, fixed))
        else:
            line.send(head(status, {"Content-Length": str(len(body)), **fixed}) + body)

    return reply


def packed(body: bytes, *, times: int = 1, packing: str = "gzip") -> Reply:
    """A page gzipped so many times over, labelled `packing`."""
    for _ in range(times):
        body = gzip.compress(body)
    return page(body, headers={"Content-Encoding": packing})


def redirect(to: str, *, status: int = 302, headers: Mapping[str, str] | None = None) -> Reply:
    return page(b"moved", status=status, headers={"Location": to, **(headers or {})})


def busy(retry_after: str = "", *, status: int = 429) -> Reply:
    return page(b"later", status=status, headers={"Retry-After": retry_after})


def raw(*pieces: bytes, pause: float = 0.0, each: int = 0) -> Reply:
    """These very bytes and then the end of the connection: in pieces (of `each` bytes, if given) with a pause between."""

    def reply(asked: Asked, line: Line) -> None:
        whole = b"".join(pieces)
        for piece in [whole[at : at + each] for at in range(0, len(whole), each)] if each else pieces:
            line.send(piece)
            line.pause(pause)

    return reply


def endless(piece: bytes, *, start: bytes = b"HTTP/1.1 200 OK\r\n\r\n", pause: float = 0.0) -> Reply:
    """`piece` again and again until the client goes away."""

    def reply(asked: Asked, line: Line) -> None:
        line.send(start)
        while True:
            line.send(piece)
            line.pause(pause)

    return reply


def silence(seconds: float = 60.0) -> Reply:
    """Takes the request and says nothing."""
    return lambda asked, line: line.pause(seconds)


def reset(*pieces: bytes) -> Reply:
    """Says this much and then resets the connection."""

    def reply(asked: Asked, line: Line) -> None:
        for piece in pieces:
            line.send(piece)
        line.pause(0.05)
        line.reset()

    return reply


def head(status: int, headers: Mapping[str, str]) -> bytes:
    """A status line and headers; those with an empty value are left out."""
    lines = [f"HTTP/1.1 {status} {_REASONS.get(status, 'Whatever')}", f"Date: {formatdate(usegmt=True)}"]
    lines += [f"{name}: {value}" for name, value in headers.items() if value]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1")


class FeedServer:
    """Listens on a free port of 127.0.0.1 between `with` and its end; every connection has its own thread."""

    def __init__(self, *, tls: bool = False) -> None:
        self.replies: dict[str, Reply] = {}
        self.default: Reply = page(b"nothing here", status=404, kind="text/plain")
        self.asked: list[Asked] = []
        self._stopping = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._tls = _server_context() if tls else None

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._listen, name="feed server", daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                joined, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(joined,), name="feed client", daemon=True).start()

    def _serve(self, joined: socket.socket) -> None:
        with contextlib.suppress(OSError), _closing(joined):
            joined.settimeout(30)
            if self._tls:
                joined = self._tls.wrap_socket(joined, server_side=True)
            with _closing(joined):
                asked = _request(joined)
                if asked:
                    self.asked.append(asked)
                    self.replies.get(asked.path, self.default)(asked, Line(joined, self._stopping))


@contextlib.contextmanager
def _closing(joined: socket.socket) -> Iterator[None]:
    try:
        yield
    finally:
        joined.close()


def _request(joined: socket.socket) -> Asked | None:
    """The request; None where the client went away or speaks no HTTP (or TLS to a plain server)."""
    data = b""
    while b"\r\n\r\n" not in data and len(data) < 100_000:
        more = joined.recv(65_536)
        if not more:
            return None
        data += more
        if not data[:1].isalpha():
            joined.sendall(head(400, {}))
            return None
    first, *lines = data.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    method, target = first.split(" ")[:2] if " " in first else ("", "")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    parts = urlsplit(target)
    return Asked(method, parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)), headers)


def _server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "server.pem")
        path.write_text(CERTIFICATE + _KEY, encoding="ascii")
        context.load_cert_chain(path)
    return context


def client_context() -> ssl.SSLContext:
    """What a client must trust to talk to the server as papers.example or feeds.example."""
    return ssl.create_default_context(cadata=CERTIFICATE)
