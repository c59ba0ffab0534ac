"""The schema number, the upgrade after a copy, and what a person reads when the record is away."""

import pytest

from core.errors import RecordDown, RecordTooNew
from core.store.engine import keys
from core.store.engine.record import SCHEMA, Record
from core.store.engine.step import Step


def test_an_empty_record_gets_the_schema_number(record: Record) -> None:
    assert record.text.get(keys.SCHEMA) == str(SCHEMA)


def test_an_older_record_is_upgraded_after_a_copy(record: Record) -> None:
    record.text.hset("pb:old", "name", "ada")
    done: list[str] = []

    def rename(old: Record) -> None:
        done.append("rename")
        old.text.rename("pb:old", "pb:new")

    record.prepare(lambda: done.append("copy"), {SCHEMA: rename}, SCHEMA + 1)
    assert done == ["copy", "rename"]
    assert record.text.get(keys.SCHEMA) == str(SCHEMA + 1)
    assert record.text.hget("pb:new", "name") == "ada"
    record.prepare(lambda: done.append("copy"), {SCHEMA: rename}, SCHEMA + 1)
    assert done == ["copy", "rename"]


def test_an_older_program_refuses_a_newer_record_in_one_sentence(record: Record) -> None:
    record.text.set(keys.SCHEMA, SCHEMA + 1)
    with pytest.raises(RecordTooNew, match=f"schema {SCHEMA + 1}"):
        record.prepare(lambda: None)
    assert record.text.get(keys.SCHEMA) == str(SCHEMA + 1)


def test_a_record_that_does_not_answer_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("redis.retry.sleep", lambda seconds: None)
    with pytest.raises(RecordDown, match="does not answer"):
        Record("redis://127.0.0.1:1").text.get("x")


def test_a_full_record_refuses_a_step_whole_and_says_so(record: Record) -> None:
    record.text.config_set("maxmemory", "1")
    try:
        with pytest.raises(RecordDown, match="full"):
            record.commit(Step("paper").write("HSET", "pb:x", "f", "1"))
        assert not record.text.exists("pb:x")
    finally:
        record.text.config_set("maxmemory", "0")
    assert record.commit(Step("paper").write("HSET", "pb:x", "f", "1")) == [True]


def test_a_server_that_was_restarted_between_a_script_and_its_call_is_told_in_one_sentence(record: Record) -> None:
    pipe = record.text.pipeline()
    pipe.evalsha("0" * 40, 0)
    with pytest.raises(RecordDown, match="does not answer"):
        pipe.execute()


def test_a_commit_asks_the_server_nothing_first_even_one_that_has_lost_its_scripts(record: Record) -> None:
    record.text.script_flush()
    record.text.config_resetstat()
    steps = [Step("paper").expect("pb:x", "f", before).write("HSET", "pb:x", "f", "1") for before in ("", "", "1")]
    assert record.commit(*steps) == [True, False, True]
    calls = record.text.info("commandstats")
    assert calls["cmdstat_eval"]["calls"] == 1
    assert calls["cmdstat_evalsha"]["calls"] == 2
    assert not [name for name in calls if "script" in name]
