"""Replies as Discord draws them: snapshots of each kind, and what each form of a card keeps."""

import json
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from simcord.components import validate_components
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bots.discord.bind import Press
from bots.discord.render.drawing import COLOURS, NOTE_COLOUR, PAPER_COLOUR
from bots.discord.render.ids import TEMPLATE, paper_of
from bots.discord.render.layout import layout
from bots.discord.render.limits import COMPONENTS_V2, DISPLAY, count, walk
from bots.discord.render.message import Payload, message, redraw
from core.cards.card import Button, Card, Field, Reply
from core.cards.views import note, paper_card, whole_card
from core.errors import NotFound
from core.model import Marked, Paper, Sighting, Tally
from tests.bots.discord.live import lines, live, shown, texts
from tests.bots.discord.samples import PAPER, listed, other, parked
from tests.conftest import SHARED
from tests.fakes.discord.checks import message as check

SCHEMA = SHARED / "specs" / "discord-openapi.json"


def line_of(custom_id: str) -> str:
    """The line that a press of a button types, as the bot reads it; '' for a menu and for what is none of ours."""
    pressed = Press.__discord_ui_compiled_template__.fullmatch(custom_id)
    return pressed["line"] if pressed else ""


@pytest.fixture
def drawn(snapshot: SnapshotAssertion) -> Callable[[Payload], bool]:
    """Whether a message is as it was when somebody last looked at it."""
    as_json = snapshot.use_extension(JSONSnapshotExtension)

    def same(payload: Payload) -> bool:
        assert check(payload.post()) == []
        plain = {"post": payload.post(), "text": payload.text, "file": payload.file}
        return bool(json.loads(json.dumps(plain)) == as_json)

    return same


def export(size: int) -> Reply:
    code = "".join(f"@article{{key{number}, title = {{A & B}}}}\n" for number in range(size))
    return Reply((Card(Marked(f"{size} papers as BibTeX"), code=code, plain=f"{size}"),))


def every_kind() -> tuple[Reply, ...]:
    """A reply of each kind and size."""
    status = Card(Marked("Status"), fields=(Field("papers", "1"),), plain="papers: 1")
    many = Card(Marked("Help"), buttons=tuple(Button(f"{n}", f"help {n}") for n in range(12)), plain="Help")
    single = (status, many, paper_card(PAPER, Tally(1)), note("x"))
    return (Reply(()), Reply(single), export(2), export(500), *(listed(size) for size in range(1, 21)))


def test_a_paper(drawn: Callable[[Payload], bool]) -> None:
    card = paper_card(PAPER, Tally(12, 1, 3), "matches “mixture of experts”", body=Marked(PAPER.abstract, ((0, 7),)))
    assert drawn(message(Reply((card,)), "show 2611.01234", parked))


def test_a_paper_with_its_whole_abstract(drawn: Callable[[Payload], bool]) -> None:
    paper = Paper(
        id="abcdefghij", title="Untagged", abstract="Long. " * 200, summary="A <robot> *said* so.", keywords=("a", "b")
    )
    assert drawn(message(Reply((whole_card(paper, Tally()),)), "show abcdefghij", parked))


def test_a_list(drawn: Callable[[Payload], bool]) -> None:
    assert drawn(message(listed(5), "search sparse", parked))


def test_a_list_of_ten(drawn: Callable[[Payload], bool]) -> None:
    assert drawn(message(listed(10), "search sparse limit:10", parked))


def test_a_note(drawn: Callable[[Payload], bool]) -> None:
    card = note("No saved papers yet.", "Press Save on a card.", Button("Show the top papers", "top all"))
    assert drawn(message(Reply((card,)), "saved", parked))


def test_an_error(drawn: Callable[[Payload], bool]) -> None:
    text = str(NotFound("There is no paper “@everyone [x](https://evil.org)” here."))
    card = Card(Marked(text), buttons=(Button("Show help for show", "help show"),), plain=text)
    assert drawn(message(Reply((card,)), "show x", parked))


def test_a_status(drawn: Callable[[Payload], bool]) -> None:
    fields = (Field("papers", "1,234"), Field("queue", "idle; 0 waiting"), Field("workers", "2"))
    card = Card(Marked("Paperboy's status"), fields=fields, plain="papers: 1,234; queue: idle")
    assert drawn(message(Reply((card,)), "status", parked))


def test_help(drawn: Callable[[Payload], bool]) -> None:
    body = "search: Find papers by words.\ntop: List the papers people voted for."
    buttons = (Button("Show today's papers", "today"),)
    card = Card(Marked("Type /papers and a command."), Marked(body), buttons=buttons, plain="Type.")
    assert drawn(message(Reply((card,)), "help", parked))


def test_an_export(drawn: Callable[[Payload], bool]) -> None:
    card = Card(Marked("1 paper as BibTeX"), code="@article{a,\n  title = {{A & B}},\n}\n", plain="1 paper as BibTeX")
    assert drawn(message(Reply((card,)), "export bibtex id:1", parked))


