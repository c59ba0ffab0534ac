"""How connections leave: what goes by the proxy, what is said where it does not lead on, and whose certificates count."""

import socket
from pathlib import Path

import pytest

from core.errors import BadSettings
from core.host.egress import Egress, ProxyRefused
from core.settings import read
from tests.fakes.proxy import AUTHORITY, FakeProxy

SECONDS = 30.0
PROXY = "http://proxy.example:3128"


@pytest.mark.parametrize(
    ("host", "exempt", "straight"),
    [
        ("papers.example", "", False),
        ("127.0.0.1", "", True),
        ("127.8.8.8", "", True),
        ("::1", "", True),
        ("[::1]", "", True),
        ("localhost", "", True),
        ("papers.example", "*", True),
        ("papers.example", "papers.example", True),
        ("Papers.Example", " feeds.example , papers.example", True),
        ("a.papers.example", "papers.example", True),
        ("a.papers.example", ".papers.example", True),
        ("a.papers.example", "*.papers.example", True),
        ("newspapers.example", "papers.example", False),
        ("papers.example", ",,", False),
        ("10.1.2.3", "10.0.0.0/8", True),
        ("11.1.2.3", "10.0.0.0/8", False),
        ("10.1.2.3", "10.1.2.3", True),
        ("papers.example", "10.0.0.0/8", False),
        ("2001:db8::5", "2001:db8::/32", True),
    ],
)
def test_what_no_proxy_names_and_this_machine_are_reached_straight(host: str, exempt: str, straight: bool) -> None:
    assert (Egress(PROXY, exempt).proxy_for(host) == "") is straight


def test_without_a_proxy_every_host_is_reached_straight() -> None:
    assert Egress().proxy_for("papers.example") == ""


def test_what_the_host_says_first_reaches_whoever_asked() -> None:
    with socket.create_server(("127.0.0.1", 0)) as host, FakeProxy({"mail.example": host.getsockname()[1]}) as proxy:
        joined = Egress(proxy.url).connect("mail.example", 25, SECONDS)
        greeter, _ = host.accept()
        with joined, greeter:
            greeter.sendall(b"220 mail.example\r\n")
            joined.settimeout(SECONDS)
            assert joined.recv(100) == b"220 mail.example\r\n"
        assert proxy.asked == ["CONNECT mail.example:25 HTTP/1.1"]


def test_a_proxy_that_does_not_lead_to_a_host_is_told_of_in_a_sentence() -> None:
    with FakeProxy({}) as proxy, pytest.raises(ProxyRefused) as refused:
        Egress(proxy.url).connect("mail.example", 25, SECONDS)
    assert str(refused.value) == "The proxy of HTTPS_PROXY does not lead to mail.example (403)."


def test_a_wrong_password_is_told_of_and_not_shown() -> None:
    with FakeProxy({}, password="ada:right") as proxy, pytest.raises(ProxyRefused) as refused:
        Egress(proxy.url.replace("right", "wrong")).connect("mail.example", 25, SECONDS)
    assert str(refused.value) == "The proxy of HTTPS_PROXY refuses its user or password (407)."


def test_what_is_no_proxy_is_told_of() -> None:
    with socket.create_server(("127.0.0.1", 0)) as host:
        joined = socket.create_connection(host.getsockname())
        stranger, _ = host.accept()
        with stranger, joined, pytest.raises(ProxyRefused, match="no answer in HTTP"):
            stranger.sendall(b"SSH-2.0-x\r\n\r\n")
            Egress(PROXY).tunnel("mail.example", 25, SECONDS, lambda *_: joined)


def test_the_proxy_of_the_settings_is_not_shown() -> None:
    egress = read({"HTTPS_PROXY": "http://ada:secret%40x@proxy.example:3128"}, None).egress
    assert "secret" not in repr(egress)
    assert egress.proxy_place == ("proxy.example", 3128)
    assert egress.proxy_authorization == "Basic YWRhOnNlY3JldEB4"


def test_small_letters_and_a_missing_scheme_are_read_as_other_programs_read_them() -> None:
    settings = read({"https_proxy": "proxy.example:3128", "no_proxy": "lab.example"}, None)
    assert settings.egress == Egress("http://proxy.example:3128", "lab.example")


def test_what_is_no_proxy_or_no_certificate_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("no certificate", "ascii")
    with pytest.raises(BadSettings) as wrong:
        read({"HTTPS_PROXY": "socks5://proxy.example", "PAPERBOY_CA": str(file)}, None)
    assert "HTTPS_PROXY must be empty or an address such as http://proxy.example.org:3128" in str(wrong.value)
    assert "PAPERBOY_CA must be empty or a file of certificates in PEM" in str(wrong.value)
    file.write_text(AUTHORITY, "ascii")
    assert read({"PAPERBOY_CA": str(file)}, None).egress.ca == file
