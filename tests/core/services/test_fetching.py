"""Feeds at work against a real HTTP server on loopback: fetched, taken in, asked politely, and their health kept."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta

import pytest

from core import settings
from core.app import Paperboy
from core.bootstrap import open_feeding
from core.feeds.trouble import BadStatus, FetchFailed, LeftAlone, RetryLater
from core.ingest.arrivals import LISTING_TTL, Arrivals
from core.services.fetching import WAITS, Feeding, asked_for
from core.settings import Settings
from core.store.engine.record import Record
from core.store.papers.feeds import Health, Tags
from core.store.papers.papers import Papers
from tests.factories import NOW, TODAY, abstract
from tests.fakes.feedserver import Asked, FeedServer, Line, Reply, busy, page


def listed(arxiv: str, title: str, upvotes: int = 3) -> dict[str, object]:
    """One entry as the Daily Papers API gives it."""
    paper = {
        "id": arxiv,
        "title": title,
        "summary": abstract(title),
        "authors": [{"name": "Ada Byron"}],
        "publishedAt": "2026-11-18T00:00:00.000Z",
        "upvotes": upvotes,
        "ai_summary": "In one line.",
        "githubRepo": "https://github.example/kites",
        "githubStars": 7,
    }
    return {"paper": paper, "title": title, "publishedAt": "2026-11-18T00:00:00.000Z", "numComments": 2}


class Lists(dict[tuple[date, int], Reply]):
    """The lists a fake Hugging Face serves, by day and page."""

    def __call__(self, asked: Asked, line: Line) -> None:
        key = date.fromisoformat(asked.query["date"]), int(asked.query["p"])
        self.get(key, page(b"", status=404))(asked, line)


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running


@pytest.fixture
def lists(server: FeedServer) -> Lists:
    served = Lists()
    server.replies["/api/daily_papers"] = served
    return served


@pytest.fixture
def read(server: FeedServer) -> Settings:
    base = server.url("")
    return settings.read(
        {"PAPERBOY_FEEDS": "hf", "PAPERBOY_HF": base, "PAPERBOY_ARXIV": base, "PAPERBOY_CONTACT": "ops@lab.example"},
        None,
    )


@pytest.fixture
def feeding(app: Paperboy, read: Settings) -> Feeding:
    return open_feeding(app, read)


def settle(app: Paperboy) -> None:
    for todo in app.of(Arrivals).todo():
        app.ingest_slice(todo.id, NOW)


def test_a_days_list_becomes_papers_with_all_that_the_source_knows(
    app: Paperboy, feeding: Feeding, lists: Lists, server: FeedServer
) -> None:
    lists[TODAY, 0] = page(json.dumps([listed("2611.00010", "Tidal Kites", 41)]).encode())
    feeding.fetch(asked_for("hf", TODAY, NOW), NOW)
    settle(app)
    paper = app.of(Papers).get("2611.00010")
    assert paper
    assert (paper.source_score, paper.summary, paper.code, paper.stars) == (
        41,
        "In one line.",
        "https://github.example/kites",
        7,
    )
    assert (paper.published, paper.first_day, paper.sightings[0].comments) == (date(2026, 11, 18), TODAY, 2)
    assert feeding.feeds.health("hf") == Health(success=NOW)
    assert "ops@lab.example" in server.asked[0].headers["user-agent"]


def test_pages_are_followed_to_the_end(app: Paperboy, feeding: Feeding, lists: Lists) -> None:
    rows = [listed(f"2611.{n:05d}", f"Kite number {n} of the long list") for n in range(130)]
    lists[TODAY, 0] = page(json.dumps(rows[:100]).encode())
    lists[TODAY, 1] = page(json.dumps(rows[100:]).encode())
    feeding.fetch(asked_for("hf", TODAY, NOW), NOW)
    settle(app)
    assert len(app.of(Papers).listed_on(TODAY)) == 130


def test_a_list_that_has_not_changed_is_not_sent_again(
    app: Paperboy, feeding: Feeding, lists: Lists, server: FeedServer
) -> None:
    lists[TODAY, 0] = page(json.dumps([listed("2611.00010", "Tidal Kites")]).encode(), etag='"v1"')
    assert feeding.fetch(asked_for("hf", TODAY, NOW), NOW)
    settle(app)
    assert feeding.fetch(asked_for("hf", TODAY, NOW), NOW) is None
    assert server.asked[-1].headers["if-none-match"] == '"v1"'


def test_upvotes_move_and_each_sighting_keeps_its_latest(app: Paperboy, feeding: Feeding, lists: Lists) -> None:
    for upvotes in (39, 56):
        lists[TODAY, 0] = page(json.dumps([listed("2611.00010", "Tidal Kites", upvotes)]).encode())
        feeding.fetch(asked_for("hf", TODAY, NOW), NOW)
        settle(app)
    paper = app.of(Papers).get("2611.00010")
    assert paper
    assert [s.score for s in paper.sightings] == [56]


def test_a_list_that_changes_by_the_hour_leaves_no_trail(
    app: Paperboy, feeding: Feeding, lists: Lists, record: Record
) -> None:
    upvotes = range(3)
    for many in upvotes:
        rows = [listed("2611.00010", "Tidal Kites", many), listed("2611.00011", "Sparse Fields", many)]
        lists[TODAY, 0] = page(json.dumps(rows).encode())
        feeding.fetch(asked_for("hf", TODAY, NOW), NOW)
        settle(app)
    assert not app.of(Papers).merges("2611.00010")
    ages = [record.text.ttl(key) for key in record.text.keys("pb:digest:*")]
    assert len(ages) == len(upvotes) and all(0 < age <= LISTING_TTL for age in ages)


def test_what_a_feed_is_no_more_asked_about_is_forgotten(feeding: Feeding, record: Record) -> None:
    feeds, days = feeding.feeds, [TODAY - timedelta(days=age) for age in (401, 400, 31, 30, 0)]
    for day in days:
        feeds.set_tags({f"https://hf.example/{day}": Tags(etag=f"{day}")}, day)
        feeds.settle("hf", day)
    assert feeds.settled("hf") == set(days[1:])
    assert sorted(record.text.hkeys("pb:tags")) == [f"https://hf.example/{day}" for day in days[3:]]


def test_retry_after_is_obeyed_and_nothing_is_lost(feeding: Feeding, lists: Lists) -> None:
    lists[TODAY, 0] = busy("1800")
    wanted = asked_for("hf", TODAY, NOW)
    feeding.feeds.ask(wanted)
    with pytest.raises(RetryLater):
        feeding.fetch(wanted, NOW)
    (later,) = feeding.feeds.waiting()
    assert (later.due, later.tries) == (NOW + timedelta(seconds=1800), 0)
    schedule_asks_again = feeding.todays(NOW + timedelta(minutes=10))
    feeding.feeds.take_tick("today's lists", "1", lambda: schedule_asks_again)
    assert feeding.feeds.waiting() == [later]


def test_a_failure_waits_longer_each_time_and_is_told_in_plain_words(feeding: Feeding, lists: Lists) -> None:
    lists[TODAY, 0] = page(b"oops", status=500)
    feeding.feeds.ask(asked_for("hf", TODAY, NOW))
    for wait in WAITS:
        (wanted,) = feeding.feeds.waiting()
        with pytest.raises(FetchFailed):
            feeding.fetch(wanted, NOW)
        left = feeding.feeds.waiting()
        assert not left or left[0].due == NOW + timedelta(seconds=wait)
    health = feeding.feeds.health("hf")
    assert health.failing == NOW
    assert "500" in health.error


def test_what_is_not_there_is_not_asked_for_again(feeding: Feeding, lists: Lists) -> None:
    lists[TODAY, 0] = page(b"", status=404)
    feeding.feeds.ask(asked_for("hf", TODAY, NOW))
    with pytest.raises(BadStatus):
        feeding.fetch(asked_for("hf", TODAY, NOW), NOW)
    assert feeding.feeds.waiting() == []


def test_what_became_first_of_a_feed_is_noted_once_for_whoever_watches(feeding: Feeding, lists: Lists) -> None:
    feeding.feeds.watch_firsts()
    lists[TODAY, 0] = busy("1800")
    wanted, heard = asked_for("hf", TODAY, NOW), list[str]()
    feeding.feeds.ask(wanted)
    with pytest.raises(RetryLater):
        feeding.fetch(wanted, NOW, heard.append)
    assert heard[0].startswith("Hugging Face refused; again at 09:30. ")
    assert feeding.feeds.firsts() == {"hf": heard[0]}
    with pytest.raises(LeftAlone):
        feeding.fetch(asked_for("hf", TODAY - timedelta(days=1), NOW), NOW, heard.append)
    assert heard[1].startswith("Hugging Face was not asked. ") and feeding.feeds.firsts() == {"hf": heard[0]}
    feeding.feeds.watch_firsts()
    assert feeding.feeds.firsts() == {}


def test_a_list_that_comes_or_is_empty_or_unchanged_is_told(feeding: Feeding, lists: Lists) -> None:
    heard = list[str]()
    lists[TODAY, 0] = page(json.dumps([listed("2611.00010", "Tidal Kites")]).encode(), etag='"v1"')
    for _ in range(2):
        feeding.fetch(asked_for("hf", TODAY, NOW), NOW, heard.append)
    lists[TODAY - timedelta(days=1), 0] = page(b"[]")
    yesterdays = asked_for("hf", TODAY - timedelta(days=1), NOW)
    feeding.feeds.ask(yesterdays)
    feeding.fetch(yesterdays, NOW, heard.append)
    assert heard == [
        "Hugging Face: 1 paper of 20 November.",
        "Hugging Face: nothing new today.",
        "Hugging Face has no listing of 19 November; again on 21 November at 09:00.",
    ]


class Alerted:
    """Where alerts go, by the hour; none goes out twice in one."""

    def __init__(self) -> None:
        self.hour, self.texts = 0, dict[int, str]()

    def send(self, text: str, cause: str) -> bool:
        assert cause == "feed hf" and self.hour not in self.texts
        self.texts[self.hour] = text
        return True


def test_admins_hear_once_that_a_feed_fails_for_a_day_and_once_that_it_recovered(
    feeding: Feeding, lists: Lists
) -> None:
    lists[TODAY, 0] = page(b"", status=500)
    alerts = Alerted()
    for hours in (0, 1, 25, 26, 27):
        alerts.hour, at = hours, NOW + timedelta(hours=hours)
        with pytest.raises(FetchFailed):
            feeding.fetch(asked_for("hf", TODAY, at), at)
        feeding.alert("hf", at, alerts.send)
    assert list(alerts.texts) == [25] and "has failed since 20 Nov 09:00" in alerts.texts[25]
    lists[TODAY, 0] = page(b"[]")
    feeding.fetch(asked_for("hf", TODAY, NOW), NOW + timedelta(hours=28))
    for alerts.hour in (50, 51):
        feeding.alert("hf", NOW + timedelta(hours=alerts.hour), alerts.send)
    assert alerts.texts.pop(50) == "The feed Hugging Face works again." and list(alerts.texts) == [25]


def test_an_alert_of_a_feed_that_did_not_go_out_or_before_which_its_worker_died_is_sent_later(
    feeding: Feeding, lists: Lists
) -> None:
    def die(text: str, cause: str) -> bool:
        raise KeyboardInterrupt

    lists[TODAY, 0], alerts = page(b"", status=500), Alerted()
    for at in (NOW, NOW + timedelta(days=1)):
        with pytest.raises(FetchFailed):
            feeding.fetch(asked_for("hf", TODAY, at), at)
    with pytest.raises(KeyboardInterrupt):
        feeding.alert("hf", at, die)
    feeding.alert("hf", at, lambda text, cause: False)
    for _ in range(2):
        feeding.alert("hf", at, alerts.send)
    assert len(alerts.texts) == 1


def test_of_a_feed_that_comes_and_goes_admins_hear_once_a_day_how_it_stands(feeding: Feeding, lists: Lists) -> None:
    alerts = Alerted()
    for hour in range(120):
        at, fails = NOW + timedelta(hours=hour), hour < 30 or 40 <= hour < 90 or hour % 2
        lists[TODAY, 0] = page(b"", status=500) if fails else page(b"[]")
        with suppress(FetchFailed):
            feeding.fetch(asked_for("hf", TODAY, at), at)
        alerts.hour = hour
        feeding.alert("hf", at, alerts.send)
    texts = alerts.texts
    assert list(texts) == [24, 90] and "has failed since 20 Nov" in texts[24] and "works again" in texts[90]


def test_an_empty_day_is_no_error(app: Paperboy, feeding: Feeding, lists: Lists) -> None:
    lists[TODAY, 0] = page(b"[]")
    assert feeding.fetch(asked_for("hf", TODAY, NOW), NOW) is None
    assert feeding.feeds.health("hf").success == NOW
    assert app.of(Papers).count() == 0


def test_the_first_start_asks_for_three_weeks_and_later_for_what_still_moves(feeding: Feeding, lists: Lists) -> None:
    first = feeding.earlier(NOW)
    assert len(first) == 20
    for fetch in first:
        lists[fetch.day, 0] = page(json.dumps([listed("2611.00010", "Tidal Kites")]).encode())
        feeding.fetch(fetch, NOW)
    assert len(feeding.earlier(NOW)) == 14
    assert [fetch.day for fetch in feeding.todays(NOW)] == [TODAY]


def test_days_that_passed_while_nobody_was_there_are_asked_for_however_many(feeding: Feeding, lists: Lists) -> None:
    first = feeding.earlier(NOW)
    for fetch in first:
        lists[fetch.day, 0] = page(json.dumps([listed("2611.00010", "Tidal Kites")]).encode())
        feeding.fetch(fetch, NOW)
    later = NOW + timedelta(days=100)
    assert [fetch.day for fetch in feeding.earlier(later)] == [
        (later - timedelta(days=n)).date() for n in range(1, 101)
    ]


def test_a_list_that_fails_is_asked_for_until_it_is_in(app: Paperboy, feeding: Feeding, lists: Lists) -> None:
    past = TODAY - timedelta(days=1)
    lists[past, 0] = page(b"oops", status=500)
    feeding.feeds.ask(asked_for("hf", past, NOW))
    for _ in range(30):
        (wanted,) = feeding.feeds.waiting()
        with pytest.raises(FetchFailed):
            feeding.fetch(wanted, wanted.due)
    lists[past, 0] = page(json.dumps([listed("2611.00010", "Tidal Kites")]).encode())
    (wanted,) = feeding.feeds.waiting()
    assert feeding.fetch(wanted, wanted.due)
    assert (feeding.feeds.waiting(), feeding.feeds.settled("hf")) == ([], {past})


def test_an_empty_list_is_believed_the_third_day(feeding: Feeding, lists: Lists) -> None:
    days = {date(2026, 11, 13), date(2026, 11, 14)}
    for day in days:
        lists[day, 0] = page(b"[]")
        feeding.feeds.ask(asked_for("hf", day, NOW))
    for after in range(3):
        for wanted in feeding.feeds.waiting():
            feeding.fetch(wanted, NOW + timedelta(days=after))
        assert feeding.feeds.settled("hf") == (set() if after < 2 else days)
    assert feeding.feeds.waiting() == []


def test_a_site_that_asks_for_a_pause_is_left_alone_by_all_lists(
    feeding: Feeding, lists: Lists, server: FeedServer
) -> None:
    lists[TODAY, 0] = busy("1800", status=503)
    days = [TODAY - timedelta(days=n) for n in range(5)]
    feeding.feeds.ask(*(asked_for("hf", day, NOW) for day in days))
    for wanted in feeding.feeds.waiting()[::-1]:
        with pytest.raises(RetryLater):
            feeding.fetch(wanted, NOW)
    assert len(server.asked) == 1
    with pytest.raises(RetryLater, match=r"left alone for another \d+ minutes"):
        feeding.call(server.url("/api/query"))
    assert [(fetch.due - NOW).seconds > 1700 for fetch in feeding.feeds.waiting()] == [True] * 5


def test_of_two_pages_one_may_change_alone_and_both_are_read(app: Paperboy, feeding: Feeding, lists: Lists) -> None:
    rows = [listed(f"2611.{n:05d}", f"Kite number {n} of the long list") for n in range(103)]
    lists[TODAY, 0] = page(json.dumps(rows[:100]).encode(), etag='"a"')
    for last in (102, 103):
        lists[TODAY, 1] = page(json.dumps(rows[100:last]).encode(), etag=f'"{last}"')
        feeding.fetch(asked_for("hf", TODAY, NOW), NOW)
    settle(app)
    assert len(app.of(Papers).listed_on(TODAY)) == 103


def test_the_day_asked_for_is_the_day_of_listing(
    app: Paperboy, feeding: Feeding, lists: Lists, server: FeedServer
) -> None:
    past = TODAY - timedelta(days=3)
    lists[past, 0] = page(json.dumps([listed("2611.00010", "Tidal Kites")]).encode())
    feeding.fetch(asked_for("hf", past, NOW), NOW)
    settle(app)
    assert list(app.of(Papers).listed_on(past)) == ["2611.00010"]
    assert server.asked[0].query["date"] == str(past)
