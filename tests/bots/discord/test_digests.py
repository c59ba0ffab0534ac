"""Digests in Discord: their options are completed, the zone is asked once, and the day's post counts reactions and stays whole."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bots.discord.api import marked
from bots.discord.render.limits import BUTTON, count, walk
from bots.discord.render.message import Payload, message, redraw
from bots.discord.setup.tree import _completed
from core.app import Paperboy
from core.cards.card import Card, Reply
from core.cards.views import paper_card
from core.catalog import Catalog
from core.commands.dispatch import answer
from core.commands.table import TABLE
from core.model import Call, Person, Place, Tally
from core.store.chats.posts import Posts
from core.store.chats.rooms import Rooms
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from core.store.votes.votes import Votes
from core.subscriptions import wording
from core.subscriptions.model import Subscription
from tests.bots.discord.conftest import Server, acts, parts, said
from tests.bots.discord.live import texts
from tests.bots.letters import DIGEST, daily, learned, letter_of, parts_of, picks
from tests.factories import NOW, bring, entry
from tests.fakes.discord.checks import message as check

ZONE_BUTTONS = ("Europe/Paris", "America/New_York")


def room(server: Server) -> Place:
    return Place("discord", str(server.guild.id), str(server.nlp.id))


async def offered(server: Server, verb: str, option: str, typed: str) -> list[str]:
    outcome = await server.ada.autocomplete(server.nlp, f"papers digest {verb}", option, typed)
    return [item["value"] for item in outcome]


def owned(server: Server, app: Paperboy, line: str) -> Subscription:
    """A digest of Ada's in the channel."""
    call = Call(Person("discord", "", str(server.ada.id)), room(server), server.bot.session.clock.now(), line)
    answer(app, line, call)
    return app.of(Subscriptions).of_place(room(server))[-1]


async def test_the_options_of_a_digest_are_completed(server: Server, app: Paperboy) -> None:
    bring(
        app.of(Record),
        entry("Looms", categories=("cs.LG", "cs.CL", "math.CO")),
        day=server.bot.session.clock.now().date(),
    )
    app.of(Catalog).catch_up()
    app.of(Catalog).warm()
    assert "Europe/Paris" in await offered(server, "new", "tz", "par")
    assert await offered(server, "new", "cats", "math.CO,cs.L") == ["math.CO,cs.LG"]
    assert (await offered(server, "new", "days", ""))[:2] == ["mon-fri", "daily"]
    assert await offered(server, "new", "days", "sat") == ["sat"]
    assert await offered(server, "new", "quiet", "say so") == ["line"]
    assert await offered(server, "new", "layout", "c") == ["compact", "cards"]
    assert await offered(server, "new", "board", "no") == ["no"]
    (source,) = set(await offered(server, "new", "sources", ""))
    assert (await offered(server, "edit", "sources", f"x,{source[:2]}")) == [f"x,{source}"]


def completed_of_new() -> set[str]:
    return {option.name for option in _completed(TABLE["digest new"])}


async def test_a_digests_name_is_completed_where_it_is_and_for_its_maker(server: Server, app: Paperboy) -> None:
    digest = owned(server, app, "digest new tz:UTC name:kites")
    assert await offered(server, "edit", "name", "ki") == [digest.id]
    assert await offered(server, "pause", "name", "") == [digest.id]
    assert await offered(server, "stop", "name", "x") == []
    elsewhere = await server.ada.autocomplete(server.board, "papers digest edit", "name", "")
    assert elsewhere == [{"name": "kites (#nlp)", "value": digest.id}]
    assert await offered(server, "new", "tz", "utc") and "name" not in completed_of_new()


async def test_the_zone_is_asked_once_in_a_server(server: Server, app: Paperboy) -> None:
    app.of(Rooms).invited(Place("discord", str(server.guild.id)), Person("discord", "", str(server.ada.id)))
    asked = await server.ada.slash(server.nlp, "papers digest new", topics='"number 3"', top="3")
    assert "Which time zone" in said(asked.response)
    assert all(len(line) <= 100 for line in acts(asked.response))
    done = await server.ada.click(asked.response, label=ZONE_BUTTONS[1])  # type: ignore[arg-type]
    text = said(done.followups[-1])
    assert "(America/New_York)" in text and "about “number 3”" in text
    again = await server.ada.slash(server.nlp, "papers digest new", name="another")
    assert "“another” is set up" in said(again.response)


