"""The fetcher against a real server on loopback. Names resolve to made-up public addresses; the `connect` that is handed
in notes which address was asked for and joins the server instead, so each test sees where a connection would have gone."""

import gzip
import ipaddress
import itertools
import socket
import ssl
import threading
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from email.utils import formatdate
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import PaperboyError
from core.feeds.exchange import wire
from core.feeds.exchange.answer import LONGEST_WAIT, Answer, in_utf8, wait_asked
from core.feeds.fetcher import Fetcher, user_agent
from core.feeds.trouble import (
    BadLink,
    BadRedirect,
    BadStatus,
    FetchFailed,
    HostUnreachable,
    RefusedAddress,
    RetryLater,
    TooLarge,
    TooSlow,
    Unexpected,
)
from tests.fakes import feedserver
from tests.fakes.feedserver import (
    FeedServer,
    busy,
    client_context,
    endless,
    head,
    packed,
    page,
    raw,
    redirect,
    reset,
    silence,
)

FEED = b"<rss><channel><title>Papers</title></channel></rss>"
PUBLIC = "93.184.216.34"
OTHER = "1.1.1.1"
NAMES = {"papers.example": [PUBLIC], "other.example": [OTHER], "inside.example": ["127.0.0.1"]}
START = b"HTTP/1.1 200 OK\r\n"
MEGABYTE = 1024 * 1024


class Roads:
    """A `connect` that notes where each connection is headed and leads them all to one port of loopback."""

    def __init__(self, port: int, *, closed: Iterable[str] = ()) -> None:
        self.taken: list[tuple[str, int]] = []
        self._port = port
        self._closed = set(closed)

    def __call__(self, address: str, port: int, timeout: float) -> socket.socket:
        self.taken.append((address, port))
        if address in self._closed:
            raise ConnectionRefusedError(address)
        return socket.create_connection(("127.0.0.1", self._port), timeout)


class Names:
    """A resolver over a table; a name's answers may differ from call to call."""

    def __init__(self, table: Mapping[str, Iterable[Any]] = NAMES) -> None:
        self.asked: list[str] = []
        self._table = {
            name: itertools.cycle(addresses) if name.startswith("rebind") else addresses
            for name, addresses in table.items()
        }

    def __call__(self, host: str) -> list[str]:
        self.asked.append(host)
        addresses = self._table.get(host)
        if addresses is None:
            raise socket.gaierror(-2, "Name or service not known")
        return next(addresses) if isinstance(addresses, itertools.cycle) else list(addresses)


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as made:
        made.replies["/feed"] = page(FEED)
        yield made


@pytest.fixture
def secure_server() -> Iterator[FeedServer]:
    with FeedServer(tls=True) as made:
        made.replies["/feed"] = page(FEED)
        yield made


@pytest.fixture
def roads(server: FeedServer) -> Roads:
    return Roads(server.port)


@pytest.fixture
def fetcher(roads: Roads) -> Fetcher:
    return Fetcher(agent="Paperboy/test", resolve=Names(), connect=roads)


# what arrives


def test_a_page_arrives_with_what_its_host_says_of_it(server: FeedServer, fetcher: Fetcher) -> None:
    date = "Wed, 01 Apr 2026 06:00:00 GMT"
    server.replies["/feed"] = page(
        FEED, kind='Application/RSS+xml; Charset="ISO-8859-1"', etag='"one"', last_modified=date
    )
    answer = fetcher.fetch("http://papers.example/feed#top")
    assert (answer.url, answer.status, answer.data) == ("http://papers.example/feed", 200, FEED)
    assert (answer.etag, answer.last_modified, answer.not_modified) == ('"one"', date, False)
    assert (answer.media_type, answer.charset) == ("application/rss+xml", "iso-8859-1")


def test_the_request_says_who_asks_and_nothing_else(server: FeedServer, roads: Roads) -> None:
    Fetcher(agent=user_agent("team@lab.example"), resolve=Names(), connect=roads).fetch(
        "http://papers.example/feed?a=1", accept="application/atom+xml"
    )
    (asked,) = server.asked
    assert (asked.method, asked.path, asked.query) == ("GET", "/feed", {"a": "1"})
    assert asked.headers == {
        "host": "papers.example",
        "user-agent": "Paperboy/0.1 (+mailto:team@lab.example)",
        "accept": "application/atom+xml",
        "accept-encoding": "gzip",
        "connection": "close",
    }


@pytest.mark.parametrize(
    ("contact", "agent"),
    [
        ("", "Paperboy/0.1"),
        ("team@lab.example", "Paperboy/0.1 (+mailto:team@lab.example)"),
        ("https://lab.example/bot", "Paperboy/0.1 (+https://lab.example/bot)"),
        ("mailto:a@b.example", "Paperboy/0.1 (+mailto:a@b.example)"),
        ("a@b.example)\r\nX-Evil: (1", "Paperboy/0.1 (+a@b.exampleX-Evil:1)"),
    ],
)
def test_the_user_agent_holds_the_contact_and_stays_one_header(contact: str, agent: str) -> None:
    assert user_agent(contact) == agent


def test_a_page_of_exactly_the_limit_arrives_and_one_byte_more_does_not(server: FeedServer, fetcher: Fetcher) -> None:
    body = b"x" * MEGABYTE
    for reply in (page(body), packed(body), raw(START, b"\r\n", body)):
        server.replies["/feed"] = reply
        assert fetcher.fetch("http://papers.example/feed", largest=MEGABYTE).data == body
        with pytest.raises(TooLarge, match=r"^papers\.example sends more than the 1 MB that Paperboy takes\.$"):
            fetcher.fetch("http://papers.example/feed", largest=MEGABYTE - 1)


