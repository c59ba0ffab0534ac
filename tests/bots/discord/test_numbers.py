"""A list that everybody sees: its number emoji, the words beside its papers, and pages that never turn under reactions."""

import discord

from bots.discord.handlers import reactions
from core.app import Paperboy
from core.model import Call, Person, Place
from core.services.redraw import for_all
from core.store.chats.posts import Posts
from core.store.votes.votes import Votes
from tests.bots.discord.conftest import Server, acts, said

EMOJI = ["1️⃣", "2️⃣", "3️⃣"]


def room(server: Server) -> Place:
    return Place("discord", str(server.guild.id), str(server.nlp.id))


async def listed(server: Server) -> discord.Message:
    """The second page of a list, posted for all as a daily post is."""
    session, line = server.bot.session, "search tidal limit:3 page:2"
    call = Call(Person("discord", "", str(server.ada.id)), room(server), server.bot.session.clock.now(), "list")
    reply = for_all(await session.answer(line, call))
    await session.post(room(server), await session.draw(reply, line, call), "list")
    await server.env.settle()
    assert server.nlp.last_message
    return server.nlp.last_message


def shown(server: Server, card: discord.Message) -> dict[str, int]:
    """How many people stand under each emoji of a message."""
    message = server.env.backend.get_message(server.nlp.id, card.id)
    return {reaction.emoji: len(reaction.user_ids) for reaction in message.reactions}


def ups(app: Paperboy, ids: tuple[str, ...]) -> list[int]:
    return [app.of(Votes).tallies(ids)[paper_id].up for paper_id in ids]


async def test_a_list_that_all_see_gets_its_number_emoji_in_order_and_says_what_they_do(
    server: Server, app: Paperboy
) -> None:
    card = await listed(server)
    papers = app.of(Posts).papers_of(room(server), str(card.id))
    assert list(shown(server, card)) == EMOJI
    text = said(card)
    assert all(f"{n}. Tidal" in text for n in (4, 5, 6))  # the numbers of the list
    places = [text.index(emoji) for emoji in EMOJI]
    assert places == sorted(places) and "a plain 👍 votes for none" in text
    assert ups(app, papers) == [0, 0, 0]
    await server.bo.react(card, "2️⃣")
    assert ups(app, papers) == [0, 1, 0]


async def test_posted_again_the_numbers_do_not_double_and_after_a_look_ours_count_for_nothing(
    server: Server, app: Paperboy
) -> None:
    card = await listed(server)
    await server.bot.session.send.offer(server.nlp.id, card.id, 3)
    assert shown(server, card) == dict.fromkeys(EMOJI, 1)
    await server.bo.react(card, "1️⃣")
    asked = len(server.env.http_requests)
    await reactions.watcher(server.bot.session).reconcile()
    assert ups(app, app.of(Posts).papers_of(room(server), str(card.id))) == [1, 0, 0]
    lists = [r.path for r in server.env.http_requests[asked:] if "/reactions/" in r.path]
    assert len(lists) == 1  # those where nobody but us stands are not asked for


async def test_numbers_that_discord_does_not_take_leave_the_post_as_it_is(server: Server, app: Paperboy) -> None:
    server.env.inject_error("PUT", "/channels/*/reactions/*", status=403, code=50013, times=None)
    card = await listed(server)
    assert shown(server, card) == {}
    await server.bo.react(card, "3️⃣")
    assert ups(app, app.of(Posts).papers_of(room(server), str(card.id))) == [0, 0, 1]


async def test_a_list_drawn_anew_after_a_vote_still_says_its_numbers(server: Server) -> None:
    card = await listed(server)
    await server.bo.react(card, "2️⃣")
    await reactions.watcher(server.bot.session).redraw_due()
    assert "2️⃣ +1 (1 for, 0 against)" in said(server.nlp.last_message)
    third = [act for act in acts(card) if act.startswith("p:vote") and act.endswith("up")][2]
    await server.ada.click(card, custom_id=third)
    text = said(server.nlp.last_message)
    assert "3️⃣ +1 (1 for, 0 against)" in text and text.count("️⃣") == 3


async def test_a_press_on_next_never_changes_which_papers_all_see(server: Server) -> None:
    card = await listed(server)
    before = said(card)
    pressed = await server.bo.click(card, label="Next")
    (answers,) = pressed.followups
    assert answers.ephemeral and "Page 3 of 3" in said(answers)
    assert said(server.nlp.last_message) == before and len(server.nlp.history()) == 1


async def test_a_list_that_one_person_sees_and_a_single_card_get_no_numbers(server: Server) -> None:
    private = await server.ada.slash(server.nlp, "papers search", query="tidal", limit=3)
    assert "️⃣" not in said(private.response)
    await server.ada.click(private.response, label="Next")
    assert "Page 2 of 3" in said(private.response) and "️⃣" not in said(private.response)
    paper = "2611.00010"
    done = await server.ada.slash(server.nlp, "papers show", paper=paper)
    await server.ada.select(done.response, [f"share {paper}"], custom_id=f"m:{paper}")  # type: ignore[arg-type]
    card = server.nlp.last_message
    assert card and "️⃣" not in said(card)
    assert not [r for r in server.env.http_requests if r.method == "PUT" and "/reactions/" in r.path]
