"""Settings as typed, and typed back in one sentence."""

from datetime import UTC, datetime, time, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.errors import BadCommand
from core.model import Person, Place
from core.subscriptions.model import EVERY_DAY, Filter, Subscription
from core.subscriptions.options import change, read_back
from core.subscriptions.topics import type_filter
from tests.factories import NOW

MADE = NOW - timedelta(days=7)
NEW = Subscription("s1", Place("slack", "T1", "C1"), Person("slack", "T1", "U1"), "daily", MADE, zone="Europe/Paris")
SAID: dict[str, str | int] = {
    "name": "Morning",
    "topics": 'unlearning, "graph pruning", -surveys',
    "cats": "cs.CL",
    "min_upvotes": 10,
    "top": 5,
    "at": "9am",
    "tz": "paris",
    "days": "mon-fri",
    "quiet": "yes",
    "layout": "compact",
    "board": "fri",
}
FULL = change(NEW, SAID)


def test_options_become_settings() -> None:
    wants = Filter((("unlearning",), ("graph pruning",)), (("surveys",),), (), ("cs.CL",), (), 10)
    assert replace(NEW, name="Morning", wants=wants, board=4) == FULL


def test_the_settings_are_said_back_in_a_sentence_with_the_next_post() -> None:
    assert read_back(FULL, NOW) == (
        "Up to 5 papers about unlearning or “graph pruning”, not surveys, in cs.CL, with 10 upvotes or more,"
        " Monday to Friday at 09:00 (Europe/Paris); the week's best on Friday. Next: Monday 23 November, 09:00."
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Up to 5 papers, Monday to Friday at 09:00 (Europe/Paris). Next: Monday 23 November, 09:00."),
        (
            {"top": 1, "topics": "-surveys", "days": "sat", "quiet": "line", "layout": "cards"},
            "Up to 1 paper, not surveys, every Saturday at 09:00 (Europe/Paris), as cards; one line on days without papers."
            " Next: Saturday 21 November, 09:00.",
        ),
        (
            {"authors": "Ada Byron, E. Noether, Doe", "sources": "hf", "min_upvotes": "1", "days": "sat-mon"},
            "Up to 5 papers by Ada Byron, E. Noether or Doe, from hf, with 1 upvote or more, Saturday to Monday at 09:00"
            " (Europe/Paris). Next: Saturday 21 November, 09:00.",
        ),
        (
            {"topics": 'graph+"state space"', "days": "mon,wed,fri", "tz": "Asia/Tokyo", "at": "18:30"},
            "Up to 5 papers about graph + “state space”, Monday, Wednesday and Friday at 18:30 (Asia/Tokyo)."
            " Next: Friday 20 November, 18:30.",
        ),
        (
            {"days": "daily", "at": "10am"},
            "Up to 5 papers, every day at 10:00 (Europe/Paris). Next: Saturday 21 November, 10:00.",
        ),
    ],
)  # fmt: skip
def test_each_setting_has_its_words(typed: dict[str, str | int], sentence: str) -> None:
    assert read_back(change(NEW, typed), NOW) == sentence


def test_the_next_post_is_told_by_the_clock_that_will_hang_there() -> None:
    night = change(NEW, {"at": "2:30", "days": "sun"})
    assert read_back(night, datetime(2027, 3, 27, tzinfo=UTC)).endswith("Next: Sunday 28 March, 03:00.")
    assert read_back(night, datetime(2026, 12, 29, tzinfo=UTC)).endswith("Next: Sunday 3 January 2027, 02:30.")


def test_a_paused_one_says_so_and_why() -> None:
    assert read_back(replace(FULL, paused=True), NOW).endswith(" Paused.")
    for why in ("the channel is archived", "the channel is archived."):
        told = read_back(replace(FULL, paused=True, why_paused=why), NOW)
        assert told.endswith(". Paused after it could not be sent: the channel is archived.")


def test_a_digest_of_before_is_compact_and_a_line_kept_from_before_may_say_list() -> None:
    stored = msgspec.json.encode(replace(NEW, layout="cards")).replace(b',"layout":"cards"', b"")
    assert msgspec.json.decode(stored, type=Subscription) == NEW and NEW.layout == "compact"
    assert change(replace(NEW, layout="cards"), {"layout": "list"}).layout == "compact"


def test_abstracts_follow_in_the_thread_and_a_post_is_published_only_where_one_says_so() -> None:
    assert (NEW.abstracts, NEW.publish) == ("none", "no")
    settings = read_back(change(NEW, {"abstracts": "thread", "publish": "yes"}), NOW)
    assert "; the abstracts in its thread; published to the servers that follow the channel. Next" in settings


def test_only_what_is_given_changes() -> None:
    assert change(FULL, {"top": 3}) == replace(FULL, top=3)
    assert change(FULL, {"topics": "", "name": " "}) == FULL
    assert change(FULL, {"topics": "kites"}).wants == replace(FULL.wants, topics=(("kites",),), excluded=())


@pytest.mark.parametrize("word", ["none", "all", "None", " ALL "])
def test_none_and_all_clear_an_option(word: str) -> None:
    cleared = change(FULL, {"topics": word, "cats": word, "min_upvotes": word, "board": word})
    assert (cleared.wants, cleared.board) == (Filter(), None)
    other = change(replace(NEW, top=9, quiet="line", layout="cards"), dict.fromkeys(("top", "quiet", "layout"), word))
    assert other == NEW


def test_all_days_are_every_day_and_no_board_is_none() -> None:
    assert change(NEW, {"days": "all"}).days == EVERY_DAY
    assert change(FULL, {"board": "no"}).board is None


@pytest.mark.parametrize(
    "typed",
    [
        {"top": 0}, {"top": 11}, {"top": "five"}, {"top": "²"}, {"min_upvotes": -1}, {"min_upvotes": 10**9}, {"at": "25:00"},
        {"at": "none"}, {"tz": "none"}, {"tz": "../../etc/passwd"}, {"days": "none"}, {"days": "x"}, {"quiet": "loud"},
        {"layout": "table"}, {"board": "mon-fri"}, {"name": "none"}, {"name": "***"}, {"name": "x" * 51},
        {"name": 'a "b"'}, {"name": "top:3"}, {"topics": "a,-a"}, {"cats": "-cs"}, {"authors": '"'}, {"sources": ","},
    ],
)  # fmt: skip
def test_a_wrong_value_gets_one_sentence_and_changes_nothing(typed: dict[str, str | int]) -> None:
    with pytest.raises(BadCommand) as refusal:
        change(FULL, typed)
    assert 0 < len(str(refusal.value)) < 200
    assert str(refusal.value).endswith((".", "?"))


@given(
    top=st.integers(1, 10),
    at=st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    days=st.sets(st.sampled_from("mon tue wed thu fri sat sun".split()), min_size=1),
    topics=st.sampled_from(["", "a,b", '-"c d"', 'x+"y z",w']),
    hour=st.integers(0, 20_000),
)
def test_settings_said_in_options_are_read_the_same_and_one_sentence_says_them(
    top: int, at: time, days: set[str], topics: str, hour: int
) -> None:
    typed: dict[str, str | int] = {"top": top, "at": f"{at:%H:%M}", "days": ",".join(days), "topics": topics}
    made = change(NEW, typed)
    assert (made.top, made.at, len(made.days)) == (top, at, len(days))
    assert change(NEW, {**type_filter(made.wants), "top": top, "at": str(at)[:5], "days": ",".join(days)}) == made
    assert f"{at:%H:%M} (Europe/Paris)" in read_back(made, NOW + timedelta(hours=hour))
