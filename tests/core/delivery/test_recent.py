"""Digests that are due together read the day's papers once, and what comes in meanwhile is new to the next post."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.app import Paperboy
from core.delivery.composer import Composer
from core.delivery.recent import AGE, RecentPapers
from core.scope import EVERYBODY, Viewer
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import backup
from core.store.engine.record import Record
from core.store.papers.papers import Papers
from tests.core.delivery.conftest import TOPICS, Rounds
from tests.factories import NOW, bring, entry

DAYS = [NOW.date()]


def test_papers_are_read_once_for_all_that_ask_within_seconds(
    app: Paperboy, rounds: Rounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    recent = app.call(RecentPapers)
    reads, read = list[int](), Papers.whole_many
    monkeypatch.setattr(Papers, "whole_many", lambda *given: reads.append(1) or read(*given))  # type: ignore[func-returns-value]
    first = recent.on(DAYS, NOW)
    assert recent.on(DAYS, NOW + AGE / 2) is first
    assert recent.on(DAYS, NOW + AGE).at == NOW + AGE
    assert recent.on(DAYS, NOW - timedelta(hours=1)).at == NOW - timedelta(hours=1)  # a clock that was put back
    assert len(reads) == 3


def test_after_a_restore_nothing_is_posted_of_what_was_read_before(
    app: Paperboy, rounds: Rounds, tmp_path: Path
) -> None:
    backup.write(app.of(Record), tmp_path / "a.pb")
    bring(app.of(Record), entry("Tidal Kites"), day=NOW.date())
    recent = app.call(RecentPapers)
    assert len(recent.on(DAYS, NOW).eligible) == len(TOPICS) + 1
    backup.restore(app.of(Record), tmp_path / "a.pb")
    assert len(recent.on(DAYS, NOW).eligible) == len(TOPICS)


def test_of_papers_that_were_read_for_all_each_sees_what_is_theirs(app: Paperboy, rounds: Rounds) -> None:
    read = app.call(RecentPapers).on(DAYS, NOW)
    hidden = next(iter(read.eligible))
    assert len(read.seen_by(EVERYBODY)) == len(TOPICS)
    assert hidden not in {eligible.paper.id for eligible in read.seen_by(Viewer(hidden=frozenset({hidden})))}


def test_a_post_begins_where_its_list_was_read_so_that_nothing_falls_between_two(rounds: Rounds) -> None:
    rounds.ask("digest new tz:UTC")
    (made,) = rounds.app.of(Subscriptions).all()
    composer, later = rounds.app.call(Composer), NOW + AGE / 2
    assert composer.choose(made, "post", NOW).at == NOW
    assert composer.choose(made, "post", later).at == NOW
    assert composer.choose(made, "now", later).at == later  # its maker has seen what came in just now