def test_a_chunked_page_arrives(server: FeedServer, fetcher: Fetcher) -> None:
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in (FEED[:10], FEED[10:])) + b"0\r\n\r\n"
    server.replies["/feed"] = raw(START, b"Transfer-Encoding: chunked\r\n\r\n", chunks, each=7)
    assert fetcher.fetch("http://papers.example/feed").data == FEED


def test_letters_in_an_old_encoding_come_as_they_are(server: FeedServer, fetcher: Fetcher) -> None:
    server.replies["/feed"] = page("Größe".encode("latin-1"), kind="text/plain; charset=latin-1")
    answer = fetcher.fetch("http://papers.example/feed")
    assert answer.data.decode(answer.charset) == "Größe"


@pytest.mark.parametrize(
    ("data", "charset", "utf8"),
    [
        ("Größe".encode("latin-1"), "iso-8859-1", "Größe".encode()),
        ("Größe".encode(), "iso-8859-1", "Größe".encode()),
        ("“Größe” – one".encode("cp1252"), "iso-8859-1", "“Größe” – one".encode()),
        ("Гуси".encode("cp1251"), "windows-1251", "Гуси".encode()),
        ("雁".encode("iso-2022-jp"), "iso-2022-jp", "雁".encode()),
        (b"<?xml version='1.0' encoding='koi8-r'?>\xe7", "iso-8859-1", b"<?xml version='1.0' encoding='koi8-r'?>\xe7"),
        (
            b"<?xml version='1.0' encoding='utf-8'?>\xe7",
            "iso-8859-1",
            b"<?xml version='1.0' encoding='utf-8'?>\xc3\xa7",
        ),
        (b"\xff\xfeG\x00", "iso-8859-1", b"\xff\xfeG\x00"),
        (b"\xe7", "no-such-charset", b"\xe7"),
        (b"\xe7", "base64", b"\xe7"),
        (b"\xe7", "", b"\xe7"),
    ],
)
def test_the_charset_that_only_the_host_names_is_heeded(data: bytes, charset: str, utf8: bytes) -> None:
    assert in_utf8(Answer("http://papers.example/feed", 200, data, charset=charset)) == utf8


def test_threads_share_a_fetcher(server: FeedServer, fetcher: Fetcher) -> None:
    for n in range(20):
        server.replies[f"/{n}"] = page(b"%d" % n)
    with ThreadPoolExecutor(8) as pool:
        assert [a.data for a in pool.map(lambda n: fetcher.fetch(f"http://papers.example/{n}"), range(20))] == [
            b"%d" % n for n in range(20)
        ]


# where a connection goes


def test_the_connection_goes_to_the_vetted_address_and_nowhere_else(roads: Roads, server: FeedServer) -> None:
    names = Names()
    Fetcher(agent="x", resolve=names, connect=roads).fetch("http://papers.example/feed")
    assert (roads.taken, names.asked) == ([(PUBLIC, 80)], ["papers.example"])
    assert server.asked[0].headers["host"] == "papers.example"


LOOPBACK_SPELLINGS = (
    "2130706433",
    "0x7f.1",
    "127.1",
    "0177.0.0.1",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "127.0.0.1",
    "127.0.0.1.",
    "localhost",
)
ODD_LINKS = [
    *(f"http://{host}/" for host in LOOPBACK_SPELLINGS),
    *("http://user@papers.example/", "http://papers.example@127.0.0.1/", "http://127.0.0.1#@papers.example/"),
    *(
        "http://[::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[fe80::1%lo]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::127.0.0.1]/",
    ),
    *(
        "http://[64:ff9b::7f00:1]/",
        "http://[64:ff9b:1::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[2001::1]/",
        "http://[ff02::1]/",
    ),
    *(
        "http://192.0.0.8/",
        "http://224.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/",
        "http://100.64.0.1/",
    ),
    *(
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.0.1/",
        "http://255.255.255.255/",
        "http://[fd00::1]/",
        "http://[::]/",
    ),
    *(
        "file:///etc/passwd",
        "gopher://papers.example/",
        "ftp://papers.example/feed",
        "http://papers.example/\r\nX-Evil: 1",
    ),
    *(
        "http://papers.example:22/",
        "http://papers.example:6379/",
        "https://papers.example:8443/",
        "http://inside.example/",
    ),
    *(
        "http://papers.example\\@127.0.0.1/",
        "http://127.0.0.1\t/",
        "http://papers.example/ x",
        "//127.0.0.1/",
        "http:127.0.0.1",
    ),
]


def as_the_system_would(host: str) -> list[str]:
    """A resolver as forgiving as the system's: every odd spelling is this machine."""
    return [PUBLIC] if host == "papers.example" else ["127.0.0.1"]


@pytest.mark.parametrize("link", ODD_LINKS)
def test_a_link_to_a_private_place_is_refused_before_any_connection(link: str, roads: Roads) -> None:
    with pytest.raises((BadLink, RefusedAddress)):
        Fetcher(agent="x", resolve=as_the_system_would, connect=roads).fetch(link)
    assert roads.taken == []


