"""A platform's outlet in memory: keeps what was posted, and fails as it is told. A lost reply is a post that was taken all the same."""

from collections import deque
from collections.abc import Callable
from datetime import datetime

import msgspec

from core.delivery.outlet import CannotLook, Digest, Undelivered
from core.errors import ErrorKind
from core.model import Person, Place


class Posted(msgspec.Struct):
    """A message that was taken."""

    place: Place
    digest: Digest
    key: str
    dressed: int = 0


class FakeOutlet:
    """`fails` are the failures of the next calls, in order; `lost` those of them after which the post was taken all the same."""

    def __init__(self) -> None:
        self.posts: list[Posted] = []
        self.fails: deque[tuple[ErrorKind | None, bool]] = deque()
        self.looks: list[str] = []
        self.blind = False
        self.calls = 0
        self.wait = 0.0
        self.name = "token"
        self.before: Callable[[], object] = lambda: None

    def fail(self, kind: ErrorKind, *, taken: bool = False) -> None:
        """Let the next call fail."""
        self.fails.append((kind, taken))

    def send(self, place: Place, digest: Digest, key: str, still: Callable[[], bool]) -> str:
        """Take a post, or fail."""
        self.before()
        if not still():
            raise Undelivered(ErrorKind.RETRY_AFTER, "it may not go out now")
        self.calls += 1
        kind, taken = self.fails.popleft() if self.fails else (None, True)
        if taken:
            self.posts.append(Posted(place, digest, key))
        if kind:
            raise Undelivered(kind, f"{kind.value} here", self.wait)
        return f"m{len(self.posts)}"

    def find(self, place: Place, key: str, since: datetime) -> str:
        """The number of the post with this key."""
        self.looks.append(key)
        if self.blind:
            raise CannotLook("no permission")
        return next((f"m{n}" for n, one in enumerate(self.posts, 1) if (one.place, one.key) == (place, key)), "")

    def dress(self, place: Place, message: str, digest: Digest, key: str, *, again: bool) -> None:
        """Count it."""
        self.posts[int(message[1:]) - 1].dressed += 1

    def direct(self, person: Person) -> Place:
        """A person's own channel."""
        return Place(person.platform, person.team, f"D{person.id}")

    def allowance(self, place: Place | Person) -> None:
        """Nothing is shared."""

    def close(self) -> None:
        """Nothing is open."""

    def token(self) -> str:
        """The token's name."""
        return self.name
