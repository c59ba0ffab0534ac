"""Links that people post: a card where the setting lets us read, memory of where it was posted, quiet where many would come."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
import simcord

from bots.discord.bind import Bot, intents
from bots.discord.handlers import events, reactions
from core.app import Paperboy
from core.model import Person, Place
from core.store.chats.inbox import Inbox
from core.store.chats.posts import Posts
from core.store.chats.rooms import Rooms
from core.store.votes.votes import Votes
from core.votes.emoji import Message
from tests.bots.discord.conftest import Server, broken, furnished, said, settings
from tests.factories import with_rules

LINK = "https://arxiv.org/abs/2611.00010"


@pytest_asyncio.fixture
async def reader(app: Paperboy) -> AsyncIterator[Server]:
    """A bot that may read what people write."""
    bot = Bot(app, settings(DISCORD_READ_LINKS="1"))
    env = simcord.Env(bot)
    await env.start()
    yield await furnished(env, bot)
    assert [breach for request in env.http_requests for breach in broken(request)] == []
    await env.shutdown()


def answers(where: simcord.ChannelHandle) -> list[str]:
    return [said(message) for message in where.history() if message.components]


async def test_a_posted_link_gets_the_papers_card_as_a_reply(reader: Server) -> None:
    posted = await reader.ada.send(reader.nlp, f"look: {LINK}")
    card = reader.nlp.last_message
    assert card and "Tidal Kites number 0" in said(card)
    assert card.reference and card.reference.message_id == posted.id


async def test_the_next_channel_learns_where_it_was_posted_first(reader: Server) -> None:
    await reader.ada.send(reader.nlp, LINK)
    other = reader.guild.create_text_channel("other")
    await reader.bo.send(other, LINK)
    assert "posted in #nlp on" in answers(other)[0]


async def test_a_closed_channel_is_not_named_elsewhere(reader: Server) -> None:
    await reader.ada.send(reader.board, LINK)
    await reader.bo.send(reader.nlp, LINK)
    assert "board" not in answers(reader.nlp)[0]


async def test_no_card_for_a_list_of_links_nor_twice_nor_where_links_are_off(reader: Server) -> None:
    await reader.ada.send(reader.nlp, " ".join(f"https://arxiv.org/abs/2611.0001{n}" for n in range(3)))
    assert answers(reader.nlp) == []
    await reader.ada.send(reader.nlp, LINK)
    await reader.ada.send(reader.nlp, LINK)
    assert len(answers(reader.nlp)) == 1
    reader.env.backend.get_guild(reader.guild.id).owner_id = reader.ada.id
    done = await reader.ada.slash(reader.nlp, "papers links", switch="off")
    assert "get no card" in said(done.response)
    await reader.ada.send(reader.nlp, "https://arxiv.org/abs/2611.00011")
    assert len(answers(reader.nlp)) == 1


async def test_a_link_in_angle_brackets_wants_no_preview(reader: Server) -> None:
    await reader.ada.send(reader.nlp, f"<{LINK}>")
    assert answers(reader.nlp) == []


async def test_an_event_whose_answer_failed_waits_and_is_answered_once(reader: Server, app: Paperboy) -> None:
    reader.env.inject_error("POST", "/channels/*/messages", status=500, times=3)
    await reader.ada.send(reader.nlp, LINK)
    assert answers(reader.nlp) == []
    (event,) = app.of(Inbox).waiting("discord", reader.env.now().replace(year=2100))
    await events.effects(reader.bot.session).handle(event)
    assert len(answers(reader.nlp)) == 1
    assert app.of(Inbox).waiting("discord", reader.env.now().replace(year=2100)) == []


async def test_an_unknown_paper_is_asked_for_and_its_message_waits(reader: Server, app: Paperboy, monkeypatch) -> None:
    monkeypatch.setattr("bots.shared.session.BETWEEN_LOOKS", 0.001)
    await reader.ada.send(reader.nlp, "https://arxiv.org/abs/2611.09999")
    assert len(app.of(Inbox).waiting("discord", reader.env.now().replace(year=2100))) == 1


async def test_without_the_setting_nothing_is_read(server: Server) -> None:
    await server.ada.send(server.nlp, LINK)
    assert len(server.nlp.history()) == 1


def test_no_privileged_intent_is_asked_for_unless_set() -> None:
    asked = intents(settings())
    assert not (asked.message_content or asked.members or asked.presences)
    assert asked.guilds and asked.guild_reactions and asked.dm_reactions
    assert intents(settings(DISCORD_READ_LINKS="1")).message_content


async def test_the_menus_save_and_find_the_papers_of_a_message(server: Server, app: Paperboy) -> None:
    posted = await server.ada.send(server.nlp, f"{LINK} and arXiv:2611.00011")
    saved = await server.bo.context_menu(server.nlp, "Save paper", posted)
    assert saved.ephemeral and said(saved.response).count("Tidal") == 2
    answer = await server.bo.context_menu(server.nlp, "Find papers here", posted)
    assert "number 0" in said(answer.response) and "number 1" in said(answer.response)


async def test_a_menu_on_our_own_card_saves_its_paper_and_on_small_talk_says_so(server: Server) -> None:
    done = await server.ada.slash(server.nlp, "papers show", paper="2611.00010")
    await server.ada.select(done.response, ["share 2611.00010"], custom_id="m:2611.00010")  # type: ignore[arg-type]
    card = server.nlp.last_message
    assert card
    saved = await server.bo.context_menu(server.nlp, "Save paper", card)
    assert "Tidal Kites number 0" in said(saved.response)
    talk = await server.ada.send(server.nlp, "good morning")
    answer = await server.bo.context_menu(server.nlp, "Find papers here", talk)
    assert said(answer.response).startswith("No paper is linked in that message.")


async def test_reactions_under_somebodys_message_with_one_link_count_for_its_paper(
    reader: Server, app: Paperboy
) -> None:
    posted = await reader.ada.send(reader.nlp, f"look: {LINK}")
    await reader.bo.react(posted, "👍")
    assert app.of(Votes).tallies(["2611.00010"])["2611.00010"].up == 1
    await reader.bo.unreact(posted, "👍")
    assert app.of(Votes).tallies(["2611.00010"])["2611.00010"].up == 0
    await reactions.watcher(reader.bot.session).redraw_due()
    theirs = reader.env.backend.get_message(reader.nlp.id, posted.id)
    assert theirs.content == f"look: {LINK}" and theirs.reactions == []


async def test_two_links_and_links_switched_off_count_for_nothing(reader: Server, app: Paperboy) -> None:
    two = await reader.ada.send(reader.nlp, f"{LINK} and https://arxiv.org/abs/2611.00011")
    app.of(Rooms).put(Place("discord", str(reader.guild.id), str(reader.nlp.id)), "links", "off")
    off = await reader.ada.send(reader.nlp, LINK)
    for posted in (two, off):
        await reader.bo.react(posted, "👍")
    assert [tally.up for tally in app.of(Votes).tallies(["2611.00010", "2611.00011"]).values()] == [0, 0]


@pytest.mark.parametrize("menu", ["Save paper", "Find papers here"])
async def test_a_menu_on_a_message_lets_its_reactions_count_also_those_that_stood_there(
    server: Server, app: Paperboy, menu: str
) -> None:
    posted = await server.ada.send(server.nlp, LINK)
    await server.ada.react(posted, "👍")
    assert app.of(Votes).tallies(["2611.00010"])["2611.00010"].up == 0
    await server.bo.context_menu(server.nlp, menu, posted)
    assert app.of(Votes).tallies(["2611.00010"])["2611.00010"].up == 1
    await server.bo.react(posted, "🔥")
    assert app.of(Votes).tallies(["2611.00010"])["2611.00010"].up == 2
    server.env.backend.clear_reactions(server.nlp.id, posted.id)
    await server.env.settle()
    assert app.of(Votes).tallies(["2611.00010"])["2611.00010"].up == 0


@pytest.mark.parametrize("menu", ["Save paper", "Find papers here"])
async def test_a_menu_in_a_server_that_is_not_served_lets_no_reactions_count(app: Paperboy, menu: str) -> None:
    bot = Bot(app, settings(DISCORD_GUILDS="123456789012345678"))
    async with simcord.run(bot) as env:
        strangers = await furnished(env, bot)
        posted = await strangers.ada.send(strangers.nlp, LINK)
        await strangers.ada.react(posted, "👍")
        done = await strangers.bo.context_menu(strangers.nlp, menu, posted)
        assert "does not serve this server" in said(done.response)
        assert (
            app.of(Posts).get(Place("discord", str(strangers.guild.id), str(strangers.nlp.id)), str(posted.id)) is None
        )
        assert app.of(Votes).tallies(["2611.00010"])["2611.00010"].up == 0


async def test_a_message_of_others_is_looked_at_again_after_a_gap(reader: Server, app: Paperboy) -> None:
    posted = await reader.ada.send(reader.nlp, LINK)
    await reader.bo.react(posted, "👍")
    under = Message(Place("discord", str(reader.guild.id), str(reader.nlp.id)), str(posted.id))
    app.of(Votes).unmark(Person("discord", "", str(reader.bo.id)), "2611.00010", under, "👍", reader.env.now())
    months = (
        reader.bot.session.clock.now() - posted.created_at
    )  # the clock of the virtual Discord stands at another day
    watcher = reactions.watcher(reader.bot.session)
    assert await watcher.reconcile(months + timedelta(days=1)) == 2  # ours under it, and theirs
    assert app.of(Votes).tallies(["2611.00010"])["2611.00010"].up == 1


async def test_links_are_promised_no_card_where_discord_does_not_let_us_read_them(
    server: Server, app: Paperboy
) -> None:
    server.env.backend.get_guild(server.guild.id).owner_id = server.ada.id
    with_rules(app, discord_links=False)
    done = await server.ada.slash(server.nlp, "papers links", switch="on")
    assert "once DISCORD_READ_LINKS is set" in said(done.response)
    with_rules(app, discord_links=True)
    done = await server.ada.slash(server.nlp, "papers links", switch="on")
    assert "people post here get a card." in said(done.response)
