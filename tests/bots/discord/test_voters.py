"""Who voted, where the community allows it: as mentions that wake nobody, of Discord only."""

import pytest

from bots.discord.render.drawing import NAMED
from bots.discord.render.message import message
from core.app import Paperboy
from core.cards.card import Card, Field, Reply
from core.model import Call, Marked, Person, Place
from core.store.votes.votes import Votes
from tests.bots.discord.conftest import Server, parts
from tests.bots.discord.live import live, texts
from tests.factories import with_rules

PAPER = "2611.00010"


async def test_voters_of_discord_are_mentioned_and_the_others_counted(server: Server, app: Paperboy) -> None:
    with_rules(app, voters_named=True)
    bo = str(server.bo.id)
    for person in (Person("discord", "", bo), Person("slack", "T1", "UCLEO")):
        app.of(Votes).press(
            Call(person, Place("discord", "1", "1"), server.bot.session.clock.now(), person.id), PAPER, "up"
        )
    done = await server.ada.slash(server.nlp, "papers votes", paper=PAPER)
    assert done.ephemeral and done.response
    written = "\n".join(texts(parts(done.response)))
    assert f"1 on Discord, 1 on Slack <@{bo}>" in written
    assert "UCLEO" not in written
    # `broken` of conftest sees at the end of each test that no mention of a message wakes anybody


async def test_a_community_that_does_not_name_voters_sees_none(server: Server, app: Paperboy) -> None:
    person = Person("discord", "", str(server.bo.id))
    app.of(Votes).press(Call(person, Place("discord", "1", "1"), server.bot.session.clock.now(), "x"), PAPER, "up")
    done = await server.ada.slash(server.nlp, "papers votes", paper=PAPER)
    assert done.response and "<@" not in "\n".join(texts(parts(done.response)))


@pytest.mark.parametrize("user", ["1> @everyone <@2", "x", "", "¹²³", "１２３"])
def test_what_is_no_id_is_no_mention(user: str) -> None:
    fields = (Field("for", "2 on Discord", (Person("discord", "", user), Person("discord", "", "42"))),)
    (written,) = texts(message(Reply((Card(Marked("Votes"), fields=fields),)), "", str).components)
    assert [mark.text for mark in live(written) if mark.kind == "mention"] == ["@42"]


def test_of_many_the_earliest_are_named() -> None:
    people = tuple(Person("discord", "", str(n)) for n in range(1, 500))
    fields = (Field("for", "499 on Discord", people),)
    (written,) = texts(message(Reply((Card(Marked("Votes"), fields=fields),)), "", str).components)
    assert written.count("<@") == NAMED
    assert written.endswith("<@20> …")
