"""Slack as an outlet: every call is made once, and a post is found again by the key in its metadata."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bots.shared.errors import Pace
from bots.shared.platforms import Loop
from bots.shared.render.lines import parker
from bots.slack.api import EVENT_TYPE, REFUSED, form
from bots.slack.connect import CALL_SECONDS, client_of
from bots.slack.errors import KINDS, classify, code, retry_after
from bots.slack.render.message import Payload, message
from core.app import Paperboy
from core.cards.card import Card, Reply
from core.delivery.outlet import CannotLook, Digest, Undelivered
from core.errors import ErrorKind
from core.model import Person, Place
from core.settings import Settings
from core.store.chats.posts import Posts
from core.store.delivery.allowances import Allowance, Allowances
from core.store.engine.once import Parked
from core.votes.emoji import MOST_NUMBERS, NUMBER_NAMES

WORKSPACE = (300, 61.0)
"""Messages of an app in a workspace in so many seconds: "several hundred a minute" (docs.slack.dev/apis/web-api/rate-limits). A second
more than the minute, because calls take unlike times to arrive."""

CHANNEL = (1, 1.1)
"""Messages of an app in a channel in so many seconds: one a second, by the same page."""

POST = "chat.postMessage"

PAGE = 15
"""Messages asked for at once (conversations.history gives some apps no more)."""

PAGES = 20
"""Pages looked through: a post is looked for minutes after it was sent."""

INSIDE_AT_ONCE = 4
"""Abstracts in one message of a thread: with all their words they stay under what Slack takes."""

SAID: Mapping[str, str] = {
    "is_archived": "the channel is archived",
    "channel_not_found": "the channel is gone, or closed to me",
    "not_in_channel": "I am not in that channel",
    "user_disabled": "that account is closed",
}
"""What people read for Slack's names of errors: why a digest of theirs was switched off."""

ALREADY = "already_reacted"

log = logging.getLogger("paperboy")


