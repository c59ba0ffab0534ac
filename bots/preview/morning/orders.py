"""What the demo asks a bot's process for, a line of JSON each, by its standard input; it answers each with a line."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, Protocol

import msgspec

from core.delivery.outlet import Outlet
from core.model import Place

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
