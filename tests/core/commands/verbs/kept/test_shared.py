"""Lists that people share: who sees and fills them, who may change them, and what undoes what."""

import json
from datetime import timedelta

import msgspec
import pytest

from core.app import Paperboy
from core.commands.dispatch import answer
from core.model import Place
from core.store.engine import keys
from core.store.engine.log import Log
from core.store.engine.record import Record
from core.store.kept.lists import SharedLists
from tests.core.commands.verbs.kept.test_notes import EVE, MAX, NLP, STRANGER, THEIRS, VISION, ask, at, drain, line_for
from tests.core.commands.verbs.test_verbs import said, titles
from tests.factories import NOW, bring, call, entry

KITES, LAMPS = (entry(title, arxiv=f"2611.{n:05}") for n, title in enumerate(("Kites", "Lamps"), 1))
DIRECT = Place("slack", "T1", "D1")


@pytest.fixture(autouse=True)
def papers(app: Paperboy) -> None:
    bring(app.of(Record), KITES, LAMPS)


@pytest.fixture
def club(app: Paperboy) -> None:
    """A list of the workspace with a paper on it."""
    ask(app, 'list new "Friday club"', at(NLP))
    ask(app, 'list add 2611.00001 "Friday club"', at(NLP))


@pytest.mark.usefixtures("club")
def test_a_list_is_seen_and_filled_by_all_of_the_workspace(app: Paperboy) -> None:
    for made in (at(NLP), at(VISION, MAX), at(Place("slack", "T1"), MAX)):
        assert titles(ask(app, "list show friday club", made)) == ["Kites"]
        assert "Friday club: 1 paper" in said(ask(app, "list", made))
    ask(app, "list add 2611.00002 Friday Club", at(VISION, MAX))
    assert set(titles(ask(app, "list show Friday club", at(NLP)))) == {"Kites", "Lamps"}


@pytest.mark.usefixtures("club")
@pytest.mark.parametrize(
    "made", [at(THEIRS, STRANGER), at(NLP, STRANGER, foreign=True), call(), at(Place("discord", "1", "2"), MAX)]
)
def test_a_stranger_learns_nothing_of_a_list_and_changes_nothing(app: Paperboy, made: object) -> None:
    list_id = app.of(SharedLists).made_by(EVE)[0].id
    for name in ("Friday club", list_id):
        for line in (
            f'list show "{name}"', f'list add 2611.00002 "{name}"', f'list remove 2611.00001 "{name}"',
            f'list rename "{name}" to:mine', f'list delete "{name}" sure:yes', f'list undo "{name}"',
            f'export json list:"{name}"', "list", "list add 2611.00001", "home", "search kites",
        ):  # fmt: skip
            reply = ask(app, line, made)  # type: ignore[arg-type]
            assert "Kites" not in said(reply) or line in ("search kites", "home", "list add 2611.00001"), line
            assert (f"“{name}” is" not in said(reply) and "1 paper" not in said(reply)) or line == "search kites", line
            assert all(list_id not in act.line for card in reply.cards for act in card.buttons), line
    assert titles(ask(app, "list show Friday club", at(NLP))) == ["Kites"]


def test_a_list_of_a_private_channel_is_seen_there_alone(app: Paperboy) -> None:
    ask(app, 'list new "Secret club"', at(NLP, open_to_all=False))
    ask(app, 'list new "Open club" for:channel', at(NLP))
    for name in ("Secret club", "Open club"):
        assert "No paper is on" in said(ask(app, f"list show {name}", at(NLP, MAX)))
        assert "no list" in said(ask(app, f'list show "{name}"', at(VISION))).lower()
    ask(app, 'list new "Mine"', at(DIRECT, direct=True))
    assert "no list" in said(ask(app, 'list show "Mine"', at(NLP))).lower()


def test_two_lists_of_one_place_have_two_names(app: Paperboy) -> None:
    ask(app, 'list new "Friday club"', at(NLP))
    assert "There is a list “FRIDAY Club” here already" in said(ask(app, 'list new "FRIDAY Club"', at(VISION, MAX)))
    assert "is made" in said(ask(app, 'list new "Friday club"', at(THEIRS, STRANGER)))
    ask(app, 'list new "Monday club"', at(NLP))
    assert "already" in said(ask(app, 'list rename "Monday club" to:"friday club"', at(NLP)))
    assert "is called “Friday Club” now" in said(ask(app, 'list rename "friday club" to:"Friday Club"', at(NLP)))


@pytest.mark.usefixtures("club")
def test_a_paper_and_its_list_are_typed_in_either_order_and_once(app: Paperboy) -> None:
    ask(app, 'list add "Friday club" 2611.00002', at(NLP))
    ask(app, "list add https://arxiv.org/abs/2611.00002 Friday club", at(NLP))
    assert "is on “Friday club” already" in said(ask(app, "list add 2611.00002 Friday club", at(NLP)))
    assert len(titles(ask(app, "list show Friday club", at(NLP)))) == 2
    reply = ask(app, 'list remove "Friday club" 2611.00002', at(NLP, MAX))
    assert titles(ask(app, "list show Friday club", at(NLP))) == ["Kites"]
    ask(app, line_for(reply, "Put it back"), at(NLP, MAX))
    assert len(titles(ask(app, "list show Friday club", at(NLP)))) == 2


