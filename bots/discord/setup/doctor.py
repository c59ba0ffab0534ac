"""The checks of Discord's set-up, a row each."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from typing import Any

import discord

from bots.discord.api import caller
from bots.discord.connect import log_in
from bots.discord.guilds import manages, operators_of
from bots.discord.permissions import invite, missing
from bots.discord.setup.tree import ROOT
from bots.shared.platforms import LONGEST_CHECKS, TOKEN_SECONDS, Row, judged
from core.commands.table import TABLE
from core.settings import Settings

STRANGE = "is not served: nobody who runs the application may manage it. Add it to DISCORD_GUILDS to serve it"

GROUP = discord.AppCommandOptionType.subcommand_group.value


async def rows(read: Settings) -> list[Row]:
    """What Discord says of the token, the intents, the servers and the commands."""
    if not read.discord_token:
        return []
    return await _asked(read, _rows, LONGEST_CHECKS)


async def check(read: Settings, name: str) -> list[Row]:
    """What Discord says of the token that is named."""
    assert name == "DISCORD_TOKEN"
    return await _asked(read, _token, TOKEN_SECONDS)


async def _asked(
    read: Settings, ask: Callable[[discord.Client, Settings], Awaitable[list[Row]]], seconds: float
) -> list[Row]:
    """What is learned once we are logged in."""

    async def logged_in() -> list[Row]:
        async with caller(read) as client:
            try:
                await log_in(client, read)
                return await ask(client, read)
            except discord.HTTPException as error:
                return [("fail", "discord", f"Discord refused a call: {error.status} (code {error.code})")]

    return await judged("discord", logged_in, "Discord does not answer.", seconds)


async def _token(client: discord.Client, read: Settings) -> list[Row]:
    return [_good(await client.application_info())]


async def _rows(client: discord.Client, read: Settings) -> list[Row]:
    me = await client.application_info()
    made = [_good(me), *_intents(me, read)]
    made += [row async for row in _servers(client, read, me)]
    return [*made, await _commands(client, me.id)]


def _good(me: discord.AppInfo) -> Row:
    return "ok", "discord", f"the token is good for {me.name} ({me.id})"


def _intents(me: discord.AppInfo, read: Settings) -> Iterator[Row]:
    """Those that Discord grants on its page only; the others need no asking."""
    granted = me.flags.gateway_message_content or me.flags.gateway_message_content_limited
    if read.discord_read_links and not granted:
        yield "fail", "discord intents", "DISCORD_READ_LINKS needs Message Content Intent: your application's page, Bot"
    else:
        yield "ok", "discord intents", "message content is granted" if read.discord_read_links else "none privileged"


async def _servers(client: discord.Client, read: Settings, me: discord.AppInfo) -> AsyncIterator[Row]:
    """The servers it is in, those that are not served, and what it may not do in the others."""
    is_in_one = False
    async for preview in client.fetch_guilds(limit=200, with_counts=False):
        is_in_one, guild = True, await client.fetch_guild(preview.id, with_counts=False)
        name = f"{guild.name} ({guild.id})"
        lacking = missing(await _granted(client, guild))
        if read.discord_guilds and str(guild.id) not in read.discord_guilds:
            yield "ok", "discord server", f"{name} is not in DISCORD_GUILDS and is not served"
        elif not read.discord_guilds and not await manages(guild, operators_of(me)):
            yield "warn", "discord server", f"{name} {STRANGE}"
        elif lacking:
            yield "warn", "discord server", f"{name} does not grant {', '.join(lacking)}"
        else:
            yield "ok", "discord server", f"{name} grants all that is needed"
    if not is_in_one:
        yield "warn", "discord server", f"it is in none yet: open {invite(me.id)}"


async def _granted(client: discord.Client, guild: discord.Guild) -> discord.Permissions:
    """What its roles allow in a server; a channel may say otherwise."""
    member = await guild.fetch_member(client.user.id if client.user else 0)
    held = {role.id for role in member.roles} | {guild.id}
    value = 0
    for role in guild.roles:
        value |= role.permissions.value if role.id in held else 0
    granted = discord.Permissions(value)
    return discord.Permissions.all() if granted.administrator else granted


async def _commands(client: discord.Client, application: int) -> Row:
    """Whether the commands that Discord holds are those of this version, by name."""
    held: list[dict[str, Any]] = [dict(command) for command in await client.http.get_global_commands(application)]
    names = {name for registered in held if registered["name"] == ROOT for name in _leaves(registered)}
    ours = {verb.name for verb in TABLE.values() if verb.menu}
    if names == ours:
        return "ok", "discord commands", f"{len(ours)} under /{ROOT}"
    stand = "not in step" if names else "not there yet"
    return "warn", "discord commands", f"{stand}; `paperboy up` registers /{ROOT} when it starts"


def _leaves(command: Mapping[str, Any]) -> Iterator[str]:
    """The subcommands of a command, those of its groups with the group's name before."""
    for option in command.get("options", ()):
        if option.get("type") == GROUP:
            yield from (f"{option['name']} {name}" for name in _leaves(option))
        else:
            yield option["name"]
