"""Hello once in a server that added us, in the right place; what is missing by name; a removal, and an outage, which is none."""

from datetime import UTC, datetime

import discord
from discord import AuditLogAction

from bots.discord.bind import Bot
from bots.discord.handlers import servers
from core.app import Paperboy
from core.model import Place
from core.store.chats.rooms import Rooms
from core.store.chats.teams import Teams
from core.store.engine.once import Once
from tests.bots.discord.conftest import Server, said, settings


def guild_of(server: Server) -> discord.Guild:
    guild = server.bot.get_guild(server.guild.id)
    assert guild
    return guild


async def test_hello_is_said_once_in_the_system_channel_with_what_is_missing(server: Server) -> None:
    server.env.backend.edit_guild(server.guild.id, {"system_channel_id": server.nlp.id})
    await server.env.settle()
    server.bot.session.app.of(Once).release(f"hello:discord/{server.guild.id}")
    await servers.joined(server.bot.session, guild_of(server))
    (hello,) = server.nlp.history()
    assert "Hello, I am Paperboy" in said(hello)
    await servers.joined(server.bot.session, guild_of(server))
    assert len(server.nlp.history()) == 1


async def test_where_we_may_not_write_whoever_added_us_gets_it_with_the_names_of_what_is_missing(
    server: Server,
) -> None:
    session, bot = server.bot.session, server.bot.user
    assert bot
    no = discord.PermissionOverwrite(send_messages=False, create_public_threads=False)
    quiet = server.guild.create_text_channel("quiet", overwrites={bot: no})
    server.env.backend.edit_guild(server.guild.id, {"system_channel_id": quiet.id})
    server.env.backend.record_audit_log(
        server.guild.id, AuditLogAction.bot_add.value, target_id=bot.id, user_id=server.ada.id
    )
    await server.env.settle()
    session.app.of(Once).release(f"hello:discord/{server.guild.id}")
    await servers.joined(session, guild_of(server))
    (hello,) = server.ada.user.dm_channel.history()
    assert "Hello, I am Paperboy" in said(hello)
    assert "Send Messages" in said(hello) and "Create Public Threads" in said(hello) and quiet.history() == []
    assert session.app.of(Rooms).inviter(Place("discord", str(server.guild.id))) == str(server.ada.id)


async def test_a_server_that_joined_while_we_were_away_is_greeted_at_the_start(server: Server, app: Paperboy) -> None:
    app.of(Once).release(f"hello:discord/{server.guild.id}")
    server.env.backend.edit_guild(server.guild.id, {"system_channel_id": server.nlp.id})
    await server.env.restart_bot(Bot(app, settings()))
    assert said(server.nlp.history()[0]).startswith("Hello")
    await server.env.restart_bot(Bot(app, settings()))
    assert len(server.nlp.history()) == 1


async def test_a_hello_that_did_not_go_out_is_said_later(server: Server, app: Paperboy) -> None:
    app.of(Once).release(f"hello:discord/{server.guild.id}")
    server.env.backend.edit_guild(server.guild.id, {"system_channel_id": server.nlp.id})
    await server.env.settle()
    server.env.inject_error("POST", "/channels/*/messages", status=500, times=3)
    await servers.joined(server.bot.session, guild_of(server))
    assert server.nlp.history() == []
    await servers.joined(server.bot.session, guild_of(server))
    assert len(server.nlp.history()) == 1


async def test_a_removal_is_kept_and_stops_us_and_a_new_invitation_begins_anew(server: Server, app: Paperboy) -> None:
    guild, place = server.guild.id, Place("discord", str(server.guild.id))
    server.env.backend.remove_guild(guild)
    await server.env.settle()
    assert place not in app.of(Teams).within("discord") and not await server.bot.session.people.guilds.serve(guild)
    assert app.of(Once).first(f"hello:discord/{guild}", 60)


async def test_a_removal_while_we_were_away_is_noticed_at_the_start(server: Server, app: Paperboy) -> None:
    gone = Place("discord", "7")
    app.of(Teams).came(gone)
    await server.env.restart_bot(Bot(app, settings()))
    assert app.of(Teams).within("discord") == [Place("discord", str(server.guild.id))]


async def test_an_outage_is_no_removal(server: Server, app: Paperboy) -> None:
    server.env.backend.emit("GUILD_DELETE", {"id": str(server.guild.id), "unavailable": True})
    await server.env.settle()
    assert app.of(Teams).to_forget(datetime.max.replace(tzinfo=UTC)) == []
    assert await server.bot.session.people.guilds.serve(server.guild.id)
