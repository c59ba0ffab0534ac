"""A slice of the suite passes on any day and hour, on a host booted a moment ago; what once failed there is in it."""

import os
import subprocess
import sys
from calendar import isleap
from datetime import UTC, datetime
from pathlib import Path

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


def test_a_slice_of_the_suite_passes_just_before_midnight_of_a_leap_day_to_come_on_a_young_host() -> None:
    soon = datetime.now(UTC).year + 1
    leap = next(year for year in range(soon, soon + 9) if isleap(year))
    environ = {**os.environ, "OTHER_DAY": f"{leap}-02-29T23:58:30+01:00", "TZ": "Europe/Berlin"}
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
