"""The names of verbs are words too, and what people type is understood."""

import msgspec
import pytest

from core.app import Paperboy
from core.cards.card import Reply
from core.commands.dispatch import answer
from core.commands.table import FORMER, TABLE
from core.model import Entry, Place
from core.store.engine.record import Record
from tests.core.commands.verbs.test_verbs import said, titles
from tests.factories import TODAY, bring, call, entry, with_rules

ROUTING = entry("Top-k Routing for Mixtures", arxiv="2611.00101", authors=("Ada Byron",))
TELLING = entry("Show, Attend and Tell: Captions from Glances", arxiv="2611.00102", authors=("Bo Li",))
NOISE = entry("Why to Add Noise to Gradients", arxiv="2611.00103", authors=("Cy Day",))
ITEMS = entry("Finding Similar Items at Scale", arxiv="2611.00104", authors=("Di Fox",))
QUO = entry("The Status Quo of Saved Energy", arxiv="2611.00105", authors=("Ed Gray",))


@pytest.fixture(autouse=True)
def papers(app: Paperboy) -> None:
    bring(app.of(Record), ROUTING, TELLING, NOISE, ITEMS, QUO)


def ask(app: Paperboy, line: str) -> Reply:
    return answer(app, line, call())


def helps(reply: Reply) -> list[str]:
    return [b.line for card in reply.cards for b in card.buttons if b.line.startswith("help ")]


@pytest.mark.parametrize(
    ("line", "title", "verb"),
    [
        ("/papers top k routing", ROUTING.title, "top"),
        ("add noise to gradients", NOISE.title, "add"),
        ("similar items at", ITEMS.title, ""),
        ("similar finding", "", "similar"),
        ("status quo of energy", QUO.title, "status"),
        ("saved energy", "", ""),
        ("vote prediction by noise", NOISE.title, "vote"),
        ("save the gradients", NOISE.title, "save"),
        ("share mixtures of routing", ROUTING.title, "share"),
        ("help routing find mixtures", ROUTING.title, "help"),
        ("export noise to gradients", NOISE.title, "export"),
        ("today routing is solved", ROUTING.title, "today"),
        ("links between glances", TELLING.title, "links"),
    ],
)
def test_a_line_that_is_no_call_of_its_verb_is_searched_with_the_verbs_help(
    app: Paperboy, line: str, title: str, verb: str
) -> None:
    reply = ask(app, line)
    assert reply.outcome == "done" or not title
    if title and verb:
        assert titles(reply)[0] == title
        assert helps(reply) == [f"help {verb}"]


TAKES_WORDS = {"saved": "a tag", "similar": "a title of one paper"}
"""The verbs that words after them are an option of, and so no search: what each takes them for."""

FIRST_WORDS = sorted({name.split()[0] for name in (*TABLE, *FORMER)} - {*TAKES_WORDS})


@pytest.mark.parametrize(("words", "paper"), [("noise gradients", NOISE), ("routing", ROUTING), ("status quo", QUO)])
def test_no_verb_takes_words_away_from_the_search(app: Paperboy, words: str, paper: Entry) -> None:
    for word in FIRST_WORDS:
        assert paper.title in titles(ask(app, f"{word} {words}")), word


@pytest.mark.parametrize(
    "line",
    ["home robots", "digest algorithms", "mute swans", "mute all swans", "paper airplanes", "help seeking behaviour",
     "status quo bias", "links between", "top k routing", "similar items", "show attend and tell", "add noise to gradients",
     "unmute swans"],
)  # fmt: skip
def test_a_title_that_begins_as_a_verb_does_is_found_by_its_words(app: Paperboy, line: str) -> None:
    bring(app.of(Record), entry(line.title(), arxiv="2611.00111"), where="more.txt")
    assert line.title() in titles(ask(app, line))


def test_words_that_nothing_has_are_said_so_with_the_verbs_help(app: Paperboy) -> None:
    reply = ask(app, "similar zzyzx")
    assert reply.outcome == "refused" and helps(reply) == ["help similar"]
    reply = ask(app, "discuss zzyzx qwrtp")
    assert "Nothing found for “discuss zzyzx qwrtp”" in said(reply) and helps(reply) == ["help discuss"]


