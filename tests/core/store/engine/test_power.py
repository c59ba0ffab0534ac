"""A slice of the campaign of power cuts (`python -m tests.chaos power`): nothing acknowledged is lost with what was not synced."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos import power
from tests.servers import needs

pytestmark = [
    pytest.mark.skipif(not power.can_mount(), reason="/dev/fuse is not here, or not ours to open"),
    needs(shutil.which("fusermount3"), "there is no fuse3 here (Debian: apt install fuse3)"),
]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home on such a disk."""
    with power.lossy(tmp_path) as made:
        yield made


def test_what_was_acknowledged_is_there_after_a_power_cut(home: Path) -> None:
    faults, acknowledged = power.run(home, cuts=5, seed=3)
    assert faults == []
    assert acknowledged > 5


@pytest.mark.parametrize("sabotage", ["no-sync", "no-folder-sync"])
def test_without_a_sync_the_campaign_fails(home: Path, sabotage: str) -> None:
    assert power.run(home, cuts=5, seed=3, sabotage=sabotage)[0]
