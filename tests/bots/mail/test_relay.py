"""How mails are encrypted on their way to a relay: never sent in the clear where the setting asks for encryption."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bots.mail.relay import Relay
from core.delivery.outlet import Undelivered
from core.errors import ErrorKind
from core.host.egress import Egress
from core.settings.kinds import Secret
from tests.fakes.proxy import AUTHORITY, FakeProxy, server_context
from tests.fakes.relay import FakeRelay

HOST = "mail.example"
"""A host that the relay's certificate names."""

LETTER = b"Subject: kites\r\n\r\nHello.\r\n"


@pytest.fixture
def guarded() -> Iterator[FakeRelay]:
    """A relay that takes nothing before STARTTLS, and nothing without a password, with a certificate of its own."""
    made = FakeRelay(server_context(), "hushhush")
    yield made
    made.stop()


def sent(relay: FakeRelay, address: str, ca: Path | None) -> None:
    """Send a mail by a name that leads to the relay."""
    hosts = {HOST: relay.port, "other.example": relay.port}
    with FakeProxy(hosts) as proxy:
        sender = Relay(Secret(address), 5, Egress(proxy.url, ca=ca))
        try:
            sender.send("papers@example.org", "ada@example.com", LETTER, lambda: True)
        finally:
            sender.close()


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """The file of PAPERBOY_CA that trusts the relay's certificate."""
    path = tmp_path / "ca.pem"
    path.write_text(AUTHORITY, "ascii")
    return path


def test_starttls_encrypts_before_the_password_and_the_mail(guarded: FakeRelay, authority: Path) -> None:
    sent(guarded, f"smtp+starttls://ada:hushhush@{HOST}", authority)
    (taken,) = guarded.taken
    assert taken.mail["subject"] == "kites" and taken.recipient == "ada@example.com"


def test_a_certificate_that_nobody_trusts_gets_no_mail(guarded: FakeRelay) -> None:
    with pytest.raises(Undelivered, match="the relay's certificate is not trusted") as refused:
        sent(guarded, f"smtp+starttls://ada:hushhush@{HOST}", None)
    assert refused.value.kind is ErrorKind.TRANSIENT and guarded.taken == []


def test_a_certificate_of_another_host_gets_no_mail(guarded: FakeRelay, authority: Path) -> None:
    with pytest.raises(Undelivered, match="the relay's certificate is not trusted"):
        sent(guarded, "smtp+starttls://ada:hushhush@other.example", authority)
    assert guarded.taken == []


def test_a_relay_without_starttls_gets_no_mail_in_the_clear(relay: FakeRelay, authority: Path) -> None:
    with pytest.raises(Undelivered, match="does not encrypt as PAPERBOY_SMTP asks"):
        sent(relay, f"smtp+starttls://{HOST}", authority)
    assert relay.taken == []


def test_a_relay_that_wants_starttls_gets_no_mail_without_it(guarded: FakeRelay) -> None:
    with pytest.raises(Undelivered):
        sent(guarded, f"smtp://{HOST}", None)
    assert guarded.taken == []
