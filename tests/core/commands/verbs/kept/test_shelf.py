"""A person's own list: several tags, what is read and what is not, and what becomes of both when papers become one."""

import json

import pytest

from core.app import Paperboy
from core.cards.card import Reply
from core.commands.dispatch import answer
from core.model import Person
from core.store.engine import keys
from core.store.engine.record import Record
from core.store.votes.shelf import Shelf
from tests.core.commands.verbs.test_verbs import said, titles
from tests.factories import ADA, BOB, NOW, bring, call, entry

KITES, LAMPS = (entry(title, arxiv=f"2611.{n:05}") for n, title in enumerate(("Kites", "Lamps"), 1))


@pytest.fixture(autouse=True)
def papers(app: Paperboy) -> None:
    bring(app.of(Record), KITES, LAMPS)


def ask(app: Paperboy, line: str, person: Person = ADA) -> Reply:
    return answer(app, line, call(person))


def lines(reply: Reply) -> list[str]:
    return [button.line for card in reply.cards for button in card.buttons]


def tags(app: Paperboy, paper: str) -> tuple[str, ...]:
    return next(row.tags for row in app.of(Shelf).saved(ADA) if row.paper_id == paper)


def test_a_saved_paper_has_as_many_tags_as_are_put_on_it_each_once(app: Paperboy) -> None:
    assert "under “to read” and “Graphs”" in said(ask(app, 'save 2611.00001 tag:"to read, Graphs"'))
    ask(app, "save 2611.00001 tag:graphs,wind")
    ask(app, "save 2611.00001")
    assert tags(app, "2611.00001") == ("to read", "Graphs", "wind")
    for tag in ("WIND", "graphs", '"to read"', '"wind, to read"', "tag:wind,graphs"):
        assert titles(ask(app, f"saved {tag}")) == ["Kites"], tag
    assert titles(ask(app, "saved tag:wind,lamps")) == []


def test_a_tag_is_taken_off_and_put_back_without_the_paper_leaving_the_list(app: Paperboy) -> None:
    ask(app, 'save 2611.00001 tag:"to read,wind"')
    reply = ask(app, 'unsave 2611.00001 tag:"To Read"')
    assert tags(app, "2611.00001") == ("wind",)
    assert 'save 2611.00001 tag:"to read"' in lines(reply)
    assert "is no tag of yours" in said(ask(app, "unsave 2611.00001 tag:never"))


def test_what_is_put_back_on_the_list_has_its_tags_again(app: Paperboy) -> None:
    ask(app, 'save 2611.00001 tag:"to read,wind"')
    back = next(line for line in lines(ask(app, "unsave 2611.00001")) if line.startswith("save"))
    ask(app, back)
    assert tags(app, "2611.00001") == ("to read", "wind")


@pytest.mark.parametrize(
    "more", ["2611.00002", "2611.00002 2611.00003", "and 2611.00002", "tag:https://arxiv.org/abs/2611.00002"]
)
def test_a_second_paper_is_no_tag_of_the_first_and_nothing_is_saved(app: Paperboy, more: str) -> None:
    assert "Save one paper at a time." in said(ask(app, f"save 2611.00001 {more}"))
    assert not app.of(Shelf).saved(ADA)


def test_what_is_not_on_the_list_is_not_said_to_be_taken_off(app: Paperboy) -> None:
    reply = ask(app, "unsave 2611.00001")
    assert said(reply).startswith("“Kites” is not on your list.") and lines(reply) == ["saved"]


def test_saved_unread_lists_what_is_not_marked_as_read(app: Paperboy) -> None:
    ask(app, "save 2611.00001 tag:wind")
    ask(app, "save 2611.00002")
    assert "Marked as read: “Kites”" in said(ask(app, "read 2611.00001"))
    assert titles(ask(app, "saved unread")) == ["Lamps"]
    assert titles(ask(app, "saved read")) == ["Kites"]
    assert titles(ask(app, "saved show:read tag:wind")) == ["Kites"]
    ask(app, "save 2611.00001 tag:more")
    assert titles(ask(app, "saved read")) == ["Kites"]
    ask(app, "unread 2611.00001")
    assert len(titles(ask(app, "saved unread"))) == 2
    assert said(ask(app, "saved read")).startswith("None of your saved papers is read.")


