"""A line: what is sent is answered in order, whatever becomes of its connection."""

from hashlib import sha1

import pytest
import redis

from core.errors import RecordDown
from core.store.engine.log import Log
from core.store.engine.record import Record
from core.store.engine.server.connection import WirePipeline
from core.store.engine.step import Step


def echo(record: Record, *texts: str) -> WirePipeline:
    pipe: WirePipeline = record.text.pipeline()
    for text in texts:
        pipe.echo(text)
    return pipe


def lose(record: Record) -> None:
    record.text.client_kill_filter(_type="normal", skipme=True)


def test_answers_come_in_the_order_of_what_was_sent(record: Record) -> None:
    with record.line() as line:
        line.send(echo(record, "a", "b"))
        line.send(echo(record))
        line.send(record.commits(Step("paper").expect_free("pb:x").write("HSET", "pb:x", "f", "1")))
        assert line.answers() == ["a", "b"]
        line.send(echo(record, "c"))
        assert line.answers() == []
        assert record.committed(line.answers()) == [True]
        assert line.answers() == ["c"]


@pytest.mark.parametrize("answered", [0, 1])
def test_what_a_lost_connection_did_not_answer_is_done_once(record: Record, answered: int) -> None:
    with record.line() as line:
        line.send(echo(record, "a"))
        line.send(record.commits(Step("paper").expect_free("pb:x").write("HSET", "pb:x", "f", "1")))
        answers = [line.answers() for _ in range(answered)]
        while not record.text.exists("pb:x"):
            pass
        lose(record)
        line.send(echo(record, "b"))
        answers += [line.answers() for _ in range(3 - answered)]
        assert answers == [["a"], [1], ["b"]]  # the step was done, so it finds its check broken
        line.send(echo(record, "c"))
        assert line.answers() == ["c"]
    assert len(Log(record)) == 1


def test_an_error_is_raised_where_it_is_read_and_what_follows_has_its_answers(record: Record) -> None:
    wrong: WirePipeline = record.text.pipeline()
    wrong.set("pb:x", "1")
    wrong.hget("pb:x", "f")
    with record.line() as line:
        line.send(wrong)
        line.send(echo(record, "a"))
        with pytest.raises(redis.ResponseError, match="WRONGTYPE"):
            line.answers()
        assert line.answers() == ["a"]


def test_a_server_that_lost_its_scripts_meanwhile_is_sent_them_again(record: Record) -> None:
    pipe: WirePipeline = record.text.pipeline()
    record.text.config_resetstat()
    pipe.evalsha(sha1(b"return ARGV[1]").hexdigest(), 0, "a")
    record.text.script_flush()
    with record.line() as line:
        line.send(pipe)
        while not record.text.info("errorstats").get("errorstat_NOSCRIPT"):
            pass
        record.text.script_load("return ARGV[1]")
        assert line.answers() == ["a"]


def test_a_line_that_is_left_takes_what_it_was_not_answered_with_it(record: Record) -> None:
    with record.line() as line:
        line.send(echo(record, "a"))
    assert [record.text.echo(text) for text in "bcd"] == ["b", "c", "d"]


def test_a_silent_server_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("redis.retry.sleep", lambda seconds: None)
    away = Record("redis://127.0.0.1:1")
    with away.line() as line:
        line.send(echo(away, "a"))
        with pytest.raises(RecordDown, match="does not answer"):
            line.answers()
