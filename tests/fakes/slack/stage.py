"""Where people act: from any thread, while the server answers in its own. Sending, waiting, and the shape of events.

Waiting blocks: a test whose bot lives in the test's own event loop acts through `asyncio.to_thread`.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.fakes.slack.sockets import Delivery, Sockets
from tests.fakes.slack.state import Workspace
from tests.fakes.slack.things import APP, BOT, TEAM, Channel, Hook, Json, Message, User, View

Found = TypeVar("Found")
Person = User | str
Room = Channel | str
PATIENCE = 60.0
SUBSCRIBED = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}


@dataclass(eq=False)
class Act:
    """What somebody did, and what came of it: the ack, and each message by its response URL."""

    delivery: Delivery
    hook: Hook | None
    stage: "Stage"

    @property
    def acked(self) -> bool:
        return self.delivery.acked

    @property
    def errors(self) -> dict[str, str]:
        """What a refused modal says beside its fields, by block_id."""
        return dict(self.delivery.answer.get("errors") or {})

    @property
    def answers(self) -> list[Message]:
        return self.hook.answers if self.hook else []

    def answered(self, times: int = 1, seconds: float = PATIENCE) -> Message:
        """Waits until so many answers have come, and gives the last; raises TimeoutError."""
        self.stage.until(lambda: len(self.answers) >= times, seconds)
        return self.answers[times - 1]


class Stage:
    """What the acts of people stand on."""

    world: Workspace
    sockets: Sockets
    loop: asyncio.AbstractEventLoop
    events: frozenset[str] | None = None  # subscribed, as in a manifest; None: all
    echo = True  # the app hears its own messages and reactions too, as with the real one
    patience = PATIENCE

    def until(self, condition: Callable[[], Found], seconds: float = PATIENCE) -> Found:
        """Waits until the condition holds and gives its value; raises TimeoutError."""
        end = time.monotonic() + seconds
        with self.world.changed:
            while not (value := condition()):
                left = end - time.monotonic()
                if left <= 0:
                    raise TimeoutError(f"nothing came in {seconds} s; breaches: {self.world.breaches}")
                self.world.changed.wait(min(left, 0.1))
            return value

    def send(self, kind: str, payload: Json, *, accepts: bool = False, wait: bool = True) -> Delivery:
        """Sends something to the app and waits for the ack, or for the last try to fail."""
        delivery = Delivery(kind, payload, accepts)
        self.sockets.delivery_queue.append(delivery)
        asyncio.run_coroutine_threadsafe(self.sockets.deliver(delivery), self.loop)
        if wait:
            self._await([delivery])
        return delivery

    def flush(self, wait: bool = True) -> list[Delivery]:
        """Sends the events that wait in the outbox, those that the app would get."""
        with self.world.changed:
            waiting, self.world.outbox = self.world.outbox, []
            self.world.changed.notify_all()
        heard = [self.send("events_api", self.wrap(e), wait=False) for e in waiting if self._hears(e)]
        if wait:
            self._await(heard)
        return heard

    def _await(self, deliveries: list[Delivery]) -> None:
        try:
            self.until(lambda: all(d.acked or d.over for d in deliveries), self.patience)
        except TimeoutError:
            return  # the delivery itself tells

    def wrap(self, event: Json, event_id: str = "", team: str = TEAM) -> Json:
        """The envelope of an event, with its id (the same in every copy)."""
        room = event.get("channel") or event.get("channel_id") or event.get("item", {}).get("channel")
        members = self.world.channels[room].members if room in self.world.channels else []
        shared = any(self.world.users[member].team != TEAM for member in members)
        seen_by = {
            "enterprise_id": None,
            "team_id": team,
            "user_id": BOT,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return (
            {"token": "verification", "team_id": team, "api_app_id": APP, "event": event, "type": "event_callback"}
            | {"event_id": event_id or self.world.number("Ev"), "event_time": int(self.world.now())}
            | {"authorizations": [seen_by], "is_ext_shared_channel": shared, "event_context": self.world.number("4-")}
        )

    def _hears(self, event: Json) -> bool:
        kind = event["type"]
        name = SUBSCRIBED.get(str(event.get("channel_type")), kind) if kind == "message" else kind
        if self.events is not None and name not in self.events:
            return False
        if not self.echo and event.get("user") == BOT and kind != "member_joined_channel":
            return False
        room = self.world.channels.get(str(event.get("channel") or event.get("item", {}).get("channel")))
        if room is None or BOT in room.members or kind in ("channel_left", "group_left"):
            return True
        return kind == "link_shared" and not room.is_private


def name_of(who: User | Channel | str) -> str:
    return who if isinstance(who, str) else who.id


def sees(message: Message, user: str) -> bool:
    return message.only_for in ("", user) and not message.deleted


def interaction(world: Workspace, kind: str, user: User, team: str) -> Json:
    """What every interaction holds."""
    who = {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team}
    return {
        "type": kind,
        "token": "verification",
        "api_app_id": APP,
        "trigger_id": world.trigger(user.id),
        "user": who,
    } | {"team": {"id": team, "domain": "acme"}, "enterprise": None, "is_enterprise_install": False}


def room_of(channel: Channel) -> Json:
    closed = channel.is_private and not channel.id.startswith("D") and not channel.name.startswith("mpdm-")
    return {"id": channel.id, "name": "privategroup" if closed else channel.name}


def container(where: Message | View) -> Json:
    """Where an element stands; of an ephemeral message it is all that the app is told."""
    if isinstance(where, View):
        return {"type": "view", "view_id": where.id}
    about: dict[str, Any] = {"type": "message", "message_ts": where.ts, "channel_id": where.channel}
    if where.thread_ts:
        about["thread_ts"] = where.thread_ts
    return {**about, "is_ephemeral": bool(where.only_for)}
