"""Votes and saved papers in a real Valkey: nothing lost, nothing counted twice, everything forgotten when asked."""

import random
import threading
from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.model import Person, Place, Tally
from core.store.delivery.models import Models
from core.store.engine import keys
from core.store.engine.log import Log
from core.store.engine.record import Record
from core.store.papers.submitted import Adder, Submitted
from core.store.votes.shelf import Shelf
from core.store.votes.votes import Votes
from core.votes.emoji import Message
from core.votes.marks import REDELIVERY, Side, order_of
from tests import histories
from tests.factories import ADA, BOB, NOW, bring, call, entry

POST, OTHER = (Message(Place("slack", "T1", "C1"), f"1.{n}") for n in range(2))
SECOND = timedelta(seconds=1)
FRESH = count()
HISTORIES = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def at(seconds: float) -> int:
    """The order mark of a moment."""
    return order_of(NOW + seconds * SECOND)


def stand(votes: Votes, paper: str = "p") -> tuple[int, int]:
    tally = votes.tallies([paper])[paper]
    return tally.up, tally.down


def test_a_vote_counts_and_pressing_again_takes_it_back(record: Record) -> None:
    votes = Votes(record)
    assert votes.press(call(), "p", "up") == (Tally(up=1), "up")
    assert votes.press(call(BOB), "p", "down") == (Tally(up=1, down=1), "down")
    assert votes.press(call(), "p", "up") == (Tally(down=1), None)


def test_a_reaction_kept_under_a_name_that_is_now_known_is_taken_back_and_counted_once(record: Record) -> None:
    votes = Votes(record)
    votes.mark(ADA, "p", POST, "mega", "up", NOW, at(1))
    votes.mark(BOB, "p", POST, "mega", "up", NOW, at(1))
    votes.mark(BOB, "p", POST, "📣", "up", NOW, at(2))
    assert stand(votes) == (2, 0)
    votes.unmark(ADA, "p", POST, "📣", NOW, at(3))
    votes.unmark(BOB, "p", POST, "📣", NOW, at(3))
    assert stand(votes) == (0, 0)
    assert not any("mega" in field for field in record.text.hkeys(keys.marks("p")))


def test_a_redelivered_press_does_nothing(record: Record) -> None:
    votes = Votes(record)
    once = votes.press(call(delivery="d1"), "p", "up")
    assert [votes.press(call(delivery="d1"), "p", "up") for _ in range(4)] == [once] * 4
    assert 26 * 3600 - 60 < record.text.ttl(keys.press("d1")) <= 26 * 3600


