"""Same, possible or new: each rule by a pair of papers that it decides."""

import itertools
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dedup import Verdict, decide, judge
from core.model import Entry, Paper
from tests.core.dedup.written import BEES, GLASS, HOSTILE, PAPERS, PROOFS, TIDES

TIDE, BEE, PROOF, PANE = PAPERS
SOMEBODY, SOMEBODY_ELSE = ("Ana Reis", "Bo Lund"), ("Cy Dale", "Di Eber")


def changed(paper: Entry, **fields: object) -> Entry:
    return msgspec.structs.replace(paper, **fields)


def bare(title: str, authors: tuple[str, ...] = (), year: int = 0) -> Entry:
    return Entry(title, authors=authors, published=date(year, 1, 1) if year else None)


def kind(first: Entry, other: Entry) -> str:
    return judge(first, other).kind


def test_one_arxiv_id_is_one_paper_whatever_else_differs() -> None:
    verdict = judge(changed(TIDE, arxiv="2301.00010v2"), changed(BEE, arxiv="arXiv:2301.00010"))
    assert verdict == Verdict("same", "same arXiv id", 1.0)


def test_two_arxiv_ids_are_two_papers_whatever_else_is_equal() -> None:
    assert judge(changed(TIDE, arxiv="2301.00010"), changed(TIDE, arxiv="2301.00011")).kind == "new"
    assert judge(changed(TIDE, arxiv="2301.00010"), changed(TIDE, doi="10.48550/arXiv.2301.00011")).kind == "new"
    both = {"doi": "10.1000/x"}
    assert judge(changed(TIDE, arxiv="2301.00010", **both), changed(TIDE, arxiv="2301.00011", **both)).kind == "new"


def test_one_doi_is_one_paper() -> None:
    assert judge(changed(TIDE, doi="10.1000/X"), changed(BEE, doi="https://doi.org/10.1000/x")).why == "same DOI"


def test_a_forum_of_openreview_decides_nothing_by_itself() -> None:
    forum = "https://openreview.net/forum?id=aB3_x-Yz9Q"
    posted, revised = changed(TIDE, url=forum), changed(TIDE, url=forum, title="TideTable", abstract=TIDES[:450])
    assert judge(posted, revised).kind == "same"
    assert judge(posted, changed(BEE, url=forum)).kind == "new"
    assert judge(changed(posted, arxiv="2301.00010"), changed(posted, arxiv="2301.00011")).kind == "new"


def test_two_dois_of_publishers_keep_equal_papers_apart_for_an_admin() -> None:
    verdict = judge(changed(TIDE, doi="10.1000/x"), changed(TIDE, doi="10.2000/y", abstract=TIDES[:400]))
    assert verdict.kind == "possible"
    assert "different DOIs" in verdict.why


def test_identical_texts_under_two_dois_of_publishers_are_not_merged() -> None:
    assert kind(changed(TIDE, doi="10.1000/x"), changed(TIDE, doi="10.1000/y")) == "possible"
    assert kind(bare("Editorial"), changed(bare("Editorial"), doi="10.1000/y")) == "same"
    first, other = (changed(bare("Book Reviews"), doi=doi) for doi in ("10.1000/x", "10.1000/y"))
    assert kind(first, other) == "new"


def test_a_heading_at_two_addresses_is_not_one_paper() -> None:
    first = changed(bare("Issue Information", year=2024), url="https://kites.example.org/1")
    assert kind(first, first) == "same"
    assert kind(first, changed(first, url="https://kites.example.org/2")) == "possible"
    assert kind(first, changed(first, url="")) == "same"


@pytest.mark.parametrize(
    ("preprint", "kind"),
    [
        ("10.1101/2023.01.02.523456", "same"),
        ("10.21203/rs.3.rs-12345/v1", "same"),
        ("10.5281/zenodo.12345", "same"),
        ("10.1101/gr.123456.111", "possible"),
    ],
)
def test_a_preprint_and_its_journal_version_may_have_two_dois(preprint: str, kind: str) -> None:
    assert judge(changed(TIDE, doi=preprint), changed(TIDE, doi="10.1000/x", title=TIDE.title.upper())).kind == kind


def test_versions_of_a_preprint_are_one_paper_and_two_preprints_are_not() -> None:
    first = changed(TIDE, doi="10.21203/rs.3.rs-12345/v1")
    assert kind(first, changed(TIDE, doi="10.21203/rs.3.rs-12345/v2", abstract=TIDES[:400])) == "same"
    assert kind(first, changed(TIDE, doi="10.21203/rs.3.rs-99999/v1", abstract=TIDES[:400])) == "possible"


