"""What people ask for by presses, commands and forms, and what of it they saw as done, by what the platforms show them."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from bots.shared.changes import NOT_NOTED
from core.model import Person, Place
from core.store.delivery.subscriptions import Subscriptions
from tests.bots.discord.live import texts
from tests.chaos.processes import Fake
from tests.chaos.reactions import Posted, Said

NOT_DONE = (NOT_NOTED, "Paperboy stumbled")
"""How sentences begin by which a person reads that nothing was done."""

DONE = ("Saved: ", "You voted for it.", "Saved. It counts ")
"""What a person reads on Discord of what was done."""

TOPIC = '"number 2611.00010"'
"""A filter that wants one of the papers, so that nobody is asked whether it is meant."""


class Asked:
    """What people of two fake platforms asked for; `said` are votes and saved papers, `forms` the names of digests."""

    def __init__(self, fakes: Mapping[str, Fake], rooms: Mapping[str, Place], happened: Counter[str]) -> None:
        self._fakes, self._rooms, self._happened = fakes, rooms, happened
        self._filling = ThreadPoolExecutor(2)
        self.said: set[Said] = set()
        self.forms: set[str] = set()

    def press(self, post: Posted, person: Person) -> None:
        """Somebody presses the button for the paper of a card."""
        line, platform = f"vote {post.papers[0]} up", post.place.platform
        if platform == "slack":
            room = post.place.channel
            self._fakes["slack"].do("press", user=person.id, channel=room, message=post.id, value=line, wait=False)
        else:
            self._fakes["discord"].do("press", user=person.id, message=post.id, button=f"p:{line}")
        self.said.add((post.papers[0], person, "up"))
        self._happened["presses"] += 1

    def save(self, paper: str, person: Person) -> None:
        """Somebody types the command that saves a paper."""
        given: dict[str, Any] = {"user": person.id, "channel": self._rooms[person.platform].channel}
        if person.platform == "slack":
            self._fakes["slack"].do("command", **given, text=f"save {paper}", wait=False)
        else:
            with suppress(ValueError):  # the bot has told nobody of its commands yet
                self._fakes["discord"].do("slash", **given, command="papers save", paper=paper)
        self.said.add((paper, person, "save"))
        self._happened["commands"] += 1

    def fill(self, person: Person, dice: random.Random) -> None:
        """Somebody in Slack sets a digest up in a form; nobody waits for it."""
        name = f"form {len(self.forms)}"
        self.forms.add(name)
        self._filling.submit(self._fill, person, name, f"{dice.randrange(24):02d}:00")
        self._happened["forms"] += 1

    def _fill(self, person: Person, name: str, hour: str) -> None:
        values = {"name": name, "topics": TOPIC, "at": hour, "tz": "Europe/Paris"}
        with suppress(ValueError):  # no form came, for nobody was there
            given = {"user": person.id, "channel": self._rooms["slack"].channel}
            self._fakes["slack"].do("fill", **given, text="digest new", values=values)

    def end(self) -> None:
        """Wait until the last form is sent or given up."""
        self._filling.shutdown()

    def done(self) -> set[Said]:
        """The votes and saved papers that a person saw as done."""
        return {*self._done_in_slack(), *self._done_in_discord()}

    def faults(self, subscriptions: Subscriptions) -> list[str]:
        """Digests whose form a person saw accepted that are not there, and any that are there twice."""
        there = Counter(one.name for one in subscriptions.all() if one.name in self.forms)
        accepted = {name for one in self._acked() if (name := one["fields"].get("name")) and not one["errors"]}
        self._happened["forms accepted"] = len(accepted)
        lost = [f"lost: the digest {name}" for name in sorted(accepted) if not there[name]]
        if self.forms and not accepted:
            lost.append("no form was accepted: nothing was tried")
        return lost + [f"{times} digests are called {name}" for name, times in there.items() if times > 1]

    def _acked(self) -> Iterator[dict[str, Any]]:
        """What Slack was told of, and whose person was not told that it failed."""
        for one in self._fakes["slack"].see("asked"):
            if one["acked"] and not (one["told"] and one["told"][-1].startswith(NOT_DONE)):
                yield one

    def _done_in_slack(self) -> Iterator[Said]:
        for one in self._acked():
            if said := _meant(one["line"]):
                yield said[0], Person("slack", "T1", one["user"]), said[1]

    def _done_in_discord(self) -> Iterator[Said]:
        for one in self._fakes["discord"].see("asked"):
            told = [text for message in one["told"] for text in texts(message["components"])]
            pressed = str(one["asked"].get("custom_id") or "").partition(":")[2]
            said = _meant(pressed) or _meant(_typed(one["asked"]))
            if said and ((pressed and one["drawn"]) or any(word in text for text in told for word in DONE)):
                yield said[0], Person("discord", "", one["user"]), said[1]


def _meant(line: str) -> tuple[str, str] | None:
    """The paper and the side that a line says."""
    verb, _, rest = line.partition(" ")
    side = {"vote": "up", "save": "save"}.get(verb)
    return (rest.partition(" ")[0], side) if side else None


def _typed(asked: Mapping[str, Any]) -> str:
    """The line of a slash command of one option."""
    (verb, *_), *_ = [asked.get("options") or [{}]]
    options = verb.get("options") or [{}]
    return f"{verb.get('name', '')} {options[0].get('value', '')}"
