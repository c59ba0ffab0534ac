"""Which format a text has is found out, never asked for; each sample goes to its own parser and to no other's."""

import gzip
import json
import lzma
from datetime import date

import pytest

from core.parsing import _claiming, biorxiv, hf_api, listed_day, openreview, parse, records
from core.parsing.arxiv import arxiv_atom, arxiv_mail, arxiv_rss
from core.parsing.pages import cards_page, page
from core.parsing.xml import feed
from core.text.cleaning import clean, plain
from tests.core.parsing.samples import CARDS, SAMPLES

PARSERS = {
    "hf list": hf_api,
    "hf paper": hf_api,
    "arxiv atom": arxiv_atom,
    "arxiv rss": arxiv_rss,
    "arxiv rss as atom": arxiv_rss,
    "arxiv mail": arxiv_mail,
    "biorxiv": biorxiv,
    "openreview": openreview,
    "blog": feed,
    "records": records,
    "linked headings": cards_page,
    "numbered links": cards_page,
    "plain export": cards_page,
    "trending": cards_page,
    "extracted": cards_page,
    "spaced page": page,
    "dense page": page,
}


def test_every_sample_has_its_parser() -> None:
    assert set(PARSERS) == set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize(
    "pack", [bytes, gzip.compress, lzma.compress, lambda data: b"\xef\xbb\xbf" + data, lambda data: b"\n \n" + data]
)
def test_a_sample_is_known_packed_and_after_blank_lines(name: str, pack: type[bytes]) -> None:
    data = pack(SAMPLES[name])
    assert next(_claiming(data)).parse is PARSERS[name].parse
    digest = parse(data, "sample")
    assert len(digest.entries) == (1 if name == "hf paper" else len(CARDS))
    assert digest.skipped == ()


@pytest.mark.parametrize("name", [name for name in SAMPLES if name not in ("hf paper", "arxiv mail", "arxiv rss")])
def test_every_format_gives_the_same_titles_and_abstracts(name: str) -> None:
    expected = [(plain(clean(card.title)), clean(card.text)) for card in CARDS]
    assert [
        (entry.title, entry.abstract or entry.summary) for entry in parse(SAMPLES[name], "sample").entries
    ] == expected


@pytest.mark.parametrize("name", SAMPLES)
def test_the_day_of_listing_agrees_with_the_digest(name: str) -> None:
    day = parse(SAMPLES[name], "sample").day
    assert day is None or listed_day(parse(SAMPLES[name], "sample"), date(2026, 12, 31)) == day


def test_json_about_something_else_is_left_to_records() -> None:
    for answer in (
        [{"title": "A", "paper": "x"}],
        {"title": "A", "_id": 1},
        [{"title": "A", "abstract": "collection"}],
    ):
        assert parse(json.dumps(answer).encode(), "x").source == "records"
