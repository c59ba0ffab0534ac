"""The state of the fake Slack: who is there, what was posted, and what the app was handed (triggers, response URLs).

Every change happens under `changed`, which wakes whoever waits for one.
"""

import threading
from collections.abc import Callable, Iterator

from tests.fakes.slack.things import BOT, Channel, File, Hook, Json, Message, Refused, User, View

TRIGGER_SECONDS = 3.0  # docs.slack.dev/interactivity/handling-user-interaction: a trigger_id lives 3 s and works once


class Workspace:
    """All that one app can see of one workspace. `now` is its clock, in seconds since 1970."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.url = ""
        self.changed = threading.Condition(threading.RLock())
        self.users: dict[str, User] = {BOT: User(BOT, "paperboy", is_bot=True)}
        self.channels: dict[str, Channel] = {}
        self.messages: list[Message] = []
        self.ephemerals: list[Message] = []
        self.by_response_url: list[Json] = []
        self.views: dict[str, View] = {}
        self.homes: dict[str, View] = {}
        self.files: dict[str, File] = {}
        self.hooks: dict[str, Hook] = {}
        self.composed: dict[str, dict[str, Json]] = {}
        self.links: dict[str, tuple[Message | None, list[str]]] = {}
        self.outbox: list[Json] = []
        self.breaches: list[str] = []
        self.scopes: set[str] = set()
        self.unfurl_domains: tuple[str, ...] = ()
        self._triggers: dict[str, tuple[str, float, bool]] = {}
        self._number = 0
        self._last_ts = 0

    def number(self, prefix: str) -> str:
        """A name that nothing else here has."""
        self._number += 1
        return f"{prefix}{self._number:04d}"

    def stamp(self) -> str:
        """A time stamp later than every one before, as Slack writes it: seconds and six digits."""
        self._last_ts = max(self._last_ts + 1, int(self.now() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def message(self, channel: str, ts: str) -> Message:
        """The message that stands there; raises Refused (message_not_found), also for an ephemeral one."""
        for message in self.messages:
            if (message.channel, message.ts) == (channel, ts) and not message.deleted:
                return message
        raise Refused("message_not_found")

    def thread(self, channel: str, ts: str) -> Iterator[Message]:
        return (m for m in self.messages if m.channel == channel and ts in (m.ts, m.thread_ts) and not m.deleted)

    def direct(self, user: str) -> Channel:
        """The app's direct message with a person, made when first asked for."""
        for channel in self.channels.values():
            if channel.peer == user:
                return channel
        made = Channel(self.number("D"), "directmessage", members=[user, BOT], peer=user)
        return self.channels.setdefault(made.id, made)

    def hook(self, channel: str, user: str, origin: Message | None = None) -> Hook:
        made = Hook(self.number("R"), channel, user, self.now(), origin)
        return self.hooks.setdefault(made.id, made)

    def trigger(self, user: str) -> str:
        """A trigger_id for what this person just did."""
        made = self.number("1.2.")
        self._triggers[made] = (user, self.now() + TRIGGER_SECONDS, False)
        return made

    def pull(self, trigger: str) -> str:
        """Uses a trigger up and tells whose it is; raises Refused (invalid_, expired_ or exchanged_trigger_id)."""
        if trigger not in self._triggers:
            raise Refused("invalid_trigger_id")
        user, until, used = self._triggers[trigger]
        if used or self.now() > until:
            raise Refused("exchanged_trigger_id" if used else "expired_trigger_id")
        self._triggers[trigger] = (user, until, True)
        return user
