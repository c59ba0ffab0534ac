"""Picks that learn, on both platforms: a channel votes for five days, and the sixth morning's picks are what the replay says.

Bots, workers and platforms are real or fakes in processes of their own; only the workers' clock is moved.
"""

import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from core.delivery.fitting import Fitting
from core.delivery.planner import delivery_id
from core.model import Entry
from core.store.delivery.deliveries import Body, Deliveries
from core.store.delivery.models import Models
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from core.store.papers.papers import Papers
from core.store.votes.votes import Votes
from core.subscriptions.learning.features import features
from core.subscriptions.learning.matrix import Columns, Frequencies
from core.subscriptions.learning.model import Examples, fit, scores
from core.subscriptions.schedule import next_post
from tests.bots import test_both_platforms
from tests.bots.test_both_platforms import SECONDS, read
from tests.bots.test_morning import OWNER
from tests.chaos.processes import Crew
from tests.chaos.reactions import Posted
from tests.chaos.rounds_worker import CLOCK
from tests.chaos.world import Town
from tests.core.delivery.learning import KITES
from tests.factories import abstract, bring

DAYS, LIKED = 5, 2
"""Mornings on which people vote, and papers of each day that are like what they vote for."""

OTHERS = "glacier lantern orchard compass meadow violin quarry beacon thicket ledger".split()
SIGNS = {"slack": "one two three four five".split(), "discord": [f"{n}️⃣" for n in range(1, 6)]}
STRINGS = "Kites fly on strings of silk over a harbour."

town = test_both_platforms.town


