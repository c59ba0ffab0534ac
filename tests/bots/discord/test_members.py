"""Who may set a channel up, and who may use us at all."""

import discord
import pytest

from bots.discord.bind import Bot
from core.app import Paperboy
from core.model import Person, Place
from core.store.chats.rooms import Rooms
from tests.bots.discord.conftest import Server, said, settings


async def test_members_are_refused_and_told_who_may(server: Server, app: Paperboy) -> None:
    app.of(Rooms).invited(Place("discord", str(server.guild.id)), Person("discord", "", str(server.bo.id)))
    done = await server.ada.slash(server.nlp, "papers links", switch="off")
    assert done.ephemeral and "bo (who invited me here)" in said(done.response)
    assert app.of(Rooms).get(Place("discord", str(server.guild.id), str(server.nlp.id)), "links") == ""


async def test_whoever_added_the_bot_may(server: Server, app: Paperboy) -> None:
    app.of(Rooms).invited(Place("discord", str(server.guild.id)), Person("discord", "", str(server.ada.id)))
    done = await server.ada.slash(server.nlp, "papers links", switch="off")
    assert "get no card" in said(done.response)


async def test_who_manages_channels_may_and_is_asked_anew_each_time(server: Server) -> None:
    role = server.guild.create_role("keepers", permissions=discord.Permissions(manage_channels=True))
    keeper = server.guild.add_member(server.env.create_user("cy"), roles=[role])
    done = await keeper.slash(server.nlp, "papers links", switch="off")
    assert "get no card" in said(done.response)
    server.env.backend.remove_member_role(server.guild.id, keeper.id, role.id)
    done = await keeper.slash(server.nlp, "papers links", switch="on")
    assert "may do that here" in said(done.response)


@pytest.mark.parametrize(("rule", "may"), [("members", True), ("admins", False)])
async def test_the_rule_is_the_settings(server: Server, app: Paperboy, rule: str, may: bool) -> None:
    await server.env.restart_bot(Bot(app, settings(PAPERBOY_CONFIGURE=rule)))
    done = await server.ada.slash(server.nlp, "papers links", switch="off")
    assert ("get no card" in said(done.response)) is may


async def test_a_button_asks_too(server: Server) -> None:
    done = await server.ada.slash(server.nlp, "papers links")
    pressed = await server.ada.click(done.response, label="Switch it off")  # type: ignore[arg-type]
    assert "may do that here" in said(pressed.followups[0])
