"""Reactions as votes: what is put counts, what is taken back does not, and after a gap the record is what Discord shows."""

import discord
import simcord

from bots.discord.bind import Bot
from bots.discord.handlers import reactions
from core.app import Paperboy
from core.model import Call, Person, Place, Tally
from core.store.chats.posts import Posts
from core.store.votes.votes import Votes
from core.votes.emoji import Message
from tests.bots.discord.conftest import Server, said, settings
from tests.factories import BOB, call, without_record

PAPER = "2611.00010"


async def shared(server: Server) -> discord.Message:
    done = await server.ada.slash(server.nlp, "papers show", paper=PAPER)
    await server.ada.select(done.response, [f"share {PAPER}"], custom_id=f"m:{PAPER}")  # type: ignore[arg-type]
    assert server.nlp.last_message
    return server.nlp.last_message


def tally(app: Paperboy) -> Tally:
    return app.of(Votes).tallies([PAPER])[PAPER]


async def test_a_reaction_votes_and_taking_it_back_takes_the_vote_back(server: Server, app: Paperboy) -> None:
    card = await shared(server)
    await server.ada.react(card, "👍")
    await server.bo.react(card, "👎")
    assert tally(app) == Tally(up=1, down=1)
    await server.ada.unreact(card, "👍")
    assert tally(app) == Tally(down=1)
    await server.ada.react(card, "🔖")
    assert tally(app) == Tally(down=1, saved=1)


async def test_a_button_and_reactions_of_one_person_count_once(server: Server, app: Paperboy) -> None:
    card = await shared(server)
    for emoji in ("👍", "🔥", "⭐"):
        await server.ada.react(card, emoji)
    await server.ada.click(card, custom_id=f"p:vote {PAPER} up")
    assert tally(app).up == 1


async def test_bots_and_other_messages_do_not_count(server: Server, app: Paperboy) -> None:
    card = await shared(server)
    robot = server.guild.add_member(server.env.create_user("robot", bot=True))
    await robot.react(card, "👍")
    talk = await server.ada.send(server.nlp, "good morning")
    await server.bo.react(talk, "👍")
    assert tally(app) == Tally()


async def test_a_moderator_who_clears_reactions_clears_their_votes(server: Server, app: Paperboy) -> None:
    card = await shared(server)
    await server.ada.react(card, "👍")
    await server.bo.react(card, "🔥")
    server.env.backend.clear_reaction(card.channel.id, card.id, "🔥")
    await server.env.settle()
    assert tally(app).up == 1
    server.env.backend.clear_reactions(card.channel.id, card.id)
    await server.env.settle()
    assert tally(app).up == 0


async def test_a_vote_cast_elsewhere_is_drawn_on_the_papers_posts(server: Server, app: Paperboy) -> None:
    card = await shared(server)
    app.of(Votes).press(_elsewhere(), PAPER, "up")
    await reactions.watcher(server.bot.session).redraw_due()
    assert "1 for, 0 against" in said(server.nlp.last_message)
    assert server.nlp.last_message and server.nlp.last_message.id == card.id


async def test_a_message_that_is_gone_is_forgotten(server: Server, app: Paperboy) -> None:
    card = await shared(server)
    room = Place("discord", str(server.guild.id), str(server.nlp.id))
    server.env.backend.delete_message(server.nlp.id, card.id)
    app.of(Votes).press(_elsewhere(), PAPER, "up")
    await reactions.watcher(server.bot.session).redraw_due()
    assert app.of(Posts).papers_of(room, str(card.id)) == ()


async def test_what_was_missed_is_made_good(server: Server, app: Paperboy) -> None:
    card = await shared(server)
    await server.ada.react(card, "👍")
    app.of(Votes).erase(Person("discord", "", str(server.ada.id)), server.bot.session.clock.now())
    app.of(Votes).mark(
        Person("discord", "", str(server.bo.id)),
        PAPER,
        _of(server, card),
        "👎",
        "down",
        server.bot.session.clock.now(),
        None,
    )
    assert tally(app) == Tally(down=1)
    assert await reactions.watcher(server.bot.session).reconcile() == 1
    assert tally(app) == Tally(up=1)


async def test_what_was_told_to_a_bot_that_died_before_recording_it_is_made_good_by_the_next_ones_start(
    server: Server, app: Paperboy
) -> None:
    card = await shared(server)
    await server.ada.react(card, "👍")
    app.of(Votes).unmark(
        _person(server.ada), PAPER, _of(server, card), "👍", server.bot.session.clock.now()
    )  # as if it had died
    assert tally(app) == Tally()
    bot = Bot(app, settings())
    await server.env.restart_bot(bot)
    assert bot.session.gap.is_set()  # by on_ready: each new session begins with one
    await _mended(bot)
    assert tally(app) == Tally(up=1)


async def test_a_reaction_that_the_record_does_not_take_is_a_hole_and_made_good_once_it_is_back(
    server: Server, app: Paperboy
) -> None:
    card, session = await shared(server), server.bot.session
    await _mended(server.bot)
    with without_record(app.of(Votes)._ballots):
        await server.ada.react(card, "👍")
        assert session.gap.is_set()
    assert tally(app) == Tally()
    await _mended(server.bot)
    assert tally(app) == Tally(up=1)


async def test_a_hole_stays_while_discord_does_not_answer(server: Server, app: Paperboy) -> None:
    card = await shared(server)
    await server.ada.react(card, "👍")
    app.of(Votes).unmark(_person(server.ada), PAPER, _of(server, card), "👍", server.bot.session.clock.now())
    session = server.bot.session
    await session.gap.wait()
    server.env.inject_error("GET", "/channels/*/messages/*", status=500, times=None)
    assert await reactions.watcher(session).reconcile() == 1
    assert session.gap.is_set() and tally(app) == Tally()
    server.env.inject_error("GET", "/channels/*/messages/*", status=404, code=10008)
    assert app.of(Posts).papers_of(_of(server, card).place, str(card.id))


async def test_the_newest_messages_are_looked_at_first(server: Server) -> None:
    cards = [await shared(server) for _ in range(3)]
    before = len(server.env.http_requests)
    await reactions.watcher(server.bot.session).reconcile()
    asked = [r.path.rpartition("/")[2] for r in server.env.http_requests[before:]]
    assert asked == [str(card.id) for card in reversed(cards)]


async def _mended(bot: Bot) -> None:
    """One look after the gap that is noted."""
    await reactions.watcher(bot.session).reconcile(await bot.session.gap.wait())


def _person(who: simcord.MemberActor) -> Person:
    return Person("discord", "", str(who.id))


def _elsewhere() -> Call:
    return call(BOB)


def _of(server: Server, card: discord.Message) -> Message:
    return Message(Place("discord", str(server.guild.id), str(server.nlp.id)), str(card.id))
