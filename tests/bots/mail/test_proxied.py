"""Behind the proxy of a lab: a mail goes to its relay through it, with TLS from the start, later, or not at all."""

from pathlib import Path

import pytest

from bots.mail.relay import Relay
from core.delivery.outlet import Undelivered
from core.host.egress import Egress
from core.settings.kinds import Secret
from tests.fakes.proxy import AUTHORITY, FakeProxy, server_context
from tests.fakes.relay import FakeRelay

HOST = "mail.example"
LETTER = b"Subject: kites\r\n\r\nHello.\r\n"


@pytest.mark.parametrize(
    ("scheme", "port", "user"), [("smtp", 25, ""), ("smtps", 465, ""), ("smtp+starttls", 587, "ada:hushhush@")]
)
def test_a_mail_goes_through_the_proxy(scheme: str, port: int, user: str, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text(AUTHORITY, "ascii")
    relay = FakeRelay(server_context(), "hushhush") if user else FakeRelay()
    with FakeProxy({HOST: relay.port}) as proxy:
        sender = Relay(Secret(f"{scheme}://{user}{HOST}"), egress=Egress(proxy.url, ca=tmp_path / "ca.pem"))
        sender.send("papers@example.org", "ada@example.com", LETTER, lambda: True)
        sender.close()
    relay.stop()
    (taken,) = relay.taken
    assert taken.mail["subject"] == "kites"
    assert proxy.asked == [f"CONNECT {HOST}:{port} HTTP/1.1"]


def test_a_relay_that_the_proxy_does_not_lead_to_takes_nothing_and_loses_nothing() -> None:
    with FakeProxy({}) as proxy, pytest.raises(Undelivered, match="the relay does not answer"):
        Relay(Secret(f"smtp://{HOST}"), egress=Egress(proxy.url)).send("a@example.org", "b@example.com", LETTER, bool)
