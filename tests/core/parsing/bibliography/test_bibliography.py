"""The same papers in every form of a bibliography: ids, titles, authors and dates; nothing is dropped without being told."""

from datetime import date

import pytest

from core.parsing import parse
from tests.core.parsing.bibliography.examples import ARXIV, DOI, EXAMPLES, FIRST, PEOPLE, SECOND


@pytest.mark.parametrize("kind", EXAMPLES)
def test_every_form_brings_both_papers_with_ids_authors_and_year(kind: str) -> None:
    listing = parse(EXAMPLES[kind].encode(), "library")
    assert (listing.kind, listing.skipped) == (kind, ())
    first, second = listing.entries
    assert (first.title.rstrip("."), first.doi) == (FIRST, DOI)
    assert (second.title.rstrip("."), second.arxiv) == (SECOND, ARXIV)
    if kind != "Markdown list":
        assert first.authors == second.authors == PEOPLE
    if kind not in ("Markdown list", "References"):
        assert first.published
        assert first.published.year == date(2024, 1, 1).year
