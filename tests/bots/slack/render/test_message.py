"""Replies as Slack draws them: snapshots of each kind, and what no reply, however hostile, may do."""

import json
from collections.abc import Callable, Sequence
from functools import cache

import jsonschema_rs
import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bots.slack.render.elements import Block
from bots.slack.render.ids import card_of
from bots.slack.render.limits import MESSAGE_BLOCKS
from bots.slack.render.message import Payload, line_of, message, paper_of, redraw, view
from core.cards.card import Button, Card, Field, Reply
from core.cards.views import note, paper_card, whole_card
from core.errors import NotFound
from core.model import Marked, Paper, Tally
from tests.bots.slack.live import shown, texts
from tests.bots.slack.samples import PAPER, listed, parked
from tests.conftest import SHARED
from tests.fakes.slack.limits import check

SCHEMA = SHARED / "specs" / "slack-types.schema.json"


@pytest.fixture
def drawn(snapshot: SnapshotAssertion) -> Callable[[object], bool]:
    """Whether a payload is as it was when somebody last looked at it."""
    as_json = snapshot.use_extension(JSONSnapshotExtension)

    def same(payload: object) -> bool:
        plain = {"post": payload.post(), "file": payload.file} if isinstance(payload, Payload) else payload
        return bool(json.loads(json.dumps(plain)) == as_json)

    return same


def test_a_paper(drawn: Callable[[object], bool]) -> None:
    card = paper_card(PAPER, Tally(12, 1, 3), "matches “mixture of experts”", body=Marked(PAPER.abstract, ((0, 7),)))
    assert drawn(message(Reply((card,)), "show 2611.01234", parked))


def test_a_paper_with_its_whole_abstract(drawn: Callable[[object], bool]) -> None:
    paper = Paper(
        id="abcdefghij", title="Untagged", abstract="Long. " * 200, summary="A <robot> *said* so.", keywords=("a", "b")
    )
    assert drawn(message(Reply((whole_card(paper, Tally()),)), "show abcdefghij", parked))


def test_a_list(drawn: Callable[[object], bool]) -> None:
    assert drawn(message(listed(), "search sparse limit:3", parked))


def test_a_note(drawn: Callable[[object], bool]) -> None:
    card = note("No saved papers yet.", "Press Save on a card.", Button("Show the top papers", "top all"))
    assert drawn(message(Reply((card,)), "saved", parked))


def test_an_error(drawn: Callable[[object], bool]) -> None:
    text = str(NotFound("There is no paper “<!channel>” here."))
    card = Card(Marked(text), buttons=(Button("Show help for show", "help show"),), plain=text)
    assert drawn(message(Reply((card,)), "show <!channel>", parked))


def test_a_status(drawn: Callable[[object], bool]) -> None:
    fields = (Field("papers", "1,234"), Field("queue", "idle; 0 waiting"), Field("workers", "2"))
    card = Card(Marked("Paperboy's status"), fields=fields, plain="papers: 1,234; queue: idle")
    assert drawn(message(Reply((card,)), "status", parked))


def test_help(drawn: Callable[[object], bool]) -> None:
    body = "search: Find papers by words.\ntop: List the papers people voted for."
    card = Card(
        Marked("Type /papers and a command."),
        Marked(body),
        buttons=(Button("Show today's papers", "today"),),
        plain="Type.",
    )
    assert drawn(message(Reply((card,)), "help", parked))


def test_an_export(drawn: Callable[[object], bool]) -> None:
    card = Card(Marked("1 paper as BibTeX"), code="@article{a,\n  title = {{A & B}},\n}\n", plain="1 paper as BibTeX")
    assert drawn(message(Reply((card,)), "export bibtex id:1", parked))


def test_a_home(drawn: Callable[[object], bool]) -> None:
    cards = [note("37 new since yesterday", "", Button("Search", "help search")), paper_card(PAPER, Tally())]
    assert drawn(view(cards, "Good morning", parked))


def test_a_long_export_is_a_file_and_a_middling_one_stands_in_several_blocks() -> None:
    lines = "".join(f"@article{{key{number}, title = {{A & B}}}}\n" for number in range(150))
    shown_whole = message(Reply((Card(Marked("150 papers as BibTeX"), code=lines, plain="150"),)), "", parked)
    assert shown_whole.file is None and len(shown_whole.blocks) == 3
    assert "".join(shown(text).strip("\n") + "\n" for text in list(texts(shown_whole.blocks))[1:]) == lines
    filed = message(Reply((Card(Marked("900 papers as BibTeX"), code=lines * 6, plain="900"),)), "", parked)
    assert filed.file == ("papers.bib", (lines * 6).encode()) and len(filed.blocks) == 1


def test_the_text_of_a_message_says_all_that_its_cards_say() -> None:
    text = shown(message(listed(), "search sparse", parked).text)
    assert all(
        text_shown in text
        for text_shown in ("Paper 1.", "1 for, 1 against", "https://x.org/3", "Page 1 of 8, 23 papers")
    )


def test_a_message_unfurls_nothing_and_searches_for_no_names() -> None:
    post = message(listed(), "", parked).post()
    assert (post["unfurl_links"], post["unfurl_media"], post["link_names"], post["parse"]) == (
        False,
        False,
        False,
        "none",
    )


