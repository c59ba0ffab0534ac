"""A hole stays until a look has seen everything; how far back that goes depends on what was missed."""

import asyncio
import contextlib
from datetime import timedelta

import pytest

from bots.shared import gaps
from bots.shared.gaps import RECENT, Gap, mend_always
from core.errors import RecordDown
from core.store.chats.posts import KEPT


async def looked(hole: Gap, *outcomes: Exception | None, seconds: float = 1.0) -> list[timedelta]:
    """How far back looks went that ended so, one after the other; a further one would wait."""
    backs: list[timedelta] = []
    done = asyncio.Event()

    async def look(back: timedelta) -> None:
        backs.append(back)
        if len(backs) == len(outcomes):
            done.set()
        if error := outcomes[len(backs) - 1]:
            raise error

    task = asyncio.create_task(mend_always(hole, look))
    await asyncio.wait_for(done.wait(), seconds)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    return backs


async def test_after_a_start_a_look_goes_over_everything_that_is_known() -> None:
    hole = Gap()
    hole.set()
    assert await hole.wait() == KEPT
    assert not hole.is_set()


async def test_after_a_short_hole_two_days_are_enough_but_not_where_a_longer_one_came_too() -> None:
    hole = Gap()
    hole.set(short=True)
    assert await hole.wait() == RECENT
    hole.set()
    hole.set(short=True)
    assert await hole.wait() == KEPT
    hole.set(short=True)
    assert await hole.wait() == RECENT


async def test_once_a_day_everything_is_looked_at_however_often_there_are_short_holes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gaps, "DAY_SECONDS", 0.02)
    hole = Gap()
    assert await hole.wait() == KEPT
    await asyncio.sleep(0.03)
    hole.set(short=True)
    assert await hole.wait() == KEPT


async def test_a_look_that_failed_is_taken_again_over_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gaps, "AGAIN_SECONDS", 0.001)
    hole = Gap()
    hole.set(short=True)
    assert await looked(hole, RecordDown("down"), KeyError("x"), None) == [RECENT, KEPT, KEPT]


async def test_the_longer_looks_fail_the_longer_is_the_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gaps, "AGAIN_SECONDS", 1.0)
    pauses: list[float] = []
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        await real(0)

    monkeypatch.setattr(gaps.asyncio, "sleep", sleep)
    hole = Gap()
    hole.set()
    await looked(hole, *[RecordDown("down")] * 20)
    assert pauses[:4] == [1.0, 2.0, 4.0, 8.0]
    assert max(pauses) == gaps.LONGEST_SECONDS


async def test_a_hole_that_comes_during_a_look_is_not_forgotten() -> None:
    hole = Gap()
    hole.set()
    await hole.wait()
    hole.set(short=True)
    assert hole.is_set()
