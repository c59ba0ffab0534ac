"""Days of a source: which there are, when each is in, and what arXiv announced on one."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from core.feeds.arxiv import Arxiv
from core.feeds.habits import LATE, NOTHING_YET, DayVerdict, Listed, habit_of, judge, submitted
from core.feeds.sources import joined

ARXIV, HF, BIORXIV = habit_of("arxiv:cs.CL"), habit_of("hf"), habit_of("biorxiv")
MONDAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("day", "since", "until"),
    [
        (MONDAY, datetime(2026, 11, 12, 19, tzinfo=UTC), datetime(2026, 11, 13, 19, tzinfo=UTC)),
        (MONDAY + timedelta(days=1), datetime(2026, 11, 13, 19, tzinfo=UTC), datetime(2026, 11, 16, 19, tzinfo=UTC)),
        (MONDAY + timedelta(days=2), datetime(2026, 11, 16, 19, tzinfo=UTC), datetime(2026, 11, 17, 19, tzinfo=UTC)),
        (date(2026, 7, 10), datetime(2026, 7, 8, 18, tzinfo=UTC), datetime(2026, 7, 9, 18, tzinfo=UTC)),
        (date(2026, 3, 9), datetime(2026, 3, 5, 19, tzinfo=UTC), datetime(2026, 3, 6, 19, tzinfo=UTC)),
        (date(2026, 3, 10), datetime(2026, 3, 6, 19, tzinfo=UTC), datetime(2026, 3, 9, 18, tzinfo=UTC)),
    ],
)
def test_what_arxiv_announces_was_submitted_by_two_in_the_afternoon_there(
    day: date, since: datetime, until: datetime
) -> None:
    assert submitted(day, ARXIV.zone) == (since, until)


def test_the_spans_of_all_weekdays_leave_no_gap() -> None:
    days = [day for n in range(800) if ARXIV.lists(day := MONDAY + timedelta(days=n))]
    spans = [submitted(day, ARXIV.zone) for day in days]
    assert all(before[1] == after[0] for before, after in pairwise(spans))


def test_arxiv_has_no_list_at_the_weekend_and_is_not_asked_for_one() -> None:
    asked: list[str] = []
    arxiv = Arxiv("cs.CL+cs.LG", "http://rss.example", "http://api.example")
    for days in range(5, 7):
        assert arxiv.fetch(lambda url: asked.append(url), MONDAY + timedelta(days=days), MONDAY) is None  # type: ignore[func-returns-value]
    assert asked == []


def test_arxivs_day_begins_in_the_east_of_america() -> None:
    assert ARXIV.today(datetime(2026, 11, 17, 4, 59, tzinfo=UTC)) == MONDAY
    assert ARXIV.today(datetime(2026, 11, 17, 5, 0, tzinfo=UTC)) == MONDAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "holiday"),
    [
        (date(2026, 11, 27), date(2026, 11, 26)),
        (date(2026, 7, 6), date(2026, 7, 3)),
        (date(2026, 9, 8), date(2026, 9, 7)),
        (date(2024, 12, 27), date(2024, 12, 26)),
        (date(2027, 1, 1), date(2026, 12, 31)),
        (date(2026, 11, 26), None),
        (date(2026, 11, 28), None),
        (date(2027, 9, 7), None),
    ],
)
def test_after_a_holiday_that_arxiv_has_named_there_is_no_list(day: date, holiday: date | None) -> None:
    assert ARXIV.holiday_before(day) == holiday and HF.holiday_before(day) is None


FRIDAY = MONDAY - timedelta(days=3)


@pytest.mark.parametrize(
    ("listed", "verdict"),
    [
        (Listed(MONDAY, filled=True), DayVerdict(MONDAY)),
        (Listed(MONDAY), DayVerdict(again=NOTHING_YET)),
        (Listed(FRIDAY, filled=True), DayVerdict(FRIDAY, LATE)),
        (Listed(unchanged=True), DayVerdict(again=LATE)),
        (Listed(FRIDAY), DayVerdict(again=LATE)),
    ],
)
def test_a_day_of_arxiv_is_in_once_its_announcement_was_read(listed: Listed, verdict: DayVerdict) -> None:
    assert judge(ARXIV, MONDAY, MONDAY, listed, 0) == verdict


def test_a_list_that_still_grows_is_not_in() -> None:
    for habit, final in ((HF, 1), (BIORXIV, 2)):
        for days in range(4):
            verdict = judge(habit, MONDAY, MONDAY + timedelta(days=days), Listed(filled=True), 0)
            assert verdict == (DayVerdict(MONDAY) if days >= final else DayVerdict())


def test_an_ordinary_feed_cannot_look_back_so_no_day_of_it_is_kept_open() -> None:
    assert judge(habit_of("rss:https://x.example/"), MONDAY, MONDAY, Listed(), 0) == DayVerdict()


def test_all_categories_of_arxiv_are_one_question() -> None:
    assert joined("hf, arxiv:cs.CL, biorxiv, arxiv:cs.LG+cs.CL") == "hf, arxiv:cs.CL+cs.LG, biorxiv"
    assert joined("hf") == "hf"
