"""The chores beside a worker's jobs."""

from threading import Event

import pytest

from workers.__main__ import LONGEST_REST, REST, _every


class Waits(Event):
    """Notes for how long a chore rests, and ends after some times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.pauses, self._times = list[float](), times

    def wait(self, timeout: float | None = None) -> bool:
        self.pauses.append(timeout or 0.0)
        return len(self.pauses) > self._times


def test_a_chore_that_takes_long_rests_longer_than_it_took_and_one_that_fails_is_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    readings, stop = iter([0.0, 0.01, 10.0, 10.25, 20.0, 29.0, 40.0, 40.0]), Waits(4)

    def chore() -> None:
        if len(stop.pauses) == 4:
            raise ValueError("no")

    _every(stop, 0.1, chore, lambda: next(readings))
    assert stop.pauses == [0.1, 0.1, REST * 0.25, LONGEST_REST, 0.1]
    assert "a chore failed" in caplog.text
