"""Messages to Paperboy: a direct one is a command; a mention is answered to its author alone where one person may see it."""

from tests.bots.asked import PAPER, private_lines
from tests.bots.discord.gateway.conftest import Bot, Town, said
from tests.fakes.discord import Message
from tests.fakes.discord.things import APP


def mention(town: Town, line: str) -> Message:
    return town.fake.say(town.ada, town.nlp, f"<@{APP}> {line}")


def direct(town: Town) -> list[Message]:
    """What stands in Ada's direct channel with the bot, of the bot's."""
    return town.fake.posted(town.fake.world.direct(town.ada.id))


async def test_a_mention_of_a_private_verb_is_answered_by_direct_message(bot: Bot, town: Town) -> None:
    mention(town, "search tidal limit:1")
    (answer,) = await town.fake.until(lambda: direct(town))
    assert "Tidal Kites" in said(answer)
    assert town.fake.posted(town.nlp) == []


async def test_where_direct_messages_are_closed_one_line_without_content_names_the_command(
    bot: Bot, town: Town
) -> None:
    town.fake.world.users[town.ada.id].closed = True
    question = mention(town, "search tidal limit:1")
    (line,) = await town.fake.until(lambda: town.fake.posted(town.nlp))
    assert "Type /papers search instead" in said(line) and line.reference == question.id
    assert "idal" not in said(line)


async def test_a_mention_of_what_all_may_see_is_answered_under_it(bot: Bot, town: Town) -> None:
    question = mention(town, f"share {PAPER}")
    (card,) = await town.fake.until(lambda: town.fake.posted(town.nlp))
    assert card.reference == question.id and "Tidal Kites" in said(card)


async def test_a_direct_message_is_a_command(bot: Bot, town: Town) -> None:
    town.fake.say(town.ada, town.fake.world.direct(town.ada.id), "search tidal limit:1")
    (answer,) = await town.fake.until(lambda: direct(town))
    assert "Tidal Kites" in said(answer)


async def test_what_people_say_to_each_other_is_not_answered(bot: Bot, town: Town) -> None:
    town.fake.say(town.ada, town.nlp, "search tidal")
    mention(town, f"share {PAPER}")
    await town.fake.until(lambda: town.fake.posted(town.nlp))
    assert len(town.fake.posted(town.nlp)) == 1 and direct(town) == []


async def test_no_private_verb_posts_anything_where_it_is_asked_by_mention(bot: Bot, town: Town) -> None:
    for line in private_lines():
        before = len(direct(town))
        mention(town, line)
        await town.fake.until(lambda before=before: len(direct(town)) > before)  # type: ignore[misc]
    assert town.fake.posted(town.nlp) == []
