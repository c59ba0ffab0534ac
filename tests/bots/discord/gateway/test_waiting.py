"""A digest asked for where Paperboy may not post is not said to be set up: it waits for the permission, or is refused."""

from datetime import timedelta

import pytest

from bots.discord import inbound
from core.app import Paperboy
from core.model import Person, Place
from core.store.chats.rooms import Rooms
from core.store.chats.waiting import WaitingLines
from core.store.delivery.subscriptions import Subscriptions
from tests.bots.discord.gateway.conftest import Bot, Town, place_of, said
from tests.fakes.discord import FakeDiscord, Message
from tests.fakes.discord.things import FORUM, THREAD, Channel

NEW = {"topics": "tidal", "top": "3", "tz": "Europe/Paris", "sure": "yes", "name": "kites"}


@pytest.fixture(autouse=True)
def invited(app: Paperboy, town: Town) -> None:
    """Ada added the bot, so that she may set its channels up."""
    app.of(Rooms).invited(inbound.guild_place(town.guild.id), Person("discord", "", town.ada.id))


async def ask(fake: FakeDiscord, town: Town, verb: str = "new", where: Channel | None = None, **said_: str) -> str:
    act = fake.slash(town.ada, where or town.nlp, f"papers digest {verb}", **said_)
    return said(await act.answered())


def direct(fake: FakeDiscord, town: Town) -> list[Message]:
    return fake.world.direct(town.ada.id).messages


@pytest.mark.parametrize(
    ("denied", "named"),
    [("view_channel", "View Channels and Send Messages"), ("send_messages", "Send Messages")],
)
async def test_it_names_the_permission_and_sets_up_as_soon_as_it_is_given(
    bot: Bot, app: Paperboy, fake: FakeDiscord, town: Town, denied: str, named: str
) -> None:
    fake.deny(town.nlp, denied)
    answer = await ask(fake, town, **NEW)
    assert "“kites” is not set up yet: I cannot post here." in answer and f"I lack {named} here" in answer
    assert (
        not app.of(Subscriptions).all() and len(app.of(WaitingLines).of_place(place_of(town.nlp), app.clock.now())) == 1
    )
    fake.deny(town.nlp, "")
    (message,) = await fake.until(lambda: direct(fake, town))
    assert "“kites” is set up. Up to 3 papers about tidal" in said(message).replace("\n", " ")
    (digest,) = app.of(Subscriptions).all()
    assert (digest.maker.id, digest.place) == (town.ada.id, place_of(town.nlp))
    await fake.until(lambda: not app.of(WaitingLines).of_place(place_of(town.nlp), app.clock.now()))


async def test_a_role_that_is_granted_it_is_enough(bot: Bot, app: Paperboy, fake: FakeDiscord, town: Town) -> None:
    fake.grant(town.guild, "view_audit_log", everyone="view_channel")
    assert "is not set up yet" in await ask(fake, town, **NEW)
    fake.grant(town.guild, "send_messages", everyone="view_channel")
    await fake.until(lambda: [digest.name for digest in app.of(Subscriptions).all()] == ["kites"])


async def test_who_takes_no_direct_message_reads_where_to_look(
    bot: Bot, app: Paperboy, fake: FakeDiscord, town: Town
) -> None:
    fake.deny(town.nlp, "send_messages")
    await ask(fake, town, **NEW)
    town.ada.closed = True
    fake.deny(town.nlp, "")
    (line,) = await fake.until(lambda: fake.posted(town.nlp))
    assert "/papers digest list" in said(line) and "kites" not in said(line)
    await fake.until(lambda: not app.of(WaitingLines).of_place(place_of(town.nlp), app.clock.now()))


async def test_what_was_granted_while_nobody_listened_is_found_at_the_start(
    bot: Bot, app: Paperboy, fake: FakeDiscord, town: Town
) -> None:
    fake.deny(town.nlp, "send_messages")
    await ask(fake, town, **NEW)
    await bot.stop()
    fake.deny(town.nlp, "")
    await bot.start()
    await fake.until(lambda: [digest.name for digest in app.of(Subscriptions).all()] == ["kites"])


async def test_a_week_is_long_enough(bot: Bot, app: Paperboy, fake: FakeDiscord, town: Town) -> None:
    fake.deny(town.nlp, "send_messages")
    await ask(fake, town, **NEW)
    app.tend(app.clock.now() + timedelta(days=8))
    assert not app.of(WaitingLines).of_place(place_of(town.nlp), app.clock.now())


async def test_a_forum_takes_no_digest_and_a_thread_asks_for_its_channel(
    bot: Bot, app: Paperboy, fake: FakeDiscord, town: Town
) -> None:
    forum = fake.channel(town.guild, "questions", forum=True)
    inside = {room.id: room.kind for room in (forum, town.nlp)}
    assert inside[forum.id] == FORUM
    for room in (forum, town.nlp):
        made = Channel(fake.world.snowflake(), "a thread", THREAD, town.guild.id, room.id, owner=town.ada.id)
        fake.world.channels[made.id] = made
        answer = await ask(fake, town, where=made, **NEW)
        assert ("I cannot post digests in a forum" in answer) == (room is forum)
    assert [digest.place for digest in app.of(Subscriptions).all()] == [Place("discord", town.guild.id, town.nlp.id)]


async def test_a_channel_that_was_closed_to_us_hears_no_promise(
    bot: Bot, app: Paperboy, fake: FakeDiscord, town: Town
) -> None:
    await ask(fake, town, **NEW)
    fake.deny(town.nlp, "send_messages")
    for verb, more in (("now", {}), ("resume", {}), ("preview", {}), ("edit", {"top": "2"})):
        assert "I cannot post here yet. I lack Send Messages here" in await ask(fake, town, verb, **more), verb
