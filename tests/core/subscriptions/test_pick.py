"""The pick: what is new, in one order, never twice, and why."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.model import Paper, Sighting, Tally
from core.subscriptions.filters import reasons
from core.subscriptions.model import Filter
from core.subscriptions.pick import Eligible, Picked, Window, new_of, pick

DAY = timedelta(days=1)
SLOT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
BEFORE = SLOT - DAY
TODAY = SLOT.date()
TODAYS = Window(BEFORE, SLOT)
ALL = Filter()
EARLY = SLOT - timedelta(hours=2)


def candidate(
    paper_id: str,
    level: float = 0.0,
    *,
    day: date = TODAY,
    title: str = "",
    score: int = 0,
    votes: Tally | None = None,
    born: datetime | None = EARLY,
    near: tuple[str, ...] = (),
) -> Eligible:
    paper = Paper(paper_id, title or f"On {paper_id}", sightings=(Sighting("hf", day, 1, score),))
    return Eligible(paper, level, votes or Tally(), born, frozenset(near))


def is_new(eligible: Eligible, window: Window) -> bool:
    return new_of(window, [eligible]) == [eligible]


def ids(picked: Picked) -> list[str]:
    return [pick_.paper.id for pick_ in picked.picks]


def test_trending_comes_first_then_the_sources_score_then_votes_then_the_id() -> None:
    some = [
        candidate("a"),
        candidate("b"),
        candidate("c", votes=Tally(up=1)),
        candidate("d", score=2),
        candidate("e", 1.0),
    ]
    assert ids(pick(ALL, TODAYS, some, (), 10)) == ["e", "d", "c", "b", "a"]
    assert ids(pick(ALL, TODAYS, reversed(some), (), 2)) == ["e", "d"]


def test_each_pick_says_why() -> None:
    eligible = candidate("a", title="Machine unlearning", score=41, votes=Tally(up=4, down=1))
    wants = Filter((("unlearning",),))
    assert pick(wants, TODAYS, [eligible], (), 5).picks[0].why == (
        "topic: unlearning; 3 votes here; 41 upvotes at the source"
    )
    alone = candidate("a", score=1, votes=Tally(up=1))
    assert pick(ALL, TODAYS, [alone], (), 5).picks[0].why == "1 vote here; 1 upvote at the source"
    for votes in (Tally(), Tally(up=1, down=2)):
        assert pick(ALL, TODAYS, [candidate("a", votes=votes)], (), 5).picks[0].why == "new on Hugging Face"


def test_what_is_new_and_merged_is_counted_whoever_wants_it() -> None:
    twice = candidate("a")
    twice = replace(twice, paper=replace(twice.paper, sightings=(*twice.paper.sightings, Sighting("arxiv", TODAY))))
    old = candidate("c", day=TODAY - 9 * DAY)
    picked = pick(Filter((("kite",),)), TODAYS, [twice, candidate("b", title="A kite"), old], (), 5)
    assert (ids(picked), picked.new, picked.merged) == (["b"], 2, 1)


def test_listed_after_the_last_slot_is_new() -> None:
    assert is_new(candidate("a", day=TODAY), TODAYS)
    assert not is_new(candidate("a", day=TODAY - 2 * DAY), TODAYS)


def test_on_the_last_slots_own_day_what_the_record_learnt_later_is_new() -> None:
    yesterday = TODAY - DAY
    assert is_new(candidate("a", day=yesterday, born=BEFORE + timedelta(minutes=1)), TODAYS)
    assert not is_new(candidate("a", day=yesterday, born=BEFORE), TODAYS)
    assert not is_new(candidate("a", day=yesterday, born=None), TODAYS)


def test_what_is_filled_in_or_pasted_later_is_as_old_as_its_list() -> None:
    assert not is_new(candidate("a", day=TODAY - 30 * DAY, born=SLOT), TODAYS)
    again = candidate("a", day=TODAY - 30 * DAY)
    again = replace(again, paper=replace(again.paper, sightings=(*again.paper.sightings, Sighting("hf", TODAY))))
    assert not is_new(again, TODAYS)


def test_a_list_dated_far_ahead_waits_for_its_day() -> None:
    assert is_new(candidate("a", day=TODAY + DAY), TODAYS)
    assert not is_new(candidate("a", day=TODAY + 2 * DAY), TODAYS)


def test_a_slots_own_zone_does_not_change_what_is_new() -> None:
    """The slot of Auckland's Saturday morning is on Friday in UTC."""
    ahead = Window(datetime.fromisoformat("2026-11-20T09:00+13:00"), datetime.fromisoformat("2026-11-21T09:00+13:00"))
    assert is_new(candidate("a", day=date(2026, 11, 20)), ahead)
    assert not is_new(candidate("a", day=date(2026, 11, 18)), ahead)


def test_the_first_post_brings_the_days_it_is_given() -> None:
    first = Window(None, SLOT, (TODAY, TODAY - DAY))
    some = [candidate(str(n), day=TODAY - n * DAY) for n in range(4)]
    assert sorted(ids(pick(ALL, first, some, (), 10))) == ["0", "1"]