def test_fifty_people_pressing_at_once_are_fifty_votes(record: Record, valkey: str) -> None:
    stores = [Record(valkey) for _ in range(5)]

    def many(number: int) -> None:
        for n in range(10):
            Votes(stores[number]).press(call(Person("slack", "T", f"{number}-{n}")), "p", "up")

    threads = [threading.Thread(target=many, args=(n,)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Votes(record).tallies(["p"])["p"] == Tally(up=50)
    assert Votes(record).scores.wanted() == ["p"]


def test_a_thousand_random_presses_equal_the_model(record: Record) -> None:
    votes, dice = Votes(record), random.Random(7)
    model: dict[tuple[str, str], Side | None] = {}
    for n in range(1000):
        person, paper, way = dice.choice("abcde"), dice.choice("pqr"), dice.choice(("up", "down", "none"))
        held = model.get((person, paper))
        model[person, paper] = None if way == "none" or way == held else way  # type: ignore[assignment]
        votes.press(call(Person("t", "", person), f"d{n}"), paper, way)  # type: ignore[arg-type]
    for paper in "pqr":
        mine = [side for (_, p), side in model.items() if p == paper]
        assert votes.tallies([paper])[paper] == Tally(mine.count("up"), mine.count("down"))


def test_saving_twice_counts_once_and_keeps_the_newest_tag(record: Record) -> None:
    shelf = Shelf(record)
    shelf.save(ADA, "p", (), NOW)
    assert shelf.save(ADA, "p", ("later",), NOW).saved == 1
    assert [(kept.paper_id, kept.tags) for kept in shelf.saved(ADA)] == [("p", ("later",))]
    assert shelf.unsave(ADA, "p", NOW).saved == 0
    assert shelf.unsave(ADA, "p", NOW).saved == 0


def test_votes_and_saves_of_one_paper_do_not_lose_each_other(record: Record) -> None:
    Votes(record).press(call(), "p", "up")
    Shelf(record).save(BOB, "p", "", NOW)
    Votes(record).press(call(BOB), "p", "up")
    assert Votes(record).tallies(["p"])["p"] == Tally(up=2, saved=1)


def test_a_person_with_signs_in_the_id_breaks_out_of_no_key(record: Record) -> None:
    odd = Person("slack", "T|1/%", "U|x/y")
    assert Votes(record).press(call(odd), "p", "up") == (Tally(up=1), "up")
    assert Votes(record).press(call(odd), "p", "up") == (Tally(), None)


def test_forgetting_leaves_nothing_of_the_person_and_the_others_votes(record: Record) -> None:
    votes, shelf = Votes(record), Shelf(record)
    secret = Person("slack", "T9", "UCANARY")
    for paper in "pqr":
        votes.press(call(secret), paper, "up")
        votes.press(call(ADA), paper, "down")
    shelf.save(secret, "p", ("mine",), NOW)
    assert votes.erase(secret, NOW) == 3
    assert shelf.erase(secret, NOW) == 1
    Models(record).erase(secret)
    Log(record).forget(secret)
    assert votes.tallies("pqr") == {paper: Tally(down=1) for paper in "pqr"}
    for key in record.raw.keys("*"):
        kind = record.raw.type(key)
        held = {b"hash": record.raw.hgetall, b"set": record.raw.smembers, b"stream": record.raw.xrange}.get(
            kind, lambda _: b""
        )
        assert b"UCANARY" not in key + repr(held(key)).encode()


def test_a_reaction_and_a_press_of_one_person_count_once_and_the_latest_side_wins(record: Record) -> None:
    votes = Votes(record)
    votes.mark(BOB, "p", POST, "👍", "up", NOW, at(1))
    votes.press(call(BOB, now=NOW + 2 * SECOND), "p", "down")
    assert stand(votes) == (0, 1)
    votes.mark(BOB, "p", OTHER, "🔥", "up", NOW, at(3))
    assert stand(votes) == (1, 0)
    assert votes.press(call(BOB, now=NOW + 4 * SECOND), "p", "down") == (Tally(down=1), "down")
    votes.mark(BOB, "p", OTHER, "⭐", "up", NOW, at(5))
    votes.unmark(BOB, "p", OTHER, "⭐", NOW, at(6))
    assert stand(votes) == (0, 1)


def test_taking_back_one_skin_tone_leaves_the_other(record: Record) -> None:
    votes = Votes(record)
    for n, sign in enumerate(("👍", "👍🏽", "👍*")):
        votes.mark(BOB, "p", POST, sign, "up", NOW, at(n))
    assert stand(votes) == (1, 0)
    votes.unmark(BOB, "p", POST, "👍", NOW, at(5))
    votes.unmark(BOB, "p", POST, "👍*", NOW, at(5))
    assert stand(votes) == (1, 0)
    votes.unmark(BOB, "p", POST, "👍🏽", NOW, at(6))
    assert stand(votes) == (0, 0)


def test_a_late_older_event_is_harmless_even_an_add_after_its_removal(record: Record) -> None:
    votes = Votes(record)
    votes.unmark(BOB, "p", POST, "👍", NOW, at(5))
    votes.mark(BOB, "p", POST, "👍", "up", NOW + 3600 * SECOND, at(1))
    assert stand(votes) == (0, 0)
    votes.mark(BOB, "p", POST, "👍", "up", NOW, at(6))
    votes.unmark(BOB, "p", POST, "👍", NOW, at(5))
    assert stand(votes) == (1, 0)


def test_without_a_time_the_order_of_arrival_counts_even_where_the_clock_steps_back(record: Record) -> None:
    votes = Votes(record)
    votes.mark(BOB, "p", POST, "👍", "up", NOW)
    votes.unmark(BOB, "p", POST, "👍", NOW - 3600 * SECOND)
    assert stand(votes) == (0, 0)
    votes.mark(BOB, "p", POST, "👎", "down", NOW - 7200 * SECOND)
    votes.mark(BOB, "p", POST, "👍", "up", NOW - 7200 * SECOND)
    assert stand(votes) == (1, 0)


def test_tombstones_are_kept_for_as_long_as_redelivery_can_happen_and_no_longer(record: Record) -> None:
    votes = Votes(record)
    votes.mark(BOB, "p", POST, "👍", "up", NOW, at(0))
    votes.unmark(BOB, "p", POST, "👍", NOW, at(1))
    assert votes.prune(NOW + REDELIVERY) == 0
    assert record.text.hlen(keys.marks("p")) == 2
    assert votes.prune(NOW + REDELIVERY + 3 * SECOND) == 1
    assert record.text.hkeys(keys.marks("p")) == ["rev"]
    assert not record.text.exists(keys.voted(BOB), keys.TOMBSTONES)


def test_flapping_leaves_one_tombstone(record: Record) -> None:
    votes = Votes(record)
    for n in range(100):
        votes.mark(BOB, "p", POST, "👍", "up", NOW, at(2 * n))
        votes.unmark(BOB, "p", POST, "👍", NOW, at(2 * n + 1))
    assert record.text.hlen(keys.marks("p")) == 2


def test_a_look_at_a_message_replaces_what_is_known_but_for_what_is_newer(record: Record) -> None:
    votes = Votes(record)
    votes.mark(ADA, "p", POST, "👍", "up", NOW, at(1))
    votes.mark(ADA, "p", OTHER, "👍", "up", NOW, at(1))
    votes.mark(BOB, "p", POST, "👎", "down", NOW, at(9))
    cleo = Person("slack", "T1", "U9")
    votes.replace(POST, "p", [(cleo, "🔥", "up")], NOW + 5 * SECOND)
    assert set(votes.voters("p").items()) == {(ADA, "up"), (BOB, "down"), (cleo, "up")}
    votes.mark(ADA, "p", POST, "🔥", "up", NOW, at(4))
    votes.unmark(ADA, "p", OTHER, "👍", NOW, at(6))
    assert ADA not in votes.voters("p")


def test_an_older_look_that_comes_late_changes_nothing(record: Record) -> None:
    votes = Votes(record)
    votes.replace(POST, "p", [], NOW + 5 * SECOND)
    votes.replace(POST, "p", [(BOB, "👍", "up")], NOW)
    assert stand(votes) == (0, 0)


def test_what_was_taken_back_during_a_look_stays_taken_back(record: Record) -> None:
    votes = Votes(record)
    votes.mark(BOB, "p", POST, "👍", "up", NOW)
    votes.unmark(BOB, "p", POST, "👍", NOW + 2 * SECOND)
    votes.replace(POST, "p", [(BOB, "👍", "up")], NOW + SECOND)
    assert stand(votes) == (0, 0)


def test_clearing_a_message_takes_only_what_it_names(record: Record) -> None:
    votes = Votes(record)
    for person in (ADA, BOB):
        votes.mark(person, "p", POST, "👍", "up", NOW, at(1))
    votes.mark(ADA, "p", POST, "👎", "down", NOW, at(2))
    votes.clear("p", POST, NOW + 9 * SECOND, ["👎"])
    assert stand(votes) == (2, 0)
    votes.clear("p", POST, NOW + 9 * SECOND)
    assert stand(votes) == (0, 0)


def test_a_paper_saved_by_reaction_stands_on_the_list_and_its_button_takes_it_off(record: Record) -> None:
    votes, shelf = Votes(record), Shelf(record)
    votes.mark(BOB, "p", POST, "🔖", "save", NOW, at(1))
    assert [kept.paper_id for kept in shelf.saved(BOB)] == ["p"]
    assert votes.voted(BOB) == {}
    assert shelf.unsave(BOB, "p", NOW + 2 * SECOND).saved == 0
    assert shelf.saved(BOB) == []
    votes.mark(BOB, "p", OTHER, "🔖", "save", NOW, at(3))
    assert votes.tallies(["p"])["p"].saved == 1
    shelf.save(BOB, "p", ("later",), NOW + 4 * SECOND)
    votes.unmark(BOB, "p", POST, "🔖", NOW, at(5))
    assert [kept.tags for kept in shelf.saved(BOB)] == [("later",)]


def test_a_vote_of_whoever_added_the_paper_does_not_count_where_the_community_says_so(record: Record) -> None:
    arrived = bring(record, entry("Tidal Kites", arxiv="2611.00001"))
    Submitted(record).put(ADA, arrived.todo[0].content, "", Adder())
    Submitted(record).put(BOB, arrived.todo[0].content, "", Adder())
    for self_votes, standing in ((False, (1, 0)), (True, (2, 0))):
        votes = Votes(record, self_votes=self_votes)
        for person in (ADA, BOB):
            votes.press(call(person), "2611.00001", "none")
            votes.press(call(person), "2611.00001", "up")
        assert stand(votes, "2611.00001") == standing
        assert votes.counts(ADA, "2611.00001") is self_votes


@HISTORIES
@given(st.randoms(use_true_random=False))
def test_copies_in_any_order_equal_what_the_platform_shows(record: Record, dice: random.Random) -> None:
    papers = [f"{next(FRESH)}p", f"{next(FRESH)}p"]
    votes, events = Votes(record), histories.history(dice, dice.randrange(1, 16), papers)
    for change in histories.copies(dice, events):
        histories.hear(votes, change)
    for paper in papers:
        assert votes.tallies([paper])[paper] == histories.tally(histories.shown(events), paper)


@HISTORIES
@given(st.randoms(use_true_random=False))
def test_whatever_was_lost_a_look_makes_the_marks_those_of_the_platform(record: Record, dice: random.Random) -> None:
    papers = [f"{next(FRESH)}p", f"{next(FRESH)}p"]
    votes, events = Votes(record), histories.history(dice, dice.randrange(1, 16), papers)
    events_heard = histories.copies(dice, events, lost=0.3)
    early = dice.randrange(len(events_heard) + 1)
    for change in events_heard[:early]:
        histories.hear(votes, change)
    standing = histories.shown(events)
    histories.look(votes, standing, histories.places(events), histories.end(events))
    for change in events_heard[early:]:
        histories.hear(votes, change)
    for paper in papers:
        keys_kept = {mark.key for mark in votes._ballots.read(paper).marks if mark.side not in ("gone", "seen")}
        assert keys_kept == {
            (keys.name(change.person), keys.message(change.message.place, change.message.id), change.sign)
            for change in standing.values()
            if change.paper == paper
        }


@HISTORIES
@given(st.randoms(use_true_random=False))
def test_a_platform_without_times_is_followed_by_order_of_arrival(record: Record, dice: random.Random) -> None:
    papers = [f"{next(FRESH)}p"]
    votes, events = Votes(record), histories.history(dice, dice.randrange(1, 16), papers)
    for change in events:
        for _ in range(dice.randint(1, 3)):
            histories.hear(votes, change, timed=False)
    assert votes.tallies(papers)[papers[0]] == histories.tally(histories.shown(events), papers[0])
