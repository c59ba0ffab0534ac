"""The relay that takes our mails, over one connection that is kept. A mail is sent in parts: only after its last dot is it in doubt.

What a relay says is never shown or logged as it stands: it may hold the address.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from urllib.parse import unquote, urlsplit

from core.delivery.outlet import Undelivered
from core.errors import ErrorKind
from core.host.egress import STRAIGHT, Egress
from core.settings.kinds import Secret

SECONDS = 15.0
"""How long the relay may take for an answer."""

LATER = 120.0
"""Seconds until what it does not take for now is tried again."""

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}

_STATUS = re.compile(rb"\s*([245]\.[0-9]{1,3}\.[0-9]{1,3})\b")

Answer = tuple[int, bytes]


class JoinedSmtp(smtplib.SMTP):
    """SMTP over a socket that is connected. Raises OSError, SMTPException."""

    def __init__(self, joined: socket.socket, host: str, port: int, seconds: float) -> None:
        self._joined = joined
        super().__init__(host, port, timeout=seconds)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self._joined


class Relay:
    """A relay, by the address of PAPERBOY_SMTP."""

    def __init__(self, address: Secret, seconds: float = SECONDS, egress: Egress = STRAIGHT) -> None:
        self._address, self._seconds, self._egress, self._lock = address, seconds, egress, Lock()
        self._smtp: smtplib.SMTP | None = None

    def send(self, envelope: str, recipient: str, letter: bytes, still: Callable[[], bool]) -> None:
        """Hand a mail over; `still` is asked before its last dot. Raises Undelivered."""
        with self._lock:
            try:
                self._send(self._connected(), envelope, recipient, letter, still)
            except (OSError, smtplib.SMTPException) as error:
                self._drop()
                raise Undelivered(ErrorKind.TRANSIENT, _trouble(error)) from error
            except Undelivered:
                self._reset()
                raise

    def check(self) -> None:
        """Log in, and nothing more. Raises Undelivered."""
        with self._lock:
            try:
                self._connected()
            except (OSError, smtplib.SMTPException) as error:
                self._drop()
                raise Undelivered(ErrorKind.TRANSIENT, _trouble(error)) from error

    def close(self) -> None:
        """Say goodbye."""
        with self._lock, suppress(OSError, smtplib.SMTPException):
            if self._smtp:
                self._smtp.quit()
            self._smtp = None

    def _send(
        self, smtp: smtplib.SMTP, envelope: str, recipient: str, letter: bytes, still: Callable[[], bool]
    ) -> None:
        _taken(smtp.mail(envelope), 250)
        _taken(smtp.rcpt(recipient), 250, 251, recipient=True)
        _taken(smtp.docmd("DATA"), 354)
        smtp.send(_dotted(letter))
        if not still():
            self._drop()
            raise Undelivered(ErrorKind.RETRY_AFTER, "it may not go out now")
        try:
            smtp.send(b".\r\n")
            answer = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise Undelivered(ErrorKind.AMBIGUOUS, "the relay did not say whether it took the mail") from error
        _taken(answer, 250)

    def _connected(self) -> smtplib.SMTP:
        """The connection, opened and logged in where it is not."""
        if self._smtp:
            with suppress(OSError, smtplib.SMTPException):
                if self._smtp.noop()[0] == 250:
                    return self._smtp
            self._drop()
        url = urlsplit(self._address.reveal())
        host, port = url.hostname or "", url.port or PORTS[url.scheme]
        joined = self._egress.connect(host, port, self._seconds)
        joined.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # or the last dot waits for an answer to the text
        if url.scheme == "smtps":
            joined = self._egress.tls().wrap_socket(joined, server_hostname=host)
        smtp = self._smtp = JoinedSmtp(joined, host, port, self._seconds)
        if url.scheme == "smtp+starttls":
            smtp.starttls(context=self._egress.tls())
        smtp.ehlo_or_helo_if_needed()
        if url.username:
            self._log_in(smtp, unquote(url.username), unquote(url.password or ""))
        return smtp

    def _log_in(self, smtp: smtplib.SMTP, user: str, password: str) -> None:
        try:
            smtp.login(user, password)
        except smtplib.SMTPAuthenticationError as refused:
            self._drop()
            kind = ErrorKind.TEAM_DEAD if refused.smtp_code >= 500 else ErrorKind.RETRY_AFTER
            raise Undelivered(kind, "the relay refuses the user or password of PAPERBOY_SMTP", LATER) from None

    def _reset(self) -> None:
        """Make the connection ready for the next mail, or drop it."""
        try:
            if self._smtp and self._smtp.rset()[0] != 250:
                self._drop()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        if self._smtp:
            self._smtp.close()
        self._smtp = None


def _trouble(error: Exception) -> str:
    """Why no mail could be handed over, in a sentence's middle."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return "the relay's certificate is not trusted"
    if isinstance(error, (ssl.SSLError, smtplib.SMTPNotSupportedError)):
        return "the relay does not encrypt as PAPERBOY_SMTP asks"
    return "the relay does not answer"


def _taken(answer: Answer, *good: int, recipient: bool = False) -> None:
    """Raises Undelivered for what the relay does not take; `recipient`: it was asked whether it knows an address."""
    code, text = answer
    if code in good:
        return
    match = _STATUS.match(text)
    status = match[1].decode() if match else str(code)
    if 400 <= code < 500 or code < 0:
        raise Undelivered(ErrorKind.RETRY_AFTER, f"the relay takes no mail for now ({status})", LATER)
    unknown = status.startswith("5.1.") or (not match and code in (550, 551, 553))
    if recipient and unknown:
        raise Undelivered(ErrorKind.TARGET_DEAD, f"the relay refuses its address ({status})")
    raise Undelivered(ErrorKind.BUG, f"the relay refuses the mail ({status})")


def _dotted(letter: bytes) -> bytes:
    """A mail's lines as they are sent: one that begins with a dot has another (RFC 5321, 4.5.2)."""
    whole = letter if letter.endswith(b"\r\n") else letter + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", whole)