@pytest.mark.parametrize("link", ODD_LINKS)
def test_a_redirect_to_a_private_place_is_refused_before_any_connection(
    link: str, roads: Roads, server: FeedServer
) -> None:
    if any(char in link for char in "\r\n"):
        server.replies["/feed"] = raw(b"HTTP/1.1 302 Found\r\nLocation: " + link.encode() + b"\r\n\r\n")
    else:
        server.replies["/feed"] = raw(b"HTTP/1.1 302 Found\r\nLocation: ", link.encode(), b"\r\n\r\n")
    with pytest.raises((BadRedirect, RefusedAddress, BadStatus)):
        Fetcher(agent="x", resolve=as_the_system_would, connect=roads).fetch("http://papers.example/feed")
    assert {address for address, _ in roads.taken} == {PUBLIC}


@pytest.mark.parametrize(
    "addresses", [[PUBLIC, "10.0.0.1"], ["10.0.0.1", PUBLIC], [PUBLIC, "::1"], [PUBLIC, "fe80::1%2"]]
)
def test_a_name_with_one_private_address_is_refused(addresses: list[str], roads: Roads) -> None:
    with pytest.raises(RefusedAddress, match=r"^papers\.example is not on the public internet\.$"):
        Fetcher(agent="x", resolve=Names({"papers.example": addresses}), connect=roads).fetch(
            "http://papers.example/feed"
        )
    assert roads.taken == []


def test_a_name_that_changes_its_address_is_asked_once_and_that_answer_used(roads: Roads) -> None:
    names = Names({"rebind.example": [[PUBLIC], ["127.0.0.1"]]})
    Fetcher(agent="x", resolve=names, connect=roads).fetch("http://rebind.example/feed")
    assert (names.asked, roads.taken) == (["rebind.example"], [(PUBLIC, 80)])


def test_a_name_that_turns_private_during_a_redirect_is_refused(roads: Roads, server: FeedServer) -> None:
    server.replies["/feed"] = redirect("http://rebind.example/feed2")
    names = Names({"rebind.example": [[PUBLIC], ["127.0.0.1"]]})
    with pytest.raises(RefusedAddress):
        Fetcher(agent="x", resolve=names, connect=roads).fetch("http://rebind.example/feed")
    assert roads.taken == [(PUBLIC, 80)]


def test_a_second_address_is_tried_where_the_first_does_not_answer(server: FeedServer) -> None:
    roads = Roads(server.port, closed=[PUBLIC])
    names = Names({"papers.example": [PUBLIC, OTHER]})
    assert Fetcher(agent="x", resolve=names, connect=roads).fetch("http://papers.example/feed").data == FEED
    assert roads.taken == [(PUBLIC, 80), (OTHER, 80)]


def test_a_hundred_dead_addresses_are_not_all_tried(server: FeedServer) -> None:
    many = [f"8.8.4.{n}" for n in range(100)]
    roads = Roads(server.port, closed=many)
    with pytest.raises(HostUnreachable, match=r"^papers\.example refused the connection\.$"):
        Fetcher(agent="x", resolve=Names({"papers.example": many}), connect=roads).fetch("http://papers.example/feed")
    assert len(roads.taken) == 4


def test_an_unknown_name_is_unreachable(fetcher: Fetcher, roads: Roads) -> None:
    with pytest.raises(HostUnreachable, match=r"^nowhere\.example could not be found"):
        fetcher.fetch("http://nowhere.example/feed")
    assert roads.taken == []


