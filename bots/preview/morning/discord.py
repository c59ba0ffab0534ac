"""Discord's bot without Discord: the real client and handlers, and calls that are kept instead of made."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import datetime
from itertools import count
from typing import Any

import discord
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

from bots.discord.bind import Bot
from bots.discord.handlers.reactions import watcher
from bots.discord.inbound import PLATFORM
from bots.discord.outlet import BotOutlet
from bots.preview.morning.history import ChannelMessage, History
from bots.preview.morning.serving import PLACES, serve
from bots.shared.platforms import Loop
from core.app import Paperboy
from core.host.clock import Clock
from core.settings import Settings

US = "1100000000000000001"
GUILD, CHANNEL = PLACES[PLATFORM].team, PLACES[PLATFORM].channel
ALL = str(discord.Permissions.all().value)
V2 = 1 << 15
"""The flag of a message of components."""

BUTTON, PRESS = 2, 3
"""A component's type, and an interaction's."""

Sent = dict[str, Any]


class Calls(AsyncWebhookAdapter):
    """The calls of a client, answered from the channel's history. A route that it does not know raises KeyError."""

    def __init__(self, history: History, clock: Clock) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._history, self._clock = history, clock
        self.pressed = ""
        """The message whose button was pressed last."""

    async def call(self, route: discord.http.Route, **more: Any) -> Any:
        """A call with the bot's token."""
        return self._answer(route.method, route.path.split("?")[0], route.url, more.get("json") or {})

    async def request(self, route: discord.http.Route, session: Any, **more: Any) -> Any:
        """A call with an interaction's token."""
        if route.method == "POST":
            return {"interaction": {"id": "1", "type": PRESS, "channel_id": CHANNEL}, "resource": None}
        return as_sent(self._history.edit(self.pressed, _view(more.get("payload") or {})))

    def _answer(self, method: str, path: str, url: str, body: Mapping[str, Any]) -> Any:
        message = url.split("/")[-1].split("?")[0]
        match method, path:
            case "GET", "/users/@me":
                return _user(US, bot=True)
            case "GET", "/oauth2/applications/@me":
                owner = {"bot_public": False, "bot_require_code_grant": False, "verify_key": "", "owner": _user("1")}
                return {"id": US, "name": "Paperboy", "icon": None, "description": "", **owner}
            case "PUT", "/applications/{application_id}/commands":
                return []
            case "POST", "/channels/{channel_id}/messages":
                return as_sent(self._posted(body))
            case "GET", "/channels/{channel_id}/messages":
                return [as_sent(kept_message) for kept_message in self._history.messages.values()]
            case "GET", "/channels/{channel_id}/messages/{message_id}":
                return as_sent(self._history.messages[message])
            case "PATCH", "/channels/{channel_id}/messages/{message_id}":
                return as_sent(self._history.edit(message, _view(body)))
        raise KeyError(f"{method} {path}")

    def _posted(self, body: Mapping[str, Any]) -> ChannelMessage:
        now, under = self._clock.now(), body.get("message_reference") or {}
        message = ChannelMessage(id=snowflake(now, len(self._history.messages)), at=now, view=_view(body))
        message.reply_to = str(under.get("message_id") or "")
        return self._history.post(message)


class DiscordDesk:
    """The bot of a server whose events come from the demo."""

    def __init__(self, app: Paperboy, settings: Settings, loop: Loop, history: History) -> None:
        self._clock, self._loop, self._history = app.clock, loop, history
        self._calls = Calls(history, app.clock)
        self._bot = loop.run(self._logged_in(app, settings))
        self.outlet = BotOutlet(app, settings, loop, self._bot)

    async def _logged_in(self, app: Paperboy, settings: Settings) -> Bot:
        bot = Bot(app, settings)
        vars(bot.http)["request"] = self._calls.call
        await bot.login("none")
        self._parsers = bot._connection.parsers
        self._parsers["GUILD_CREATE"](_guild())
        return bot

    def vote(self, who: str, number: int) -> None:
        """Somebody presses the button of a pick."""
        message = self._history.ours()[-1]
        buttons = [part for part in _walk(message.view["components"]) if part["type"] == BUTTON and "custom_id" in part]
        custom_id = buttons[number - 1]["custom_id"]
        self._calls.pressed = message.id
        at = snowflake(self._clock.now())
        asked = {"id": at, "application_id": US, "type": PRESS, "token": "none", "version": 1, "context": 0}
        asked |= {"guild_id": GUILD, "channel_id": CHANNEL, "channel": {"id": CHANNEL, "type": 0}}
        asked |= {"member": _member(who) | {"permissions": ALL}, "app_permissions": ALL, "attachment_size_limit": 0}
        asked |= {"message": as_sent(message), "data": {"custom_id": custom_id, "component_type": BUTTON}}
        self._loop.run(self._happens("INTERACTION_CREATE", asked))

    def redraw(self) -> None:
        """Redraw what is due."""
        self._loop.run(watcher(self._bot.session).redraw_due())

    def write(self, who: str, text: str) -> None:
        """Somebody writes links, which the setting lets us read."""
        now = self._clock.now()
        message = ChannelMessage(
            id=snowflake(now, len(self._history.messages)), at=now, author=who, view={"content": text}
        )
        self._history.put(message)
        self._loop.run(self._happens("MESSAGE_CREATE", as_sent(message) | {"guild_id": GUILD, "member": _member(who)}))

    async def _happens(self, kind: str, body: Sent) -> None:
        """Hand an event to discord.py as its gateway does, and wait until everything that it began is done."""
        async_context.set(self._calls)
        before = asyncio.all_tasks()
        self._parsers[kind](body)
        while begun := asyncio.all_tasks() - before:
            await asyncio.wait(begun)


