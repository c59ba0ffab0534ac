"""A relay in memory that takes mails by SMTP, and fails as it is told: by refusing, by silence, or by dropping the connection."""

import asyncio
import random
import socket
import ssl
from collections import Counter, deque
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Literal, cast

import msgspec
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

RelayFault = Literal["busy", "unknown", "full", "drop before", "drop after", "slow", "spam"]
"""What happens to the next mail: 452 or 550 at its recipient, 552 at its end, the connection ends before or after its last dot was
taken, or the answer comes late; 554 at its end.
"""


class Taken(msgspec.Struct, frozen=True):
    """A mail that the relay took."""

    envelope: str
    recipient: str
    data: bytes

    @property
    def mail(self) -> EmailMessage:
        """The mail, parsed."""
        return cast("EmailMessage", message_from_bytes(self.data, policy=default))


class FakeRelay:
    """`taken` are the mails that it took, `faults` what happens to the next ones, `shares` how often it happens to any."""

    def __init__(self, tls: ssl.SSLContext | None = None, password: str = "") -> None:
        self.taken, self.faults = list[Taken](), deque[RelayFault]()
        self.seconds, self.connections, self.struck = 0.0, 0, Counter[str]()
        self.shares: dict[RelayFault, float] = {}
        self.dice = random.Random(0)
        self._password = password
        more: dict[str, Any] = {"tls_context": tls, "require_starttls": True} if tls else {}
        if password:  # which aiosmtpd hears after STARTTLS only, and so do we
            more |= {"authenticator": self._authenticated, "auth_required": True}
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port(), **more)
        self._controller.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._controller.port)

    def stop(self) -> None:
        """Take nothing more."""
        self._controller.stop()

    def counts(self) -> Counter[str]:
        """How often each Message-ID was taken."""
        return Counter(str(taken.mail["message-id"]) for taken in self.taken)

    async def handle_EHLO(self, server: SMTP, session: Any, envelope: Any, name: str, answers: list[str]) -> list[str]:  # noqa: N802
        self.connections += 1
        session.host_name = name
        return answers

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        self._throw()
        if self.faults and self.faults[0] in ("busy", "unknown"):
            return "452 4.2.2 later" if self.faults.popleft() == "busy" else f"550 5.1.1 no such box {address}"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        fault = self.faults.popleft() if self.faults else None
        if fault == "spam":
            return "554 5.7.1 no"
        if fault == "full":
            return "452 4.3.1 full"
        if fault == "drop before":
            _abort(server)
            return ""
        self.taken.append(Taken(envelope.mail_from, envelope.rcpt_tos[0], envelope.content))
        if fault == "drop after":
            _abort(server)
        if fault == "slow":
            await asyncio.sleep(self.seconds)
        return "250 2.0.0 taken"

    def _throw(self) -> None:
        """Let a mishap come to the next mail, by chance."""
        at = self.dice.random()
        for fault, share in self.shares.items():
            at -= share
            if at < 0 and not self.faults:
                self.faults.append(fault)
                self.struck[fault] += 1
                return

    def _authenticated(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        good = isinstance(data, LoginPassword) and data.password == self._password.encode()
        return AuthResult(success=good, handled=False)


def _abort(server: SMTP) -> None:
    assert server.transport
    server.transport.abort()


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