@pytest.mark.usefixtures("club")
def test_which_list_a_paper_is_for_is_asked_with_a_button_for_each(app: Paperboy) -> None:
    reply = ask(app, "list add 2611.00002", at(NLP))
    ask(app, line_for(reply, "Friday club"), at(NLP))
    assert len(titles(ask(app, "list show Friday club", at(NLP)))) == 2


@pytest.mark.usefixtures("club")
def test_a_list_is_deleted_after_a_question_and_brought_back_for_a_day(app: Paperboy) -> None:
    asked = ask(app, "list delete Friday club", at(NLP))
    assert "Delete the list “Friday club”?" in said(asked) and "1 paper" in said(asked)
    assert titles(ask(app, "list show Friday club", at(NLP))) == ["Kites"]
    gone = ask(app, line_for(asked, "Delete it"), at(NLP))
    assert "no list" in said(ask(app, 'list show "Friday club"', at(NLP))).lower()
    ask(app, line_for(gone, "Bring it back"), at(NLP))
    assert titles(ask(app, "list show Friday club", at(NLP))) == ["Kites"]
    ask(app, "list delete Friday club sure:yes", at(NLP))
    late = at(NLP, now=NOW + timedelta(days=1))
    assert "was deleted here within the last day" in said(ask(app, 'list undo "Friday club"', late))
    app.tend(late.now)
    assert app.of(Record).text.keys("pb:list*") == []


@pytest.mark.usefixtures("club")
def test_only_who_made_a_list_or_may_set_up_the_channel_changes_it(app: Paperboy) -> None:
    for made in (at(NLP, MAX, refusal="Only Ada may."), at(DIRECT, MAX, direct=True)):
        for line in ("list delete Friday club sure:yes", 'list rename "Friday club" to:mine'):
            assert "Only who made “Friday club”" in said(ask(app, line, made)), line
    assert "is deleted" in said(ask(app, "list delete Friday club sure:yes", at(VISION, MAX)))


@pytest.mark.parametrize("line", ["list new papers about kites", "list new the kites", "list of kites", "list kites"])
def test_words_that_make_no_list_are_searched_for(app: Paperboy, line: str) -> None:
    assert titles(ask(app, line, at(NLP)))[0] == "Kites"
    assert app.of(SharedLists).made_by(EVE) == []


@pytest.mark.parametrize(
    "line", ["list show kites", "list add the kites", "list delete kites", "list remove the kites"]
)
def test_words_after_a_verb_of_lists_that_name_none_are_searched_for(app: Paperboy, line: str) -> None:
    assert "Kites" in titles(ask(app, line, at(NLP)))


def test_a_list_that_is_not_there_is_the_whole_answer_where_a_search_finds_nothing_either(app: Paperboy) -> None:
    assert said(ask(app, "list show spoons club", at(NLP))).startswith("There is no list “spoons club” here.")


@pytest.mark.usefixtures("club")
def test_papers_that_become_one_stand_once_on_a_list(app: Paperboy) -> None:
    ask(app, "list add 2611.00002 Friday club", at(NLP))
    answer(app, "paper merge 2611.00001 2611.00002", call())
    assert titles(ask(app, "list show Friday club", at(NLP))) == ["Kites"]
    ask(app, "list remove 2611.00001 Friday club", at(NLP))
    assert titles(ask(app, "list show Friday club", at(NLP))) == []


@pytest.mark.usefixtures("club")
def test_a_hidden_paper_leaves_the_list_where_it_is_hidden(app: Paperboy) -> None:
    ask(app, "paper hide 2611.00001", at(NLP))
    assert "No paper is on" in said(ask(app, "list show Friday club", at(NLP)))
    assert "Kites" not in said(ask(app, "export json list:'Friday club'", at(NLP)))


@pytest.mark.usefixtures("club")
def test_a_list_is_exported(app: Paperboy) -> None:
    assert "Kites" in ask(app, 'export bibtex list:"Friday club"', at(NLP)).cards[0].code
    assert (
        "Kites"
        in ask(app, line_for(ask(app, "list show Friday club", at(NLP)), "Export as BibTeX"), at(NLP)).cards[0].code
    )


