"""Discuss: one thread a paper, on its card; in a forum its post."""

import discord
import simcord

from core.model import Place
from core.store.chats.threads import Threads
from core.store.engine.once import Once
from tests.bots.discord.conftest import Server, said

PAPER = "2611.00010"


async def pressed(who: simcord.MemberActor, message: object, paper: str = PAPER) -> simcord.ResponseMessage:
    done = await who.select(message, [f"discuss {paper}"], custom_id=f"m:{paper}")  # type: ignore[arg-type]
    return done.followups[0]


async def shared(server: Server, where: simcord.ChannelHandle | None = None) -> discord.Message:
    """A card that everybody sees."""
    channel = where or server.nlp
    done = await server.ada.slash(channel, "papers show", paper=PAPER)
    await server.ada.select(done.response, [f"share {PAPER}"], custom_id=f"m:{PAPER}")  # type: ignore[arg-type]
    assert channel.last_message
    return channel.last_message


def url(message: simcord.ResponseMessage) -> str:
    return next(str(button["url"]) for part in message.components for button in _all(part) if button.get("url"))


def _all(node: dict) -> list[dict]:
    return [node, *(part for child in node.get("components", ()) for part in _all(child))]


async def test_a_thread_opens_on_the_card_with_the_abstract_as_its_first_message(server: Server) -> None:
    card = await shared(server)
    answer = await pressed(server.ada, card)
    (thread,) = server.nlp.threads
    assert thread.id == card.id and url(answer).endswith(f"/{server.guild.id}/{thread.id}")
    (first,) = [message for message in thread.history() if message.components]
    assert "Tidal Kites number 0" in said(first) and "We " in said(first)
    assert thread.name == "Tidal Kites number 0 of Rivers"


async def test_a_second_press_leads_to_the_same_thread_from_any_open_channel(server: Server) -> None:
    first = await pressed(server.ada, await shared(server))
    other = server.guild.create_text_channel("other")
    second = await pressed(server.bo, await shared(server, other))
    assert url(first) == url(second) and other.threads == []


async def test_from_a_private_list_the_card_is_posted_first(server: Server) -> None:
    done = await server.ada.slash(server.nlp, "papers search", query="tidal")
    await pressed(server.ada, done.response, "2611.00013")
    (thread,) = server.nlp.threads
    (card,) = [message for message in server.nlp.history(viewer=server.bo) if message.id == thread.id]
    assert "ada wants to discuss it" in said(card)


async def test_a_closed_channel_has_a_thread_of_its_own(server: Server) -> None:
    await pressed(server.ada, await shared(server))
    await pressed(server.ada, await shared(server, server.board))
    assert len(server.nlp.threads) == len(server.board.threads) == 1


async def test_a_thread_that_was_deleted_is_opened_anew(server: Server) -> None:
    await pressed(server.ada, await shared(server))
    (thread,) = server.nlp.threads
    server.env.backend.delete_channel(thread.id)
    await server.env.settle()
    server.bot.session.app.of(Once).release(f"discuss-{PAPER}-{server.guild.id}")  # as a minute later
    await pressed(server.ada, await shared(server))
    assert len(server.nlp.threads) == 1


async def test_what_is_not_allowed_is_named_and_nothing_is_posted(server: Server) -> None:
    assert server.bot.user
    no = discord.PermissionOverwrite(create_public_threads=False)
    quiet = server.guild.create_text_channel("quiet", overwrites={server.bot.user: no})
    card = await shared(server, quiet)
    answer = await pressed(server.ada, card)
    assert "Create Public Threads" in said(answer)
    assert quiet.last_message and quiet.last_message.id == card.id


async def test_in_a_forum_the_papers_post_is_its_thread(server: Server) -> None:
    forum = server.guild.create_forum_channel("forum")
    await server.env.settle()
    made = server.bot.get_channel(forum.id)
    assert isinstance(made, discord.ForumChannel)
    await made.create_thread(name="Talk", content="What do you read?")
    (talk,) = forum.threads
    card = await shared(server, talk)
    first = await pressed(server.ada, card)
    post = next(thread for thread in forum.threads if thread.id != talk.id)
    assert post.name == "Tidal Kites number 0 of Rivers" and url(first).endswith(f"/{post.id}")
    starter = with_the_id_of_its_post(server, post)
    server.bot.session.app.of(Threads).drop("2611.00010", Place("discord", str(server.guild.id)), open_to_all=True)
    server.bot.session.app.of(Once).release(f"discuss-{PAPER}-{server.guild.id}")
    again = await pressed(server.bo, starter)
    assert url(again) == url(first) and len(forum.threads) == 2


def with_the_id_of_its_post(server: Server, post: simcord.ChannelHandle) -> discord.Message:
    """The first message of a forum post, numbered as Discord does: simcord gives it an id of its own."""
    kept = server.env.backend.messages[post.id]
    first = kept.pop(min(kept))
    first.id = post.id
    kept[post.id] = first
    return next(message for message in post.history() if message.id == post.id)
