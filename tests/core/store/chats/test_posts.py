"""Messages that show papers: known for thirty days, and drawn anew soon but not too often after a vote."""

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from core.model import Person, Place
from core.store.chats.posts import KEPT, Posts
from core.store.chats.redraws import APART, LEASE, STALE_AT_ONCE, Redraws
from core.store.engine import backup, keys
from core.store.engine.record import Record
from core.store.votes.votes import Votes
from tests.factories import BOB, NOW, call

ROOM, HALL = Place("slack", "T1", "C1"), Place("discord", "G1", "C9", "thread")
SECOND = timedelta(seconds=1)


def ids(redraws: Redraws, platform: str, at: float) -> list[str]:
    return [claim.post.message.id for claim in redraws.claim(platform, NOW + at * SECOND)]


def vote(record: Record, paper: str = "p") -> None:
    Votes(record).press(call(Person("slack", "T1", str(random.random()))), paper, "up")


def test_the_papers_of_a_message_come_in_its_order_and_a_second_copy_changes_nothing(record: Record) -> None:
    posts = Posts(record)
    posts.put(ROOM, "1.1", ["q", "p", "q", "r"], NOW)
    posts.put(ROOM, "1.1", ["r"], NOW + SECOND)
    assert posts.papers_of(ROOM, "1.1") == ("q", "p", "r")
    assert posts.papers_of(HALL, "1.1") == posts.papers_of(ROOM, "1.2") == ()
    assert posts.of_paper("r", NOW - SECOND) == [posts.get(ROOM, "1.1")]


def test_the_newest_messages_of_a_platform_come_first(record: Record) -> None:
    posts = Posts(record)
    for n in range(5):
        posts.put(ROOM, f"1.{n}", ["p"], NOW + n * SECOND)
        posts.put(HALL, f"2.{n}", ["p"], NOW + n * SECOND)
    assert [post.message.id for post in posts.recent("slack", NOW + SECOND, 3)] == ["1.4", "1.3", "1.2"]
    assert [post.message.id for post in posts.recent("discord", NOW + 3 * SECOND)] == ["2.4", "2.3"]
    assert posts.recent("discord", NOW)[0].message.place == HALL
    assert len(posts.of_paper("p", NOW)) == 10


def test_a_message_is_forgotten_after_thirty_days_or_when_it_is_gone(record: Record) -> None:
    posts, before = Posts(record), {key for key in record.text.keys("pb:*") if key != keys.LOG}
    for n in range(30):
        posts.put(ROOM, f"1.{n}", ["p", "q"], NOW)
    posts.put(ROOM, "2.0", ["p"], NOW + KEPT)
    posts.put(ROOM, "2.1", ["p"], NOW + KEPT + SECOND)
    assert [post.message.id for post in posts.recent("slack", NOW)] == ["2.1", "2.0"]
    for n in range(2):
        posts.drop(ROOM, f"2.{n}")
    assert {key for key in record.text.keys("pb:*") if key != keys.LOG} == before


def test_a_vote_has_all_posts_of_its_paper_drawn_on_both_platforms_and_once(record: Record) -> None:
    posts, redraws = Posts(record), Redraws(record)
    posts.put(ROOM, "1.1", ["p"], NOW)
    posts.put(ROOM, "1.2", ["q", "p"], NOW)
    posts.put(ROOM, "1.3", ["q"], NOW)
    posts.put(ROOM, "1.4", ["p"], NOW, ours=False)
    posts.put(HALL, "2.1", ["p"], NOW)
    vote(record)
    assert sorted(ids(redraws, "slack", 1)) == ["1.1", "1.2"]
    assert ids(redraws, "slack", 1) == []
    assert ids(redraws, "discord", 1) == ["2.1"]


def test_a_message_is_drawn_at_most_every_three_seconds_and_within_five_after_the_last_vote(record: Record) -> None:
    posts, redraws, dice = Posts(record), Redraws(record), random.Random(3)
    posts.put(ROOM, "1.1", ["p"], NOW)
    drawn, voted = [], []
    for tick in range(120):
        at = tick / 2
        if tick < 80 and dice.random() < 0.7:
            vote(record)
            voted.append(at)
        for claim in redraws.claim("slack", NOW + at * SECOND):
            drawn.append(at)
            redraws.done(claim)
    assert all(later - earlier >= APART / SECOND for earlier, later in pairwise(drawn))
    assert all(any(moment <= at <= moment + 5 for at in drawn) for moment in voted)
    assert len(drawn) > 10


