"""Slash commands, buttons and menus, answered by the core through the real discord.py."""

import asyncio

import discord
import simcord

from bots.discord.api import acknowledge
from bots.discord.bind import Bot
from bots.discord.handlers.surfaces import Typed
from bots.discord.inbound import Interaction, of_interaction
from core.app import Paperboy
from core.cards.card import Reply
from core.cards.views import note
from core.model import Person, Place
from core.store.chats.rooms import Rooms
from core.store.engine.record import Record
from core.store.votes.shelf import Shelf
from core.store.votes.votes import Votes
from tests.bots.discord.conftest import Server, acts, furnished, said, settings

PAPER = "2611.00010"


async def test_a_command_is_answered_privately_with_cards(server: Server) -> None:
    done = await server.ada.slash(server.nlp, "papers search", query="tidal")
    assert done.acknowledged and done.ephemeral
    assert "Tidal Kites number" in said(done.response) and "8 papers for" in said(done.response)


async def test_options_are_checked_and_typed(server: Server) -> None:
    done = await server.ada.slash(server.nlp, "papers search", query="tidal", limit=2, page=2)
    assert "3. Tidal" in said(done.response) and "Page 2 of 4" in said(done.response)


async def test_a_refusal_is_private_and_in_the_cores_words(server: Server) -> None:
    done = await server.ada.slash(server.nlp, "papers add")
    assert done.ephemeral and "“add” needs" in said(done.response)
    done = await server.ada.slash(server.nlp, "papers search", **{"from": "never"})
    assert done.ephemeral and "“from:” takes a day like" in said(done.response)


async def test_an_error_that_comes_after_a_public_placeholder_is_told_in_private(server: Server) -> None:
    async def public(interaction: Interaction) -> None:
        session = server.bot.session
        assert await acknowledge(session.send, interaction, thinking=True, private=False)
        surface = Typed(session, interaction, of_interaction(interaction, session.clock.now()), private=False)
        await surface.tell(Reply((note("No such paper."),), private=True), "")

    server.bot.tree.command(name="public", description="Answers for all")(public)
    await server.bot.tree.sync()
    done = await server.ada.slash(server.nlp, "public")
    assert done.response is None and server.nlp.last_message is None
    (answer,) = done.followups
    assert answer.ephemeral and said(answer) == "No such paper."


async def test_a_vote_redraws_just_that_card_of_a_list(server: Server) -> None:
    done = await server.ada.slash(server.nlp, "papers today", date="2026-11-20")
    before = said(done.response).split("\n")
    line = next(act for act in acts(done.response) if act.startswith("p:vote") and act.endswith("up"))
    pressed = await server.ada.click(done.response, custom_id=line)
    after = said(done.response).split("\n")
    assert [line for line in before if line not in after] == []
    assert [line for line in after if line not in before] == ["+1 (1 for, 0 against)"]
    assert pressed.followups == []


async def test_two_votes_at_once_in_one_message_are_both_drawn(server: Server) -> None:
    done = await server.ada.slash(server.nlp, "papers today", date="2026-11-20")
    ups = [act for act in acts(done.response) if act.startswith("p:vote") and act.endswith("up")][:2]
    await server.ada.click(done.response, custom_id=ups[0])
    await server.ada.click(done.response, custom_id=ups[1])
    assert said(done.response).count("1 for, 0 against") == 2


async def test_a_page_is_turned_in_place_where_only_one_person_sees_it(server: Server) -> None:
    done = await server.ada.slash(server.nlp, "papers search", query="tidal", limit=3)
    pressed = await server.ada.click(done.response, label="Next")
    assert "Page 2 of 3" in said(done.response) and pressed.followups == []


async def test_a_menus_entry_is_answered_privately(server: Server) -> None:
    done = await server.ada.slash(server.nlp, "papers show", paper=PAPER)
    pressed = await server.ada.select(done.response, [f"similar {PAPER}"], custom_id=f"m:{PAPER}")
    (answer,) = pressed.followups
    assert answer.ephemeral and "reads like" in said(answer)


