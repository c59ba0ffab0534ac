"""A digest that is set up before the first lists have come posts as soon as they are there, and never late in a night."""

from datetime import timedelta

import pytest

from core.app import Paperboy
from core.store.papers.feeds import Feeds, Health
from tests.core.delivery.conftest import Rounds, text_of
from tests.factories import with_rules


@pytest.fixture
def fresh(app: Paperboy) -> Rounds:
    """A new installation: its feed was not asked yet, and a digest is set up."""
    with_rules(app, feeds=("hf",))
    rounds = Rounds(app)
    rounds.ask("digest new")
    return rounds


def test_a_first_post_waits_for_the_first_lists(fresh: Rounds) -> None:
    assert fresh.send() == ["pending"]
    assert "The post of Friday 20 November waits." in text_of(fresh.ask("digest list"))
    fresh.bring()
    assert fresh.go(minutes=3) == ["done"] and len(fresh.outlet.posts) == 1


def test_a_first_post_waits_for_half_an_hour_at_most(fresh: Rounds) -> None:
    assert fresh.go(minutes=29) == ["pending"]
    assert fresh.go(minutes=1) == ["done"] and fresh.outlet.posts == []
    fresh.bring()
    assert fresh.go(hours=1) == [], "nobody is woken by a list that comes in the night"


def test_a_first_post_waits_neither_for_a_feed_that_fails_nor_for_one_that_has_brought_its_list(fresh: Rounds) -> None:
    failing, good = Health(error="it refused", failing=fresh.now), Health(success=fresh.now)
    fresh.app.of(Feeds).set_health("hf", Health(), failing)
    assert fresh.send() == ["done"]
    fresh.app.of(Feeds).set_health("hf", failing, good)
    fresh.now += timedelta(minutes=3)
    fresh.ask("digest new name:another")
    assert fresh.send() == ["done"] and fresh.outlet.posts == []
