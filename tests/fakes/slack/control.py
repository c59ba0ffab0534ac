"""The fake's own door, for campaigns in other processes: `GET /fake/state` and `/fake/messages`, `POST /fake/react` and the like.

People and channels are named by id, messages by `channel` and `message` (the ts); each answer tells what came of it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.slack.sockets import Delivery
from tests.fakes.slack.things import BOT, Channel, Json, Message, User

if TYPE_CHECKING:
    from tests.fakes.slack.server import FakeSlack


class Control:
    """Takes each request to the method of the same name, in a thread: what people do waits for its acks."""

    def __init__(self, slack: FakeSlack) -> None:
        self.slack = slack
        self.acts: dict[str, Callable[..., Any]] = {
            "user": slack.user, "channel": self._channel, "say": slack.say, "react": slack.react, "unreact": slack.unreact,
            "command": self._command, "press": self._press, "choose": self._choose, "fill": self._fill,
            "invite": slack.invite, "kick": slack.kick, "archive": self._archive,
            "expel": self._expel,
            "revoke": slack.revoke, "disconnect": slack.disconnect, "reset": slack.reset, "deafen": slack.deafen, "fault": slack.fault,
            "faults": self._faults, "limits": self._limits, "drop": self._drop,
        }  # fmt: skip

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/fake/state", self._state),
            web.get("/fake/messages", self._messages),
            web.get("/fake/log", self._log),
            web.get("/fake/given_up", self._given_up),
            web.get("/fake/asked", self._asked),
            web.post("/fake/{act}", self._act),
        ]

    async def _act(self, request: web.Request) -> web.Response:
        """Do one thing; what is wrong with it is told with a 400."""
        name = request.match_info["act"]
        if name not in self.acts:
            return web.json_response({"error": f"there is no /fake/{name}"}, status=404)
        given = json.loads(await request.text() or "{}")
        if "message" in given:
            given["message"] = self._shown(str(given.pop("channel")), str(given["message"]))
        try:
            done = await asyncio.to_thread(self.acts[name], **given)
        except (ValueError, TypeError, LookupError, TimeoutError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)
        return web.json_response(_told(done))

    async def _state(self, request: web.Request) -> web.Response:
        """Counts of what came, and what stands."""
        slack, world = self.slack, self.slack.world
        told: Json = {"calls": dict(slack.calls), "breaches": world.breaches, "sockets": len(slack.sockets.open)}
        told["users"] = {one.id: one.name for one in world.users.values()}
        told["channels"] = {one.id: one.name for one in world.channels.values()}
        told["faults"] = [{"method": one.method, "struck": one.struck} for one in slack.front.faults.waiting]
        told["dropped"] = slack.sockets.dropped
        told["unacked"] = sum(1 for one in slack.delivery_queue if not one.acked)
        told["waiting"] = sum(1 for one in slack.delivery_queue if not one.acked and not one.over)
        return web.json_response(told)

    async def _messages(self, request: web.Request) -> web.Response:
        """All that stands in a channel, or everywhere, oldest first, with who reacted how; or what only one person sees."""
        room, person, world = request.query.get("channel"), request.query.get("only_for"), self.slack.world
        standing = [m for m in world.ephemerals if m.only_for == person] if person else world.messages
        found = [m for m in standing if not m.deleted and room in (None, m.channel)]
        return web.json_response([m.shown(metadata=True) | {"channel": m.channel} for m in found])

    async def _log(self, request: web.Request) -> web.Response:
        """Where the calls of a method went, oldest first, and how each was answered."""
        method = request.query["method"]
        calls = [one for one in self.slack.log if one.method == method]
        told = ("channel", "timestamp")
        return web.json_response(
            [{name: c.arguments.get(name, "") for name in told} | {"status": c.status, "at": c.at} for c in calls]
        )

    async def _given_up(self, request: web.Request) -> web.Response:
        """The events that were sent as often as Slack sends one, and never acknowledged."""
        events = [one for one in self.slack.delivery_queue if one.kind == "events_api" and one.over and one.envelopes]
        return web.json_response([one.payload["event"] for one in events if not one.acked])

    async def _asked(self, request: web.Request) -> web.Response:
        """What people asked for by presses, commands and forms, whether it was acknowledged, and what they were told of it."""
        kinds = ("slash_commands", "interactive")
        return web.json_response([self._fate(one) for one in self.slack.delivery_queue if one.kind in kinds])

    def _fate(self, one: Delivery) -> Json:
        said = one.payload
        hook = self.slack.world.hooks.get(str(said.get("response_url") or "").rpartition("/")[2])
        fields = ((said.get("view") or {}).get("state") or {}).get("values") or {}
        return {
            "user": said.get("user_id") or said["user"]["id"],
            "line": said.get("text") or (said.get("actions") or [{}])[0].get("value") or "",
            "fields": {name: value for name, found in fields.items() if (value := found[name].get("value"))},
            "acked": one.acked,
            "errors": one.answer.get("errors") or {},
            "told": [answer.text for answer in hook.answers] if hook else [],
        }

    def _channel(self, name: str, members: tuple[str, ...] = (), **more: Any) -> Channel:
        return self.slack.channel(name, *(self.slack.world.users[one] for one in members), **more)

    def _command(self, user: str, channel: str, text: str, wait: bool = True) -> Json:
        act = self.slack.command(user, channel, text, wait=wait)
        return {"acked": act.acked, "text": act.answered().text if wait else ""}

    def _fill(self, user: str, channel: str, text: str, values: dict[str, object]) -> Json:
        """Type a command that opens a form, fill the form in, behind “More” too, and send it."""
        opened = {view.id for view in self.slack.world.views.values()}
        self.slack.command(user, channel, text, wait=False)
        form = self.slack.until(lambda: (top := self.slack.modal(user)) and top.id not in opened and top)
        first = {block["block_id"] for block in form.given["blocks"]} & set(values)
        if first != set(values):
            self.slack.press(user, form, "More", filled={name: values[name] for name in first})
            self.slack.until(lambda: {block["block_id"] for block in form.given["blocks"]} >= set(values))
        return {"acked": self.slack.submit(user, form, values).acked}

    def _press(self, user: str, message: Message, value: str, wait: bool = True) -> Json:
        return {"acked": self.slack.press(user, message, value, wait=wait).acked}

    def _choose(self, user: str, message: Message, option: str) -> Json:
        return {"acked": self.slack.choose(user, message, option).acked}

    def _shown(self, channel: str, ts: str) -> Message:
        """A message that stands in a channel, or that one person sees there."""
        alone = (one for one in self.slack.world.ephemerals if (one.channel, one.ts) == (channel, ts))
        return next(alone, None) or self.slack.world.message(channel, ts)

    def _archive(self, channel: str) -> None:
        self.slack.world.channels[channel].is_archived = True

    def _expel(self, channel: str) -> None:
        """Take the app out of a channel; nobody waits for it to hear of that."""
        self.slack.world.channels[channel].members.remove(BOT)

    def _faults(self) -> None:
        self.slack.front.faults.waiting.clear()

    def _limits(self, on: bool) -> None:
        self.slack.limits = on

    def _drop(self, share: float) -> None:
        self.slack.sockets.drop = share


def _told(done: object) -> Json:
    if isinstance(done, User | Channel):
        return {"id": done.id}
    if isinstance(done, Message):
        return {"id": done.ts}
    return done if isinstance(done, dict) else {}
