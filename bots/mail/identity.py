"""Who mails come from, and where they come back to, as the settings say it."""

from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

import msgspec

from core.errors import BadSettings
from core.settings import Settings

NAME = "Paperboy"

BOUNCES = "bounce"
"""What stands before the @ of the address to which mails come back, where no setting names one."""


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
