"""Links and addresses: one spelling for each host, and a list of the public internet that is stricter than Python's."""

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import PaperboyError
from core.feeds.exchange.ip_rules import follow, is_local, is_public, read_link, read_place, system_resolver, vet
from core.feeds.trouble import BadLink, HostUnreachable, RefusedAddress

PUBLIC = (
    "1.1.1.1",
    "93.184.216.34",
    "172.15.255.255",
    "172.32.0.1",
    "100.63.0.1",
    "100.128.0.1",
    "192.0.1.1",
    "223.255.255.254",
)
PUBLIC_6 = ("2606:4700::6810:85e5", "2a00:1450:4001:81b::200e", "2001:4860:4860::8888")
NOT_PUBLIC = (
    *(
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
    ),
    *(
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
    ),
    *("198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16"),
    *(
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "64:ff9b::808:808",
        "64:ff9b:1::1",
    ),
    *(
        "100::1",
        "2001::1",
        "2001:2::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
    ),
    *("fe80::1", "fe80::1%2", "fec0::1", "ff02::1", "2a00:1450:4001:81b::200e%2", "not an address", ""),
)
LOOPBACK_IN_DISGUISE = (
    *(
        "2130706433",
        "0x7f.1",
        "127.1",
        "0177.0.0.1",
        "0x7f000001",
        "017700000001",
        "127.0.0.01",
        "127.0x1",
        "1",
        "0",
        "00",
    ),
    *("①②⑦.1", "127。1", "１２７.1", "0x", "a.0x7F", "127.0.0.1.1", "4294967296", "127.0.0.256"),
)


@pytest.mark.parametrize("address", [*PUBLIC, *PUBLIC_6])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)
    assert not is_local(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_with_a_special_purpose_is_not_public(address: str) -> None:
    assert not is_public(address)


@given(st.ip_addresses())
def test_nothing_that_python_calls_private_is_public(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if ip.is_private or ip.is_reserved or ip.is_multicast or ip.is_loopback or ip.is_link_local or ip.is_unspecified:
        assert not is_public(str(ip))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_never_public_inside_an_ipv6_one(ip: ipaddress.IPv4Address) -> None:
    number = int(ip)
    for wrapped in ((0xFFFF << 32) + number, number, (0x64FF9B << 96) + number, (0x2002 << 112) + (number << 80)):
        assert not is_public(str(ipaddress.IPv6Address(wrapped)))


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.1.2.3", "192.168.0.9", "100.64.1.1", "fd12::1"])
def test_an_operator_may_allow_this_machine_and_private_networks(address: str) -> None:
    assert is_local(address)


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "fe80::1", "0.0.0.0", "::", "224.0.0.1", "255.255.255.255", "rubbish"]
)
def test_an_operator_cannot_allow_link_local_or_broadcast(address: str) -> None:
    assert not is_local(address)


@pytest.mark.parametrize(
    ("link", "scheme", "host", "port", "path"),
    [
        ("https://papers.example/feed?a=b&c=%20#top", "https", "papers.example", 443, "/feed?a=b&c=%20"),
        ("HTTP://Papers.Example.:80", "http", "papers.example", 80, "/"),
        ("http://papers.example?q", "http", "papers.example", 80, "/?q"),
        ("http://papers.example:/x", "http", "papers.example", 80, "/x"),
        ("https://bücher.example/é", "https", "xn--bcher-kva.example", 443, "/%C3%A9"),
        ("https://faß.example/", "https", "xn--fa-hia.example", 443, "/"),
        ("https://ｐａｐｅｒｓ.example/", "https", "papers.example", 443, "/"),
        ("https://[2606:4700:0::6810:85E5]/", "https", "2606:4700::6810:85e5", 443, "/"),
        ("http://good.example#@evil.example/", "http", "good.example", 80, "/"),
        ("http://good.example?@evil.example/", "http", "good.example", 80, "/?@evil.example/"),
        ("http://①②⑦.⓪.⓪.①/", "http", "127.0.0.1", 80, "/"),
        ("http://127。0。0。1/", "http", "127.0.0.1", 80, "/"),
        ("http://127.0.0.1./", "http", "127.0.0.1", 80, "/"),
    ],
)
def test_a_link_has_one_spelling(link: str, scheme: str, host: str, port: int, path: str) -> None:
    assert read_link(link) == (scheme, host, port, path)
    assert read_link(read_link(link).url) == read_link(link)


@pytest.mark.parametrize("host", LOOPBACK_IN_DISGUISE)
def test_an_unusual_spelling_of_an_address_is_no_link(host: str) -> None:
    with pytest.raises(BadLink):
        read_link(f"http://{host}/")


