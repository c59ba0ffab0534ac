"""One slot, one post: whatever fails, and wherever a sender dies."""

from datetime import date, timedelta

import pytest

from core.delivery.outlet import Undelivered
from core.delivery.planner import plan
from core.errors import ErrorKind, RecordDown
from core.model import Place
from core.store.chats.mutes import Mutes
from core.store.delivery.deliveries import Deliveries, Delivery
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine.record import Record
from tests.core.delivery.conftest import HERE, MAKER, Rounds, at, text_of
from tests.factories import with_rules
from tests.fakes.outlet import FakeOutlet


@pytest.fixture
def morning(rounds: Rounds) -> Rounds:
    """Monday, nine o'clock in Paris: a digest is due."""
    rounds.ask("digest new")
    rounds.send()
    rounds.outlet.posts.clear()
    rounds.bring(date(2026, 11, 23), "Glaciers", "Orchards")
    rounds.now = at("2026-11-23T08:00")
    rounds.app.call(plan, now=rounds.now)
    rounds.free()
    return rounds


def test_a_post_whose_reply_was_lost_is_found_and_not_sent_again(morning: Rounds) -> None:
    morning.outlet.fail(ErrorKind.AMBIGUOUS, taken=True)
    assert morning.send() == ["sending"]
    assert morning.send() == ["done"]
    assert len(morning.outlet.posts) == 1 and len(morning.outlet.looks) == 1


def test_a_post_that_never_arrived_is_looked_for_and_sent_again(morning: Rounds) -> None:
    morning.outlet.fail(ErrorKind.AMBIGUOUS)
    assert [morning.send(), morning.send()] == [["sending"], ["done"]]
    assert len(morning.outlet.posts) == 1 and len(morning.outlet.looks) == 1


def test_what_is_tried_again_brings_the_same_papers(morning: Rounds) -> None:
    morning.outlet.fail(ErrorKind.AMBIGUOUS)
    morning.send()
    morning.bring(date(2026, 11, 23), "A Late Furnace")
    morning.send()
    assert len(morning.outlet.posts[0].digest.papers) == 2


def test_where_nobody_may_look_it_is_unsure_and_said_and_not_sent_again(morning: Rounds) -> None:
    morning.outlet.fail(ErrorKind.AMBIGUOUS, taken=True)
    morning.outlet.blind = True
    morning.send()
    morning.send()
    assert morning.send() == [] and len(morning.outlet.posts) == 1
    (failed,) = morning.app.of(Deliveries).failed()
    assert failed.state == "unsure" and "no permission" in failed.why
    assert len(morning.alarms) == 1 and "paperboy dead retry" in morning.alarms[0]


def test_a_429_waits_as_long_as_it_says_and_loses_nothing(morning: Rounds) -> None:
    morning.outlet.fail(ErrorKind.RETRY_AFTER)
    morning.outlet.wait = 90.0
    (delivery,) = morning.app.of(Deliveries).due(morning.now)
    assert morning.sender.deliver(delivery, morning.now) == "pending"
    assert morning.sender.deliver(delivery, morning.now) is None
    assert morning.send() == ["done"]
    assert morning.outlet.looks == []  # a 429 took nothing


def test_a_sender_that_died_in_the_middle_is_looked_after_by_the_next(morning: Rounds) -> None:
    (delivery,) = morning.app.of(Deliveries).due(morning.now)

    def die() -> None:
        raise KeyboardInterrupt

    for _ in range(2):
        morning.outlet.before = die
        with pytest.raises(KeyboardInterrupt):
            morning.sender.deliver(delivery, morning.now)
        assert morning.sender.deliver(delivery, morning.now) is None  # the lease of the dead one still lasts
        morning.free()
    morning.outlet.before = lambda: None
    assert morning.send() == ["done"] and len(morning.outlet.posts) == 1 and len(morning.outlet.looks) == 2


def test_a_sender_that_was_stopped_past_its_lease_sends_nothing_when_it_goes_on(morning: Rounds) -> None:
    (delivery,) = morning.app.of(Deliveries).due(morning.now)
    second = FakeOutlet()

    def pause() -> None:
        morning.free()
        assert morning.another(second).deliver(delivery, morning.now) == "done"

    morning.outlet.before = pause
    assert morning.sender.deliver(delivery, morning.now) in (None, "pending", "sending")
    assert morning.outlet.posts == [] and len(second.posts) == 1
    ended = morning.app.of(Deliveries).read(delivery)
    assert ended and ended.state == "done"


