"""Authors that people follow: their papers come first in the digest to that person alone, and others of the name are told apart."""

import json

import pytest

from core.app import Paperboy
from core.commands.dispatch import answer
from core.model import Call, Entry, Person, Place
from core.store.engine.record import Record
from core.store.kept.authors import FollowedAuthors
from core.subscriptions.authors import MOST_FOLLOWED
from tests.core.commands.verbs.kept.test_notes import EVE, MAX, NLP, ask, at, drain, line_for
from tests.core.commands.verbs.test_verbs import said, titles
from tests.core.delivery.conftest import HERE, MAKER, Rounds, rounds
from tests.factories import TODAY, bring, call, entry

__all__ = ["rounds"]

DIRECT = Place("slack", "T1", "D1")


def paper(number: int, title: str, *authors: str, cats: tuple[str, ...] = ("cs.LG",)) -> Entry:
    return entry(title, arxiv=f"2611.{number:05}", authors=authors, categories=cats)


GRAPHS = paper(1, "Graph Kites", "Wei Zhang", "Ada Byron")
TREES = paper(2, "Tree Kites", "Wei Zhang", "Ada Byron", cats=("cs.CL",))
CELLS = paper(3, "Cells of Lamps", "Wei Zhang", "Emmy Noether", cats=("q-bio.GN",))


@pytest.fixture(autouse=True)
def papers(app: Paperboy) -> None:
    bring(app.of(Record), GRAPHS, TREES, CELLS, paper(4, "Looms", "Grace Hopper"))


def followed(app: Paperboy, person: Person = EVE) -> list[tuple[str, tuple[str, ...]]]:
    return [(author.name, author.papers) for author in app.of(FollowedAuthors).of_person(person)]


def test_an_author_of_one_person_here_is_followed_at_once_and_listed(app: Paperboy) -> None:
    reply = ask(app, "follow add grace hopper", at(NLP))
    assert "You follow Grace Hopper." in said(reply) and "digest new" in line_for(reply, "Send me the day's papers")
    assert followed(app) == [("Grace Hopper", ("2611.00004",))]
    assert "Grace Hopper" in said(ask(app, "follow", at(NLP)))
    back = ask(app, "follow remove Hopper, Grace", at(NLP))
    assert followed(app) == []
    ask(app, line_for(back, "Follow again"), at(NLP))
    assert followed(app) == [("Grace Hopper", ("2611.00004",))]


def test_of_a_name_of_several_people_it_is_asked_who_is_meant(app: Paperboy) -> None:
    reply = ask(app, 'follow add "Wei Zhang"', at(NLP))
    assert "may be more than one person" in said(reply) and followed(app) == []
    assert "with Emmy Noether" in said(reply) and "with Ada Byron" in said(reply)
    ask(app, line_for(reply, "Follow 1"), at(NLP))
    assert sorted(followed(app)[0][1]) == ["2611.00001", "2611.00002"]


def test_whom_nobody_here_is_called_is_followed_by_name_only_where_that_is_said(app: Paperboy) -> None:
    assert "No paper here is by" in said(ask(app, 'follow add "Nobody Atall"', at(NLP)))
    ask(app, 'follow add author:"Nobody Atall" paper:all', at(NLP))
    assert followed(app) == [("Nobody Atall", ())]
    assert "has no author called" in said(ask(app, 'follow add author:"Nobody Atall" paper:2611.00001', at(NLP)))


@pytest.mark.parametrize("line", ["follow add looms", "follow looms", "follow remove looms", "follow the looms"])
def test_words_that_name_nobody_are_searched_for(app: Paperboy, line: str) -> None:
    assert "Looms" in titles(ask(app, line, at(NLP))) and followed(app) == []


def test_whom_somebody_follows_is_nobody_elses_to_know(app: Paperboy) -> None:
    ask(app, "follow add grace hopper", at(NLP))
    for made in (at(NLP, MAX), call()):
        assert "You follow no author yet" in said(ask(app, "follow list", made))
        assert "You follow nobody called" in said(ask(app, 'follow remove author:"Grace Hopper"', made))
    ask(app, "forget-me sure:yes", at(NLP))
    assert followed(app) == []


def alone(rounds: Rounds, line: str) -> str:
    return said(rounds.ask(line, place=DIRECT, direct=True))


