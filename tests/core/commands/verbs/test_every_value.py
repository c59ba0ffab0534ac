"""Every verb with every option at every kind of value: an answer or one sentence, never a fault of ours."""

import pytest

import core.commands.verbs  # noqa: F401 (the verbs declare themselves)
from core.app import Paperboy
from core.commands.dispatch import answer
from core.commands.grammar import parse
from core.commands.table import TABLE
from core.store.engine.record import Record
from tests.factories import bring, call, entry

PAPER = "2611.00010"

VALUES = (
    "x", "yes", "no", "all", "none", "here", "on", "up", "0", "1", "3", "-1", "00", "99999999999999999999", "1e9", "½", "٣", "1.5",
    "2026-11-20", "2026-02-30", "2026-03", "yesterday", "7d", "14d", "9999999d", "999999y", "0d", "cs.LG", "cs.*", "hf", "👍", "👎🏽",
    '""', '"a b"', '"open', "“x”", "'", "*", "un*", "unlearn*", "-a", "+", "a+b,-c", "a,,b", ":", "::", "x:y", "http://h/y?z=1&a",
    PAPER, "2401.12345", "10.5555/tidal", "openreview:rJ4km2R5t7", "\x00", "\ud800", "\u202e", "a" * 300, "../../etc/passwd", "%s{}",
    "9999-12-31", "0001-01-01",
    "<!channel>", "@here", "EST", "Munich", "25:00", "9am", "mon-fri", "fri", "now", "line", "cards", "date", "Tidal Kites",
)  # fmt: skip

NEEDED = {
    "paper": PAPER,
    "vote": "up",
    "format": "json",
    "what": "kites",
    "run": "1",
    "post": "post",
    "other": "2611.00020",
    "name": "reading",
    "author": "Byron",
    "list": "reading",
}
"""A value of each option that some verb cannot do without."""


def lines(name: str) -> list[str]:
    """The verb with each value: bare, and as each of its options."""
    verb = TABLE[name]
    made = [f"{name} {value}" for value in VALUES]
    for option in verb.options:
        others = " ".join(f"{o.name}:{NEEDED[o.name]}" for o in verb.options if o.required and o != option)
        made += [f"{name} {others} {option.name}:{value}" for value in VALUES]
    return made


@pytest.mark.parametrize("name", TABLE)
def test_no_value_of_any_option_makes_it_stumble(app: Paperboy, name: str) -> None:
    bring(app.of(Record), entry("Tidal Kites", arxiv=PAPER), entry("Sparse Kites", arxiv="2611.00020"))
    answer(app, "digest new tz:UTC", call())
    for line in lines(name):
        reply = answer(app, line, call())
        assert reply.outcome != "fault", line
        assert all("stumbled" not in card.plain for card in reply.cards), line


CHECKED = [
    (verb.name, option.name)
    for verb in TABLE.values()
    for option in verb.options
    if (option.number or option.choices) and not verb.raw
]
"""The options that do not take any text, with their verbs."""


def test_a_wrong_value_is_answered_before_a_missing_one_is_asked_for(app: Paperboy) -> None:
    for name, option in CHECKED:
        reply = answer(app, f"{name} {option}:nonsense", call())
        assert reply.outcome == "wrong", (name, option)
        assert f"“{option}:”" in reply.cards[0].title.text and "nonsense" in reply.cards[0].title.text


@pytest.mark.parametrize("wrong", ["top:99", "at:25:99", "days:someday", "tz:Nowhere", "board:x", "quiet:x", "cats:!x"])
def test_a_wrong_setting_is_answered_before_it_is_asked_which_digest(app: Paperboy, wrong: str) -> None:
    assert answer(app, f"digest edit {wrong}", call()).outcome == "wrong"
    for name in ("one", "two"):
        answer(app, f"digest new tz:UTC name:{name}", call())
    reply = answer(app, f"digest edit {wrong}", call())
    assert "Which one?" not in reply.cards[0].title.text and reply.outcome == "wrong"


def test_the_example_of_every_verb_is_a_call_of_it(app: Paperboy) -> None:
    for name, verb in TABLE.items():
        assert verb.example.startswith(name) and parse(verb.example).verb == name
        assert answer(app, verb.example, call()).outcome in ("done", "refused"), name
        (card,) = answer(app, f"help {name}", call()).cards
        assert f"For example: /papers {verb.example}" in card.body.text
        assert not any(field.name.endswith(":") for field in card.fields), name


def test_a_page_after_the_last_is_the_last(app: Paperboy) -> None:
    papers = [entry(f"Kites number {n} over the sea", arxiv=f"2611.{n:05}") for n in range(1, 8)]
    arrived = bring(app.of(Record), *papers)
    answer(app, 'list new "Friday club"', call())
    for n in range(1, 8):
        answer(app, f"save 2611.{n:05}", call())
        answer(app, f"vote 2611.{n:05} up", call())
        answer(app, f"paper note 2611.{n:05} number {n}", call())
        answer(app, f'list add 2611.{n:05} "Friday club"', call())
    paged = {name: name for name, verb in TABLE.items() if verb.option("page")} | {
        "search": "search kites",
        "added": f"added {arrived.run}",
        "top": "top all",
        "list show": 'list show "Friday club"',
        "see-all": "see-all unknown",
    }
    for name in sorted(paged, key=lambda name: name == "paper hidden"):  # what is hidden is in no other list
        if name == "paper hidden":
            for n in range(1, 8):
                answer(app, f"paper hide 2611.{n:05}", call())
        size = " limit:3" if TABLE[name].option("limit") else ""
        last, asked = (answer(app, f"{paged[name]}{size} page:{page}", call()) for page in (3 if size else 1, 500))
        assert [card.title for card in asked.cards] == [card.title for card in last.cards], name
        if size and name != "see-all":
            assert len([card for card in asked.cards if card.paper_id]) == 1, name
            assert "Page 3 of 3, 7 papers" in asked.cards[-1].title.text, name


@pytest.mark.parametrize("name", TABLE)
def test_no_answer_on_an_empty_record_advises_the_same_line_again(app: Paperboy, name: str) -> None:
    for line in {name, *({f"{name} all"} if name == "top" else ())}:
        reply = answer(app, line, call())
        assert line not in [button.line for card in reply.cards for button in card.buttons], line