def test_a_long_export_is_a_file_that_the_message_shows() -> None:
    filed = message(export(500), "", parked)
    assert filed.file and filed.file.name == "papers.bib" and filed.file.data.decode() == export(500).cards[0].code
    assert filed.components[-1] == {"type": 13, "file": {"url": "attachment://papers.bib"}}
    assert message(export(2), "", parked).file is None


@pytest.mark.parametrize("size", range(1, 13))
def test_a_list_of_up_to_twelve_shows_every_paper_and_every_act(size: int) -> None:
    reply = listed(size)
    payload = message(reply, "search sparse", parked)
    assert check(payload.post()) == [] and count(payload.components) <= 40
    wanted = {act.line for card in reply.cards for act in (*card.buttons, *card.menu) if act.line}
    assert wanted == {line_of(line) or line for line in lines(payload.components)}
    assert sum(payload_text.count("We measure rivers") > 0 for payload_text in texts(payload.components)) == size
    opened = json.dumps(payload.components)
    assert all(act.url in opened for card in reply.cards for act in card.buttons)


def test_cards_that_cannot_fit_are_left_out_and_the_foot_says_how_many() -> None:
    payload = message(listed(20), "week", parked)
    assert check(payload.post()) == []
    result = [shown(text) for text in texts(payload.components)]
    assert result[-1].endswith(" more do not fit here.") and int(result[-1].split()[0]) <= 9
    assert any(text.startswith("Page 2 of 5") for text in result)


def test_cards_beside_others_that_are_left_out_keep_all_their_words() -> None:
    acts = tuple(Button(name, f"{name} it") for name in "abcd")
    notes = tuple(note(f"Note {n}", "Up to five papers about the tides of rivers, every day.", *acts) for n in range(9))
    payload = message(Reply(notes), "digest list", parked)
    assert check(payload.post()) == []
    *shown_notes, foot = [shown(text) for text in texts(payload.components)]
    assert foot == "3 more do not fit here." and all("every day." in text for text in shown_notes)


def test_a_paper_that_stands_twice_and_a_line_on_two_buttons_do_not_collide() -> None:
    card = paper_card(PAPER, Tally())
    again = note("x", "", Button("One", "top all"), Button("Two", "top all"))
    payload = message(Reply((card, card, again)), "", parked)
    assert check(payload.post()) == []
    ids = [str(part["custom_id"]) for part in walk(payload.components) if part.get("custom_id")]
    assert len(set(ids)) == len(ids)
    assert [line_of(custom_id) for custom_id in ids].count("vote 2611.01234 up") == 2
    assert [line_of(custom_id) for custom_id in ids].count("top all") == 2
    assert sum(paper_of(custom_id) == PAPER.id for custom_id in ids) == 6


def test_an_id_says_its_line_and_whose_it_is() -> None:
    assert line_of("p:search a:b #2") == line_of("p2:search a:b #2") == "search a:b #2"
    assert paper_of("p:vote 2611.01234 way:down") == "2611.01234"  # as buttons said it once
    assert paper_of("p:vote 2611.01234 up") == paper_of("m3:2611.01234") == "2611.01234"
    assert not any((line_of("m:2611.01234"), line_of("else"), paper_of("p:save 2611.01234"), paper_of("")))
    assert TEMPLATE.fullmatch("p:a\nb") and not TEMPLATE.fullmatch("x:a")


def test_a_line_that_is_too_long_is_parked_once_for_a_whole_list() -> None:
    asked: list[str] = []

    def park(line: str) -> str:
        asked.append(line)
        return f"kept {len(asked)}"

    payload = message(listed(5, "search " + "x" * 120), "", park)
    assert len(asked) == 2 and {"p:kept 1", "p:kept 2"} <= set(lines(payload.components))


def test_no_button_of_a_paper_needs_parking() -> None:
    message(listed(5, "top"), "", lambda line: pytest.fail(f"parked {line}"))


def test_a_message_mentions_nobody_and_unfolds_nothing() -> None:
    post = message(listed(), "", parked).post()
    assert post["allowed_mentions"] == {"parse": []} and post["flags"] == (1 << 15) + (1 << 2)


def test_the_text_of_a_message_says_all_that_its_cards_say() -> None:
    text = shown(message(listed(), "search sparse", parked).text)
    assert all(
        text_shown in text for text_shown in ("Paper 1.", "1 for, 1 against", other(3).url, "Page 2 of 5, 15 papers")
    )


def test_a_message_that_discord_refuses_has_a_plain_form() -> None:
    payload = message(listed(), "search sparse", parked)
    plain = payload.in_words()
    assert check(plain.post()) == [] and [*texts(plain.components)] == [payload.text]
    assert {kind for kind, _ in live(payload.text)} == {"link"}


