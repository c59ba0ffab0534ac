"""XML of feeds: what is refused, what is mended, and what a break costs."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import NotAListing
from core.parsing.broken import Broken
from core.parsing.xml import xml_in
from core.parsing.xml.xml_in import Element, Feed, head_of, mended, read_feed

HEAD, TAIL = '<rss version="2.0"><channel><title>c</title>\n', "</channel></rss>"


def item(number: int, more: str = "") -> str:
    return f"<item>\n<title>T{number}</title>{more}</item>\n"


def read(text: str | bytes) -> Feed:
    return read_feed(text if isinstance(text, bytes) else text.encode(), "feed.xml")


def titles(text: str | bytes) -> list[tuple[int, str]]:
    """The line of each item, and its title or why it is broken."""
    return [
        (line, element.why if isinstance(element, Broken) else element.first("title"))
        for line, element in read(text).items
    ]


def test_items_come_in_order_with_their_lines() -> None:
    assert titles(HEAD + item(1) + item(2) + TAIL) == [(2, "T1"), (4, "T2")]
    assert titles("\n\n<?xml version='1.0'?>\n<!-- a -->" + HEAD + item(1) + TAIL) == [(5, "T1")]
    assert read(HEAD + item(1) + TAIL).root.text().strip() == "c"


@pytest.mark.parametrize(
    "more",
    ["<p>", "</p>", "<a b=c/>", "<a", "<a b='1' b='2'/>", "<![CDATA[ x", "<!-- x -- y -->", "<?xml version='1.0'?>"],
)
def test_a_break_costs_the_item_it_stands_in(more: str) -> None:
    rows = titles(HEAD + item(1) + item(2, more) + item(3) + item(4) + TAIL)
    assert [title for _, title in rows] == ["T1", rows[1][1], "T3", "T4"]
    assert [line for line, _ in rows] == [2, 4, 6, 8]
    assert rows[1][1].startswith("its XML breaks at line ")


def test_a_break_between_items_costs_none() -> None:
    assert titles(HEAD + item(1) + "</oops>\n" + item(2) + TAIL) == [(2, "T1"), (5, "T2")]


def test_a_document_cut_short_gives_what_is_whole() -> None:
    whole = HEAD + item(1) + item(2) + item(3)
    for at in range(len(HEAD + item(1)) + 8, len(whole)):
        kept = [title for _, title in titles(whole[:at])]
        assert kept[0] == "T1"
        assert len(kept) == 2 + (at >= len(HEAD + item(1) + item(2)) + 6)


def test_items_are_found_even_where_the_root_is_broken() -> None:
    assert titles('<rss version="2.0>\n<channel>' + item(1) + item(2) + TAIL) == [(2, "T1"), (4, "T2")]
    assert read("<feed xmlns=oops>\n<entry><title>T</title></entry></feed>").root.name == "feed"


def test_namespaces_hold_after_a_break() -> None:
    feed = "<a:feed xmlns:a='http://www.w3.org/2005/Atom' xmlns:b='http://purl.org/dc/elements/1.1/'><a:entry><a:p></a:entry>"
    (_, last) = read(feed + "<a:entry><a:title>T</a:title><b:creator>C</b:creator></a:entry></a:feed>").items[-1]
    assert isinstance(last, Element)
    assert (last.first("title"), last.first("dc:creator")) == ("T", "C")


def test_after_a_hundred_breaks_the_rest_is_given_up_and_said_so() -> None:
    rows = titles(HEAD + "<item><p></item>\n" * 300 + TAIL)
    assert len(rows) == 101
    assert "nothing from here on was read" in rows[-1][1]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("a &amp; b &lt; &#65; &#x42;", "a & b < A B"),
        ("a & b", "a & b"),
        ("R&D and AT&T;", "R&D and AT&T;"),
        ("a&nbsp;b &eacute; &rarr; &lt;", "a\xa0b é → <"),
        ("p < 0.05, q <0.1", "p < 0.05, q <0.1"),
        ("<![CDATA[a ]]> b]]>", "a  b]]>"),
        ("<![CDATA[a & b < c]]> & d", "a & b < c & d"),
        ("a\x08b\x00c", "abc"),
        ("&#0; &#xD800; &#8; x", "x"),
        ("&unknown; x &", "&unknown; x &"),
    ],
)
def test_what_feeds_often_get_wrong_is_mended(written: str, read_as: str) -> None:
    ((_, title),) = titles(f"{HEAD}<item><title>{written} </title></item>{TAIL}")
    assert " ".join(title.split()) == " ".join(read_as.split())


def test_mending_leaves_lines_and_sound_xml_alone() -> None:
    sound = HEAD + "<item><title>a &amp; &#65; <![CDATA[ & < &nbsp; <![CDATA[ ]]></title>\n</item>" + TAIL
    assert mended(sound) == sound
    assert mended("a & b\n<![CDATA[x & y]]>\n< c") == "a &amp; b\n<![CDATA[x & y]]>\n&lt; c"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('<!DOCTYPE rss [<!ENTITY a "b">]><rss>&a;</rss>', "declares a document type"),
        ('<!DOCTYPE rss SYSTEM "http://evil.example/a.dtd"><rss/>', "declares a document type"),
        (
            "<!DOCTYPE rss [" + "".join(f'<!ENTITY a{n} "&a{n - 1};&a{n - 1};">' for n in range(1, 50)) + "]><rss/>",
            "document type",
        ),
        ("<?xml version='1.0'?><!DOCTYPE html><html/>", "is a web page"),
        (
            '<?xml version="1.0"?>\n<!-- 503 -->\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">\n<html/>',
            "is a web page",
        ),
        (
            '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "x" [<!ENTITY a "b">]><rss/>',
            "declares a document type",
        ),
        (" <!DOCTYPE html><p>", "is a web page"),
        ("<html><body>", "is a web page"),
        ("hello", "is not XML"),
        ("{}", "is not XML"),
        ("<rss", "is damaged"),
        ("<rss>&lol;</rss", "is damaged"),
        ("<a>" * 65 + "</a>" * 65, "more than 64 deep"),
        ("<a>" * 200_000, "more than 64 deep"),
        ("<rss>" + "<item/>" * 10_001 + "</rss>", "more than 10,000 entries"),
        ("<rss>" + "<x/>" * 200_001 + "</rss>", "more than 200,000 elements"),
    ],
    ids=lambda text: text[:20],
)
def test_what_is_no_feed_is_refused_in_one_sentence(text: str, why: str) -> None:
    with pytest.raises(NotAListing, match=rf"^feed\.xml [^\n]*{why}[^\n]*\.$"):
        read(text)


def test_the_limits_themselves_are_allowed() -> None:
    assert read("<a>" * 64 + "</a>" * 64).root.name == ":a".removeprefix(":")
    assert len(read("<rss>" + "<item/>" * 10_000 + "</rss>").items) == 10_000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize(
    "label", ["", ' encoding="utf-8"', ' encoding="utf-16"', ' encoding="iso-8859-1"', ' encoding="oops"']
)
def test_every_encoding_is_read_whatever_its_label_says(encoding: str, label: str) -> None:
    text = f'<?xml version="1.0"{label}?>{HEAD}<item><title>Größe – Ω</title></item>{TAIL}'
    assert titles(text.encode(encoding)) == [(2, "Größe – Ω")]
    assert titles(gzip.compress(text.encode(encoding))) == [(2, "Größe – Ω")]


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1251", "koi8-r", "shift_jis", "gb18030"])
def test_an_old_encoding_that_is_declared_is_believed(encoding: str) -> None:
    title = {"iso-8859-1": "Größe", "shift_jis": "日本", "gb18030": "中文"}.get(encoding, "Привет")
    text = f"<?xml version='1.0' encoding='{encoding}'?>{HEAD}<item><title>{title}</title></item>{TAIL}"
    assert titles(text.encode(encoding)) == [(2, title)]


@pytest.mark.parametrize("prefix", ["dc", "x", "d-c.2"])
def test_prefixes_are_only_names(prefix: str) -> None:
    text = f"<rss xmlns:{prefix}='http://purl.org/dc/elements/1.1/'><item><{prefix}:creator>C</{prefix}:creator></item></rss>"
    ((_, element),) = read(text).items
    assert isinstance(element, Element)
    assert element.first("dc:creator") == "C"
    assert element.first("creator") == ""


def test_a_prefix_nobody_declared_means_what_it_says() -> None:
    ((_, element),) = read(
        "<rss><item><dc:creator>C</dc:creator><media:title>M</media:title><title>T</title></item></rss>"
    ).items
    assert isinstance(element, Element)
    assert (element.first("dc:creator"), element.first("title")) == ("C", "T")


def test_swapped_and_inner_namespaces_are_followed() -> None:
    text = (
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:h='http://www.w3.org/1999/xhtml'><entry><h:title>H</h:title>"
        "<title xmlns='http://example.org/'>X</title><title>T</title></entry><h:entry/></feed>"
    )
    ((_, element),) = read(text).items
    assert isinstance(element, Element)
    assert element.first("title") == "T"


def test_an_item_inside_an_item_is_part_of_it() -> None:
    assert titles("<rss><item><title>A</title><item><title>B</title></item></item></rss>") == [(1, "A")]


def test_xhtml_is_written_as_html_and_plain_text_as_it_is() -> None:
    ((_, element),) = read("<rss><item><a>x &lt; y</a><b>x &lt; <i>y</i> &amp; z</b></item></rss>").items
    assert isinstance(element, Element)
    assert [element.marked() for element in element.all("a", "b")] == ["x < y", "x &lt; <i>y</i> &amp; z"]


def test_the_head_of_a_feed_ends_at_its_first_item() -> None:
    assert head_of("<rss><title>a</title><item>b") == "<rss><title>a</title>"
    assert head_of("<a:feed><a:entry xml:base=''>") == "<a:feed>"
    assert head_of("<rss><itemize>") == "<rss><itemize>"


_TAGS = (
    "<rss> </rss> <item> </item> <entry> <title> </title> <a:item> </a:item> <rest> </rest> <!DOCTYPE ]> <![CDATA[ ]]>"
)
_SIGNS = "<!-- --> <?xml ?> &a; &#65; &#0; text xmlns:a='b' é 😀 < > & ; ! ? / ' \" \x00 \ufeff"
MARKUP = st.sampled_from([" ", "\n", *_TAGS.split(" "), *_SIGNS.split(" ")])


@given(st.lists(MARKUP, max_size=40).map("".join))
def test_any_markup_is_read_or_refused_in_one_sentence(text: str) -> None:
    for data in (text, "<rss>" + text, HEAD + item(1) + text + item(2) + TAIL):
        try:
            feed = read(data)
        except NotAListing as error:
            assert str(error).startswith("feed.xml ")
            assert "\n" not in str(error)
        else:
            assert all(isinstance(element, Element | Broken) and line > 0 for line, element in feed.items)
            assert len(feed.items) <= xml_in.MOST_ITEMS
