"""Manners towards the sites that papers come from: what each may be asked, and that a pause it asks for is kept by everybody."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from core.feeds.trouble import HostUnreachable, LeftAlone, RetryLater, TooSlow
from core.store.papers.turns import LOOK, Turn, Turns
from core.text.cleaning import counted

PACES = {"arxiv.org": 3.0, "huggingface.co": 0.5, "biorxiv.org": 1.0, "openreview.net": 1.0, "crossref.org": 1.0, "openalex.org": 1.0,
         "semanticscholar.org": 1.0}  # fmt: skip
"""Seconds between the end of one call to a site and the next; arXiv's terms: three, over one connection, whatever the machine."""

PATIENCE = 20.0
"""Seconds a call waits for its turn; one that would wait longer is made later, so that no worker stands still."""


class Manners:
    """Makes each call wait for its turn at the site, and closes the site for as long as it asks to be left alone."""

    def __init__(self, turns: Turns, sleep: Callable[[float], None] = time.sleep) -> None:
        self._turns, self._sleep = turns, sleep

    @contextmanager
    def __call__(self, host: str) -> Iterator[None]:
        """Around one call to a host. Raises RetryLater, before the call or after it, with the seconds the site is left alone."""
        site = site_of(host)
        turn = self._taken(site, host)
        try:
            yield
        except RetryLater as busy:
            seconds = self._turns.pause(site, turn, busy.seconds)
            raise RetryLater(f"{host} is busy and {_asked(busy.seconds, seconds)}", seconds) from busy
        except (TooSlow, HostUnreachable):
            self._turns.pause(site, turn, None)
            raise
        except BaseException:
            self._turns.give_back(site, turn, PACES.get(site, 0.0))
            raise
        self._turns.give_back(site, turn, PACES.get(site, 0.0))

    def _taken(self, site: str, host: str) -> Turn:
        waited = 0.0
        while not (turn := self._turns.take(site)):
            wait = max(self._turns.wait(site), LOOK)
            if waited + wait > PATIENCE:
                raise LeftAlone(
                    f"{host} is left alone for another {in_words(wait)}, as it asked or as it failed.", wait
                )
            self._sleep(wait)
            waited += wait
        return turn


def site_of(host: str) -> str:
    """The site a host belongs to, whose hosts share one pace; a host of no site that is known stands for itself."""
    return next((site for site in PACES if host == site or host.endswith(f".{site}")), host)


def in_words(seconds: float) -> str:
    """A wait as people say it: `40 seconds`, `30 minutes`, `24 hours`."""
    for size, name in ((3600, "hour"), (60, "minute")):
        if seconds >= 2 * size:
            return counted(round(seconds / size), name)
    return counted(max(round(seconds), 1), "second")


def _asked(named: float | None, seconds: float) -> str:
    if named is None:
        return f"does not say for how long: it is left alone for {in_words(seconds)}."
    return f"asks to be left alone for {in_words(seconds)}."
