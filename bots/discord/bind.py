"""The client: what it listens for, and each listener a line that hands over. It stores no view: presses carry their line."""

import logging
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

import discord
from discord import app_commands, ui

from bots.discord import event_intake
from bots.discord.api import NOBODY, Api, way_of
from bots.discord.errors import Breaker
from bots.discord.guilds import Guilds
from bots.discord.handlers import complete, messages, reactions, servers, waiting
from bots.discord.handlers.events import effects
from bots.discord.handlers.forms import address_form, note_form, search_form
from bots.discord.inbound import Interaction, guild_place
from bots.discord.members import Members
from bots.discord.session import Session
from bots.discord.setup.tree import MENUS, digest_of, make_root
from bots.shared.platforms import alert
from core.app import Paperboy
from core.commands.table import Verb
from core.errors import PaperboyError
from core.settings import Settings
from core.store.chats.rooms import Rooms
from core.store.engine.once import Once

LONGEST_WAIT = 120.0
"""Seconds a 429 may ask for before a call is given up (discord.py waits by itself up to this)."""

COMMANDS = "commands"
"""The setting under which the digest of the commands that Discord holds is kept."""

Channel = discord.abc.GuildChannel

log = logging.getLogger("paperboy")


class Bot(discord.Client):
    """Paperboy's client; `session` is where its listeners work. Debug events tell of every word from Discord."""

    def __init__(self, app: Paperboy, settings: Settings) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody speaks here
        super().__init__(
            intents=intents(settings),
            allowed_mentions=NOBODY,
            http_trace=Breaker(app.clock).trace(),
            max_ratelimit_timeout=LONGEST_WAIT,
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            enable_debug_events=True,
            **way_of(settings),
        )
        guilds = Guilds(self, app.of(Rooms), app.of(Once), frozenset(map(int, settings.discord_guilds)))
        people = Members(self, app.of(Rooms), settings.configure, guilds, app.clock)
        self.session = Session(app, Api(self), people, partial(alert, app, settings))
        self.connection, self._in_session = self.session.hearing.connection(), False
        self.tree, self._reads_links = make_tree(self), settings.discord_read_links

    def dispatch(self, event: str, /, *args: Any, **more: Any) -> None:
        """Pass an event on, until we are closed (discord.py has no loop by then, but a timer for `ready`); all that Discord says within
        a session shows that we hear, the answers to heartbeats too.
        """
        if self.is_closed():
            return
        if event in ("connect", "resumed", "disconnect"):
            self._in_session = event != "disconnect"
        if event == "socket_raw_receive" and self._in_session:
            self.connection.heard()
        super().dispatch(event, *args, **more)

    async def setup_hook(self) -> None:
        """Listen for presses, and tell Discord our commands where they changed."""
        self.add_dynamic_items(Press, Choice)
        await sync(self)

    async def on_ready(self) -> None:
        """Connected, or connected again: guilds may have added us in between."""
        self.session.gap.set()
        await servers.compare(self.session, self.guilds)
        for guild in self.guilds:
            await waiting.let_in(self.session, guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """A guild added us."""
        await self.session.people.guilds.forget(guild.id)
        await servers.joined(self.session, guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """A guild took us out; one that is only unavailable does not come here."""
        await servers.left(self.session, str(guild.id))

    async def on_guild_channel_update(self, before: Channel, after: Channel) -> None:
        """A channel's permissions may be others."""
        await self.session.start(waiting.let_in(self.session, after.guild))

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """A role may be granted more."""
        await self.session.start(waiting.let_in(self.session, after.guild))

    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Our own roles may be others: of other members Discord says nothing without an intent."""
        await self.session.start(waiting.let_in(self.session, after.guild))

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote something: to us, or, with DISCORD_READ_LINKS, to others."""
        if self._reads_links:
            self.session.start(_written(self.session, message))
        line = messages.line_of(message, self.user.id) if self.user else None
        if line is not None:
            await self.session.start(messages.answer(self.session, message, line))

    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        """A reaction was put."""
        await reactions.reacted(self.session, event)

    async def on_raw_reaction_remove(self, event: discord.RawReactionActionEvent) -> None:
        """A reaction was taken back."""
        await reactions.reacted(self.session, event)

    async def on_raw_reaction_clear(self, event: discord.RawReactionClearEvent) -> None:
        """All reactions were taken off a message."""
        await reactions.cleared(self.session, event)

    async def on_raw_reaction_clear_emoji(self, event: discord.RawReactionClearEmojiEvent) -> None:
        """All reactions of one emoji were taken off a message."""
        await reactions.cleared(self.session, event)

    async def on_interaction(self, interaction: Interaction) -> None:
        """A form was sent. Everything else about interactions is dispatched by discord.py."""
        data: Mapping[str, Any] = interaction.data or {}
        if interaction.type is discord.InteractionType.modal_submit:
            match str(data.get("custom_id") or "").partition(":")[0]:
                case search_form.CALLBACK:
                    await self.session.start(search_form.answer(self.session, interaction))
                case note_form.CALLBACK:
                    await self.session.start(event_intake.take_form(self.session, interaction, note_form.sent))
                case address_form.CALLBACK:
                    await self.session.start(event_intake.take_form(self.session, interaction, address_form.sent))


class Press(ui.DynamicItem[ui.Button[Any]], template=re.compile(r"p\d{0,2}:(?P<line>.+)", re.DOTALL)):
    """A button that carries its line: it works in every message that was ever sent."""

    def __init__(self, button: ui.Button[Any], line: str) -> None:
        super().__init__(button)
        self.line = line

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /) -> "Press":
        """The button that was pressed."""
        assert isinstance(item, ui.Button)
        return cls(item, match["line"])

    async def callback(self, interaction: Interaction) -> None:
        """Type the line."""
        session: Session = interaction.client.session
        await session.start(event_intake.press(session, interaction, self.line))


class Choice(ui.DynamicItem[ui.Select[Any]], template=re.compile(r"[ms]\d{0,2}:.+", re.DOTALL)):
    """The menu of a paper or of several, whose entries carry their lines."""

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /) -> "Choice":
        """The menu that was used."""
        assert isinstance(item, ui.Select)
        return cls(item)

    async def callback(self, interaction: Interaction) -> None:
        """Type the line of the entry."""
        session: Session = interaction.client.session
        if self.item.values:
            await session.start(event_intake.press(session, interaction, self.item.values[0]))


