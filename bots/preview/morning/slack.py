"""Slack's bot without Slack: real Bolt, real handlers, and a client that keeps what it is to send."""

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bots.preview.morning.history import ChannelMessage, History, is_after
from bots.preview.morning.serving import PLACES, serve
from bots.shared.platforms import Loop
from bots.slack.api import Api
from bots.slack.bind import make_app
from bots.slack.connect import open_desk
from bots.slack.handlers.reactions import watcher
from bots.slack.inbound import PLATFORM
from bots.slack.outlet import BotOutlet
from core.app import Paperboy
from core.host.clock import Clock
from core.settings import Settings
from core.votes.emoji import NUMBER_NAMES

PLACE = PLACES[PLATFORM]
US = "U0PAPERBOY"
JUST_AFTER = timedelta(seconds=1)
"""The inbox is asked for what came before a moment, and the demo's clock stands still."""


class KeepingClient(AsyncWebClient):
    """A client whose calls are answered from the channel's history. A method that it does not know raises KeyError."""

    def __init__(self, history: History, clock: Clock) -> None:
        super().__init__(token="xoxb-none")
        self._history, self._clock = history, clock
        self._answers: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
            "auth.test": lambda data: {"team_id": PLACE.team, "user_id": US},
            "users.info": lambda data: {"user": {"id": data["user"], "team_id": PLACE.team, "name": data["user"]}},
            "conversations.info": lambda data: {"channel": {"id": PLACE.channel, "name": "papers", "is_channel": True}},
            "chat.postMessage": self._post,
            "chat.update": lambda data: {"ts": history.edit(data["ts"], _view(data)).id},
            "chat.unfurl": self._unfurl,
            "conversations.replies": lambda data: {"messages": [self._told(data["ts"])]},
            "conversations.history": self._since,
            "reactions.get": self._reactions,
        }

    async def api_call(self, api_method: str, *, data: Any = None, **_: Any) -> AsyncSlackResponse:
        """Do what a method does, in the history."""
        answer = {"ok": True} | self._answers[api_method](data or {})
        return AsyncSlackResponse(
            client=self, http_verb="POST", api_url=api_method, req_args={}, data=answer, headers={}, status_code=200
        )

    def _post(self, data: Mapping[str, Any]) -> dict[str, Any]:
        now, many = self._clock.now(), len(self._history.messages)
        message = ChannelMessage(id=f"{int(now.timestamp())}.{many:06d}", at=now, view=_view(data))
        return {"ts": self._history.post(message).id}

    def _unfurl(self, data: Mapping[str, Any]) -> dict[str, Any]:
        message = self._history.messages[data["ts"]]
        (message.below,) = json.loads(data["unfurls"]).values()
        self._history.put(message)
        return {}

    def _reactions(self, data: Mapping[str, Any]) -> dict[str, Any]:
        there = self._history.messages[data["timestamp"]].reactions
        return {"message": {"reactions": [{"name": name, "users": users} for name, users in there.items()]}}

    def _told(self, ts: str) -> dict[str, Any]:
        message = self._history.messages[ts]
        return {"ts": ts, "user": _user(message.author) if message.author else US, **message.view}

    def _since(self, data: Mapping[str, Any]) -> dict[str, Any]:
        oldest = float(data.get("oldest") or 0)
        return {
            "messages": [
                self._told(message.id) for message in self._history.messages.values() if is_after(message, oldest)
            ]
        }


class SlackDesk:
    """The bot of a workspace whose events come from the demo."""

    def __init__(self, app: Paperboy, settings: Settings, loop: Loop, history: History) -> None:
        client = KeepingClient(history, app.clock)
        self._clock, self._loop, self._history = app.clock, loop, history
        self._session = loop.run(open_desk(app, settings, Api(client)))
        self._bolt = make_app(self._session, client)
        self.outlet = BotOutlet(app, settings, loop, client)

    def vote(self, who: str, number: int) -> None:
        """Somebody reacts with a number."""
        message, name = self._history.ours()[-1], NUMBER_NAMES[number - 1]
        message.reactions.setdefault(name, []).append(_user(who))
        self._history.put(message)
        item = {"type": "message", "channel": PLACE.channel, "ts": message.id}
        self._happens("reaction_added", user=_user(who), item=item, reaction=name)

    def redraw(self) -> None:
        """Redraw what is due."""
        self._loop.run(watcher(self._session).redraw_due())

    def write(self, who: str, text: str) -> None:
        """Somebody writes links, of which Slack tells since the manifest names their domain."""
        now = self._clock.now()
        message = ChannelMessage(id=_ts(now), at=now, author=who, view={"text": text})
        self._history.put(message)
        links = [{"url": link, "domain": link.split("/")[2]} for link in text.split()]
        self._happens("link_shared", user=_user(who), channel=PLACE.channel, message_ts=message.id, links=links)

    def _happens(self, kind: str, **event: Any) -> None:
        at = _ts(self._clock.now())
        inside = {"type": kind, "event_ts": at, **event}
        body = {"type": "event_callback", "team_id": PLACE.team, "event_id": f"Ev{at}{kind}", "event": inside}
        self._loop.run(self._dispatched(body))

    async def _dispatched(self, body: dict[str, Any]) -> None:
        """Hand an event to Bolt as a socket does, and wait until it has had its effect: then it has left the inbox."""
        await self._bolt.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))
        while self._session.inbox.waiting(PLATFORM, self._clock.now() + JUST_AFTER):
            await asyncio.sleep(0.02)


def _user(who: str) -> str:
    return f"U0{who.upper()}"


def _ts(at: datetime) -> str:
    return f"{at.timestamp():.6f}"


def _view(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a message holds, as the channel's history tells of it."""
    kept = {"text": data["text"], "blocks": json.loads(data["blocks"])}
    return kept | ({"metadata": json.loads(data["metadata"])} if "metadata" in data else {})


if __name__ == "__main__":
    serve(PLATFORM, SlackDesk)