@pytest.mark.parametrize(
    "line",
    ["top period:k", "search routing limit:99", "vote 2611.00101 sideways", "export bibtex top:3", "vote nobody up"],
)
def test_what_was_meant_as_a_call_is_no_search(app: Paperboy, line: str) -> None:
    reply = ask(app, line)
    assert reply.outcome != "done" and not titles(reply) and len(reply.cards) == 1


@pytest.mark.parametrize("typed", ["show attend and tell", "Show, Attend and Tell", "captions from glances", "GLANCES"])
def test_show_takes_a_title_that_one_paper_has(app: Paperboy, typed: str) -> None:
    reply = ask(app, f"show {typed}")
    assert [card.title.text for card in reply.cards if card.paper_id] == [TELLING.title]


def test_a_title_of_several_papers_is_searched_for(app: Paperboy) -> None:
    bring(app.of(Record), entry("Glances at Kites", arxiv="2611.00106"), where="more.txt")
    reply = ask(app, "show glances")
    assert len(titles(reply)) == 2 and helps(reply) == ["help show"]


def test_export_takes_a_title_that_one_paper_has(app: Paperboy) -> None:
    for line in ("export bibtex add noise to gradients", 'export bib id:"add noise"', "export bibtex id:2611.00103"):
        code = ask(app, line).cards[0].code
        assert code.count("@misc") == 1 and "Noise to Gradients" in code, line
    assert ask(app, "export json all").cards[0].plain == "5 papers as JSON"
    assert ask(app, "export json all limit:2").cards[0].plain == "2 papers as JSON"


def test_an_export_of_all_and_of_ones_list_has_more_than_a_search_gives(app: Paperboy) -> None:
    many = [entry(f"Zeppelin number {n} of many", arxiv=f"2610.{n:05}") for n in range(1, 131)]
    bring(app.of(Record), *many, where="many.txt")
    for n in range(1, 26):
        ask(app, f"save 2610.{n:05}")
    assert ask(app, "export json all").cards[0].plain == "135 papers as JSON"
    assert ask(app, "export json saved:yes").cards[0].plain == "25 papers as JSON"
    assert ask(app, "export json zeppelin").cards[0].plain == "20 papers as JSON"


def test_counts_are_true_and_every_page_of_them_is_there(app: Paperboy) -> None:
    many = [entry(f"Zeppelin number {n} of many", arxiv=f"2610.{n:05}") for n in range(1, 131)]
    bring(app.of(Record), *many, where="many.txt")
    seen = set[str]()
    for page in range(1, 15):
        reply = ask(app, f"search zeppelin limit:10 page:{page}")
        seen.update(card.paper_id for card in reply.cards if card.paper_id)
        assert "130 papers" in reply.cards[-1].title.text
    assert len(seen) >= 130
    assert "130 papers" in ask(app, "search zeppelin sort:new page:99").cards[-1].title.text


@pytest.mark.parametrize(
    ("typed", "way"), [("👍", "up"), ("👎🏽", "down"), (":+1:", "up"), ("+1", "up"), ("yes", "up"), ("-", "down")]
)
def test_a_vote_is_typed_as_people_vote(app: Paperboy, typed: str, way: str) -> None:
    told = "You voted for it" if way == "up" else "You voted against it"
    assert told in said(ask(app, f"vote 2611.00101 {typed}"))


@pytest.mark.parametrize(
    "line", ["yesterday", "month 2026-11", "month november", "top 14d", "top 2w", "top month", "search noise sort:date",
             "week last week", "today 20 November", 'search noise from:"last month"', "search noise from:2026-11 to:2026-11"]
)  # fmt: skip
def test_what_people_type_is_an_answer(app: Paperboy, line: str) -> None:
    assert ask(app, line).outcome == "done"


def test_a_month_may_be_named(app: Paperboy) -> None:
    assert len(titles(ask(app, "month 2026-11"))) == 5
    assert titles(ask(app, "month 2026-03")) == []
    assert titles(ask(app, f"today {TODAY.day} November")) != []


@pytest.mark.parametrize("line", ["search 2401.12345", "show arxiv.org/abs/2401.12345", "save 2401.12345"])
def test_a_paper_that_is_not_here_can_be_added(app: Paperboy, line: str) -> None:
    (card,) = ask(app, line).cards
    (button,) = card.buttons
    assert button.label == "Add it" and button.line.startswith("add ") and "2401.12345" in button.line


