"""Why a morning has no post, or fewer picks than asked for."""

from datetime import UTC, date, datetime

import pytest

from core.model import Paper
from core.subscriptions.pick import Pick, Picked
from core.subscriptions.silence import FeedStanding, fitting, missing, thin

THURSDAY = datetime(2026, 11, 19, 1, tzinfo=UTC)
PARIS = "Europe/Paris"
FAILING = FeedStanding("arXiv", failing=THURSDAY, success=THURSDAY)
WELL = FeedStanding("Hugging Face", success=THURSDAY)


def picked(picks: int, new: int, *left: tuple[str, int]) -> Picked:
    return Picked((Pick(Paper("p1", "A"), ""),) * picks, new, 0, left)


def test_as_many_picks_as_asked_for_need_no_reason() -> None:
    assert thin(picked(5, 46, ("beyond the number asked for", 41)), 5, [FAILING], PARIS) == ""


def test_what_kept_the_new_papers_out_is_counted() -> None:
    assert thin(picked(0, 46, ("by topic", 41), ("posted before", 5)), 5, [WELL], PARIS) == (
        "0 of 46 new papers picked: 41 out by topic, 5 posted before."
    )


def test_a_feed_that_gives_no_list_is_named_with_its_hour() -> None:
    sentence = thin(picked(2, 3, ("by author", 1)), 5, [FAILING, WELL], PARIS)
    assert sentence == (
        "2 of 3 new papers picked: 1 out by author. arXiv has given no list since Thursday 19 November, 02:00."
    )
    assert missing([FAILING, WELL], PARIS) == "arXiv has given no list since Thursday 19 November, 02:00"
    assert missing([WELL], PARIS) == ""


@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        ([], "no feed is switched on"),
        ([FAILING, WELL], "arXiv has given no list since Thursday 19 November, 02:00; Hugging Face had nothing new"),
        (
            [FeedStanding("arXiv", success=THURSDAY, asked=False, closed=date(2026, 11, 21))],
            "arXiv announces nothing on Saturdays",
        ),
        (
            [FeedStanding("arXiv", success=THURSDAY, closed=date(2026, 11, 27), holiday=date(2026, 11, 26))],
            "arXiv announces nothing on Friday 27 November, after its holiday of Thursday",
        ),
        ([FeedStanding("arXiv")], "arXiv has not been read yet"),
        ([FeedStanding("arXiv", success=THURSDAY, asked=False)], "arXiv was last read on Thursday 19 November, 02:00"),
    ],
)
def test_a_day_on_which_nothing_was_listed_has_the_reason_of_each_feed(
    standing: list[FeedStanding], reason: str
) -> None:
    assert thin(picked(0, 0), 5, standing, PARIS) == f"No new paper was listed: {reason}."


def test_many_reasons_are_summed() -> None:
    left = tuple((f"by {word}", number) for number, word in zip(range(9, 3, -1), "abcdef", strict=True))
    assert fitting(picked(1, 40, *left)) == (
        "1 of 40 new papers picked: 9 out by a, 8 out by b, 7 out by c, 6 out by d, 9 for other reasons"
    )
    assert fitting(picked(1, 1)) == "1 of 1 new paper picked"