def as_sent(message: ChannelMessage) -> Sent:
    """A message as Discord tells of it."""
    view = deepcopy(message.view)
    numbers = count(1)
    for part in _walk(view.get("components", ())):
        part.setdefault("id", next(numbers))
    about: Sent = {
        "id": message.id,
        "channel_id": CHANNEL,
        "author": _user(message.author or US, bot=not message.author),
    }
    about |= {"timestamp": message.at.isoformat(), "edited_timestamp": None, "type": 0, "tts": False, "pinned": False}
    about |= {"mention_everyone": False, "mentions": [], "mention_roles": [], "attachments": [], "embeds": []}
    return about | {"content": "", "flags": V2 if view.get("components") else 0, "components": []} | view


def snowflake(at: datetime, number: int = 0) -> str:
    """The id of what was made at a moment."""
    return str(discord.utils.time_snowflake(at) + number)


def _view(body: Mapping[str, Any]) -> Sent:
    return {"components": body["components"]}


def _walk(components: Iterable[Sent]) -> Iterator[Sent]:
    """All components, those inside others too."""
    for component in components:
        yield component
        yield from _walk(component.get("components", ()))
        if "accessory" in component:
            yield component["accessory"]


def _user(who: str, *, bot: bool = False) -> Sent:
    number = who if who.isdigit() else str(int.from_bytes(who.encode()))
    named = {"username": who, "global_name": None if bot else who, "discriminator": "0", "avatar": None}
    return {"id": number, **named, "bot": bot, "public_flags": 0}


def _member(who: str, *, bot: bool = False) -> Sent:
    held: Sent = {"roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "flags": 0, "nick": None, "avatar": None}
    return held | {"deaf": False, "mute": False, "pending": False, "premium_since": None, "user": _user(who, bot=bot)}


def _guild() -> Sent:
    """The server, with one channel in which everybody may do everything."""
    everyone: Sent = {"id": GUILD, "name": "@everyone", "permissions": ALL, "color": 0, "position": 0, "hoist": False}
    everyone |= {"managed": False, "mentionable": False, "flags": 0}
    everyone["colors"] = {"primary_color": 0, "secondary_color": None, "tertiary_color": None}
    channel: Sent = {"id": CHANNEL, "type": 0, "flags": 0, "name": "papers", "guild_id": GUILD, "parent_id": None}
    channel |= {"position": 0, "nsfw": False, "topic": None, "rate_limit_per_user": 0, "permission_overwrites": []}
    server: Sent = {
        "id": GUILD,
        "name": "Papers",
        "icon": None,
        "owner_id": "1",
        "unavailable": False,
        "member_count": 3,
    }
    server |= {"system_channel_id": None, "system_channel_flags": 0, "preferred_locale": "en-US", "large": False}
    server |= dict.fromkeys(("verification_level", "default_message_notifications", "explicit_content_filter"), 0)
    server |= dict.fromkeys(("afk_timeout", "premium_tier", "nsfw_level", "mfa_level"), 0)
    empty = ("features", "emojis", "stickers", "voice_states", "presences", "threads", "stage_instances")
    server |= {name: [] for name in (*empty, "guild_scheduled_events", "soundboard_sounds")}
    return server | {"roles": [everyone], "channels": [channel], "members": [_member(US, bot=True)]}


if __name__ == "__main__":
    serve(PLATFORM, DiscordDesk)
