"""Sending what is due: many deliveries at once, each platform's as fast as its limits allow, whatever becomes of the others.

The limits are shared by all senders through the record, so any number of them may run.
"""

import logging
import random
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from core.delivery.sender import goes_to
from core.errors import PaperboyError
from core.host.logs import working
from core.model import Person, Place
from core.store.delivery.allowances import Allowance, Allowances
from workers.jobs import SOON, Work

AT_ONCE = 16
"""Deliveries that a process sends at once: 45 a second, where a call takes a third of a second (Discord's limit)."""

OF_ONE_TEAM = 12
"""Of these, at most those of one team or platform: where it does not answer, the others go on."""

NEXT = 64
"""The deliveries of a team, the longest due first, of which a sender draws: two senders seldom draw the same."""

log = logging.getLogger("paperboy")

Where = Place | Person


class Posting:
    """Hands deliveries to threads, a few at each look, until it is closed."""

    def __init__(self, work: Work) -> None:
        self._work, self._sender, self._allowances = work, work.sender, work.app.of(Allowances)
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="posting")
        self._sent: dict[str, tuple[Allowance | str, Future[None]]] = {}
        self._teams: dict[str, Allowance | str] = {}
        self._dice = random.Random()

    def look(self) -> list[str]:
        """Hand out what is due and may go out now; returns the ids of these deliveries."""
        self._sent = {name: (team, future) for name, (team, future) in self._sent.items() if not future.done()}
        now = self._work.now()
        self._learn_teams(self._work.deliveries.due(now + SOON, None))
        waiting = self._by_team([name for name in self._work.deliveries.due(now, None) if name not in self._sent])
        room = self._room(list(waiting))
        chosen: list[str] = []
        while (free := AT_ONCE - len(self._sent)) > 0 and any(room[team] > 0 for team in waiting):
            for team in [team for team in waiting if room[team] > 0][:free]:
                name = self._drawn(waiting[team])
                room[team] = room[team] - 1 if waiting[team] else 0
                self._sent[name] = team, self._pool.submit(self._deliver, name)
                chosen.append(name)
        return chosen

    def close(self) -> None:
        """Wait until what was begun is finished."""
        self._pool.shutdown(cancel_futures=True)

    def _learn_teams(self, soon: Sequence[str]) -> None:
        """Look up whose limit the deliveries share that fall due soon: their outlets are open when their hour comes."""
        unknown = [name for name in soon if name not in self._teams]
        places = goes_to(self._work.deliveries, self._work.subscriptions, unknown)
        teams = self._teams | {name: self._team(place) for name, place in places.items()}
        self._teams = {name: teams[name] for name in soon}

    def _by_team(self, due: Sequence[str]) -> dict[Allowance | str, list[str]]:
        """The deliveries by whose limit they share, else by their platform, the longest due first."""
        waiting: dict[Allowance | str, list[str]] = {}
        for name in due:
            if name in self._teams:  # else it fell due just now
                waiting.setdefault(self._teams[name], []).append(name)
        return waiting

    def _team(self, place: Where | None) -> Allowance | str:
        if place is None or place.platform not in self._work.outlets:
            return ""
        return self._work.outlets[place.platform].allowance(place) or place.platform

    def _room(self, teams: Sequence[Allowance | str]) -> dict[Allowance | str, int]:
        """How many deliveries of each may be begun now."""
        limits = [team for team in teams if isinstance(team, Allowance)]
        left: dict[Allowance | str, int] = dict(
            zip(limits, self._allowances.left(limits, self._work.now()), strict=True)
        )
        begun = [team for team, _ in self._sent.values()]
        return {team: min(OF_ONE_TEAM, left.get(team, OF_ONE_TEAM)) - begun.count(team) for team in teams}

    def _drawn(self, names: list[str]) -> str:
        return names.pop(self._dice.randrange(min(NEXT, len(names))))

    def _deliver(self, name: str) -> None:
        with working(name):
            try:
                self._sender.deliver(name, self._work.now())
            except PaperboyError as error:
                log.warning("%s", error)  # the record is away: the lease ends by itself
            except Exception:
                log.exception("delivery %s", name)
