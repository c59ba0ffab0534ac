"""A planner and sender of the delivery campaign: the real ones, by a clock the campaign moves, that die or stop at the points named here.

`python -m tests.chaos.rounds_worker SEED die|stop|FOLDER SABOTAGE [CHANCE]`; with a folder they live, and have the campaign strike there.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import bots.discord.outlet
import bots.mail.outlet
import bots.slack.connect
import bots.slack.outlet
import bots.webhook.outlet
from bots.shared.platforms import Outlets
from core import settings
from core.app import Paperboy, open_app
from core.delivery import planner
from core.delivery import sender as sending
from core.delivery.composer import Composer
from core.errors import RecordDown
from core.store.delivery.deliveries import Deliveries, Delivery
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import keys
from core.store.engine.record import Record
from core.store.engine.step import Step
from core.subscriptions.model import Subscription

CLOCK, KILLED = "chaos:clock", "chaos:killed"
TOLD = "chaos:told"
"""The points at which whoever comes there next dies or stops, whatever the chance: a list, an entry for each time."""

REACHED = "reached"
"""The file that says that somebody came to the point that is waited for; its going says that the campaign has struck."""

BEFORE_PLANNING = "before planning"

CALL_SECONDS, LEASE = 1.5, timedelta(seconds=5)
sending.SETTLE, sending.PATIENCE = timedelta(seconds=2.5), timedelta(seconds=0.5)
sending.LONG_PATIENCE = timedelta(seconds=2)
bots.slack.connect.CALL_SECONDS = bots.slack.outlet.CALL_SECONDS = CALL_SECONDS  # type: ignore[attr-defined, assignment, misc]
bots.webhook.outlet.CALL_SECONDS = CALL_SECONDS
bots.mail.outlet.SECONDS = CALL_SECONDS  # type: ignore[attr-defined, misc]
bots.discord.outlet.CALL_SECONDS = CALL_SECONDS * 2  # discord.py waits a second before it repeats a 500

POINTS: dict[str, tuple[str, str]] = {
    "after claim": ("claim", "after"),
    "before the picks are kept": ("decide", "before"),
    "after the picks are kept": ("decide", "after"),
    "before the intent is kept": ("intend", "before"),
    "between intent and post": ("intend", "after"),
    "between post and record": ("posted", "before"),
    "between record and thread": ("posted", "after"),
    "before the end is kept": ("end", "before"),
}
"""Where a worker may die or stop: a method of the slots, and on which side of it."""

CHANCE = 0.02
"""That it does so, each time it comes to a point."""


def main(seed: int, ending: str, sabotage: str, chance: float) -> None:
    """Plan and send until killed."""
    app = open_app(read := settings.read(os.environ, None))
    dice = random.Random(f"{seed} {os.getpid()}")
    number = {"die": signal.SIGKILL, "stop": signal.SIGSTOP}.get(ending)
    trip = partial(_trip, app, dice, number) if number else partial(_call, Path(ending))
    _part_clocks(app)
    SABOTAGES[sabotage](app)
    for point, (method, side) in POINTS.items():
        _mine(app, method, side, partial(trip, point, chance))
    sender = app.call(
        sending.Sender,
        app.call(Composer),
        outlets=Outlets(app, read),
        alarm=lambda text, cause: print(text, flush=True),
        lease=LEASE,
    )
    while True:
        try:
            now = datetime.fromtimestamp(float(app.of(Record).text.get(CLOCK)), UTC)
            trip(BEFORE_PLANNING, chance / 5)
            app.call(planner.plan, now=now)
            due = app.of(Deliveries).due(datetime.now(UTC), 40)
            for slot in dice.sample(due, len(due)):
                sender.deliver(slot, now)
            time.sleep(0.02)
        except RecordDown as down:
            print(down, flush=True)
            time.sleep(0.2)


def _part_clocks(app: Paperboy) -> None:
    """Only the clock by which slots are planned is moved: that by which open slots fall due, and the platforms', by which a
    message is looked for since its first attempt, are the real ones."""
    intend, opening, claim = app.of(Deliveries).intend, app.of(Deliveries).opening, app.of(Deliveries).claim

    def opened(slot: Delivery, *, skipped: str = "") -> Step:
        step = opening(slot, skipped=skipped)
        return step if skipped else step.write("ZADD", keys.SLOTS_OPEN, "LT", int(time.time() * 1000), slot.id)

    deliveries: Any = app.of(Deliveries)
    deliveries.opening = opened
    deliveries.claim = lambda name, now, lease: claim(name, datetime.now(UTC), lease)
    deliveries.intend = lambda held, now: intend(held, datetime.now(UTC))


def _mine(app: Paperboy, method: str, side: str, die: Callable[[], None]) -> None:
    """Put a chance to die before or after a method of the slots."""
    done = getattr(app.of(Deliveries), method)

    def instead(*args: Any, **more: Any) -> Any:
        if side == "before":
            die()
        answer = done(*args, **more)
        if side == "after" and answer:
            die()
        return answer

    setattr(app.of(Deliveries), method, instead)


def _trip(app: Paperboy, dice: random.Random, number: signal.Signals, point: str, chance: float) -> None:
    if dice.random() < chance or app.of(Record).text.lrem(TOLD, 1, point):
        app.of(Record).text.hincrby(KILLED, point, 1)
        os.kill(os.getpid(), number)


def _call(folder: Path, point: str, chance: float) -> None:
    """Have the campaign strike where it waits for somebody to come to this point, and go on when it has."""
    reached = folder / REACHED
    try:
        (folder / point).rename(reached)
    except FileNotFoundError:
        return
    while reached.exists():
        time.sleep(0.02)


def _blind_resend(app: Paperboy) -> None:
    """Nobody looks before sending again."""
    for outlet in (
        bots.mail.outlet.MailOutlet,
        bots.slack.outlet.BotOutlet,
        bots.discord.outlet.BotOutlet,
        bots.webhook.outlet.WebhookOutlet,
    ):
        outlet.find = lambda *_: ""  # type: ignore[attr-defined, method-assign]


def _no_fence(app: Paperboy) -> None:
    """Whoever lost the slot goes on all the same."""
    app.of(Deliveries).holds = lambda held: True  # type: ignore[method-assign]
    app.of(Deliveries)._fenced = lambda held: Step("slot", held.delivery.id)  # type: ignore[method-assign]


def _no_slot_key(app: Paperboy) -> None:
    """Each planner makes slots of its own."""
    real = planner.delivery_id
    planner.delivery_id = lambda *args: f"{real(*args)}-{os.getpid()}"
    seen: set[datetime] = set()

    def due(now: datetime, most: int) -> list[Subscription]:
        some = app.of(Subscriptions).all() if now not in seen else []
        seen.add(now)
        return some

    app.of(Subscriptions).due = due  # type: ignore[method-assign]


def _no_wait(app: Paperboy) -> None:
    """A change counts as soon as the primary alone holds it."""
    app.of(Record)._replicated = False


SABOTAGES: dict[str, Callable[[Paperboy], None]] = {
    "none": lambda app: None,
    "blind-resend": _blind_resend,
    "no-fence": _no_fence,
    "no-slot-key": _no_slot_key,
    "no-wait": _no_wait,
}
if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4]) if len(sys.argv) > 4 else CHANCE)
