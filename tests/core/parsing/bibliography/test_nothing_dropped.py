"""Entries and skipped are together what a text holds, in every format; a text that one format refuses goes to the next."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import date
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import NotAListing
from core.model import Paper
from core.parsing import parse
from core.services.export import Format, export

DOI = "10.5555/kept."


def bibtex(titles: Sequence[str]) -> str:
    return export([Paper(str(n), title) for n, title in enumerate(titles)], "bibtex")


def ris(titles: Sequence[str]) -> str:
    return "\n".join(f"TY  - JOUR\nTI  - {title}\nDO  - {DOI}{n}\nER  - " for n, title in enumerate(titles))


def ris_without_ends(titles: Sequence[str]) -> str:
    return ris(titles).replace("\nER  - ", "")


def endnote(titles: Sequence[str]) -> str:
    return "\n\n".join(f"%0 Book\n%T {title}\n%R {DOI}{n}" for n, title in enumerate(titles))


def endnote_xml(titles: Sequence[str]) -> str:
    told = "".join(f"<record><titles><title>{escape(title)}</title></titles></record>\n" for title in titles)
    return f"<xml><records>{told}</records></xml>"


def table(titles: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([("Title", "DOI"), *((title, f"{DOI}{n}") for n, title in enumerate(titles))])
    return out.getvalue()


def csl(titles: Sequence[str]) -> str:
    return json.dumps([{"title": title, "type": "book", "DOI": f"{DOI}{n}", "author": [{"family": "F"}], "issued": {}}
                       for n, title in enumerate(titles)])  # fmt: skip


def openalex(titles: Sequence[str]) -> str:
    return json.dumps({"meta": {}, "results": [{"display_name": title, "authorships": []} for title in titles]})


def json_lines(titles: Sequence[str]) -> str:
    return "\n".join(json.dumps({"title": title, "doi": f"{DOI}{n}"}) for n, title in enumerate(titles))


def markdown(titles: Sequence[str]) -> str:
    return "\n".join(f"- [ ] {title} https://doi.org/{DOI}{n}" for n, title in enumerate(titles))


WRITERS: list[Callable[[Sequence[str]], str]] = [
    bibtex,
    ris,
    ris_without_ends,
    endnote,
    endnote_xml,
    table,
    csl,
    openalex,
    json_lines,
    markdown,
]
words = st.text("abcdefg ÄÖß.,:;&<>'()+=~%#^_$\\{}", max_size=40).map(lambda text: " ".join(text.split()))
title_lists = st.lists(st.one_of(words, st.just("Kites that Count Waves")), min_size=1, max_size=8)


@pytest.mark.parametrize("write", WRITERS)
@given(titles=title_lists)
def test_every_record_is_an_entry_or_is_skipped(write: Callable[[Sequence[str]], str], titles: list[str]) -> None:
    try:
        listing = parse(write([*titles, "A Ledger of Slow Rivers"]).encode(), "library")
    except NotAListing as error:  # where no title is one
        raise AssertionError(error) from error
    assert len(listing.entries) + len(listing.skipped) == len(titles) + 1


@pytest.mark.parametrize("form", ["json", "csv", "bibtex", "md"])
def test_our_own_exports_come_back_whole(form: Format) -> None:
    papers = [
        Paper(
            "2401.01234", "Kites: 50% & C_1 {Waves}", "We count; “waves”, well.", ("Ida Fjord", "Jo van der Meer"),
            "https://arxiv.org/abs/2401.01234", "2401.01234", published=date(2024, 1, 1), categories=("cs.LG",),
        ),
        Paper("a", "=Rivers (slow, wide) [draft]", authors=("Ida Fjord",), doi="10.5555/x_y", url="https://doi.org/10.5555/x_y"),
        Paper("b", "A Plain (Bracketed) Ledger", authors=("Ida Fjord", "Jo Meer", "Bo Q")),
        Paper("c", "Nothing Else Is Known"),
    ]  # fmt: skip
    listing = parse(export(papers, form).encode(), "export")
    assert listing.skipped == ()
    for entry, paper in zip(listing.entries, papers, strict=True):
        assert (entry.title, entry.authors) == (paper.title, paper.authors)
        assert (entry.arxiv, entry.doi, entry.url) == (paper.arxiv, paper.doi, paper.url)
        if form != "md":
            assert (entry.published, entry.categories) == (paper.published, paper.categories)


def test_what_bibtex_cannot_say_is_skipped_with_its_line() -> None:
    text = "@article{a, title = {Kites}}\n@article{b, title = {Waves\n}\n@article(c, title = {Rivers})\n@proceedings{d, title = {V}}\n"
    listing = parse(text.encode(), "library.bib")
    assert [entry.title for entry in listing.entries] == ["Kites", "Rivers"]
    assert [skip.line for skip in listing.skipped] == [2, 5]


def test_a_repeated_key_or_field_of_bibtex_costs_nothing() -> None:
    text = "@misc{a, title = {Kites}}\n@misc{a, title = {Waves}, note = {x}, note = {y}}\n"
    assert [entry.title for entry in parse(text.encode(), "library.bib").entries] == ["Kites", "Waves"]


@pytest.mark.parametrize("text", ["[1] Kites, waves and rivers", "@article{", "TY  - JOUR", "%0 Book", "title,doi\n"])
def test_a_text_without_a_paper_is_refused_in_one_sentence_of_its_own_kind(text: str) -> None:
    with pytest.raises(NotAListing, match=r"^x \S") as refused:
        parse(text.encode(), "x")
    assert "\n" not in str(refused.value)
    assert "JSON" not in str(refused.value)


def test_what_begins_like_references_and_is_a_page_goes_to_the_page() -> None:
    abstract = "We present kites that count waves. They need no wind, and we show that they count as well as people do."
    text = "\n\n".join(f"[{n}] Kites that Count Waves in Harbour {n}\n\n{abstract} {abstract}" for n in range(1, 5))
    assert len(parse(text.encode(), "page").entries) == 4
