"""A proxy of a lab on loopback: it finds the hosts that it is told of, and opens their TLS with certificates of its own."""

import base64
import contextlib
import socket
import ssl
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

# made for these tests and trusted nowhere else: valid from 2020 to 2120
AUTHORITY = """-----BEGIN CERTIFICATE-----
MIIBZjCCAQugAwIBAgIBATAKBggqhkjOPQQDAjAZMRcwFQYDVQQDDA5Qcm94eSBv
ZiBhIGxhYjAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowGTEXMBUG
A1UEAwwOUHJveHkgb2YgYSBsYWIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQZ
MHvaBpCM0uk0eIUqiQdtiGOIOfKp6deTTcdB22t9G7wRlycB4qps9v1uUutvNduA
V3MKBK18wXcTGWsfoEg0o0IwQDAPBgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB/wQE
AwIBBjAdBgNVHQ4EFgQUwXakuoT2guBjUpeVsTqBeHNd688wCgYIKoZIzj0EAwID
SQAwRgIhAIVz3IhsfJuhag+lVPGK5rY0x1apBkR0LEwlxpWVLqNnAiEA4+ZCVMkY
CoB9vrTs2TInap1dpVfCF7PhHSErlQkwQCE=
-----END CERTIFICATE-----
"""
_LEAF = """-----BEGIN CERTIFICATE-----
MIIB7TCCAZOgAwIBAgIBAjAKBggqhkjOPQQDAjAZMRcwFQYDVQQDDA5Qcm94eSBv
ZiBhIGxhYjAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowGTEXMBUG
A1UEAwwOcGFwZXJzLmV4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAT4
YW6pP9nqLEIrWTi80YvMItjNkZaHrF/NVzZEqu8sxKo4kTkl2DpSSZH9q0afJBzo
sIW1/fwH+TSPCHM+liPso4HJMIHGMAkGA1UdEwQCMAAwDgYDVR0PAQH/BAQDAgeA
MBMGA1UdJQQMMAoGCCsGAQUFBwMBMB0GA1UdDgQWBBTQgVsZLjGe9xUQiC3hyBMl
CMKVoDAfBgNVHSMEGDAWgBTBdqS6hPaC4GNSl5WxOoF4c13rzzBUBgNVHREETTBL
gg5wYXBlcnMuZXhhbXBsZYINc2xhY2suZXhhbXBsZYIMbWFpbC5leGFtcGxlggtk
aXNjb3JkLmNvbYIPaG9va3Muc2xhY2suY29tMAoGCCqGSM49BAMCA0gAMEUCIQCg
jFad/1u0iF1J6RtxzjNHh0bVg/kyW34eSkt7bHysKwIgEFxST40TEGs00CTWGi8v
IyAAn+4dpqoQMdT4eaqAR08=
-----END CERTIFICATE-----
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg7u67oEQ8okkWwskD
RhP5Z2TwnuhLY/Ae9w3tnNuVKmGhRANCAAT4YW6pP9nqLEIrWTi80YvMItjNkZaH
rF/NVzZEqu8sxKo4kTkl2DpSSZH9q0afJBzosIW1/fwH+TSPCHM+liPs
-----END PRIVATE KEY-----
"""

OPENED = {443, 465}
"""The ports whose connections it decrypts; others it passes on as they are."""


class FakeProxy:
    """Listens on a free port of 127.0.0.1 between `with` and its end.

    `hosts` are those it leads to, each with its port on loopback; it answers 403 for others, and 407 where the `password`
    (`user:password`, as in an address) is missing.
    `asked` are the first lines of all requests.
    """

    def __init__(self, hosts: Mapping[str, int], password: str = "") -> None:
        self.hosts, self.asked = dict(hosts), list[str]()
        self._user, self._password = password, _basic(unquote(password))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.place = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._tls = server_context()

    @property
    def url(self) -> str:
        """What HTTPS_PROXY is set to."""
        return f"http://{f'{self._user}@' if self._user else ''}{self.place}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._listen, name="proxy", daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                joined, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(joined,), name="proxied", daemon=True).start()

    def _serve(self, joined: socket.socket) -> None:
        with contextlib.suppress(OSError), joined:
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                if not (byte := joined.recv(1)):
                    return
                head += byte
            first, *lines = head.decode("latin-1").split("\r\n")
            self.asked.append(first)
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            method, place, _ = first.split(" ")
            host, port = _place(method, place)
            if headers.get("proxy-authorization", "") != self._password:
                joined.sendall(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")
            elif host not in self.hosts:
                joined.sendall(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")
            else:
                self._lead(joined, self.hosts[host], b"" if method == "CONNECT" else head, port)

    def _lead(self, joined: socket.socket, inside: int, head: bytes, port: int) -> None:
        """Join a client with a host; `head` is what the client has asked of the host already."""
        with socket.create_connection(("127.0.0.1", inside)) as host:
            if head:
                host.sendall(head)
            else:
                joined.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
                if port in OPENED:
                    joined = self._tls.wrap_socket(joined, server_side=True)
            back = threading.Thread(target=_pass, args=(host, joined), daemon=True)
            back.start()
            _pass(joined, host)
            back.join()


def _basic(password: str) -> str:
    return f"Basic {base64.b64encode(password.encode()).decode()}" if password else ""


def _place(method: str, place: str) -> tuple[str, int]:
    if method == "CONNECT":
        host, _, port = place.rpartition(":")
        return host, int(port)
    return urlsplit(place).hostname or "", 80


def _pass(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


def server_context() -> ssl.SSLContext:
    """What a server shows whose host the proxy's certificates name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "proxy.pem")
        path.write_text(_LEAF, encoding="ascii")
        context.load_cert_chain(path)
    return context
