"""Hugging Face's API: every shape it had since 2024, the day of a list, and each recorded day with its exact count."""

import json
import lzma
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.errors import NotAListing
from core.model import Entry, Listing
from core.parsing import hf_api, parse
from core.parsing.bytes_in import opening
from core.text.cleaning import plain
from tests.core.parsing.answers import hf_entry, hf_list, hf_paper
from tests.core.parsing.renderings import Card, deal

DAY = date(2026, 8, 21)
CARDS = deal()
CARD = CARDS[4]
WRONG: list[Any] = [
    None,
    True,
    7,
    2503.0210,
    "",
    "x",
    [],
    [1, None, "a"],
    {},
    {"name": 1},
    float("inf"),
    10**30,
    "\ud800",
]


def read(data: bytes, where: str = "answer.json") -> Listing:
    return hf_api.parse(data, where)


def as_json(*answer: object) -> bytes:
    return json.dumps(answer).encode()


def first(card: Card, **more: Any) -> Entry:
    (entry,) = read(as_json(hf_entry(card, DAY, **more))).entries
    return entry


def test_every_field_of_an_entry_is_read() -> None:
    expected = Entry(
        title=CARD.title,
        abstract=CARD.text,
        line=1,
        arxiv=CARD.arxiv,
        authors=("Ada Byron",),
        published=CARD.published,
        rank=1,
        score=CARD.upvotes,
        comments=CARD.comments,
        code=CARD.code,
        stars=CARD.stars,
        project=f"https://example.org/{CARD.arxiv}",
        summary=f"A machine says of {CARD.arxiv} that it is new.",
        keywords=("nets", "numbers"),
        day=DAY,
    )
    assert read(as_json(hf_entry(CARD._replace(authors=5), DAY))) == Listing("hf", DAY, (expected,))


def test_a_list_keeps_its_order_and_its_ids_as_texts() -> None:
    digest = parse(hf_list(CARDS, DAY), "answer.json")
    assert [entry.arxiv for entry in digest.entries] == [card.arxiv for card in CARDS]
    assert [entry.rank for entry in digest.entries] == list(range(1, len(CARDS) + 1))
    assert [entry.title for entry in digest.entries] == [plain(card.title) for card in CARDS]


def test_a_paper_by_itself_and_the_answer_of_a_search_are_read() -> None:
    alone = parse(json.dumps(hf_paper(CARD, DAY, comments=[{"id": 1}, {"id": 2}])).encode(), "answer.json")
    assert [(entry.arxiv, entry.rank, entry.comments, entry.day) for entry in alone.entries] == [
        (CARD.arxiv, 0, 2, DAY)
    ]
    answer = [{"paper": hf_paper(card)} for card in CARDS]
    assert len(parse(json.dumps(answer).encode(), "answer.json").entries) == len(CARDS)


def test_the_oldest_shape_and_the_barest_are_read() -> None:
    bare = {
        "paper": {
            "id": "2405.15730",
            "title": "Tidal\n  Nets",
            "summary": "We present\nnets.",
            "authors": [],
            "upvotes": 3,
        }
    }
    (entry,) = read(as_json(bare)).entries
    assert (entry.title, entry.abstract, entry.arxiv, entry.score) == (
        "Tidal Nets",
        "We present nets.",
        "2405.15730",
        3,
    )
    assert len(read(as_json({"paper": {"title": "Tidal Nets"}})).entries) == 1