def test_a_paper_that_no_list_held_is_never_new() -> None:
    pasted = Eligible(Paper("a", "T"), 0.0, Tally(), SLOT)
    assert not is_new(pasted, TODAYS)


def test_a_paper_that_may_be_one_posted_or_picked_is_not_brought_again() -> None:
    some = [
        candidate("a", 3.0, near=("b",)),
        candidate("b", 2.0),
        candidate("c", 1.0, near=("a",)),
        candidate("d", 0.5),
    ]
    assert ids(pick(ALL, TODAYS, some, (), 10)) == ["a", "d"]
    assert ids(pick(ALL, TODAYS, some, {"a"}, 10)) == ["b", "d"]
    assert ids(pick(ALL, TODAYS, some, {"b"}, 10)) == ["c", "d"]


def test_a_day_without_any_brings_none() -> None:
    assert pick(ALL, TODAYS, [], (), 5) == Picked((), 0, 0)


NAMES = "abcdefgh"
CANDIDATES = st.lists(
    st.builds(
        candidate,
        st.sampled_from(NAMES),
        st.sampled_from([-1.0, 0.0, 7.5]),
        day=st.integers(-3, 3).map(lambda n: TODAY + n * DAY),
        title=st.lists(st.sampled_from("kite survey graph pruning".split()), min_size=1).map(" ".join),
        score=st.integers(0, 3),
        votes=st.builds(Tally, st.integers(0, 3), st.integers(0, 3)),
        born=st.sampled_from([None, BEFORE, EARLY]),
        near=st.lists(st.sampled_from(NAMES), max_size=2).map(tuple),
    ),
    unique_by=lambda build: build.paper.id,
)
WANTS = st.builds(
    Filter,
    st.sampled_from([(), (("kite",),), (("graph", "pruning"),)]),
    st.sampled_from([(), (("surveys",),)]),
    min_upvotes=st.integers(0, 2),
)
POSTED = st.frozensets(st.sampled_from(NAMES), max_size=3)
TOP = st.integers(1, 10)


@given(WANTS, CANDIDATES, POSTED, TOP)
def test_a_pick_holds_wanted_new_papers_each_once_and_none_posted(
    wants: Filter, some: list[Eligible], posted: frozenset[str], top: int
) -> None:
    picked = pick(wants, TODAYS, some, posted, top)
    by_id = {eligible.paper.id: eligible for eligible in some}
    chosen = ids(picked)
    assert len(chosen) == len(set(chosen)) <= min(top, picked.new)
    assert posted.isdisjoint(chosen)
    assert all(
        is_new(by_id[paper_id], TODAYS) and reasons(wants, by_id[paper_id].paper) is not None for paper_id in chosen
    )
    assert not any(other in by_id[paper_id].near for paper_id in chosen for other in {*chosen, *posted} - {paper_id})
    if wants.excluded:
        assert not any("survey" in by_id[paper_id].paper.title for paper_id in chosen)
    assert all(pick_.why for pick_ in picked.picks)


@given(WANTS, CANDIDATES, POSTED, TOP, st.randoms(use_true_random=False))
def test_the_order_of_what_comes_in_changes_nothing(
    wants: Filter, some: list[Eligible], posted: frozenset[str], top: int, dice: object
) -> None:
    shuffled = dice.sample(some, len(some))  # type: ignore[attr-defined]
    assert pick(wants, TODAYS, shuffled, posted, top) == pick(wants, TODAYS, some, posted, top)


@given(WANTS, CANDIDATES, POSTED, TOP)
def test_a_higher_top_only_adds_at_the_end(
    wants: Filter, some: list[Eligible], posted: frozenset[str], top: int
) -> None:
    fewer, more = (pick(wants, TODAYS, some, posted, n).picks for n in (top, top + 1))
    assert more[: len(fewer)] == fewer


@given(WANTS, CANDIDATES, POSTED, POSTED)
def test_the_more_was_posted_the_less_is_left_of_it(
    wants: Filter, some: list[Eligible], posted: frozenset[str], more: frozenset[str]
) -> None:
    assert (posted | more).isdisjoint(ids(pick(wants, TODAYS, some, posted | more, 10)))


@given(WANTS, CANDIDATES, st.integers(1, 3))
def test_days_after_one_another_never_bring_a_paper_twice(wants: Filter, some: list[Eligible], top: int) -> None:
    posted: list[str] = []
    for n in range(-3, 4):
        window = Window(BEFORE + n * DAY, SLOT + n * DAY)
        posted += ids(pick(wants, window, some, posted, top))
    assert len(posted) == len(set(posted))


@given(WANTS, CANDIDATES, POSTED)
def test_what_a_pick_passes_over_has_a_reason(wants: Filter, some: list[Eligible], posted: frozenset[str]) -> None:
    """With room for all, only what is old, unwanted, posted or near to another is left out."""
    chosen = set(ids(pick(wants, TODAYS, some, posted, 10)))
    near = {other for eligible in some if eligible.paper.id in chosen for other in eligible.near}
    for eligible in some:
        free = (
            is_new(eligible, TODAYS)
            and reasons(wants, eligible.paper) is not None
            and eligible.paper.id not in posted | near
        )
        if free and eligible.near.isdisjoint(posted | chosen):
            assert eligible.paper.id in chosen
