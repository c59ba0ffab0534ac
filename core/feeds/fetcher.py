"""Fetches one page from the internet, safely: the only way by which a feed or a member's link is read, or a webhook posted to.

It connects to the very address it vetted, at each redirect again, within one deadline and one size, and carries no
cookies or credentials. Where the operator's proxy finds hosts, it checks what is asked. It blocks: call it from a job or a thread.
"""

import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing
from functools import cached_property, partial

import httpcore2
import msgspec

from core.feeds.exchange import wire
from core.feeds.exchange.answer import Answer, Ask, PostReply, Redirect, posted, sendable, understand
from core.feeds.exchange.ip_rules import Resolver, Target, follow, read_link, read_place, system_resolver, vet, vet_name
from core.feeds.trouble import BadLink, BadRedirect, FetchFailed, ReplyLost, Unexpected
from core.host.egress import STRAIGHT, Connect, Egress, open_socket

PRODUCT = "Paperboy/0.1"
LARGEST = 5 * 1024 * 1024
"""Bytes of an unpacked answer unless the caller allows more (HARDENING S10)."""
SECONDS = 10.0
"""Seconds for a whole fetch with its redirects, waits for politeness aside (HARDENING S10)."""
NO_HEADERS: Mapping[str, str] = {}
LARGEST_REPLY = 64 * 1024
"""Bytes of an answer to what was posted."""
MOST_REDIRECTS = 3
"""HARDENING S10."""