def test_no_proxy_and_no_password_file_of_the_environment_is_used(
    roads: Roads, server: FeedServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".netrc").write_text("default login me password hunter2\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    Fetcher(agent="x", resolve=Names(), connect=roads).fetch("http://papers.example/feed")
    assert roads.taken == [(PUBLIC, 80)]
    assert not {"authorization", "proxy-authorization"} & server.asked[0].headers.keys()


LINKS = st.one_of(
    st.text(max_size=40),
    st.builds(
        "{}://{}{}{}{}".format,
        st.sampled_from(["http", "https", "HTTP", "file", "ftp", "ws", ""]),
        st.sampled_from(["", "", "", "user@", "a:b@", "papers.example@", "#@", "\\"]),
        st.one_of(
            st.sampled_from(
                [*LOOPBACK_SPELLINGS, "papers.example", "[::1]", "[::ffff:7f00:1]", "ex ample", "[", "a..b", "xn--a"]
            ),
            st.ip_addresses(v=4).map(str),
            st.ip_addresses(v=6).map("[{}]".format),
            st.integers(0, 2**33).map(str),
            st.integers(0, 2**33).map(hex),
            st.text(max_size=12),
        ),
        st.sampled_from(["", "", ":80", ":443", ":22", ":0", ":99999", ":x", ":"]),
        st.one_of(st.just(""), st.text(max_size=12).map("/{}".format), st.just("/a\r\nHost: b")),
    ),
)


@given(LINKS, st.lists(st.ip_addresses().map(str), max_size=3))
def test_any_link_gives_one_clear_error_and_reaches_only_public_addresses(link: str, addresses: list[str]) -> None:
    reached: list[tuple[str, int]] = []
    resolved: list[str] = []

    def resolve(host: str) -> list[str]:
        resolved.extend(addresses)
        return addresses

    def note(address: str, port: int, timeout: float) -> socket.socket:
        reached.append((address, port))
        raise ConnectionRefusedError

    with pytest.raises(PaperboyError, match=r"\.$"):
        Fetcher(agent="x", resolve=resolve, connect=note).fetch(link)
    for address in [*(address for address, _ in reached), *(resolved if reached else ())]:
        ip = ipaddress.ip_address(address)
        assert ip.is_global and not ip.is_multicast and not ip.is_reserved
        assert ip.version == 4 or ip in ipaddress.ip_network("2000::/3")
    assert {port for _, port in reached} <= {80, 443}


# redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_to_an_address_vetted_anew(status: int, server: FeedServer, roads: Roads) -> None:
    server.replies["/old"] = redirect("http://other.example/feed", status=status)
    names = Names()
    answer = Fetcher(agent="x", resolve=names, connect=roads).fetch("http://papers.example/old")
    assert (answer.url, answer.data) == ("http://other.example/feed", FEED)
    assert names.asked == ["papers.example", "other.example"]
    assert roads.taken == [(PUBLIC, 80), (OTHER, 80)]
    assert [asked.headers["host"] for asked in server.asked] == ["papers.example", "other.example"]


def test_three_redirects_are_followed_and_a_fourth_is_not(server: FeedServer, fetcher: Fetcher) -> None:
    for n in range(50):
        server.replies[f"/{n}"] = redirect(str(n + 1))
    server.replies["/3"] = page(FEED)
    assert fetcher.fetch("http://papers.example/0").data == FEED
    server.replies["/3"] = redirect("4")
    server.asked.clear()
    with pytest.raises(BadRedirect, match=r"^papers\.example redirects too often"):
        fetcher.fetch("http://papers.example/0")
    assert [asked.path for asked in server.asked] == ["/0", "/1", "/2", "/3"]


def test_a_redirect_to_itself_ends(server: FeedServer, fetcher: Fetcher) -> None:
    server.replies["/feed"] = redirect("/feed")
    with pytest.raises(BadRedirect):
        fetcher.fetch("http://papers.example/feed")


def test_a_redirect_to_nowhere_is_named(server: FeedServer, fetcher: Fetcher) -> None:
    server.replies["/feed"] = redirect("")
    with pytest.raises(BadRedirect, match=r"^papers\.example redirects without saying where\.$"):
        fetcher.fetch("http://papers.example/feed")


def test_a_cookie_set_by_a_redirect_is_not_carried(server: FeedServer, fetcher: Fetcher) -> None:
    server.replies["/old"] = redirect("/feed", headers={"Set-Cookie": "a=b; Path=/"})
    fetcher.fetch("http://papers.example/old")
    fetcher.fetch("http://papers.example/feed")
    assert not any("cookie" in asked.headers or "referer" in asked.headers for asked in server.asked)


# TLS


def test_https_checks_the_name_and_connects_to_the_vetted_address(secure_server: FeedServer) -> None:
    roads = Roads(secure_server.port)
    fetcher = Fetcher(agent="x", resolve=Names(), connect=roads, tls=client_context())
    assert fetcher.fetch("https://papers.example/feed").data == FEED
    assert roads.taken == [(PUBLIC, 443)]


@pytest.mark.parametrize("trust", [client_context, ssl.create_default_context])
def test_a_certificate_of_another_name_or_maker_is_refused(trust: Any, secure_server: FeedServer) -> None:
    host = "other.example" if trust is client_context else "papers.example"
    fetcher = Fetcher(agent="x", resolve=Names(), connect=Roads(secure_server.port), tls=trust())
    with pytest.raises(HostUnreachable, match=rf"^{host} shows a certificate that is not valid for it\.$"):
        fetcher.fetch(f"https://{host}/feed")
    assert secure_server.asked == []


def test_https_is_never_left_for_http(secure_server: FeedServer) -> None:
    secure_server.replies["/feed"] = redirect("http://papers.example/feed")
    roads = Roads(secure_server.port)
    with pytest.raises(BadRedirect, match="https to http"):
        Fetcher(agent="x", resolve=Names(), connect=roads, tls=client_context()).fetch("https://papers.example/feed")
    assert roads.taken == [(PUBLIC, 443)]


def test_a_server_without_encryption_is_unreachable_over_https(server: FeedServer, fetcher: Fetcher) -> None:
    with pytest.raises(HostUnreachable, match="encryption"):
        fetcher.fetch("https://papers.example/feed")


def test_a_handshake_that_never_comes_is_too_slow() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        fetcher = Fetcher(agent="x", resolve=Names(), connect=Roads(deaf.getsockname()[1]))
        with pytest.raises(TooSlow):
            fetcher.fetch("https://papers.example/feed", seconds=0.2)


# what hosts refuse


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 500, 502, 504, 204, 206, 300, 999])
def test_a_status_that_is_no_success_is_named(status: int, server: FeedServer, fetcher: Fetcher) -> None:
    server.replies["/feed"] = page(FEED, status=status)
    with pytest.raises(BadStatus, match=rf"^papers\.example .*{status}.*\.$") as caught:
        fetcher.fetch("http://papers.example/feed")
    assert caught.value.status == status


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30", 30.0),
        ("0", 1.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("9" * 400, LONGEST_WAIT),
        ("1.5", None),
        ("³", None),
    ],
)
def test_a_busy_host_is_left_alone_for_as_long_as_it_says(
    status: int, text: str, seconds: float | None, server: FeedServer, fetcher: Fetcher
) -> None:
    server.replies["/feed"] = busy(text if text.isascii() else "\xb3", status=status)
    with pytest.raises(RetryLater, match=r"^papers\.example is busy") as caught:
        fetcher.fetch("http://papers.example/feed")
    assert caught.value.seconds == seconds


