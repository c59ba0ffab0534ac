"""Papers that are merged by hand are one paper to everybody; taken apart, each has what was made for it."""

import random
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import core.commands.verbs  # noqa: F401 (the verbs declare themselves)
from core.app import Paperboy
from core.catalog import Catalog
from core.commands.dispatch import answer
from core.model import Call, Listing, Paper, Place, Tally
from core.scope import EVERYBODY
from core.services.redraw import cards_of
from core.store.chats.posts import Posts
from core.store.engine import backup
from core.store.engine.audit import Audit, act_of
from core.store.engine.record import Record
from core.store.papers.papers import Papers
from core.store.votes.unions import Unions
from core.store.votes.votes import Votes
from core.votes.emoji import Message
from tests import histories
from tests.core.commands.verbs.test_moderation import operator
from tests.core.test_scope import STRANGERS, in_guild, in_open, pasted, read, settled
from tests.factories import BOB, NOW, bring, call, entry

A, B, C = "2611.00010", "2611.00020", "2611.00030"
KITES, RIVERS = entry("Tidal Kites", arxiv=A, score=3), entry("Slow Rivers of Glass", arxiv=B, score=5)
MESSAGE = Message(Place("slack", "T1", "C1"), "m1")


@pytest.fixture(autouse=True)
def papers(app: Paperboy) -> None:
    bring(app.of(Record), KITES, RIVERS, entry("Sparse Lanterns", arxiv=C))
    app.of(Catalog).catch_up()


def merged(app: Paperboy, *line: str) -> None:
    assert answer(app, f"paper merge {' '.join(line or (A, B))}", operator()).outcome == "done"
    app.of(Catalog).catch_up()


def split(app: Paperboy, paper: str = B) -> None:
    assert answer(app, f"paper split {paper}", operator()).outcome == "done"
    app.of(Catalog).catch_up()


def vote(app: Paperboy, paper: str, way: str, who: Call) -> str:
    return read(answer(app, f"vote {paper} {way}", who))


def stands(app: Paperboy, *ids: str) -> list[tuple[int, int, int]]:
    tallies = app.of(Votes).tallies(ids)
    return [(tallies[i].up, tallies[i].down, tallies[i].saved) for i in ids]


def lists(app: Paperboy, who: Call) -> dict[str, str]:
    """What some lists say, but for what changes with the line itself."""
    asked = (
        "today",
        "top 7d",
        "top all",
        "search from:2026-11-01 sort:new",
        "search rivers",
        "search kites",
        "export json all",
        "month",
    )
    return {line: read(answer(app, line, who)) for line in asked}


def in_order(app: Paperboy, who: Call) -> dict[str, str]:
    """As `lists`, but for those whose order says nothing within a day."""
    unordered = ("search from:2026-11-01 sort:new", "export json all", "month")
    return {line: sentence for line, sentence in lists(app, who).items() if line not in unordered}


def test_two_merged_papers_are_one_to_everybody_under_either_id(app: Paperboy) -> None:
    vote(app, A, "up", in_open())
    vote(app, B, "up", in_guild())
    answer(app, f"save {B}", in_open())
    merged(app)
    for who in (in_open(), in_guild(), STRANGERS["another workspace"]()):
        for line, sentence in lists(app, who).items():
            assert B not in sentence and "Tidal Kites" in sentence, line
        for paper in (A, B, f"https://arxiv.org/abs/{B}"):
            card = read(answer(app, f"show {paper}", who))
            assert "Tidal Kites" in card and "2 for" in card
    assert stands(app, A, B) == [(2, 0, 1), (2, 0, 1)]
    assert "2 papers" in read(answer(app, "today", in_open()))
    assert app.of(Papers).count() == len(app.of(Catalog).index) == len(app.of(Papers).ids()) == 2
    assert [i for i, _ in app.of(Catalog).complete("slow riv", 25, EVERYBODY)] == [A]
    assert "Tidal Kites" in read(answer(app, "saved", in_open())) and "Tidal Kites" in read(
        answer(app, "my-votes", in_guild())
    )


def test_taken_apart_each_is_what_it_was(app: Paperboy) -> None:
    vote(app, A, "up", in_open())
    vote(app, B, "down", in_guild())
    before = {who: in_order(app, who()) for who in (in_open, in_guild)}
    stood = stands(app, A, B)
    ranks = app.of(Votes).scores.ranks([A, B])
    merged(app)
    split(app)
    assert {who: in_order(app, who()) for who in before} == before
    assert stands(app, A, B) == stood and app.of(Votes).scores.ranks([A, B]) == ranks
    assert [act.verb for act in app.of(Audit).newest(9)] == ["paper split", "paper merge"]