def test_a_message_that_slack_refuses_has_a_plain_form() -> None:
    payload = message(listed(), "search sparse", parked)
    assert "blocks" not in payload.in_words().post() and payload.in_words().text == payload.text


def test_a_vote_button_says_how_many_voted() -> None:
    for tally, text in (((12, 1), "12 votes"), ((1, 1), "1 vote"), ((0, 0), "no votes")):
        block = message(Reply((paper_card(PAPER, Tally(*tally)),)), "", parked).blocks[-1]
        assert block["elements"][0]["accessibility_label"] == f"Vote worth reading, {text} so far"  # type: ignore[index]


def test_a_card_keeps_the_line_that_made_it_and_parks_a_long_one() -> None:
    for line, kept in (
        ("search a|b #2", "search a|b #2"),
        ("search " + "x" * 300, parked("search " + "x" * 300)),
        ("", ""),
    ):
        name = str(message(Reply((paper_card(PAPER, Tally()),)), line, parked).blocks[-1]["block_id"])
        assert (line_of(name), paper_of(name)) == (kept, PAPER.id)


def test_a_line_is_parked_once_for_a_whole_list() -> None:
    asked: list[str] = []
    message(listed(5), "search " + "x" * 300, lambda line: asked.append(line) or "short")  # type: ignore[func-returns-value]
    assert len(asked) == 1


def test_a_paper_shown_twice_has_blocks_of_two_names() -> None:
    card = paper_card(PAPER, Tally())
    payload = message(Reply((card, card)), "similar", parked)
    assert check(payload.post()) == []
    assert {paper_of(str(block["block_id"])) for block in payload.blocks} == {PAPER.id}
    assert line_of(str(payload.blocks[-1]["block_id"])) == "similar"


def test_ten_papers_fit_with_all_their_acts_and_their_lines() -> None:
    payload = message(listed(10), "week date:2026-11-20 limit:10", parked)
    assert sum("We measure rivers" in text for text in texts(payload.blocks)) == 10
    assert check(payload.post()) == []


def test_cards_that_cannot_fit_are_left_out_and_the_foot_says_how_many() -> None:
    payload = message(listed(20), "week", parked)
    assert check(payload.post()) == []
    lines = [shown(text) for text in texts(payload.blocks)]
    assert lines[-1].endswith(" more do not fit here.") and int(lines[-1].split()[0]) >= 8
    assert any(text.startswith("Page 1 of 2") for text in lines)


def test_a_home_takes_more_blocks_than_a_message() -> None:
    made = view([note(f"Line {number}") for number in range(120)], "Home", parked)
    assert check(made) == [] and len(made["blocks"]) > 50  # type: ignore[arg-type]


def test_a_modal_has_a_short_title_and_a_view_refuses_too_much_metadata() -> None:
    made = view([note("x")], "A title that is much too long for a modal", parked, kind="modal", line="x")
    assert check(made) == []
    with pytest.raises(ValueError, match="3,000"):
        view([note("x")], "", parked, metadata="m" * 3001)


@cache
def validator(kind: str) -> jsonschema_rs.Draft7Validator:
    return jsonschema_rs.Draft7Validator(json.loads(SCHEMA.read_text()) | {"$ref": f"#/definitions/{kind}"})


@pytest.mark.skipif(not SCHEMA.is_file(), reason="the published schemas in ../shared are not here")
def test_slacks_own_types_hold_what_is_drawn() -> None:
    export = Card(Marked("1 paper as BibTeX"), code="@article{a}", plain="1 paper")
    status = Card(Marked("Status"), fields=(Field("papers", "1"),), plain="papers: 1")
    reply = Reply((status, paper_card(PAPER, Tally(1)), export, *listed().cards))
    for block in message(reply, "today", parked).blocks:
        validator(f"{str(block['type']).title()}Block").validate(block)
    validator("HomeView").validate(view(reply.cards, "Papers", parked))
    validator("ModalView").validate(view(reply.cards, "Papers", parked, kind="modal"))
    assert not validator("SectionBlock").is_valid({"type": "section", "text": {"type": "mrkdwn"}})


@pytest.mark.parametrize("count", range(9, 18))
def test_a_list_keeps_room_for_the_first_votes_on_each_of_its_papers(count: int) -> None:
    """A paper nobody voted on has no block of votes; a message full to the last block could not show the first."""
    papers = [Paper(f"p{n}", f"Paper {n}", "We measure rivers.") for n in range(count)]
    blocks: Sequence[Block] = message(
        Reply(tuple(paper_card(paper, Tally()) for paper in papers)), "top", parked
    ).blocks
    for item in papers:
        blocks = redraw(blocks, paper_card(item, Tally(1)), "top", parked)
    kept = {paper for block in blocks if (paper := card_of(str(block.get("block_id") or ""))[0])}
    assert str(blocks).count("(1 for, 0 against)") == len(kept) and len(blocks) <= MESSAGE_BLOCKS


def test_twenty_long_names_and_how_many_more_there_are_are_shown_whole() -> None:
    names = tuple(f"Maximiliana Featherstonehaugh {n}" for n in range(1, 31))
    card = whole_card(Paper("p", "Tidal Kites", "We fly kites.", names), Tally())
    assert f"{names[19]}, +10" in str(message(Reply((card,)), "", parked).blocks).replace("\\", "")
