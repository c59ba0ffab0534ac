"""One sorted set holds how papers trend: every change keeps it up to date, and it equals what would be computed anew."""

import random
from datetime import timedelta

from core.model import Person, Place
from core.store.chats.posts import Posts
from core.store.engine import keys
from core.store.engine.record import Record
from core.store.votes.rescoring import forgive, is_level, rescore
from core.store.votes.scores import Scores
from core.store.votes.shelf import Shelf
from core.store.votes.votes import Votes
from core.votes.trending import HALF_LIFE, heap, level
from tests.factories import NOW, TODAY, bring, call, entry

DAY = timedelta(days=1)
IDS = [f"2611.000{n:02}" for n in range(20)]


def fill(record: Record) -> None:
    bring(record, *(entry(f"Paper on {i}", arxiv=i, score=n % 4) for n, i in enumerate(IDS)))
    dice, votes, shelf = random.Random(5), Votes(record), Shelf(record)
    for n in range(120):
        person, paper = Person("slack", "T", str(dice.randrange(6))), dice.choice(IDS)
        now = NOW + timedelta(minutes=n)
        dice.choice(
            [
                lambda: votes.press(call(person, now=now), paper, dice.choice(["up", "down"])),  # noqa: B023
                lambda: shelf.save(person, paper, (), now),  # noqa: B023
                lambda: votes.share(call(person, now=now), paper),  # noqa: B023
            ]
        )()
    bring(record, *(entry(f"Paper on {i}", arxiv=i, score=50) for i in IDS[::3]), day=TODAY + DAY, source="other")


def scored(record: Record) -> dict[str, float]:
    return dict(record.text.zrange(keys.TRENDING, 0, -1, withscores=True))


def test_levels_kept_up_to_date_equal_levels_computed_anew(record: Record) -> None:
    fill(record)
    kept, active = scored(record), record.text.zrange(keys.ACTIVE, 0, -1, withscores=True)
    tallies = record.text.hgetall(keys.TALLIES)
    assert len(kept) == len(IDS)
    assert not is_level(record)
    record.text.delete(keys.TRENDING, keys.ACTIVE)
    assert rescore(record, NOW) == len(IDS)
    assert is_level(record)
    assert scored(record) == kept
    assert record.text.zrange(keys.ACTIVE, 0, -1, withscores=True) == active
    assert {i: standing for i, standing in record.text.hgetall(keys.TALLIES).items() if i in tallies} == tallies


def test_another_half_life_has_the_levels_computed_anew(record: Record, valkey: str) -> None:
    fill(record)
    rescore(record, NOW)
    other = Record(valkey, timedelta(hours=1))
    assert not is_level(other)
    before = scored(record)
    rescore(other, NOW)
    assert is_level(other)
    assert set(scored(record)) == set(before) and scored(record) != before
    rescore(record, NOW)
    assert scored(record) == before
    other.close()


def test_a_vote_that_is_taken_back_leaves_the_level_as_it_was(record: Record) -> None:
    fill(record)
    before, levels = scored(record), Scores(record).ranks(IDS)
    for _ in range(2):
        Votes(record).press(call(), IDS[0], "up")
    assert scored(record) == before
    assert Scores(record).ranks(IDS) == levels


def test_pages_of_what_trends_are_slices_of_one_order(record: Record) -> None:
    fill(record)
    scores = Scores(record)
    whole = scores.since(NOW - DAY)
    ranks = scores.ranks(whole)
    assert whole == sorted(whole, key=lambda i: ranks[i], reverse=True)
    assert scores.count_since(NOW - DAY) == len(whole) == len(IDS)
    assert [i for n in range(0, 20, 3) for i in scores.since(NOW - DAY, 3, n)] == whole


def test_what_is_wanted_of_all_time_goes_by_votes_and_pages_by_slices(record: Record) -> None:
    fill(record)
    scores, tallies = Scores(record), Votes(record).tallies(IDS)
    whole = scores.wanted()
    assert set(whole) == {i for i in IDS if tallies[i].net > 0}
    assert scores.count_wanted() == len(whole) > 5
    assert [tallies[i].net for i in whole] == sorted((tallies[i].net for i in whole), reverse=True)
    assert [i for n in range(0, len(whole), 2) for i in scores.wanted(2, n)] == whole


def test_a_paper_to_which_nothing_happened_lately_is_not_of_the_last_days(record: Record) -> None:
    bring(record, entry("Old kites", arxiv=IDS[0]), day=TODAY - 40 * DAY)
    bring(record, entry("New kites of another kind", arxiv=IDS[1]), where="b.txt")
    scores = Scores(record)
    assert scores.since(NOW - 7 * DAY) == [IDS[1]]
    Votes(record).press(call(), IDS[0], "up")
    assert scores.since(NOW - 7 * DAY) == [IDS[0], IDS[1]]


def test_the_step_of_a_vote_and_its_redraw_are_one(record: Record) -> None:
    Posts(record).put(Place("slack", "T", "C"), "1", ["p"], NOW)
    Votes(record).press(call(), "p", "up")
    assert record.text.zrange(keys.CHANGED, 0, -1) == ["p"]


def test_a_vote_of_a_clock_that_was_a_year_ahead_is_one_of_today_once_the_clock_is_right(record: Record) -> None:
    bring(record, *(entry(f"Paper on {i}", arxiv=i) for i in IDS[:2]))
    votes = Votes(record)
    votes.press(call(now=NOW + 365 * DAY), IDS[0], "up")
    assert forgive(record, NOW) == 1
    assert forgive(record, NOW) == 0
    votes.press(call(now=NOW + 3 * DAY), IDS[1], "up")
    assert votes.scores.since(NOW - DAY) == [IDS[1], IDS[0]]
    assert votes.tallies(IDS)[IDS[0]].up == 1


def test_what_a_source_lists_for_a_day_far_ahead_is_no_more_than_tomorrows(record: Record) -> None:
    bring(record, entry("Kites of the next decade", arxiv=IDS[0]), day=TODAY + 3650 * DAY)
    assert forgive(record, NOW) == 0
    assert Scores(record).ranks(IDS[:1])[IDS[0]].level < level(heap([((NOW + 2 * DAY).timestamp(), 8)], HALF_LIFE))