def test_what_was_voted_while_they_were_one_goes_with_the_paper_it_was_made_for(app: Paperboy) -> None:
    merged(app)
    vote(app, A, "up", in_open())
    vote(app, B, "up", in_guild())  # a button of before
    app.of(Votes).mark(BOB, B, MESSAGE, "👍", "up", NOW)
    answer(app, f"save {B}", in_guild())
    assert stands(app, A) == [(3, 0, 1)]
    split(app)
    assert stands(app, A, B) == [(1, 0, 0), (2, 0, 1)]


def test_one_person_is_one_voice_whose_latest_side_counts_and_can_be_taken_back(app: Paperboy) -> None:
    later = msgspec.structs.replace
    vote(app, A, "up", in_open())
    vote(app, B, "down", later(in_open(), now=NOW.replace(minute=1)))
    merged(app)
    assert stands(app, A) == [(0, 1, 0)]
    assert "against" in read(answer(app, f"votes {A}", in_open()))
    assert "You voted for it" in vote(app, A, "up", later(in_open(), now=NOW.replace(minute=2)))
    assert stands(app, A) == [(1, 0, 0)]
    assert "no vote on it now" in vote(app, A, "up", later(in_open(), now=NOW.replace(minute=3)))
    assert stands(app, A, B) == [(0, 0, 0), (0, 0, 0)]
    split(app)
    assert stands(app, A, B) == [(0, 0, 0), (0, 0, 0)]


def test_a_paper_is_taken_off_a_list_whichever_it_was_saved_as(app: Paperboy) -> None:
    for paper in (A, B):
        answer(app, f"save {paper}", in_open())
    merged(app)
    assert stands(app, A) == [(0, 0, 1)] and "1 paper" in read(answer(app, "saved", in_open()))
    answer(app, f"unsave {A}", in_open())
    assert stands(app, A) == [(0, 0, 0)] and "No saved papers" in read(answer(app, "saved", in_open()))


def test_a_listing_of_either_leaves_them_merged_and_goes_with_its_own(app: Paperboy) -> None:
    merged(app)
    bring(app.of(Record), RIVERS, KITES, source="hf", where="b.txt")
    app.of(Unions).level(NOW)
    app.of(Catalog).catch_up()
    paper = app.of(Catalog).paper(A, EVERYBODY)
    assert len(paper.sightings) == 2 and paper.title == "Tidal Kites" and "Slow Rivers of Glass" in paper.also
    assert "2 papers" in read(answer(app, "today", in_open()))
    split(app)
    assert [len(app.of(Catalog).paper(i, EVERYBODY).sightings) for i in (A, B)] == [2, 2]
    bring(app.of(Record), RIVERS, source="other", where="c.txt")
    app.of(Catalog).catch_up()
    assert [app.of(Catalog).paper(i, EVERYBODY).title for i in (A, B)] == ["Tidal Kites", "Slow Rivers of Glass"]


def test_a_listing_moves_the_paper_that_shows_it(app: Paperboy) -> None:
    merged(app)
    before = app.of(Votes).scores.ranks([A])[A]
    data = Listing("hf", None, (msgspec.structs.replace(RIVERS, score=90),))
    app.store_listing(b"again", "hf", data, NOW.date(), NOW)
    settled(app)
    assert app.of(Votes).scores.ranks([A])[A].level > before.level
    at = app.of(Record).position()
    app.of(Unions).level(NOW)
    assert app.of(Record).position() == at


def test_posts_of_both_are_drawn_anew_with_the_tally_of_both(app: Paperboy) -> None:
    app.of(Posts).put(MESSAGE.place, MESSAGE.id, [B], NOW)
    merged(app)
    vote(app, A, "up", in_open())
    assert {i for i, _ in app.of(Record).text.zrange("pb:changed", 0, -1, withscores=True)} >= {A, B}
    (card,) = cards_of(app.of(Catalog), app.of(Votes), app.of(Posts), [B], MESSAGE.place)
    assert card.paper_id == B and "1 for" in read_card(card)


def read_card(card: object) -> str:
    return msgspec.json.encode(card).decode()


