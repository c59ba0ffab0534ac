"""Feeds as publishers write them: what stands around a paper is no abstract, and what it names is read."""

from html import escape

import pytest

from core.model import Entry
from core.parsing import parse
from core.parsing.xml.markup import title_without_markup, without_markup
from core.parsing.xml.publishers import undoubled

ABSTRACT = "We count kites over slow rivers, and find that they return in spring. Nobody had looked before."
NAMES = ("Ada Byron", "Emmy Noether")
RSS = (
    "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:prism='http://prismstandard.org/namespaces/basic/2.0/'>"
    "<channel><title>Kites and Rivers</title><link>https://kites.example/</link>{}</channel></rss>"
)


def read(*items: str) -> tuple[Entry, ...]:
    return parse(RSS.format("".join(f"<item>{item}</item>" for item in items)).encode(), "feed.xml").entries


def first_entry(html: str, more: str = "") -> Entry:
    title = "" if "<title" in more else "<title>Kites return in spring</title>"
    (entry,) = read(f"{title}<description>{escape(html)}</description>{more}")
    return entry


@pytest.mark.parametrize(
    "around",
    [
        "Kites, Volume 383, Issue 6678, Page 10-12, January 2024. <br/>{}",
        "Kites, Ahead of Print. <br/>{}",
        "Kites and Rivers, EarlyView.{}",
        "<i>Kites and Rivers</i>, Volume 12, Issue 3, May 2024. {}",
        "<p>Kites, Published online: 03 January 2024; <a href='x'>doi:10.1000/k.1</a></p>{}",
        "Kites, Published online: 03 January 2024; doi:10.1000/k.1 {}",
        "<p>by Ada Byron, Emmy Noether</p> {}",
        "<p><b>J Kites. 2024 Jan 3;12(3):45. doi: 10.1000/k.1. Online ahead of print.</b></p><p><b>ABSTRACT</b></p><p>{}</p>"
        "<p>PMID:<a href='x'>38000001</a> | DOI:<a href='y'>10.1000/k.1</a></p>",
        "<p><b>Rivers, Vol. 24, Pages 12: Kites return in spring</b></p><p>Rivers <a href='x'>doi: 10.1000/k.1</a></p>"
        "<p>Authors:\n\tAda Byron\n\tEmmy Noether\n\t</p><p>{}</p>",
        "<p><img src='x.png'/></p><div><cite>Kites and Rivers</cite></div><div>DOI: 10.1000/k.1</div><div>{}</div>",
        "<p>Publication date: May 2024</p><p><b>Source:</b> Kites, Volume 173</p><p>Author(s): Ada Byron, Emmy Noether</p><p>{}</p>",
        "<h3>Abstract</h3><p>{}</p><p>Copyright © 2024 The Authors</p>",
        "{}<p>The post Kites return in spring appeared first on Kites and Rivers.</p>",
        "{}<br/><a href='x'>Read more</a>",
        "<div><cite>Journal of Kites</cite></div><div>DOI: 10.1000/k.1</div><div>{}</div>",
        "Volume 12, Issue 3, May 2024, Page 1-10<br/>. {}",
        "(Kites 186, 1-10; January 5, 2024)<br/>{}",
        "<p>Author(s): Ada Byron and Emmy Noether</p><p>{}</p> [Kites Lett. 132, 010101] Published Wed Jan 03, 2024",
        "Kites, Published online: 03 January 2024; <a href='x'>doi:10.1000/k.1</a>{}",
        "{}",
    ],
)
def test_what_publishers_write_around_an_abstract_is_no_part_of_it(around: str) -> None:
    assert first_entry(around.format(ABSTRACT)).abstract == ABSTRACT
    alone = around.format("")
    assert not alone or first_entry(alone).abstract == ""


@pytest.mark.parametrize(
    "abstract",
    [
        "By 2030, kites may be gone. We count them.",
        "Source code matters. We count it.",
        "In Nature, Volume and Issue are printed first. We ask why.",
        "We release code at https://doi.org/10.5061/dryad.1",
        "Copyright law and kites do not mix.",
        "Authors: who are they? We ask 100 of them.",
        "The post office of Kiteville is studied.",
    ],
)
def test_an_abstract_that_begins_like_a_notice_stays(abstract: str) -> None:
    assert first_entry(abstract).abstract == abstract


@pytest.mark.parametrize(
    "html",
    [
        "<p>Publication date: May 2024</p><p>Author(s): Ada Byron, Emmy Noether</p>",
        "<p>by Ada Byron, Emmy Noether</p>" + ABSTRACT,
        "<p>Authors:\n\tAda Byron\n\tEmmy Noether\n</p>",
        "Ada Byron, Emmy Noether. Proceedings of the 12th Meeting on Kites (Volume 1: Long Papers). 2024.",
        "Ada Byron and Emmy Noether. Findings of the Association for Kites 2024. 2024. pages 1-10.",
    ],
)
def test_a_by_line_names_the_authors_where_nothing_else_does(html: str) -> None:
    assert first_entry(html).authors == NAMES
    assert first_entry(html, "<dc:creator>Sofja K.</dc:creator>").authors == ("Sofja K.",)


