"""`python -m tests.chaos delivery`: planners and senders killed, stopped and lied to, on both fake platforms, by a moved clock.

Each slot must be posted exactly once: replies are lost after the post was taken, some come late, some calls get 429 or 500, and
looking is rate-limited. A sabotage must make the campaign fail.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bots.discord.api import mark_of
from core.app import Paperboy, open_app
from core.delivery.planner import delivery_id, due_next
from core.model import Person, Place
from core.settings import read
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from core.subscriptions.model import EVERY_DAY, Subscription
from tests.chaos.processes import Crew, Fake
from tests.chaos.rounds_worker import CLOCK, KILLED, SABOTAGES
from tests.factories import bring, entry

ROOMS = 20
"""Channels on each platform."""

WORKERS = 3
STARTED = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PAUSED = 6.0
"""Seconds a worker stays stopped: longer than its lease."""

LONGEST_DAY = 120.0
"""Seconds a day's posts may take before the campaign says that they hang."""


def main(argv: list[str]) -> int:
    """Run the campaign; 1 where a slot was not posted exactly once."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos delivery", description=__doc__)
    parser.add_argument("--slots", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=60.0, help="end earlier than all slots, after so many minutes")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--sabotage", choices=SABOTAGES, default="none")
    parser.add_argument("--pauses", action="store_true", help="workers are stopped past their lease in place of killed")
    asked = parser.parse_args(argv)
    print(f"seed {asked.seed}, sabotage {asked.sabotage}", flush=True)
    with tempfile.TemporaryDirectory() as home, ExitStack() as ending:
        stage = Stage(Path(home), asked.seed, asked.sabotage, asked.pauses, ending)
        faults = stage.run(asked.slots, asked.minutes * 60)
    print("\n".join(faults[:10]))
    print(f"{len(faults)} faults; " + ", ".join(f"{count:,} {what}" for what, count in stage.happened.items()))
    return int(bool(faults))


class Stage:
    """A record, two platforms and a crew of workers."""

    def __init__(
        self, home: Path, seed: int, sabotage: str, paused: bool, ending: ExitStack, *, mishaps: bool = True
    ) -> None:
        self.dice, self.happened, self._paused = random.Random(seed), Counter[str](), paused
        self.fakes = {name: ending.enter_context(Fake(name, seed)) for name in ("slack", "discord")}
        slack, discord = (self.fakes[name].told for name in ("slack", "discord"))
        environ = {
            "PAPERBOY_HOME": str(home), "PAPERBOY_FEEDS": "none", "SLACK_BOT_TOKEN": slack["bot_token"],
            "SLACK_APP_TOKEN": slack["app_token"], "SLACK_API": slack["api"], "DISCORD_TOKEN": discord["token"],
            "FAKE_DISCORD": discord["url"],
        }  # fmt: skip
        self.app: Paperboy = open_app(read(environ, None))
        ending.callback(self.app.close)
        self.rooms = self._furnish()
        self._digests()
        if mishaps:
            self._mishaps()
        command = [
            sys.executable,
            "-m",
            "tests.fakes.discord.launch",
            "tests.chaos.rounds_worker",
            str(seed),
            "stop" if paused else "die",
            sabotage,
        ]
        self.set(STARTED)
        self.crew = Crew([command] * WORKERS, environ, Path(home) / "crew.log")
        self._log = Path(home) / "crew.log"
        ending.callback(self.crew.end)

    def run(self, slots: int, seconds: float) -> list[str]:
        """Day after day until so many slots are through; what is wrong then."""
        started, day = time.monotonic(), STARTED.replace(hour=9)
        expected: list[tuple[Place, str]] = []
        while len(expected) < slots and time.monotonic() - started < seconds:
            day += DAY
            bring(
                self.app.of(Record),
                *(entry(f"{word} of {day:%d %B}") for word in WORDS),
                day=day.date(),
                where=str(day),
            )
            expected += [(one.place, delivery_id(one.id, "post", day.date())) for one in self.subscriptions]
            self.set(day + timedelta(minutes=1))
            if not self.through(day + timedelta(minutes=1)):
                tail = self._log.read_text("utf-8", "replace")[-3000:]
                return [f"the posts of {day:%d %B} hang", *self._faults(expected), tail]
            print(f"{len(expected):,} slots, {self._kills():,} kills, {time.monotonic() - started:.0f} s", flush=True)
        self.crew.end()
        return self._faults(expected)

    def through(self, now: datetime) -> bool:
        """Wait until every slot has ended, tending the crew and troubling it."""
        until = time.monotonic() + LONGEST_DAY
        while time.monotonic() < until:
            self.crew.tend()
            self.crew.go_on(PAUSED)
            if self.dice.random() < 0.02 and not self._paused:
                self.crew.kill(self.dice)
            if not self.app.of(Subscriptions).any_due(now) and not self.app.of(Deliveries).due(now + 3650 * DAY):
                return True
            time.sleep(0.1)
        return False

    def _faults(self, expected: list[tuple[Place, str]]) -> list[str]:
        found = self.posted()
        faults = []
        for place, slot in expected:
            times = found[place.channel, slot]
            if times != 1:
                stands = self.app.of(Deliveries).read(slot)
                faults.append(f"{slot} in {place.platform}/{place.channel} was posted {times} times ({stands})")
        more = sum(found.values()) - sum(found[place.channel, slot] for place, slot in expected)
        faults += [f"{more} posts more than slots"] if more else []
        self._count(len(expected))
        return faults

    def posted(self) -> Counter[tuple[str, str]]:
        """How often each slot stands in each channel, as the platforms show it."""
        found: Counter[tuple[str, str]] = Counter()
        marks = {mark_of(slot): "-".join(slot.split("-")[:3]) for slot in self._slots()}
        for one in self.fakes["slack"].see("messages"):
            key = ((one.get("metadata") or {}).get("event_payload") or {}).get("key", "")
            if not one.get("thread_ts") and "-report-" not in key:  # a maker's weekly line comes directly
                found[one["channel"], "-".join(key.split("-")[:3])] += 1
        for room in self.rooms["discord"]:
            for one in self.fakes["discord"].see("messages", channel=room):
                if one.get("components"):
                    mark = one["components"][0].get("id")
                    found[room, marks.get(mark, f"mark {mark}")] += 1
        return found

    def _slots(self) -> list[str]:
        return [key.removeprefix("pb:slot:") for key in self.app.of(Record).text.scan_iter("pb:slot:*", count=5000)]

    def _furnish(self) -> dict[str, list[str]]:
        slack, discord = self.fakes["slack"], self.fakes["discord"]
        ada = discord.do("user", name="ada")["id"]
        guild = discord.do("guild", name="lab", members=[ada])["id"]
        rooms = range(ROOMS)
        made = {
            "slack": [slack.do("channel", name=f"c{n}")["id"] for n in rooms],
            "discord": [discord.do("channel", guild=guild, name=f"c{n}")["id"] for n in rooms],
            "guild": [guild],
            "people": [ada],
        }
        for room in made["discord"]:  # an empty history may be a closed one: nobody would dare to post again
            discord.do("say", user=ada, channel=room, text="good morning")
        return made

    def _digests(self) -> None:
        ada = self.fakes["slack"].do("user", name="ada")["id"]
        makers = {"slack": Person("slack", "T1", ada), "discord": Person("discord", "", self.rooms["people"][0])}
        places = [Place("slack", "T1", room) for room in self.rooms["slack"]]
        places += [Place("discord", self.rooms["guild"][0], room) for room in self.rooms["discord"]]
        self.subscriptions = [
            Subscription(f"s{n}", place, makers[place.platform], "daily", STARTED, days=EVERY_DAY, top=2)
            for n, place in enumerate(places)
        ]
        for one in self.subscriptions:
            self.app.of(Subscriptions).add(one, due_next(one, STARTED))

    def _mishaps(self) -> None:
        """One reply in ten is lost after the post was taken, one call in twenty comes late, gets a 429 or a 500; looks too."""
        for fault in (
            {"drop_reply": True, "share": 0.1},
            {"delay": 2.2, "share": 0.05},
            {"status": 429, "retry_after": 1, "share": 0.05},
            {"status": 500, "share": 0.05},
        ):
            self.fakes["slack"].do("fault", method="chat.postMessage", times=None, **fault)
        self.fakes["slack"].do(
            "fault", method="conversations.history", times=None, status=429, retry_after=1, share=0.2
        )
        posting = "POST /channels/*/messages"
        for fault in (
            {"drop_reply": True, "after": True, "share": 0.1},
            {"late": 4.0, "share": 0.05},
            {"status": 429, "retry_after": 0.5, "share": 0.05},
            {"status": 500, "share": 0.05},
        ):
            self.fakes["discord"].do("faults", route=posting, times=None, **fault)
        history = {"route": "GET /channels/*/messages", "status": 429, "retry_after": 0.5}
        self.fakes["discord"].do("faults", times=None, share=0.2, **history)
        self.fakes["discord"].do("settings", nonce_seconds=0.0)  # only looking helps

    def told(self) -> int:
        """How often makers were told that a place is gone."""
        slack, discord = self.fakes["slack"], self.fakes["discord"]
        said = [one["text"] for one in slack.see("messages") if str(one["channel"]).startswith("D")]
        rooms = set(discord.see("state")["channels"]).difference(self.rooms["discord"])
        said += [str(one["components"]) for room in rooms for one in discord.see("messages", channel=room)]
        return sum(1 for one in said if "I cannot post" in one)

    def tries(self, place: Place) -> int:
        """How often a post to a place was tried."""
        if place.platform == "slack":
            calls = self.fakes["slack"].see("log", method="chat.postMessage")
            return sum(1 for call in calls if call["channel"] == place.channel)
        return int(self.fakes["discord"].see("state")["tried"].get(place.channel, 0))

    def set(self, now: datetime) -> None:
        """Move the clock."""
        self.app.of(Record).text.set(CLOCK, now.timestamp())

    def _kills(self) -> int:
        return sum(map(int, self.app.of(Record).text.hvals(KILLED))) + self.crew.happened["kills by signal 9 seen"] * 0

    def _count(self, slots: int) -> None:
        self.happened["slots"] = slots
        self.happened.update(self.crew.happened)
        points = {point: int(times) for point, times in self.app.of(Record).text.hgetall(KILLED).items()}
        self.happened.update(
            {f"{'stopped' if self._paused else 'died'} {point}": times for point, times in sorted(points.items())}
        )
        for name, fake in self.fakes.items():
            told: dict[str, Any] = fake.see("state")
            self.happened[f"calls on {name}"] = sum(told["calls"].values())
            for fault in told.get("faults", ()):
                self.happened[f"mishaps on {name}"] += fault["struck"]
        self.happened["unsure"] = sum(1 for one in self.app.of(Deliveries).failed() if one.state == "unsure")


WORDS = ("Zithers", "Theremins", "Ocarinas", "Bassoons", "Sitars", "Lutes")
