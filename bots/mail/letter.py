"""Who mails come from, and a letter as bytes: text, then HTML, with the headers that mail programs and their providers ask for.

The usual policy of the library folds a long List-Unsubscribe into an encoded word, which destroys it: ours folds nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from core.errors import BadSettings
from core.settings import Settings

NAME = "Paperboy"

BOUNCES = "bounce"
"""What stands before the @ of the address to which mails come back, where no setting names one."""

POLICY = SMTP.clone(max_line_length=998, cte_type="7bit")
"""Lines up to what RFC 5322 allows; 8-bit parts would be encoded again on their way, which breaks a signature."""

SIGNED = (
    *("from", "to", "subject", "date", "message-id", "mime-version", "content-type", "reply-to", "auto-submitted"),
    *("list-id", "list-unsubscribe", "list-unsubscribe-post", "feedback-id"),
)
"""The headers that a signature holds, where they are there."""


class Identity(msgspec.Struct, frozen=True):
    """Who mails come from: a name and an address, and the address to which they come back."""

    name: str
    address: str
    bounces: str

    @property
    def domain(self) -> str:
        """What stands behind the @ of the address."""
        return self.address.rpartition("@")[2].lower()

    def envelope(self, code: str) -> str:
        """Where a mail comes back to that was sent to the owner of a code (VERP)."""
        local, _, domain = self.bounces.rpartition("@")
        return f"{local}+{code}@{domain}"


def identity_of(settings: Settings) -> Identity:
    """Who mails come from. Raises BadSettings where nothing says it."""
    name, address = parseaddr(settings.mail_from)
    user = unquote(urlsplit(settings.smtp.reveal()).username or "")
    address = address or (user if "@" in user else "")
    if not address:
        raise BadSettings("Please set PAPERBOY_MAIL_FROM to the address that mails come from.")
    domain = address.rpartition("@")[2]
    return Identity(name or NAME, address, parseaddr(settings.bounces)[1] or f"{BOUNCES}@{domain}")


class Letter(msgspec.Struct, frozen=True):
    """What a letter says, to whom, and by what it is known: `id` is its own part of the Message-ID, `digest` the id of the digest that
    it belongs to, '' for one that belongs to none. `reply_to` is where an answer goes, '' where nobody reads one; `ends` are the
    addresses by which its reader can end it, and `one_click` says whether the first of these does so by a POST.
    """

    id: str
    to: str
    subject: str
    text: str
    html: str
    at: datetime
    digest: str = ""
    reply_to: str = ""
    ends: Sequence[str] = ()
    one_click: bool = False


def written(letter: Letter, identity: Identity) -> bytes:
    """A letter as it is sent."""
    message = EmailMessage(policy=POLICY)
    message["From"] = formataddr((identity.name, identity.address))
    message["To"] = letter.to
    if letter.reply_to:
        message["Reply-To"] = letter.reply_to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.id}@{identity.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.digest:
        message["Precedence"] = "bulk"
        message["List-Id"] = f"<{letter.digest}.digests.{identity.domain}>"
        message["Feedback-ID"] = f"{letter.digest}:digest:paperboy:{identity.domain}"
    if letter.ends:
        message["List-Unsubscribe"] = ", ".join(f"<{address}>" for address in letter.ends)
    if letter.one_click:
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message.as_bytes()


def signed(letter: bytes, setting: str) -> bytes:
    """A letter with its signature, as `selector:domain:file` says; as it is where that is empty. Raises BadSettings."""
    if not setting:
        return letter
    import dkim

    selector, domain, file = setting.split(":", 2)
    try:
        key = Path(file).read_bytes()
        there = {line.split(b":", 1)[0].lower().decode() for line in letter.split(b"\r\n\r\n", 1)[0].split(b"\r\n")}
        headers = [name.encode() for name in SIGNED if name in there]
        made: bytes = dkim.sign(letter, selector.encode(), domain.encode(), key, include_headers=headers)
    except (OSError, dkim.DKIMException) as error:
        raise BadSettings(
            f"Mails cannot be signed: the key of PAPERBOY_DKIM cannot be used ({type(error).__name__})."
        ) from None
    return made + letter
