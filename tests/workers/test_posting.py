"""What is due is sent once, many at a time, and a team that is at its limit holds no other up."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

import msgspec
import pytest

import bots.slack.outlet
from bots.cli.dead import everything
from core import settings
from core.app import Paperboy
from core.delivery.planner import delivery_of
from core.model import Person, Place
from core.store.delivery.allowances import Allowance, Allowances
from core.store.delivery.deliveries import Deliveries
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import keys
from core.store.engine.record import Record
from core.subscriptions.model import EVERY_DAY, Subscription
from tests.core.conftest import app
from tests.core.delivery.conftest import TOPICS
from tests.core.store.engine.test_queue import work_off
from tests.factories import NOW, bring, entry
from tests.fakes.outlet import FakeOutlet
from tests.fakes.slack import FakeSlack
from workers.jobs import Work
from workers.posting import Posting

assert app
MAKER = Person("slack", "T1", "U1")


class Limited(FakeOutlet):
    """An outlet with a limit that its posts take no call of: the test does."""

    def __init__(self, limit: Allowance) -> None:
        super().__init__()
        self.limit = limit

    def allowance(self, place: Place | Person) -> Allowance:  # type: ignore[override]
        return self.limit


class Here(Work):
    """Work at a time of our choosing, through outlets of our own."""

    at = NOW
    given: dict[str, FakeOutlet]

    def now(self) -> datetime:
        return self.at

    @property
    def outlets(self) -> dict[str, FakeOutlet]:  # type: ignore[override]
        return self.given


@pytest.fixture
def work(app: Paperboy) -> Iterator[Here]:
    bring(app.of(Record), *(entry(title) for title in TOPICS), day=NOW.date())
    made = Here(app, settings.read({}, None))
    made.given = {name: Limited(Allowance(name, 2, 60.0)) for name in ("slack", "discord")}
    yield made


def open_deliveries(app: Paperboy, *places: Place) -> list[str]:
    """A delivery that is due in each place."""
    names = []
    for number, place in enumerate(places):
        made = Subscription(f"s{number}", place, MAKER, "daily", NOW, days=EVERY_DAY)
        app.of(Subscriptions).add(made, None)
        delivery = delivery_of(made, "post", NOW)
        app.of(Record).commit(app.of(Deliveries).opening(delivery))
        names.append(delivery.id)
    return names


def rooms(platform: str, count: int) -> list[Place]:
    return [Place(platform, "T1", f"C{number}") for number in range(count)]


def finish(posting: Posting) -> None:
    """Wait until what was begun is finished."""
    for _, future in posting._sent.values():
        future.result(30)


def test_a_team_at_its_limit_holds_no_other_up(work: Here) -> None:
    open_deliveries(work.app, *rooms("slack", 5), *rooms("discord", 1))
    posting = Posting(work)
    assert Counter(name[:2] == "s5" for name in posting.look()) == {False: 2, True: 1}
    finish(posting)
    for _ in range(2):
        work.app.of(Allowances).take([work.given["slack"].limit], NOW)  # type: ignore[attr-defined]
    assert posting.look() == []
    work.at += timedelta(seconds=60)
    assert len(posting.look()) == 2
    finish(posting)
    posting.close()
    assert len(work.given["slack"].posts) == 4


def test_what_is_not_due_yet_waits_for_its_moment(work: Here) -> None:
    open_deliveries(work.app, *rooms("slack", 1))
    work.at = NOW - timedelta(seconds=1)
    posting = Posting(work)
    assert posting.look() == []
    work.at = NOW
    assert len(posting.look()) == 1
    posting.close()


def test_a_delivery_whose_digest_was_removed_is_ended_and_one_to_nowhere_too(work: Here) -> None:
    gone, nowhere = open_deliveries(work.app, *rooms("slack", 1), Place("carrier pigeon", "T1", "C1"))
    digest = work.app.of(Subscriptions).get("s0")
    assert digest
    work.app.of(Subscriptions).remove(digest)
    posting = Posting(work)
    posting.look()
    finish(posting)
    posting.close()
    states = [work.app.of(Deliveries).read(name) for name in (gone, nowhere)]
    assert [ended and ended.state for ended in states] == ["skipped", "skipped"]


def test_a_job_that_an_earlier_paperboy_left_is_done_by_the_look_and_is_no_dead_letter(work: Here) -> None:
    (due,) = open_deliveries(work.app, *rooms("slack", 1))
    work.delivery_queue.wake("deliver", due)
    work_off(work.delivery_queue)
    assert not work.delivery_queue.waiting() and everything(work.app, NOW) == []
    posting = Posting(work)
    assert posting.look() == [due]
    finish(posting)
    assert posting.look() == [] and len(work.given["slack"].posts) == 1
    posting.close()


def until(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Look until something holds."""
    pause = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if condition():
            return
        pause.wait(0.05)
    raise TimeoutError


def test_two_senders_on_one_record_stay_within_slacks_limit_together(
    app: Paperboy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bots.slack.outlet, "WORKSPACE", (8, 0.5))
    taken, take = list[float](), Allowances.take

    def counted(own: Allowances, limits: Sequence[Allowance], now: datetime) -> float:
        wait = take(own, limits, now)
        taken.extend([now.timestamp()] if not wait else [])
        return wait

    monkeypatch.setattr(Allowances, "take", counted)
    bring(app.of(Record), *(entry(title) for title in TOPICS), day=NOW.date())
    with FakeSlack() as slack:
        slack.events = frozenset()
        places = [Place("slack", "T1", slack.channel(f"c{number}").id) for number in range(20)]
        read = settings.read({"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API": slack.url.rstrip("/")}, None)
        works = [Work(app, read), Work(app, read)]
        names = open_now(app, places)
        send_all(app, works)
        assert len(taken) == slack.calls["chat.postMessage"] == len(places)
        assert [len(slack.posted(place.channel)) for place in places] == [1] * len(places)
    assert max(sum(1 for at in taken if first <= at < first + 0.499) for first in taken) <= 8
    assert all((ended := app.of(Deliveries).read(name)) and ended.state == "done" for name in names)


def send_all(app: Paperboy, works: list[Work]) -> None:
    """Have as many senders send until nothing is open."""
    senders = [Posting(work) for work in works]

    def is_all_sent() -> bool:
        for sender in senders:
            sender.look()
        return not app.of(Deliveries).due(app.now() + timedelta(days=1), None)

    until(is_all_sent)
    for sender, work in zip(senders, works, strict=True):
        sender.close()
        work.outlets.close()


def open_now(app: Paperboy, places: list[Place]) -> list[str]:
    """Deliveries of digests that are due at this moment, by the record's clock."""
    names = open_deliveries(app, *places)
    for name in names:
        delivery = app.of(Deliveries).read(name)
        assert delivery
        due = msgspec.structs.replace(delivery.delivery, at=app.now())
        row = msgspec.json.encode(due).decode()
        app.of(Record).text.hset(keys.delivery(name), "slot", row)
        app.of(Record).text.zadd(keys.SLOTS_OPEN, {name: due.at.timestamp() * 1000})
    return names