def test_authors_in_one_element_with_semicolons_are_read() -> None:
    assert first_entry("x", "<authors>Ada Byron;Emmy Noether;</authors>").authors == NAMES


def test_names_that_ran_into_their_affiliations_are_parted() -> None:
    glued = "<dc:creator>Ada ByronEmmy McNoether1Department of Kites, City, Country.2Other Lab.</dc:creator>"
    assert first_entry("x", glued).authors == ("Ada Byron", "Emmy McNoether")


@pytest.mark.parametrize(
    ("title", "link", "shown", "authors"),
    [
        ("Ada Byron, Emmy Noether: Kites return. J. Rivers 12(3): 1-10 (2024)", "https://dblp.org/rec/1", "Kites return", NAMES),
        ("Ada Byron 0001: Kites: a study? CoRR abs/2401.01234 (2024)", "https://dblp.org/rec/1", "Kites: a study?", ("Ada Byron",)),
        ("Ada Byron: Kites vs. rivers. Kites 2024: 1-10", "https://dblp.uni-trier.de/rec/1", "Kites vs. rivers", ("Ada Byron",)),
        ("Ada Byron: a life. Kites 2024", "https://kites.example/1", "Ada Byron: a life. Kites 2024", ()),
        ("Rivers, Vol. 24, Pages 123: Kites return", "https://kites.example/1", "Kites return", ()),
        ("[ASAP] Kites return", "https://kites.example/1", "Kites return", ()),
    ],
)  # fmt: skip
def test_a_title_is_parted_from_what_stands_around_it(
    title: str, link: str, shown: str, authors: tuple[str, ...]
) -> None:
    entry = first_entry("", f"<title>{title}</title><link>{link}</link>")
    assert (entry.title, entry.authors) == (shown, authors)


@pytest.mark.parametrize(
    ("marked", "shown"),
    [
        ("A study of <head> elements", "A study of <head> elements"),
        ("Blocking <script> tags", "Blocking <script> tags"),
        ("The <b> tag, and <div>", "The <b> tag, and <div>"),
        ("Between <head> and </head>", "Between <head> and </head>"),
        ("How <i>Corvus</i> counts", "How Corvus counts"),
        ("<p>Kites</p>", " Kites "),
        ("Kites <br> and rivers", "Kites   and rivers"),
        ("<script>alert(1)</script>Kites", "Kites"),
        ("<i>Kites", "Kites"),
    ],
)
def test_a_tag_that_a_title_names_is_a_word_of_it(marked: str, shown: str) -> None:
    assert title_without_markup(marked) == shown


def test_a_tag_that_an_abstract_names_hides_nothing() -> None:
    assert without_markup("We block <script> tags. <script>alert(1)</script>All.") == "We block <script> tags. All."


def test_one_doi_for_two_papers_is_the_first_ones_and_no_paper_is_lost() -> None:
    doi = "<prism:doi>10.1000/k.1</prism:doi><link>https://doi.org/10.1000/k.1</link>"
    first, second = read(
        f"<title>Kites return</title>{doi}", f"<title>Rivers rise</title>{doi}", f"<title>Kites return.</title>{doi}"
    )
    assert (first.title, first.doi) == ("Kites return", "10.1000/k.1")
    assert (second.title, second.doi, second.url) == ("Rivers rise", "", "")


@pytest.mark.parametrize(
    ("doubled", "text"),
    [
        ("GrÃ¶ÃŸe", "Größe"),
        ("Lâ€™oie", "L’oie"),
        ("GrÃ¶Ã\x9fe", "Größe"),
        ("Größe", "Größe"),
        ("« CAFÉ»", "« CAFÉ»"),
        ("plain", "plain"),
        ("Ãœber æ", "Ãœber æ"),
    ],
)
def test_text_decoded_twice_is_read_as_it_was_meant(doubled: str, text: str) -> None:
    assert undoubled(doubled) == text


@pytest.mark.parametrize("text", ["Größe und Gänse", "L’été à l’œuvre — €5", "Ωμέγα", "基于图像的鹅", "😀"])
def test_whatever_was_decoded_twice_is_mended(text: str) -> None:
    doubled = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())
    assert undoubled(doubled) == text
    assert undoubled(text) == text


def test_a_formula_in_tex_alone_is_shown_and_beside_mathml_once() -> None:
    tex, mathml = '<tex-math notation="LaTeX">$L_1$</tex-math>', "<mml:math><mml:mi>L</mml:mi></mml:math>"
    assert without_markup(f"the <inline-formula>{tex}</inline-formula> norm") == "the $L_1$ norm"
    assert without_markup(f"the <alternatives>{tex}{mathml}</alternatives> norm") == "the L norm"