def test_where_no_saved_paper_fits_it_is_not_said_that_none_is_saved(app: Paperboy) -> None:
    assert said(ask(app, "saved unread")).startswith("No saved papers yet. Press Save on a card.")
    ask(app, "save 2611.00001 tag:wind")
    ask(app, "read 2611.00001")
    for line, sentence in {
        "saved unread": "None of your saved papers is unread.",
        "saved rain": "None of your saved papers is under “rain”.",
        "saved wind show:unread": "None of your saved papers under “wind” is unread.",
    }.items():
        reply = ask(app, line)
        assert said(reply).strip() == sentence and lines(reply) == ["saved"]


def test_a_card_of_ones_list_is_marked_where_others_are_saved(app: Paperboy) -> None:
    ask(app, "save 2611.00001")
    card = ask(app, "saved").cards[0]
    assert [act.label for act in card.buttons] == ["▲ Worth reading", "▼ Skip", "Mark as read", "PDF"]
    ask(app, "read 2611.00001")
    card = ask(app, "saved").cards[0]
    assert "Mark as unread" in [act.label for act in card.buttons]
    assert next(field.value for field in card.fields if field.name == "why") == "read"


def test_what_is_not_on_the_list_is_not_marked_and_said_so(app: Paperboy) -> None:
    reply = ask(app, "read 2611.00001")
    assert "“Kites” is not on your list." in said(reply) and "save 2611.00001" in lines(reply)
    assert app.of(Shelf).saved(ADA) == []


def test_a_tag_and_a_mark_are_their_persons_alone(app: Paperboy) -> None:
    for person in (ADA, BOB):
        ask(app, "save 2611.00001", person)
    ask(app, "save 2611.00001 tag:secret")
    ask(app, "read 2611.00001")
    assert "secret" not in said(ask(app, "saved", BOB)) and len(titles(ask(app, "saved unread", BOB))) == 1
    assert "nothing to export" in said(ask(app, "export json tag:secret", BOB))


def test_a_list_from_before_there_were_several_tags_opens_with_its_one(app: Paperboy) -> None:
    ask(app, "save 2611.00001")
    text = app.of(Record).text
    row = {"paper_id": "2611.00001", "tag": "to read, soon", "at": "2026-11-20T09:00:00Z"}
    text.hset(keys.saved(ADA), "2611.00001", json.dumps(row))
    assert tags(app, "2611.00001") == ("to read, soon",)
    assert titles(ask(app, 'saved "to read, soon"')) == ["Kites"]
    ask(app, "save 2611.00001 tag:wind")
    ask(app, "read 2611.00001")
    assert tags(app, "2611.00001") == ("to read, soon", "wind")


def test_two_saved_papers_that_are_merged_by_hand_are_one_with_the_tags_of_both(app: Paperboy) -> None:
    ask(app, "save 2611.00001 tag:wind")
    ask(app, "save 2611.00002 tag:light")
    ask(app, "read 2611.00002")
    ask(app, "paper merge 2611.00001 2611.00002")
    reply = ask(app, "saved read")
    assert titles(reply) == ["Kites"] and "“light” and “wind”" in said(reply)
    ask(app, "unread 2611.00001")
    assert titles(ask(app, "saved read")) == []
    ask(app, "paper split 2611.00002")
    assert tags(app, "2611.00001") == ("wind",) and tags(app, "2611.00002") == ("light",)


def test_a_redelivered_mark_does_nothing(app: Paperboy) -> None:
    shelf = app.of(Shelf)
    shelf.save(ADA, "2611.00001", ("wind",), NOW, "d1")
    shelf.mark(ADA, "2611.00001", NOW, "d2", read=True)
    shelf.mark(ADA, "2611.00001", NOW, "d3", read=False)
    shelf.mark(ADA, "2611.00001", NOW, "d2", read=True)
    shelf.save(ADA, "2611.00001", ("late",), NOW, "d1")
    row = shelf.saved(ADA)[0]
    assert (row.read, row.tags) == (False, ("wind",))