def posted(rounds: Rounds) -> list[tuple[str, str]]:
    """The papers of the posts, each with why it is there."""
    cards = [card for post in rounds.outlet.posts for card in post.digest.cards if card.paper_id]
    return [(card.title.text[3:], next(f.value for f in card.fields if f.name == "why")) for card in cards]


def test_the_papers_of_a_followed_author_come_first_in_ones_own_digest_with_the_reason(rounds: Rounds) -> None:
    alone(rounds, 'follow add author:"Wei Zhang" paper:2611.00001')
    alone(rounds, "digest new topics:pulleys at:09:00 tz:UTC")
    bring(
        rounds.app.of(Record),
        paper(11, "More Graphs of Sails", "Wei Zhang", "Ada Byron", cats=("stat.ML",)),
        paper(12, "Genes of Lamps", "Wei Zhang", "Barbara Liskov", cats=("q-bio.QM",)),
        paper(13, "Sails without Field", "Wei Zhang", cats=()),
        day=TODAY,
        where="new.txt",
    )
    rounds.go(days=3)
    *first, (_, last) = posted(rounds)
    sure, unsure = "an author you follow: Wei Zhang", "an author you follow, by the name alone: Wei Zhang"
    assert dict(first) == {
        "Graph Kites": sure,
        "Tree Kites": sure,
        "More Graphs of Sails": sure,
        "Sails without Field": unsure,
    }
    assert last == "topic: pulleys"


def test_a_channels_digest_knows_nothing_of_whom_its_maker_follows(rounds: Rounds) -> None:
    rounds.ask('follow add author:"Grace Hopper" paper:all')
    rounds.ask("digest new topics:pulleys at:09:00 tz:UTC")
    rounds.go(days=3)
    assert "Looms" not in dict(posted(rounds)) and HERE != DIRECT and MAKER == EVE


def test_a_redelivered_call_follows_once(app: Paperboy) -> None:
    made = at(NLP)
    answer(app, "follow add grace hopper", made)
    ask(app, 'follow remove "Grace Hopper"', at(NLP))
    answer(app, "follow add grace hopper", made)
    assert followed(app) == []


def exported(app: Paperboy, made: Call) -> str:
    return ask(app, "export json all", made).cards[0].code


def test_whom_somebody_follows_goes_into_their_own_export_and_comes_back(app: Paperboy) -> None:
    ask(app, 'follow add author:"Wei Zhang" paper:2611.00001', at(NLP))
    ask(app, 'follow add author:"Nobody Atall" paper:all', at(NLP))
    before, code = followed(app), exported(app, at(NLP))
    rows = json.loads(code)
    assert rows[-1] == {"follows": ["Nobody Atall"]}
    assert {row["arxiv"] for row in rows[:-1] if "Wei Zhang" in row.get("kept", {}).get("follows", ())} == {
        "2611.00001",
        "2611.00002",
    }
    assert "follows" not in exported(app, at(NLP, MAX)) and "follows" not in exported(app, call())
    ask(app, "forget-me sure:yes", at(NLP))
    assert followed(app) == []
    for _ in range(2):
        ask(app, f"add {code}", at(NLP))
        drain(app)
        assert [(name, {*papers}) for name, papers in followed(app)] == [(name, {*papers}) for name, papers in before]
        assert exported(app, at(NLP)) == code
    assert followed(app, MAX) == []


def test_a_file_makes_nobody_follow_who_did_not_write_the_paper_nor_more_than_may_be_followed(app: Paperboy) -> None:
    wrong = {"title": "Looms", "arxiv": "2611.00004", "authors": ["Grace Hopper"], "kept": {"follows": ["Wei Zhang"]}}
    names = {"follows": [f"Ada Byron{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(MOST_FOLLOWED + 20)]}
    ask(app, f"add {json.dumps([wrong, names])}", at(NLP))
    drain(app)
    assert len(followed(app)) == MOST_FOLLOWED and "Wei Zhang" not in dict(followed(app))


def test_an_author_who_is_followed_by_the_name_alone_stays_so_when_papers_of_theirs_come_in(app: Paperboy) -> None:
    ask(app, 'follow add author:"Wei Zhang" paper:2611.00001', at(NLP))
    code = exported(app, at(NLP))
    ask(app, 'follow add author:"Wei Zhang" paper:all', at(NLP))
    ask(app, f"add {code}", at(NLP))
    drain(app)
    assert followed(app) == [("Wei Zhang", ())]
