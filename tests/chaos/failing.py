"""A replicated record whose primary is killed, frozen or cut off from all other servers and the Sentinels, and made good again."""

import signal
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from tests.chaos.doors import Doors
from tests.sentinels import GUARDED, SENTINELS, SERVERS, Replicated, replicated

DONE = {"kill": "primaries killed", "freeze": "primaries frozen", "cut": "primaries cut off"}
KINDS = tuple(DONE)

STRANDED = 3.0
"""Seconds that a primary stays away after another took over: whoever still hears it has time to write there."""

LONGEST = 60.0
"""Seconds that a failover, or the coming back of a server, may take."""


class FailingRecord:
    """Opened with a stack that ends it; `guarded` primaries refuse writes while no replica follows."""

    def __init__(self, ending: ExitStack, *, guarded: bool) -> None:
        doors = Doors()
        ending.callback(doors.close)
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory()))
        options = GUARDED if guarded else ()
        self._doors = doors
        self.servers: Replicated = ending.enter_context(replicated(folder, *options, before=doors.open))
        self.happened: Counter[str] = Counter()
        self.gaps: list[float] = []
        self._away, self._kind, self._since, self._over = 0, "", 0.0, 0.0

    @property
    def url(self) -> str:
        """Its address."""
        return self.servers.url

    def strike(self, kind: str) -> None:
        """Take the primary away."""
        self._away, self._kind, self._since, self._over = self.servers.primary(), kind, time.monotonic(), 0.0
        assert self._away, "there is no primary to strike"
        if kind == "cut":
            self._doors.cut(self._away, SERVERS, SENTINELS)
        else:
            number = signal.SIGKILL if kind == "kill" else signal.SIGSTOP
            self.servers.process(self._away).send_signal(number)
        self.happened[DONE[kind]] += 1
        threading.Thread(target=self._see_takeover, daemon=True).start()

    def taken_over(self) -> bool:
        """Whether the Sentinels name another primary than the one that is away."""
        return self.servers.primary() not in (0, self._away)

    def tend(self) -> None:
        """Bring the server back that was away, some time after another took over."""
        if not self._away:
            return
        now = time.monotonic()
        assert self._over or now - self._since < LONGEST, "no other server took over"
        if self._over and now - self._over > STRANDED:
            self._back()

    def heal(self) -> None:
        """Wait until all three servers are together again."""
        while self._away:
            self.tend()
            time.sleep(0.05)
        self.servers.wait(self.servers.whole, LONGEST)

    def _see_takeover(self) -> None:
        self.servers.wait(self.taken_over, LONGEST)
        self._over = time.monotonic()
        self.gaps.append(self._over - self._since)

    def _back(self) -> None:
        if self._kind == "cut":
            self._doors.cut(self._away)
        elif self._kind == "kill":
            self.servers.process(self._away).wait()
            self.servers.start(self._away)
        else:
            self.servers.process(self._away).send_signal(signal.SIGCONT)
        self._away = 0
