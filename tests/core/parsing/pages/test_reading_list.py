"""Lists that name each paper by an id or a link: every item is a paper or is told, and no paper is made of anything else."""

import time

import pytest

from core.errors import NotAListing
from core.parsing import parse
from core.parsing.pages import reading_list

ABSTRACT = (
    "We teach a robot to fold napkins with one clip. Earlier robots need nine of them, which few kitchens can afford. "
    "Ours looks at the hem first. On four sets of napkins it folds 7.3 % more of them, and 41 % more of the wet ones."
)
SEARCHED = f"""Showing 1–2 of 2 results for all: napkins

1. arXiv:2611.01234 [pdf, other] cs.RO
Folding napkins with one clip
Authors: Ann Sample, Bo Probe
Abstract: {ABSTRACT} △ Less
Submitted 8 November, 2026; originally announced November 2026.
Comments: 12 pages

2. arXiv:hep-th/9901001 [pdf] hep-th
Branes of cloth
Authors: Cy Trial
Abstract: Cloth is a brane. △ Less
"""
LISTED = f"""New submissions for Friday, 13 November 2026

[1] arXiv:2611.01234 [pdf, html, other]
    Title: Folding napkins with one clip
    Ann Sample, Bo Probe
    Comments: 12 pages
    Subjects: Robotics (cs.RO)

    {ABSTRACT}

Cross submissions (showing 1 of 1 entries)

[2] arXiv:2611.01235 (cross-list from cs.CV) [pdf, html, other]
    Title: Branes of cloth
    Cy Trial
    Subjects: Robotics (cs.RO)
"""
DIGEST = f"""# Today

1. **Folding napkins with one clip**
   - Authors: Ann Sample, Bo Probe
   - Link: https://arxiv.org/abs/2611.01234
   - Abstract: {ABSTRACT}

2. **Branes of cloth**
   - Authors: Cy Trial
   - Link: https://papers.cool/arxiv/2611.01235
   - Abstract: Cloth is a brane.
"""
POSTS = f"""Folding napkins with one clip
paper: https://huggingface.co/papers/2611.01234
abs: https://arxiv.org/abs/2611.01234

{ABSTRACT}

Branes of cloth
paper: https://huggingface.co/papers/2611.01235

{ABSTRACT}
"""
AWESOME = """# Awesome cloth

A list of papers. Contributions welcome!

## Folding
- [Folding napkins with one clip](https://arxiv.org/abs/2611.01234), Sample et al., 2026. [[code]](https://github.com/x/y)
- (*ICLR 2025*) Ironing without heat [paper](https://arxiv.org/abs/2502.00012)

## Ironing
- **Branes of cloth**, *Cloth 2026* [[paper]](https://openreview.net/forum?id=rJ4km2R5t7)
- Steam and time. https://doi.org/10.1000/steam
- *Heat of folds*, Cy Trial https://doi.org/10.1000/heat
"""
REFERENCES = """[1] Sample, A., & Probe, B. (2026). Folding napkins with one clip. Journal of Cloth, 3(2), 1-9. https://doi.org/10.1000/abc
[2] A. Sample and C. Trial, "Ironing without heat," in Proc. Cloth, 2025, doi: 10.1000/def.
[3] Trial C. Steam and time. J Cloth. 2024;12:3. doi:10.1000/steam
[4] Cy Trial. Branes of cloth. arXiv preprint arXiv:2611.01235, 2026.
[5] Sample, A. & Probe, B. J. Heat of folds. Cloth 600, 1–2 (2024). https://doi.org/10.1000/heat
[6] Trial, C. et al. Folds of heat. Preprint at https://arxiv.org/abs/2611.01236 (2024).
[7] Trial, Cy, and Ann Sample. 2024. “Cold folds.” Cloth. https://doi.org/10.1000/cold.
"""


@pytest.mark.parametrize("text", [SEARCHED, LISTED, DIGEST, POSTS])
def test_a_copied_list_gives_titles_ids_and_abstracts(text: str) -> None:
    first, second = parse(text.encode(), "list.txt").entries
    assert (first.title, first.arxiv, first.abstract) == ("Folding napkins with one clip", "2611.01234", ABSTRACT)
    assert (second.title, bool(second.arxiv)) == ("Branes of cloth", True)


@pytest.mark.parametrize("text", [SEARCHED, LISTED, DIGEST])
def test_a_copied_list_gives_the_authors(text: str) -> None:
    first, second = parse(text.encode(), "list.txt").entries
    assert (first.authors, second.authors) == (("Ann Sample", "Bo Probe"), ("Cy Trial",))


def test_a_list_of_links_with_titles_gives_each_by_its_link() -> None:
    entries = parse(AWESOME.encode(), "list.md").entries
    assert [(entry.title, entry.arxiv or entry.doi or entry.url) for entry in entries] == [
        ("Folding napkins with one clip", "2611.01234"),
        ("Ironing without heat", "2502.00012"),
        ("Branes of cloth", "https://openreview.net/forum?id=rJ4km2R5t7"),
        ("Steam and time", "10.1000/steam"),
        ("Heat of folds", "10.1000/heat"),
    ]


