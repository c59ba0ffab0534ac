"""What the doctor says of mails: whether the relay takes our password, and whether the links in them lead anywhere."""

from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

from bots.mail.letter import identity_of
from bots.mail.relay import Relay
from bots.shared.start import has
from core.delivery.outlet import Undelivered
from core.errors import BadSettings
from core.settings import Settings

HERE = ("localhost", "127.0.0.1", "::1")


def checked(settings: Settings) -> Iterator[tuple[Literal["ok", "warn", "fail"], str]]:
    """How mails stand; nothing without a relay."""
    if not settings.smtp:
        return
    for extra, needed in (("mail", True), ("dkim", bool(settings.dkim))):
        if needed and not has(extra):
            yield "fail", f"the extra “{extra}” is not installed: pip install 'paperboy[{extra}]'"
    try:
        identity_of(settings)
        relay = Relay(settings.smtp, egress=settings.egress)
        relay.check()
        relay.close()
        yield "ok", "the relay answers"
    except BadSettings as wrong:
        yield "fail", str(wrong)
    except Undelivered as failed:
        yield "fail", f"{failed.why}: look at PAPERBOY_SMTP"
    away = not _is_here(urlsplit(settings.smtp.reveal()).hostname or "")
    if away and _is_here(urlsplit(settings.url).hostname or ""):
        yield "fail", "PAPERBOY_URL is this machine's own address, so the links in mails lead nowhere for their readers"
    elif away and settings.url.startswith("http://"):
        yield "warn", "PAPERBOY_URL is not https: mail programs offer to end mails by one press over https alone"
    if away and urlsplit(settings.smtp.reveal()).scheme == "smtp":
        yield "warn", "mails go to the relay without encryption: smtps:// or smtp+starttls:// encrypt them"
    if not settings.url and not settings.imap:
        yield "warn", "readers cannot end their mails themselves: set PAPERBOY_URL, or PAPERBOY_IMAP for replies"


def _is_here(host: str) -> bool:
    """Whether a host is this machine."""
    return host in HERE or host.startswith("127.") or host.endswith(".localhost")
