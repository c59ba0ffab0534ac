"""Votes and saved papers in a real Valkey: nothing lost, nothing counted twice, everything forgotten when asked."""

import random
import threading

from core.model import Person, Tally
from core.store import keys
from core.store.log import Log
from core.store.record import Record
from core.store.shelf import Shelf
from core.store.votes import Votes
from core.voting import Side
from tests.makers import ADA, BOB, NOW, call


def test_a_vote_counts_and_pressing_again_takes_it_back(record: Record) -> None:
    votes = Votes(record)
    assert votes.press(call(), "p", "up") == (Tally(up=1), "up")
    assert votes.press(call(BOB), "p", "down") == (Tally(up=1, down=1), "down")
    assert votes.press(call(), "p", "up") == (Tally(down=1), None)


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
    assert Votes(record).ranked() == [("p", 50)]


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
    shelf.save(ADA, "p", "", NOW)
    assert shelf.save(ADA, "p", "later", NOW).saved == 1
    assert [(kept.paper_id, kept.tag) for kept in shelf.saved(ADA)] == [("p", "later")]
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
    shelf.save(secret, "p", "mine", NOW)
    assert votes.erase(secret) == 3
    assert shelf.erase(secret, NOW) == 1
    Log(record).forget(secret)
    assert votes.tallies("pqr") == {paper: Tally(down=1) for paper in "pqr"}
    for key in record.raw.keys("*"):
        kind = record.raw.type(key)
        held = {b"hash": record.raw.hgetall, b"set": record.raw.smembers, b"stream": record.raw.xrange}.get(
            kind, lambda _: b""
        )
        assert b"UCANARY" not in key + repr(held(key)).encode()
