"""arXiv's daily feeds: announcement types, the day they are for, both formats, and the recorded feed."""

from datetime import date
from pathlib import Path

import pytest

from core.errors import NotAListing
from core.model import Listing
from core.parsing import parse
from core.parsing.arxiv import arxiv_rss
from core.parsing.bytes_in import opening
from core.text.cleaning import clean, plain
from tests.core.parsing.answers import CATEGORIES, authors_of, rss, rss_as_atom
from tests.core.parsing.renderings import deal

CARDS = deal()
DAY = date(2026, 9, 24)


def read(data: bytes) -> Listing:
    return arxiv_rss.parse(data, "feed.xml")


@pytest.mark.parametrize("data", [rss(CARDS, ("new",)), rss_as_atom(CARDS)], ids=["rss", "atom"])
def test_both_formats_give_the_same_papers(data: bytes) -> None:
    digest = parse(data, "feed.xml")
    assert (digest.source, digest.day, digest.skipped) == ("arxiv", DAY, ())
    assert [entry.arxiv for entry in digest.entries] == [card.arxiv for card in CARDS]
    assert [entry.title for entry in digest.entries] == [plain(card.title) for card in CARDS]
    assert [entry.abstract for entry in digest.entries] == [clean(card.text) for card in CARDS]
    assert [entry.authors for entry in digest.entries] == [authors_of(card) for card in CARDS]
    assert {entry.categories for entry in digest.entries} == {CATEGORIES}
    assert [entry.doi for entry in digest.entries] == [f"10.1000/{card.arxiv}" for card in CARDS]


def test_new_papers_rank_before_cross_listings_and_these_before_replacements() -> None:
    digest = read(rss(CARDS))
    order = [card.arxiv for kind in range(4) for card in CARDS[kind::4]]
    assert [entry.arxiv for entry in digest.entries] == order
    assert [entry.rank for entry in digest.entries] == list(range(1, len(CARDS) + 1))


def test_the_type_is_read_from_the_description_where_the_element_is_missing() -> None:
    bare = rss(CARDS).replace(b"arxiv:announce_type>", b"arxiv:other>")
    assert [entry.arxiv for entry in read(bare).entries] == [entry.arxiv for entry in read(rss(CARDS)).entries]


def test_a_paper_announced_in_several_categories_is_one_in_all_of_them() -> None:
    data = rss([CARDS[0], CARDS[1], CARDS[0]], ("new", "new", "cross")).replace(b"stat.ML", b"eess.IV", 1)
    digest = read(data)
    assert [entry.arxiv for entry in digest.entries] == [CARDS[0].arxiv, CARDS[1].arxiv]
    assert digest.entries[0].categories == ("cs.CL", "cs.LG", "eess.IV", "stat.ML")


def test_the_day_is_the_one_written_in_pubdate_and_not_the_one_of_fetching() -> None:
    assert read(rss(CARDS)).day == DAY
    assert read(rss([])) == Listing("arxiv", DAY, ())
    without = rss(CARDS).replace(b"<pubDate>Thu, 24 Sep 2026 00:00:00 -0400</pubDate>\n    <skip", b"<skip")
    assert read(without).day == DAY


def test_a_weekend_feed_pasted_is_an_error() -> None:
    with pytest.raises(NotAListing, match=r"^x names no paper"):
        parse(rss([]), "x")


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("arXiv:2401.01234v1 Announce Type: new \nAbstract: We present nets.", "We present nets."),
        ("arXiv:2401.01234v1 Announce Type: replace-cross Abstract: We present nets.", "We present nets."),
        ("arXiv:math/0309136v1 Announce Type: cross\nAbstract: Abstract: We present nets.", "We present nets."),
        ("We present nets.", "We present nets."),
        ("", ""),
    ],
)
def test_what_stands_before_an_abstract_comes_off(written: str, read_as: str) -> None:
    data = rss(CARDS[:1])
    start, end = data.index(b"<description>") + 13, data.index(b"</description>")
    assert read(data[:start] + written.encode() + data[end:]).entries[0].abstract == read_as


