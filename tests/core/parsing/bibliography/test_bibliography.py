"""The same papers in every form of a bibliography: ids, titles, authors and dates; nothing is dropped without being told."""

import json
import re
import time
from datetime import date
from pathlib import Path

import pytest

from core.errors import NotAListing
from core.parsing import _FORMATS, parse
from core.parsing.bibliography.json_names import GENERAL, SERVICES
from core.text.identifiers import reference
from tests.core.parsing.bibliography.examples import ARXIV, DOI, EXAMPLES, FIRST, PEOPLE, SECOND

DOCS = Path(__file__).parents[4] / "docs" / "sources.md"


@pytest.mark.parametrize("kind", EXAMPLES)
def test_every_form_brings_both_papers_with_ids_authors_and_year(kind: str) -> None:
    listing = parse(EXAMPLES[kind].encode(), "library")
    assert (listing.kind, listing.skipped) == (kind, ())
    first, second = listing.entries
    assert (first.title, first.doi) == (FIRST, DOI)
    assert (second.title, second.arxiv) == (SECOND, ARXIV)
    if kind != "Markdown list":
        assert first.authors == second.authors == PEOPLE
    if kind not in ("Markdown list", "References"):
        assert first.published in (date(2024, 1, 1), date(2024, 3, 1))


def test_each_example_of_the_documentation_is_read_as_its_kind() -> None:
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \| `(.+)` \|$", DOCS.read_text("utf-8"), re.MULTILINE)
    assert {kind for kind, _ in rows} == _kinds()
    for kind, example in rows:
        listing = parse(example.replace("⏎", "\n").replace("⇥", "\t").replace("\\|", "|").encode(), kind)
        assert (listing.kind, [entry.title for entry in listing.entries]) == (kind, [SECOND]), kind
        (entry,) = listing.entries
        assert kind in ("EndNote XML", "Titles with abstracts") or entry.arxiv or entry.doi or entry.url, kind


def _kinds() -> set[str]:
    """All that the parsers may call what they read."""
    tables_and_tags = {"RIS", "EndNote", "PubMed", "Web of Science", "Zotero CSV", "TSV", "References"}
    formats = {known.kind for known in _FORMATS} - {"Tagged references"}
    return formats | tables_and_tags | {service.kind for service in (*SERVICES, GENERAL)}


def test_each_link_of_the_documentation_names_the_paper() -> None:
    links = re.findall(r"^\| [^|]+ \| `(https?://[^`]+)` \|$", DOCS.read_text("utf-8"), re.MULTILINE)
    assert len(links) > 5
    assert {reference(link) for link in links} == {f"arxiv:{ARXIV}"}


def test_names_in_parts_a_numbered_list_and_a_command_without_a_sign_are_read() -> None:
    parts = (
        b'{"papers": [{"title": "Kites", "authors": [{"first": "Ida", "last": "Fjord"}], "arxiv_id": "2403.04567"}]}'
    )
    (entry,) = parse(parts, "papers.json").entries
    assert (entry.title, entry.authors, entry.arxiv) == ("Kites", ("Ida Fjord",), "2403.04567")
    numbered = b"1. [Kites](https://arxiv.org/abs/2403.04567)\n2. [Waves](https://arxiv.org/abs/2403.04568)\n"
    assert [entry.title for entry in parse(numbered, "list.md").entries] == ["Kites", "Waves"]
    (entry,) = parse(rb"@misc{a, title = {Kites}, author = {Guo, {\relax Ya}ng}}", "library.bib").entries
    assert entry.authors == ("Yang Guo",)


def test_a_file_of_far_too_many_entries_is_refused_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bibtexparser.entrypoint.parse_string", lambda *_, **__: pytest.fail("it was read"))
    with pytest.raises(NotAListing, match="it holds more than 20,000 entries"):
        parse(b"@misc{a,\n" * 40_001, "it")


@pytest.mark.parametrize(
    "head", ["TY  - JOUR\nTI  - Kites\nAB  -", "%0 Book\n%T Kites\n%X", "PMID- 1\nTI  - Kites\nAB  -"]
)
def test_a_value_of_very_many_lines_costs_no_time(head: str) -> None:
    began = time.process_time()
    (entry,) = parse((head + "\n#" * 500_000).encode(), "it").entries
    assert (entry.title, len(entry.abstract)) == ("Kites", 19_999)
    assert time.process_time() - began < 3


def test_pubmeds_day_without_signs_is_read() -> None:
    (entry,) = parse(b"PMID- 1\nTI  - Kites\nDP  - 2024 Mar-Apr\nDEP - 20240305\n", "it").entries
    assert entry.published == date(2024, 3, 5)


def test_crossrefs_subtitle_is_part_of_the_title() -> None:
    record = {"title": ["Kites"], "DOI": DOI, "reference-count": 0}
    titles = {"A Ledger": "Kites: A Ledger", "kites": "Kites"}
    for subtitle, title in titles.items():
        (entry,) = parse(json.dumps({"message": {**record, "subtitle": [subtitle]}}).encode(), "it").entries
        assert entry.title == title
