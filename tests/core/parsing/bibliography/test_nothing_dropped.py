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
    rows = "".join(f"<record><titles><title>{escape(title)}</title></titles></record>\n" for title in titles)
    return f"<xml><records>{rows}</records></xml>"


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


def numbered(titles: Sequence[str]) -> str:
    return "\n".join(f"{n}. {title} https://arxiv.org/abs/2611.{n:05d}" for n, title in enumerate(titles, 1))


def posts(titles: Sequence[str]) -> str:
    return "\n\n".join(f"{title}\npaper: https://arxiv.org/abs/2611.{n:05d}" for n, title in enumerate(titles, 1))


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
    numbered,
    posts,
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


STRAY = "Dear all, these are the ones that I could not find."

STRAYS: list[tuple[str, Callable[[Sequence[str]], str]]] = [
    ("\n\n", bibtex),
    ("\n\n", ris),
    ("\n\n", endnote),
    ("\n", json_lines),
]
"""Formats in which a text may stand between two records, and what parts them."""


@pytest.mark.parametrize(("parted", "write"), STRAYS)
@given(titles=title_lists, places=st.sets(st.integers(0, 8), min_size=1))
def test_text_between_two_records_is_told_with_its_line(
    parted: str, write: Callable[[Sequence[str]], str], titles: list[str], places: set[int]
) -> None:
    records = [write([title]) for title in [*titles, "A Ledger of Slow Rivers"]]
    places = {place for place in places if 0 < place <= len(records)} or {len(records)}
    for place in sorted(places, reverse=True):
        records.insert(place, STRAY)
    listing = parse(parted.join(records).encode(), "library")
    assert len(listing.entries) + len(listing.skipped) == len(records)
    lines = parted.join(records).split("\n")
    assert {number for number, line in enumerate(lines, 1) if line == STRAY} <= {skip.line for skip in listing.skipped}


def test_entries_on_one_line_or_without_a_key_or_a_comma_are_all_read() -> None:
    text = "@misc{a, title={Kites}}@misc{title={Waves}} @misc{c, title={Rivers}\n year=2024}\n"
    entries = parse(text.encode(), "library.bib").entries
    assert [entry.title for entry in entries] == ["Kites", "Waves", "Rivers"]


def test_names_in_biblatex_parts_are_people() -> None:
    names = 'family=Meer, given=Jo, prefix=van der, useprefix=true and given={Bo}, family={Fjord} and {"}family=Li, Jr"'
    text = f"@article{{a, title={{Kites}}, author={{{names}}}}}".replace('{"}', '"')
    assert parse(text.encode(), "library.bib").entries[0].authors == ("Jo van der Meer", "Bo Fjord", "Li, Jr")


def test_what_mendeley_and_jabref_write_into_each_file_is_no_text() -> None:
    head = "Automatically generated by Mendeley Desktop 1.19\nAny changes to this file will be lost if it is regenerated.\n\n"
    text = f"{head}% Encoding: UTF-8\n@misc{{a, title={{Kites}}}}\n@comment{{jabref-meta: x;}}\n"
    assert parse(text.encode(), "library.bib").skipped == ()


TABLE = """# Rivers

| Paper | Year | Link |
|---|:-:|---|
| Slow Rivers | 2020 | [pdf](https://arxiv.org/pdf/2001.01234) |
| [Wide Rivers](https://doi.org/10.5555/wide) | 2021 | |
| | 2022 | |

Ask me for more.
"""

NOTE = """---
title: "Slow Rivers"
authors: ["[[Ida Fjord]]", "Li, Bo"]
url: https://arxiv.org/abs/2001.01234
tags: [water]
---
## Abstract
We wade.

## Mine
Good.
"""


def test_a_table_of_markdown_is_read_by_the_names_of_its_columns() -> None:
    listing = parse(TABLE.encode(), "rivers.md")
    rows = [(entry.title, entry.arxiv or entry.doi, entry.line) for entry in listing.entries]
    assert rows == [("Slow Rivers", "2001.01234", 5), ("Wide Rivers", "10.5555/wide", 6)]
    assert [skip.line for skip in listing.skipped] == [7, 9]


def test_a_note_is_read_by_its_properties_and_what_people_wrote_in_it_is_not() -> None:
    (entry,) = parse(NOTE.encode(), "slow.md").entries
    assert (entry.title, entry.authors, entry.arxiv) == ("Slow Rivers", ("Ida Fjord", "Bo Li"), "2001.01234")
    assert (entry.abstract, entry.keywords) == ("We wade.", ("water",))


@pytest.mark.parametrize(
    "answer",
    [
        {"2001.01234": {"title": "Slow Rivers"}, "10.5555/wide": {"title": "Wide Rivers"}},
        {"papers": {"arXiv:2001.01234": {"title": "Slow Rivers"}, "doi:10.5555/wide": {"title": "Wide Rivers"}}},
        {"2001.01234": "Slow Rivers", "10.5555/wide": "Wide Rivers"},
        {"2020": [{"title": "Slow Rivers", "id": "2001.01234"}], "2021": [{"title": "Wide Rivers", "doi": "10.5555/wide"}]},
        {"response": {"docs": [{"title": ["Slow Rivers"], "identifier": ["arXiv:2001.01234"], "bibcode": "a"},
                               {"title": ["Wide Rivers"], "doi": ["10.5555/wide"], "bibcode": "b"}]}},
        {"data": [{"attributes": {"titles": [{"title": "Slow Rivers"}], "doi": "10.48550/arxiv.2001.01234"}},
                  {"attributes": {"titles": [{"title": "Wide Rivers"}], "doi": "10.5555/wide"}}]},
        {"results": [{"title": "Slow Rivers", "id": "2001.01234"}], "papers": [{"title": "Wide Rivers", "doi": "10.5555/wide"}]},
    ],
)  # fmt: skip
def test_json_keyed_by_id_or_under_any_names_loses_no_paper_and_no_id(answer: object) -> None:
    listing = parse(json.dumps(answer).encode(), "answer.json")
    assert [(entry.title, entry.arxiv or entry.doi) for entry in listing.entries] == [
        ("Slow Rivers", "2001.01234"), ("Wide Rivers", "10.5555/wide"),
    ]  # fmt: skip
    assert listing.skipped == ()


@pytest.mark.parametrize("mark", ["- ", "1. "])
def test_each_paper_that_a_line_of_a_list_names_is_read_or_told(mark: str) -> None:
    lines = [
        "[Slow Rivers](https://arxiv.org/abs/2001.01231) and [Wide Rivers](https://arxiv.org/abs/2001.01232)",
        "Deep Rivers https://arxiv.org/abs/2001.01233, after https://arxiv.org/abs/2001.01234",
        "**Cold Rivers** ([arXiv:2001.01235](https://arxiv.org/abs/2001.01235))",
        "Dry Rivers https://arxiv.org/abs/2001.01237",
    ]
    text = "\n".join(mark + line for line in lines) + "\n\n## See also\nHot Rivers https://arxiv.org/abs/2001.01236\n"
    listing = parse(text.encode(), "rivers.md")
    names = " ".join([*(entry.arxiv for entry in listing.entries), *(skip.why for skip in listing.skipped)])
    assert all(f"2001.0123{n}" in names for n in range(1, 8))


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