def test_names_with_affiliations_and_tex_are_read() -> None:
    data = rss(CARDS[4:5]).replace(
        b"<dc:creator>Ada Byron</dc:creator>",
        b"<dc:creator>Ada Byron (1), Ren\\'e Thom (2 and 3) ((1) A, B, (2) C), J. Doe, Jr. and Emmy Noether</dc:creator>",
    )
    assert read(data).entries[0].authors == ("Ada Byron", "René Thom", "J. Doe Jr.", "Emmy Noether")


def test_an_item_without_an_id_costs_itself() -> None:
    whole = rss(CARDS[:3], ("new",)).decode()
    for gone in (f"https://arxiv.org/abs/{CARDS[1].arxiv}", f"oai:arXiv.org:{CARDS[1].arxiv}v2"):
        whole = whole.replace(gone, "https://example.org/1")
    digest = read(whole.encode())
    assert [entry.arxiv for entry in digest.entries] == [CARDS[0].arxiv, CARDS[2].arxiv]
    assert [skip.why for skip in digest.skipped] == ["an item names no arXiv paper"]


def test_an_error_feed_of_the_api_is_never_read_as_a_list() -> None:
    error = b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>http://arxiv.org/api/errors#x</id><title>Error</title></entry></feed>"
    with pytest.raises(NotAListing, match="names no arXiv paper"):
        read(error)


def test_a_feed_that_only_mentions_arxiv_is_another_feed() -> None:
    item = b"<item><title>On rss.arxiv.org/rss/cs.CL</title><guid>oai:arXiv.org:2401.01234v1</guid></item>"
    post = b"<rss><channel><title>Blog</title>" + item + b"</channel></rss>"
    assert not arxiv_rss.looks_like(opening(post))
    assert parse(post, "x").entries[0].arxiv == "2401.01234"


def test_the_recorded_feed_is_read_whole(shared: Path) -> None:
    (file,) = (shared / "data" / "feeds" / "arxiv").glob("rss_*.xml")
    data = file.read_bytes()
    assert arxiv_rss.looks_like(opening(data))
    digest = parse(data, file.name)
    assert (digest.source, digest.day, digest.skipped) == ("arxiv", DAY, ())
    assert [entry.arxiv for entry in digest.entries] == ["2609.26811", "2609.26820", "2205.06398", "2009.13987"]
    assert [len(entry.authors) for entry in digest.entries] == [1, 3, 3, 3]
    assert [len(entry.categories) for entry in digest.entries] == [1, 2, 3, 3]
    assert all(entry.abstract and "Announce Type" not in entry.abstract for entry in digest.entries)
    assert [bool(entry.doi) for entry in digest.entries] == [False, False, True, False]


def test_a_feed_of_before_2024_is_read_though_it_was_rdf_with_html_in_it() -> None:
    def item(number: str, category: str) -> str:
        link = f"http://arxiv.org/abs/{number}"
        names = "&lt;a href='x'&gt;Ada Byron&lt;/a&gt;, &lt;a href='y'&gt;Emmy Noether&lt;/a&gt;"
        return (
            f"<item rdf:about='{link}'><title>Kites return{number[-1]}. (arXiv:{number}v2 [{category})</title><link>{link}</link>"
            f"<description>&lt;p&gt;We count kites, if n &amp;lt; 3.&lt;/p&gt;</description><dc:creator>{names}</dc:creator></item>"
        )

    data = (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' "
        "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel rdf:about='http://arxiv.org/'><title>cs.LG updates on arXiv.org</title>"
        f"<dc:date>2026-09-24T20:30:00-05:00</dc:date></channel>"
        f"{item('2609.00001', 'cs.LG] UPDATED')}{item('2609.00002', 'cs.LG]')}</rdf:RDF>"
    )
    digest = parse(data.encode(), "feed.xml")
    assert (digest.source, digest.day) == ("arxiv", DAY)
    assert [entry.title for entry in digest.entries] == ["Kites return2", "Kites return1"]
    entry = digest.entries[0]
    assert (entry.arxiv, entry.categories, entry.authors) == ("2609.00002", ("cs.LG",), ("Ada Byron", "Emmy Noether"))
    assert entry.abstract == "We count kites, if n < 3."
