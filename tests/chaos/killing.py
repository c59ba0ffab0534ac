"""Bots, a worker and Valkey killed by signal 9 under a load of votes: none acknowledged is lost, none counts twice.

What a person saw as done must be recorded: a press, a command or a form that Slack was told of, a message of Discord's that was
drawn anew. Slack's bot never looks at a message here: what it acknowledged must hold by the inbox alone. Discord acknowledges no
reaction, so there the look that follows each start makes good what a dead bot had heard.
"""

import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path

from core.errors import RecordDown
from core.ingest.arrivals import Arrivals
from core.model import Person
from core.store.delivery.subscriptions import Subscriptions
from core.store.embedded.server import running
from core.store.engine.record import Record
from core.store.votes.votes import Votes
from tests.chaos.reactions import Posted
from tests.chaos.world import Town
from tests.chaos.wrong_votes import Incrementing
from tests.factories import entry

CARDS, LISTS, LISTED = 12, 3, 4
"""Messages of one paper and of several on each platform, and papers of these."""

KINDS = {"slack": 0.004, "discord": 0.004, "worker": 0.2}
"""Who is killed, and the chance that it dies by itself each time it comes to a point."""

APART = (2.5, 6.0)
"""Seconds between two kills of a process wherever it is, and of Valkey: each is up for a while in between."""

STARTING = 0.3
"""The share of kills that may strike a bot before it is connected; on a busy machine all of them would."""

PAPERS = 2000
"""Papers that are there from the beginning: more cards than are pressed."""

LOST = 0.05
"""The share of redraws whose reply is lost."""

TYPED, FILLED = 0.5, 0.1
"""The chances that somebody who pressed types a command too, and that somebody sets a digest up in a form."""

DIGESTS_APART = 2.0
VOTES_A_SECOND = 40


def run(home: Path, seed: int, sabotage: str, kills: int, seconds: float, happened: Counter[str]) -> list[str]:
    """Vote until each has been killed so often, or the time is over; then come to rest, and compare."""
    with ExitStack() as ending:
        town = Town(home, seed, ending, sabotage=sabotage)
        trouble = Trouble(town, home)
        trouble.begin()
        until = time.monotonic() + seconds
        while (began := time.monotonic()) < until and trouble.kills() < kills:
            trouble.step()
            time.sleep(max(0.0, began + 1 / VOTES_A_SECOND - time.monotonic()))
        faults = at_rest(town)
        trouble.count()
        happened.update(town.happened)
        return faults


