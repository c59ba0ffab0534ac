"""A gap stays until a look has seen everything; how far back that goes depends on what was missed."""

import asyncio
import contextlib
from datetime import timedelta

import pytest

from bots.shared import gaps
from bots.shared.gaps import RECENT, Gap, mend_always
from core.errors import RecordDown
from core.store.chats.posts import KEPT


async def looked(gap: Gap, *outcomes: Exception | None, seconds: float = 1.0) -> list[timedelta]:
    """How far back looks went that ended so, one after the other; a further one would wait."""
    backs: list[timedelta] = []
    done = asyncio.Event()

    async def look(back: timedelta) -> None:
        backs.append(back)
        if len(backs) == len(outcomes):
            done.set()
        if error := outcomes[len(backs) - 1]:
            raise error

    task = asyncio.create_task(mend_always(gap, look))
    await asyncio.wait_for(done.wait(), seconds)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    return backs


async def test_after_a_start_a_look_goes_over_everything_that_is_known() -> None:
    gap = Gap()
    gap.set()
    assert await gap.wait() == KEPT
    assert not gap.is_set()


async def test_after_a_short_hole_two_days_are_enough_but_not_where_a_longer_one_came_too() -> None:
    gap = Gap()
    gap.set(short=True)
    assert await gap.wait() == RECENT
    gap.set()
    gap.set(short=True)
    assert await gap.wait() == KEPT
    gap.set(short=True)
    assert await gap.wait() == RECENT


async def test_once_a_day_everything_is_looked_at_however_often_there_are_short_gaps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gaps, "DAY_SECONDS", 0.02)
    gap = Gap()
    assert await gap.wait() == KEPT
    await asyncio.sleep(0.03)
    gap.set(short=True)
    assert await gap.wait() == KEPT


async def test_a_look_that_failed_is_taken_again_over_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gaps, "AGAIN_SECONDS", 0.001)
    gap = Gap()
    gap.set(short=True)
    assert await looked(gap, RecordDown("down"), KeyError("x"), None) == [RECENT, KEPT, KEPT]


async def test_the_longer_looks_fail_the_longer_is_the_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gaps, "AGAIN_SECONDS", 1.0)
    pauses: list[float] = []
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        await real(0)

    monkeypatch.setattr(gaps.asyncio, "sleep", sleep)
    gap = Gap()
    gap.set()
    await looked(gap, *[RecordDown("down")] * 20)
    assert pauses[:4] == [1.0, 2.0, 4.0, 8.0]
    assert max(pauses) == gaps.LONGEST_SECONDS


async def test_a_hole_that_comes_during_a_look_is_not_forgotten() -> None:
    gap = Gap()
    gap.set()
    await gap.wait()
    gap.set(short=True)
    assert gap.is_set()
