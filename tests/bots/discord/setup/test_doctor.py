"""The doctor logs in, and names what is missing: intents, permissions, commands."""

import pytest

from bots.discord.permissions import PERMISSIONS, application_of, link, wanted
from bots.discord.setup import doctor
from core.commands.table import TABLE
from core.settings import read
from tests.bots.discord.conftest import settings
from tests.bots.discord.rest import CONTENT, GUILD, Rest, served

TOKEN = settings().discord_token.reveal()
NAMES = [verb.name for verb in TABLE.values() if verb.menu]


async def test_a_set_up_that_is_whole_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    async with served(Rest(TOKEN, wanted().value, CONTENT, NAMES), monkeypatch):
        rows = await doctor.rows(settings(DISCORD_READ_LINKS="1"))
    assert [state for state, _, _ in rows] == ["ok"] * 4


async def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    async with served(Rest(TOKEN, wanted().value & ~(1 << 11), 0, NAMES[1:]), monkeypatch):
        rows = await doctor.rows(settings(DISCORD_READ_LINKS="1"))
    assert [state for state, _, _ in rows] == ["ok", "fail", "warn", "warn"]
    text = str(rows)
    assert "Message Content Intent" in text and "Send Messages" in text and "not in step" in text


async def test_a_server_that_may_not_use_us_is_told_apart_and_none_gets_the_link(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with served(Rest(TOKEN, 0, 0, NAMES), monkeypatch):
        rows = await doctor.rows(settings(DISCORD_GUILDS=str(GUILD + 1)))
    assert "is not in DISCORD_GUILDS" in str(rows)
    async with served(Rest(TOKEN, 0, 0, NAMES, guilds=0), monkeypatch):
        rows = await doctor.rows(settings())
    assert "oauth2/authorize?client_id=" in str(rows)


async def test_a_server_that_nobody_of_ours_manages_is_named_where_no_setting_names_any(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with served(Rest(TOKEN, 0, 0, NAMES, owner=1), monkeypatch):
        rows = await doctor.rows(settings())
        named = await doctor.rows(settings(DISCORD_GUILDS=str(GUILD)))
    (items,) = [text for state, name, text in rows if (state, name) == ("warn", "discord server")]
    assert items.startswith(f"Readers ({GUILD}) is not served: nobody who runs the application may manage it.")
    assert "is not served" not in str(named)


async def test_a_refused_token_is_one_line_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    async with served(Rest("another"), monkeypatch):
        rows = await doctor.rows(settings())
        assert await doctor.check(settings(), "DISCORD_TOKEN") == rows
    assert [state for state, _, _ in rows] == ["fail"]
    assert "DISCORD_TOKEN" in rows[0][2] and TOKEN not in str(rows)


async def test_a_token_is_checked_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    async with served(Rest(TOKEN, 0, 0), monkeypatch) as rest:
        (row,) = await doctor.check(settings(DISCORD_READ_LINKS="1"), "DISCORD_TOKEN")
    assert row[0] == "ok" and TOKEN not in str(row)
    assert {path for _, path, _ in rest.asked} <= {"/users/@me", "/oauth2/applications/@me"}


async def test_without_a_token_there_is_nothing_to_say() -> None:
    assert await doctor.rows(read({}, None)) == []


def test_the_invitation_asks_for_the_least() -> None:
    asked = wanted()
    assert asked.value.bit_count() == len(PERMISSIONS)
    assert not (asked.administrator or asked.manage_guild or asked.manage_messages or asked.mention_everyone)


def test_the_link_needs_a_token_only_for_the_applications_id() -> None:
    assert "client_id=YOUR_APPLICATION_ID&" in link("")
    assert application_of("MTIzNDU2Nzg5MDEyMzQ1Njc4.x.y") == 123456789012345678
    assert application_of("no token at all") == application_of("ééé") == 0
