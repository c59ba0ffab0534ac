"""arXiv's query API: every field, its errors, and a recorded answer with its exact count."""

from datetime import date
from pathlib import Path

import pytest

from core.errors import NotAListing
from core.model import Entry, Listing
from core.parsing import parse
from core.parsing.arxiv import arxiv_atom
from core.parsing.bytes_in import opening
from core.parsing.xml import feed
from core.text.cleaning import clean, plain
from tests.core.parsing.answers import CATEGORIES, atom, authors_of
from tests.core.parsing.renderings import deal

CARDS = deal()
ERROR = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">
<link href="http://arxiv.org/api/query?id_list=1" rel="self"/><title>ArXiv Query: id_list=1</title><id>http://arxiv.org/api/x</id>
<entry><id>http://arxiv.org/api/errors#bad</id><title>Error</title><summary>incorrect id format for 1</summary></entry>{}</feed>"""


def read(data: bytes) -> Listing:
    return arxiv_atom.parse(data, "answer.xml")


def test_every_field_is_read() -> None:
    card = CARDS[4]
    entry = read(atom([card])).entries[0]
    assert entry == Entry(
        title=card.title,
        abstract=card.text,
        line=8,
        arxiv=card.arxiv,
        doi=f"10.1000/{card.arxiv}",
        authors=authors_of(card),
        categories=("cs.LG", "cs.CL", "stat.ML"),
        published=card.published,
        rank=1,
    )


def test_a_whole_answer_is_read_in_its_order() -> None:
    digest = parse(atom(CARDS), "answer.xml")
    assert (digest.source, digest.day, digest.skipped) == ("arxiv", None, ())
    assert [(entry.arxiv, entry.title) for entry in digest.entries] == [
        (card.arxiv, plain(card.title)) for card in CARDS
    ]
    assert [entry.abstract for entry in digest.entries] == [clean(card.text) for card in CARDS]
    assert [entry.rank for entry in digest.entries] == list(range(1, len(CARDS) + 1))


def test_the_primary_category_comes_first_and_classes_of_other_schemes_are_left_out() -> None:
    assert set(read(atom(CARDS[:1])).entries[0].categories) == set(CATEGORIES)
    assert read(atom(CARDS[:1])).entries[0].categories[0] == "cs.LG"


@pytest.mark.parametrize("named", ["http://arxiv.org/abs/math.GT/0309136v1", "https://arxiv.org/abs/math/0309136"])
def test_old_ids_lose_version_and_class(named: str) -> None:
    data = atom(CARDS[:1]).replace(f"http://arxiv.org/abs/{CARDS[0].arxiv}v2".encode(), named.encode(), 1)
    assert read(data).entries[0].arxiv == "math/0309136"


def test_the_error_feed_is_an_error_in_arxivs_own_words() -> None:
    with pytest.raises(
        NotAListing, match=r"^x holds no paper: arXiv answered with an error: “incorrect id format for 1”\.$"
    ):
        parse(ERROR.format("").encode(), "x")


def test_an_error_among_papers_is_never_one_of_them() -> None:
    paper = atom(CARDS[:1]).decode()
    entry = paper[paper.index("<entry>") : paper.index("</feed>")].replace("arxiv:", "")
    digest = read(ERROR.format(entry).encode())
    assert [entry.arxiv for entry in digest.entries] == [CARDS[0].arxiv]
    assert "incorrect id format" in digest.skipped[0].why


def test_a_search_without_results_is_an_empty_digest_and_pasted_it_is_an_error() -> None:
    assert read(atom([])) == Listing("arxiv", None, ())
    with pytest.raises(NotAListing, match=r"^x .*\.$"):
        parse(atom([]), "x")


def test_a_paper_told_twice_is_one_in_all_its_categories() -> None:
    again = atom([CARDS[0], CARDS[1], CARDS[0]]).replace(b'term="stat.ML"', b'term="eess.IV"', 1)
    digest = read(again)
    assert [entry.arxiv for entry in digest.entries] == [CARDS[0].arxiv, CARDS[1].arxiv]
    assert digest.entries[0].categories == ("cs.LG", "cs.CL", "eess.IV", "stat.ML")


def test_accents_in_tex_are_decoded_and_mathematics_stays() -> None:
    text = "The Schr\\\"odinger equation of Erd\\H{o}s holds for $\\vec{x}$ and $\\'e$, with \\alpha and 5\\%."
    data = atom([CARDS[0]._replace(text=text, title='The Schr\\"odinger Nets')])
    entry = read(data).entries[0]
    assert entry.title == "The Schrödinger Nets"
    assert entry.abstract == "The Schrödinger equation of Erdős holds for $\\vec{x}$ and $\\'e$, with \\alpha and 5\\%."


@pytest.mark.parametrize(("tag", "why"), [("title", "has no title"), ("id", "names no arXiv paper")])
def test_an_entry_without_title_or_id_costs_itself(tag: str, why: str) -> None:
    whole = atom(CARDS[:3]).decode()
    head, *entries = whole.split("<entry>")
    start, end = entries[1].index(f"<{tag}>"), entries[1].index(f"</{tag}>")
    entries[1] = entries[1][: start + len(tag) + 2] + entries[1][end:]
    digest = read("<entry>".join([head, *entries]).encode())
    assert [entry.arxiv for entry in digest.entries] == [CARDS[0].arxiv, CARDS[2].arxiv]
    assert [skip.line for skip in digest.skipped] == [whole[: whole.index(CARDS[1].arxiv)].count("\n")]
    assert why in digest.skipped[0].why


def test_other_feeds_are_no_answers_of_arxiv() -> None:
    elsewhere = atom(CARDS[:1]).replace(b"arxiv.org/api/", b"example.org/api/")
    assert not arxiv_atom.looks_like(opening(elsewhere))
    assert parse(elsewhere, "x").source == feed.parse(elsewhere, "x").source
    with pytest.raises(NotAListing, match=r"^x is not an answer of arXiv's API"):
        arxiv_atom.parse(b"<rss/>", "x")


def test_the_recorded_answer_is_read_whole(shared: Path) -> None:
    data = (shared / "data" / "feeds" / "arxiv" / "search_50_entries_2026-02-01.xml").read_bytes()
    assert arxiv_atom.looks_like(opening(data))
    digest = parse(data, "search.xml")
    assert (digest.source, digest.day, len(digest.entries), digest.skipped) == ("arxiv", None, 50, ())
    assert len({entry.arxiv for entry in digest.entries}) == 50
    assert digest.entries[0].arxiv == "2301.00306"
    assert digest.entries[0].published == date(2022, 12, 31)
    assert all(
        entry.title and len(entry.abstract) > 200 and entry.authors and entry.categories for entry in digest.entries
    )
    assert all("\n" not in entry.title + entry.abstract and entry.published for entry in digest.entries)
    assert sum(bool(entry.doi) for entry in digest.entries) == data.count(b"</arxiv:doi>")


def test_the_recorded_error_is_refused(shared: Path) -> None:
    data = (shared / "data" / "feeds" / "arxiv" / "error_feed.xml").read_bytes()
    with pytest.raises(NotAListing, match="arXiv answered with an error"):
        parse(data, "error_feed.xml")


def test_the_first_of_several_dois_is_the_papers() -> None:
    entry = "<entry><id>http://arxiv.org/abs/2401.01234v1</id><title>A</title><arxiv:doi>10.1000/a 10.1000/b</arxiv:doi></entry>"
    space = 'xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"'
    (paper,) = arxiv_atom.parse(f"<feed {space}>{entry}</feed>".encode(), "it").entries
    assert paper.doi == "10.1000/a"
