"""A hidden paper is in nothing that its place is shown, and as before elsewhere; a removed one is nowhere; both come back as they were."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

import core.commands.verbs  # noqa: F401 (the verbs declare themselves)
from core.app import Paperboy
from core.catalog import Catalog
from core.commands.dispatch import answer
from core.delivery.choosing import choose
from core.model import Call, Listing, Person, Place
from core.scope import Origin
from core.services.posted_links import Link, LinkCards, LinkedMessage
from core.store.delivery.subscriptions import Subscriptions
from core.store.engine import backup
from core.store.engine.audit import Audit
from core.store.engine.record import Record
from core.store.papers.feeds import Feeds
from core.store.votes.moving import Moves
from core.store.votes.votes import Votes
from tests.core.test_scope import (
    COLLEAGUES,
    SECRET,
    SIGNS,
    STRANGERS,
    in_closed,
    in_guild,
    in_open,
    lines,
    pasted,
    post_of,
    read,
    settled,
    typed,
)
from tests.factories import NOW, bring, entry, with_rules

PAPER = "2611.00077"
LISTED = msgspec.structs.replace(SECRET, arxiv=PAPER)
LINK = Link(f"https://arxiv.org/abs/{PAPER}", f"arxiv:{PAPER}")
ELSEWHERE = STRANGERS["another workspace"]


def operator() -> Call:
    return STRANGERS["a terminal"]()


@pytest.fixture(autouse=True)
def papers(app: Paperboy) -> None:
    bring(app.of(Record), entry("Tidal Kites", arxiv="2611.00010", score=3), LISTED)
    answer(app, f"vote {PAPER} up", in_open())
    answer(app, f"save {PAPER}", in_open())
    app.of(Catalog).catch_up()


def shows(app: Paperboy, who: Call) -> list[str]:
    """The lines that show the paper to somebody."""
    asked = (
        "search gramophones",
        f"show {PAPER}",
        "today",
        "top 7d",
        "top all",
        "month",
        "export json all",
        "my-votes",
        "saved",
    )
    return [line for line in asked if "Zyzzyva Gramophones" in read(answer(app, line, who))]


def brings(app: Paperboy, who: Call) -> bool:
    """Whether a digest set up where somebody is brings the paper."""
    answer(app, "digest new tz:UTC sure:yes", who)
    subscription = app.of(Subscriptions).of_place(who.place)[0]
    body = app.call(choose, subscription=subscription, now=NOW)
    return PAPER in [paper_id for paper_id, _ in body.picks]


def everything(app: Paperboy, who: Callable[[], Call], paper: str = PAPER) -> None:
    """Type every verb: none tells of the paper."""
    run = app.store_listing(
        b"x", "x", Listing("x", None, (LISTED,)), NOW.date(), NOW, Origin("pasted", "slack/T1/")
    ).run
    settled(app)
    post_of(app)
    for line in typed(lines(app, paper, run), paper):
        if line.startswith(("paper ", "added ", "forget-me")):
            continue
        said = read(answer(app, line, who()))
        leaked = {sign for sign in SIGNS if sign in said.lower() and sign not in line}
        assert not leaked, (line, said)
        assert paper not in said or paper in line or line.startswith("add "), (line, said)


@pytest.mark.parametrize("reader", [in_open, in_closed, *COLLEAGUES.values()])
def test_a_hidden_paper_is_in_nothing_that_anybody_in_the_workspace_types(
    app: Paperboy, reader: Callable[[], Call]
) -> None:
    answer(app, f"paper hide {PAPER}", in_open())
    everything(app, reader)
    viewer = app.of(Catalog).viewer_of(reader())
    for begun in ("zyzz", "gramophones", "zyzzyva gramophonse"):
        assert not app.of(Catalog).complete(begun, 25, viewer)
    assert not brings(app, reader()) and not brings(app, in_open())


def test_a_guest_from_another_workspace_does_not_see_what_is_hidden_where_they_are(app: Paperboy) -> None:
    answer(app, f"paper hide {PAPER}", in_open())
    guest = msgspec.structs.replace(in_open(), person=Person("slack", "T9", "guest"))
    assert shows(app, guest) == []


@pytest.mark.parametrize("reader", [*STRANGERS.values(), in_guild])
def test_others_see_it_as_before(app: Paperboy, reader: Callable[[], Call]) -> None:
    before = shows(app, reader())
    assert len(before) >= 6
    answer(app, f"paper hide {PAPER}", in_open())
    assert shows(app, reader()) == before and brings(app, reader())


def test_what_is_hidden_is_counted_in_no_page_and_comes_back_as_it_was(app: Paperboy) -> None:
    before = shows(app, in_open())
    assert len(before) == 9
    reply = answer(app, f"paper hide {PAPER}", in_open())
    assert "is hidden in this workspace" in read(reply)
    assert shows(app, in_open()) == []
    assert "1 paper" in read(answer(app, "search source:test sort:new", in_open()))
    refused = answer(app, f"show {PAPER}", in_open())
    assert "That paper is hidden here. People who may set Paperboy up here show it again" in read(refused)
    assert not any("unhide" in button.line for card in refused.cards for button in card.buttons), "most may not"
    assert "Zyzzyva" in read(answer(app, "paper hidden", in_open())) and "is already hidden" in read(
        answer(app, f"paper hide {PAPER}", in_open())
    )
    assert "is shown in this workspace" in read(answer(app, f"paper unhide {PAPER}", in_open()))
    assert shows(app, in_open()) == before
    assert "No paper is hidden" in read(answer(app, "paper hidden", in_open()))


def test_a_link_to_a_hidden_paper_gets_no_card_and_is_not_fetched(app: Paperboy) -> None:
    links, message = app.call(LinkCards), LinkedMessage("m1", NOW)
    assert links.known(LINK, in_open()) and links.card(LINK, in_open(), message)
    answer(app, f"paper hide {PAPER}", in_open())
    assert not links.known(LINK, in_open()) and links.card(LINK, in_open(), message) is None
    assert not links.ask_for(LINK, in_open()) and not app.of(Feeds).waiting()
    assert (
        "That paper is hidden here." in read(answer(app, f"add {LINK.url}", in_open())) and not app.of(Feeds).waiting()
    )
    assert links.card(LINK, ELSEWHERE(), message)


def test_no_correction_tells_a_word_of_a_hidden_paper(app: Paperboy) -> None:
    assert "zyzzyva" in read(answer(app, "search zyzyva gramophones", in_open())).lower()
    answer(app, f"paper hide {PAPER}", in_open())
    for line in ("zyzyva", "search zyzyva", "search zyzyva tidal kites", "search zyzyva sort:new"):
        assert "zyzzyva" not in read(answer(app, line, in_open())).lower(), line


def refused() -> Call:
    """A call of somebody who may not set the channel up."""
    return msgspec.structs.replace(in_open(), refusal="Only Ada may.")


@pytest.mark.parametrize("verb", ["hide", "unhide", "hidden"])
def test_who_may_not_set_the_channel_up_may_not(app: Paperboy, verb: str) -> None:
    reply = answer(app, f"paper {verb} {PAPER}" if verb != "hidden" else "paper hidden", refused())
    assert "Only Ada may." in read(reply) and reply.outcome == "refused" and not app.of(Audit).count()


def test_a_direct_message_hides_nothing_from_the_workspace(app: Paperboy) -> None:
    reply = answer(app, f"paper hide {PAPER}", COLLEAGUES["a direct message"]())
    assert "type it in one of its channels" in read(reply) and shows(app, in_open())


@pytest.mark.parametrize("who", [in_open, refused, ELSEWHERE, STRANGERS["a direct message on Discord"]])
def test_only_whoever_runs_paperboy_removes_a_paper(app: Paperboy, who: Callable[[], Call]) -> None:
    for line in (f"paper remove {PAPER}", f"paper remove {PAPER} sure:yes", f"paper restore {PAPER}"):
        assert "Only the person who runs this Paperboy may" in read(answer(app, line, who()))
    assert shows(app, in_open())


def test_in_the_place_of_admins_only_those_of_its_team_may(app: Paperboy) -> None:
    with_rules(app, admins="slack:C1")
    guest = msgspec.structs.replace(in_open(), person=Person("slack", "T9", "guest"))
    assert answer(app, f"paper remove {PAPER} sure:yes", guest).outcome == "refused"
    assert answer(app, f"paper remove {PAPER} sure:yes", in_open()).outcome == "done"


def test_a_removed_paper_is_asked_about_once_then_nowhere_and_comes_back_votes_and_all(app: Paperboy) -> None:
    before = {reader: shows(app, reader()) for reader in (in_open, ELSEWHERE, operator)}
    reply = answer(app, f"paper remove {PAPER}", operator())
    assert reply.asks == f"paper remove {PAPER} sure:yes" and shows(app, in_open())
    assert "is removed for everybody" in read(answer(app, reply.asks, operator()))
    for reader in (in_open, ELSEWHERE, operator):
        assert shows(app, reader()) == [] and not brings(app, reader())
    assert "who runs this Paperboy removed that paper" in read(answer(app, f"show {PAPER}", in_open()))
    assert "removed that paper" in read(answer(app, f"paper unhide {PAPER}", in_open()))
    assert "is back" in read(answer(app, f"paper restore {PAPER}", operator()))
    assert {reader: shows(app, reader()) for reader in before} == before
    assert app.of(Votes).tallies([PAPER])[PAPER].up == 1
    assert "is not removed" in read(answer(app, f"paper restore {PAPER}", operator()))


@pytest.mark.parametrize("reader", [in_open, ELSEWHERE, operator])
def test_a_removed_paper_is_in_nothing_that_anybody_types(app: Paperboy, reader: Callable[[], Call]) -> None:
    answer(app, f"paper remove {PAPER} sure:yes", operator())
    everything(app, reader)


@pytest.mark.parametrize("how", ["listed", "pasted", "added"])
def test_a_removed_paper_does_not_come_back_with_the_next_listing(app: Paperboy, how: str) -> None:
    answer(app, f"paper remove {PAPER} sure:yes", operator())
    if how == "pasted":
        pasted(app, in_open(), f"add {SECRET.title}\n\n{SECRET.abstract}")
    elif how == "listed":
        bring(
            app.of(Record),
            LISTED,
            msgspec.structs.replace(SECRET, title=SECRET.title.lower()),
            source="other",
            where="b.txt",
        )
    else:
        assert "removed that paper" in read(answer(app, f"add {LINK.url}", in_open()))
    app.of(Catalog).catch_up()
    for reader in (in_open, ELSEWHERE, operator):
        assert shows(app, reader()) == []


def test_what_one_team_pasted_is_removed_by_its_id_from_the_terminal_and_stays_out_when_a_feed_lists_it(
    app: Paperboy,
) -> None:
    title = entry("Quibbling Xylophones of Yore")
    mine = pasted(app, in_open(), f"add {title.title}\n\n{title.abstract}")
    assert "Quibbling" in read(answer(app, f"show {mine}", in_open()))
    assert answer(app, f"paper remove {mine} sure:yes", operator()).outcome == "done"
    bring(app.of(Record), title)
    app.of(Moves).carry(NOW)
    app.of(Catalog).catch_up()
    for reader in (in_open, ELSEWHERE):
        assert "Quibbling" not in read(answer(app, "search quibbling xylophones", reader()))
    assert answer(app, f"paper restore {mine}", operator()).outcome == "done"
    assert "Quibbling" in read(answer(app, "search quibbling xylophones", ELSEWHERE()))


def test_what_is_hidden_follows_a_paste_into_the_paper_that_a_feed_lists(app: Paperboy) -> None:
    title = entry("Quibbling Xylophones of Yore")
    mine = pasted(app, in_open(), f"add {title.title}\n\n{title.abstract}")
    answer(app, f"paper hide {mine}", in_open())
    bring(app.of(Record), title)
    app.of(Catalog).catch_up()
    assert "Quibbling" not in read(answer(app, "search quibbling xylophones", in_open()))
    assert "Quibbling" in read(answer(app, "search quibbling xylophones", ELSEWHERE()))
    answer(app, f"paper unhide {mine}", in_open())
    assert "Quibbling" in read(answer(app, "search quibbling xylophones", in_open()))


def test_what_is_hidden_and_removed_is_in_the_log_and_in_a_backup(app: Paperboy, tmp_path: Path) -> None:
    backup.write(app.of(Record), tmp_path / "before.pb")
    answer(app, f"paper hide {PAPER}", in_open())
    answer(app, "paper remove 2611.00010 sure:yes", operator())
    backup.write(app.of(Record), tmp_path / "after.pb")
    backup.restore(app.of(Record), tmp_path / "before.pb")
    assert shows(app, in_open()) and not app.of(Audit).count()
    backup.restore(app.of(Record), tmp_path / "after.pb")
    assert shows(app, in_open()) == [] and "Tidal" not in read(answer(app, "search tidal kites", ELSEWHERE()))
    assert [act.verb for act in app.of(Audit).newest(9)] == ["paper remove", "paper hide"]


def test_a_delivery_that_is_done_again_hides_nothing_that_was_shown_since(app: Paperboy) -> None:
    for line, undone in (
        (f"paper hide {PAPER}", f"paper unhide {PAPER}"),
        (f"paper remove {PAPER} sure:yes", f"paper restore {PAPER}"),
    ):
        first = operator()
        answer(app, line, first)
        answer(app, undone, operator())
        answer(app, line, first)
        assert shows(app, operator())


def test_a_terminal_hides_for_terminals(app: Paperboy) -> None:
    assert "is hidden here" in read(answer(app, f"paper hide {PAPER}", operator()))
    assert shows(app, operator()) == [] and shows(app, in_open())
    assert app.of(Catalog).viewer_at(Place("terminal", channel="x")).hidden == {PAPER}
