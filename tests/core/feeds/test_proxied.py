"""Behind the proxy of a lab: feeds and webhooks go through it, and what is asked of it is checked, since it finds the addresses."""

from pathlib import Path

import pytest

from core.feeds.exchange.ip_rules import read_link
from core.feeds.fetcher import Fetcher
from core.feeds.trouble import HostUnreachable, RefusedAddress
from core.host.egress import Egress
from tests.fakes.feedserver import FeedServer, page, redirect
from tests.fakes.proxy import AUTHORITY, FakeProxy

HOST = "papers.example"


def never(host: str) -> tuple[str, ...]:
    """A resolver: that of this machine knows no name of the world."""
    raise AssertionError(f"{host} was looked for")


def fetcher(
    proxy: FakeProxy, folder: Path, exempt: str = "", *, trusts: bool = True, **more: frozenset[str]
) -> Fetcher:
    (folder / "ca.pem").write_text(AUTHORITY, "ascii")
    egress = Egress(proxy.url, exempt, folder / "ca.pem" if trusts else None)
    return Fetcher(agent="test", resolve=never, egress=egress, **more)


@pytest.mark.parametrize(
    ("scheme", "asked"),
    [("https", f"CONNECT {HOST}:443 HTTP/1.1"), ("http", f"GET http://{HOST}/feed?day=2 HTTP/1.1")],
)
def test_a_feed_is_fetched_through_the_proxy(scheme: str, asked: str, tmp_path: Path) -> None:
    with FeedServer() as server, FakeProxy({HOST: server.port}, password="ada:hush%20hush") as proxy:
        server.replies["/feed"] = page(b"<rss/>")
        answer = fetcher(proxy, tmp_path).fetch(f"{scheme}://{HOST}/feed?day=2")
    assert answer.data == b"<rss/>"
    assert proxy.asked == [asked]
    assert [request.query for request in server.asked] == [{"day": "2"}]


def test_a_webhook_is_posted_through_the_proxy(tmp_path: Path) -> None:
    with FeedServer() as server, FakeProxy({HOST: server.port}) as proxy:
        server.replies["/hook"] = page(b"ok")
        reply = fetcher(proxy, tmp_path).post(read_link(f"https://{HOST}/hook"), b"{}", {}, lambda: None)
    assert (reply.status, [request.method for request in server.asked]) == (200, ["POST"])


def test_each_redirect_goes_through_the_proxy_too(tmp_path: Path) -> None:
    with FeedServer() as server, FakeProxy({HOST: server.port}) as proxy:
        server.replies |= {"/old": redirect("/new"), "/new": page(b"here")}
        assert fetcher(proxy, tmp_path).fetch(f"https://{HOST}/old").data == b"here"
        server.replies["/old"] = redirect("https://10.0.0.1/new")
        with pytest.raises(RefusedAddress):
            fetcher(proxy, tmp_path).fetch(f"https://{HOST}/old")
    assert proxy.asked == [f"CONNECT {HOST}:443 HTTP/1.1"] * 3


@pytest.mark.parametrize(
    "place",
    [
        "10.0.0.1",
        "169.254.169.254",
        "[fd00::1]",
        "wiki",
        "printer.local",
        "a.internal",
        "router.lan",
        "papers.example:8080",
    ],
)
def test_what_is_no_public_host_is_not_asked_of_the_proxy(place: str, tmp_path: Path) -> None:
    with FakeProxy({}) as proxy, pytest.raises(RefusedAddress):
        fetcher(proxy, tmp_path).fetch(f"https://{place}/")
    assert proxy.asked == []


def test_a_host_of_the_operators_own_is_asked_of_the_proxy(tmp_path: Path) -> None:
    with FeedServer() as server, FakeProxy({"wiki": server.port}) as proxy:
        server.replies["/"] = page(b"ours")
        assert fetcher(proxy, tmp_path, allow=frozenset(("wiki",))).fetch("http://wiki/", trusted=True).data == b"ours"


def test_a_host_that_no_proxy_names_is_vetted_as_without_a_proxy(tmp_path: Path) -> None:
    with FakeProxy({HOST: 1}) as proxy, pytest.raises(AssertionError, match="was looked for"):
        fetcher(proxy, tmp_path, HOST).fetch(f"https://{HOST}/")
    assert proxy.asked == []


def test_without_the_proxys_certificate_the_host_is_not_trusted(tmp_path: Path) -> None:
    with FeedServer() as server, FakeProxy({HOST: server.port}) as proxy, pytest.raises(HostUnreachable) as wrong:
        fetcher(proxy, tmp_path, trusts=False).fetch(f"https://{HOST}/")
    assert str(wrong.value) == f"{HOST} shows a certificate that is not valid for it." and server.asked == []


def test_a_proxy_that_refuses_or_is_gone_is_told_of_in_a_sentence(tmp_path: Path) -> None:
    with FakeProxy({}) as proxy:
        with pytest.raises(
            HostUnreachable, match=r"^The proxy of HTTPS_PROXY does not lead to papers.example \(403\).$"
        ):
            fetcher(proxy, tmp_path).fetch(f"https://{HOST}/")
        gone = fetcher(proxy, tmp_path)
    with pytest.raises(HostUnreachable, match=r"^The proxy of HTTPS_PROXY cannot be reached.$"):
        gone.fetch(f"https://{HOST}/")
