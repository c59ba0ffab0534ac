"""Any RSS or Atom feed: every dialect, every trick of hostile ones, and how papers are known in them."""

from datetime import date

import feedparser
import pytest

from core.errors import NotAListing
from core.model import Entry, Listing
from core.parsing import parse
from core.parsing.xml import feed
from core.text.cleaning import clean, plain
from tests.core.parsing.answers import atom, authors_of, blog, rss
from tests.core.parsing.renderings import deal

CARDS = deal()
ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'><link href='https://papers.example/a/'/>{}</feed>"
RSS = "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><link>https://papers.example/a/</link>{}</channel></rss>"
RDF = (
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' "
    "xmlns:p='http://prismstandard.org/namespaces/2.0/basic/'><channel rdf:about='x'><link>https://papers.example/</link></channel>{}</rdf:RDF>"
)


def read(text: str | bytes, where: str = "feed.xml") -> Listing:
    return feed.parse(text if isinstance(text, bytes) else text.encode("utf-8", "replace"), where)


def first(inside: str, form: str = RSS) -> Entry:
    tag = "entry" if form is ATOM else "item"
    title = "" if "<title" in inside else "<title>T</title>"
    (entry,) = read(form.format(f"<{tag}>{title}{inside}</{tag}>")).entries
    return entry


def test_a_blog_of_papers_is_read_whole() -> None:
    digest = parse(blog(CARDS), "feed.xml")
    assert (digest.source, digest.day, digest.skipped) == ("rss-papers.example", None, ())
    assert [entry.title for entry in digest.entries] == [plain(clean(card.title)) for card in CARDS]
    assert [entry.abstract for entry in digest.entries] == [clean(card.text) for card in CARDS]
    assert [entry.authors for entry in digest.entries] == [authors_of(card) for card in CARDS]
    assert [entry.day for entry in digest.entries] == [card.published for card in CARDS]
    assert digest.entries[0].url == f"https://www.papers.example/papers/{CARDS[0].arxiv}?utm_source=rss"
    assert digest.entries[0].categories == ("nets",)


@pytest.mark.parametrize("form", [RSS, RDF, "<rss><channel><link>https://papers.example</link></channel>{}</rss>"])
def test_items_stand_inside_the_channel_or_after_it(form: str) -> None:
    digest = read(form.format("<item><title>A</title></item><item><title>B</title></item>"))
    assert [entry.title for entry in digest.entries] == ["A", "B"]
    assert digest.source == "rss-papers.example"


@pytest.mark.parametrize(
    ("inside", "form", "arxiv", "doi"),
    [
        ("<link>http://arxiv.org/abs/2401.01234v2</link>", RSS, "2401.01234", ""),
        ("<link>https://huggingface.co/papers/2401.01234?utm=1</link>", RSS, "2401.01234", ""),
        ("<guid>oai:arXiv.org:math/0309136v1</guid>", RSS, "math/0309136", ""),
        ("<link>https://doi.org/10.1000/ABC</link>", RSS, "", "10.1000/abc"),
        ("<guid isPermaLink='false'>doi:10.1000/abc.</guid>", RSS, "", "10.1000/abc"),
        ("<dc:identifier>doi:10.1101/2024.01.02.573912</dc:identifier>", RSS, "", "10.1101/2024.01.02.573912"),
        ("<p:doi>10.1038/s1</p:doi><link>https://nature.example/articles/s1</link>", RDF, "", "10.1038/s1"),
        ("<link href='http://arxiv.org/pdf/2401.01234'/><link rel='related' href='//doi.org/10.1000/A'/>", ATOM, "2401.01234", "10.1000/a"),
        ("<id>http://arxiv.org/abs/2401.01234v1</id>", ATOM, "2401.01234", ""),
        ("<link>https://doi.org/10.48550/arXiv.2401.01234</link>", RSS, "2401.01234", ""),
        ("<guid>8471</guid><link>https://papers.example/1</link>", RSS, "", ""),
    ],
)  # fmt: skip
def test_a_paper_is_known_by_the_id_in_its_links(inside: str, form: str, arxiv: str, doi: str) -> None:
    entry = first(inside, form)
    assert (entry.arxiv, entry.doi) == (arxiv, doi)


