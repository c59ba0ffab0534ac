"""A signed link opens what it was made for, while its owner's version stands, and nothing else."""

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.app import Paperboy
from core.links.signed import LONGEST_TOKEN, SignedLink, SignedLinks
from core.model import Person
from core.store.engine import backup, keys
from core.store.engine.log import Log
from core.store.engine.record import Record
from tests.factories import ADA, NOW, call

LINK = SignedLink("rss", "slack/T1/C9", "week")


@pytest.fixture
def links(record: Record) -> SignedLinks:
    return SignedLinks(record)


def test_a_token_gives_its_link_back(links: SignedLinks) -> None:
    assert links.read("rss", links.token(LINK)) == LINK


def test_a_token_is_the_same_each_time_and_in_each_process(links: SignedLinks, record: Record) -> None:
    assert links.token(LINK) == SignedLinks(record).token(LINK)


@pytest.mark.parametrize("kind", ["pages", "confirm", "unsubscribe", "change", "vote", "save"])
def test_a_token_of_one_kind_is_none_of_another(links: SignedLinks, kind: str) -> None:
    assert links.read(kind, links.token(LINK)) is None  # type: ignore[arg-type]


def test_owner_and_subject_are_not_confused_wherever_they_part(links: SignedLinks) -> None:
    tokens = {
        links.token(SignedLink("vote", owner, subject)) for owner, subject in (("ab", "c"), ("a", "bc"), ("", "abc"))
    }
    assert len(tokens) == 3


def test_a_token_with_any_sign_changed_opens_nothing(links: SignedLinks) -> None:
    token = links.token(LINK)
    for place, sign in enumerate(token):
        changed = token[:place] + ("A" if sign != "A" else "B") + token[place + 1 :]
        assert links.read("rss", changed) is None


@given(text=st.text(max_size=80))
def test_any_other_text_opens_nothing(links_of_session: SignedLinks, text: str) -> None:
    assert links_of_session.read("rss", text) is None
    assert links_of_session.read("rss", f"{text}.1.{'A' * 22}") is None


@pytest.fixture(scope="module")
def links_of_session(valkey: str) -> SignedLinks:
    made = SignedLinks(Record(valkey))
    made.token(LINK)
    return made


def test_what_is_longer_than_a_token_is_not_looked_at(links: SignedLinks) -> None:
    token = links.token(SignedLink("rss", "x", "q" * LONGEST_TOKEN))
    assert links.read("rss", token) is None


def test_before_the_first_link_no_token_opens_anything(links: SignedLinks, record: Record) -> None:
    token = links.token(LINK)
    record.text.delete(keys.LINK_SECRET)
    assert links.read("rss", token) is None


def test_ending_an_owners_links_ends_all_of_theirs_and_nobody_elses(links: SignedLinks) -> None:
    other = SignedLink("rss", "slack/T1/C8", "week")
    pages = SignedLink("pages", LINK.owner, "")
    old, theirs, stays = links.token(LINK), links.token(pages), links.token(other)
    links.end(LINK.owner)
    assert links.read("rss", old) is None and links.read("pages", theirs) is None
    assert links.read("rss", links.token(LINK)) == LINK
    assert links.read("rss", stays) == other


def test_a_delivery_that_comes_twice_ends_links_once(links: SignedLinks) -> None:
    links.end(LINK.owner, "delivery-1")
    token = links.token(LINK)
    links.end(LINK.owner, "delivery-1")
    assert links.read("rss", token) == LINK


def test_two_records_have_two_secrets(links: SignedLinks, record: Record) -> None:
    token = links.token(LINK)
    record.text.flushall()
    assert links.token(LINK) != token


def test_the_secret_is_made_once_by_whoever_comes_first(record: Record) -> None:
    start = Barrier(8)

    def alias(_: int) -> str:
        start.wait()
        return SignedLinks(record).alias("ada@example.com")

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(alias, range(8)))) == 1
    assert len(record.text.get(keys.LINK_SECRET)) == 64


def test_a_restored_record_knows_the_links_that_were_out_and_those_that_ended(
    links: SignedLinks, record: Record, tmp_path: Path
) -> None:
    ended = links.token(LINK)
    links.end(LINK.owner)
    token = links.token(LINK)
    backup.write(record, tmp_path / "a.pb")
    record.text.flushall()
    backup.restore(record, tmp_path / "a.pb")
    assert links.read("rss", token) == LINK
    assert links.read("rss", ended) is None


def test_the_record_does_not_say_whose_links_ended(links: SignedLinks, record: Record) -> None:
    links.end(keys.name(Person("slack", "t1", "zoe")))  # no name that hexadecimal digits can spell
    written = [event.writes for page in Log(record).after("0-0") for event in page]
    assert "zoe" not in str((written, record.text.hgetall(keys.LINK_VERSIONS)))


def test_a_person_who_is_forgotten_has_no_link_that_opens(app: Paperboy, links: SignedLinks) -> None:
    token = links.token(SignedLink("pages", keys.name(ADA), "{}"))
    app.forget(ADA, NOW, call().delivery)
    assert links.read("pages", token) is None


def test_no_token_is_logged(links: SignedLinks, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        token = links.token(LINK)
        links.read("rss", token)
        links.read("rss", token[:-1])
        links.end(LINK.owner)
    assert token[:20] not in caplog.text and token[-22:] not in caplog.text