class BotOutlet:
    """Posts to the workspace of the token, through a client that is given, else through one of its own."""

    def __init__(self, app: Paperboy, settings: Settings, loop: Loop, client: AsyncWebClient | None = None) -> None:
        self._app, self._settings, self._loop, self._client = app, settings, loop, client
        self._pace, self._posts = Pace(app.of(Allowances), app.clock), app.of(Posts)

    def send(self, place: Place, digest: Digest, key: str, still: Callable[[], bool]) -> str:
        """Post a message; returns its ts. Raises Undelivered."""
        payload = self._drawn(digest.cards)
        where: dict[str, object] = {"channel": place.channel, "metadata": _metadata(key)}
        return self._loop.run(self._posted(place, payload, where, still))

    def find(self, place: Place, key: str, since: datetime) -> str:
        """The ts of the message with this key since a moment, or ''. Raises CannotLook, Undelivered."""
        where = {"channel": place.channel, "oldest": f"{since.timestamp():.6f}"}
        return self._loop.run(self._keys("conversations.history", where)).get(key, "")

    def dress(self, place: Place, message: str, digest: Digest, key: str, *, again: bool) -> None:
        """Offer the number emoji, and post the abstracts in the message's thread. Raises Undelivered."""
        self._loop.run(self._dressed(place, message, digest, key, again=again))

    def direct(self, person: Person) -> Place:
        """The person's direct channel with us. Raises Undelivered."""
        opened = self._loop.run(self._call("conversations.open", {"users": person.id}))
        return Place(person.platform, person.team, str(opened["channel"]["id"]))

    def allowance(self, place: Place | Person) -> Allowance:
        """The messages of its workspace."""
        return Allowance(f"{place.platform}/{place.team}", *WORKSPACE)

    def close(self) -> None:
        """Close the session."""
        if self._client and self._client.session and not self._client.session.closed:
            self._loop.run(self._client.session.close())

    def token(self) -> str:
        """A hash of the token."""
        return blake2b(self._settings.slack_bot_token.reveal().encode(), digest_size=8).hexdigest()

    async def _posted(
        self, place: Place, payload: Payload, where: Mapping[str, object], still: Callable[[], bool]
    ) -> str:
        """Post once, in turn; what Slack refuses to draw goes out as plain text."""
        limits = self.allowance(place), Allowance(f"{place.platform}/{place.team}/{place.channel}", *CHANNEL)
        await self._pace.turn(*limits)
        try:
            return str((await self._call(POST, payload.post() | {**where}, still))["ts"])
        except Undelivered as failed:
            if failed.why not in REFUSED:
                raise
        await self._pace.turn(*limits)
        return str((await self._call(POST, payload.in_words().post() | {**where}, still))["ts"])

    async def _dressed(self, place: Place, ts: str, digest: Digest, key: str, *, again: bool) -> None:
        await self._number(place.channel, ts, min(digest.numbers, MOST_NUMBERS))
        there: Mapping[str, str] = {}
        if again and digest.inside:
            try:
                there = await self._keys("conversations.replies", {"channel": place.channel, "ts": ts})
            except CannotLook as blind:
                log.warning("the thread of %s is left as it is: %s", key, blind)
                return
        for part, cards in enumerate(_portions(digest.inside)):
            name = f"{key}/{part}"
            if not (inside := there.get(name, "")):
                where = {"channel": place.channel, "thread_ts": ts, "metadata": _metadata(name)}
                inside = await self._posted(place, self._drawn(cards), where, lambda: True)
            await asyncio.to_thread(self._posts.put, place, inside, digest.papers, self._app.now(), ours=False)

    async def _number(self, channel: str, ts: str, count: int) -> None:
        """Offer the numbers in order; where Slack takes no more of them the message stands without. Raises Undelivered."""
        for name in NUMBER_NAMES[:count]:
            try:
                await self._call("reactions.add", {"channel": channel, "timestamp": ts, "name": name})
            except Undelivered as failed:
                if failed.why == ALREADY:
                    continue
                over = failed.kind in (ErrorKind.RETRY_AFTER, ErrorKind.TRANSIENT, ErrorKind.TEAM_DEAD)
                if over or _is_doubtful(failed):
                    raise
                log.warning("no number emoji: %s", failed)
                return

    async def _keys(self, method: str, where: Mapping[str, object]) -> dict[str, str]:
        """The ts of our messages by their keys. Raises CannotLook where nobody lets us read."""
        keys, cursor = dict[str, str](), ""
        for _ in range(PAGES):
            asked = {**where, "limit": PAGE, "include_all_metadata": True, "cursor": cursor or None}
            try:
                page = await self._call(method, asked)
            except Undelivered as failed:
                if failed.kind in (ErrorKind.BUG, ErrorKind.UNGRANTED):
                    raise CannotLook(failed.why) from None
                raise
            keys |= {key: ts for ts, key in map(_key_of, page.get("messages", ())) if key}
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return keys
        raise CannotLook("the channel is too busy to look through")

    async def _call(self, method: str, args: Mapping[str, object], still: Callable[[], bool] = lambda: True) -> Any:
        client = self._client = self._client or client_of(self._settings)
        if client.session is None or client.session.closed:
            client.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_SECONDS))
        data = form(args)
        if not still():
            raise Undelivered(ErrorKind.RETRY_AFTER, "it may not go out now")
        try:
            return await client.api_call(method, data=data)
        except Exception as error:
            raise _undelivered(error) from error

    def _drawn(self, cards: Sequence[Card]) -> Payload:
        return message(Reply(tuple(cards), private=False), "", parker(self._app.of(Parked)))


def _is_doubtful(failed: Undelivered) -> bool:
    """Whether nobody knows if a call was done: it was not answered, or by a server in trouble, rather than refused by a name."""
    named = code(failed.__cause__) if isinstance(failed.__cause__, SlackApiError) else ""
    return failed.kind is ErrorKind.AMBIGUOUS and (not named or named in KINDS)


def _undelivered(error: Exception) -> Undelivered:
    kind = classify(error)
    if isinstance(error, SlackApiError):
        reason = SAID.get(code(error), code(error)) or "Slack refused"
        return Undelivered(kind, reason, retry_after(error) if kind is ErrorKind.RETRY_AFTER else 0.0)
    return Undelivered(kind, type(error).__name__)


def _metadata(key: str) -> dict[str, object]:
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}


def _key_of(record: Mapping[str, Any]) -> tuple[str, str]:
    metadata = record.get("metadata") or {}
    ours = metadata.get("event_type") == EVENT_TYPE
    return str(record.get("ts")), str((metadata.get("event_payload") or {}).get("key") or "") if ours else ""


def _portions(cards: Sequence[Card]) -> Iterator[Sequence[Card]]:
    for first in range(0, len(cards), INSIDE_AT_ONCE):
        yield cards[first : first + INSIDE_AT_ONCE]


open_outlet = BotOutlet
