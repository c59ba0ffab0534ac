"""The morning on both platforms: a digest set up by command on each, posted at 09:00 of its own zone, once, though its workers are killed.

Bots and platforms go by the real clock; that of the workers stands still until it is moved.
"""

import re
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bots.discord.api import mark_of
from core.delivery.planner import delivery_id
from core.model import Tally
from core.store.chats.posts import Posts
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from core.store.papers.papers import Papers
from core.store.votes.votes import Votes
from core.subscriptions.schedule import next_post
from tests.bots import test_both_platforms
from tests.bots.discord.live import shown as discord_shown
from tests.bots.discord.live import texts as discord_texts
from tests.bots.slack.conftest import seen
from tests.chaos.processes import Crew
from tests.chaos.reactions import Posted
from tests.chaos.rounds_worker import CLOCK, KILLED, TOLD
from tests.chaos.world import Town
from tests.factories import bring, entry

SECONDS = 60.0
"""What is waited for at most; each comes within ten."""

WORKERS = 2
ZONES = {"slack": "Europe/Paris", "discord": "America/New_York"}
TOPICS = {"slack": "zithers", "discord": "lutes"}
OWNER = "owner of lab"
"""Who may set up a channel of the town's guild."""

AT_ONCE = "before planning"
DEATHS = ("between post and record", "between intent and post")
"""Where a worker dies on each of the two mornings: the post is out and nobody knows; it may be out, and is not."""

LONG = timedelta(days=3650)

town = test_both_platforms.town


class Morning:
    """What happened in the town: how many posts stood after each step, the preview that each channel saw, and its digest."""

    def __init__(self, town: Town) -> None:
        self.town, self.app = town, town.app
        self.began, self.steps, self.previews = datetime.now(UTC), list[Counter[str]](), dict[str, list[str]]()
        town.fakes["discord"].do("say", user=OWNER, channel=town.rooms["discord"].channel, text="good evening")
        self.list_papers(self.began.date(), "Rivers")
        for platform, zone in ZONES.items():
            self.ask(platform, "new", topics=TOPICS[platform], top=3, at="09:00", tz=zone, days="daily")
        (slack,), (discord,) = (self.app.of(Subscriptions).of_place(room) for room in town.rooms.values())
        self.arrivals = {"slack": slack, "discord": discord}

    def go(self) -> None:
        """The first posts, which come at once, then each digest's morning, the earlier zone's first."""
        for number in range(WORKERS):
            worker = ["tests.fakes.discord.launch", "tests.chaos.rounds_worker", str(number), "die", "none", "0"]
            self.town.crews[f"worker {number}"] = Crew(
                [[sys.executable, "-W", "ignore", "-m", *worker]], self.town.environ, self.town.log
            )
        self.move(self.began, AT_ONCE)
        self.list_papers(self.began.date() + timedelta(days=1), "Glaciers")
        for (at, platform), death in zip(self.hours(), DEATHS, strict=True):
            self.previews[platform] = self.preview(platform)
            self.move(at, death)

    def hours(self) -> list[tuple[datetime, str]]:
        """When the second post of each is due."""
        due = ((next_post(one, one.made), platform) for platform, one in self.arrivals.items())
        return sorted((at, platform) for at, platform in due if at)

    def move(self, now: datetime, death: str) -> None:
        """Move the workers' clock and wait until all that is due is done, though one dies at a point and one wherever it is."""
        self.app.of(Record).text.rpush(TOLD, death)
        self.app.of(Record).text.set(CLOCK, now.timestamp())
        self.town.crews["worker 0"].kill(self.town.dice)
        done = self.town.rest(lambda: self.is_through(now), SECONDS)
        assert done, self.town.log.read_text("utf-8", "replace")[-2000:]
        self.steps.append(Counter(platform for platform in ZONES for _ in self.posts(platform)))

    def is_through(self, now: datetime) -> bool:
        """Whether nothing is due any more, and whoever was to die is dead."""
        waiting = self.app.of(Subscriptions).any_due(now) or self.app.of(Deliveries).due(now + LONG)
        return not waiting and not self.app.of(Record).text.llen(TOLD)

    # what people do and see

    def list_papers(self, day: date, where: str) -> None:
        """Eight papers are listed on a day: four of them for each digest."""
        titles = [f"{topic.title()} number {n} of {where}" for topic in TOPICS.values() for n in range(4)]
        first = 100 + len(self.app.of(Papers).days()) * 10
        papers = (entry(title, arxiv=f"2611.{first + n:05d}") for n, title in enumerate(titles))
        bring(self.app.of(Record), *papers, day=day, where=where)

    def ask(self, platform: str, verb: str, **given: object) -> Any:
        """Somebody types a command about digests in the channel, and it is answered."""
        fake, room = self.town.fakes[platform], self.town.rooms[platform].channel
        if platform == "discord":
            said = {option: str(value) for option, value in given.items()}
            return fake.do("slash", user=OWNER, channel=room, command=f"papers digest {verb}", wait=SECONDS / 2, **said)
        line = " ".join((f"digest {verb}", *(f"{option}:{value}" for option, value in given.items())))
        return fake.do("command", user=self.town.people["slack"][0].id, channel=room, text=line)

    def preview(self, platform: str) -> list[str]:
        """The titles that `digest preview` shows as the next post's. In Slack it is asked by a mention and whispered."""
        if platform == "discord":
            (answer,) = self.ask(platform, "preview")["answers"]
            said = "\n".join(map(discord_shown, discord_texts(answer["components"])))
        else:
            fake, room = self.town.fakes[platform], self.town.rooms[platform].channel
            who = self.town.people[platform][0].id
            before = len(fake.see("messages", channel=room, only_for=who))
            fake.do("say", user=who, channel=room, text="@paperboy digest preview")
            assert self.town.rest(lambda: len(fake.see("messages", channel=room, only_for=who)) > before, SECONDS)
            said = "\n".join(map(seen, fake.see("messages", channel=room, only_for=who)[before:]))
        return picks(said)

    def thread(self, ts: str) -> list[dict[str, Any]]:
        """The answers under a message in Slack."""
        found = self.town.fakes["slack"].see("messages", channel=self.town.rooms["slack"].channel)
        return [one for one in found if one.get("thread_ts") == ts and one["ts"] != ts]

    def posts(self, platform: str) -> list[tuple[str, str]]:
        """The slot and the id of each post of a digest that stands in the channel, as the platform shows it."""
        found = self.town.fakes[platform].see("messages", channel=self.town.rooms[platform].channel)
        if platform == "slack":
            keyed = [((one.get("metadata") or {}).get("event_payload", {}).get("key", ""), one) for one in found]
            return [(key, one["ts"]) for key, one in keyed if "-post-" in key and not one.get("thread_ts")]
        made = {mark_of(slot): slot for slot in self.deliveries(platform)}
        marks = ((one["components"][0].get("id"), one["id"]) for one in found if one["components"])
        return [(made.get(mark, f"mark {mark}"), message) for mark, message in marks]

    def deliveries(self, platform: str) -> list[str]:
        """The two slots of a digest: of the day it was made, and of the day after."""
        one = self.arrivals[platform]
        made = one.made.astimezone(ZoneInfo(one.zone)).date()
        return [delivery_id(one.id, "post", made + timedelta(days=day)) for day in (0, 1)]

    def posted(self, platform: str) -> Posted:
        """The morning's post."""
        room, (_, message) = self.town.rooms[platform], self.posts(platform)[-1]
        return Posted(room, message, tuple(self.app.of(Posts).papers_of(room, message)))