def test_references_are_read_in_each_usual_style() -> None:
    entries = parse(REFERENCES.encode(), "refs.txt").entries
    assert [(entry.title.strip("."), entry.authors, entry.arxiv or entry.doi) for entry in entries] == [
        ("Folding napkins with one clip", ("A. Sample", "B. Probe"), "10.1000/abc"),
        ("Ironing without heat", ("A. Sample", "C. Trial"), "10.1000/def"),
        ("Steam and time", ("Trial C",), "10.1000/steam"),
        ("Branes of cloth", ("Cy Trial",), "2611.01235"),
        ("Heat of folds", ("A. Sample", "B. J. Probe"), "10.1000/heat"),
        ("Folds of heat", ("C. Trial",), "2611.01236"),
        ("Cold folds", ("Cy Trial", "Ann Sample"), "10.1000/cold"),
    ]


PAIRS = {
    "numbered": "1. {0}\n{2}\n\n2. {1}\n{3}\n",
    "with authors": "{0}\nAnn Sample, Bo Probe\n{2}\n\n{1}\nCy Trial\n{3}\n",
    "without blank lines": "{0}\n{2}\n{1}\n{3}\n",
    "address first": "{2}\n{0}\n\n{3}\n{1}\n",
    "address first, without blank lines": "{2}\n{0}\n{3}\n{1}\n",
    "with a summary": "{0}\nWe fold them with a clip, and they stay.\n{2}\n\n{1}\nCloth is a brane.\n{3}\n",
    "Chinese": "1、{0}\n{2}\n\n2、{1}\n{3}\n",
    "labels": "**1. {0}**\n- **arXiv ID:** {2}\n- **Authors:** Ann Sample\n\n**2. {1}**\n- **arXiv ID:** {3}\n- **Authors:** Cy Trial\n",
    "Chinese labels": "【1】 {0}\n标题：一个夹子\n链接：{2}\n作者：Ann Sample\n\n【2】 {1}\n链接：{3}\n作者：Cy Trial\n",
}


@pytest.mark.parametrize("form", PAIRS.values(), ids=PAIRS)
def test_each_title_has_the_address_that_stands_with_it(form: str) -> None:
    titles = ("Folding napkins with one clip", "Branes of cloth")
    ids = ("2611.01234", "2611.01235")
    entries = parse(
        form.format(*titles, *(f"https://arxiv.org/abs/{known}" for known in ids)).encode(), "list.txt"
    ).entries
    assert tuple((entry.title, entry.arxiv) for entry in entries) == tuple(zip(titles, ids, strict=True))


@pytest.mark.parametrize("form", ["{0}\n{1}\n", "{1}\n{0}\n", "{0}\n{1}\nCloth is a brane.\n"])
def test_a_long_list_by_addresses_is_read_whole_and_in_no_time(form: str) -> None:
    papers = [(f"Cloth {number} of many", f"https://doi.org/10.1000/{number}") for number in range(5_000)]
    began = time.process_time()
    listing = parse("".join(form.format(*paper) for paper in papers).encode() + b"Sent from my napkin\n", "list.txt")
    assert [(entry.title, f"https://doi.org/{entry.doi}") for entry in listing.entries] == papers
    assert time.process_time() - began < 5


def test_what_stands_below_the_last_address_is_told() -> None:
    listing = parse(b"Branes of cloth\nhttps://arxiv.org/abs/2611.01235\nSent from my napkin\n", "list.txt")
    assert [(entry.title, entry.arxiv) for entry in listing.entries] == [("Branes of cloth", "2611.01235")]
    assert [(skip.line, "napkin" in skip.why) for skip in listing.skipped] == [(3, True)]


def test_one_title_above_its_address_is_a_list() -> None:
    (entry,) = parse(b"Branes of cloth\nhttps://arxiv.org/abs/2611.01235\n", "list.txt").entries
    assert (entry.title, entry.arxiv) == ("Branes of cloth", "2611.01235")


def test_a_line_of_authors_is_read_without_its_marks() -> None:
    for line in ("*Authors: Ann Sample, Bo Probe*", "by Ann Sample, Bo Probe", "作者：Ann Sample，Bo Probe"):
        (entry,) = parse(f"1. Branes of cloth https://arxiv.org/abs/2611.01235\n{line}\n".encode(), "list.txt").entries
        assert entry.authors == ("Ann Sample", "Bo Probe")


def test_a_link_without_a_title_is_told_and_makes_no_paper() -> None:
    listing = parse((AWESOME + "- https://arxiv.org/abs/2611.01239\n").encode(), "list.md")
    assert len(listing.entries) == 5
    assert [skip.line for skip in listing.skipped] == [13]
    assert "without its title: add it by its link" in listing.skipped[0].why


def test_links_alone_are_refused_with_what_to_do() -> None:
    text = "https://arxiv.org/abs/2611.01234\nhttps://papers.cool/arxiv/2611.01235\ndoi:10.1000/abc\n"
    with pytest.raises(NotAListing, match="holds links without titles: give them to `add`, which fetches each"):
        parse(text.encode(), "links.txt")


@pytest.mark.parametrize(
    "text", ["A talk about cloth.\n\nWe met and spoke of cloth.\n", "TY  - JOUR\nDO  - 10.1000/abc\n", "- a\n- b\n"]
)
def test_what_names_no_paper_by_id_is_no_such_list(text: str) -> None:
    assert not reading_list.looks_like(text)
