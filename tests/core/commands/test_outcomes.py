"""What became of slow work: a paper that came, one that its source does not know, one that is tried again; and of pastes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from bots.cli.dead import everything, take_up
from core.app import Paperboy
from core.cards.card import Reply
from core.commands import dispatch
from core.commands.dispatch import answer, save_paper
from core.commands.outcomes import SlowOutcome, outcome_of, told_when
from core.host.logs import work, working
from core.ingest.arrivals import DEATHS, Arrivals
from core.model import Call, Follow, Person, Place
from core.scope import Origin, Viewer, viewer_at
from core.services.posted_links import fetch_by_name
from core.services.status import FOR_THE_OPERATOR, OPERATOR, StatusReader
from core.store.chats.follows import Follows
from core.store.engine import keys
from core.store.engine.backups import Backups
from core.store.engine.queue import Queue
from core.store.engine.record import Record
from core.store.papers.feeds import Feeds
from core.store.votes.shelf import Shelf
from core.subscriptions.wording import moment
from tests.factories import NOW, abstract, bring, entry, with_rules
from tests.fakes.arxiv import Arxiv, arxiv
from tests.fakes.feedserver import page

LINK = "add https://arxiv.org/abs/2611.09999"
CALL = Call(Person("slack", "T1", "U1"), Place("slack", "T1", "C1"), NOW, "c1", open_to_all=True)


@pytest.fixture
def source() -> Iterator[Arxiv]:
    with arxiv() as running:
        yield running


def said(reply: Reply) -> str:
    return " ".join(card.plain for card in reply.cards)


def asked(app: Paperboy, line: str = LINK) -> Follow:
    (follow,) = answer(app, line, CALL).follows
    return follow


def told(app: Paperboy, follow: Follow) -> SlowOutcome:
    outcome = app.call(outcome_of, CALL, follow=follow)
    assert outcome
    return outcome


def test_nothing_is_told_before_the_source_was_asked(app: Paperboy) -> None:
    assert app.call(outcome_of, CALL, follow=asked(app)) is None


def test_a_paper_that_came_is_shown(app: Paperboy, source: Arxiv) -> None:
    source.papers["2611.09999"] = "Tidal Kites"
    follow = asked(app)
    source.work(app)
    outcome = told(app, follow)
    assert outcome.state == "came" and outcome.reply.cards[0].title.text == "Tidal Kites"


def test_a_paper_is_not_told_as_come_before_it_is_ingested(app: Paperboy, source: Arxiv) -> None:
    source.papers["2611.09999"] = "Tidal Kites"
    follow = asked(app)
    app.of(Arrivals).todo, todo = (lambda *ids: []), app.of(Arrivals).todo  # type: ignore[method-assign,assignment]
    source.work(app)
    app.of(Arrivals).todo = todo  # type: ignore[method-assign]
    assert app.of(Feeds).run_of(follow.fetch) and app.call(outcome_of, CALL, follow=follow) is None


def test_a_paper_that_its_source_does_not_know_is_told_so_and_given_up(app: Paperboy, source: Arxiv) -> None:
    follow = asked(app)
    source.work(app)
    outcome = told(app, follow)
    assert (outcome.state, outcome.reply.outcome) == ("given up", "refused")
    assert "arXiv does not know 2611.09999." in said(outcome.reply)
    assert app.of(Feeds).waiting() == []


@pytest.mark.parametrize("named", ["10.1101/2026.01.02.123456", "https://openreview.net/forum?id=Zz9_oAbcde"])
def test_the_other_sources_say_it_too(app: Paperboy, source: Arxiv, named: str) -> None:
    empty = page(b'{"messages":[{"status":"no posts found"}],"collection":[]}', kind="application/json")
    source.server.replies["/details/biorxiv/10.1101/2026.01.02.123456"] = empty
    source.server.replies["/details/medrxiv/10.1101/2026.01.02.123456"] = empty
    source.server.replies["/notes"] = page(b'{"notes":[],"count":0}', kind="application/json")
    follow = asked(app, f"add {named}")
    source.work(app)
    outcome = said(told(app, follow).reply)
    assert "Neither bioRxiv nor medRxiv knows 10.1101/2026.01.02.123456." in outcome or (
        "OpenReview has no paper Zz9_oAbcde that everybody may read." in outcome
    )


def test_a_refusal_is_told_with_the_time_of_the_next_try_and_what_comes_then(app: Paperboy, source: Arxiv) -> None:
    source.status, source.papers["2611.09999"] = 500, "Tidal Kites"
    follow = asked(app)
    source.work(app)
    (fetch,) = app.of(Feeds).waiting()
    outcome = told(app, follow)
    assert outcome.state == "tried again" and "has trouble of its own (500)." in said(outcome.reply)
    assert f"I try again {told_when(fetch.due, CALL)}." in said(outcome.reply)
    source.status = 200
    source.work(app)
    assert told(app, follow).state == "came"


def test_a_paper_is_given_up_after_its_tries_and_comes_when_it_is_retried(app: Paperboy, source: Arxiv) -> None:
    source.status, source.papers["2611.09999"] = 500, "Tidal Kites"
    follow = asked(app)
    for _ in range(6):
        source.work(app)
    assert "Paperboy tried 6 times." in said(told(app, follow).reply)
    now = app.clock.now()
    (dead,) = everything(app, now)
    assert dead.what == "the paper 2611.09999, which somebody asked for" and "(500)" in dead.why
    assert "asks its source again" in take_up(app, dead.name, now)[0]
    assert app.call(outcome_of, CALL, follow=follow) is None and everything(app, now) == []
    source.status = 200
    source.work(app)
    assert told(app, follow).state == "came"


def test_who_adds_a_paper_again_that_was_given_up_takes_it_off_that_list(app: Paperboy, source: Arxiv) -> None:
    follow = asked(app)
    source.work(app)
    source.papers["2611.09999"] = "Tidal Kites"
    assert asked(app) == follow and app.of(Feeds).given_up() == []
    source.work(app)
    assert told(app, follow).state == "came"


def test_of_the_papers_given_up_the_newest_hundred_are_kept(app: Paperboy) -> None:
    for number in range(102):
        fetch_by_name(app.of(Feeds), app.of(Queue), f"arxiv:2611.{number:05d}", NOW, Origin("fetched"))
        (fetch,) = app.of(Feeds).waiting()
        app.of(Feeds).give_up(fetch, "no", NOW + timedelta(seconds=number))
    kept = app.of(Feeds).given_up()
    assert len(kept) == 100 and kept[0].named == "arxiv:2611.00101" and kept[-1].named == "arxiv:2611.00002"


def figures(app: Paperboy, reader: StatusReader = OPERATOR) -> dict[str, str]:
    return {figure.name: figure.words for figure in app.status(reader)}


def test_status_names_only_what_its_reader_may_see(app: Paperboy, source: Arxiv) -> None:
    asked(app)
    mine = StatusReader(Viewer(frozenset({"", "slack/T1/"})), operator=False)
    others = StatusReader(Viewer(), operator=False)
    assert figures(app, mine)["papers to fetch"] == "1; 2611.09999: waiting"
    assert figures(app, others)["papers to fetch"] == "none" and figures(app)["papers to fetch"] == "1"
    source.status = 500
    source.work(app)
    assert "Paperboy tries again on" in figures(app, mine)["papers to fetch"]
    source.status = 200
    source.work(app)
    assert figures(app, mine)["papers to fetch"] == "none"
    assert figures(app, mine)["papers given up"] == "1; 2611.09999: arXiv does not know 2611.09999"
    assert figures(app, others)["papers given up"] == "none" and figures(app)["papers given up"] == "1"


def test_whoever_added_a_paper_sees_in_the_status_that_it_waits_and_can_cancel_it(app: Paperboy, source: Arxiv) -> None:
    source.papers["2611.09999"] = "Tidal Kites"
    asked(app)
    bo = msgspec.structs.replace(CALL, person=Person("slack", "T1", "U2"))
    assert answer(app, "status", bo).cards[0].buttons == ()
    assert "waits to be fetched" in said(answer(app, "unadd 2611.09999", bo)) and app.of(Feeds).waiting()
    (cancel,) = answer(app, "status", CALL).cards[0].buttons
    assert cancel.label == "Cancel 2611.09999"
    assert "I no longer fetch 2611.09999." in said(answer(app, cancel.line, CALL))
    assert not app.of(Feeds).waiting() and answer(app, "status", CALL).cards[0].buttons == ()
    asked(app)
    source.work(app)
    assert "Tidal Kites" in said(answer(app, "show 2611.09999", CALL))


def test_what_others_asked_for_too_is_fetched_whoever_cancels(app: Paperboy, source: Arxiv) -> None:
    bo = msgspec.structs.replace(CALL, person=Person("slack", "T1", "U2"))
    for by in (CALL, bo):
        app.of(Follows).put(answer(app, LINK, by).follows[0], by, {})
    assert "Others asked for it too" in said(answer(app, "unadd 2611.09999", CALL)) and app.of(Feeds).waiting()
    assert [asker.call.person for asker in app.of(Follows).waiting("slack", NOW)] == [bo.person]
    assert "I no longer fetch" in said(answer(app, "unadd 2611.09999", bo)) and not app.of(Feeds).waiting()


def test_a_paper_that_is_to_be_saved_is_saved_when_it_comes(app: Paperboy, source: Arxiv) -> None:
    source.papers["2611.09999"] = "Tidal Kites"
    reply = save_paper(app, "arxiv:2611.09999", CALL)
    assert "Once 2611.09999 is here, I save it." in said(reply)
    source.work(app)
    (follow,) = reply.follows
    assert "Saved: Tidal Kites" in said(told(app, follow).reply)
    assert [kept.paper_id for kept in app.of(Shelf).saved(CALL.person)] == ["2611.09999"]


def test_a_paper_that_is_settled_between_two_looks_is_saved_by_the_next(
    app: Paperboy, source: Arxiv, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.papers["2611.09999"] = "Tidal Kites"
    (follow,) = save_paper(app, "arxiv:2611.09999", CALL).follows
    source.work(app)
    settled = iter((False, True))
    with monkeypatch.context() as late:
        late.setattr(Arrivals, "is_settled", lambda self, run: next(settled))
        assert app.call(outcome_of, CALL, follow=follow) is None
    assert "Saved: Tidal Kites" in said(told(app, follow).reply)


def test_papers_whose_workers_died_are_told_as_put_aside_and_as_come_once_they_are(app: Paperboy) -> None:
    follow = asked(app, f"add Slow Lanterns\n\n{abstract('lanterns')}")
    assert app.call(outcome_of, CALL, follow=follow) is None
    (todo,) = app.of(Arrivals).todo()
    for _ in range(DEATHS + 1):
        app.of(Arrivals).begin(todo.id, NOW)
    outcome = told(app, follow)
    assert (outcome.state, outcome.reply.outcome) == ("given up", "refused")
    assert "could not read some" in said(outcome.reply)
    take_up(app, todo.id, NOW)
    app.ingest_slice(todo.id, NOW)
    assert "1 new" in said(told(app, follow).reply)


def test_papers_of_which_a_restore_lost_what_became_are_told_as_come_and_as_not_known(app: Paperboy) -> None:
    listed = "\n\n".join(f"{title}\n\n{abstract(title)}" for title in ("Slow Lanterns", "Tidal Kites"))
    follow = asked(app, f"add {listed}")
    for todo in app.of(Arrivals).todo():
        app.ingest_slice(todo.id, NOW)
    assert "2 new" in said(told(app, follow).reply)
    app.of(Record).text.hdel(keys.run(follow.run), "1")
    outcome = told(app, follow)
    assert outcome.state == "came" and "1 new" in said(outcome.reply)
    assert "; what became of 1 more is not known" in said(outcome.reply)
    assert "wait" not in said(outcome.reply) and not outcome.reply.cards[0].buttons


def test_a_time_is_told_in_the_zone_of_whoever_asked_with_its_day_where_that_is_another() -> None:
    at = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert told_when(at, CALL) == "at 23:30 UTC"
    assert told_when(at, msgspec.structs.replace(CALL, zone="Europe/Berlin")) == "on 21 Nov 2026 at 00:30 CET"


def test_status_tells_of_the_digests_that_are_posted_where_it_is_read_and_the_operator_of_all(app: Paperboy) -> None:
    here, beside = (Place("slack", "T1", channel) for channel in ("C1", "C2"))
    answer(app, "digest new tz:UTC name:kites", msgspec.structs.replace(CALL, place=here, zone="UTC"))

    def digests(place: Place) -> str:
        return figures(app, StatusReader(viewer_at(place), operator=False))["digests"]

    assert "kites" in digests(here) and "1; next: “kites”" in figures(app)["digests"]
    assert digests(beside) == digests(Place("discord", "7", "C1")) == "none yet"


def test_status_names_the_same_next_post_as_the_list_of_digests_though_its_first_day_has_an_hour_left(
    app: Paperboy,
) -> None:
    call = msgspec.structs.replace(CALL, now=app.clock.now(), zone="UTC")
    answer(app, "digest new tz:UTC name:kites at:23:59 days:daily", call)
    tomorrow = moment(call.now.replace(hour=23, minute=59) + timedelta(days=1), "UTC")
    assert figures(app)["digests"] == f"1; next: “kites”, {tomorrow}"
    assert f"Next: {tomorrow}." in said(answer(app, "digest list", call))


def test_status_tells_of_the_host_and_of_all_teams_to_the_operator_alone(app: Paperboy) -> None:
    bring(app.of(Record), entry("Tidal Kites"))
    asked(app, f"add Slow Lanterns\n\n{abstract('lanterns')}")
    for todo in app.of(Arrivals).todo():
        app.ingest_slice(todo.id, NOW)
    app.of(Backups).kept = 1
    app.of(Backups).tend(app.clock.now())
    assert {"record", "queue", "bots", "dead", "last ingests", "posts", "backup"} <= figures(app).keys()
    assert ".pb" in figures(app)["backup"] and figures(app)["papers"] == "2"
    stranger = figures(app, StatusReader(viewer_at(Place("discord", "7", "C1")), operator=False))
    assert not FOR_THE_OPERATOR & stranger.keys()
    assert (stranger["papers"], stranger["index"]) == ("1", figures(app)["index"].rpartition(", ")[2])
    assert stranger["workers"].startswith("none running; the person who runs Paperboy")
    with_rules(app, admins="slack:C1")
    assert "record" in said(answer(app, "status", CALL))
    assert "record" not in said(answer(app, "status", msgspec.structs.replace(CALL, foreign=True)))


def test_what_a_command_does_bears_its_own_id_or_that_of_the_event_it_belongs_to(
    app: Paperboy, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids: list[str] = []
    monkeypatch.setattr(dispatch, "_run", lambda *parts: ids.append(work()) or Reply(()))
    answer(app, "today", CALL)
    with working("event-7"):
        answer(app, "today", CALL)
    assert ids == [CALL.delivery, "event-7"] and work() == ""
