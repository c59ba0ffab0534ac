"""Incoming webhooks as an outlet: each post is one call. No service shows what was posted, so a reply that is lost leaves it unsure."""

import hmac
import json
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from bots.shared.platforms import Loop
from bots.webhook.drawing import drawn, in_words, unpressed
from bots.webhook.errors import GONE, content_of, failure, is_form
from core.app import Paperboy
from core.cards.card import Card, Reply
from core.cards.data import answer_data
from core.catalog import Catalog
from core.delivery.addresses.hooks import HookAddress, read_hook
from core.delivery.outlet import CannotLook, Digest, Undelivered
from core.errors import BadCommand, ErrorKind
from core.feeds.exchange.answer import PostReply
from core.feeds.fetcher import Fetcher, user_agent
from core.feeds.trouble import FetchFailed, HostUnreachable, ReplyLost, TooSlow
from core.model import Person, Place
from core.settings import Settings
from core.store.delivery.hooks import Hook, Hooks
from core.store.votes.votes import Votes

CALL_SECONDS = 15.0
"""How long one call may take: well within the lease of a delivery (core.store.delivery.deliveries.LEASE)."""


class WebhookOutlet:
    """Posts to the webhooks whose addresses the record keeps."""

    def __init__(self, app: Paperboy, settings: Settings, fetcher: Fetcher | None = None) -> None:
        self._app, self._own = app, settings.hooks
        self._fetcher = fetcher or Fetcher(
            agent=user_agent(settings.contact), allow=frozenset(settings.hooks), egress=settings.egress
        )

    def send(self, place: Place, digest: Digest, key: str, still: Callable[[], bool]) -> str:
        """Post a message; returns its id where the service tells one, else the key. Raises Undelivered."""
        hook, address = self._address(place)
        cards = tuple(map(unpressed, digest.cards))
        if address.service == "json":
            body = _json({"delivery": key, **self._app.call(_papers, place=place, cards=cards)})
            head = _signed(hook, key, body, int(self._app.now().timestamp()))
            reply = self._called(address, body, head, still)
        else:
            reply = self._called(address, _json(drawn(address.service, cards)), {}, still)
            if is_form(address.service, reply):
                reply = self._called(address, _json(in_words(address.service, cards)), {}, still)
        if failed := failure(address.service, reply, self._app.now().timestamp()):
            raise failed
        message = content_of(reply).get("id")  # Discord's
        return message if isinstance(message, str) and message else key

    def find(self, place: Place, key: str, since: datetime) -> str:
        """Raises CannotLook: a webhook takes posts and shows none."""
        raise CannotLook("a webhook shows no posts")

    def dress(self, place: Place, message: str, digest: Digest, key: str, *, again: bool) -> None:
        """Nothing: a webhook puts nothing under a message."""

    def direct(self, person: Person) -> Place:
        """Raises Undelivered: nobody is a webhook."""
        raise Undelivered(ErrorKind.TARGET_DEAD, "a webhook reaches no person")

    def allowance(self, place: Place | Person) -> None:
        """Nothing is shared."""

    def close(self) -> None:
        """Nothing is open."""

    def token(self) -> str:
        """Each webhook has its own."""
        return ""

    def _address(self, place: Place) -> tuple[Hook, HookAddress]:
        hook = self._app.of(Hooks).get(place.channel)
        if hook is None:
            raise Undelivered(ErrorKind.TARGET_DEAD, GONE)
        try:
            return hook, read_hook(hook.address, self._own)
        except BadCommand:
            raise Undelivered(ErrorKind.TARGET_DEAD, "its host is not in PAPERBOY_HOOKS any more") from None

    def _called(
        self, address: HookAddress, body: bytes, headers: dict[str, str], still: Callable[[], bool]
    ) -> PostReply:
        """One call. What is known not to have arrived may be tried again; of the rest nobody can say."""

        def before() -> None:
            if not still():
                raise Undelivered(ErrorKind.RETRY_AFTER, "it may not go out now")

        target = address.target
        if address.service == "discord":
            target = target._replace(path=f"{target.path}?wait=true&with_components=true")
        head = {"Content-Type": "application/json; charset=utf-8", "Accept": "*/*", **headers}
        try:
            return self._fetcher.post(target, body, head, before, trusted=address.own, seconds=CALL_SECONDS)
        except ReplyLost as lost:
            raise Undelivered(ErrorKind.AMBIGUOUS, str(lost)) from None
        except (HostUnreachable, TooSlow) as away:
            raise Undelivered(ErrorKind.TRANSIENT, str(away)) from None
        except FetchFailed as refused:
            raise Undelivered(ErrorKind.TARGET_DEAD, str(refused)) from None


def open_outlet(app: Paperboy, settings: Settings, loop: Loop) -> WebhookOutlet:
    """It makes its own calls, in the thread that asks."""
    return WebhookOutlet(app, settings)


def _papers(catalog: Catalog, votes: Votes, place: Place, cards: Sequence[Card]) -> dict[str, object]:
    """Our JSON: the shape of `ask --json`, of what may be seen in a place."""
    papers = catalog.seen((card.paper_id for card in cards if card.paper_id), catalog.viewer_at(place))
    data = answer_data(Reply(tuple(cards), private=False), papers, votes.tallies(list(papers)))
    shape: dict[str, object] = msgspec.to_builtins(data)
    return shape


def _signed(hook: Hook, key: str, body: bytes, at: int) -> dict[str, str]:
    """The headers by which a program knows that we sent it, and when (seconds of Unix time)."""
    mac = hmac.digest(hook.key.encode(), f"{at}.".encode() + body, "sha256").hex()
    return {"X-Paperboy-Delivery": key, "X-Paperboy-Timestamp": str(at), "X-Paperboy-Signature": f"sha256={mac}"}


def _json(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
