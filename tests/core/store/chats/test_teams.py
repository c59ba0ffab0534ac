"""Teams that took Paperboy out: forgotten after thirty days, and nothing of anybody else's."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.app import Paperboy
from core.model import Person, Place
from core.search.index import Index
from core.store.chats.posted import Posted, PostedLinks
from core.store.chats.posts import Posts
from core.store.chats.rooms import Rooms
from core.store.chats.teams import REMEMBERED, Teams
from core.store.chats.threads import Thread, Threads
from core.store.engine.queue import Queue
from core.store.engine.record import Record
from core.store.papers.papers import Papers
from core.store.votes.votes import Votes
from tests.factories import NOW, bring, call, entry

PAPER = "2611.00010"
GONE, STAYS = Place("discord", "12", "5"), Place("discord", "123", "5")
TEAM = Place("discord", "12")


@pytest.fixture
def teams(record: Record) -> Teams:
    return Teams(record)


@pytest.fixture
def app(record: Record, tmp_path: Path) -> Paperboy:
    bring(record, entry("Tidal Kites", arxiv=PAPER))
    return Paperboy(record, lambda: Index.open(tmp_path / "index", write=False), Queue(record.url, "ingest"), tmp_path)


def furnish(app: Paperboy, place: Place) -> Person:
    """All that may be known of a channel, by somebody there."""
    ada = Person("discord", "", f"1{place.team}")
    app.of(Rooms).put(place, "links", "off")
    app.of(Rooms).invited(Place(place.platform, place.team), ada)
    app.of(Threads).put(PAPER, place, Thread("9", "9", "https://discord.example"), open_to_all=True)
    app.of(Threads).put(PAPER, place, Thread("8", "8", "https://discord.example"), open_to_all=False)
    app.of(Posts).put(place, "77", [PAPER], NOW)
    app.of(PostedLinks).put(f"arxiv:{PAPER}", place, Posted("5", "nlp", "78", NOW, "Ada"), ada)
    app.of(Votes).press(call(ada), PAPER, "up")
    return ada


def traces(app: Paperboy, place: Place) -> list[str]:
    """Every key, field and member of the record in which a team's name stands."""
    name, kept_rows = f"{place.platform}/{place.team}/", []
    for key in app.of(Record).text.scan_iter("pb:*"):
        kind = app.of(Record).text.type(key)
        held = {"hash": "hgetall", "set": "smembers", "zset": "zrange"}.get(kind)
        rows = getattr(app.of(Record).text, held)(key, *((0, -1) if kind == "zset" else ())) if held else ()
        kept_rows += [f"{key} {row}" for row in rows if name in f"{key} {row}"]
    return sorted(kept_rows)


def test_a_team_that_took_us_out_is_forgotten_and_no_other(app: Paperboy) -> None:
    ada, _ = furnish(app, GONE), furnish(app, STAYS)
    others = traces(app, STAYS)
    app.of(Teams).came(TEAM)
    app.of(Teams).left(TEAM, NOW)
    app.forget_teams(NOW + REMEMBERED - timedelta(seconds=1))
    assert app.of(Rooms).get(GONE, "links") == "off"
    app.forget_teams(NOW + REMEMBERED)
    assert traces(app, GONE) == [] and traces(app, STAYS) == others
    assert app.of(Rooms).get(STAYS, "links") == "off" and app.of(Posts).papers_of(STAYS, "77") == (PAPER,)
    assert app.of(Threads).find(PAPER, STAYS, open_to_all=True)
    assert app.of(Votes).tallies([PAPER])[PAPER].up == 2 and app.of(Votes).voters(PAPER)[ada] == "up"
    assert app.of(Papers).get(PAPER) and app.of(Teams).to_forget(NOW + REMEMBERED * 2) == []


def test_a_team_that_comes_back_in_time_finds_all_as_it_was(app: Paperboy) -> None:
    furnish(app, GONE)
    app.of(Teams).left(TEAM, NOW)
    app.of(Teams).came(TEAM)
    app.forget_teams(NOW + REMEMBERED * 2)
    assert app.of(Rooms).get(GONE, "links") == "off" and app.of(Teams).within("discord") == [TEAM]


def test_being_taken_out_twice_counts_from_the_first_time(teams: Teams) -> None:
    teams.left(TEAM, NOW)
    teams.left(TEAM, NOW + timedelta(days=9))
    assert teams.within("discord") == [] and teams.to_forget(NOW + REMEMBERED) == [TEAM]


def test_a_team_is_of_its_platform(teams: Teams) -> None:
    teams.came(Place("slack", "T1"))
    teams.came(TEAM)
    assert teams.within("slack") == [Place("slack", "T1")]


def test_no_sign_in_a_teams_name_forgets_others(app: Paperboy) -> None:
    furnish(app, STAYS)
    before = traces(app, STAYS)
    for name in ("12*", "1?3", "[0-9]23", "*", ""):
        app.of(Teams).forget(Place("discord", name))
    assert traces(app, STAYS) == before