@pytest.mark.parametrize(
    "title",
    [
        "TIDETABLE: CORRECTING HARBOUR FORECASTS WITH SMALL RECURRENT NETWORKS",
        "TideTable",
        "Correcting Harbour Forecasts with Small Recurrent Networks",
        "TideTable: Correcting Harbour Forecasts wi…",
        "TideTab1e: Correcting Harb0ur Forecasts vvith Small Recurrent Networks",
        "TideTable: Improving Harbour Forecasts with Small Networks",
        "$\\text{TideTable}$: Correct-\ning Harbour Forecasts with Small Recurrent Networks",
    ],
)
def test_with_one_abstract_a_mangled_title_is_the_same_paper(title: str) -> None:
    assert kind(TIDE, changed(TIDE, title=title, abstract=TIDES[:450])) == "same"
    assert kind(changed(TIDE, authors=()), changed(TIDE, title=title, abstract=TIDES[:450], authors=())) == "same"


def test_one_title_over_two_abstracts_is_never_merged() -> None:
    assert kind(TIDE, changed(TIDE, abstract=GLASS)) == "possible"
    assert kind(TIDE, changed(TIDE, abstract=GLASS, authors=())) == "possible"
    assert kind(TIDE, changed(TIDE, abstract=GLASS, authors=SOMEBODY)) == "new"
    assert kind(changed(TIDE, title="Editorial"), changed(PANE, title="Editorial")) == "new"


def test_one_abstract_under_unrelated_titles_is_for_an_admin_unless_the_authors_agree() -> None:
    assert kind(TIDE, changed(TIDE, title="Glass of Five Centuries", authors=SOMEBODY)) == "possible"
    assert kind(TIDE, changed(TIDE, title="Glass of Five Centuries")) == "same"


def test_two_versions_are_two_papers_and_with_one_abstract_for_an_admin() -> None:
    first = changed(TIDE, title="Hive2 Technical Report")
    verdict = judge(first, changed(TIDE, title="Hive2.5 Technical Report"))
    assert verdict.kind == "possible"
    assert "numbers differ" in verdict.why
    assert kind(first, changed(TIDE, title="Hive2.5 Technical Report", abstract=BEES)) == "new"


def test_a_correction_is_not_the_paper_it_corrects() -> None:
    notice = changed(TIDE, title=f"Correction to: {TIDE.title}", abstract="")
    assert kind(TIDE, notice) == "new"
    assert kind(TIDE, changed(notice, abstract=TIDES)) == "possible"


def test_without_abstracts_a_distinctive_title_is_enough() -> None:
    assert kind(bare("Counting Single Bees by Ear"), bare("Counting single bees by ear.")) == "same"
    assert kind(bare("Counting Single Bees by Ear"), bare("Countnig Single Bees by Ear")) == "same"
    assert (
        kind(bare("Counting Single Bees by Ear", SOMEBODY), changed(BEE, title="Counting Single Bees by Ear")) == "new"
    )
    assert kind(bare("Tide Tables"), bare("Tide tables.")) == "possible"


@pytest.mark.parametrize("title", ["Editorial", "Guest Editors' Introduction", "Preface", "Book Reviews"])
def test_a_heading_is_never_enough(title: str) -> None:
    assert kind(bare(title, SOMEBODY, 2020), bare(f"{title}.", SOMEBODY, 2020)) == "possible"


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("Hive2 Technical Report", "Hive2.5 Technical Report"),
        ("Hive-Omni Technical Report", "Hive-Omni-1.5 Technical Report"),
        ("Hive Image Technical Report", "Hive Video Technical Report"),
        ("Counting Single Bees by Ear", "Improved Counting of Single Bees by Ear"),
        ("Counting Single Bees by Ear: Part I", "Counting Single Bees by Ear: Part II"),
        ("Supervised Counting of Single Bees", "Unsupervised Counting of Single Bees"),
        ("Counting Bees in Tables of Tides", "Counting Tides in Tables of Bees"),
    ],
)
def test_without_abstracts_a_word_or_number_left_over_is_another_paper(first: str, other: str) -> None:
    assert kind(bare(first), bare(other)) == "new"
    assert kind(bare(first, SOMEBODY, 2020), bare(other, SOMEBODY, 2020)) == "new"


def test_without_abstracts_a_lost_subtitle_takes_authors_and_year() -> None:
    long, short = "TideTable: Correcting Harbour Forecasts", "TideTable"
    assert kind(bare(long), bare(short)) == "possible"
    assert kind(bare(long, SOMEBODY, 2020), bare(short, SOMEBODY, 2020)) == "same"
    assert kind(bare(long, SOMEBODY, 2020), bare(short, SOMEBODY, 2021)) == "possible"
    assert kind(bare(long, SOMEBODY, 2020), bare(short, SOMEBODY_ELSE, 2020)) == "new"