class Fetcher:
    """Fetches pages; safe to share between threads, keeps nothing from one fetch to the next."""

    def __init__(
        self,
        *,
        agent: str,
        resolve: Resolver = system_resolver,
        allow: frozenset[str] = frozenset(),
        pace: Callable[[str], AbstractContextManager[None]] | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
        connect: Connect = open_socket,
        tls: ssl.SSLContext | None = None,
        egress: Egress = STRAIGHT,
    ) -> None:
        """`agent` as `user_agent` makes it. `allow` holds the hosts (`name` or `name:port`) that the operator runs on
        private addresses or odd ports; raises BadLink for one that cannot be a host. `pace` gives what stands around each
        request to a host, and may sleep when it is entered (`Manners`). `tls` is by default what `egress` trusts.
        """
        self._agent = agent
        self._resolve = resolve
        self._allow = frozenset(read_place(entry) for entry in allow)
        self._pace = pace
        self._clock = clock
        self._now = now
        self._connect = connect
        self._given_tls, self._egress = tls, egress

    def fetch(
        self,
        url: str,
        *,
        etag: str = "",
        last_modified: str = "",
        trusted: bool = False,
        accept: str = "",
        largest: int = LARGEST,
        seconds: float = SECONDS,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> Answer:
        """The page at `url`; with the `etag` or `last_modified` of an earlier answer perhaps just `not_modified`.

        `headers`, such as a key, go to the host of `url` alone.
        `trusted`: the operator gave this link, so `allow` counts, until a host that is not in it redirects.
        Raises the errors of `core.feeds.trouble`, and no others.
        """
        deadline = wire.Deadline(self._clock, seconds)
        ask = Ask(sendable(etag), sendable(last_modified), accept or "*/*", largest, deadline, tuple(headers.items()))
        first = target = read_link(url)
        for _ in range(MOST_REDIRECTS + 1):
            trusted = trusted and self._allows(target)
            answer = self._exchange(target, trusted, ask)
            if isinstance(answer, Answer):
                return answer
            target = _next(target, answer)
            ask = msgspec.structs.replace(ask, headers=())
        raise BadRedirect(f"{first.host} redirects too often.")

    def post(
        self,
        target: Target,
        body: bytes,
        headers: Mapping[str, str],
        before: Callable[[], object],
        *,
        trusted: bool = False,
        seconds: float = SECONDS,
    ) -> PostReply:
        """What a host answers to a body that is sent to it once; redirects are not followed.

        `before` is called when the connection stands, right before the first byte, and may raise. Raises ReplyLost where the
        body may have arrived, and the other errors of `core.feeds.trouble` where it has not.
        """
        host, deadline = target.host, wire.Deadline(self._clock, seconds)
        allowed = trusted and self._allows(target)
        addresses = self._vetted(target, allowed, deadline)
        stream = self._stream(target, addresses, deadline, LARGEST_REPLY)
        head = self._headers(target) | dict(headers.items()) | {"Content-Length": str(len(body))}
        request = httpcore2.Request("POST", self._url(target), headers=head, content=body)
        with closing(httpcore2.HTTP11Connection(request.url.origin, stream)) as connection:
            before()
            try:
                return posted(target, connection.handle_request(request), LARGEST_REPLY)
            except (httpcore2.ProtocolError, FetchFailed) as error:
                raise ReplyLost(f"{host} did not answer in full.") from error

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Made when first needed: reading the system's certificates takes longer than a fetch from nearby."""
        tls = self._given_tls or self._egress.tls(httpcore2.default_ssl_context())
        tls.set_alpn_protocols(["http/1.1"])
        return tls

    def _allows(self, target: Target) -> bool:
        return not self._allow.isdisjoint({(target.host, 0), (target.host, target.port)})

    def _exchange(self, target: Target, allowed: bool, ask: Ask) -> Answer | Redirect:
        """One request to one host, over a connection of its own."""
        host, deadline, request = target.host, ask.deadline, self._request(target, ask)
        addresses = self._vetted(target, allowed, deadline)
        with ExitStack() as turn:
            if self._pace:
                deadline.spare(partial(turn.enter_context, self._pace(host)))
            stream = self._stream(target, addresses, deadline, ask.largest)
            connection = turn.enter_context(closing(httpcore2.HTTP11Connection(request.url.origin, stream)))
            try:
                return understand(target, ask, connection.handle_request(request), self._now())
            except httpcore2.ProtocolError as error:
                raise Unexpected(f"{host} broke off its answer, or did not answer in HTTP.") from error

    def _vetted(self, target: Target, allowed: bool, deadline: wire.Deadline) -> Sequence[str]:
        """The addresses of a host; none where the proxy finds them, so that only what is asked can be checked."""
        if self._egress.proxy_for(target.host):
            vet_name(target, allowed=allowed)
            return ()
        return wire.in_time(lambda: vet(target, self._resolve, allowed=allowed), target.host, deadline)

    def _stream(self, target: Target, addresses: Sequence[str], deadline: wire.Deadline, largest: int) -> wire.Stream:
        """A connection to one of the vetted addresses, or to the proxy where there are none."""
        if addresses:
            joined = wire.dial(target, addresses, self._connect, deadline)
        else:
            joined = wire.through(self._egress, target, self._connect, deadline)
        if target.scheme == "https":
            joined = wire.secure(joined, target.host, self._tls, deadline)
        return wire.Stream(joined, target.host, deadline, largest)

    def _headers(self, target: Target) -> dict[bytes | str, bytes | str]:
        headers: dict[bytes | str, bytes | str] = {
            "Host": target.place,
            "User-Agent": self._agent,
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        if self._asks_proxy(target) and self._egress.proxy_authorization:
            headers["Proxy-Authorization"] = self._egress.proxy_authorization
        return headers

    def _asks_proxy(self, target: Target) -> bool:
        """Whether the proxy itself is asked for a page, without a tunnel."""
        return target.scheme == "http" and bool(self._egress.proxy_for(target.host))

    def _request(self, target: Target, ask: Ask) -> httpcore2.Request:
        headers = {**self._headers(target), "Accept": ask.accept}
        headers.update(ask.headers)
        if ask.etag:
            headers["If-None-Match"] = ask.etag
        if ask.last_modified:
            headers["If-Modified-Since"] = ask.last_modified
        return httpcore2.Request("GET", self._url(target), headers=headers)

    def _url(self, target: Target) -> httpcore2.URL:
        """The address to ask for; in full where a proxy is asked for it (RFC 9112, 3.2.2)."""
        asked = target.url if self._asks_proxy(target) else target.path
        return httpcore2.URL(scheme=target.scheme, host=target.host, port=target.port, target=asked)


def user_agent(contact: str) -> str:
    """How Paperboy names itself to a host: with a contact, an email address or a link, as polite bots do."""
    fit = "".join(char for char in contact if "!" <= char <= "~" and char not in '()\\"')
    if not fit:
        return PRODUCT
    return f"{PRODUCT} (+mailto:{fit})" if "@" in fit and ":" not in fit else f"{PRODUCT} (+{fit})"


def _next(target: Target, redirect: Redirect) -> Target:
    """The target of a redirect; raises BadRedirect."""
    if not redirect.location:
        raise BadRedirect(f"{target.host} redirects without saying where.")
    try:
        onward = follow(target, redirect.location)
    except BadLink as error:
        raise BadRedirect(f"{target.host} redirects to an address that Paperboy cannot fetch.") from error
    if target.scheme == "https" and onward.scheme == "http":
        raise BadRedirect(f"{target.host} redirects from https to http, which is not safe.")
    return onward