@pytest.mark.parametrize(
    ("inside", "form", "url"),
    [
        ("<link>b/1</link>", RSS, "https://papers.example/a/b/1"),
        ("<link>/b/1?x=1#y</link>", RSS, "https://papers.example/b/1?x=1#y"),
        ("<link>  https://other.example/1\n</link>", RSS, "https://other.example/1"),
        ("<link>//other.example/1</link>", RSS, "https://other.example/1"),
        ("<guid>https://papers.example/g</guid>", RSS, "https://papers.example/g"),
        ("<guid isPermaLink='false'>https://papers.example/g</guid>", RSS, ""),
        ("<link>javascript:alert(1)</link>", RSS, ""),
        ("<link>http://[oops</link>", RSS, ""),
        ("<link>file:///etc/passwd</link>", RSS, ""),
        ("<link rel='self' href='https://x.example/feed'/><link href='1'/>", ATOM, "https://papers.example/a/1"),
        ("<link rel='enclosure' href='https://x.example/1.pdf'/>", ATOM, ""),
        ("<link>https://papers.example/" + "a" * 3000 + "</link>", RSS, ""),
    ],
)
def test_links_are_absolute_addresses_or_none(inside: str, form: str, url: str) -> None:
    assert first(inside, form).url == url


@pytest.mark.parametrize(
    ("inside", "form", "title"),
    [
        ("<title>A &lt;b&gt;bold&lt;/b&gt; claim</title>", RSS, "A bold claim"),
        ("<title><![CDATA[CO<sub>2</sub> &amp; nets]]></title>", RSS, "CO2 & nets"),
        ("<title>A <b>bold</b> claim</title>", RSS, "A bold claim"),
        ("<title>Foo. (arXiv:2401.01234v1 [cs.CL] UPDATED)</title>", RSS, "Foo"),
        ("<title type='html'>p &amp;lt; 0.05</title>", ATOM, "p < 0.05"),
        ("<title type='text'>the &lt;b&gt; tag</title>", ATOM, "the <b> tag"),
        ("<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a &lt; <b>b</b></div></title>", ATOM, "a < b"),
        ("<title>x &lt;y and z&gt; w</title>", RSS, "x <y and z> w"),
        (
            "<title><![CDATA[Replay in &lt;i&gt;M. musculus&lt;/i&gt; &amp; man]]></title>",
            RSS,
            "Replay in M. musculus & man",
        ),
        ("<title><![CDATA[Styling the &lt;b&gt; tag]]></title>", RSS, "Styling the <b> tag"),
        ("<title type='text'>the &lt;i&gt;paired&lt;/i&gt; tag</title>", ATOM, "the <i>paired</i> tag"),
        ("<title>a\u202eb\u0000 $\\tau$-nets</title>", RSS, "ab τ-nets"),
    ],
)
def test_titles_are_plain_text(inside: str, form: str, title: str) -> None:
    assert first(inside, form).title == title


@pytest.mark.parametrize(
    ("inside", "form", "abstract"),
    [
        ("<description>&lt;p&gt;Abstract: We &amp;lt; you.&lt;/p&gt;</description>", RSS, "We < you."),
        ("<description>&amp;lt;p&amp;gt;We do.&amp;lt;/p&amp;gt;</description>", RSS, "We do."),
        (
            "<description>&lt;script&gt;alert(1)&lt;/script&gt;We&lt;style&gt;x&lt;/style&gt; do.</description>",
            RSS,
            "We do.",
        ),
        (
            "<description>Short.</description><content:encoded>" + "Long text. " * 30 + "</content:encoded>",
            RSS,
            ("Long text. " * 30).strip(),
        ),
        (
            "<description>" + "Enough said. " * 20 + "</description><content>x</content>",
            RSS,
            ("Enough said. " * 20).strip(),
        ),
        (
            "<summary type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>One.</p><p>Two.</p></div></summary>",
            ATOM,
            "One. Two.",
        ),
        ("<content type='html'>&lt;p&gt;One&lt;br/&gt;two.&lt;/p&gt;</content>", ATOM, "One two."),
        ("", RSS, ""),
    ],
)
def test_abstracts_are_plain_text(inside: str, form: str, abstract: str) -> None:
    assert first(inside, form).abstract == abstract


