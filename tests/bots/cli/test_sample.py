"""The shipped sample: real papers with true ids, and two pages of them that hold what real pages hold."""

import re
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

import bots.preview
from core.dedup import judge
from core.model import Entry, Listing
from core.parsing import parse
from core.text.cleaning import clean
from core.text.identifiers import arxiv_id

SAMPLE = Path(bots.preview.__path__[0]) / "sample"
VARIANTS = {
    "Attention is all you need": "1706.03762",
    r"$\text{LoRA}$: Low-Rank Adaptation of Large Language Models": "2106.09685",
    "Denoising Difusion Probabilistic Models": "2006.11239",
    "Batch Normalization": "1502.03167",
    "Chain of Thought Prompting Elicits Reasoning in Large Language Models": "2201.11903",
    "U\u2011Net: Convolutional Networks for Biomedical Image Segmentation": "1505.04597",
}
"""Changed titles of the dense page, each of a paper that the spaced page lists under its own."""
CUT = "1505.04597"
"""The paper whose abstract the dense page cuts."""
NEAR_MISSES = [("2302.13971", "2307.09288"), ("1501.00092", "1609.04802"), ("1506.01497", "1703.06870")]
"""Different papers with like titles, one on each page: they must never be merged."""


class SamplePaper(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    title: str
    abstract: str
    authors: list[str]
    url: str
    arxiv: str
    published: date
    categories: list[str]


PAPERS = msgspec.json.decode((SAMPLE / "papers.json").read_bytes(), type=list[SamplePaper])
BY_TITLE = {paper.title: paper for paper in PAPERS} | {
    title: next(paper for paper in PAPERS if paper.id == known) for title, known in VARIANTS.items()
}


def page(name: str) -> Listing:
    return parse((SAMPLE / name).read_bytes(), name)


def ids(digest: Listing) -> list[str]:
    return [BY_TITLE[entry.title].id for entry in digest.entries]


def test_the_sample_holds_about_forty_papers_each_once():
    assert 38 <= len(PAPERS) <= 46
    assert len({paper.id for paper in PAPERS}) == len({paper.title for paper in PAPERS}) == len(PAPERS)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.id)
def test_a_paper_has_a_valid_id_and_all_that_a_record_needs(paper: SamplePaper):
    assert paper.id == paper.arxiv == arxiv_id(paper.arxiv) == arxiv_id(paper.url)
    assert paper.authors and len(set(paper.authors)) == len(paper.authors)
    assert paper.categories and all(re.fullmatch(r"(cs|stat)\.[A-Z]{2}", category) for category in paper.categories)
    assert 60 <= len(paper.abstract.split()) <= 180
    assert all(clean(text) == text for text in (paper.title, paper.abstract, *paper.authors))


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.id)
def test_a_date_fits_the_month_of_its_id(paper: SamplePaper):
    """arXiv numbers a paper when it is announced, up to a few days after its first version."""
    assert paper.arxiv[:4] in {f"{day:%y%m}" for day in (paper.published, paper.published + timedelta(days=4))}


@pytest.mark.parametrize("name", ["spaced.txt", "dense.txt"])
def test_a_page_is_read_whole_and_lists_only_papers_of_the_sample(name: str):
    digest = page(name)
    assert digest.skipped == ()
    assert len(digest.entries) == len(set(ids(digest))) == 20


@pytest.mark.parametrize("name", ["spaced.txt", "dense.txt"])
def test_a_page_gives_every_abstract_as_it_was_written(name: str):
    def as_written(entry: Entry) -> bool:
        known = BY_TITLE[entry.title]
        cut = known.id == CUT and name == "dense.txt"
        return known.abstract.startswith(entry.abstract.rstrip("…")) if cut else known.abstract == entry.abstract

    assert [entry.title for entry in page(name).entries if not as_written(entry)] == []


def test_the_pages_show_both_layouts_and_what_is_hard_in_them():
    spaced, dense = ((SAMPLE / name).read_text("utf-8") for name in ("spaced.txt", "dense.txt"))
    assert "\n\nNov 20\n\n" in spaced and "\n\n" not in dense
    assert "\nSubscribeLlama 2" in dense
    assert "\nPointer Networks\n" in spaced
    assert re.search(r"^Abstract\w", spaced, re.MULTILINE) and re.search(r"^Abstract ", dense, re.MULTILINE)


def test_some_papers_are_on_both_pages_the_second_time_under_a_changed_title():
    spaced, dense = ids(page("spaced.txt")), ids(page("dense.txt"))
    assert set(spaced) & set(dense) == set(VARIANTS.values())
    assert len(set(spaced) | set(dense)) == 34
    assert set((SAMPLE / "dense.txt").read_text("utf-8").splitlines()) >= set(VARIANTS)


def test_the_changed_titles_are_merged_and_nothing_else_is():
    judged = {
        (one.title, other.title): judge(one, other).kind
        for one in page("dense.txt").entries
        for other in page("spaced.txt").entries
    }
    merged = {pair for pair, kind in judged.items() if kind != "new"}
    assert all(judged[pair] == "same" and BY_TITLE[pair[0]].id == BY_TITLE[pair[1]].id for pair in merged)
    assert {BY_TITLE[title].id for title, _ in merged} == set(VARIANTS.values())


@pytest.mark.parametrize("pair", NEAR_MISSES)
def test_papers_with_like_titles_are_on_different_pages(pair: tuple[str, str]):
    assert pair[0] in ids(page("spaced.txt")) and pair[1] in ids(page("dense.txt"))