def test_a_busy_host_may_name_a_time_of_day(server: FeedServer, roads: Roads) -> None:
    noon = 1_775_000_000.0
    server.replies["/feed"] = busy(formatdate(noon + 90, usegmt=True))
    with pytest.raises(RetryLater) as caught:
        Fetcher(agent="x", resolve=Names(), connect=roads, now=lambda: noon).fetch("http://papers.example/feed")
    assert caught.value.seconds == 90.0


@given(st.one_of(st.text(max_size=40), st.datetimes().map(str), st.integers().map(str)), st.floats(0, 4e9))
def test_whatever_a_host_asks_for_the_wait_is_bounded(text: str, now: float) -> None:
    wait = wait_asked(text, now)
    assert wait is None or 1.0 <= wait <= LONGEST_WAIT


@pytest.mark.parametrize(
    "text", ["Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 +2359", "Thu, 99 Foo 2026 99:99:99 GMT"]
)
def test_an_absurd_date_gives_a_bounded_wait(text: str) -> None:
    wait = wait_asked(text, 0.0)
    assert wait is None or 1.0 <= wait <= LONGEST_WAIT


# unchanged pages


def test_a_page_that_did_not_change_is_not_sent_again(server: FeedServer, fetcher: Fetcher) -> None:
    server.replies["/feed"] = page(FEED, etag='W/"one"')
    first = fetcher.fetch("http://papers.example/feed")
    again = fetcher.fetch("http://papers.example/feed", etag=first.etag, last_modified=first.last_modified)
    assert (again.not_modified, again.status, again.data, again.etag) == (True, 304, b"", 'W/"one"')
    server.replies["/feed"] = page(b"new", etag='W/"two"')
    assert fetcher.fetch("http://papers.example/feed", etag=again.etag).data == b"new"


def test_a_date_serves_where_a_host_gives_no_tag(server: FeedServer, fetcher: Fetcher) -> None:
    server.replies["/feed"] = page(FEED, last_modified="Wed, 01 Apr 2026 06:00:00 GMT")
    first = fetcher.fetch("http://papers.example/feed")
    again = fetcher.fetch("http://papers.example/feed", last_modified=first.last_modified)
    assert again.not_modified
    assert again.last_modified == first.last_modified


def test_the_tag_is_kept_where_unchanged_is_all_the_host_says(server: FeedServer, fetcher: Fetcher) -> None:
    server.replies["/feed"] = raw(b"HTTP/1.1 304 Not Modified\r\n\r\n")
    assert fetcher.fetch("http://papers.example/feed", etag='"one"').etag == '"one"'


def test_unchanged_without_being_asked_is_an_error(server: FeedServer, fetcher: Fetcher) -> None:
    server.replies["/feed"] = raw(b"HTTP/1.1 304 Not Modified\r\n\r\n")
    with pytest.raises(BadStatus):
        fetcher.fetch("http://papers.example/feed")


@pytest.mark.parametrize("tag", ['"a"\r\nX-Evil: 1', '"é"', '"' + "a" * 600 + '"', "\x00"])
def test_a_tag_that_fits_no_header_is_not_sent(tag: str, server: FeedServer, fetcher: Fetcher) -> None:
    assert fetcher.fetch("http://papers.example/feed", etag=tag, last_modified=tag).data == FEED
    assert not {"if-none-match", "if-modified-since", "x-evil"} & server.asked[0].headers.keys()


def test_a_monstrous_tag_is_not_kept(server: FeedServer, fetcher: Fetcher) -> None:
    server.replies["/feed"] = page(FEED, etag='"' + "a" * 600 + '"')
    assert fetcher.fetch("http://papers.example/feed").etag == ""


# time

CHUNKED = START + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "reply",
    [
        silence(),
        raw(START, pause=60),
        raw(START, b"Content-Length: 10\r\n\r\n", b"12345", b"", pause=0.3),
        endless(b"X-Slow: 1\r\n", start=START, pause=0.01),
        endless(b"x", start=START + b"X-Slow: ", pause=0.01),
        endless(b"HTTP/1.1 102 Processing\r\n\r\n", start=b"", pause=0.01),
        endless(b"x", pause=0.01),
        endless(b"1\r\nx\r\n", start=CHUNKED, pause=0.01),
        endless(b"0", start=CHUNKED, pause=0.01),
        endless(
            b"\x00\x00\x00\xff\xff",
            start=START + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"")[:10],
            pause=0.01,
        ),
    ],
    ids=[
        "silence",
        "no headers",
        "stalled",
        "headers",
        "header",
        "interim",
        "body",
        "chunks",
        "chunk size",
        "empty gzip blocks",
    ],
)
def test_a_host_that_dawdles_is_left_at_the_deadline(
    reply: feedserver.Reply, server: FeedServer, fetcher: Fetcher
) -> None:
    server.replies["/feed"] = reply
    with pytest.raises(TooSlow, match=r"^papers\.example did not answer in full within 0\.1 seconds\.$"):
        fetcher.fetch("http://papers.example/feed", seconds=0.1)


def test_redirects_share_one_deadline(server: FeedServer, roads: Roads) -> None:
    def slowly(asked: feedserver.Asked, line: feedserver.Line) -> None:
        line.pause(0.25)
        redirect("/feed")(asked, line)

    server.replies["/feed"] = slowly
    with pytest.raises(TooSlow):
        Fetcher(agent="x", resolve=Names(), connect=roads).fetch("http://papers.example/feed", seconds=0.6)
    assert 2 <= len(server.asked) <= 3  # a deadline for each would have let a fourth through


