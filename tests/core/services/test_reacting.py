"""A reaction finds its paper; where it does not say which, the person is asked, once."""

from datetime import timedelta

import pytest

from core.app import Paperboy
from core.model import Person, Place
from core.services.posted_links import Link
from core.services.reacting import Reactions
from core.store.chats.posts import Posts
from core.store.chats.redraws import Redraws
from core.store.chats.rooms import Rooms
from core.store.engine.record import Record
from core.store.votes.shelf import Shelf
from core.store.votes.votes import Votes
from core.votes.emoji import Message, Reaction, Shown
from core.votes.marks import order_of
from tests.factories import BOB, NOW, bring, call, entry

IDS = ("2611.00010", "2611.00020", "2611.00030")
LIST, CARD = (Message(Place("slack", "T1", "C1"), name) for name in ("list", "card"))
CLEO = Person("discord", "", "77")


@pytest.fixture(autouse=True)
def posts(app: Paperboy) -> None:
    bring(app.of(Record), *(entry(f"Paper on {i}", arxiv=i) for i in IDS))
    app.of(Posts).put(LIST.place, LIST.id, IDS, NOW)
    app.of(Posts).put(CARD.place, CARD.id, IDS[:1], NOW)


def ups(app: Paperboy) -> list[int]:
    return [app.of(Votes).tallies(IDS)[i].up for i in IDS]


def test_a_number_on_a_list_votes_for_that_paper_and_taking_it_back_lowers_it(app: Paperboy) -> None:
    assert app.call(Reactions).react(Reaction(BOB, LIST, "two", True), NOW) is None
    app.call(Reactions).react(Reaction(CLEO, LIST, "2️⃣", True), NOW)
    assert ups(app) == [0, 2, 0]
    app.call(Reactions).react(Reaction(BOB, LIST, "two", False), NOW)
    assert ups(app) == [0, 1, 0]


def test_a_plain_thumb_on_a_list_votes_for_nothing_and_asks_once_which_is_meant(app: Paperboy) -> None:
    card = app.call(Reactions).react(Reaction(BOB, LIST, "+1", True), NOW)
    assert card
    assert [button.line for button in card.buttons] == [f"vote {i} up" for i in IDS]
    assert app.call(Reactions).react(Reaction(BOB, LIST, "fire", True), NOW) is None
    assert app.call(Reactions).react(Reaction(CLEO, LIST, "+1", False), NOW) is None
    assert app.call(Reactions).react(Reaction(CLEO, LIST, "+1", True), NOW) is not None
    assert ups(app) == [0, 0, 0]


def test_under_a_card_thumbs_and_bookmarks_count_and_anything_else_does_nothing(app: Paperboy) -> None:
    for emoji in ("👍🏽", "bookmark", "one", "heart"):
        app.call(Reactions).react(Reaction(BOB, CARD, emoji, True), NOW)
    tally = app.of(Votes).tallies(IDS)[IDS[0]]
    assert (tally.up, tally.down, tally.saved) == (1, 0, 1)
    assert [kept.paper_id for kept in app.of(Shelf).saved(BOB)] == [IDS[0]]


def test_under_a_message_that_shows_no_paper_nothing_counts(app: Paperboy) -> None:
    assert app.call(Reactions).react(Reaction(BOB, Message(LIST.place, "else"), "👍", True), NOW) is None
    assert ups(app) == [0, 0, 0]


def test_after_a_look_the_votes_are_those_that_are_shown(app: Paperboy) -> None:
    app.call(Reactions).react(Reaction(BOB, LIST, "one", True, order_of(NOW)), NOW)
    shown = [Shown(BOB, "three"), Shown(CLEO, "3️⃣", True), Shown(CLEO, "👍"), Shown(CLEO, "keycap_ten")]
    for _ in range(2):
        app.call(Reactions).reconcile(LIST, shown, NOW + timedelta(seconds=9))
        assert ups(app) == [0, 0, 2]


def test_under_somebodys_message_with_one_link_reactions_count_once_its_paper_is_known(app: Paperboy) -> None:
    theirs, links = Message(LIST.place, "theirs"), [Link("u", f"arxiv:{IDS[0]}")]
    assert app.call(Reactions).adopt([Link("u", "arxiv:2611.09999")], call(), theirs, NOW) is None
    assert app.call(Reactions).adopt([*links, Link("v", f"arxiv:{IDS[1]}")], call(), theirs, NOW) is None
    post = app.call(Reactions).adopt(links, call(), theirs, NOW)
    assert post
    assert (post.papers, post.ours) == (IDS[:1], False)
    app.call(Reactions).react(Reaction(BOB, theirs, "👍", True), NOW)
    assert ups(app) == [1, 0, 0]
    assert app.of(Redraws).claim("slack", NOW + timedelta(seconds=9)) != []
    assert all(claim.post.ours for claim in app.of(Redraws).claim("slack", NOW + timedelta(minutes=9)))


def test_where_links_are_left_alone_reactions_under_them_are_too(app: Paperboy) -> None:
    app.of(Rooms).put(call().place, "links", "off")
    assert app.call(Reactions).adopt([Link("u", f"arxiv:{IDS[0]}")], call(), Message(LIST.place, "theirs"), NOW) is None


def test_a_moderator_who_clears_one_emoji_clears_its_bursts_too(app: Paperboy) -> None:
    for burst in (False, True):
        app.call(Reactions).react(Reaction(CLEO, CARD, "👍", True, burst=burst), NOW)
    app.call(Reactions).react(Reaction(BOB, CARD, "🔥", True), NOW)
    app.call(Reactions).clear(CARD, NOW, "👍")
    assert ups(app) == [1, 0, 0]
    app.call(Reactions).clear(CARD, NOW)
    assert ups(app) == [0, 0, 0]


def test_a_reaction_faster_than_the_note_of_whose_message_it_is_is_looked_for(app: Paperboy) -> None:
    message = Message(Place("slack", "T1", "C1"), "77.1")
    app.call(Reactions).react(Reaction(BOB, message, "+1", True, 1), NOW)
    app.call(Reactions).react(Reaction(BOB, Message(message.place, "78.1"), "eyes", True, 1), NOW)
    assert app.of(Posts).to_look_at("slack") == []
    app.of(Posts).put(message.place, message.id, ["p"], NOW)
    app.of(Posts).put(message.place, "78.1", ["p"], NOW)
    (post,) = app.of(Posts).to_look_at("slack")
    assert post.message == message
    app.of(Posts).looked_at(post)
    assert app.of(Posts).to_look_at("slack") == []