def test_a_vote_while_a_message_is_drawn_has_it_drawn_again(record: Record) -> None:
    posts, redraws = Posts(record), Redraws(record)
    posts.put(ROOM, "1.1", ["p"], NOW)
    vote(record)
    (claim,) = redraws.claim("slack", NOW)
    vote(record)
    assert redraws.claim("slack", NOW + SECOND) == []
    redraws.done(claim)
    assert ids(redraws, "slack", 3) == ["1.1"]


def test_a_claim_whose_bot_died_falls_due_again_and_a_done_one_does_not(record: Record) -> None:
    posts, redraws = Posts(record), Redraws(record)
    posts.put(ROOM, "1.1", ["p"], NOW)
    vote(record)
    redraws.claim("slack", NOW)
    assert redraws.claim("slack", NOW + LEASE - SECOND) == []
    (claim,) = redraws.claim("slack", NOW + LEASE)
    redraws.done(claim)
    assert redraws.claim("slack", NOW + 9 * LEASE) == []


def test_a_vote_that_changes_nothing_draws_nothing(record: Record) -> None:
    Posts(record).put(ROOM, "1.1", ["p"], NOW)
    redraws, votes = Redraws(record), Votes(record)
    once = call(BOB, delivery="d")
    votes.press(once, "p", "up")
    (claim,) = redraws.claim("slack", NOW)
    redraws.done(claim)
    votes.press(once, "p", "up")
    assert ids(redraws, "slack", 60) == []


def test_a_redraw_of_a_clock_that_was_a_year_ahead_is_due_now(record: Record) -> None:
    posts, redraws, year = Posts(record), Redraws(record), 365 * 86_400
    posts.put(Place("slack", "T", "C"), "1", ["p"], NOW + year * SECOND)
    redraws.due("p", NOW + year * SECOND)
    (claim,) = redraws.claim("slack", NOW + year * SECOND)
    redraws.done(claim)
    redraws.due("p", NOW + year * SECOND)
    assert [claim.post.message.id for claim in redraws.claim("slack", NOW)] == ["1"]
    redraws.done(claim)
    redraws.due("p", NOW + 60 * SECOND)
    assert len(redraws.claim("slack", NOW + 120 * SECOND)) == 1


def test_after_a_restore_each_of_our_messages_is_drawn_once_those_of_new_votes_first(
    record: Record, tmp_path: Path
) -> None:
    posts, redraws, read = Posts(record), Redraws(record), backup._read_together
    for n in range(STALE_AT_ONCE + 2):
        posts.put(ROOM, f"1.{n:02}", ["p"], NOW + n * SECOND)
    posts.put(ROOM, "2.1", ["p"], NOW, ours=False)
    posts.put(HALL, "3.1", ["q"], NOW)

    def read_after_a_vote(of: Record) -> Iterator[backup.PackedKey]:
        vote(record)
        return read(of)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(backup, "_read_together", read_after_a_vote)
        backup.write(record, tmp_path / "a.pb")
    assert Votes(record).tallies(["p"])["p"].up == 1
    for _ in range(2):
        backup.restore(record, tmp_path / "a.pb")
        assert Votes(record).tallies(["p"])["p"].up == 1 and not record.text.exists(keys.CHANGED)
        drawn = list[str]()
        for look in range(8):
            for claim in redraws.claim("slack", NOW + look * SECOND):
                drawn.append(claim.post.message.id)
                redraws.done(claim)
            if look == 1:
                posts.put(ROOM, "4.1", ["r"], NOW)
                vote(record, "r")
        newest = [f"1.{n:02}" for n in range(STALE_AT_ONCE + 2)][::-1]
        assert sorted(drawn[:STALE_AT_ONCE]) == sorted(newest[:STALE_AT_ONCE])
        assert drawn[STALE_AT_ONCE:] == ["4.1", *drawn[-2:]] and sorted(drawn[-2:]) == sorted(newest[-2:])
    redraws.claim("discord", NOW)
    assert ids(redraws, "discord", 1) == ["3.1"]


def test_after_a_restore_a_message_that_is_no_longer_known_is_left_alone(record: Record, tmp_path: Path) -> None:
    posts, redraws = Posts(record), Redraws(record)
    posts.put(ROOM, "1.1", ["p"], NOW)
    backup.write(record, tmp_path / "a.pb")
    backup.restore(record, tmp_path / "a.pb")
    assert [ids(redraws, "slack", (KEPT + look * SECOND) / SECOND) for look in range(3)] == [[], [], []]
