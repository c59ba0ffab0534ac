"""One channel in which very many people vote, beside quiet ones: how long these wait until their commands are acknowledged.

The bot is a process as in the Procfile. Spans with the crowd and without take turns, so that the machine's mood is in both.
"""

import itertools
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

from bots.shared.platforms import Outlets
from core.app import Paperboy, open_app
from core.cards.views import paper_card
from core.delivery.outlet import Digest
from core.model import Place
from core.settings import read
from core.store.chats.posts import Posts
from core.store.engine.record import Record
from core.store.papers.papers import Papers
from core.store.votes.votes import Votes
from tests.bench.processes import Running, spread
from tests.factories import bring, entry
from tests.fakes.slack import Act, Channel, FakeSlack, Message, User, checks

PEOPLE = 400
QUIET = 20
"""Quiet channels, with a person in each."""

PAPERS = 10
COMMANDS = 20.0
"""Commands a second, of all quiet channels together."""

HURRY = 20.0
"""Divides the pauses after which Slack sends again what was not acknowledged: 3 and 15 s."""

SETTLE_SECONDS = 300.0
"""What may pass until all votes of a span have arrived."""

TURNS = 4
"""Spans of either kind."""


def measure(rate: float, seconds: float) -> dict[str, Any]:
    """Milliseconds until commands in quiet places are acknowledged, in spans of so many seconds: alone, and beside votes at a rate."""
    checks.breaches = lambda payload: []  # the fake's own checks, which the tests run, would share the bot's two cores
    with tempfile.TemporaryDirectory() as home, FakeSlack(hurry=HURRY) as slack, ExitStack() as ending:
        environ = {
            "PAPERBOY_HOME": home, "PAPERBOY_FEEDS": "none", "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token, "SLACK_API": slack.url.rstrip("/"),
        }  # fmt: skip
        app = open_app(read(environ, None))
        ending.callback(app.close)
        posts = _post(slack, app, Outlets(app, read(environ, None)))
        people = [slack.user(f"u{number}") for number in range(PEOPLE)]
        quiet = [(user := slack.user(f"q{number}"), slack.channel(f"quiet{number}", user)) for number in range(QUIET)]
        ending.enter_context(Running(environ, "bots.slack"))
        slack.until(lambda: slack.calls["apps.connections.open"] >= 2, 60)
        _ask(slack, quiet, 2.0)  # a first answer takes its time
        acks: dict[bool, list[float]] = {False: [], True: []}
        votes = _votes(slack, people, posts)
        sent, took = 0, 0.0
        for crowded in itertools.islice(itertools.cycle((False, True)), 2 * TURNS):
            with Crowd(votes, rate if crowded else 0.0) as crowd:
                acks[crowded] += _ask(slack, quiet, seconds)
            sent, took = sent + crowd.sent, took + (crowd.seconds if crowded else 0.0)
            slack.until(lambda: all(event.over or event.acked for event in slack.delivery_queue), SETTLE_SECONDS)
        counted = sum(tally.up + tally.down for tally in app.of(Votes).tallies(app.of(Papers).ids()).values())
        assert counted, "no vote was counted"
        return _figures(acks, sent / took)


class Crowd:
    """Votes at a rate for as long as the context lasts; `sent` counts them, in so many `seconds`."""

    def __init__(self, votes: Iterator[object], rate: float) -> None:
        self.sent, self.seconds, self._votes, self._rate, self._stop = 0, 0.0, votes, rate, threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Crowd":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        began = due = time.perf_counter()
        while self._rate and not self._stop.wait(max(0.0, due - time.perf_counter())):
            next(self._votes)
            self.sent += 1
            due += 1 / self._rate
        self.seconds = time.perf_counter() - began


def _post(slack: FakeSlack, app: Paperboy, outlets: Outlets) -> list[Message]:
    """Posts in the crowded channel, each of one paper."""
    names = [f"2611.{number:05d}" for number in range(10, 10 + PAPERS)]
    bring(app.of(Record), *(entry(f"Tidal Kites number {name} of Rivers", arxiv=name) for name in names))
    papers, tallies = app.of(Papers).get_many(names), app.of(Votes).tallies(names)
    room = Place("slack", "T1", slack.channel("crowd").id)
    for name in names:
        made = Digest((paper_card(papers[name], tallies[name]),))
        message = outlets["slack"].send(room, made, name, lambda: True)
        app.of(Posts).put(room, message, [name], datetime.now(UTC))
    outlets.close()
    return slack.posted(room.channel)


def _votes(slack: FakeSlack, people: list[User], posts: list[Message]) -> Iterator[None]:
    """Everybody votes for everything, then takes all of it back, and so on."""
    everything = [(user, post) for post in posts for user in people]
    random.Random(1).shuffle(everything)
    for act in itertools.cycle((slack.react, slack.unreact)):
        for user, post in everything:
            yield act(user, post, "+1", wait=False)


def _ask(slack: FakeSlack, quiet: list[tuple[User, Channel]], seconds: float) -> list[float]:
    """Commands in the quiet channels for so long; each with the seconds until it was acknowledged."""
    acts, threads, places = list[Act](), list[threading.Thread](), itertools.cycle(quiet)
    due = time.perf_counter()
    end = due + seconds
    while due < end:
        threads.append(threading.Thread(target=lambda: acts.append(slack.command(*next(places), "top"))))
        threads[-1].start()
        due += 1 / COMMANDS
        time.sleep(max(0.0, due - time.perf_counter()))
    for thread in threads:
        thread.join()
    return [act.delivery.seconds for act in acts]


def _figures(acks: dict[bool, list[float]], rate: float) -> dict[str, Any]:
    alone, beside = spread(acks[False]), spread(acks[True])
    return {
        "votes_per_s": round(rate),
        "ack_alone_p50_ms": alone[0], "ack_alone_p99_ms": alone[1],
        "ack_beside_p50_ms": beside[0], "ack_beside_p99_ms": beside[1],
    }  # fmt: skip
