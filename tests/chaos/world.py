"""The town of the campaign of votes: one record, both fake platforms with people who react and press, and the processes that serve them."""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bots.shared.platforms import Outlets
from core.app import Paperboy, open_app
from core.cards.views import paper_card
from core.delivery.outlet import Digest
from core.errors import RecordDown
from core.model import Person, Place
from core.services.redraw import numbered
from core.settings import read
from core.store.chats.inbox import Inbox
from core.store.chats.posts import Posts
from core.store.engine import keys
from core.store.engine.record import Record
from core.store.papers.papers import Papers
from core.store.votes.votes import Votes
from tests.chaos.asked import Asked
from tests.chaos.processes import Crew, Fake
from tests.chaos.reactions import Posted, Said, Standing, differences, marks_of, meant, signs_for
from tests.factories import bring, entry
from tests.fakes.discord.launch import redirect

HURRY = "20"
"""Divides Slack's pauses before it sends an event again: 3 and 15 s."""

TAKEN_BACK = 0.4
"""The share of acts that take back a reaction."""

LONGEST_SECONDS = 120.0
"""What the town may take to come to rest."""


class Town:
    """Opened with a home for the record, unless that is elsewhere (`record`, its address); `ending` ends what it began."""

    def __init__(
        self, home: Path, seed: int, ending: ExitStack, people: int = 24, sabotage: str = "none", record: str = ""
    ) -> None:
        self.dice, self.seed, self.sabotage = random.Random(seed), seed, sabotage
        self.happened: Counter[str] = Counter()
        slack = ending.enter_context(Fake("slack", seed, "--hurry", HURRY))
        discord = ending.enter_context(Fake("discord", seed, module="tests.chaos.logged_discord"))
        self.fakes = {"slack": slack, "discord": discord}
        self.environ = {
            "PAPERBOY_HOME": str(home), "PAPERBOY_FEEDS": "none",
            "PAPERBOY_CONFIGURE": "members", "SLACK_BOT_TOKEN": slack.told["bot_token"],
            "SLACK_APP_TOKEN": slack.told["app_token"], "SLACK_API": slack.told["api"],
            "DISCORD_TOKEN": discord.told["token"], "FAKE_DISCORD": discord.told["url"],
            "FAKE_DISCORD_READY": "0.2", "FAKE_DISCORD_AGAIN": "0.2", "REDIS_URL": record,
        }  # fmt: skip
        redirect(discord.told["url"])
        settings = read(self.environ, None)
        self.app: Paperboy = open_app(settings)
        ending.callback(self.app.close)
        self._outlets = Outlets(self.app, settings)
        ending.callback(self._hang_up)
        self.posts: list[Posted] = []
        self.standing: dict[tuple[Posted, Person, str], None] = {}
        self.rooms, self.people, self.pressers = self._settle(people)
        self.asked = Asked(self.fakes, self.rooms, self.happened)
        self.told, self.log = home / "told.txt", home / "town.log"
        self.told.touch()
        self.crews: dict[str, Crew] = {}
        ending.callback(self.crash)

    def _settle(self, count: int) -> tuple[dict[str, Place], dict[str, list[Person]], dict[str, list[Person]]]:
        """A room on each platform, as many people who react, and as many who press."""
        slack, discord = self.fakes["slack"], self.fakes["discord"]
        guild = discord.do("guild", name="lab")["id"]

        def settle(kind: str) -> dict[str, list[Person]]:
            names = [f"{kind}{n}" for n in range(count)]
            there = [Person("slack", "T1", slack.do("user", name=name)["id"]) for name in names]
            here = [Person("discord", "", discord.do("user", name=name, guilds=[guild])["id"]) for name in names]
            return {"slack": there, "discord": here}

        people, pressers = settle("reacts"), settle("presses")
        members = [one.id for one in people["slack"] + pressers["slack"]]
        channel = discord.do("channel", guild=guild, name="papers")["id"]
        rooms = {
            "slack": Place("slack", "T1", slack.do("channel", name="papers", members=members)["id"]),
            "discord": Place("discord", guild, channel),
        }
        return rooms, people, pressers

    def _hang_up(self) -> None:
        """Close what a sender of the rounds keeps open until its process ends: it would be warned about."""
        outlets: Any = self._outlets
        if outlets._loop:
            outlets._loop.run(outlets["slack"]._client.session.close())
            outlets._loop.run(outlets["discord"]._client.close())

    # what stands there

    def papers(self, count: int, first: int = 10) -> list[str]:
        """New papers of these numbers; returns their ids."""
        ids = [f"2611.{n:05d}" for n in range(first, first + count)]
        bring(self.app.of(Record), *(entry(f"Tidal Kites number {i} of Rivers", arxiv=i) for i in ids), where=ids[0])
        return ids

    def post(self, papers: Sequence[str], at: datetime | None = None) -> list[Posted]:
        """Post these papers in one message on each platform, as the sender of the rounds does."""
        found, tallies = self.app.of(Papers).get_many(papers), self.app.of(Votes).tallies(papers)
        letter = Digest(numbered(tuple(paper_card(found[i], tallies[i]) for i in papers)))
        posted = []
        for platform, place in self.rooms.items():
            outlet, key = self._outlets[platform], f"{platform}-{len(self.posts)}"
            message = outlet.send(place, letter, key, lambda: True)
            self.app.of(Posts).put(place, message, papers, at or datetime.now(UTC))
            outlet.dress(place, message, letter, key, again=False)
            posted.append(Posted(place, message, tuple(papers)))
        self.posts += posted
        return posted

    # what people do

    def react(self, post: Posted, person: Person, sign: str) -> None:
        """Put a reaction, or take it back where it stands."""
        fake, put = self.fakes[post.place.platform], (post, person, sign) not in self.standing
        given = {"user": person.id, "message": post.id}
        if post.place.platform == "slack":
            given |= {"channel": post.place.channel, "name": sign}
            fake.do("react" if put else "unreact", **given, wait=False)
        else:
            fake.do("react" if put else "unreact", **given, emoji=sign)
        if put:
            self.standing[post, person, sign] = None
        else:
            del self.standing[post, person, sign]
        self.happened["reactions put" if put else "reactions taken back"] += 1

    def react_somehow(self, posts: Sequence[Posted]) -> None:
        """Somebody reacts to one of these, mostly in a way that counts; or takes back what stands anywhere."""
        if self.standing and self.dice.random() < TAKEN_BACK:
            self.react(*self.dice.choice(list(self.standing)))
            return
        post = self.dice.choice(posts)
        number, person = self.dice.choice(list(enumerate(self.people[post.place.platform])))
        self.react(post, person, self.dice.choice(signs_for(post, number)))

    # who serves them

    def start(self, *kinds: str, chance: float = 0.0, blind: Iterable[str] = ()) -> None:
        """Start these (`slack`, `discord`, `worker`); with this chance each dies where it may, the `blind` never look."""
        for kind in kinds:
            wrong = self.sabotage if kind not in blind else f"{self.sabotage},skip-reconcile"
            module = ["tests.fakes.discord.launch"] if kind == "discord" else []
            names = [*module, "tests.chaos.vote_bot", kind, str(self.seed), str(chance), wrong, str(self.told)]
            self.crews[kind] = Crew([[sys.executable, "-W", "ignore", "-m", *names]], self.environ, self.log)

    def crash(self, *kinds: str) -> None:
        """Kill these by signal 9, or all; nobody is started anew until `start`."""
        for kind in kinds or tuple(self.crews):
            crew = self.crews.pop(kind)
            crew.kill(self.dice)
            crew.running[0].popen.wait(10)
            crew.happened["kills by signal 9 seen"] += crew.running[0].killed
            self.happened.update({f"{what}: {kind}": times for what, times in crew.happened.items()})

    def serving(self, *kinds: str) -> bool:
        """Whether these bots, or both, are connected; a worker always is."""
        slack, discord = (self.fakes[platform].see("state") for platform in ("slack", "discord"))
        there = {"slack": slack["sockets"] >= 2, "discord": bool(discord["connected"]), "worker": True}
        return all(there[kind] for kind in kinds or there)

    def lines(self, kind: str, what: str) -> list[list[str]]:
        """What the processes of a kind told of something, each in words."""
        said = (line.split() for line in self.told.read_text().splitlines())
        return [words[2:] for words in said if words[:2] == [kind, what]]

    def rest(self, condition: Callable[[], object], seconds: float = LONGEST_SECONDS) -> bool:
        """Wait for something, while whoever dies is started anew."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for crew in self.crews.values():
                crew.tend()
            try:
                if condition():
                    return True
            except RecordDown:
                pass
            time.sleep(0.1)
        return False

    def told_all(self) -> bool:
        """Whether all that the platforms sent has arrived, and is done."""
        later = datetime(2100, 1, 1, tzinfo=UTC)
        arrived: bool = self.fakes["slack"].see("state")["waiting"] == 0
        return arrived and not any(self.app.of(Inbox).waiting(platform, later) for platform in self.fakes)

    # how it stands

    def shown(self) -> set[Said]:
        """What people say by the reactions that the platforms show."""
        posts = {(one.place.platform, one.id): one for one in self.posts}
        found: set[Said] = set()
        for platform, fake in self.fakes.items():
            for one in fake.see("messages", channel=self.rooms[platform].channel):
                post = posts.get((platform, one.get("ts") or one.get("id", "")))
                found |= {said for sign, user in marks_of(one) if post for said in meant(post, user, sign)}
        known = {person for some in self.people.values() for person in some}
        return {said for said in found if said[1] in known}

    def recorded(self) -> set[Said]:
        """What people say by the record."""
        found: set[Said] = set()
        for paper in {paper for post in self.posts for paper in post.papers}:
            found |= {(paper, person, side) for person, side in self.app.of(Votes).voters(paper).items()}
            found |= {(paper, keys.person(n), "save") for n in self.app.of(Record).text.smembers(keys.savers(paper))}
        return found

    def faults(self, votes: Votes | None = None, excused: Iterable[tuple[str, Person]] = ()) -> list[str]:
        """Where the record (read by these votes) differs from what the platforms show and from the presses that were answered."""
        papers = sorted({paper for post in self.posts for paper in post.papers})
        standing = Standing(self.shown(), self.recorded(), self.asked.done(), self.asked.said)
        return differences(standing, (votes or self.app.of(Votes)).tallies(papers), excused)
