"""A slice of the failovers: bots vote while the primary is cut off, those that wait for a replica beside those that do not."""

from contextlib import ExitStack

import pytest

from tests.chaos.acknowledged import Voters
from tests.chaos.failing import FailingRecord


@pytest.mark.long
def test_a_primary_that_is_cut_off_costs_no_vote_that_was_acknowledged_but_those_that_no_replica_confirmed() -> None:
    with ExitStack() as ending:
        record = FailingRecord(ending, guarded=False)
        careful, careless = Voters(record.url), Voters(record.url, waits=False)
        ending.callback(careless.end)
        ending.callback(careful.end)
        record.servers.wait(lambda: careful.acknowledged() > 20 and careless.acknowledged() > 20, 30)
        record.strike("cut")
        record.servers.wait(record.taken_over, 30)
        before = careful.acknowledged()
        record.servers.wait(lambda: careful.acknowledged() > before + 20, 30)
        careless.end()
        assert careful.faults() == [] and careful.refused
        assert "acknowledged votes are lost" in careless.faults()[0]
