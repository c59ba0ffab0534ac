"""One HTTP exchange over one socket: every wait is cut at one deadline, every byte is counted, unpacking stops at a cap.

It stands on httpcore2, the wire layer of httpx2, which hands its connection a stream of our making: no pool, no cookies, no
environment; the socket is opened by us, to an address vetted by us or to the operator's proxy.
"""

import io
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from typing import Any, TypeVar

import httpcore2

from core.feeds.exchange.ip_rules import Target
from core.feeds.trouble import HostUnreachable, TooLarge, TooSlow, Unexpected
from core.host.egress import Connect, Egress, ProxyRefused

Found = TypeVar("Found")

PIECE = 64 * 1024
"""Bytes unpacked at a time, and so the most by which a limit is ever overrun."""

_MOST_ADDRESSES = 4


class Deadline:
    """One span of time for a whole fetch, on the clock that is handed in."""

    def __init__(self, clock: Callable[[], float], seconds: float) -> None:
        self.seconds = seconds
        self._clock = clock
        self._end = clock() + seconds

    def left(self, host: str) -> float:
        """Seconds that are left, never 0; raises TooSlow when none are."""
        left = self._end - self._clock()
        if left <= 0:
            raise TooSlow(f"{host} did not answer in full within {self.seconds:g} seconds.")
        return left

    def spare(self, wait: Callable[[], object]) -> None:
        """Waits, and gives that time back: our own politeness is not the host's slowness."""
        start = self._clock()
        wait()
        self._end += self._clock() - start


class Stream(httpcore2.NetworkStream):
    """A connected socket with one deadline for all its reads and writes, and room for `largest` bytes and their wrapping."""

    def __init__(self, joined: socket.socket, host: str, deadline: Deadline, largest: int) -> None:
        self._socket = joined
        self._host = host
        self._deadline = deadline
        self._largest = largest
        self._room = largest + PIECE

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._socket.settimeout(self._deadline.left(self._host))
        try:
            data = self._socket.recv(max_bytes)
        except OSError as error:
            raise self._broken(error) from error
        self._room -= len(data)
        if self._room < 0:
            raise TooLarge(too_large(self._host, self._largest))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._socket.settimeout(self._deadline.left(self._host))
        try:
            self._socket.sendall(buffer)
        except OSError as error:
            raise self._broken(error) from error

    def close(self) -> None:
        self._socket.close()

    def get_extra_info(self, info: str) -> Any:
        return None

    def _broken(self, error: OSError) -> TooSlow | HostUnreachable:
        if isinstance(error, TimeoutError):
            return TooSlow(f"{self._host} did not answer in full within {self._deadline.seconds:g} seconds.")
        return HostUnreachable(f"{self._host} broke the connection.")


def too_large(host: str, largest: int) -> str:
    return f"{host} sends more than the {-(-largest // 1_048_576)} MB that Paperboy takes."


def in_time(call: Callable[[], Found], host: str, deadline: Deadline) -> Found:
    """What `call` gives or raises, in a thread of its own: the system's resolver knows no time limit. Raises TooSlow."""
    future: Future[Found] = Future()

    def work() -> None:
        try:
            future.set_result(call())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=work, name="resolver", daemon=True).start()
    try:
        return future.result(deadline.left(host))
    except TimeoutError:
        raise TooSlow(f"{host} could not be found within {deadline.seconds:g} seconds.") from None


def dial(target: Target, addresses: Sequence[str], connect: Connect, deadline: Deadline) -> socket.socket:
    """A socket to the first of the vetted addresses that answers; raises Unreachable or TooSlow."""
    tried = addresses[:_MOST_ADDRESSES]
    failure: OSError | None = None
    for at, address in enumerate(tried):
        try:
            return connect(address, target.port, deadline.left(target.host) / (len(tried) - at))
        except OSError as error:
            failure = error
    deadline.left(target.host)
    outcome = "refused the connection" if isinstance(failure, ConnectionRefusedError) else "cannot be reached"
    raise HostUnreachable(f"{target.host} {outcome}.") from failure


def through(egress: Egress, target: Target, connect: Connect, deadline: Deadline) -> socket.socket:
    """A socket by way of the proxy: a tunnel for https, else one to the proxy itself; raises HostUnreachable or TooSlow."""
    try:
        if target.scheme == "https":
            return egress.tunnel(target.host, target.port, deadline.left(target.host), connect)
        return connect(*egress.proxy_place, deadline.left(target.host))
    except ProxyRefused as refused:
        raise HostUnreachable(str(refused)) from None
    except OSError as error:
        deadline.left(target.host)
        raise HostUnreachable("The proxy of HTTPS_PROXY cannot be reached.") from error


def secure(joined: socket.socket, host: str, tls: ssl.SSLContext, deadline: Deadline) -> socket.socket:
    """The same connection under TLS, its certificate checked against the host's *name*; raises Unreachable or TooSlow."""
    try:
        joined.settimeout(deadline.left(host))
        return tls.wrap_socket(joined, server_hostname=host)
    except TimeoutError as error:
        joined.close()
        raise TooSlow(f"{host} did not answer in full within {deadline.seconds:g} seconds.") from error
    except ssl.SSLCertVerificationError as error:
        joined.close()
        raise HostUnreachable(f"{host} shows a certificate that is not valid for it.") from error
    except OSError as error:
        joined.close()
        raise HostUnreachable(f"{host} cannot be reached over https: encryption could not be agreed on.") from error


def unpacked(pieces: Iterable[bytes], packing: str, host: str, largest: int) -> bytes:
    """The whole body, unpacked; never more than `largest` + `PIECE` bytes of it are in memory.

    `packing` is the Content-Encoding; gzip and zlib are read, once each. Raises TooLarge or Unexpected.
    """
    packing = packing.strip().lower()
    if packing not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise Unexpected(f"{host} compressed its answer by a method that Paperboy does not know.")
    body = io.BytesIO()
    unzip = None if packing in ("", "identity") else zlib.decompressobj(zlib.MAX_WBITS | 32)
    for piece in pieces:
        for part in [piece] if unzip is None else _inflated(unzip, piece, host):
            body.write(part)
            if body.tell() > largest:
                raise TooLarge(too_large(host, largest))
    if unzip is not None and not unzip.eof:
        raise Unexpected(f"{host} broke off its compressed answer.")
    return body.getvalue()


def _inflated(unzip: Any, packed: bytes, host: str) -> Iterable[bytes]:
    """What a piece unpacks to, `PIECE` bytes at a time."""
    while True:
        try:
            part = unzip.decompress(packed, PIECE)
        except zlib.error as error:
            raise Unexpected(f"{host} sent an answer whose compression is damaged.") from error
        yield part
        if unzip.unused_data:
            raise Unexpected(f"{host} sent an answer with something after its compressed end.")
        packed = unzip.unconsumed_tail
        if not packed and len(part) < PIECE:
            return