@pytest.mark.parametrize("reply", every_kind())
def test_discord_py_is_given_the_same_message(reply: Reply) -> None:
    payload = message(reply, "", parked)
    view = layout(payload.components)
    assert _without_defaults(view.to_components()) == list(payload.components)
    assert view.total_children_count == count(payload.components) and view.is_finished()
    assert view.content_length() == sum(map(len, texts(payload.components)))


def test_discord_py_is_given_nothing_that_is_not_drawn_here() -> None:
    with pytest.raises(ValueError, match="type 12"):
        layout([{"type": 12, "items": []}])


@pytest.mark.parametrize("reply", every_kind())
def test_the_fake_discord_takes_every_message(reply: Reply) -> None:
    payload = message(reply, "", parked)
    assert check(payload.post()) == [] and validate_components(list(payload.components), flags=COMPONENTS_V2)


@cache
def validator() -> jsonschema_rs.Draft202012Validator:
    schema = json.loads(SCHEMA.read_text())
    schema["components"]["schemas"]["SnowflakeType"] = {"type": ["string", "integer"]}
    return jsonschema_rs.Draft202012Validator(schema | {"$ref": "#/components/schemas/MessageCreateRequest"})


@pytest.mark.skipif(not SCHEMA.is_file(), reason="Discord's description in ../shared is not here")
def test_discords_own_description_holds_what_is_drawn() -> None:
    for reply in (*every_kind()[:4], listed(1), listed(3), listed(5), listed(10), listed(20)):
        validator().validate(message(reply, "", parked).post())
    assert not validator().is_valid({"components": [{"type": DISPLAY, "content": ""}]})


def _without_defaults(node: Any) -> Any:
    """What discord.py adds of its own, taken away."""
    if isinstance(node, list):
        return [_without_defaults(item) for item in node]
    if not isinstance(node, dict):
        return node
    added = {"disabled": False, "spoiler": False, "default": False, "min_values": 1, "max_values": 1, "required": True}
    return {key: _without_defaults(value) for key, value in node.items() if (key, value) not in added.items()}


LIGHT, DARK = (0xFFFFFF, 0xF2F3F5), (0x313338, 0x2B2D31, 0x1A1A1E)
"""What Discord's clients draw messages and boxes on."""


def luminance(colour: int) -> float:
    """By WCAG 2.2."""
    parts = [part / 255 for part in colour.to_bytes(3)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", [*COLOURS.values(), PAPER_COLOUR, NOTE_COLOUR])
def test_every_edge_stands_out_on_light_and_on_dark(colour: int) -> None:
    for ground in (*LIGHT, *DARK):
        light, dark = sorted((luminance(colour) + 0.05, luminance(ground) + 0.05), reverse=True)
        assert light / dark >= 3, f"{colour:06x} on {ground:06x}"


def test_a_cards_edge_tells_the_kind_of_source_that_listed_it_first() -> None:
    colours = {}
    for name in (*COLOURS, "hf-page", "arxiv:cs.LG", "nature"):
        sighting = Sighting(name, PAPER.sightings[0].day if PAPER.sightings else date(2026, 11, 20))
        card = paper_card(msgspec.structs.replace(PAPER, sightings=(sighting,)), Tally())
        colours[name] = message(Reply((card,)), "", parked).components[0]["accent_color"]
    assert {name: colours[name] for name in COLOURS} == COLOURS and len(set(COLOURS.values())) == len(COLOURS)
    assert colours["hf-page"] == COLOURS["hf"] and colours["arxiv:cs.LG"] == COLOURS["arxiv"]
    assert colours["nature"] == PAPER_COLOUR


def test_a_card_keeps_its_edge_when_it_is_drawn_anew() -> None:
    card = msgspec.structs.replace(paper_card(PAPER, Tally()), source="hf")
    sent = message(Reply((card,)), "", parked)
    (again,) = redraw(sent.components, msgspec.structs.replace(card, source="arxiv"), parked)
    assert again["accent_color"] == COLOURS["hf"]


def test_the_first_votes_on_a_roomy_card_change_nothing_else_of_it() -> None:
    before = message(Reply((paper_card(PAPER, Tally()),)), "show 1", parked).components
    after = redraw(before, paper_card(PAPER, Tally(1)), parked)
    assert count(after) == count(before) + 1 and "(1 for, 0 against)" in str(after)
    assert redraw(after, paper_card(PAPER, Tally()), parked) == list(before)


def test_twenty_long_names_and_how_many_more_there_are_are_shown_whole() -> None:
    names = tuple(f"Maximiliana Featherstonehaugh {n}" for n in range(1, 31))
    card = whole_card(Paper("p", "Tidal Kites", "We fly kites.", names), Tally())
    assert f"{names[19]}, +10" in str(message(Reply((card,)), "", parked).components).replace("\\", "")