@pytest.mark.parametrize(
    ("inside", "form", "authors"),
    [
        (
            "<author><name>Ada Byron</name></author><author><name>Noether, Emmy</name></author>",
            ATOM,
            ("Ada Byron", "Emmy Noether"),
        ),
        (
            "<author><name>Ada Byron, Emmy Noether and Sofja K.</name></author>",
            ATOM,
            ("Ada Byron", "Emmy Noether", "Sofja K."),
        ),
        ("<dc:creator>Byron, A., Noether, E. M.</dc:creator>", RSS, ("A. Byron", "E. M. Noether")),
        ("<dc:creator>Ada Byron</dc:creator><dc:creator>Emmy Noether</dc:creator>", RSS, ("Ada Byron", "Emmy Noether")),
        ("<dc:creator>&lt;a href='x'&gt;Ada Byron&lt;/a&gt;, et al.</dc:creator>", RSS, ("Ada Byron",)),
        ("<author>a@b.example (Ada Byron)</author>", RSS, ("Ada Byron",)),
        ("<author>a@b.example</author>", RSS, ()),
        ("<dc:creator>" + "Ada Byron, " * 5000 + "</dc:creator>", RSS, ("Ada Byron",) * 5000),
    ],
    ids=lambda value: str(value)[:40],
)
def test_authors_are_single_names(inside: str, form: str, authors: tuple[str, ...]) -> None:
    assert first(inside, form).authors == authors


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Thu, 24 Sep 2026 23:30:00 -0400", date(2026, 9, 24)),
        ("24 Sep 26 08:00 GMT", date(2026, 9, 24)),
        ("2026-09-24T23:30:00-04:00", date(2026, 9, 24)),
        ("2026-09-24", date(2026, 9, 24)),
        ("2026-09-24 08:00:00", date(2026, 9, 24)),
        ("Sep 24, 2026", date(2026, 9, 24)),
        ("Thu, 31 Feb 2026 00:00:00 GMT", None),
        ("0000-00-00T00:00:00Z", None),
        ("9999-12-31T00:00:00Z", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Wed, 31 Dec 1969 19:00:00 -0500", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_written_or_not_at_all(text: str, day: date | None) -> None:
    for inside, form in (
        (f"<pubDate>{text}</pubDate>", RSS),
        (f"<dc:date>{text}</dc:date>", RSS),
        (f"<updated>{text}</updated>", ATOM),
    ):
        entry = first(inside, form)
        assert (entry.day, entry.published) == (day, day)


def test_the_day_of_listing_and_that_of_publication_may_differ() -> None:
    entry = first("<pubDate>Thu, 24 Sep 2026 00:00:00 GMT</pubDate><dc:date>2026-09-01</dc:date>")
    assert (entry.day, entry.published) == (date(2026, 9, 24), date(2026, 9, 1))


def test_the_same_feed_with_other_guids_and_protocol_gives_the_same_papers() -> None:
    first, second = (
        [(entry.title, entry.arxiv, entry.doi) for entry in read(data).entries]
        for data in (
            blog(CARDS),
            blog([card._replace(upvotes=card.upvotes + 1000) for card in CARDS]).replace(b"https:", b"http:"),
        )
    )
    assert first == second


def test_a_feed_that_names_netscapes_document_type_is_read_and_keeps_its_lines() -> None:
    kind = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"\n "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
    items = "<item><title>Caf&eacute; Kites</title></item>\n<item/>"
    listing = read(f'<?xml version="1.0"?>\n{kind}\n{RSS.format(items)}')
    assert [entry.title for entry in listing.entries] == ["Café Kites"]
    assert [skip.line for skip in listing.skipped] == [5]


def test_an_item_told_twice_is_one() -> None:
    items = "<item><title>A</title><link>https://arxiv.org/abs/2401.01234v1</link></item>"
    items += "<item><title>A again</title><guid>arXiv:2401.01234v2</guid></item>"
    assert [entry.title for entry in read(RSS.format(items + items)).entries] == ["A"]


def test_two_papers_that_slipped_under_one_doi_keep_their_own_addresses() -> None:
    guid = "<guid>https://doi.org/10.1000/kites</guid>"
    slips = [f"<item><title>{title}</title><link>{{}}</link>{guid}</item>" for title in ("Kites", "Tides")]
    own = "https://papers.example/tides"
    _, other = read(RSS.format(slips[0].format("https://papers.example/kites") + slips[1].format(own))).entries
    assert (other.doi, other.url) == ("", own)
    _, other = read(RSS.format("".join(slip.format("https://doi.org/10.1000/kites") for slip in slips))).entries
    assert (other.doi, other.url) == ("", "")


def test_the_address_behind_a_counting_link_is_the_papers() -> None:
    link = "<link>http://feeds.example/~r/x/~3/abc/</link><feedburner:origLink>https://arxiv.org/abs/2401.01234</feedburner:origLink>"
    assert first(f"<title>A</title>{link}").arxiv == "2401.01234"


def test_an_item_without_a_title_costs_itself() -> None:
    digest = read(
        RSS.format(
            "<item><title>A</title></item>\n<item><title> </title></item>\n<item/>\n<item><title>B</title></item>"
        )
    )
    assert [(entry.title, entry.rank) for entry in digest.entries] == [("A", 1), ("B", 2)]
    assert [(skip.line, skip.why) for skip in digest.skipped] == [
        (2, "an item has no title"),
        (3, "an item has no title"),
    ]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("<rss><channel><link>https://www.Nature.com:8080/nature</link></channel></rss>", "rss-nature.com"),
        ("<rss><channel><title>My Papers: a list!</title></channel></rss>", "rss-my-papers-a-list"),
        ("<feed><link rel='self' href='https://papers.example/feed'/></feed>", "rss-papers.example"),
        ("<rss><channel><link>/relative</link></channel></rss>", "rss"),
        ("<rss/>", "rss"),
    ],
)
def test_the_source_is_the_host_or_the_title_without_space_or_colon(text: str, source: str) -> None:
    assert read(text) == Listing(source, None, ())