def test_a_common_word_is_never_corrected(app: Paperboy) -> None:
    bring(app.of(Record), entry("Lamp Tasks and Noisy Forms", arxiv="2611.00107"), where="more.txt")
    assert "showing results for" not in said(ask(app, "search thanks for noise form"))
    bring(app.of(Record), entry("More Rolling Stones", arxiv="2611.00109"), where="stones.txt")
    for line in ("merge algorithms", "paper merge stones", "merge stones"):
        assert "showing results for" not in said(ask(app, line)), line


def test_the_first_hit_of_a_correction_says_so_with_one_way_back_to_what_was_typed(app: Paperboy) -> None:
    bring(app.of(Record), entry("Gradients and Captions", arxiv="2611.00108"), where="more.txt")
    *hits, foot = ask(app, "search gradeints").cards
    shown = [field.value for card in hits for field in card.fields if field.name == "why"]
    assert len(hits) == 2 and shown[0] == "showing results for “gradients”"
    assert [why for why in shown if "showing" in why] == shown[:1]
    assert foot.title.text == "2 papers for “gradients”"
    (back,) = [button for button in foot.buttons if button.label == "Search only “gradeints”"]
    exact = ask(app, back.line)
    assert not titles(exact) and "remove the quotation marks" in said(exact)


def test_what_was_typed_right_is_no_correction(app: Paperboy) -> None:
    for line in (
        "search gradients",
        'search "noise to gradients"',
        "search top-k routing",
        "search -glances gradients",
    ):
        assert "showing results for" not in said(ask(app, line)), line


def test_a_search_of_which_nothing_is_found_names_the_correction_that_finds_nothing_either(app: Paperboy) -> None:
    text = said(ask(app, "search gradeints author:nobody"))
    assert "Nothing found" in text and "not even misspelt" not in text


def test_help_of_a_group_and_more(app: Paperboy) -> None:
    assert "digest pause: " in said(ask(app, "help digest"))
    opening, more = ask(app, "help"), ask(app, "help more")
    assert len(opening.cards[0].body.text.splitlines()) == 5
    assert helps(ask(app, "help zyzzyx")) == ["help more"]
    assert "help more" in helps(opening) and "forget-me: " in said(more)


def test_an_author_whom_no_paper_has_is_another_thing(app: Paperboy) -> None:
    text = said(ask(app, "search author:Levine"))
    assert "No paper here names an author “Levine”." in text and "leave something out" not in text


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("search cat:q-bio", "No paper here is in a category “q-bio”."),
        ("search source:Nature", "No paper here is from a source “Nature”."),
        ("search from:1990 to:1991", "No paper was listed then."),
        ("search min_votes:9", "No paper here has so many votes."),
        ("search routing cat:q-bio", "No paper matches all of that. Leave something out."),
    ],
)
def test_of_one_filter_alone_nothing_can_be_left_out(app: Paperboy, line: str, reason: str) -> None:
    assert reason in said(ask(app, line))


@pytest.mark.parametrize("feeds", [("hf",), ()])
def test_an_archive_without_authors_says_so_and_what_is_done_about_it_whatever_the_feeds(
    app: Paperboy, feeds: tuple[str, ...]
) -> None:
    app.of(Record).text.flushall()
    app.of(Record).prepare(copy=lambda: None)
    with_rules(app, feeds=feeds)
    bring(app.of(Record), entry("Kites without a Name"), where="bare.txt")
    text = said(ask(app, "search author:Levine"))
    assert "The papers here have no authors yet" in text
    assert "Paperboy looks up 1 paper by title while “paperboy up” runs." in text


@pytest.mark.parametrize("line", ["vote swans", "vote paper:swans", "vote 2699.99999"])
def test_a_paper_that_is_not_here_is_said_before_the_side_is_asked_for(app: Paperboy, line: str) -> None:
    reply = ask(app, line)
    assert "No paper here is called" in said(reply) and "needs" not in said(reply)
    assert "“vote” needs" in said(ask(app, "vote 2611.00101"))


def test_help_says_how_a_command_is_typed_where_a_menu_lacks_it(app: Paperboy) -> None:
    on_discord = msgspec.structs.replace(call(), place=Place("discord", "7", "9"))
    assert "@Paperboy vote <paper> up|down|none" in said(answer(app, "help vote", on_discord))
    assert "For example: @Paperboy vote 2611.01234 up" in said(answer(app, "help vote", on_discord))
    assert "/papers save <paper>" in said(answer(app, "help save", on_discord))
    assert "/papers vote <paper>" in said(ask(app, "help vote"))
