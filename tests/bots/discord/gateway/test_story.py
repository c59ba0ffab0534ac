"""What people do in a server, told over a real socket: they are answered, and their presses after a restart too."""

from core.app import Paperboy
from core.model import Place
from core.store.chats.rooms import Rooms
from core.store.engine.once import Once
from core.store.engine.record import Record
from tests.bots.discord.gateway.conftest import PAPER, UP, Bot, Town, said
from tests.bots.discord.live import lines
from tests.factories import bring, entry
from tests.fakes.discord import FakeDiscord

LINK = f"https://arxiv.org/abs/{PAPER}"


async def test_a_slash_command_is_answered_to_the_one_who_asked(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    act = fake.slash(town.ada, town.nlp, "papers search", query="tidal")
    answer = await act.answered()
    assert "8 papers" in said(answer)
    assert (answer.only_for, fake.posted(town.nlp)) == (town.ada.id, [])


async def test_hello_is_said_once_also_after_a_restart(idle: Bot, fake: FakeDiscord) -> None:
    ada = fake.user("ada")
    guild = fake.guild("Readers", ada)
    nlp = fake.channel(guild, "nlp", system=True)
    await idle.start()
    (hello,) = await fake.until(lambda: fake.posted(nlp))
    assert "Hello, I am Paperboy" in said(hello)
    await idle.stop()
    await idle.start()
    await fake.slash(ada, nlp, "papers help").answered()
    assert fake.posted(nlp) == [hello]


async def test_a_server_that_adds_us_is_greeted_and_who_added_us_is_known(
    bot: Bot, town: Town, fake: FakeDiscord, app: Paperboy
) -> None:
    guild = fake.guild("Rivers", town.ada, town.bo, invited=False)
    room = fake.channel(guild, "general", system=True)
    fake.invite(guild, town.bo)
    (hello,) = await fake.until(lambda: fake.posted(room))
    assert "Hello" in said(hello)
    assert app.of(Rooms).inviter(Place("discord", guild.id)) == town.bo.id


async def test_a_press_after_a_restart_does_what_it_says(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    card = await town.shared()
    await bot.stop()
    await bot.start()
    fake.press(town.ada, card, UP)
    await fake.until(lambda: "1 for, 0 against" in said(card))
    fake.press(town.bo, card, UP)
    await fake.until(lambda: "2 for, 0 against" in said(card))
    fake.press(town.ada, card, UP)
    await fake.until(lambda: "1 for, 0 against" in said(card))
    assert bot.tally().up == 1


async def test_a_title_is_completed_while_it_is_typed(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    act = await fake.complete(town.ada, town.nlp, "papers show", "paper", "tidal ki").done()
    assert PAPER in [choice["value"] for choice in act.choices]
    assert len(act.choices) == 8


async def test_a_form_is_answered_after_a_restart(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    nothing = await fake.menu(town.ada, fake.say(town.bo, town.nlp, "good morning"), "Save paper").answered()
    form = await fake.press(town.ada, nothing, "Search papers").done()
    await bot.stop()
    await bot.start()
    assert "8 papers" in said(await fake.submit(town.ada, form, query="tidal").answered())


async def test_discuss_opens_one_thread_with_the_abstract_first(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    card = await town.shared()
    await fake.choose(town.ada, card, f"discuss {PAPER}").answered()
    (abstract,) = await fake.until(lambda: fake.posted(card.id))
    await fake.choose(town.bo, card, f"discuss {PAPER}").answered()
    assert fake.posted(card.id) == [abstract]


async def test_a_file_is_taken_in_from_its_address(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    digest = f"A paper of rivers\n{LINK}\n".encode()
    answer = await fake.slash(town.ada, town.nlp, "papers add", file=("list.txt", digest)).answered()
    assert "1 paper is queued" in said(answer)
    assert fake.calls["POST /channels/{channel}/messages"] <= 1


async def test_the_papers_of_a_message_are_saved_from_its_menu(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    message = fake.say(town.bo, town.nlp, f"look at {LINK}")
    assert "Saved" in said(await fake.menu(town.ada, message, "Save paper").answered())


async def test_in_a_direct_message_a_member_is_answered(bot: Bot, town: Town, fake: FakeDiscord) -> None:
    stranger = fake.user("sue")
    for user, text in ((town.ada, "8 papers"), (stranger, "")):
        room = fake.world.direct(user.id)
        answer = said(await fake.slash(user, room, "papers search", query="tidal").answered())
        assert text in answer
        assert ("8 papers" in answer) is bool(text)


async def test_links_are_read_only_where_the_setting_asks_and_discord_grants(
    idle: Bot, town: Town, fake: FakeDiscord
) -> None:
    idle.app.of(Once).first(f"hello:discord/{town.guild.id}", 3600)
    fake.world.content_granted = True
    await idle.start()
    fake.say(town.ada, town.nlp, LINK)
    await fake.slash(town.ada, town.nlp, "papers help").answered()
    assert fake.posted(town.nlp) == []
    await idle.stop()
    await idle.start(DISCORD_READ_LINKS="1")
    fake.say(town.bo, town.nlp, LINK)
    (card,) = await fake.until(lambda: fake.posted(town.nlp))
    assert UP in lines(card.components)


async def test_ten_papers_saved_from_one_message_are_all_named_and_what_is_left_over_is_said(
    bot: Bot, town: Town
) -> None:
    bring(
        bot.app.of(Record), *(entry(f"Lutes {n} of old", arxiv=f"2611.{n:05d}") for n in range(18, 20)), where="b.txt"
    )
    links = " ".join(f"https://arxiv.org/abs/2611.{n:05d}" for n in range(10, 22))
    answer = await town.fake.menu(town.ada, town.fake.say(town.bo, town.nlp, links), "Save paper").answered()
    assert said(answer).count("Saved: Tidal Kites") == 8 and said(answer).count("Saved: ") == 10
    assert "That message links to 12 papers; I took the first 10." in said(answer)
    assert list(lines(answer.components)) == ["p:saved"]