class Trouble:
    """A load of votes and of digests in a town, and a killer."""

    def __init__(self, town: Town, home: Path) -> None:
        self.town, self._home, self._dice = town, home, random.Random(town.seed)
        self._papers = iter(town.papers(PAPERS))
        self._cards: list[Posted] = []
        self._to_press: list[tuple[Posted, Person]] = []
        self.due = {name: time.monotonic() + 4 for name in (*KINDS, "valkey", "digest")}

    def begin(self, chances: Mapping[str, float] = KINDS) -> None:
        """Post, and let everybody work, each with its chance to die."""
        for _ in range(CARDS):
            self._post_card()
        for _ in range(LISTS):
            self.town.post(self._named(LISTED))
        self.town.fakes["slack"].do("fault", method="chat.update", times=None, share=LOST, drop_reply=True)
        editing = {"route": "PATCH /webhooks/*/messages/*", "times": None, "share": LOST}
        self.town.fakes["discord"].do("faults", **editing, drop_reply=True)
        for kind, chance in chances.items():
            self.town.start(kind, chance=chance, blind=("slack",))
        self.town.rest(self.town.serving)

    def step(self) -> None:
        """A few votes; and whoever's time has come is killed."""
        for crew in self.town.crews.values():
            crew.tend()
        self.town.react_somehow(self.town.posts)
        if self._dice.random() < 0.2:
            self._press()
        for name, at in self.due.items():
            if time.monotonic() > at:
                self.due[name] = time.monotonic() + self._dice.uniform(*APART)
                self.strike(name)

    def kills(self) -> int:
        """How often the one was killed that was killed least."""
        crews = self.town.crews.values()
        return min(self.town.happened["kills of Valkey"], *(crew.happened["kills by signal 9 seen"] for crew in crews))

    def count(self) -> None:
        """Tell of deaths by where they happened, and of replies that were lost."""
        for line in self.town.told.read_text().splitlines():
            _, what, *where = line.split()
            if what == "died":
                self.town.happened[f"died {' '.join(where)}"] += 1
        self.town.happened["presses and commands seen as done"] = len(self.town.asked.done())
        for fake in self.town.fakes.values():
            struck = (one["struck"] for one in fake.see("state")["faults"])
            self.town.happened["replies lost"] += sum(struck)

    def strike(self, name: str) -> None:
        """Kill a process or Valkey, or have a digest come."""
        if name == "digest":
            self.due[name] = time.monotonic() + DIGESTS_APART
            self._list_again()
        elif name == "valkey":
            if server := running(self._home):
                os.kill(server.pid, signal.SIGKILL)
                self.town.happened["kills of Valkey"] += 1
        elif self.town.serving(name) or self._dice.random() < STARTING:
            self.town.crews[name].kill(self._dice)

    def _press(self) -> None:
        if not self._to_press:
            with suppress(RecordDown):
                self._post_card()
        if self._to_press:
            post, person = self._to_press.pop()
            self.town.asked.press(post, person)
            if self._dice.random() < TYPED:
                self.town.asked.save(post.papers[0], person)
        if self._dice.random() < FILLED:
            self.town.asked.fill(self._dice.choice(self.town.pressers["slack"]), self._dice)

    def _post_card(self) -> None:
        """A card on each platform, to be pressed once by everybody who presses."""
        fresh = self.town.post(self._named(1))
        some = [(post, person) for post in fresh for person in self.town.pressers[post.place.platform]]
        self._to_press += self._dice.sample(some, len(some))
        self._cards += fresh

    def _named(self, count: int) -> list[str]:
        return [next(self._papers) for _ in range(count)]

    def _list_again(self) -> None:
        """A digest with some papers that are voted on and one that is new, for the worker."""
        now, again = datetime.now(UTC), self._dice.sample(self._cards, 5)
        number = self.town.happened["digests"]
        new = entry(f"Bassoons number {number} of Rivers")
        rows = [{"title": new.title, "abstract": new.abstract, "day": now.date().isoformat()}]
        for post in again:
            old = entry(f"Tidal Kites number {post.papers[0]} of Rivers")
            rows.append({"title": old.title, "abstract": old.abstract, "day": now.date().isoformat()})
        with suppress(RecordDown):
            self.town.app.receive(json.dumps(rows).encode(), f"{number}.json", now)
            self.town.happened["digests"] += 1


def at_rest(town: Town) -> list[str]:
    """End the load and the killing, let everything arrive, and compare."""
    town.crash()
    town.asked.end()
    looked = len(town.lines("discord", "looked"))
    town.start(*KINDS, blind=("slack",))
    done = {
        "what came is not done": town.told_all,
        "Discord's reactions are not looked at": lambda: (
            ["whole"] in [w[2:] for w in town.lines("discord", "looked")[looked:]]
        ),
        "the digests are not ingested": lambda: not town.app.of(Arrivals).todo(),
    }
    faults = [f"{what} in time" for what, condition in done.items() if not town.rest(condition)]
    lost = [one for one in town.fakes["slack"].see("given_up") if one["type"].startswith("reaction_")]
    town.happened["events that Slack gave up"] = len(lost)
    papers = {post.id: post.papers for post in town.posts}
    excused = [(paper, Person("slack", "T1", one["user"])) for one in lost for paper in papers[one["item"]["ts"]]]
    faults += [f"put aside: {event}" for event in town.app.of(Record).text.hkeys("pb:dead-events")]
    votes: Votes = (Incrementing if town.sabotage == "tally-by-incr" else Votes)(town.app.of(Record))
    return faults + town.asked.faults(town.app.of(Subscriptions)) + town.faults(votes, excused)