def test_a_name_service_that_hangs_is_left_at_the_deadline(roads: Roads) -> None:
    done = threading.Event()

    def hang(host: str) -> list[str]:
        done.wait(60)
        return [PUBLIC]

    with pytest.raises(TooSlow, match=r"^papers\.example could not be found within 0\.2 seconds\.$"):
        Fetcher(agent="x", resolve=hang, connect=roads).fetch("http://papers.example/feed", seconds=0.2)
    done.set()
    assert roads.taken == []


def test_addresses_that_swallow_connections_share_one_deadline() -> None:
    waits: list[float] = []

    def swallow(address: str, port: int, timeout: float) -> socket.socket:
        waits.append(timeout)
        time.sleep(timeout)
        raise TimeoutError

    names = Names({"papers.example": [PUBLIC, OTHER]})
    with pytest.raises(TooSlow):
        Fetcher(agent="x", resolve=names, connect=swallow).fetch("http://papers.example/feed", seconds=0.2)
    assert len(waits) == 2
    assert sum(waits) <= 0.2


def test_waiting_politely_takes_no_time_from_the_host(server: FeedServer, roads: Roads) -> None:
    server.replies["/old"] = redirect("http://other.example/feed")
    now = [0.0]
    paced: list[str] = []

    @contextmanager
    def pace(host: str) -> Iterator[None]:
        paced.append(host)
        now[0] += 100.0
        yield

    fetcher = Fetcher(agent="x", resolve=Names(), connect=roads, clock=lambda: now[0], pace=pace)
    assert fetcher.fetch("http://papers.example/old").data == FEED
    assert paced == ["papers.example", "other.example"]


def test_a_refused_link_takes_no_turn_at_its_host(roads: Roads) -> None:
    paced: list[str] = []

    def pace(host: str) -> AbstractContextManager[None]:
        paced.append(host)
        return nullcontext()

    with pytest.raises(RefusedAddress):
        Fetcher(agent="x", resolve=Names(), connect=roads, pace=pace).fetch("http://inside.example/")
    assert paced == []


# size


def stored(data: bytes) -> bytes:
    """One gzip block of `data`, not compressed, not the last."""
    return b"\x00" + len(data).to_bytes(2, "little") + (0xFFFF - len(data)).to_bytes(2, "little") + data


GZIPPED = START + b"Content-Encoding: gzip\r\n\r\n"
ZEROS = bytes(65_536)


@contextmanager
def memory() -> Iterator[list[int]]:
    """The most bytes that were held at once inside the block."""
    peak: list[int] = []
    tracemalloc.start()
    try:
        yield peak
    finally:
        peak.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()


@pytest.mark.long
@pytest.mark.parametrize(
    "made",
    [
        lambda: endless(ZEROS),
        lambda: endless(b"10000\r\n" + ZEROS + b"\r\n", start=CHUNKED),
        lambda: endless(stored(ZEROS[:60_000]), start=GZIPPED + gzip.compress(b"")[:10]),
        lambda: packed(bytes(20 * MEGABYTE)),
        lambda: page(zlib.compress(bytes(20 * MEGABYTE)), headers={"Content-Encoding": "deflate"}),
    ],
    ids=["body", "chunks", "stored gzip blocks", "gzip bomb", "zlib bomb"],
)
def test_an_answer_without_end_is_left_at_the_limit(
    made: Callable[[], feedserver.Reply], server: FeedServer, fetcher: Fetcher
) -> None:
    server.replies["/feed"] = made()
    with memory() as peak, pytest.raises(TooLarge, match=r"^papers\.example sends more than the 1 MB"):
        fetcher.fetch("http://papers.example/feed", largest=MEGABYTE)
    assert peak[0] < 3 * MEGABYTE


@pytest.mark.parametrize(
    "reply",
    [
        endless(b"1\r\nx\r\n" * 10_000, start=CHUNKED),
        endless(b"HTTP/1.1 102 Processing\r\n\r\n" * 1_000, start=b""),
        endless(stored(b"") * 10_000, start=GZIPPED + gzip.compress(b"")[:10]),
        raw(START, b"Content-Length: 99999999999999999\r\n\r\n"),
    ],
    ids=["tiny chunks", "interim", "empty gzip blocks", "length"],
)
def test_an_answer_that_is_nearly_all_wrapping_is_left_at_the_limit(
    reply: feedserver.Reply, server: FeedServer, fetcher: Fetcher
) -> None:
    server.replies["/feed"] = reply
    with pytest.raises(TooLarge, match=r"^papers\.example sends more than the 1 MB"):
        fetcher.fetch("http://papers.example/feed", largest=100_000)


@pytest.mark.parametrize("largest", [1, 1000, MEGABYTE])
def test_a_bomb_is_unpacked_to_the_limit_and_one_piece_more_at_most(largest: int) -> None:
    bomb = gzip.compress(bytes(20 * MEGABYTE))
    taken = 0

    def pieces() -> Iterator[bytes]:
        nonlocal taken
        for at in range(0, len(bomb), 16):
            taken += 16
            yield bomb[at : at + 16]

    with pytest.raises(TooLarge):
        wire.unpacked(pieces(), "gzip", "papers.example", largest)
    assert len(zlib.decompressobj(31).decompress(bomb[: taken - 16])) <= largest + wire.PIECE


