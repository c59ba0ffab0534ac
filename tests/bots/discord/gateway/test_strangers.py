"""Servers that added us without being asked for: only those that whoever runs the application may manage are served."""

import pytest

from core.app import Paperboy
from core.model import Place
from core.store.chats.teams import Teams
from tests.bots.discord.gateway.conftest import Bot, Town, said
from tests.fakes.discord import FakeDiscord


@pytest.fixture
def town(town: Town, fake: FakeDiscord) -> Town:
    """Ada alone runs the application."""
    fake.world.team = [town.ada.id]
    return town


def looks(fake: FakeDiscord, guild: str) -> list[str]:
    """What was asked about the members of a server."""
    return [call.path for call in fake.log if call.path.startswith(f"/guilds/{guild}/members/")]


async def test_a_strangers_server_reads_one_sentence_once_and_the_operator_is_told_how_to_let_it_in(
    bot: Bot, town: Town, fake: FakeDiscord, app: Paperboy, capsys: pytest.CaptureFixture[str]
) -> None:
    mallory = fake.user("mallory")
    rivers = fake.guild("Rivers", mallory, invited=False)
    room = fake.channel(rivers, "general", system=True)
    fake.invite(rivers)
    (line,) = await fake.until(lambda: fake.posted(room))
    assert "does not serve this server" in said(line)
    answer = await fake.slash(mallory, room, "papers show", paper="2611.00010").answered()
    assert "does not serve this server" in said(answer) and len(fake.posted(room)) == 1
    text = capsys.readouterr().out
    value = ",".join(sorted((town.guild.id, rivers.id), key=int))
    assert f"“Rivers” ({rivers.id})" in text and f"DISCORD_GUILDS={value}" in text
    await bot.stop()
    await bot.start()
    assert "does not serve this server" in said(
        await fake.slash(mallory, room, "papers show", paper="2611.00010").answered()
    )
    assert len(fake.posted(room)) == 1 and "Rivers" not in capsys.readouterr().out
    assert Place("discord", rivers.id) not in app.of(Teams).within("discord")
    assert len(looks(fake, rivers.id)) == 1


async def test_a_server_that_one_of_ours_may_manage_is_served(
    bot: Bot, town: Town, fake: FakeDiscord, app: Paperboy
) -> None:
    rivers = fake.guild("Rivers", fake.user("cy"), town.ada, invited=False)
    rivers.everyone |= 1 << 5  # manage_guild
    room = fake.channel(rivers, "general")
    fake.invite(rivers)
    await fake.until(lambda: Place("discord", rivers.id) in app.of(Teams).within("discord"))
    answer = await fake.slash(town.ada, room, "papers show", paper="2611.00010").answered()
    assert "Tidal" in said(answer)


async def test_the_setting_lets_a_strangers_server_in(idle: Bot, town: Town, fake: FakeDiscord, app: Paperboy) -> None:
    mallory = fake.user("mallory")
    rivers = fake.guild("Rivers", mallory)
    room = fake.channel(rivers, "general")
    await idle.start(DISCORD_GUILDS=f"{town.guild.id},{rivers.id}")
    answer = await fake.slash(mallory, room, "papers show", paper="2611.00010").answered()
    assert "Tidal" in said(answer) and not looks(fake, rivers.id)
