"""What comes to the box of bounces: reports of mails that came back (RFC 3464), complaints (RFC 5965), and replies of readers."""

import imaplib
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from typing import Literal
from urllib.parse import unquote, urlsplit

import msgspec

from core.errors import PaperboyError
from core.host.egress import STRAIGHT, Egress
from core.settings.kinds import Secret

Wish = Literal["bounce", "complaint", "stop", "pause", "other"]
"""What a mail to the box is: it came back, somebody calls ours spam, a reader wants no more, or none for now; or anything else."""

CODE = re.compile(r"\+([0-9a-f]{20})@", re.ASCII)
_STATUS = re.compile(r"[45]\.[0-9]{1,3}\.[0-9]{1,3}", re.ASCII)
_WISH = re.compile(r"\W*(stop|unsubscribe|pause)\b", re.IGNORECASE)

ADDRESSED = ("to", "delivered-to", "x-original-to", "envelope-to", "original-recipient", "return-path")
"""The headers that may hold the code of an address, in a report or in the mail that it returns."""

LARGEST = 10_000_000
"""Bytes of a mail that is read."""

PORTS = {"imap": 143, "imaps": 993}

SECONDS = 30.0
"""How long the box may take for an answer."""


class Returned(msgspec.Struct, frozen=True):
    """What a mail to the box says: the code of the address it is about ('' where none is named) and the status of a bounce."""

    wish: Wish
    code: str = ""
    status: str = ""


def read_returned(data: bytes) -> Returned:
    """A mail to the box, read; one that nobody can read is another."""
    message = message_from_bytes(data[:LARGEST], policy=default)
    try:
        return _read(message)
    except Exception:  # mails are written by strangers, and the library stumbles over some headers
        return Returned("other")


def _read(message: EmailMessage) -> Returned:
    code = next(_codes(message), "")
    kinds = {part.get_content_type() for part in message.walk()}
    if "message/feedback-report" in kinds:
        return Returned("complaint", code)
    if "message/delivery-status" in kinds:
        status = _status(message)
        return Returned("bounce", code, status) if status else Returned("other", code)
    if str(message.get("auto-submitted", "no")).strip().lower() != "no":  # an answer from a machine is nobody's wish
        return Returned("other", code)
    wish = _WISH.match(str(message.get("subject", "")).lower().removeprefix("re:").strip()) or _WISH.match(
        _text(message)
    )
    if not wish:
        return Returned("other", code)
    return Returned("pause" if wish[1].lower() == "pause" else "stop", code)


def _codes(message: Message) -> Iterator[str]:
    """The codes in the addresses of a mail, and of the mails that it returns, the outermost first."""
    for part in message.walk():
        for name in ADDRESSED:
            for value in part.get_all(name, []):
                yield from CODE.findall(str(value))
        for value in part.get_all("message-id", []):
            yield from re.findall(r"\.([0-9a-f]{20})@", str(value))


def _status(message: Message) -> str:
    """The status of a report, where it says that a mail failed or is late."""
    for part in message.walk():
        action = str(part.get("action", "")).strip().lower()
        status = _STATUS.search(str(part.get("status", "")))
        if action in ("failed", "delayed") and status:
            return status[0]
    return ""


def _text(message: EmailMessage) -> str:
    """The first words that a reader wrote."""
    body = message.get_body(("plain",))
    return str(body.get_content()).lstrip()[:200] if body else ""


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
    numbers = box.search(None, "UNSEEN")[1][0].split()
    for number in numbers:
        parts = box.fetch(number, "(BODY.PEEK[])")[1]
        for part in parts:
            if isinstance(part, tuple):
                handle(part[1])
        box.store(number, "+FLAGS", "(\\Seen)")
    return len(numbers)
