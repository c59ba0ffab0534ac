"""Exports are read by other programs: nothing in a title breaks out, and our JSON comes back as it was."""

import csv
import io
import re
from datetime import date

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from core import parsing
from core.model import Paper, Sighting
from core.services.export import export

PAPER = Paper(
    id="2611.00001",
    title="50% of {Rivers} & $2^n$ Kites_in C#",
    abstract="We look at rivers.",
    authors=("Ada Byron", "Zoë O'Hara"),
    url="https://arxiv.org/abs/2611.00001",
    arxiv="2611.00001",
    published=date(2026, 11, 19),
    categories=("cs.LG",),
    sightings=(Sighting("hf", date(2026, 11, 20)),),
)
texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=80)


def test_bibtex_names_everything_a_reference_needs() -> None:
    text = export([PAPER], "bibtex")
    assert text.startswith("@misc{byron2026rivers,")
    for part in (
        r"title = {{50\% of \lbrace{}Rivers\rbrace{} \& \$2\textasciicircum{}n\$ Kites\_in C\#}}",
        "author = {Ada Byron and Zoë O'Hara}",
    ):
        assert part in text
    for part in ("year = {2026}", "eprint = {2611.00001}", "archivePrefix = {arXiv}", "primaryClass = {cs.LG}"):
        assert part in text


def test_bibtex_keys_are_unique() -> None:
    keys = re.findall(r"@misc{([^,]+),", export([PAPER] * 5, "bibtex"))
    assert len(set(keys)) == 5


@given(texts)
def test_braces_of_bibtex_are_balanced_whatever_the_title(title: str) -> None:
    text = export([Paper("x", title)], "bibtex").replace(r"\{", "").replace(r"\}", "")
    depth = 0
    for sign in text:
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0
    assert depth == 0


@given(st.lists(texts, min_size=1, max_size=4))
def test_csv_is_read_back_cell_by_cell(titles: list[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(export([Paper(str(n), t) for n, t in enumerate(titles)], "csv"))))
    assert [row["title"].removeprefix("'") for row in rows] == [t.removeprefix("'") for t in titles]
    assert not any(row["title"].startswith(("=", "+", "-", "@")) for row in rows)


def test_markdown_titles_make_no_links_of_their_own() -> None:
    text = export([Paper("x", "A [trap](http://evil.example) <b>")], "md")
    assert text == "- A \\[trap\\](http://evil.example) \\<b\\>\n"


def test_our_json_comes_back_as_a_digest() -> None:
    paper = msgspec.structs.replace(PAPER, title="Rivers & Kites: a τ-bench (50%)")
    (entry,) = parsing.parse(export([paper], "json").encode(), "export.json").entries
    assert (entry.title, entry.abstract, entry.authors, entry.arxiv) == (
        paper.title,
        paper.abstract,
        paper.authors,
        paper.arxiv,
    )
    assert (entry.published, entry.categories, entry.url) == (paper.published, paper.categories, paper.url)


def test_what_nobody_told_of_a_paper_is_noted_and_not_made_up() -> None:
    pasted = Paper("x", "Diffusion Models Beat GANs", sightings=(Sighting("pasted", date(2026, 3, 11)),))
    text = export([pasted], "bibtex")
    assert text.startswith("@misc{diffusionmodels,")
    assert "note = {Authors, date and link unknown; dated 11 Mar 2026}" in text
    assert "year" not in text
    assert "note" not in export([PAPER], "bibtex")
