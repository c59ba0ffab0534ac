"""Some of the campaign of GETs: it finds nothing, and finds a link that acts when it is only looked at."""

import pytest

from tests.chaos import scanners

pytestmark = [pytest.mark.long, pytest.mark.real]


def test_gets_of_every_address_and_of_made_up_ones_change_nothing_and_break_nothing() -> None:
    assert scanners.main(["--count", "600", "--seed", "16"]) == 0


def test_a_link_that_acts_on_a_get_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert scanners.main(["--count", "300", "--seed", "16", "--sabotage", "act-on-get"]) == 1
    assert "a GET changed pb:subscriptions" in capsys.readouterr().out
