"""Bots in threads that acknowledge reactions as the real ones do, and what became of each: none that was acknowledged may be missing."""

import threading
import time
from datetime import UTC, datetime

from core.errors import RecordDown
from core.model import Person, Place
from core.store.chats.inbox import Event, Inbox
from core.store.engine import keys
from core.store.engine.record import Record
from core.store.votes.votes import Votes
from core.votes.emoji import Message

BOTS = 4
PAUSE = 0.02
"""Seconds between two reactions that one bot hears."""

PAPERS = 20
LATER = datetime(2100, 1, 1, tzinfo=UTC)


class Voters:
    """Some bots on one record; with `waits` false a change counts before a replica holds it."""

    def __init__(self, url: str, *, waits: bool = True) -> None:
        self._url, self._waits = url, waits
        self._acknowledged: list[set[str]] = [set() for _ in range(BOTS)]
        self.refused = 0
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._serve, args=(n,), daemon=True) for n in range(BOTS)]
        for thread in self._threads:
            thread.start()

    def acknowledged(self) -> int:
        """How many reactions were acknowledged."""
        return sum(map(len, self._acknowledged))

    def end(self) -> None:
        """End the bots."""
        self._over.set()
        for thread in self._threads:
            thread.join(30)

    def faults(self) -> list[str]:
        """End the bots, do what waits in the inbox, and name the reactions that were acknowledged and do not count."""
        self.end()
        record = Record(self._url)
        votes, inbox = Votes(record), Inbox(record)
        for event in inbox.waiting("slack", LATER):
            _count(votes, event)
        counted = {mark.person for n in range(PAPERS) for mark in votes._ballots.read(_paper(n)).marks}
        tallied = sum(tally.up for tally in votes.tallies([_paper(n) for n in range(PAPERS)]).values())
        record.close()
        wanted = {keys.name(_person(name)) for names in self._acknowledged for name in names}
        lost = sorted(wanted - counted)
        faults = [f"{len(lost)} of {len(wanted)} acknowledged votes are lost, such as {lost[0]}"] if lost else []
        return faults if tallied == len(counted) else [*faults, f"{tallied} votes are tallied of {len(counted)} marks"]

    def _serve(self, number: int) -> None:
        record = Record(self._url)
        record._replicated = self._waits
        votes, inbox, count = Votes(record), Inbox(record), 0
        while not self._over.wait(PAUSE):
            count += 1
            name = f"{number}x{count}" if self._waits else f"{number}y{count}"
            event = Event(name, "slack", {"user": name}, datetime.now(UTC))
            if self._take(inbox, event):
                self._acknowledged[number].add(name)
                try:
                    _count(votes, event)
                    inbox.done(event)
                except RecordDown:
                    self.refused += 1  # it waits in the inbox
        record.close()

    def _take(self, inbox: Inbox, event: Event) -> bool:
        """Deliver an event until it is acknowledged, as a platform does."""
        while not self._over.is_set():
            try:
                inbox.receive(event)
                return True
            except RecordDown:
                self.refused += 1
                time.sleep(0.1)
        return False


def _count(votes: Votes, event: Event) -> None:
    number = sum(map(ord, event.body["user"])) % PAPERS
    message = Message(Place("slack", "T1", "C1"), f"m{number}")
    votes.mark(_person(event.body["user"]), _paper(number), message, "+1", "up", event.at)


def _person(name: str) -> Person:
    return Person("slack", "T1", name)


def _paper(number: int) -> str:
    return f"2611.{number:05d}"