@pytest.mark.parametrize(
    "link",
    [
        *(
            "",
            "papers.example",
            "//papers.example/",
            "/feed",
            "http:",
            "http://",
            "http:///feed",
            "https:/papers.example",
        ),
        *(
            "file:///etc/passwd",
            "gopher://papers.example/",
            "ftp://papers.example/",
            "javascript:alert(1)",
            "data:text/xml,<a/>",
        ),
        *(
            "http://user@papers.example/",
            "http://user:pass@papers.example/",
            "http://@papers.example/",
            "http://a@b@c.example/",
        ),
        *(
            "http://papers.example/\r\nHost: evil.example",
            "http://papers.example/a b",
            "http://papers.example/\x00",
            " http://a.example",
        ),
        *(
            "http://papers.example\\@evil.example/",
            "http://pa\tpers.example/",
            "http://papers.example/\u2028",
            "http://a.example/\n",
        ),
        *(
            "http://[fe80::1%25eth0]/",
            "http://[fe80::1%eth0]/",
            "http://[::1",
            "http://::1/",
            "http://[::1]x/",
            "http://x[::1]/",
        ),
        *(
            "http://[127.0.0.1]/",
            "http://[papers.example]/",
            "http://[v1.a]/",
            "http://a.example:70000/",
            "http://a.example:0/",
        ),
        *(
            "http://a.example:x/",
            "http://a.example:+80/",
            "http://a.example:８０/",
            "http://127%2e0%2e0%2e1/",
            "http://a..example/",
        ),
        *(
            "http://.example/",
            "http://exa mple/",
            "http://ex*mple/",
            "http://a\u202eb.example/",
            f"http://{'a' * 64}.example/",
        ),
        *(
            f"http://{'a.' * 127}example/",
            f"http://{'é' * 300}.example/",
            f"http://a.example/{'a' * 8000}",
            "http://a.example/\ud800",
        ),
        *(
            "http://evil.example\uff0f@good.example/",
            "http://good.example\uff03.evil.example/",
            "http://a.example,b.example/",
        ),
    ],
)
def test_what_is_no_plain_web_address_is_refused(link: str) -> None:
    with pytest.raises(BadLink):
        read_link(link)


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/b", "https://papers.example/b"),
        ("b", "https://papers.example/x/b"),
        ("?p=2", "https://papers.example/x/a?p=2"),
        ("//other.example/b", "https://other.example/b"),
        ("http://other.example", "http://other.example/"),
        ("#part", "https://papers.example/x/a"),
    ],
)
def test_a_redirect_may_be_relative(location: str, url: str) -> None:
    assert follow(read_link("https://papers.example/x/a"), location).url == url


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "//user@evil.example", "http://[::1", "/a\r\nb", "\\\\evil.example"]
)
def test_a_redirect_to_no_web_address_is_refused(location: str) -> None:
    with pytest.raises(BadLink):
        follow(read_link("https://papers.example/x/a"), location)


def test_a_place_is_a_host_with_or_without_a_port() -> None:
    assert read_place("Feeds.Internal") == ("feeds.internal", 0)
    assert read_place("feeds.internal:8080") == ("feeds.internal", 8080)
    assert read_place("[::1]:8080") == ("::1", 8080)


@pytest.mark.parametrize(
    "place", ["", "a b", "a:b:c", "http://a.example", "a.example/x", "u@a.example", "a.example:99999"]
)
def test_what_is_no_place_is_refused(place: str) -> None:
    with pytest.raises(BadLink):
        read_place(place)


@pytest.mark.parametrize(
    "addresses", [("1.1.1.1", "10.0.0.1"), ("10.0.0.1", "1.1.1.1"), ("1.1.1.1", "::1"), ("1.1.1.1", "rubbish")]
)
def test_one_private_address_among_public_ones_refuses_the_host(addresses: tuple[str, ...]) -> None:
    with pytest.raises(RefusedAddress, match=r"papers\.example is not on the public internet"):
        vet(read_link("http://papers.example"), lambda host: addresses, allowed=False)


@pytest.mark.parametrize("port", [22, 81, 6379, 8080, 8443])
def test_only_the_ports_of_the_web_are_fetched_from(port: int) -> None:
    with pytest.raises(RefusedAddress, match=f"not from port {port} of papers.example"):
        vet(read_link(f"http://papers.example:{port}"), lambda host: ("1.1.1.1",), allowed=False)


def test_an_address_in_a_link_is_vetted_without_a_name_service() -> None:
    def unwilling(host: str) -> tuple[str, ...]:
        raise AssertionError("an address was looked up")

    assert vet(read_link("http://1.1.1.1"), unwilling, allowed=False) == ("1.1.1.1",)
    with pytest.raises(RefusedAddress):
        vet(read_link("http://[::ffff:127.0.0.1]"), unwilling, allowed=False)


@pytest.mark.parametrize(
    "error", [socket.gaierror(-2, "no such name"), OSError("down"), UnicodeError("label too long")]
)
def test_a_name_that_does_not_resolve_is_unreachable(error: Exception) -> None:
    def failing(host: str) -> tuple[str, ...]:
        raise error

    with pytest.raises(HostUnreachable, match=r"papers\.example could not be found"):
        vet(read_link("http://papers.example"), failing, allowed=False)


def test_a_name_without_addresses_is_unreachable() -> None:
    with pytest.raises(HostUnreachable):
        vet(read_link("http://papers.example"), lambda host: (), allowed=False)


def test_the_system_resolver_finds_this_machine_and_it_is_refused() -> None:
    assert not any(is_public(address) for address in system_resolver("localhost"))
    with pytest.raises(RefusedAddress):
        vet(read_link("http://localhost"), system_resolver, allowed=False)


@given(st.text(max_size=60))
def test_any_text_as_host_is_a_target_or_one_clear_error(host: str) -> None:
    try:
        target = read_link(f"http://{host}/")
    except PaperboyError as error:
        assert str(error).endswith(".")
    else:
        assert target.host == target.host.lower()
        assert target.url.isascii()
