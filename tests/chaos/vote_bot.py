"""A bot or a worker of the campaign of votes: the real one with shorter pauses, that dies at the points named here.

`python -m tests.chaos.vote_bot slack|discord|worker SEED CHANCE SABOTAGES FILE`; what happens in it is told in FILE, a line each.
"""

import asyncio
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import bots.shared.effects
import bots.shared.gaps
import bots.shared.watching
import core.app
from bots.shared.changes import Noted, Notes
from core.app import Paperboy
from core.errors import RecordDown
from core.ingest.arrivals import Arrivals
from core.store.chats.inbox import Inbox
from core.store.chats.redraws import Redraws
from core.store.delivery.subscriptions import Subscriptions
from core.store.votes.shelf import Shelf
from core.store.votes.votes import Votes
from tests.chaos.wrong_votes import Incrementing

SPEED = 20
"""How much faster than in life the platforms let us look at reactions (HARDENING P8)."""

SETTLED_SECONDS = 3.5
"""Longer than `EARLIER` and Slack's whole seconds."""

MODULES = {"slack": "bots.slack", "discord": "bots.discord", "worker": "workers"}

POINTS: dict[str, tuple[type, str, str]] = {
    "before an event is recorded": (Inbox, "receive", "before"),
    "between record and acknowledgement": (Inbox, "receive", "after"),
    "before a vote is recorded": (Votes, "mark", "before"),
    "between a vote and the end of its event": (Votes, "mark", "after"),
    "before an event ends": (Inbox, "done", "before"),
    "between the acknowledgement of a press and its vote": (Votes, "press", "before"),
    "between a press and its redraw": (Votes, "press", "after"),
    "between the acknowledgement of a command and its change": (Shelf, "save", "before"),
    "between the change of a command and its receipt": (Shelf, "save", "after"),
    "between the record of a form and its change": (Subscriptions, "add", "before"),
    "between the change of a form and its receipt": (Subscriptions, "add", "after"),
    "between a look and its record": (Votes, "replace", "before"),
    "between the claim of a redraw and its drawing": (Redraws, "claim", "after"),
    "between a redraw and its record": (Redraws, "done", "before"),
    "before a slice is ingested": (Arrivals, "ingest", "before"),
    "between a slice and the end of its job": (Arrivals, "ingest", "after"),
}
"""Where a process may die: a method, and on which side of it."""

RARE = {Shelf: 4.0, Subscriptions: 25.0}
"""How much likelier than elsewhere it dies where it comes seldom."""


class Told:
    """The file in which a process says what happened, so that no kill takes it back."""

    def __init__(self, kind: str, file: Path) -> None:
        self._kind, self._file = kind, os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def tell(self, what: str) -> None:
        """Write a line."""
        os.write(self._file, f"{self._kind} {what}\n".encode())


def main(kind: str, seed: int, chance: float, sabotages: str, file: Path) -> None:
    """Serve until killed."""
    told, dice = Told(kind, file), random.Random(f"{seed} {os.getpid()}")
    _hurry(kind)
    for name in sabotages.split(","):
        SABOTAGES[name](kind)
    for point, (owner, method, side) in POINTS.items():
        _mine(owner, method, side, partial(_trip, told, dice, chance * RARE.get(owner, 1.0), point))
    if kind != "worker":
        _witness(kind, told)
    sys.argv = [kind, *(["ingest"] if kind == "worker" else [])]
    import_module(f"{MODULES[kind]}.__main__").main()


def _hurry(kind: str) -> None:
    """Shorten what the real ones wait for."""
    gaps: Any = bots.shared.gaps
    gaps.AGAIN_SECONDS, gaps.LONGEST_SECONDS = 1.0, 4.0
    Paperboy.sweep.__defaults__ = (timedelta(seconds=3),)
    if kind == "worker":
        import_module("workers.__main__").TEND_SECONDS = 2  # type: ignore[attr-defined]
        return
    _of(kind, "handlers.reactions").APART_SECONDS /= SPEED
    if kind == "slack":
        _of(kind, "sockets").SETTLED_SECONDS = SETTLED_SECONDS
    effects: Any = bots.shared.effects
    effects.LATE, effects.SWEEP_SECONDS = timedelta(seconds=3), 1.0


def _mine(owner: type, method: str, side: str, die: Callable[[], None]) -> None:
    """Put a chance to die before or after a method."""
    done = getattr(owner, method)

    def instead(self: object, *args: Any, **more: Any) -> Any:
        if side == "before":
            die()
        answer = done(self, *args, **more)
        if side == "after":
            die()
        return answer

    setattr(owner, method, instead)


def _trip(told: Told, dice: random.Random, chance: float, point: str) -> None:
    if dice.random() < chance:
        told.tell(f"died {point}")
        os.kill(os.getpid(), signal.SIGKILL)


def _witness(kind: str, told: Told) -> None:
    """Tell of each look that came to its end."""
    watcher: Any = bots.shared.watching.Watcher
    look = watcher.reconcile

    async def reconcile(self: Any, back: timedelta) -> int:
        began = time.monotonic()
        seen: int = await look(self, back)
        told.tell(
            f"looked {seen} {time.monotonic() - began:.2f} {'in part' if self._session.gap.is_set() else 'whole'}"
        )
        return seen

    watcher.reconcile = reconcile


def _of(kind: str, module: str) -> Any:
    return import_module(f"bots.{kind}.{module}")


def _acknowledge_first(kind: str) -> None:
    """Slack is told that an event arrived, and it is recorded a moment later."""
    if kind != "slack":
        return
    bind = _of(kind, "bind")
    real = bind.Gate.let_pass

    async def let_pass(self: Any, req: Any, next_: Any) -> Any:
        event = bind.event_of(req.body, self._session.clock.now()) if req.body.get("type") == "event_callback" else None
        if event is None:
            return await real(self, req, next_)
        self._session.start(_record_later(self._session, event))
        return bind.BoltResponse(status=200, body="")

    bind.Gate.let_pass = let_pass


async def _record_later(session: Any, event: Any) -> None:
    await asyncio.sleep(0.3)
    with suppress(RecordDown):
        if await session.do(session.inbox.receive, event):
            await _of("slack", "handlers.events").effects(session).handle(event)


def _acknowledge_presses_first(kind: str) -> None:
    """Slack is told that a press, a command or a form arrived, and it is recorded a moment later."""
    if kind != "slack":
        return
    real = Notes.take

    async def later(self: Any, change: Any, finish: Any) -> None:
        await asyncio.sleep(0.3)
        change, what = await real(self, change, finish)
        if what is Noted.FRESH:
            await finish(change)

    async def take(self: Any, change: Any, finish: Any) -> Any:
        task = asyncio.create_task(later(self, change, finish))
        self._late.add(task)
        task.add_done_callback(self._late.discard)
        return change, Noted.COPY

    Notes.take = take  # type: ignore[method-assign]


def _count_by_increments(kind: str) -> None:
    """Votes are counters."""
    core.app.Votes = Incrementing  # type: ignore[attr-defined]


def _never_look(kind: str) -> None:
    """Nobody looks at a message again after a gap."""

    async def reconcile(self: Any, back: timedelta) -> int:
        return 0

    watcher: Any = bots.shared.watching.Watcher
    watcher.reconcile = reconcile


SABOTAGES: dict[str, Callable[[str], None]] = {
    "none": lambda kind: None,
    "ack-first": _acknowledge_first,
    "ack-presses-first": _acknowledge_presses_first,
    "tally-by-incr": _count_by_increments,
    "skip-reconcile": _never_look,
}
if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4], Path(sys.argv[5]))
