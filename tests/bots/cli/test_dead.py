"""`paperboy dead list|retry`: everything that was given up has a name, a reason and a way back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from bots.cli.dead import everything, take_up
from core.app import Paperboy
from core.commands.dispatch import answer
from core.errors import NotFound
from core.ingest.arrivals import DEATHS, Arrivals
from core.model import Place
from core.store.chats.inbox import TRIES, Event, Inbox
from core.store.delivery.deliveries import Deliveries, State
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import keys
from core.store.engine.queue import DeliveryQueue, Queue
from core.store.engine.record import Record
from core.store.papers.papers import Papers
from tests.bots.cli.test_ingest import opened
from tests.bots.conftest import SAMPLE, Cli
from tests.core.conftest import app
from tests.core.store.engine.test_queue import forge, work_off
from tests.factories import NOW, call

assert app

SLACK = Place("slack", "T1", "C1")


def names(app: Paperboy, now: datetime = NOW) -> list[str]:
    return [one.name for one in everything(app, now)]


def lost_post(app: Paperboy, state: State, *, sent: bool = False, now: datetime = NOW) -> str:
    """A digest whose first post was given up; `sent`: a message may be out."""
    answer(app, "digest new tz:UTC", msgspec.structs.replace(call(now=now), place=SLACK))
    held = app.of(Deliveries).claim(app.of(Deliveries).due(now)[0], now)
    assert held and (not sent or app.of(Deliveries).intend(held, now))
    assert app.of(Deliveries).end(held, state, "nobody\ncan look", now)
    return held.delivery.id


def lost_slice(app: Paperboy) -> str:
    """A digest whose worker dies each time."""
    (todo,) = app.receive((SAMPLE / "spaced.txt").read_bytes(), "spaced.txt", NOW).todo
    while app.of(Arrivals).begin(todo.id, NOW):
        pass
    app.of(Queue).listened().empty()
    return todo.id


def lost_event(app: Paperboy) -> str:
    event = Event("Ev1", "slack", {"type": "app_mention"}, NOW, TRIES - 1)
    assert app.of(Inbox).receive(event) and app.of(Inbox).begin(event, NOW) is None
    return "slack/Ev1"


def lost_job(queue: Queue, job: str = "sing") -> str:
    """A job that this version does not run."""
    queue.wake(job, "song-1")
    work_off(queue)
    return "song-1"


def test_all_that_was_given_up_is_listed_with_what_when_and_why(app: Paperboy) -> None:
    post, part, event, job = lost_post(app, "unsure"), lost_slice(app), lost_event(app), lost_job(app.of(DeliveryQueue))
    first, second, third, fourth = everything(app, NOW)
    assert first.line() == (
        f"{post}: the day's post of “daily papers” in slack C1, perhaps sent, 20 Nov 2026 09:00: nobody can look"
    )
    assert second.line() == (
        f"{part}: entries 1 to 20 of spaced.txt, 20 Nov 2026 09:00: its worker died {DEATHS} times"
    )
    assert (third.name, third.what) == (event, "an event of slack") and "never finished" in third.why
    assert (fourth.name, fourth.what) == (job, "a job of the queue deliver: sing song-1")
    assert fourth.at and fourth.at.tzinfo and "sing is no job of this Paperboy" in fourth.why
    assert first.shape() == {
        "name": post, "what": first.what, "when": "2026-11-20T09:00:00+00:00", "why": "nobody can look",
    }  # fmt: skip


def test_an_unsure_post_is_looked_for_before_it_is_sent_again(app: Paperboy) -> None:
    post = lost_post(app, "unsure", sent=True)
    (said,) = take_up(app, post, NOW)
    assert said == f"{post}: The next sender looks for it, and posts it if it is not there, however late."
    stands = app.of(Deliveries).read(post)
    assert stands and stands.state == "sending"
    assert app.of(Deliveries).due(NOW) == [post] and names(app) == []


def test_a_post_that_never_went_out_is_sent_without_looking(app: Paperboy) -> None:
    post = lost_post(app, "dead")
    assert take_up(app, post, NOW) == [f"{post}: It never went out. The next sender posts it, however late."]
    stands = app.of(Deliveries).read(post)
    assert stands and stands.state == "pending"


def test_a_post_of_a_paused_digest_stays_until_that_is_resumed(app: Paperboy) -> None:
    post = lost_post(app, "dead")
    (one,) = app.of(Subscriptions).all()
    assert app.of(Subscriptions).change(one, msgspec.structs.replace(one, paused=True), None)
    (said,) = take_up(app, post, NOW)
    assert f"digest resume {one.id}" in said and names(app) == [post] and not app.of(Deliveries).due(NOW)


def test_a_slice_is_ingested_again(app: Paperboy) -> None:
    part = lost_slice(app)
    take_up(app, part, NOW)
    assert names(app) == [] and app.of(Queue).waiting() == {part}
    app.ingest_slice(part, NOW)
    assert app.of(Papers).count() == 20


def test_a_slice_whose_text_is_gone_is_forgotten_and_its_file_named(app: Paperboy) -> None:
    part = lost_slice(app)
    (todo,) = app.of(Arrivals).dead()
    app.of(Record).raw.delete(keys.blob(todo.content))
    (said,) = take_up(app, part, NOW)
    assert "ingest spaced.txt again" in said and names(app) == [] and not app.of(Queue).waiting()


def test_an_event_goes_back_to_its_bot(app: Paperboy) -> None:
    event = lost_event(app)
    take_up(app, event, NOW)
    assert [one.id for one in app.of(Inbox).waiting("slack", NOW + timedelta(seconds=1))] == ["Ev1"] and names(
        app
    ) == []


@pytest.mark.parametrize("queue", ["ingest", "deliver"])
def test_a_job_waits_in_line_again(app: Paperboy, queue: str) -> None:
    line = app.of(Queue) if queue == "ingest" else app.of(DeliveryQueue)
    job = lost_job(line)
    assert take_up(app, job, NOW) == [f"{job}: It waits in the queue {queue} again."]
    assert line.waiting() == {job} and names(app) == [] and not line.retry(job)


def test_a_job_that_was_woken_again_meanwhile_is_not_listed(app: Paperboy) -> None:
    job = lost_job(app.of(Queue))
    app.of(Queue).wake("ingest", job)
    assert names(app) == []
    app.of(Queue).listened().empty()
    assert names(app) == []


def test_all_means_all_and_another_name_is_one_sentence(app: Paperboy) -> None:
    lost = [lost_post(app, "dead"), lost_slice(app), lost_event(app), lost_job(app.of(Queue))]
    with pytest.raises(NotFound, match="Nothing that was given up is called “nobody”: `paperboy dead list`"):
        take_up(app, "nobody", NOW)
    assert names(app) == lost
    assert [said.partition(": ")[0] for said in take_up(app, "all", NOW)] == lost
    assert names(app) == [] and take_up(app, "all", NOW) == []


@pytest.fixture
def lost(fresh: Cli) -> Iterator[Cli]:
    """The command on a record with a slice that was given up, from a file of a hostile name."""
    with opened(fresh) as app:
        data, now = (SAMPLE / "spaced.txt").read_bytes(), datetime.now(UTC)
        (todo,) = app.receive(data, "spaced\x1b[2J.txt", now).todo
        while app.of(Arrivals).begin(todo.id, now):
            pass
    yield fresh


def test_the_command_lists_and_retries(lost: Cli) -> None:
    (letter,) = lost.json("dead", "list")["dead"]
    assert set(letter) == {"name", "what", "when", "why"} and datetime.fromisoformat(letter["when"]).tzinfo
    shown = lost.run("dead", "list").stdout
    assert shown.startswith(f"{letter['name']}: entries 1 to 20") and "\x1b" not in shown
    done = lost.run("dead", "retry", letter["name"])
    assert done.returncode == 0 and done.stdout == f"{letter['name']}: The next worker reads it again, up to 5 times.\n"
    assert lost.run("dead", "list").stdout == lost.run("dead", "retry", "all").stdout == "Nothing was given up.\n"


def test_an_unknown_name_is_one_sentence_and_exit_code_1(lost: Cli) -> None:
    done = lost.run("dead", "retry", "no\x1bbody")
    assert done.returncode == 1 and done.stdout == "" and len(done.stderr.splitlines()) == 1
    assert "“nobody”" in done.stderr and lost.run("dead", "retry").returncode == 2


def test_a_forged_job_is_listed_and_breaks_nothing(app: Paperboy) -> None:
    fields: dict[str, Any] = {"data": b"\x00\xff not a job", "description": "\x1b[2J\nforged"}
    forge(app.of(Queue), "forged-1", **fields)
    work_off(app.of(Queue))
    (one,) = everything(app, NOW)
    assert one.name == "forged-1" and "\n" not in one.line()
    assert take_up(app, "forged-1", NOW) == ["forged-1: It waits in the queue ingest again."]