def test_a_name_made_of_the_titles_own_initials_adds_nothing() -> None:
    assert kind(bare("Correcting Harbour Forecasts Daily"), bare("CHFD: Correcting Harbour Forecasts Daily")) == "same"
    assert (
        kind(bare("Correcting Harbour Forecasts Daily"), bare("Zebra: Correcting Harbour Forecasts Daily"))
        == "possible"
    )


def test_authors_and_years_decide_between_equal_titles() -> None:
    title = "Query Plans for Tide Tables"
    assert kind(bare(title, SOMEBODY, 1998), bare(title, ("A. Reis", "B. Lund"), 1999)) == "same"
    assert kind(bare(title, SOMEBODY, 1998), bare(title, SOMEBODY, 2004)) == "possible"
    assert kind(bare(title, SOMEBODY, 1998), bare(title, SOMEBODY_ELSE, 1998)) == "new"
    assert kind(bare("Tide Tables", SOMEBODY, 1998), bare("Tide tables", SOMEBODY, 1998)) == "same"


def test_a_homoglyph_title_is_for_an_admin_unless_the_abstract_says_same() -> None:
    disguised = "Сounting Single Bees by Eаr"
    assert kind(bare("Counting Single Bees by Ear"), bare(disguised)) == "possible"
    assert kind(changed(BEE, title="Counting Single Bees by Ear"), changed(BEE, title=disguised)) == "same"


def test_other_titles_of_the_old_paper_count_as_its_own() -> None:
    old = changed(TIDE, title="A Tide Correction Network")
    assert judge(bare(TIDE.title), old).kind == "new"
    assert judge(bare(TIDE.title), old, (TIDE.title,)).kind == "same"


def known(name: str, paper: Entry, also: tuple[str, ...] = ()) -> Paper:
    return Paper(
        name, paper.title, paper.abstract, paper.authors, arxiv=paper.arxiv, published=paper.published, also=also
    )


def test_the_best_candidate_is_chosen() -> None:
    papers = [known("bee", BEE), known("other", changed(TIDE, abstract=GLASS)), known("tide", TIDE)]
    decision = decide(changed(TIDE, abstract=TIDES[:500]), papers)
    assert (decision.kind, decision.paper_id) == ("same", "tide")


def test_the_paper_with_the_same_id_wins_over_one_with_the_same_text() -> None:
    papers = [known("text", TIDE), known("id", changed(BEE, arxiv="2301.00010"))]
    assert decide(changed(TIDE, arxiv="2301.00010"), papers).paper_id == "id"


def test_a_new_paper_names_no_other() -> None:
    assert decide(TIDE, [known("bee", BEE)]).paper_id == ""
    assert decide(TIDE, []).kind == "new"


texts = st.sampled_from(
    ["", "Tide Tables", "Tide Tables 2", "TIDE-TABLES", "Tide Tables: A Network", "Editorial", "Τide Tables"]
)
entries = st.builds(
    Entry,
    title=texts | st.text(max_size=30),
    abstract=st.sampled_from(["", TIDES, TIDES[:300], BEES, PROOFS]) | st.text(max_size=30),
    authors=st.sampled_from([(), SOMEBODY, SOMEBODY_ELSE, ("A. Reis", "B. Lund")]),
    arxiv=st.sampled_from(["", "", "2301.00010", "2301.00011v2"]),
    doi=st.sampled_from(["", "", "10.1000/x", "10.1000/y", "10.48550/arXiv.2301.00012", "10.5281/zenodo.1"]),
    published=st.none() | st.dates(date(2019, 1, 1), date(2023, 1, 1)),
)


@given(entries, entries)
def test_the_order_of_two_papers_does_not_matter(first: Entry, other: Entry) -> None:
    assert judge(first, other) == judge(other, first)


@given(entries)
def test_a_paper_is_the_same_as_itself(paper: Entry) -> None:
    assert judge(paper, paper).kind == "same"


@given(entries)
def test_no_two_arxiv_ids_are_ever_merged(paper: Entry) -> None:
    assert judge(changed(paper, arxiv="2401.00001"), changed(paper, arxiv="2401.00002")).kind == "new"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_gets_a_verdict(text: str) -> None:
    odd = Entry(text, text * 2, authors=(text,), arxiv=text[:200], doi=text[:200])
    for first, other in itertools.product((odd, changed(odd, title=f"{text}!"), TIDE), repeat=2):
        assert judge(first, other).kind in ("same", "possible", "new")
