"""A file that we export comes back in as it went out: `ingest` reads each format for reference managers without a change."""

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import parsing
from core.model import Paper
from core.services.export import Format, export
from core.text.cleaning import clean, plain

NAMES = (
    "Ada Byron", "Ludwig van der Berg", "Walter De La Mare", "Martin L. King Jr.", "Towel and Linen Consortium", "王小明", "Zoë O'Hara",
)  # fmt: skip
WORDS = (
    "Kites",
    "50%",
    "R&D",
    "C#",
    "a_b",
    "x^2",
    "rivers:",
    "(a",
    "study)",
    "--",
    "Größe",
    "基于",
    "~5",
    "{set}",
    "p<.05",
    "“why”",
    "!",
)
titles = (
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=8)
    .map(" ".join)
    .filter(lambda text: plain(clean(text)) == text)
)
papers = st.builds(
    Paper,
    id=st.just("x"),
    title=titles,
    abstract=titles,
    authors=st.lists(st.sampled_from(NAMES), unique=True, max_size=4).map(tuple),
    url=st.sampled_from(("", "https://kites.example/a_1?b=%20&c=1")),
    arxiv=st.sampled_from(("", "2401.01234", "hep-th/9901001")),
    doi=st.sampled_from(("", "10.1000/k_1(2)")),
    published=st.dates(date(1990, 1, 1), date(2026, 1, 1)),
    categories=st.sampled_from(((), ("cs.LG",), ("cs.LG", "stat.ML"))),
)


def apart(library: list[Paper]) -> list[Paper]:
    """Each with a DOI of its own, where it has one: in a record no two papers have the same."""
    return [msgspec.structs.replace(paper, doi=paper.doi and f"10.1000/k_{n}(2)") for n, paper in enumerate(library)]


@pytest.mark.parametrize("form", ["bibtex", "ris", "csl", "csv", "json"])
@given(library=st.lists(papers, min_size=2, max_size=3).map(apart))
def test_what_is_exported_comes_back_without_a_change(form: Format, library: list[Paper]) -> None:
    listing = parsing.parse(export(library, form).encode(), "export")
    assert not listing.skipped
    for paper, entry in zip(library, listing.entries, strict=True):
        for field in ("title", "abstract", "authors", "url", "arxiv", "doi", "published", "categories"):
            assert getattr(entry, field) == getattr(paper, field), field
        assert entry.keywords == ()