def test_endless_headers_are_no_answer(server: FeedServer, fetcher: Fetcher) -> None:
    server.replies["/feed"] = endless(b"X-Much: " + b"x" * 8000 + b"\r\n", start=START)
    with pytest.raises(Unexpected):
        fetcher.fetch("http://papers.example/feed")


# broken and misleading answers


@pytest.mark.parametrize(
    "reply",
    [
        raw(),
        raw(b"SSH-2.0-OpenSSH_9.9\r\n"),
        raw(b"220 mail.example ESMTP\r\n"),
        raw(b"<rss/>"),
        raw(b"HTTP/1.1 200"),
        raw(START),
        raw(START, b"Content-Length: 10\r\n\r\n123"),
        raw(START, b"Content-Length: -1\r\n\r\n123"),
        raw(START, b"Content-Length: 3, 4\r\n\r\n123"),
        raw(START, b"Content-Length: 3\r\nContent-Length: 4\r\n\r\n1234"),
        raw(CHUNKED, b"5\r\nabc"),
        raw(CHUNKED, b"3\r\nabc\r\n"),
        raw(CHUNKED, b"xyz\r\nabc\r\n"),
        raw(CHUNKED, b"-1\r\nabc\r\n"),
        raw(START, b"Transfer-Encoding: gzip, chunked\r\n\r\n"),
        raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"),
        raw(START, b"Content-Length: 999999999999999999999\r\n\r\n"),
        raw(START, b"Bad Header: 1\r\n\r\n"),
        raw(START, b"\x00: 1\r\n\r\n"),
        raw(GZIPPED, gzip.compress(FEED)[:-4]),
        raw(GZIPPED, gzip.compress(FEED)[:-12]),
        raw(GZIPPED, gzip.compress(FEED)[:-8] + bytes(8)),
        raw(GZIPPED, gzip.compress(FEED) + b"more"),
        raw(GZIPPED, gzip.compress(FEED) * 2),
        raw(GZIPPED, FEED),
        raw(GZIPPED),
        packed(FEED, packing="br"),
        packed(FEED, packing="zstd"),
        packed(FEED, packing="compress"),
        packed(FEED, times=2, packing="gzip, gzip"),
        packed(FEED, times=50, packing=", ".join(["gzip"] * 50)),
        raw(START, b"Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n\r\n", gzip.compress(gzip.compress(FEED))),
    ],
)
def test_a_broken_or_misleading_answer_is_no_page(
    reply: feedserver.Reply, server: FeedServer, fetcher: Fetcher
) -> None:
    server.replies["/feed"] = reply
    with pytest.raises(Unexpected, match=r"^papers\.example .*\.$"):
        fetcher.fetch("http://papers.example/feed")


HTTP = st.sampled_from(
    [
        *(
            b"HTTP/1.1 ",
            b"200 OK",
            b"302 Found",
            b"304",
            b"429 x",
            b"\r\n",
            b"\r\n\r\n",
            b"\n",
            b" ",
            b":",
            b",",
            b";",
            b"0",
            b"5",
            b"ff",
        ),
        *(
            b"Content-Length: ",
            b"Content-Encoding: ",
            b"Transfer-Encoding: chunked",
            b"gzip",
            b"deflate",
            b"Location: ",
            b"/feed",
        ),
        *(
            b"http://inside.example/",
            b"Retry-After: ",
            b"Content-Type: ",
            b"charset=",
            b"ETag: ",
            b"\x00",
            b"\xff",
            b"abcde",
            b"-1",
        ),
        *(START, GZIPPED, CHUNKED, gzip.compress(FEED), b"5\r\nabcde\r\n", b"0\r\n\r\n"),
    ]
)


@given(st.sampled_from([b"", START, GZIPPED, CHUNKED, b"HTTP/1.1 302 Found\r\n"]), st.lists(HTTP, max_size=12))
def test_whatever_a_host_answers_it_is_a_page_or_one_clear_error(start: bytes, rest: list[bytes]) -> None:
    reached: list[str] = []

    def answered(address: str, port: int, timeout: float) -> socket.socket:
        reached.append(address)
        ours, theirs = socket.socketpair()
        with theirs:
            theirs.sendall(start + b"".join(rest))
        return ours

    try:
        answer = Fetcher(agent="x", resolve=Names(), connect=answered).fetch("http://papers.example/feed", etag='"a"')
    except FetchFailed as error:
        assert str(error).endswith(".")
    else:
        assert answer.status in (200, 203, 304)
    assert set(reached) <= {PUBLIC}


@pytest.mark.parametrize("pieces", [(), (START,), (START, b"Content-Length: 10\r\n\r\n123")])
def test_a_connection_that_is_reset_is_unreachable(
    pieces: tuple[bytes, ...], server: FeedServer, fetcher: Fetcher
) -> None:
    server.replies["/feed"] = reset(*pieces)
    with pytest.raises(HostUnreachable, match=r"^papers\.example broke the connection\.$"):
        fetcher.fetch("http://papers.example/feed")


def test_what_stands_behind_the_stated_length_is_not_read(server: FeedServer, fetcher: Fetcher) -> None:
    server.replies["/feed"] = raw(START, b"Content-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\n\r\nevil")
    assert fetcher.fetch("http://papers.example/feed").data == b"abc"


@pytest.mark.parametrize("packing", ["gzip", "x-gzip", "GZIP", " gzip "])
def test_a_packed_page_is_unpacked(packing: str, server: FeedServer, fetcher: Fetcher) -> None:
    server.replies["/feed"] = packed(FEED, packing=packing)
    assert fetcher.fetch("http://papers.example/feed").data == FEED


