"""`python -m tests.chaos delivery`: planners and senders killed, stopped and lied to, on both fake platforms, by a moved clock.

Each slot must be posted exactly once: replies are lost after the post was taken, some come late, some calls get 429 or 500, and
looking is rate-limited. A sabotage must make the campaign fail.
"""

import argparse
import sys
from collections import Counter
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

from bots.discord.api import mark_of
from core.delivery.planner import delivery_id, due_next
from core.model import Person, Place
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from core.subscriptions.model import EVERY_DAY, Subscription
from tests.chaos.processes import Fake
from tests.chaos.troubled import STARTED, Troubled, campaign

ROOMS = 20
"""Channels on each platform."""


def main(argv: list[str]) -> int:
    """Run the campaign; 1 where a slot was not posted exactly once."""
    return campaign("delivery", __doc__, argv, _staged)


def _staged(home: Path, asked: argparse.Namespace, ending: ExitStack) -> "Stage":
    return Stage(home, asked.seed, asked.sabotage, asked.pauses, ending)


class Stage(Troubled[tuple[Place, str]]):
    """A record, two platforms and a crew of workers."""

    def __init__(
        self,
        home: Path,
        seed: int,
        sabotage: str,
        paused: bool,
        ending: ExitStack,
        *,
        mishaps: bool = True,
        record: str = "",
    ) -> None:
        self.fakes = {name: ending.enter_context(Fake(name, seed)) for name in ("slack", "discord")}
        slack, discord = (self.fakes[name].told for name in ("slack", "discord"))
        environ = {
            "SLACK_BOT_TOKEN": slack["bot_token"], "SLACK_APP_TOKEN": slack["app_token"], "SLACK_API": slack["api"],
            "DISCORD_TOKEN": discord["token"], "FAKE_DISCORD": discord["url"], "REDIS_URL": record,
        }  # fmt: skip
        super().__init__(home, seed, environ, ending, paused=paused)
        self.rooms = self._furnish()
        self._digests()
        if mishaps:
            self._mishaps()
        worker = [sys.executable, "-m", "tests.fakes.discord.launch", "tests.chaos.rounds_worker"]
        self.begin([*worker, str(seed), self.ends, sabotage])

    def expect(self, day: datetime) -> list[tuple[Place, str]]:
        """A post in each channel."""
        return [(one.place, delivery_id(one.id, "post", day.date())) for one in self.subscriptions]

    def faults(self, expected: list[tuple[Place, str]]) -> list[str]:
        """Each slot is posted exactly once."""
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

    def _count(self, slots: int) -> None:
        self.happened["slots"] = slots
        self.count()
        for name, fake in self.fakes.items():
            told: dict[str, Any] = fake.see("state")
            self.happened[f"calls on {name}"] = sum(told["calls"].values())
            for fault in told.get("faults", ()):
                self.happened[f"mishaps on {name}"] += fault["struck"]
        self.happened["unsure"] = sum(1 for one in self.app.of(Deliveries).failed() if one.state == "unsure")
