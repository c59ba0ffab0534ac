"""Politeness towards a host: a least time between two calls, shared by all threads of this process."""

import threading
import time
from collections.abc import Callable, Mapping


class Pace:
    """Spaces calls; a name covers its subdomains too, which share its pace.

    `Pace({"arxiv.org": 3.0})` is arXiv's one call in 3 seconds (info.arxiv.org/help/api/tou.html) for
    arxiv.org, export.arxiv.org and rss.arxiv.org together. A host under no name never waits.
    """

    def __init__(
        self,
        minimum_seconds: Mapping[str, float],
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._minimum = dict(minimum_seconds)
        self._clock = clock
        self._sleep = sleep
        self._free: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, host: str) -> None:
        """Returns when it is this call's turn; turns are given in the order of asking."""
        name = self._name(host.lower())
        if not name:
            return
        with self._lock:
            now = self._clock()
            turn = max(now, self._free.get(name, now))
            self._free[name] = turn + self._minimum[name]
        if turn > now:
            self._sleep(turn - now)

    def _name(self, host: str) -> str:
        """The longest name that covers the host, or ''."""
        labels = host.split(".")
        names = (".".join(labels[at:]) for at in range(len(labels)))
        return next((name for name in names if name in self._minimum), "")