def test_two_planners_make_one_slot(morning: Rounds) -> None:
    for _ in range(3):
        morning.app.call(plan, now=morning.now)
    assert len(morning.app.of(Deliveries).due(morning.now)) == 1


def test_a_channel_that_is_gone_costs_one_call_and_its_maker_is_told_once(morning: Rounds) -> None:
    calls = morning.outlet.calls
    morning.outlet.fail(ErrorKind.TARGET_DEAD)
    assert morning.send() == ["dead"]
    assert morning.outlet.calls == calls + 1
    assert morning.send() == ["done"]
    (notice,) = morning.outlet.posts
    assert (
        notice.place == Place("slack", "T1", f"D{MAKER.id}") and "target dead here" in notice.digest.cards[0].title.text
    )
    morning.bring(date(2026, 11, 24), "Furnaces")
    assert morning.go(hours=24) == [] and len(morning.outlet.posts) == 1
    (kept,) = morning.app.of(Subscriptions).of_place(HERE)
    told = text_of(morning.ask("digest list"))
    assert kept.paused and told.endswith("Paused after it could not be sent: target dead here.")
    assert "Wednesday" not in told and "paused after it could not be sent" in text_of(morning.ask("home"))


def test_who_resumes_it_from_elsewhere_is_promised_no_post(morning: Rounds) -> None:
    morning.outlet.fail(ErrorKind.TARGET_DEAD)
    morning.send()
    direct = Place("slack", "T1", f"D{MAKER.id}")
    (digest,) = morning.app.of(Subscriptions).of_place(HERE)
    told = text_of(morning.ask(f"digest resume {digest.id}", place=direct, direct=True))
    assert "is resumed" in told and "Whether it can be sent shows at its next post" in told
    morning.ask("digest pause")
    assert "shows at its next post" not in text_of(morning.ask(f"digest resume {digest.id}", place=direct, direct=True))


def test_a_token_that_is_gone_stops_all_calls_until_another_is_set(morning: Rounds) -> None:
    calls = morning.outlet.calls
    morning.outlet.fail(ErrorKind.TEAM_DEAD)
    morning.send()
    for _ in range(5):
        assert morning.send() == ["pending"]
    assert morning.outlet.calls == calls + 1 and len(morning.alarms) == 1
    morning.outlet.name = "another token"
    assert morning.send() == ["done"] and len(morning.outlet.posts) == 1


def test_what_is_refused_for_no_known_reason_is_a_dead_letter_after_three_tries_and_may_be_taken_up_again(
    morning: Rounds,
) -> None:
    for _ in range(3):
        morning.outlet.fail(ErrorKind.BUG)
    assert [morning.send() for _ in range(3)] == [["pending"], ["pending"], ["dead"]]
    (failed,) = morning.app.of(Deliveries).failed()
    assert failed.why == "bug here" and morning.send() == []
    assert morning.app.of(Deliveries).retry(failed.delivery.id, morning.now)
    assert morning.send() == ["done"] and len(morning.outlet.posts) == 1
    assert not morning.app.of(Deliveries).retry(failed.delivery.id, morning.now)


def test_what_nobody_foresaw_is_tried_again_after_a_look_and_given_up_in_the_end(morning: Rounds) -> None:
    def stumble() -> None:
        raise ZeroDivisionError("of all things")

    morning.outlet.before = stumble
    assert [morning.send() for _ in range(3)] == [["sending"], ["sending"], ["dead"]]
    (failed,) = morning.app.of(Deliveries).failed()
    assert "ZeroDivisionError" in failed.why and morning.outlet.posts == [] and len(morning.outlet.looks) == 2


@pytest.mark.parametrize("line", ["mute", "mute all"])
def test_muted_nothing_goes_out_and_unmuted_it_comes_late(morning: Rounds, line: str) -> None:
    who = {} if line == "mute" else {"place": Place("terminal")}
    assert "post no digests" in text_of(morning.ask(line, **who))
    assert morning.send() == ["pending"] and morning.outlet.posts == []
    morning.ask(f"un{line}", **who)
    assert morning.send() == ["done"]


def test_a_mute_at_the_last_moment_holds_a_post_back(morning: Rounds) -> None:
    morning.outlet.before = lambda: morning.ask("mute")
    assert morning.send() == ["pending"] and morning.outlet.posts == []


