"""What became of asking a feed, in sentences; times are in the zone of whoever reads."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.errors import NotAListing
from core.feeds import outcomes
from core.feeds.trouble import BadRedirect, BadStatus, FetchFailed, HostUnreachable, LeftAlone, RetryLater, TooSlow

NOW = datetime(2026, 11, 20, 2, 10, tzinfo=ZoneInfo("Europe/Paris"))
FRIDAY, SUNDAY = date(2026, 11, 20), datetime(2026, 11, 22, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))
SOON, TOMORROW = NOW + timedelta(minutes=30), (NOW + timedelta(days=1)).astimezone(ZoneInfo("UTC"))


def test_a_list_that_came_is_counted_with_its_day() -> None:
    assert outcomes.listed("hf", FRIDAY, 46, NOW) == "Hugging Face: 46 papers of 20 November."
    assert outcomes.listed("arxiv:cs.CL", date(2025, 12, 31), 1, NOW) == "arXiv (cs.CL): 1 paper of 31 December 2025."
    assert (
        outcomes.listed("rss:https://lab.example/new.xml", FRIDAY, 1_200, NOW) == "lab.example/new.xml: 1,200 papers."
    )


def test_what_is_not_listed_is_told_apart_from_what_is_not_listed_yet() -> None:
    assert outcomes.empty("arxiv:cs.CL", SUNDAY.date(), SUNDAY) == "arXiv (cs.CL) announces nothing today."
    today = outcomes.empty("hf", date(2026, 11, 22), SUNDAY, SUNDAY + timedelta(hours=6))
    assert today == "Hugging Face has no listing today so far; again at 18:00."
    assert outcomes.empty("hf", FRIDAY, SUNDAY) == "Hugging Face has no listing of 20 November."


def test_what_has_not_changed_is_nothing_new() -> None:
    assert outcomes.unchanged("hf", SUNDAY.date(), SUNDAY) == "Hugging Face: nothing new today."
    assert outcomes.unchanged("hf", FRIDAY, SUNDAY) == "Hugging Face: nothing new of 20 November."
    assert outcomes.unchanged("arxiv:cs.CL", SUNDAY.date(), SUNDAY) == "arXiv (cs.CL) announces nothing today."
    assert outcomes.unchanged("rss:https://lab.example", SUNDAY.date(), SUNDAY) == "lab.example: nothing new."
    sentences = outcomes.unchanged("rss:https://lab.example", FRIDAY, SUNDAY)
    assert sentences == "lab.example: no lists of other days are kept there."


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (RetryLater("Busy.", 1800), "Hugging Face refused"),
        (BadStatus("Closed.", 403), "Hugging Face refused"),
        (BadStatus("Trouble.", 500), "Hugging Face failed"),
        (BadStatus("Gone.", 404), "Hugging Face has no listing today so far"),
        (LeftAlone("Paused.", 1800), "Hugging Face was not asked"),
        (HostUnreachable("Nobody."), "Hugging Face did not answer"),
        (TooSlow("Late."), "Hugging Face did not answer"),
        (NotAListing("Prose."), "Hugging Face sent no list that can be read"),
        (BadRedirect("Away."), "Hugging Face could not be asked"),
    ],
)
def test_a_failure_is_told_with_when_it_is_tried_again_and_why(error: FetchFailed | NotAListing, outcome: str) -> None:
    assert outcomes.failed("hf", FRIDAY, error, NOW, SOON) == f"{outcome}; again at 02:40. {error}"
    assert outcomes.failed("hf", FRIDAY, error, NOW, TOMORROW) == f"{outcome}; again on 21 November at 02:10. {error}"
    assert outcomes.failed("hf", FRIDAY, error, NOW, None) == f"{outcome}. {error}"
