"""A step commits whole or not at all, and what it did can be read back from the log."""

import pytest
import redis

from core.store.engine import keys
from core.store.engine.log import Log
from core.store.engine.record import Record
from core.store.engine.step import Step


def test_a_step_writes_and_logs_in_one(record: Record) -> None:
    assert record.commit(Step("paper", "x").write("HSET", "pb:paper:x", "data", "{}")) == [True]
    events = [event for page in Log(record).after("0-0") for event in page]
    assert [(e.kind, e.subject, e.writes) for e in events] == [("paper", "x", (("HSET", "pb:paper:x", "data", "{}"),))]


def test_a_broken_check_leaves_everything_as_it_was(record: Record) -> None:
    record.text.hset("pb:ids", "arxiv:1", "a")
    steps = (
        Step("paper").expect("pb:ids", "arxiv:1", "b").write("HSET", "pb:x", "f", "1"),
        Step("paper").expect_size("pb:word:a", 1).write("HSET", "pb:x", "f", "1"),
        Step("paper").expect_free("pb:ids").write("HSET", "pb:x", "f", "1"),
    )
    assert record.commit(*steps) == [False, False, False]
    assert not record.text.exists("pb:x")
    assert record.position() == "0-0"


def test_a_wrong_type_is_seen_before_the_first_write(record: Record) -> None:
    record.text.set("pb:word:a", "not a set")
    with pytest.raises(redis.ResponseError, match="WRONGTYPE"):
        record.commit(Step("paper").write("HSET", "pb:x", "f", "1").write("SADD", "pb:word:a", "p"))
    assert not record.text.exists("pb:x")


def test_a_step_sent_twice_happens_once(record: Record) -> None:
    step = Step("paper", "x").expect_free(keys.paper("x")).write("HSET", keys.paper("x"), "rev", 1)
    assert record.commit(step, step) == [True, False]
    assert len(Log(record)) == 1


def test_notes_are_written_but_not_logged(record: Record) -> None:
    record.commit(Step("begin").note("HSET", keys.TODO, "a", "1"))
    assert record.text.hget(keys.TODO, "a") == "1"
    assert len(Log(record)) == 0


def test_a_step_with_another_in_it_is_theirs_too_whose_that_one_is(record: Record) -> None:
    step = Step("subscription", "x").and_then(Step("examples", "x", "ada").write("HSET", "pb:x", "ada", "1").by("bo"))
    record.commit(step)
    assert [event.who for page in Log(record).after("0-0") for event in page] == ["ada|bo"]


def test_scripts_forgotten_by_the_server_are_sent_again(record: Record) -> None:
    record.commit(Step("paper").write("HSET", "pb:x", "f", "1"))
    record.text.script_flush()
    assert record.commit(Step("paper").write("HSET", "pb:x", "f", "2")) == [True]