@pytest.mark.parametrize(
    ("inner", "outer", "title"),
    [
        ("LLMtimesMapReduce", "LLM$\\times$MapReduce", "LLM×MapReduce"),
        ("Transformer^2: Nets", "$\\text{Transformer}^2$: Nets", "Transformer^2: Nets"),
        ("Nets with AIEV", "Nets with \\textsc{AIEV}", "Nets with AIEV"),
        ("Nets of\n  Nets", "Nets of Nets", "Nets of Nets"),
        ("The Newer Title", "The Older Title", "The Newer Title"),
        ("$\\tau$-Nets", "tau-Nets", "τ-Nets"),
        ("", "Only Outside", "Only Outside"),
    ],
)
def test_the_title_is_the_inner_one_unless_it_lost_its_latex(inner: str, outer: str, title: str) -> None:
    (entry,) = read(as_json({"paper": {"title": inner, "id": CARD.arxiv}, "title": outer})).entries
    assert entry.title == title


def test_hidden_authors_are_left_out() -> None:
    authors = [
        {"name": "Ada Byron", "hidden": True},
        {"name": "Emmy Noether", "hidden": False},
        {"name": "Mary Somerville"},
        {},
        "x",
    ]
    assert first(CARD, authors=authors).authors == ("Emmy Noether", "Mary Somerville")


@pytest.mark.parametrize(
    "where", ["2026-08-21.json", "/data/2024-01-01/2026-08-21.json.xz", "https://hf.example/x?date=2026-08-21"]
)
@pytest.mark.parametrize("own", [None, DAY])
def test_the_day_of_a_list_is_the_one_its_name_says(where: str, own: date | None) -> None:
    digest = read(hf_list(CARDS, own), where)
    assert digest.day == DAY
    assert {entry.day for entry in digest.entries} == {None}


def test_a_paper_listed_on_another_day_too_counts_for_the_day_asked_for() -> None:
    data = as_json(*(hf_entry(card, DAY) for card in CARDS[:-1]), hf_entry(CARDS[-1], date(2026, 8, 20)))
    digest = read(data, "2026-08-21.json")
    assert (digest.day, {entry.day for entry in digest.entries}) == (DAY, {None})


def test_a_name_that_most_entries_contradict_is_no_day_of_listing() -> None:
    days = [date(2026, 8, 17 + n % 4) for n in range(len(CARDS))]
    digest = read(
        as_json(*(hf_entry(card, day) for card, day in zip(CARDS, days, strict=True))), "week 2026-08-21.json"
    )
    assert (digest.day, [entry.day for entry in digest.entries]) == (None, days)


@pytest.mark.parametrize("where", ["answer.json", "2026-W34.json", "month=2026-08", "20260-08-21", "2026-13-45.json"])
def test_without_a_day_in_the_name_the_entries_agree_on_one_or_keep_their_own(where: str) -> None:
    assert read(hf_list(CARDS, DAY), where).day == DAY
    assert read(hf_list(CARDS), where).day is None
    mixed = as_json(*(hf_entry(card, date(2026, 8, 20 + n % 2)) for n, card in enumerate(CARDS)))
    assert read(mixed, where).day is None
    assert read(as_json(hf_entry(CARDS[0], DAY), hf_entry(CARDS[1])), where).day is None


def test_a_day_is_counted_in_utc() -> None:
    assert first(CARD, publishedAt="2026-01-01T23:30:00-05:00").published == date(2026, 1, 2)
    assert first(CARD, publishedAt="9999-12-31T23:30:00-05:00").published is None


@pytest.mark.parametrize("field", [*hf_paper(CARD, DAY), "comments"])
@pytest.mark.parametrize("value", WRONG, ids=ascii)
def test_a_wrong_value_costs_its_field_and_never_another_entry(field: str, value: Any) -> None:
    data = as_json(hf_entry(CARDS[0], DAY), hf_entry(CARD, DAY, **{field: value}), hf_entry(CARDS[1], DAY))
    digest = read(data)
    assert len(digest.entries) == 3
    assert [digest.entries[0].arxiv, digest.entries[2].arxiv] == [CARDS[0].arxiv, CARDS[1].arxiv]


