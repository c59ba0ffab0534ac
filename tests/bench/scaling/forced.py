"""What a platform's limit alone forces: how late posts are that go out the moment the limit allows them, by a sender that takes no time."""

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple


class Limit(NamedTuple):
    """At most so many calls in any so many seconds."""

    most: int
    seconds: float


LIMITS = {"slack": Limit(300, 60.0), "discord": Limit(45, 1.0)}
"""What the senders of a platform may use together: of Slack's workspace all, of Discord's 50 calls a second 45."""


def forced(due: Iterable[float], limit: Limit) -> list[float]:
    """The lateness in seconds of posts that are due at these seconds, each one call, in the order in which they are due."""
    lately, late = deque[float](maxlen=limit.most), list[float]()
    for at in sorted(due):
        goes = max(at, lately[0] + limit.seconds) if len(lately) == limit.most else at
        lately.append(goes)
        late.append(goes - at)
    return late


def share(values: Iterable[float], part: float) -> float:
    """The value that `part` of the values do not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * part))]