async def test_the_days_post_counts_a_number_and_its_buttons_and_opens_its_papers(
    server: Server, app: Paperboy
) -> None:
    letter = letter_of(app, 5)
    session = server.bot.session
    drawn = await session.draw(
        Reply(letter.cards, private=False), "", Call(Person("x", "", "1"), room(server), NOW, "d")
    )
    post = await session.send.post(server.nlp.id, Payload(drawn.text, tuple(marked(drawn.components, "k"))), "k")
    app.of(Posts).put(room(server), str(post.id), letter.papers, server.bot.session.clock.now())
    await server.bo.react(post, "2️⃣")
    assert [app.of(Votes).tallies(letter.papers)[paper].up for paper in letter.papers] == [0, 1, 0, 0, 0]
    await server.ada.click(post, label="2️⃣ Vote")
    shown = server.nlp.last_message
    assert shown and labels(shown) == ["1️⃣ Vote", "2️⃣ 2", "3️⃣ Vote", "4️⃣ Vote", "5️⃣ Vote", "See all 8", "Change this"]
    assert parts(shown)[0]["id"] == parts(post)[0]["id"] and "Press, or react with, a number to vote" in said(shown)
    opened = await server.bo.select(shown, [f"show {letter.papers[2]}"], custom_id="s:papers")
    (card,) = opened.followups
    assert "Tidal Kites number 2" in said(card) and {"Worth reading", "Save"} <= {
        label.removeprefix("▲ ") for label in labels(card)
    }


def labels(message: object) -> list[str]:
    """What stands on the buttons of a message, in order."""
    return [str(part["label"]) for part in walk(parts(message)) if part["type"] == BUTTON]  # type: ignore[arg-type]


def sent(cards: tuple[Card, ...]) -> Payload:
    return message(Reply(cards, private=False), "", lambda line: f"~{len(line)}")


@pytest.mark.parametrize("wordy", [False, True])
@pytest.mark.parametrize("layout", ["compact", "cards"])
@pytest.mark.parametrize("size", range(1, 11))
def test_a_post_shows_all_its_picks_within_the_limits(size: int, layout: str, wordy: bool) -> None:
    payload = sent(daily(picks(size, wordy=wordy), layout))
    assert check(payload.post()) == [] and count(payload.components) <= 40
    text = str(payload.post())
    assert all(f"Sparse Mixture Routing {n} at Scale" in text for n in range(1, size + 1))
    assert "not fit here" not in text and "digest edit ab12" in text
    assert ("next Monday 09:00" if layout == "compact" else "Monday 23 November") in text


def test_drawn_anew_a_card_of_a_full_post_grows_by_its_votes_alone() -> None:
    some = picks(10, wordy=True)
    before = sent(daily(some, "cards")).components
    card = paper_card(some[3][0], Tally(up=2, down=1))
    after = redraw(before, card, lambda line: f"~{len(line)}")
    lines = [texts_of(item) for item in (before, after)]
    assert len(before) == len(after) and "2 for, 1 against" in lines[1] and "2 for, 1 against" not in lines[0]
    assert len(lines[1]) - len(lines[0]) < 60 and "<t:" not in lines[1] and "4\\. [Sparse Mixture Routing 4" in lines[1]


def texts_of(components: object) -> str:
    return "\n".join(texts(components))


def test_up_to_five_picks_have_their_votes_as_buttons() -> None:
    text = str(sent(daily(picks(5), "cards")).post())
    assert text.count("Worth reading") == 5 and text.count("'placeholder'") == 5


def test_the_days_post(snapshot: SnapshotAssertion) -> None:
    assert sent(daily(picks(3))).post() == snapshot.use_extension(JSONSnapshotExtension)


def test_the_first_post_that_was_learned(snapshot: SnapshotAssertion) -> None:
    assert sent(learned()).post() == snapshot.use_extension(JSONSnapshotExtension)


@given(
    st.lists(st.text("aW_*[]()|~`<>&é漢🜁 ", min_size=1, max_size=600), min_size=10, max_size=10), st.integers(0, 20_000)
)
def test_ten_picks_fit_one_message_whatever_their_titles_are(titles: list[str], up: int) -> None:
    some = tuple(
        (msgspec.structs.replace(paper, title=title, code="https://code.example/" + "x" * 80), why)
        for title, (paper, why) in zip(titles, picks(10, wordy=True), strict=True)
    )
    cards = wording.daily(DIGEST, parts_of(some), {paper.id: Tally(up=up) for paper, _ in some})
    drawn = message(Reply(cards, private=False), "", str)
    assert check(drawn.post()) == []
    votes = [c for c in walk(drawn.components) if str(c.get("custom_id")).startswith("p:vote ")]
    assert len(votes) == 10 and count(drawn.components) <= 40