def intents(settings: Settings) -> discord.Intents:
    """What Discord tells us of: guilds, reactions, and messages; what these hold, where they are to us or the setting says so."""
    wanted = discord.Intents(
        guilds=True, guild_reactions=True, dm_reactions=True, guild_messages=True, dm_messages=True
    )
    wanted.message_content = settings.discord_read_links
    return wanted


def make_tree(bot: Bot) -> app_commands.CommandTree[Bot]:
    """The slash commands and message menus of a bot."""
    tree = app_commands.CommandTree(bot)

    async def typed(
        interaction: Interaction, verb: Verb, options: Mapping[str, str], file: discord.Attachment | None
    ) -> None:
        await bot.session.start(event_intake.command(bot.session, interaction, verb, options, file))

    async def typing(interaction: Interaction, option: str, so_far: str) -> complete.Suggestions:
        return await complete.suggest(bot.session, interaction, option, so_far)

    async def save(interaction: Interaction, message: discord.Message) -> None:
        await bot.session.start(event_intake.save_papers(bot.session, interaction, message))

    async def find(interaction: Interaction, message: discord.Message) -> None:
        await bot.session.start(event_intake.find_papers(bot.session, interaction, message))

    tree.add_command(make_root(typed, typing))
    tree.add_command(_menu(MENUS["save"], save))
    tree.add_command(_menu(MENUS["find"], find))
    return tree


async def sync(bot: Bot) -> bool:
    """Tell Discord our commands, if they are others than last time (200 new ones a day are allowed); True where told."""
    where, digest = guild_place(""), digest_of(bot.tree)
    kept = f"{bot.application_id}:{digest}"
    try:
        if await bot.session.do(bot.session.rooms.get, where, COMMANDS) == kept:
            return False
        await bot.tree.sync()
        await bot.session.do(bot.session.rooms.put, where, COMMANDS, kept)
    except (discord.HTTPException, PaperboyError) as error:  # the old commands still work
        log.error("the commands are not synced: %s", error)
        return False
    return True


def _menu(name: str, act: Any) -> app_commands.ContextMenu:
    return app_commands.ContextMenu(
        name=name,
        callback=act,
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )


async def _written(session: Session, message: discord.Message) -> None:
    """Record that somebody posted links to papers, then answer them."""
    if message.guild is None or not await session.people.guilds.serve(message.guild.id):
        return
    event = messages.event_of(message, session.clock.now())
    if event is not None and await session.do(session.inbox.receive, event):
        await effects(session).handle(event)
