"""Of several papers in a message that everybody sees each says which number votes for it: its place there, not in the list."""

import msgspec

from core.app import Paperboy
from core.cards.card import Field, Reply
from core.cards.views import note, page_card, paper_card
from core.catalog import Catalog
from core.model import Paper, Place, Tally
from core.services.redraw import cards_of, for_all, named
from core.store.chats.posts import Posts
from core.store.engine.record import Record
from core.store.votes.votes import Votes
from core.votes.emoji import KEYCAPS, MOST_NUMBERS, Emoji, Message
from tests.factories import ADA, BOB, NOW, bring, entry

IDS = ("2611.00010", "2611.00020", "2611.00030")
POST = Message(Place("slack", "T1", "C1"), "1.1")


def listed(count: int, first: int = 1) -> Reply:
    """A page of a list that begins at a number."""
    cards = (paper_card(Paper(f"p{n}", f"Paper {n}"), Tally(n), number=n) for n in range(first, first + count))
    return Reply((*cards, page_card(30, 2, count, "top", "found")))


def votes_shown(reply: Reply) -> list[str]:
    return [next((field.value for field in card.fields if field.name == "votes"), "") for card in reply.cards]


def test_the_number_beside_a_paper_is_its_place_in_the_message_not_in_the_list() -> None:
    reply = for_all(listed(3, first=6))
    assert [card.title.text[:3] for card in reply.cards[:3]] == ["6. ", "7. ", "8. "]
    assert [value.partition(" ")[0] for value in votes_shown(reply)[:3]] == [f"{n}️⃣" for n in (1, 2, 3)]
    assert all("️⃣" in card.plain for card in reply.cards[:3])
    assert "React with a paper's number to vote for it; a plain 👍 votes for none." in reply.cards[-1].plain


def test_one_paper_alone_has_no_number_even_where_it_stands_twice() -> None:
    card = paper_card(Paper("p", "One"), Tally())
    for reply in (Reply((card,)), Reply((card, card)), Reply((note("None"),))):
        assert for_all(reply) == reply


def test_only_ten_papers_have_a_number_and_every_one_is_read_as_that_number() -> None:
    numbers = [value for value in votes_shown(for_all(listed(12))) if value.partition(" ")[0] in KEYCAPS]
    assert len(numbers) == MOST_NUMBERS
    read = [Emoji().read(emoji) for emoji in KEYCAPS]
    assert [meaning.number for meaning in read if meaning] == list(range(1, 11))


def test_a_redraw_says_the_number_again_by_the_messages_own_order(app: Paperboy) -> None:
    bring(app.of(Record), *(entry(f"Paper on {i}", arxiv=i) for i in IDS))
    app.of(Posts).put(POST.place, POST.id, IDS, NOW)
    (card,) = cards_of(app.of(Catalog), app.of(Votes), app.of(Posts), IDS[1:2], POST.place, POST)
    assert card.plain.startswith("2️⃣ ")
    assert "️⃣" not in cards_of(app.of(Catalog), app.of(Votes), app.of(Posts), IDS[1:2], POST.place)[0].plain
    assert (
        "️⃣"
        not in cards_of(app.of(Catalog), app.of(Votes), app.of(Posts), IDS, POST.place, Message(POST.place, "private"))[
            0
        ].plain
    )


def test_under_one_paper_and_under_messages_of_others_a_redraw_says_no_number(app: Paperboy) -> None:
    bring(app.of(Record), *(entry(f"Paper on {i}", arxiv=i) for i in IDS))
    app.of(Posts).put(POST.place, "one", IDS[:1], NOW)
    app.of(Posts).put(POST.place, "theirs", IDS, NOW, ours=False)
    for name in ("one", "theirs"):
        assert (
            "️⃣"
            not in cards_of(
                app.of(Catalog),
                app.of(Votes),
                app.of(Posts),
                IDS[:1],
                POST.place,
                msgspec.structs.replace(POST, id=name),
            )[0].plain
        )


def test_people_are_named_as_many_as_are_given() -> None:
    field = Field("for", "2 on Slack", (ADA, BOB))
    assert named(field, ["Ada", "Bo"]).value == "2 on Slack: Ada, Bo"
    assert named(field, ["Ada"]).value == "2 on Slack: Ada, …"
    assert named(field, []) == Field("for", "2 on Slack")
