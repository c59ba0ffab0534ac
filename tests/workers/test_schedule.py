"""The schedule: a slot is taken once, whoever looks; a missed tick is caught up; what it asks for is never lost."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from core import settings
from core.app import Paperboy
from core.bootstrap import open_feeding
from core.commands.dispatch import answer
from core.delivery.addresses.mailing import Mailing
from core.model import Person, Place
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.mailboxes import MailRequest
from core.store.engine import keys
from core.store.engine.queue import DeliveryQueue, Queue
from core.store.engine.record import Record
from core.store.papers.feeds import Feeds
from tests.core.conftest import app
from tests.factories import NOW, bring, call, entry
from tests.fakes.model import KEY, FakeModel
from workers import jobs, schedule
from workers.jobs import Work

assert app


class Clock(Work):
    """Work at a time of our choosing."""

    at = NOW

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def work(app: Paperboy) -> Iterator[Clock]:
    yield Clock(app, settings.read({"PAPERBOY_FEEDS": "hf, arxiv:cs.CL"}, None))


def test_the_first_look_takes_every_tick_and_the_next_none(work: Clock) -> None:
    assert schedule.tick(work, NOW) == [
        "rounds",
        "today's lists",
        "lists that move",
        "learning",
        "sweep",
    ]
    assert schedule.tick(work, NOW + timedelta(seconds=4)) == []


def test_each_tick_comes_at_its_own_pace(work: Clock) -> None:
    schedule.tick(work, NOW)
    assert schedule.tick(work, NOW + timedelta(seconds=5)) == ["rounds"]
    assert schedule.tick(work, NOW + timedelta(minutes=1)) == ["rounds", "learning", "sweep"]
    assert schedule.tick(work, NOW + timedelta(hours=1)) == [
        "rounds",
        "today's lists",
        "learning",
        "sweep",
    ]
    assert schedule.tick(work, NOW + timedelta(days=1)) == [
        "rounds",
        "today's lists",
        "lists that move",
        "learning",
        "sweep",
    ]


def test_a_feed_that_lists_nothing_today_is_said_to_and_only_that(work: Clock) -> None:
    saturday = NOW + timedelta(days=1)
    schedule.tick(work, saturday)
    assert work.feeding.feeds.firsts() == {"arxiv:cs.CL": "arXiv (cs.CL) announces nothing today."}
    work.feeding.feeds.watch_firsts()
    schedule.tick(work, saturday + timedelta(days=2))
    assert work.feeding.feeds.firsts() == {}


def test_a_tick_that_was_missed_is_caught_up_once(work: Clock) -> None:
    schedule.tick(work, NOW)
    assert "lists that move" in schedule.tick(work, NOW + timedelta(days=3, hours=2))
    assert schedule.tick(work, NOW + timedelta(days=3, hours=2, seconds=20)) == ["rounds", "learning"]


def test_what_is_asked_for_waits_in_the_record_and_in_line(work: Clock) -> None:
    schedule.tick(work, NOW)
    asked = work.feeding.feeds.waiting()
    assert len([fetch for fetch in asked if fetch.feed == "hf"]) == 21
    assert {fetch.id for fetch in asked} <= work.app.of(Queue).waiting()


def test_a_wake_up_that_was_lost_is_given_again_by_the_sweep(work: Clock) -> None:
    schedule.tick(work, NOW)
    work.app.of(Queue).listened().empty()
    schedule.tick(work, NOW + timedelta(minutes=1))
    assert {fetch.id for fetch in work.feeding.feeds.waiting()} <= work.app.of(Queue).waiting()


def test_a_question_to_an_address_whose_wake_up_was_lost_is_asked_again_by_the_sweep_and_no_draft_is(
    work: Clock,
) -> None:
    mailing, queue = work.app.of(Mailing), work.delivery_queue
    box, wanted = mailing.drafted("ada@example.com", {}, "UTC", NOW)
    mailing.ask(MailRequest(wanted.id, box, wanted), NOW)
    mailing.draft("bob@example.com", Person("slack", "T1", "U1"), NOW)
    assert queue.waiting() == {wanted.id}
    queue.listened().empty()
    schedule.tick(work, NOW)
    assert queue.waiting() == {wanted.id}


def test_four_schedulers_take_each_slot_once(work: Clock, valkey: str, record: Record) -> None:
    taken: list[str] = []

    def look() -> None:
        for minutes in range(30):
            taken.extend(f"{name} {minutes}" for name in schedule.tick(work, NOW + timedelta(minutes=minutes)))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([name for name in taken if name.startswith("lists that move")]) == 1


def test_papers_without_a_name_are_asked_for_each_minute(work: Clock) -> None:
    bring(work.app.of(Record), entry("Tidal Kites over Slow Rivers"))
    schedule.tick(work, NOW)
    assert any(name.startswith("resolve-") for name in work.app.of(Queue).waiting())


def test_a_digest_whose_hour_comes_soon_is_planned_once_by_the_queue(work: Clock) -> None:
    place = Place("terminal")
    bring(work.app.of(Record), entry("On Zithers"), entry("Theremins"))
    answer(work.app, "digest new tz:UTC", msgspec.structs.replace(call(), place=place))
    due = datetime(2026, 11, 23, 9, tzinfo=UTC)
    schedule.tick(work, due - 2 * jobs.SOON)
    assert not work.app.of(DeliveryQueue).waiting()
    later = due - jobs.SOON / 2
    schedule.tick(work, later)
    schedule.tick(work, later + timedelta(seconds=5))  # nobody has planned yet: one wake-up is enough
    assert len([name for name in work.app.of(DeliveryQueue).waiting() if name.startswith("plan-")]) == 1
    work.at = later
    jobs.use(work)
    jobs.plan("x")
    assert len(work.app.of(Deliveries).due(later)) == 1  # the first, that its maker asked for
    assert len(work.app.of(Deliveries).due(due)) == 2


def test_feeds_are_asked_off_the_full_hour_at_one_offset_for_every_scheduler(work: Clock, record: Record) -> None:
    offset = work.feeding.feeds.offset()
    assert 180 <= offset <= 3420
    assert open_feeding(work.app, work.settings).feeds.offset() == offset
    hour = NOW.replace(minute=0, second=0)
    schedule.tick(work, hour + timedelta(seconds=offset))
    asked = [
        n for n in range(5, 7200, 5) if "today's lists" in schedule.tick(work, hour + timedelta(seconds=offset + n))
    ]
    assert len(asked) == 1
    assert 0 <= asked[0] - 3600 < 5
    record.text.hdel(keys.INSTALLATION, "offset")
    assert {Feeds(record).offset() for _ in range(3)} == {Feeds(record).offset()}


def test_installations_differ_in_their_offset(record: Record) -> None:
    offsets = set()
    for _ in range(20):
        record.text.hdel(keys.INSTALLATION, "offset")
        offsets.add(Feeds(record).offset())
    assert len(offsets) > 5


def test_the_sweep_wakes_one_job_that_has_a_model_sum_papers_up(app: Paperboy, record: Record) -> None:
    bring(record, entry("Drip"))
    with FakeModel() as model:
        given = {"URL": model.url, "MODEL": "small", "KEY": KEY}
        read = settings.read({f"PAPERBOY_SUMMARY_{name}": value for name, value in given.items()}, None)
        asking = Clock(app, read)
        for minutes in (0, 1):
            schedule.tick(asking, NOW + timedelta(minutes=minutes))
        (job,) = [job for job in app.of(Queue).waiting() if job.startswith("summarise-")]
        jobs.use(asking)
        jobs.summarise(job)
        assert len(model.bodies) == 1 and asking.summariser.due(NOW) == []