@pytest.mark.parametrize("value", [*WRONG, [hf_entry(CARD)]], ids=ascii)
def test_what_is_no_entry_costs_one_and_is_reported(value: Any) -> None:
    digest = read(as_json(hf_entry(CARDS[0]), value, hf_entry(CARDS[1])))
    readable = isinstance(value, list) and value == [hf_entry(CARD)]
    assert len(digest.entries) in (2, 2 + readable)
    assert all(answer.why for answer in digest.skipped)


def test_a_number_is_no_id() -> None:
    assert first(CARD, id=2503.0210).arxiv == ""
    assert first(CARD, id="2503.02130").arxiv == "2503.02130"


def test_an_empty_list_is_a_day_without_papers_and_pasted_it_is_an_error() -> None:
    assert read(b"[]", "2026-08-22.json") == Listing("hf", date(2026, 8, 22), ())
    with pytest.raises(NotAListing, match=r"^x\.json .*\.$"):
        parse(b"[]", "x.json")


def test_an_error_is_told_in_the_words_of_hugging_face() -> None:
    with pytest.raises(NotAListing, match=r"^x is an error of Hugging Face: “✖ Invalid date”\.$"):
        read(json.dumps({"error": "✖ Invalid\ndate"}).encode(), "x")


def test_a_broken_entry_in_the_middle_of_one_long_line_costs_itself() -> None:
    data = hf_list(CARDS, DAY)
    at = data.index(CARDS[2].arxiv.encode())
    digest = read(data[: at - 1] + data[at:])
    assert [entry.arxiv for entry in digest.entries] == [card.arxiv for card in CARDS if card is not CARDS[2]]
    assert len(digest.skipped) == 1


def test_a_list_cut_short_gives_what_is_whole() -> None:
    data = hf_list(CARDS, DAY)
    digest = read(data[: data.index(CARDS[7].arxiv.encode())])
    assert [entry.arxiv for entry in digest.entries] == [card.arxiv for card in CARDS[:7]]
    assert len(digest.skipped) == 1


@pytest.mark.long
def test_every_recorded_day_is_read_whole(shared: Path) -> None:
    files = sorted((shared / "data" / "feeds" / "hf_daily_papers").glob("*.json.xz"))
    seen: dict[str, int] = {}
    for file in files:
        packed = file.read_bytes()
        assert hf_api.looks_like(opening(packed))
        digest = hf_api.parse(packed, file.name)
        recorded = json.loads(lzma.decompress(packed))
        assert digest.skipped == ()
        assert (digest.source, str(digest.day)) == ("hf", file.name.removesuffix(".json.xz"))
        assert [entry.arxiv for entry in digest.entries] == [answer["paper"]["id"] for answer in recorded]
        assert [entry.score for entry in digest.entries] == [answer["paper"]["upvotes"] for answer in recorded]
        for entry, answer in zip(digest.entries, recorded, strict=True):
            assert entry.title and entry.abstract and entry.published and entry.authors and entry.comments is not None
            assert "\n" not in entry.title + entry.abstract
            assert str(entry.published) == answer["paper"]["publishedAt"][:10]
            assert len(entry.authors) == sum(not author["hidden"] for author in answer["paper"]["authors"])
            assert entry.code == "".join((answer["paper"].get("githubRepo") or "").split())
            assert entry.stars == answer["paper"].get("githubStars")
            assert bool(entry.summary) == bool(answer["paper"].get("ai_summary"))
        seen[file.name] = len(digest.entries)
    assert (len(seen), sum(seen.values())) == (112, 1834)


@pytest.mark.long
def test_the_days_that_recorded_entries_name_agree_with_the_files(shared: Path) -> None:
    without = 0
    for file in sorted((shared / "data" / "feeds" / "hf_daily_papers").glob("*.json.xz")):
        digest = hf_api.parse(file.read_bytes(), "no day in this name")
        without += sum(entry.day is None for entry in digest.entries)
        assert {str(entry.day) for entry in digest.entries} <= {file.name.removesuffix(".json.xz"), "None"}
    assert without == 470