def test_only_whoever_runs_it_mutes_all(morning: Rounds) -> None:
    assert "Only the person who runs this Paperboy" in text_of(morning.ask("mute all"))
    assert not morning.app.of(Mutes).all()


def test_what_waited_longer_than_the_grace_is_skipped_and_its_papers_come_next_time(morning: Rounds) -> None:
    morning.ask("mute")
    morning.send()
    morning.now += timedelta(hours=7)
    assert morning.send() == ["skipped"]
    morning.ask("unmute")
    morning.now = at("2026-11-24T08:00")
    assert morning.go() == ["done"] and len(morning.outlet.posts[0].digest.papers) == 2


def test_a_message_that_is_out_gets_its_thread_also_after_a_death(morning: Rounds) -> None:
    (delivery,) = morning.app.of(Deliveries).due(morning.now)
    held = morning.app.of(Deliveries).claim(delivery, morning.now)
    assert held
    digest = morning.app.of(Subscriptions).of_place(HERE)[0]
    morning.free()
    dress = morning.outlet.dress

    def fall(*_: object, **__: object) -> None:
        raise RecordDown("gone")

    morning.outlet.dress = fall  # type: ignore[method-assign]
    with pytest.raises(RecordDown):
        morning.sender.deliver(delivery, morning.now)
    morning.outlet.dress = dress  # type: ignore[method-assign]
    assert morning.send() == ["done"]
    assert [post.dressed for post in morning.outlet.posts] == [1] and digest.id


def test_the_list_says_what_a_post_went_out_without(morning: Rounds, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Undelivered(ErrorKind.TARGET_DEAD, "I lack permissions there", lacks="being published")

    monkeypatch.setattr(morning.outlet, "dress", refuse)
    assert morning.send() == ["done"]
    without = "brought 2 picks, without being published: I lack permissions there."
    assert without in text_of(morning.ask("digest list"))


def test_a_late_write_of_who_lost_the_slot_is_not_taken(morning: Rounds) -> None:
    (delivery,) = morning.app.of(Deliveries).due(morning.now)
    first = morning.app.of(Deliveries).claim(delivery, morning.now)
    morning.free()
    second = morning.app.of(Deliveries).claim(delivery, morning.now)
    digest = morning.app.of(Subscriptions).of_place(HERE)[0]
    assert first and second and second.fence > first.fence
    assert not morning.app.of(Deliveries).intend(first, morning.now)
    assert not morning.app.of(Deliveries).posted(first, "m9", digest, morning.now)
    assert not morning.app.of(Deliveries).end(first, "done", "", morning.now)
    assert not morning.app.of(Deliveries).holds(first) and morning.app.of(Deliveries).holds(second)


def test_a_slot_taken_up_again_by_hand_is_posted_however_late_it_is(morning: Rounds) -> None:
    for _ in range(3):
        morning.outlet.fail(ErrorKind.BUG)
        morning.send()
    (failed,) = morning.app.of(Deliveries).failed()
    morning.now += timedelta(hours=30)
    assert morning.app.of(Deliveries).retry(failed.delivery.id, morning.now)
    assert morning.send() == ["done"] and len(morning.outlet.posts) == 1


def test_a_slot_of_a_digest_that_was_stopped_is_skipped(morning: Rounds) -> None:
    morning.ask("digest stop sure:yes")
    assert morning.send() == ["skipped"] and morning.outlet.posts == []


def test_a_slot_is_made_once_however_often_it_is_opened(rounds: Rounds) -> None:
    delivery = Delivery("x-post-20261120", "x", "post", date(2026, 11, 20), rounds.now)
    assert rounds.app.of(Record).commit(
        rounds.app.of(Deliveries).opening(delivery), rounds.app.of(Deliveries).opening(delivery)
    ) == [True, False]


@pytest.mark.parametrize("line", ["mute all", "unmute all"])
def test_who_may_not_configure_may_not_mute_all_in_the_admins_place_either(morning: Rounds, line: str) -> None:
    admins = f"{HERE.platform}:{HERE.channel}"
    with_rules(morning.app, admins=admins)
    before = morning.app.of(Mutes).all()
    assert "Only admins may" in text_of(morning.ask(line, refusal="Only admins may do that here."))
    assert morning.app.of(Mutes).all() == before
    assert "Only" not in text_of(morning.ask(line))