def test_a_page_packed_with_zlib_is_unpacked(server: FeedServer, fetcher: Fetcher) -> None:
    server.replies["/feed"] = page(zlib.compress(FEED), headers={"Content-Encoding": "deflate"})
    assert fetcher.fetch("http://papers.example/feed").data == FEED


def test_a_page_packed_twice_under_one_label_is_unpacked_once(server: FeedServer, fetcher: Fetcher) -> None:
    server.replies["/feed"] = packed(FEED, times=2)
    assert gzip.decompress(fetcher.fetch("http://papers.example/feed").data) == FEED


def test_an_archive_is_handed_over_unopened(server: FeedServer, fetcher: Fetcher) -> None:
    catalog = BytesIO()
    with zipfile.ZipFile(catalog, "w") as packing:
        for n in range(10_000):
            packing.writestr(f"../{n}", b"")
    server.replies["/feed"] = page(catalog.getvalue(), kind="application/zip")
    assert fetcher.fetch("http://papers.example/feed").data == catalog.getvalue()


# what the operator allows


def test_a_host_of_the_operator_may_be_private_and_on_any_port(server: FeedServer) -> None:
    fetcher = Fetcher(agent="x", allow=frozenset({"127.0.0.1"}))
    assert fetcher.fetch(server.url("/feed"), trusted=True).data == FEED
    assert server.asked[0].headers["host"] == f"127.0.0.1:{server.port}"


def test_a_members_link_to_the_operators_host_is_refused(server: FeedServer) -> None:
    fetcher = Fetcher(agent="x", allow=frozenset({"127.0.0.1", f"127.0.0.1:{server.port}"}))
    with pytest.raises(RefusedAddress):
        fetcher.fetch(server.url("/feed"))
    assert server.asked == []


def test_a_host_may_be_allowed_for_one_port_only(server: FeedServer) -> None:
    fetcher = Fetcher(agent="x", allow=frozenset({f"127.0.0.1:{server.port}"}))
    assert fetcher.fetch(server.url("/feed"), trusted=True).data == FEED
    with pytest.raises(RefusedAddress):
        fetcher.fetch("http://127.0.0.1/feed", trusted=True)


def test_a_trusted_link_to_another_host_is_vetted_like_any(roads: Roads) -> None:
    fetcher = Fetcher(agent="x", resolve=Names(), connect=roads, allow=frozenset({"feeds.example"}))
    with pytest.raises(RefusedAddress):
        fetcher.fetch("http://inside.example/feed", trusted=True)
    assert roads.taken == []


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1", "0.0.0.0", "224.0.0.1"])
def test_an_allowed_host_still_cannot_be_link_local(address: str, roads: Roads) -> None:
    names = Names({"inside.example": [address]})
    with pytest.raises(RefusedAddress):
        Fetcher(agent="x", resolve=names, connect=roads, allow=frozenset({"inside.example"})).fetch(
            "http://inside.example/", trusted=True
        )
    assert roads.taken == []


def test_a_public_host_cannot_send_a_trusted_fetch_to_an_allowed_one(server: FeedServer, roads: Roads) -> None:
    server.replies["/feed"] = redirect("http://inside.example/secret")
    fetcher = Fetcher(agent="x", resolve=Names(), connect=roads, allow=frozenset({"inside.example"}))
    with pytest.raises(RefusedAddress, match=r"^inside\.example is not on the public internet\.$"):
        fetcher.fetch("http://papers.example/feed", trusted=True)
    assert roads.taken == [(PUBLIC, 80)]


def test_an_allowed_host_may_redirect_to_itself(server: FeedServer, roads: Roads) -> None:
    server.replies["/old"] = redirect("/feed")
    fetcher = Fetcher(agent="x", resolve=Names(), connect=roads, allow=frozenset({"Inside.Example"}))
    assert fetcher.fetch("http://inside.example:8080/old", trusted=True).data == FEED
    assert roads.taken == [("127.0.0.1", 8080)] * 2


def test_an_allowed_host_that_cannot_be_one_is_refused_at_once() -> None:
    with pytest.raises(BadLink):
        Fetcher(agent="x", allow=frozenset({"http://inside.example/"}))


# what errors say


@pytest.mark.parametrize(
    "reply",
    [
        *(
            page(FEED, status=404),
            page(FEED, status=500),
            busy(),
            redirect("file:///etc/passwd"),
            redirect("http://inside.example/"),
        ),
        *(
            raw(),
            raw(START, b"Content-Length: 10\r\n\r\n123"),
            reset(START),
            packed(FEED, packing="br"),
            endless(ZEROS),
            silence(),
        ),
        redirect("http://user:hunter2@papers.example/?token=hunter2"),
        page(FEED, status=418, headers={"X-Echo": "hunter2"}),
    ],
)
def test_no_error_shows_the_address_or_what_the_host_sent(
    reply: feedserver.Reply, server: FeedServer, fetcher: Fetcher
) -> None:
    server.replies["/hunter2"] = reply
    with pytest.raises(FetchFailed, match=r"^(papers|inside)\.example [^\n]+\.$") as caught:
        fetcher.fetch("http://papers.example/hunter2?token=hunter2", largest=1000, seconds=0.5)
    assert "hunter2" not in str(caught.value)


def test_the_fake_leaves_out_empty_headers() -> None:
    assert b"ETag" not in head(200, {"ETag": ""})
