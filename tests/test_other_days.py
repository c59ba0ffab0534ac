"""A slice of the suite passes on any day and hour, on a host booted a moment ago; what once failed there is in it."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SLICE = (
    "tests/bots/slack/handlers/test_home.py",
    "tests/bots/slack/handlers/forms/test_digest_form.py",
    "tests/bots/slack/handlers/forms/test_search_form.py",
    "tests/bots/slack/handlers/test_reactions.py::test_a_reaction_is_a_vote_and_taking_it_back_takes_it_back",
    "tests/bots/slack/handlers/test_reactions.py::test_on_a_host_booted_a_moment_ago_a_vote_counts_and_a_look_keeps_it",
    "tests/bots/discord/test_digests.py",
    "tests/core/delivery/test_rounds.py",
)


@pytest.mark.parametrize(
    "day",
    [(datetime.now(UTC) + timedelta(days=400)).isoformat(), "2028-02-29T23:58:30+01:00"],
    ids=["in 400 days", "before midnight of a leap day"],
)
def test_a_slice_of_the_suite_passes_on_another_day_on_a_young_host(day: str) -> None:
    environ = {**os.environ, "OTHER_DAY": day, "TZ": "Europe/Berlin"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.otherday",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        *SLICE,
    ]
    child = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=1200)
    assert child.returncode == 0, child.stdout[-6000:] + child.stderr[-2000:]
