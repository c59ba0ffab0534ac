"""The terminal as an outlet: posts appear where `paperboy up` runs."""

from collections.abc import Callable
from datetime import datetime

from bots.shared.platforms import Loop
from bots.terminal.render import console, show
from core.app import Paperboy
from core.cards.card import Reply
from core.delivery.outlet import CannotLook, Digest, Undelivered
from core.errors import ErrorKind
from core.model import Person, Place
from core.settings import Settings


class TerminalOutlet:
    """Prints posts to the output."""

    def send(self, place: Place, digest: Digest, key: str, still: Callable[[], bool]) -> str:
        """Print a post; raises Undelivered where it may not go out now."""
        if not still():
            raise Undelivered(ErrorKind.RETRY_AFTER, "it may not go out now")
        show(Reply(digest.cards, private=False), console())
        return key

    def find(self, place: Place, key: str, since: datetime) -> str:
        """Raises CannotLook: what was printed is not kept."""
        raise CannotLook("what was printed is not kept")

    def dress(self, place: Place, message: str, digest: Digest, key: str, *, again: bool) -> None:
        """Nothing: a terminal has no threads and no reactions."""

    def direct(self, person: Person) -> Place:
        """The terminal itself."""
        return Place("terminal")

    def allowance(self, place: Place | Person) -> None:
        """Nothing is shared."""

    def close(self) -> None:
        """Nothing is open."""

    def token(self) -> str:
        """None is needed."""
        return ""


def open_outlet(app: Paperboy, settings: Settings, loop: Loop) -> TerminalOutlet:
    """It needs none of these."""
    return TerminalOutlet()
