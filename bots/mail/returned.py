"""What comes to the box of bounces: reports of mails that came back (RFC 3464), complaints (RFC 5965), and replies of readers."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from typing import Literal

import msgspec

Wish = Literal["bounce", "complaint", "stop", "pause", "other"]
"""What a mail to the box is: it came back, somebody calls ours spam, a reader wants no more, or none for now; or anything else."""

CODE = re.compile(r"\+([0-9a-f]{20})@", re.ASCII)
_STATUS = re.compile(r"[45]\.[0-9]{1,3}\.[0-9]{1,3}", re.ASCII)
_WISH = re.compile(r"\W*(stop|unsubscribe|pause)\b", re.IGNORECASE)

ADDRESSED = ("to", "delivered-to", "x-original-to", "envelope-to", "original-recipient", "return-path")
"""The headers that may hold the code of an address, in a report or in the mail that it returns."""

LARGEST = 10_000_000
"""Bytes of a mail that is read."""


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
    said = _WISH.match(str(message.get("subject", "")).lower().removeprefix("re:").strip()) or _WISH.match(
        _text(message)
    )
    if not said:
        return Returned("other", code)
    return Returned("pause" if said[1].lower() == "pause" else "stop", code)


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