def titles(said: str) -> list[str]:
    """The titles of numbered papers as people read them, without why they are there."""
    return re.findall(r"^\d+\. (.+?)(?: \(.*\))?$", said, re.MULTILINE)


def picks(said: str) -> list[str]:
    """The titles of a post's three picks; Slack's text tells each before its block."""
    return list(dict.fromkeys(titles(said)))[-3:]


@pytest.fixture(scope="module")
def morning(town: Town) -> Morning:
    """Both digests set up, posted at once, and posted at 09:00 of their own zones."""
    made = Morning(town)
    made.go()
    return made


def test_each_channel_gets_its_post_at_its_own_nine_oclock(morning: Morning) -> None:
    (_, earlier), (_, later) = morning.hours()
    assert morning.steps == [{earlier: 1, later: 1}, {earlier: 2, later: 1}, {earlier: 2, later: 2}]


@pytest.mark.parametrize("platform", ZONES)
def test_each_slot_is_posted_once_though_workers_are_killed(morning: Morning, platform: str) -> None:
    assert [slot for slot, _ in morning.posts(platform)] == morning.deliveries(platform)
    died = {point: int(times) for point, times in morning.app.of(Record).text.hgetall(KILLED).items()}
    assert died == dict.fromkeys((AT_ONCE, *DEATHS), 1)
    assert sum(crew.happened["kills by signal 9 seen"] for crew in morning.town.crews.values()) >= len(died) + 1


@pytest.mark.parametrize("platform", ZONES)
def test_the_preview_is_what_is_then_posted(morning: Morning, platform: str) -> None:
    post = morning.posted(platform)
    assert len(morning.previews[platform]) == 3
    assert morning.previews[platform] == picks(test_both_platforms.read(morning.town, post))


def test_a_number_under_slacks_post_votes_for_that_pick(morning: Morning) -> None:
    post = morning.posted("slack")
    morning.town.react(post, morning.town.people["slack"][1], "two")
    assert morning.town.rest(lambda: morning.app.of(Votes).tallies(post.papers)[post.papers[1]] == Tally(up=1), SECONDS)
    assert [morning.app.of(Votes).tallies(post.papers)[one].up for one in post.papers] == [0, 1, 0]
