"""One clock decides for all who share a record: the record's, whatever the host's says."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from core.app import Paperboy
from core.commands.dispatch import answer
from core.delivery.composer import Composer
from core.delivery.planner import plan
from core.delivery.sender import Sender
from core.search.index import Index
from core.store.delivery.deliveries import Deliveries
from core.store.engine.queue import Queue
from core.store.engine.record import Record
from core.store.engine.steering import Steering
from tests.core.delivery.conftest import HERE
from tests.factories import bring, call, entry, ticking
from tests.fakes.outlet import FakeOutlet

Open = Callable[[timedelta], Paperboy]


@pytest.fixture
def open_ahead(record: Record, tmp_path: Path) -> Open:
    """Opens Paperboy on a host whose clock is so far ahead of the record's."""

    def opened(ahead: timedelta) -> Paperboy:
        host = ticking(datetime.now(UTC) + ahead)
        index, queue = (lambda: Index.open(tmp_path / "index", write=False)), Queue(record.url, "ingest")
        return Paperboy(record, index, queue, tmp_path, steering=Steering(record, host))

    return opened


@pytest.mark.parametrize("hours", [34, -34])
def test_a_post_set_up_on_a_host_whose_clock_is_wrong_goes_out_at_once_from_another(
    open_ahead: Open, hours: int
) -> None:
    bot, worker = open_ahead(timedelta(hours=hours)), open_ahead(timedelta())
    bring(bot.of(Record), entry("Tidal Kites"), day=bot.clock.now().date())
    answer(bot, "digest new tz:UTC", msgspec.structs.replace(call(now=bot.clock.now()), place=HERE))
    bot.call(plan, now=bot.clock.now())
    outlet, now = FakeOutlet(), worker.clock.now()
    sender = worker.call(Sender, worker.call(Composer), outlets={"slack": outlet})
    assert [sender.deliver(slot, now) for slot in worker.of(Deliveries).due(now)] == ["done"]
    assert len(outlet.posts) == 1


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(hours=34), "34 hours ahead of the database's"),
        (timedelta(seconds=-7), "7 seconds behind the database's"),
        (timedelta(days=-400), "400 days behind the database's"),
        (timedelta(minutes=5, seconds=2), "5 minutes ahead of the database's"),
    ],
    ids=str,
)
def test_a_difference_over_five_seconds_is_named(open_ahead: Open, ahead: timedelta, words: str) -> None:
    assert words in {figure.name: figure.words for figure in open_ahead(ahead).status()}["clock"]


def test_a_difference_of_three_seconds_is_not(open_ahead: Open) -> None:
    assert "clock" not in {figure.name for figure in open_ahead(timedelta(seconds=3)).status()}


def test_a_clock_that_is_put_right_is_followed(record: Record) -> None:
    hosts = [datetime.now(UTC) + timedelta(days=2)]
    steering = Steering(record, ticking()._replace(now=lambda: hosts[0]))
    hosts[0] = datetime.now(UTC)
    steering.measure()
    assert abs(steering.clock.now() - datetime.now(UTC)) < timedelta(seconds=30)