def test_three_become_one_and_any_is_taken_out_or_all(app: Paperboy) -> None:
    merged(app, B, C)
    merged(app, A, B)
    assert app.of(Papers).members(A) == [B, C] and app.of(Papers).count() == 1
    split(app, C)
    assert app.of(Papers).members(A) == [B] and app.of(Papers).count() == 2
    merged(app, A, C)
    split(app, A)
    assert app.of(Papers).count() == 3 and app.of(Papers).united() == {}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (f"paper merge {A} {A}", "Both are “Tidal Kites” already."),
        (f"paper split {A}", "There is nothing to split: “Tidal Kites” is one paper."),
        (f"paper merge {A} 2611.99999", "No paper here is called"),
    ],
)
def test_what_cannot_be_is_said(app: Paperboy, line: str, sentence: str) -> None:
    assert sentence in read(answer(app, line, operator())) and not app.of(Audit).count()


def test_what_a_team_pasted_is_not_shown_to_all_by_merging_it(app: Paperboy) -> None:
    mine = pasted(app, in_open(), f"add Quibbling Xylophones\n\n{RIVERS.abstract} Quibbling.")
    if app.of(Catalog).paper(mine, app.of(Catalog).viewer_of(in_open())).scope:
        for line in (f"paper merge {A} {mine}", f"paper merge {mine} {A}"):
            assert "only merge papers that everybody may see" in read(answer(app, line, operator()))


@pytest.mark.parametrize("line", [f"paper merge {A} {B}", f"paper split {A}"])
def test_only_whoever_runs_paperboy_may(app: Paperboy, line: str) -> None:
    merged(app, A, C)
    assert "Only the person who runs this Paperboy may" in read(answer(app, line, in_open()))


def test_a_delivery_that_is_done_again_merges_nothing_that_was_split_since(app: Paperboy) -> None:
    first = operator()
    answer(app, f"paper merge {A} {B}", first)
    split(app)
    answer(app, f"paper merge {A} {B}", first)
    assert app.of(Papers).united() == {}


def test_a_merge_is_in_the_log_and_in_a_backup(app: Paperboy, tmp_path: Path) -> None:
    vote(app, B, "up", in_open())
    backup.write(app.of(Record), tmp_path / "before.pb")
    merged(app)
    backup.write(app.of(Record), tmp_path / "after.pb")
    backup.restore(app.of(Record), tmp_path / "before.pb")
    assert app.of(Papers).united() == {} and stands(app, A, B) == [(0, 0, 0), (1, 0, 0)]
    backup.restore(app.of(Record), tmp_path / "after.pb")
    assert app.of(Papers).united() == {B: A} and stands(app, A) == [(1, 0, 0)]
    split(app)
    assert stands(app, A, B) == [(0, 0, 0), (1, 0, 0)]


def test_who_is_forgotten_has_no_vote_on_either(app: Paperboy) -> None:
    vote(app, A, "up", in_open())
    vote(app, B, "up", in_open())
    answer(app, f"save {B}", in_open())
    merged(app)
    answer(app, "forget-me sure:yes", in_open())
    assert stands(app, A) == [(0, 0, 0)]
    split(app)
    assert stands(app, A, B) == [(0, 0, 0), (0, 0, 0)]


@given(seed=st.integers(0, 10**6), cuts=st.tuples(st.integers(0, 12), st.integers(0, 12)))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_votes_of_any_history_count_once_a_person_together_and_for_their_own_apart(
    record: Record, seed: int, cuts: tuple[int, int]
) -> None:
    record.text.flushall()
    bring(record, KITES, RIVERS)
    events, votes, unions = histories.history(random.Random(seed), 12, (A, B)), Votes(record), Unions(record)
    start, end = sorted(cuts)
    for number, heard in enumerate((*events, None)):
        if number == start:
            unions.merge(A, B, call(), act_of(call(), "paper merge"))
        if number == end:
            both = _together(votes, events[:number])
            assert votes.tallies([A])[A] == votes.tallies([B])[B] == both
            unions.split(B, call(), act_of(call(), "paper split"))
        if heard:
            votes.mark(heard.person, heard.paper, heard.message, heard.sign, heard.side, NOW, heard.order)
    standing = histories.shown(events)
    for paper in (A, B):
        assert votes.tallies([paper])[paper] == histories.tally(standing, paper)


def _together(votes: Votes, events: list[histories.Heard]) -> Tally:
    """The tally of both papers as if they were one."""
    return histories.tally(histories.shown([event._replace(paper=A) for event in events]), A)


def test_a_paper_is_whole_only_where_it_is_shown(app: Paperboy) -> None:
    merged(app)
    assert isinstance(app.of(Papers).whole(B), Paper) and app.of(Papers).get(B) != app.of(Papers).whole(B)
