"""Reactions that change while the bots are down, and while a share of events never arrives: a look makes the record what is shown.

The looks go by the platforms' rates, sped up: how long they took is told beside the least that those rates allow.
"""

import time
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from core.store.engine.record import Record
from core.store.votes.votes import Votes
from tests.chaos.reactions import signs_for
from tests.chaos.vote_bot import SPEED
from tests.chaos.world import Town
from tests.chaos.wrong_votes import Incrementing

SOME_LOST = 0.3
KEPT_DAYS = 28
"""How far back the messages were posted: a look after a start goes thirty days back."""

A_MINUTE, A_SECOND = 50, 50
"""What the platforms allow: reactions.get of Slack (tier 3), and calls of Discord in all (topics/rate-limits)."""

SETTLED = 3.0
"""Seconds from the last change until the bots come: Slack's clock counts whole seconds, and a look believes two of them less."""

NAMES = {"slack": "Slack", "discord": "Discord"}
MEANWHILE = 20
"""Reactions that change while the looks are on."""

LISTED = "GET /channels/{channel}/messages/{message}/reactions/{emoji}"
"""What only a look calls; it has fetched the message first, which a redraw does too."""


def run(
    home: Path, seed: int, sabotage: str, messages: int, people: int, seconds: float, happened: Counter[str]
) -> list[str]:
    """So many messages on each platform and so many people react under each; what is wrong after the looks."""
    with ExitStack() as ending:
        town = Town(home, seed, ending, people=people, sabotage=sabotage)
        now, until = datetime.now(UTC), time.monotonic() + seconds
        for number, paper in enumerate(town.papers(messages)):
            town.post([paper], now - timedelta(days=KEPT_DAYS) * (messages - number) / messages)
        town.start("slack", "discord")
        town.rest(town.serving)
        town.rest(lambda: all(town.lines(kind, "looked") for kind in NAMES))
        _lose(town, SOME_LOST)
        _change(town, until, first=True)
        town.crash()
        _lose(town, 1.0)
        _change(town, until)
        _lose(town, 0.0)
        time.sleep(SETTLED)
        faults = _look(town)
        town.happened["events that Slack dropped"] = town.fakes["slack"].see("state")["dropped"]
        happened.update(town.happened)
        votes: Votes = (Incrementing if sabotage == "tally-by-incr" else Votes)(town.app.of(Record))
        return faults + town.faults(votes)


def _lose(town: Town, share: float) -> None:
    """This share of the events about reactions never arrives."""
    town.fakes["slack"].do("drop", share=share)
    town.fakes["discord"].do("drop", share=share, only="MESSAGE_REACTION" if share else "")


def _change(town: Town, until: float, *, first: bool = False) -> None:
    """Everybody reacts under every message, or (not `first`) every third of them changes something."""
    for post in town.posts:
        for number, person in enumerate(town.people[post.place.platform]):
            if time.monotonic() > until:
                return
            if first or town.dice.random() < 1 / 3:
                town.react(post, person, town.dice.choice(signs_for(post, number)))


def _look(town: Town) -> list[str]:
    """Start the bots, change a little more meanwhile, and wait until both have looked at everything."""
    before = {kind: len(town.lines(kind, "looked")) for kind in NAMES}
    began = time.time()
    town.start("slack", "discord")
    town.rest(town.serving)
    for _ in range(MEANWHILE):
        town.react_somehow(town.posts)
    faults = []
    for kind, name in NAMES.items():
        if not town.rest(partial(_whole, town, kind, before[kind])):
            faults.append(f"{name} is not looked at in time")
    faults += _in_order(town, began)
    asked_who = [one for one in town.fakes["slack"].see("log", method="users.info") if one["at"] > began]
    print(
        f"slack: was asked {len(asked_who)} times who is a person (100 a minute are allowed, and remembered for an hour)"
    )
    if not town.rest(town.told_all):
        faults.append("Slack's events are not done in time")
    return faults


def _whole(town: Town, kind: str, before: int) -> bool:
    """Whether a further look has seen everything."""
    return "whole" in [words[2] for words in town.lines(kind, "looked")[before:]]


def _in_order(town: Town, began: float) -> list[str]:
    """Whether the platforms were asked about the newest messages first, and how long that took beside their rates."""
    faults = []
    for kind, asked in _asked(town, began).items():
        messages = [post.id for post in reversed(town.posts) if post.place.platform == kind]
        first = list(dict.fromkeys(message for message, _ in asked))
        if not first or first != [one for one in messages if one in set(first)]:
            faults.append(f"{kind}: the newest messages were not asked about first")
            continue
        calls = len(asked) if kind == "slack" else len(asked) + len(messages)
        least = calls * (60 / A_MINUTE if kind == "slack" else 1 / A_SECOND) / SPEED
        took = asked[-1][1] - asked[0][1]
        print(f"{kind}: {len(messages)} messages by {calls} calls in {took:.1f} s; its rate asks for {least:.1f} s")
        if kind == "slack" and took < 0.98 * least * (calls - 1) / calls:
            faults.append("slack: asked about faster than it allows")
    return faults


def _asked(town: Town, began: float) -> dict[str, list[tuple[str, float]]]:
    """The messages whose reactions were asked for since a moment, and when, by the fakes' own logs."""
    slack = town.fakes["slack"].see("log", method="reactions.get")
    discord = town.fakes["discord"].see("log", route=LISTED.replace(" ", "%20"))
    return {
        "slack": [(one["timestamp"], one["at"]) for one in slack if one["at"] > began],
        "discord": [(one["ids"]["message"], one["at"]) for one in discord if one["at"] > began],
    }