def test_relative_links_are_resolved_from_where_the_feed_was_found_if_it_names_no_site() -> None:
    (entry,) = read(
        "<rss><item><title>T</title><link>/1</link></item></rss>", "https://papers.example/feed.xml"
    ).entries
    assert entry.url == "https://papers.example/1"


@pytest.mark.parametrize("text", ["<svg/>", "<opml><item/></opml>", "<?xml version='1.0'?><x/>", "<rss><item/></rss>"])
def test_xml_without_a_paper_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(NotAListing, match=r"^feed\.xml [^\n]+\.$"):
        read(text)


def test_an_empty_feed_is_an_empty_digest_and_pasted_it_is_an_error() -> None:
    assert read(RSS.format("")).entries == ()
    with pytest.raises(NotAListing, match=r"^x names no paper"):
        parse(RSS.format("").encode(), "x")


def test_a_hundred_thousand_entries_are_one_clear_sentence() -> None:
    with pytest.raises(NotAListing, match="more than 10,000 entries"):
        read(RSS.format("<item><title>T</title></item>" * 100_000))


@pytest.mark.parametrize("form", [RSS, ATOM, RDF])
@pytest.mark.parametrize(
    "text", ["\ud800", "\ufdfa" * 5000, "e" + "\u0301" * 5000, "\u3164", "\U000e0041", "😀" * 300, "x" * 1_000_000]
)
def test_hostile_titles_are_read_fit_to_show_or_skipped(form: str, text: str) -> None:
    tag = "entry" if form is ATOM else "item"
    digest = read(form.format(f"<{tag}><title>A</title></{tag}><{tag}><title>{text}</title></{tag}>"))
    assert len(digest.entries) + len(digest.skipped) == 2
    for entry in digest.entries:
        assert 0 < len(entry.title.encode()) <= 80_000


@pytest.mark.parametrize("document", [blog(CARDS), atom(CARDS), rss(CARDS)], ids=["blog", "atom", "rss"])
def test_feedparser_finds_the_same_titles(document: bytes) -> None:
    peer = feedparser.parse(document)
    ours = parse(document, "feed.xml").entries
    titles = {plain(clean(item.title)) for item in peer.entries}
    assert {entry.title for entry in ours} == titles
    assert len(ours) == len(titles) > 5
