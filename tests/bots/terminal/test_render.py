"""Replies drawn: nothing of a stranger's text steers the terminal, and a pipe gets plain lines."""

import io
import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bots.terminal.render import letters, safe, show
from core.cards.card import Button, Card, Field, Reply
from core.model import Marked

HOSTILE = "\x1b[2J\x1b]0;owned\x07 [red]Not[/red] :boom: \u202emarkup\u2066 \x9b31m"
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def drawn(card: Card, *, terminal: bool, width: int = 60, lettered: bool = False) -> str:
    out = io.StringIO()
    screen = Console(
        file=out, force_terminal=terminal, width=width, markup=False, emoji=False, highlight=False,
        color_system="truecolor" if terminal else None, legacy_windows=False,
    )  # fmt: skip
    show(Reply((card,)), screen, lettered=lettered)
    return out.getvalue()


def everywhere(text: str) -> Card:
    return Card(
        Marked(text, ((0, 2),)), Marked(text), text, (Field(text, text),), (Button(text, text),), code=text, plain=text
    )


def test_a_hostile_text_steers_no_terminal() -> None:
    for paper_id in ("", "x"):
        card = everywhere(HOSTILE)
        seen = drawn(
            Card(card.title, card.body, card.link, card.fields, card.buttons, paper_id=paper_id), terminal=True
        )
        assert "\x1b" not in ESCAPE.sub("", seen)
        assert not {"\x07", "\x9b", "\u202e", "\u2066"} & set(seen)
        assert "[red]Not[/red] :boom: markup" in ESCAPE.sub("", seen)


@given(st.text(), st.booleans())
def test_no_text_brings_a_control_character_out(text: str, lettered: bool) -> None:
    seen = drawn(everywhere(text), terminal=False, lettered=lettered)
    assert all(unicodedata.category(sign) not in ("Cc", "Cs") or sign == "\n" for sign in seen)


@given(st.text())
def test_a_safe_text_keeps_every_letter_and_is_safe_already(text: str) -> None:
    assert [c for c in safe(text) if c.isalpha()] == [
        c for c in text if c.isalpha() and c not in "\u115f\u1160\u3164\uffa0"
    ]
    assert safe(safe(text)) == safe(text)


def test_what_matched_is_marked_on_a_terminal_and_unmarked_in_a_pipe() -> None:
    card = Card(Marked("Deep nets", ((0, 4),)), Marked("so deep", ((3, 7),)), paper_id="x")
    on_terminal = drawn(card, terminal=True)
    assert "\x1b[1;4mDeep\x1b[0m" in on_terminal and "\x1b[1;4mdeep\x1b[0m" in on_terminal
    assert drawn(card, terminal=False) == "Deep nets\n   so deep\n"


def test_a_terminal_gets_lines_of_its_width_and_a_pipe_whole_ones() -> None:
    card = Card(Marked("word " * 40), Marked("word " * 40))
    assert max(len(ESCAPE.sub("", line)) for line in drawn(card, terminal=True, width=33).splitlines()) <= 33
    assert len(drawn(card, terminal=False, width=33).splitlines()) == 2


def test_a_card_says_what_who_why_claim_votes_link_and_acts_in_that_order() -> None:
    fields = (Field("by", "A. Byron"), Field("why", "listed"), Field("votes", "No votes yet."))
    card = Card(
        Marked("Engines"), Marked("They weave."), "https://arxiv.org/abs/1", fields, (Button("Save", "save 1"),),
        (Button("Share", "share 1"),), paper_id="1",
    )  # fmt: skip
    head = ["Engines", "A. Byron", "listed", "They weave.", "No votes yet.", "https://arxiv.org/abs/1"]
    texts = [line.strip() for line in drawn(card, terminal=False).splitlines()]
    assert texts == [*head, "Save: save 1"]
    texts = [line.strip() for line in drawn(card, terminal=False, lettered=True).splitlines()]
    assert texts == [*head, "[a] Save  [b] Share"]


def test_letters_run_on_over_the_cards_of_a_reply() -> None:
    card = Card(Marked("x"), buttons=(Button("One", "1"), Button("Web", url="https://example.org")))
    out = io.StringIO()
    pressable = show(Reply((card, card)), Console(file=out), lettered=True)
    assert [button.label for button in pressable.values()] == ["One", "Web", "One", "Web"]
    assert "[c] One  [d] Web" in out.getvalue()


def test_there_are_letters_for_any_number_of_acts() -> None:
    assert [letters(place) for place in (0, 25, 26, 51, 52, 702)] == ["a", "z", "aa", "az", "ba", "aaa"]


def test_acts_stay_whole_in_a_narrow_terminal() -> None:
    card = Card(Marked("x"), buttons=tuple(Button(f"Do {n}", f"line number {n}") for n in range(6)))
    rows = [line.strip() for line in ESCAPE.sub("", drawn(card, terminal=True, width=50)).splitlines()[1:]]
    assert len(rows) == 3 and all(row.count("line number") == 2 for row in rows)