async def test_a_shared_card_is_seen_by_all_and_a_press_on_it_turns_nothing_of_others(server: Server) -> None:
    done = await server.ada.slash(server.nlp, "papers show", paper=PAPER)
    await server.ada.select(done.response, [f"share {PAPER}"], custom_id=f"m:{PAPER}")
    card = server.nlp.last_message
    assert card and "shared by ada" in said(card)
    await server.bo.click(card, custom_id=f"p:vote {PAPER} up")
    assert "1 for, 0 against" in said(server.nlp.last_message)
    pressed = await server.bo.click(card, custom_id=f"p:save {PAPER}")
    assert pressed.followups[0].ephemeral and server.nlp.last_message.id == card.id  # type: ignore[union-attr]


async def test_where_the_bot_may_not_write_a_shared_card_still_comes(server: Server) -> None:
    no = discord.PermissionOverwrite(send_messages=False)
    quiet = server.guild.create_text_channel("quiet", overwrites={server.bot.user: no})  # type: ignore[dict-item]
    done = await server.ada.slash(quiet, "papers show", paper=PAPER)
    pressed = await server.ada.select(done.response, [f"share {PAPER}"], custom_id=f"m:{PAPER}")
    assert not pressed.followups[0].ephemeral and "shared by ada" in said(pressed.followups[0])


async def test_a_line_too_long_for_a_button_is_parked_and_expires_kindly(server: Server, app: Paperboy) -> None:
    words = "tidal " + "kites rivers number " * 8
    done = await server.ada.slash(server.nlp, "papers search", query=words, limit=2)
    parked = next(act for act in acts(done.response) if act.startswith("p:~"))
    await server.ada.click(done.response, custom_id=parked)
    assert "Page 2 of" in said(done.response)
    parked = next(act for act in acts(done.response) if act.startswith("p:~"))
    app.of(Record).text.delete(*app.of(Record).text.keys("pb:parked:*"))
    pressed = await server.ada.click(done.response, custom_id=parked)
    assert "That list has expired." in said(pressed.followups[0])


async def test_buttons_answer_after_a_restart(server: Server, app: Paperboy) -> None:
    done = await server.ada.slash(server.nlp, "papers show", paper=PAPER)
    await server.env.restart_bot(Bot(app, settings()))
    await server.ada.click(done.response, custom_id=f"p:vote {PAPER} up")
    assert "1 for, 0 against" in said(done.response)


async def test_people_of_other_servers_are_told_so_and_change_nothing(app: Paperboy) -> None:
    bot = Bot(app, settings(DISCORD_GUILDS="123456789012345678"))
    async with simcord.run(bot) as env:
        server = await furnished(env, bot)
        done = await server.ada.slash(server.nlp, "papers save", paper=PAPER)
        assert "does not serve this server" in said(done.response)
        assert await server.ada.autocomplete(server.nlp, "papers show", "paper", "tidal") == []
        assert app.of(Shelf).erase(Person("discord", "", str(server.ada.id)), server.env.now()) == 0


async def test_a_direct_message_is_for_members_of_an_allowed_server(server: Server) -> None:
    member = server.ada.user
    assert "Tidal" in said((await member.slash("papers search", query="tidal")).response)
    stranger = server.env.create_user("mallory")
    stranger.dm_channel  # noqa: B018 (the bot and she share one)
    done = await stranger.slash("papers search", query="tidal")
    assert "does not serve this server" in said(done.response)


async def test_what_discord_no_longer_waits_for_is_not_done(server: Server, app: Paperboy) -> None:
    done = await server.ada.slash(server.nlp, "papers show", paper=PAPER)
    server.env.inject_error("POST", "/interactions/*", status=404, code=10062)
    await server.ada.click(done.response, custom_id=f"p:vote {PAPER} up")
    assert app.of(Votes).tallies([PAPER])[PAPER].up == 0


async def test_commands_are_synced_only_when_they_changed(server: Server, app: Paperboy) -> None:
    def syncs() -> int:
        return sum(r.method == "PUT" and r.path.endswith("/commands") for r in server.env.http_requests)

    assert syncs() == 1
    await server.env.restart_bot(Bot(app, settings()))
    assert syncs() == 1
    app.of(Rooms).put(Place("discord"), "commands", "another")
    await server.env.restart_bot(Bot(app, settings()))
    assert syncs() == 2


async def test_nothing_is_kept_for_a_message_that_was_sent(server: Server) -> None:
    for _ in range(3):
        await server.ada.slash(server.nlp, "papers search", query="tidal")
    await asyncio.sleep(0)
    assert server.bot._connection._view_store._views == {}
