"""bioRxiv and medRxiv: versions, names, glued headings, what the server says, and the recorded answers."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.errors import NotAListing
from core.model import Entry, Listing
from core.parsing import biorxiv, parse
from core.parsing.bytes_in import opening
from core.text.cleaning import clean, plain
from tests.core.parsing import answers
from tests.core.parsing.renderings import deal

CARDS = deal()


def read(answer: object) -> Listing:
    return biorxiv.parse(json.dumps(answer).encode(), "answer.json")


def first(**more: Any) -> Entry:
    answer = answers.posts(CARDS[:1])
    answer["collection"][0] |= more
    (entry,) = read(answer).entries
    return entry


def test_every_field_is_read() -> None:
    card = CARDS[4]
    day = card.published
    expected = Entry(
        title=card.title,
        abstract=card.text,
        line=1,
        doi=f"10.1101/{day:%Y.%m.%d}.000000",
        authors=("A. Byron",),
        categories=("neuroscience",),
        published=day,
        rank=1,
        day=day,
    )
    assert read(answers.posts([card])) == Listing("biorxiv", day, (expected,))


def test_a_whole_answer_is_read_in_its_order() -> None:
    digest = parse(answers.biorxiv(CARDS), "answer.json")
    assert (digest.source, digest.day, digest.skipped) == ("biorxiv", None, ())
    assert [entry.title for entry in digest.entries] == [plain(card.title) for card in CARDS]
    assert [entry.abstract for entry in digest.entries] == [clean(card.text) for card in CARDS]
    assert [entry.day for entry in digest.entries] == [card.published for card in CARDS]
    assert parse(answers.biorxiv(CARDS, "medRxiv"), "answer.json").source == "medrxiv"


def test_an_answer_on_many_lines_gives_each_entry_its_own() -> None:
    text = json.dumps(answers.posts(CARDS[:3]), indent=1)
    lines = text.split("\n")
    for entry in biorxiv.parse(text.encode(), "x").entries:
        assert lines[entry.line - 1].strip() == "{"
        assert entry.doi in lines[entry.line]


@pytest.mark.parametrize("numbers", [("1", "2", "3"), ("3", "1", "2"), (1, 10, 9)])
def test_of_several_versions_the_latest_counts_and_the_first_date(numbers: tuple[Any, ...]) -> None:
    answer = answers.posts(CARDS[:1] * 3)
    for version, number, day in zip(answer["collection"], numbers, (4, 2, 3), strict=True):
        version |= {"doi": "10.1101/X", "version": number, "date": f"2026-01-0{day}", "title": f"Version {number}"}
    (entry,) = read(answer).entries
    latest = max(numbers, key=int)
    assert (entry.title, entry.doi, entry.published) == (f"Version {latest}", "10.1101/x", date(2026, 1, 2))
    assert entry.day == date(2026, 1, (4, 2, 3)[numbers.index(latest)])


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("Byron, A. L.; Noether, E.; The Lantern Consortium", ("A. L. Byron", "E. Noether", "The Lantern Consortium")),
        ("Byron, A.", ("A. Byron",)),
        ("Byron, A., Jr.; Leno da Silva, F.;", ("A. Byron Jr.", "F. Leno da Silva")),
        ("", ()),
        (None, ()),
        (["Byron, A."], ()),
    ],
)
def test_names_are_turned(text: Any, authors: tuple[str, ...]) -> None:
    assert first(authors=text).authors == authors


@pytest.mark.parametrize(
    ("text", "abstract"),
    [
        (
            "BackgroundNets are deep. MethodsWe dig.ResultsThey end.",
            "Background: Nets are deep. Methods: We dig. Results: They end.",
        ),
        ("SummaryNets are deep.", "Summary: Nets are deep."),
        ("AbstractNets are deep. Results follow.", "Nets are deep. Results follow."),
        ("Results of nets. Methods for nets.", "Results of nets. Methods for nets."),
        ("<p>CO<sub>2</sub> at 10<sup>-5</sup> &lt; x</p>", "CO2 at 10^-5 < x"),
        ("<jats:sec><jats:title>Aims</jats:title><jats:p>We aim.</jats:p></jats:sec>", "Aims We aim."),
        ("NA", ""),
        (None, ""),
    ],
)
def test_abstracts_lose_their_markup_and_their_headings_stand_apart(text: Any, abstract: str) -> None:
    assert first(abstract=text).abstract == abstract


@pytest.mark.parametrize("field", list(answers.posts(CARDS[:1])["collection"][0]))
@pytest.mark.parametrize("value", [None, True, 7, 2.5, "", "NA", [], [1], {}, "\ud800"], ids=ascii)
def test_a_wrong_value_costs_at_most_its_own_entry(field: str, value: Any) -> None:
    answer = answers.posts(CARDS[:3])
    answer["collection"][1][field] = value
    digest = read(answer)
    assert len(digest.entries) + len(digest.skipped) == 3
    assert len(digest.skipped) <= (field == "title")
    assert all(len(skip.why) > 5 for skip in digest.skipped)


def test_a_broken_record_costs_itself() -> None:
    data = answers.biorxiv(CARDS[:4]).replace(b'"title": "Does', b'"title": oops "Does')
    digest = biorxiv.parse(data, "x")
    assert len(digest.entries) == 3
    assert len(digest.skipped) == 1


def test_a_day_without_posts_is_an_empty_digest_and_pasted_it_is_an_error() -> None:
    nothing = {"messages": [{"status": "no posts found"}], "collection": []}
    assert read(nothing) == Listing("biorxiv", None, ())
    with pytest.raises(NotAListing, match=r"^x names no paper"):
        parse(json.dumps(nothing).encode(), "x")


@pytest.mark.parametrize(
    "answer",
    [{"messages": [{"status": "Error: bad date"}]}, {"messages": [{"status": "Error: bad date"}], "collection": []}],
)
def test_an_error_is_told_in_the_servers_words(answer: object) -> None:
    with pytest.raises(NotAListing, match=r"^answer\.json .*The server said: “Error: bad date”\.$"):
        read(answer)


def test_a_collection_inside_a_text_is_no_collection() -> None:
    answer = answers.posts(CARDS[:1])
    answer["collection"][0]["abstract"] = 'We say "collection": [{"title": "x"}] to all.'
    assert len(read(answer).entries) == 1


def test_every_recorded_answer_is_read_whole(shared: Path) -> None:
    data = (shared / "data" / "feeds" / "biorxiv" / "biorxiv_details_by_doi.json").read_bytes()
    assert biorxiv.looks_like(opening(data))
    digest = parse(data, "biorxiv.json")
    recorded = json.loads(data)
    assert (digest.source, len(digest.entries), digest.skipped) == ("biorxiv", 7, ())
    assert [entry.doi for entry in digest.entries] == [row["doi"] for row in recorded]
    assert all(
        entry.title and len(entry.abstract) > 300 and entry.categories and entry.published for entry in digest.entries
    )
    for entry, row in zip(digest.entries, recorded, strict=True):
        answer = parse(json.dumps(row["raw_response"]).encode(), "answer.json")
        assert [alone.doi for alone in answer.entries] == [entry.doi]
        assert answer.day == entry.day
        assert len(entry.authors) == row["raw_response"]["collection"][-1]["authors"].rstrip("; ").count(";") + 1
    assert [entry.published != entry.day for entry in digest.entries].count(True) == 1
