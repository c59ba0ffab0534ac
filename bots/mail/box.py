"""The box that mails come back to, by IMAP: each unread mail is handed on, and is marked as read once it is done with."""

import imaplib
import socket
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import unquote, urlsplit

from core.errors import PaperboyError
from core.host.egress import STRAIGHT, Egress
from core.settings.kinds import Secret

PORTS = {"imap": 143, "imaps": 993}

SECONDS = 30.0
"""How long the box may take for an answer."""


class JoinedImap(imaplib.IMAP4):
    """IMAP over a socket that is connected. Raises OSError, IMAP4.error."""

    def __init__(self, joined: socket.socket, host: str, port: int) -> None:
        self._joined = joined
        super().__init__(host, port, SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return self._joined


def each_unread(address: Secret, handle: Callable[[bytes], object], egress: Egress = STRAIGHT) -> int:
    """Hand on each unread mail of a box; returns how many. Raises PaperboyError where the box cannot be read."""
    url = urlsplit(address.reveal())
    try:
        box = _opened(url.scheme, url.hostname or "", url.port, egress)
        try:
            box.login(unquote(url.username or ""), unquote(url.password or ""))
            box.select(url.path.strip("/") or "INBOX")
            return _handed_on(box, handle)
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                box.logout()
    except (OSError, imaplib.IMAP4.error) as error:
        raise PaperboyError(f"The box of PAPERBOY_IMAP cannot be read ({type(error).__name__}).") from None


def _opened(scheme: str, host: str, port: int | None, egress: Egress) -> imaplib.IMAP4:
    port = port or PORTS[scheme]
    joined = egress.connect(host, port, SECONDS)
    if scheme == "imaps":
        joined = egress.tls().wrap_socket(joined, server_hostname=host)
    return JoinedImap(joined, host, port)


def _handed_on(box: imaplib.IMAP4, handle: Callable[[bytes], object]) -> int:
    found = box.search(None, "UNSEEN")[1][0].split()
    for number in found:
        parts = box.fetch(number, "(BODY.PEEK[])")[1]
        for part in parts:
            if isinstance(part, tuple):
                handle(part[1])
        box.store(number, "+FLAGS", "(\\Seen)")
    return len(found)
