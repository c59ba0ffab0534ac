"""Cards read well, and carry command lines that any platform's button can hold."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import core.commands.verbs  # noqa: F401 (the verbs declare themselves)
from core.cards import picks
from core.cards.card import Card, Field
from core.cards.views import byline, link, note, page_card, paper_card, standing, votes_told, whole_card
from core.commands.grammar import parse
from core.model import Marked, Paper, Sighting, Tally
from core.text.source_names import feed_name, listed, met, seen
from tests.marks import shown

PAPER = Paper(
    "2611.00001", "Tidal Attention", "We study rivers. " * 60, ("Ada Byron", "Bo Li", "Cy Day"), arxiv="2611.00001"
)

DISCORD_CUSTOM_ID = 100
"""Characters of a custom_id (discord-api-docs, components/reference); ours begins `p:`."""


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 50))
def test_how_a_paper_stands_is_said_in_words_and_nothing_where_nobody_did_anything(
    up: int, down: int, saved: int
) -> None:
    text = standing(Tally(up, down, saved))
    assert (f"({up} for, {down} against)" in text) == bool(up or down)
    assert (f"{saved} saved" in text) == bool(saved)
    assert text or not (up or down or saved)


@pytest.mark.parametrize(
    ("up", "why", "words"),
    [(0, "", ""), (1, "", "1 vote"), (4, "new", "4 votes"), (4, "4 votes here", ""), (2, "22 votes here", "2 votes")],
)
def test_votes_are_told_in_words_once(up: int, why: str, words: str) -> None:
    assert votes_told(Card(Marked("Tides"), up=up, fields=(Field("why", why),))) == words


def test_the_byline_names_two_authors_and_counts_the_rest() -> None:
    assert byline(PAPER) == "Ada Byron, Bo Li, +1"


def test_a_paper_known_by_title_only_opens_a_search_for_it() -> None:
    assert link(Paper("x", "Tides & Kites")) == "https://arxiv.org/search/?searchtype=title&query=Tides+%26+Kites"


def test_a_card_has_at_most_four_acts_and_every_line_is_a_command_a_button_can_hold() -> None:
    card = paper_card(PAPER, Tally())
    assert len(card.buttons) <= 4
    for button in (*card.buttons, *card.menu):
        if button.line:
            assert len(f"p:{button.line}") <= DISCORD_CUSTOM_ID
            assert parse(button.line).values["id" if "export" in button.line else "paper"] == PAPER.id


def test_a_number_moves_the_highlights_along() -> None:
    card = paper_card(PAPER, Tally(), title=Marked.of("Tidal Attention", [(0, 5)]), number=12)
    assert shown(card.title) == "12. *Tidal* Attention"


def test_where_a_paper_was_seen_is_said_once_and_counted() -> None:
    day = date(2026, 11, 20)
    assert seen((Sighting("hf", day),)) == "listed by Hugging Face on 20 Nov 2026"
    assert (
        seen((Sighting("hf", day), Sighting("arxiv", day)))
        == "listed by Hugging Face on 20 Nov 2026 and in 1 more list"
    )


def test_paging_offers_only_pages_that_exist() -> None:
    labels = [[b.label for b in page_card(23, page, 5, "search x", "for “x”").buttons] for page in (1, 3, 5)]
    assert labels == [["Next"], ["Previous", "Next"], ["Previous"]]
    assert page_card(23, 2, 5, "search x", "for “x”").title.text == "Page 2 of 5, 23 papers for “x”"


def test_a_day_of_publishing_that_nobody_told_is_not_made_up() -> None:
    pasted = (Sighting("pasted", date(2026, 3, 11)),)
    card = paper_card(Paper("x", "Diffusion Models Beat GANs", sightings=pasted), Tally())
    assert card.day is None
    assert {field.name: field.value for field in card.fields}["by"] == "authors unknown so far · dated 11 Mar 2026"
    dated = paper_card(Paper("x", "Diffusion", published=date(2021, 5, 2), sightings=pasted), Tally())
    assert dated.day == date(2021, 5, 2)
    assert "2026" not in dated.plain


def test_a_paper_without_a_date_has_the_day_of_its_first_list_or_that_on_which_it_was_read() -> None:
    day, later = date(2026, 3, 11), date(2026, 11, 30)
    listed, read = Sighting("hf-page", day), Sighting("hf-page", later, read=True)
    assert met((read, listed)) == "listed 11 Mar 2026"
    assert met((read,)) == "seen 30 Nov 2026"
    assert met((Sighting("pasted", later, read=True),)) == "seen 30 Nov 2026"
    assert met(()) == ""


@pytest.mark.parametrize(("read", "known"), [(date(2021, 5, 1), "May 2021"), (date(2021, 1, 1), "2021")])
def test_of_a_month_or_a_year_alone_no_day_is_made_up(read: date, known: str) -> None:
    card = paper_card(Paper("x", "Diffusion", authors=("Ada Byron",), published=read), Tally())
    assert card.day is None
    assert {field.name: field.value for field in card.fields}["by"] == f"Ada Byron · {known}"
    assert (
        picks.byline(Paper("x", "Diffusion", authors=("Ada Byron",), published=read), date(2026, 11, 20))
        == f"Byron · {known}"
    )


def test_a_source_is_called_as_people_call_it() -> None:
    day, sighting = date(2026, 3, 11), Sighting("pasted", date(2026, 3, 11), scope="slack/T1/", added="x", read=True)
    assert listed(
        (Sighting("hf-page", day), Sighting("records", day, read=True), sighting), {("slack/T1/", "x"): ("Ada", "nlp")}
    ) == ("listed by Hugging Face on 11 Mar 2026; imported on 11 Mar 2026; pasted by Ada in #nlp on 11 Mar 2026")
    days = tuple(Sighting("arxiv", day + timedelta(days=more)) for more in range(22))
    assert listed(days, {}).endswith("; and 2 more")
    assert listed((Sighting("hf", day), Sighting("hf-page", day)), {}) == "listed by Hugging Face on 11 Mar 2026"


@pytest.mark.parametrize(
    ("source", "read", "sentence"),
    [
        ("hf-page", False, "listed by Hugging Face on 11 Mar 2026"),
        ("hf-page", True, "listed by Hugging Face, read on 11 Mar 2026"),
        ("pasted", False, "pasted, dated 11 Mar 2026"),
        ("pasted", True, "pasted on 11 Mar 2026"),
    ],
)
def test_a_day_that_no_list_names_is_not_called_the_lists_and_the_lists_is_not_called_that_of_pasting(
    source: str, read: bool, sentence: str
) -> None:
    sightings = (Sighting(source, date(2026, 3, 11), read=read),)
    assert (seen(sightings), listed(sightings, {})) == (sentence, sentence)


def test_a_feed_is_called_as_people_call_it_and_its_address_tells_no_secret() -> None:
    assert feed_name("hf") == "Hugging Face"
    assert feed_name("arxiv:cs.CL+cs.LG") == "arXiv (cs.CL, cs.LG)"
    assert feed_name("rss:https://ada:secret@example.org:8443/papers.xml?token=secret#x") == "example.org/papers.xml"


def test_every_card_of_a_paper_leads_to_its_code_its_project_and_where_it_is_discussed() -> None:
    paper = Paper(
        "2611.01234",
        "Kites",
        url="https://arxiv.org/abs/2611.01234",
        arxiv="2611.01234",
        code="https://github.com/a/b",
        stars=1,
        project="https://kites.example/",
        sightings=(Sighting("hf", date(2026, 11, 20)),),
    )
    ways = [
        ("code (1 star)", "https://github.com/a/b"),
        ("project", "https://kites.example/"),
        ("Hugging Face", "https://huggingface.co/papers/2611.01234"),
        ("alphaXiv", "https://www.alphaxiv.org/abs/2611.01234"),
    ]
    for card in (paper_card(paper, Tally()), paper_card(paper, Tally(), number=3), whole_card(paper, Tally())):
        assert [(way.label, way.url) for way in card.links] == ways
        assert ("PDF", "https://arxiv.org/pdf/2611.01234") in [(act.label, act.url) for act in card.buttons]


def test_a_card_leads_nowhere_that_is_not_known() -> None:
    listed = Sighting("arxiv", date(2026, 11, 20))
    assert [
        way.label
        for way in paper_card(Paper("2611.01234", "Kites", arxiv="2611.01234", sightings=(listed,)), Tally()).links
    ] == ["alphaXiv"]
    assert (
        paper_card(Paper("x", "Kites", code="ftp://a", project="https://a.example/" + "b" * 200), Tally()).links == ()
    )


@pytest.mark.parametrize(
    ("title", "heard"),
    [
        ("“kites”, posted here", "“kites”, posted here. Up to 5 papers."),
        ("It is called “kites”", "It is called “kites”. Up to 5 papers."),
        ("Saved.", "Saved. Up to 5 papers."),
        ("Which “kites?”", "Which “kites?” Up to 5 papers."),
    ],
)
def test_a_title_ends_before_the_text_under_it_where_a_note_is_heard(title: str, heard: str) -> None:
    assert note(title, "Up to 5 papers.").plain == heard
    assert note(title).plain == title
