"""Why a digest's posts are as they are, as its people read it."""

from datetime import date, timedelta

import pytest

from core.delivery.planner import plan
from core.delivery.reasons import standings
from core.model import Place
from core.store.chats.mutes import Mutes
from core.store.engine.queue import DeliveryQueue
from core.store.papers.feeds import Feeds, Health
from core.votes.emoji import Rules
from tests.core.delivery.conftest import HERE, MAKER, Rounds, at, text_of
from tests.factories import with_rules

MONDAY = at("2026-11-23T08:00")


@pytest.fixture
def morning(rounds: Rounds) -> Rounds:
    """A digest about zithers that posted six other papers' day; two feeds, which answered today."""
    with_rules(rounds.app, feeds=("arxiv:cs.CL", "hf"))
    rounds.sender = rounds.another()
    answer(rounds)
    rounds.ask("digest new topics:zithers days:mon-fri sure:yes")
    rounds.send()
    rounds.now = MONDAY
    answer(rounds)
    return rounds


def answer(rounds: Rounds) -> None:
    """Both feeds gave a list two hours ago."""
    for feed in ("arxiv:cs.CL", "hf"):
        stands(rounds, feed, Health(success=rounds.now - timedelta(hours=2)))


def stands(rounds: Rounds, feed: str, health: Health) -> None:
    feeds = rounds.app.of(Feeds)
    feeds.set_health(feed, feeds.health(feed), health)


def listed(rounds: Rounds) -> str:
    return text_of(rounds.ask("digest list"))


def test_a_filter_that_nothing_fits_is_counted(morning: Rounds) -> None:
    morning.bring(MONDAY.date(), "Glaciers", "Orchards")
    morning.go()
    reason = "The post of Monday 23 November had nothing to say. 0 of 2 new papers picked: 2 out by topic."
    assert reason in listed(morning) and reason in text_of(morning.ask("home"))


def test_a_day_without_lists_has_each_feed_s_reason(morning: Rounds) -> None:
    stands(morning, "arxiv:cs.CL", Health(at("2026-11-19T01:00"), "429", at("2026-11-19T01:00")))
    morning.go()
    assert (
        "No new paper was listed: arXiv (cs.CL) has given no list since Thursday 19 November, 02:00; Hugging Face had nothing new."
        in listed(morning)
    )


def test_a_reason_stays_as_it_was_when_the_feeds_stand_otherwise_later(morning: Rounds) -> None:
    stands(morning, "hf", Health(None, "refused", at("2026-11-22T01:00")))
    morning.go()
    stands(morning, "hf", Health(success=MONDAY))
    assert "Hugging Face has given no list since Sunday 22 November, 02:00" in listed(morning)


def test_the_post_itself_says_which_feed_is_missing(morning: Rounds) -> None:
    stands(morning, "arxiv:cs.CL", Health(None, "429", at("2026-11-19T01:00")))
    morning.bring(MONDAY.date(), "On Zithers")
    morning.go()
    (post,) = morning.outlet.posts
    assert post.digest.cards[-1].body.text.startswith(
        "arXiv (cs.CL) has given no list since Thursday 19 November, 02:00; these"
    )
    assert "brought 1 pick. 1 of 1 new paper picked. arXiv (cs.CL) has given no list since" in listed(morning)


def test_the_preview_gives_the_reason_of_the_coming_morning(morning: Rounds) -> None:
    morning.bring(MONDAY.date(), "Glaciers")
    assert "0 of 1 new paper picked: 1 out by topic." in text_of(morning.ask("digest preview"))


def test_a_post_that_nobody_sends_says_so(morning: Rounds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DeliveryQueue, "workers", lambda queue: 0)
    morning.now = MONDAY + timedelta(minutes=1)
    morning.app.call(plan, now=morning.now)
    assert "The post of Monday 23 November waits. Nothing goes out until" in listed(morning)
    monkeypatch.setattr(DeliveryQueue, "workers", lambda queue: 1)
    assert "The post of Monday 23 November is being sent." in listed(morning)
    morning.app.of(Mutes).set(HERE, muted=True)
    assert "The post of Monday 23 November waits. Nothing is posted while this channel is muted" in listed(morning)


