"""Messages to Paperboy: a direct one is a command; a mention is answered to its author alone where one person may see it."""

import pytest

from core.app import Paperboy
from core.catalog import Catalog
from core.commands.dispatch import answer
from core.ingest.arrivals import Arrivals
from core.model import Call, Person
from core.scope import moderated
from core.store.papers.hidden import EVERYWHERE, Hidden
from tests.bots.asked import PAPER, private_lines
from tests.bots.discord.gateway.conftest import Bot, Town, place_of, said
from tests.bots.discord.live import lines
from tests.factories import abstract, with_rules
from tests.fakes.discord import Message, User
from tests.fakes.discord.things import APP


def mention(town: Town, line: str, who: User | None = None) -> Message:
    return town.fake.say(who or town.ada, town.nlp, f"<@{APP}> {line}")


def direct(town: Town, who: User | None = None) -> list[Message]:
    """What stands in somebody's direct channel with the bot, of the bot's: Ada's."""
    return town.fake.posted(town.fake.world.direct((who or town.ada).id))


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


async def test_a_press_in_a_direct_answer_acts_where_it_was_asked_for(bot: Bot, town: Town, app: Paperboy) -> None:
    town.guild.managers.add(town.bo.id)
    mention(town, f"paper hide {PAPER}", town.bo)
    (answer,) = await town.fake.until(lambda: direct(town, town.bo))
    here = moderated(place_of(town.nlp))
    assert "is hidden in this server" in said(answer) and PAPER in app.of(Hidden).of(here)
    assert said(answer).endswith("You asked for this in #nlp; what you press here acts there.")
    shown = await town.fake.press(town.bo, answer, "Show it again").answered()
    assert "is shown in this server" in said(shown) and not app.of(Hidden).of(here)
    again = await town.fake.press(town.bo, shown, "Hide it").answered()
    assert "is hidden in this server" in said(again) and PAPER in app.of(Hidden).of(here)
    town.guild.managers.clear()
    refused = await town.fake.press(town.bo, answer, "Show it again").answered()
    assert "may do that here" in said(refused) and PAPER in app.of(Hidden).of(here)
    town.guild.members.remove(town.bo.id)
    gone = await town.fake.press(town.bo, answer, "Show it again").answered()
    assert "in a channel that you cannot see now" in said(gone) and PAPER in app.of(Hidden).of(here)


async def test_a_search_form_that_is_opened_from_a_direct_answer_searches_where_it_was_asked_for(
    bot: Bot, town: Town, app: Paperboy
) -> None:
    pasted = Call(Person("discord", "", town.bo.id), place_of(town.nlp), app.clock.now(), "paste", open_to_all=True)
    answer(app, f"add Amber Gramophones\n\n{abstract('gramophones')}", pasted)
    for todo in app.of(Arrivals).todo():
        app.ingest_slice(todo.id, app.clock.now())
    await town.fake.until(lambda: not app.of(Catalog).behind())
    mention(town, "home")
    (home,) = await town.fake.until(lambda: direct(town))
    opened = await town.fake.press(town.ada, home, "Search papers").done()
    reply = await town.fake.submit(town.ada, opened, query="amber gramophones").answered()
    assert "Amber Gramophones" in said(reply)
    assert said(reply).endswith("You asked for this in #nlp; what you press here acts there.")
    more = await town.fake.press(town.ada, reply, "More").done()
    again = await town.fake.submit(town.ada, more, source="pasted").answered()
    assert "Amber Gramophones" in said(again)
    town.guild.members.remove(town.ada.id)
    gone = await town.fake.submit(town.ada, opened, query="amber gramophones").answered()
    assert "in a channel that you cannot see now" in said(gone)


async def test_a_typed_vote_is_told_to_its_person_alone(bot: Bot, town: Town) -> None:
    mention(town, f"vote {PAPER} up")
    (reply,) = await town.fake.until(lambda: direct(town))
    assert "You voted for it." in said(reply) and town.fake.posted(town.nlp) == []


async def test_the_operators_place_asks_before_it_destroys_and_takes_the_press_that_answers(
    bot: Bot, town: Town, app: Paperboy
) -> None:
    with_rules(app, admins=f"discord:{town.nlp.id}")
    mention(town, f"paper remove {PAPER}")
    (asked,) = await town.fake.until(lambda: direct(town))
    done = await town.fake.press(town.ada, asked, "Remove it").answered()
    assert "is removed for everybody" in said(done) and PAPER in app.of(Hidden).of(EVERYWHERE)


async def test_a_vote_on_a_direct_answer_is_shown_there_and_its_acts_still_act_where_it_was_asked_for(
    bot: Bot, town: Town
) -> None:
    mention(town, f"show {PAPER}")
    (card,) = await town.fake.until(lambda: direct(town))
    acts = list(lines(card.components))
    assert f"p:@{town.nlp.id} vote {PAPER} up" in acts and not any("share" in act or "discuss" in act for act in acts)
    town.fake.press(town.ada, card, "▲ Worth reading")
    await town.fake.until(lambda: "1 for, 0 against" in said(card))
    assert list(lines(card.components)) == acts, "no act comes, goes or moves"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (f"save {PAPER}", "I did that, but cannot send you a direct message. Next time type /papers save"),
        (f"paper remove {PAPER}", "Let members of this server write to you, then ask again"),
        (f"show {PAPER}", "Type /papers show instead"),
        ("no-such-verb", "Type /papers search instead"),
    ],
)
async def test_where_direct_messages_are_closed_the_line_says_what_is_so(
    bot: Bot, town: Town, line: str, sentence: str
) -> None:
    town.fake.world.users[town.ada.id].closed = True
    mention(town, line)
    (shut,) = await town.fake.until(lambda: town.fake.posted(town.nlp))
    assert sentence in said(shut)


async def test_an_option_typed_into_the_first_field_is_what_it_is_in_a_typed_line(bot: Bot, town: Town) -> None:
    reply = await town.fake.slash(town.ada, town.nlp, "papers search", query="tidal author:Levine").answered()
    assert "Nothing found for “tidal author:Levine”" in said(reply)
    reply = await town.fake.slash(town.ada, town.nlp, "papers search", query="author:Byron", limit=5).answered()
    turned = town.fake.press(town.ada, reply, "Next")
    assert "Page 1 of 2, 8 papers for “author:Byron”" in said(reply)
    await town.fake.until(lambda: "Page 2 of 2, 8 papers for “author:Byron”" in said(reply))
    assert not turned.answers


async def test_what_only_a_button_can_do_names_the_button_and_no_command_that_there_is_not(
    bot: Bot, town: Town
) -> None:
    mention(town, f"discuss {PAPER}")
    (reply,) = await town.fake.until(lambda: direct(town))
    assert said(reply) == "I cannot do that from a message. Press Discuss on the paper's card."
