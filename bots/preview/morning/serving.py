"""A bot's process in the demo: `python -m bots.preview.morning.PLATFORM FILE` does what it is asked by its standard input, a line of
JSON each, and answers each with a line, until its input ends.
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from bots.preview.morning.history import History
from bots.shared.platforms import Loop
from core import settings
from core.app import Paperboy, open_app
from core.delivery.composer import Composer
from core.delivery.outlet import Outlet
from core.delivery.planner import plan
from core.delivery.sender import Sender
from core.host.clock import Clock
from core.model import Place
from core.settings import Settings
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.subscriptions import Subscriptions

PLACES: Mapping[str, Place] = {
    "slack": Place("slack", "T0PAPERS", "C0PAPERS"),
    "discord": Place("discord", "80351110224678912", "41771983423143937"),
}
"""#papers on each platform."""

DONE, OUT = "done", "out"
"""What a process answers: it is done; its post is out, and it stands still."""

Deed = Literal["deliver", "vote", "redraw", "write"]


class Order(msgspec.Struct):
    """Something that happens at a moment: what is due is delivered or redrawn, or a person votes for a pick or writes something.

    `halts`: the process stands still once its post is out, before it does anything else.
    """

    at: datetime
    deed: Deed
    who: str = ""
    number: int = 0
    text: str = ""
    halts: bool = False


class Desk(Protocol):
    """A platform's bot with its handlers."""

    @property
    def outlet(self) -> Outlet:
        """Its way out."""

    def vote(self, who: str, number: int) -> None:
        """Somebody votes for a pick of the newest post by its number."""

    def redraw(self) -> None:
        """Redraw what is due."""

    def write(self, who: str, text: str) -> None:
        """Somebody writes a message with links."""


LEASE, BETWEEN = timedelta(seconds=1), 0.05
"""How long a claim lasts here (a minute elsewhere): nobody is to wait for that of a killed process. Seconds between looks at it."""

MakeDesk = Callable[[Paperboy, Settings, Loop, History], Desk]


class GivenTime:
    """A clock's time that is handed in with each order."""

    def __init__(self) -> None:
        self.at = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        """The moment of the order."""
        return self.at


def serve(platform: str, make: MakeDesk) -> None:
    """Serve until the input ends; the command line names the file of the channel."""
    given, history = GivenTime(), History(Path(sys.argv[1]))
    read = settings.read(os.environ, None)
    app = open_app(read, Clock(given.now))
    desk = make(app, read, Loop(), history)
    for line in sys.stdin:
        order = msgspec.json.decode(line, type=Order)
        given.at = order.at
        if order.halts:
            history.posted = _halt
        app.catch_up()
        _do(app, platform, desk, order)
        print(DONE, flush=True)


def _halt() -> None:
    """Say that a post is out, and stand still until killed."""
    print(OUT, flush=True)
    threading.Event().wait()


def _do(app: Paperboy, platform: str, desk: Desk, order: Order) -> None:
    if order.deed == "deliver":
        _deliver(app, platform, desk, order.at)
    elif order.deed == "vote":
        desk.vote(order.who, order.number)
    elif order.deed == "write":
        desk.write(order.who, order.text)
    else:
        desk.redraw()


def _deliver(app: Paperboy, platform: str, desk: Desk, now: datetime) -> None:
    """Plan what is due, and send what goes to this platform, until nothing of that is left: what a killed process had claimed too."""
    app.call(plan, now=now)
    sender = app.call(Sender, app.call(Composer), outlets={platform: desk.outlet}, lease=LEASE)
    while due := _due(app, platform, now):
        for delivery in due:
            if sender.deliver(delivery, now) is None:
                time.sleep(BETWEEN)


def _due(app: Paperboy, platform: str, now: datetime) -> list[str]:
    deliveries, subscriptions = app.of(Deliveries), app.of(Subscriptions)
    posts = ((due, deliveries.read(due)) for due in deliveries.due(now))
    digests = ((due, subscriptions.get(kept.delivery.subscription)) for due, kept in posts if kept)
    return [due for due, digest in digests if digest and digest.place.platform == platform]