@pytest.mark.usefixtures("club")
def test_a_list_goes_on_without_a_maker_who_is_forgotten_and_theirs_alone_goes(app: Paperboy) -> None:
    ask(app, 'list new "Mine"', at(DIRECT, direct=True))
    assert "2 lists" in said(ask(app, "forget-me", at(NLP)))
    ask(app, "forget-me sure:yes", at(NLP))
    assert titles(ask(app, "list show Friday club", at(NLP, MAX))) == ["Kites"]
    text = app.of(Record).text
    assert not text.exists(keys.lists_by(EVE), keys.listed_by(EVE))
    assert keys.name(EVE) not in repr([text.hgetall(key) for key in text.keys("pb:list*") if text.type(key) == "hash"])
    assert "U1" not in repr(list(app.of(Log).after("0-0")))
    assert "is deleted" in said(ask(app, "list delete Friday club sure:yes", at(NLP, MAX)))


def test_a_redelivered_call_makes_one_list_and_puts_a_paper_there_once(app: Paperboy) -> None:
    made = at(NLP)
    first, again = (ask(app, 'list new "Friday club"', made) for _ in range(2))
    assert said(first) == said(again) and len(app.of(SharedLists).made_by(EVE)) == 1
    put = msgspec.structs.replace(made, delivery="d2")
    ask(app, "list add 2611.00001 Friday club", put)
    ask(app, "list remove 2611.00001 Friday club", at(NLP))
    assert "Somebody else" not in said(ask(app, "list add 2611.00001 Friday club", put))
    assert titles(ask(app, "list show Friday club", at(NLP))) == []


def test_a_name_is_letters_or_digits_and_not_too_long(app: Paperboy) -> None:
    assert "letters or digits" in said(ask(app, 'list new "!"', at(NLP)))
    assert "at most" in said(ask(app, f'list new "{"x" * 61}"', at(NLP)))
    assert "“list new” needs a name" in said(ask(app, "list new", at(NLP)))


def test_what_a_days_digest_brought_here_is_exported(app: Paperboy) -> None:
    text = app.of(Record).text
    text.zadd(keys.posted_in(NLP), {"2611.00001": NOW.timestamp(), "2611.00002": (NOW - timedelta(days=2)).timestamp()})
    for typed, found in (("2026-11-20", KITES), ("2026-11-18", LAMPS), ("today", KITES)):
        reply = ask(app, f"export json digest:{typed}", at(NLP))
        assert reply.cards[0].plain == "1 paper as JSON" and found.title in reply.cards[0].code
    for made in (at(VISION), at(THEIRS, STRANGER), call()):
        assert "nothing to export" in said(ask(app, "export json digest:today", made))


def test_what_is_unread_is_exported(app: Paperboy) -> None:
    for paper in ("2611.00001", "2611.00002"):
        ask(app, f"save {paper}", at(NLP))
    ask(app, "read 2611.00001", at(NLP))
    assert ask(app, "export json saved:unread", at(NLP)).cards[0].plain == "1 paper as JSON"


def test_shared_lists_come_back_with_ones_own_export_each_once_and_for_those_who_saw_it(app: Paperboy) -> None:
    ask(app, 'list new "Friday club"', at(NLP))
    for paper in ("2611.00001", "2611.00002"):
        ask(app, f'list add {paper} "Friday club"', at(NLP))
    code = ask(app, "export json all", at(NLP)).cards[0].code
    ask(app, 'list remove 2611.00001 "Friday club"', at(NLP))
    ask(app, f"add {code}", at(VISION))
    drain(app)
    assert ask(app, "export json all", at(NLP)).cards[0].code == code
    ask(app, 'list delete "Friday club" sure:yes', at(NLP))
    for _ in range(2):
        ask(app, f"add {code}", at(NLP))
        drain(app)
        assert ask(app, "export json all", at(NLP, MAX)).cards[0].code == code
    assert len(app.of(SharedLists).of_scopes(["slack/T1/"])) == 1
    assert "There is no shared list here yet." in said(ask(app, "list", at(THEIRS, STRANGER)))


def test_a_list_that_comes_back_where_its_person_is_alone_is_theirs_alone_and_goes_with_them(app: Paperboy) -> None:
    rows = [{"title": "Kites", "arxiv": "2611.00001", "kept": {"lists": ["Mine"]}}]
    direct = at(Place("slack", "T1", "D1"), direct=True, open_to_all=False)
    ask(app, f"add {json.dumps(rows)}", direct)
    drain(app)
    assert "Mine: 1 paper" in said(ask(app, "list", direct))
    assert "Mine" not in said(ask(app, "list", at(NLP)))
    ask(app, "forget-me sure:yes", direct)
    assert "Mine" not in said(ask(app, "list", direct))


def test_a_guests_file_puts_nothing_on_the_workspaces_lists(app: Paperboy) -> None:
    ask(app, 'list new "Friday club"', at(NLP))
    rows = [{"title": "Kites", "arxiv": "2611.00001", "kept": {"lists": ["Friday club"]}}]
    guest = at(NLP, STRANGER, foreign=True)
    ask(app, f"add {json.dumps(rows)}", guest)
    drain(app)
    assert "Friday club: 0 papers" in said(ask(app, "list", at(VISION)))
    assert "Friday club: 1 paper" in said(ask(app, "list", guest))
