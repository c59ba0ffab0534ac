"""An answer's papers: what its asker may see, and nothing else."""

import msgspec

from core.app import Paperboy
from core.commands.dispatch import answer
from core.commands.programs import as_data
from core.model import Call, Person, Place
from core.scope import Origin
from core.store.engine.record import Record
from tests.factories import ADA, NOW, TODAY, bring, call, entry


def test_the_papers_of_a_list_are_data_in_its_order(app: Paperboy, record: Record) -> None:
    bring(record, entry("Tidal Kites", authors=("Ada Byron",)), entry("Slow Lanterns"), source="hf")
    app.catch_up()
    asked = call()
    reply = answer(app, "today", asked)
    data = as_data(app, reply, asked)
    assert [paper.id for paper in data.papers] == [card.paper_id for card in reply.cards if card.paper_id]
    assert {paper.title: (paper.day, paper.votes) for paper in data.papers} == {
        "Tidal Kites": (TODAY, 0),
        "Slow Lanterns": (TODAY, 0),
    }


def test_a_vote_is_counted_and_no_voter_named(app: Paperboy, record: Record) -> None:
    bring(record, entry("Tidal Kites"), source="hf")
    app.catch_up()
    (paper,) = as_data(app, answer(app, "today", call()), call()).papers
    answer(app, f"vote {paper.id} up", call(Person("terminal", "", "grace-the-voter")))
    after = as_data(app, answer(app, f"show {paper.id}", call()), call())
    assert (after.papers[0].votes, after.papers[0].up) == (1, 1)
    assert b"grace-the-voter" not in msgspec.json.encode(after)


def test_what_a_team_pasted_is_in_its_own_answers_alone(app: Paperboy) -> None:
    text = b"Tidal Kites\n\nWe measure kites in a tidal river, and each of them is slower than the one before it was."
    for todo in app.receive(text, "paste.txt", NOW, Origin("pasted", "slack/T1/", "x")).todo:
        app.ingest_slice(todo.id, NOW)
    theirs = Call(Person("slack", "T1", "U1"), Place("slack", "T1", "C1"), NOW, "a", open_to_all=True)
    strangers = Call(Person("slack", "T2", "U2"), Place("slack", "T2", "C2"), NOW, "b", open_to_all=True)
    reply = answer(app, "today", theirs)
    assert [paper.title for paper in as_data(app, reply, theirs).papers] == ["Tidal Kites"]
    assert as_data(app, reply, strangers).papers == as_data(app, reply, call(ADA)).papers == ()