class Days:
    """A digest on each platform, and what its people do each morning."""

    def __init__(self, town: Town) -> None:
        self.town, self.app, self.began = town, town.app, datetime.now(UTC)
        self.fitting, self.papers = town.app.call(Fitting), list[tuple[date, list[str]]]()
        room = town.rooms["discord"].channel
        town.fakes["discord"].do("say", user=OWNER, channel=room, text="good evening")
        town.fakes["discord"].do(
            "slash",
            user=OWNER,
            channel=room,
            command="papers digest new",
            wait=SECONDS / 2,
            top="5",
            at="09:00",
            tz="UTC",
            days="daily",
        )
        line = "digest new top:5 at:09:00 tz:UTC days:daily"
        town.fakes["slack"].do(
            "command", user=town.people["slack"][0].id, channel=town.rooms["slack"].channel, text=line
        )
        worker = ["tests.fakes.discord.launch", "tests.chaos.rounds_worker", "0", "die", "none", "0"]
        environ = town.environ
        town.crews["worker 0"] = Crew([[sys.executable, "-W", "ignore", "-m", *worker]], environ, town.log)
        assert town.rest(lambda: all(map(self.app.of(Subscriptions).of_place, town.rooms.values())), SECONDS)
        self.posted = self.began
        self.digests = {name: self.app.of(Subscriptions).of_place(place)[0] for name, place in town.rooms.items()}
        self.move(self.began)

    def move(self, now: datetime) -> None:
        """Move the workers' clock, and wait until all that is due is done."""
        self.app.of(Record).text.set(CLOCK, now.timestamp())
        due = self.app.of(Deliveries).due
        done = self.town.rest(
            lambda: not self.app.of(Subscriptions).any_due(now) and not due(now + timedelta(days=999)), SECONDS
        )
        assert done, self.town.log.read_text("utf-8", "replace")[-2000:]

    def morning(self) -> datetime:
        """A day's papers are listed, and both post at nine. Those of the first day that people like are the most upvoted, so that they
        are seen; those of later days are the least."""
        number = len(self.papers) + 1
        day = self.began.date() + timedelta(days=number)
        upvotes = 900 if number == 1 else 1
        liked = [
            Entry(f"{KITES[(number + n) % 6]} {number}", f"{abstract(f'z {number} {n}')} {STRINGS}", score=upvotes)
            for n in range(LIKED)
        ]
        rest = [
            Entry(f"The {word} {number}", abstract(f"{word} {number}"), score=40 + n) for n, word in enumerate(OTHERS)
        ]
        bring(self.app.of(Record), *rest, *liked, day=day, where=f"day {number}")
        self.papers.append((day, list(self.app.of(Papers).listed_on(day))))
        at = next_post(self.digests["slack"], self.posted)
        assert at
        self.move(at)
        self.posted = at
        return at

    def body(self, platform: str, at: datetime) -> Body:
        body = self.app.of(Deliveries).body(delivery_id(self.digests[platform].id, "post", at.date()))
        assert body
        return body

    def post(self, platform: str, at: datetime) -> Posted:
        kept = self.app.of(Deliveries).read(delivery_id(self.digests[platform].id, "post", at.date()))
        assert kept and kept.message
        return Posted(self.town.rooms[platform], kept.message, tuple(i for i, _ in self.body(platform, at).picks))

    def vote(self, at: datetime) -> None:
        """On each platform somebody reacts with the numbers of the picks that they like."""
        voted = Counter[str]()
        for platform, signs in SIGNS.items():
            post, who = self.post(platform, at), self.town.people[platform][1]
            for sign, paper_id in zip(signs, post.papers, strict=False):
                if self.title(paper_id).count("Kites"):
                    self.town.react(post, who, sign)
                    voted[paper_id] += 1
        assert voted
        assert self.town.rest(lambda: all(self.votes(i) == count for i, count in voted.items()), SECONDS)

    def votes(self, paper_id: str) -> int:
        return self.app.of(Votes).tallies([paper_id])[paper_id].up

    def learn(self, now: datetime) -> None:
        """A worker learns what changed."""
        for learner in self.app.of(Models).waiting():
            self.fitting.learn(learner, now)

    def title(self, paper_id: str) -> str:
        return self.app.of(Papers).get_many([paper_id])[paper_id].title

    def replayed(self) -> list[str]:
        """The last day's papers as the replay orders them: from the earlier days, what was voted for against all others."""
        *known, (day, today) = self.papers
        papers = self.app.of(Papers).get_many([i for _, ids in self.papers for i in ids])
        rows = [(listed.toordinal(), papers[i]) for listed, ids in known for i in ids]
        read = [features(paper.title, paper.abstract) for _, paper in rows]
        frequencies = Frequencies()
        frequencies.add(read)
        liked = np.array([self.votes(paper.id) > 0 for _, paper in rows])
        days = np.array([listed for listed, _ in rows], np.int64)
        model = fit(Examples(read, days, liked, np.ones(len(rows))), day.toordinal(), Columns.of(frequencies))
        ranks = scores(
            model,
            [features(papers[i].title, papers[i].abstract) for i in today],
            [papers[i].source_score for i in today],
        )
        return [today[place] for place in np.argsort(-ranks, kind="stable")]


@pytest.fixture(scope="module")
def days(town: Town) -> Days:
    """Five mornings with votes, and the sixth."""
    made = Days(town)
    for _ in range(DAYS):
        at = made.morning()
        made.vote(at)
        made.learn(at + timedelta(hours=2))
    made.morning()
    return made


@pytest.mark.parametrize("platform", SIGNS)
def test_the_sixth_mornings_picks_have_changed_as_the_replay_says(days: Days, platform: str) -> None:
    body = days.body(platform, days.posted)
    first = {placed.learned: paper_id for (paper_id, _), placed in zip(body.picks, body.placed, strict=True)}
    best = set(days.replayed()[:LIKED])
    assert {first[1], first[2]} == best == {i for i in days.papers[-1][1] if days.title(i).count("Kites")}
    assert all(placed.source > LIKED for placed in body.placed if placed.learned <= LIKED)


@pytest.mark.parametrize("platform", SIGNS)
def test_each_of_them_has_its_reason_as_people_read_it(days: Days, platform: str) -> None:
    said, body = read(days.town, days.post(platform, days.posted)), days.body(platform, days.posted)
    assert all(why for _, why in body.picks)
    because = [why.partition(";")[0] for _, why in body.picks if why.startswith("because you voted for “")]
    assert len(because) >= LIKED and all(why in said for why in because)
    assert sum(why.startswith("outside your usual: most upvoted today") for _, why in body.picks) <= 1