def test_a_mute_is_told_of_the_channel_that_it_is_in(morning: Rounds) -> None:
    morning.app.of(Mutes).set(HERE, muted=True)
    there = text_of(morning.ask("home", place=Place("slack", "T1", "D1")))
    assert "while that channel is muted" in there and "this channel is muted" not in there
    assert "while this channel is muted" in text_of(morning.ask("home"))


def test_a_post_that_nobody_prepared_says_so(morning: Rounds) -> None:
    assert "was not prepared" not in listed(morning)
    morning.now = MONDAY + timedelta(minutes=10)
    assert "The post of Monday 23 November was not prepared: no worker has run since its hour." in listed(morning)


def test_a_post_before_the_digest_was_resumed_or_set_to_its_hour_says_so(morning: Rounds) -> None:
    morning.ask("digest pause")
    morning.now = MONDAY + timedelta(hours=2)
    morning.ask("digest resume")
    reason = "The post of Monday 23 November was not prepared: the digest was"
    assert f"{reason} resumed only afterwards, on Monday 23 November, 11:00." in listed(morning)
    morning.ask("digest edit top:3")
    assert f"{reason} resumed only afterwards, on Monday 23 November, 11:00." in listed(morning)
    morning.now += timedelta(hours=1)
    morning.ask("digest edit at:10:30")
    assert f"{reason} set to that hour only afterwards, on Monday 23 November, 12:00." in listed(morning)
    morning.ask("digest stop sure:yes")
    morning.now += timedelta(hours=1)
    morning.ask("digest undo")
    assert f"{reason} brought back only afterwards, on Monday 23 November, 13:00." in listed(morning)


def test_the_day_after_a_holiday_of_arxiv_has_its_reason_and_a_list_all_the_same_counts(morning: Rounds) -> None:
    friday = at("2026-11-27T08:00")
    morning.now = friday
    for feed in ("arxiv:cs.CL", "hf"):
        stands(morning, feed, Health(success=friday - timedelta(hours=2)))
    standing = standings(morning.app.of(Feeds), morning.app.of(Rules), friday)
    assert standing[0].closed == friday.date() and standing[0].holiday == date(2026, 11, 26)
    morning.go()
    assert "arXiv (cs.CL) announces nothing on Friday 27 November, after its holiday of Thursday;" in listed(morning)
    morning.app.of(Feeds).settle("arxiv:cs.CL", friday.date())
    assert standings(morning.app.of(Feeds), morning.app.of(Rules), friday)[0].closed is None


def test_a_post_that_came_too_late_says_so(morning: Rounds) -> None:
    morning.now = MONDAY + timedelta(hours=15)
    morning.go()
    assert "The post of Monday 23 November was skipped: 15 hours late." in listed(morning)


def test_a_maker_hears_once_of_three_working_days_without_a_post(morning: Rounds) -> None:
    for _ in range(7):
        morning.bring(morning.now.date(), f"Glaciers {morning.now.day}")
        morning.go()
        morning.send()
        morning.now += timedelta(days=1)
    notices = [post for post in morning.outlet.posts if "-silence-" in post.key]
    (notice,) = notices
    assert notice.place == morning.outlet.direct(MAKER)
    assert notice.digest.cards[0].title.text == "“daily papers” has posted nothing for three working days."
    assert "out by topic" in notice.digest.cards[0].body.text and "“Glaciers" in notice.digest.cards[0].body.text


def test_a_silence_that_is_broken_by_a_late_morning_is_told_of_all_the_same(morning: Rounds) -> None:
    for day in range(5):
        morning.bring(morning.now.date(), f"Glaciers {day}")
        late = timedelta(hours=9 if day == 1 else 0)
        morning.go(hours=9 if day == 1 else 0)
        morning.send()
        morning.now += timedelta(days=1) - late
    assert [post.key[-8:] for post in morning.outlet.posts if "-silence-" in post.key] == ["20261125"]


def test_after_a_post_silence_is_told_again(morning: Rounds) -> None:
    for day in range(10):
        morning.bring(morning.now.date(), "On Zithers" if day == 4 else f"Glaciers {morning.now.day}")
        morning.go()
        morning.send()
        morning.now += timedelta(days=1)
    assert len([post for post in morning.outlet.posts if "-silence-" in post.key]) == 2
