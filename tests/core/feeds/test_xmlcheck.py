"""What the XML check lets through, what it refuses, and that feedparser then reads what was checked."""

import io
import re
import tracemalloc

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import NotADigest
from core.feeds import xmlcheck
from core.feeds.xmlcheck import check

DECLARED = '<?xml version="1.0" encoding="{}"?>'
FEED = '<rss version="2.0"><channel><title>Größe – Ωmega</title><item><title>A paper</title></item></channel></rss>'
LATIN = FEED.replace("– Ωmega", "")
LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><rss><title>&j;</title></rss>"
)


def titles(data: bytes) -> list[str]:
    found = feedparser.parse(io.BytesIO(check(data, "feed.xml")))
    assert not found.bozo
    return [found.feed.get("title", ""), *(entry.title for entry in found.entries)]


@pytest.mark.parametrize(
    "data",
    [
        FEED.encode(),
        b"\xef\xbb\xbf" + FEED.encode(),
        (DECLARED.format("utf-8") + FEED).encode(),
        (DECLARED.format("UTF-8") + "\n\n<!-- a comment -->" + FEED).encode(),
        ("\n \t" + DECLARED.format("utf-8") + FEED).encode(),
        (DECLARED.format("UTF-16") + FEED).encode("utf-16"),
        FEED.encode("utf-16"),
        (DECLARED.format("utf-16") + FEED).encode("utf-16-le"),
        (DECLARED.format("utf-16") + FEED).encode("utf-16-be"),
        ('<?xml version="1.0"?><?xml-stylesheet href="a.xsl" type="text/xsl"?>' + FEED).encode(),
        ("<?xml version='1.0' encoding='utf-8' standalone='yes'?>" + FEED).encode(),
    ],
)
def test_a_feed_in_a_usual_encoding_passes_and_keeps_its_letters(data: bytes) -> None:
    assert titles(data) == ["Größe – Ωmega", "A paper"]


@pytest.mark.parametrize("encoding", ["iso-8859-1", "ISO-8859-15", "windows-1252", "latin1"])
def test_a_feed_in_an_old_encoding_that_it_declares_passes(encoding: str) -> None:
    assert titles((DECLARED.format(encoding) + LATIN).encode(encoding)) == ["Größe", "A paper"]


def test_what_passes_comes_back_as_utf_8_under_our_declaration() -> None:
    passed = check((DECLARED.format("iso-8859-1") + LATIN).encode("latin-1"), "feed.xml")
    assert passed == ('<?xml version="1.0" encoding="utf-8"?>\n' + LATIN).encode()
    assert check(passed, "feed.xml").split(b"?>", 1)[1].strip() == LATIN.encode()


def test_another_encoding_named_later_in_the_first_line_is_not_believed() -> None:
    hidden = '<?xml version="1.0"?><rss encoding="utf-7" x="?>"><channel><title>1+ADw-2</title></channel></rss>'
    assert titles(hidden.encode()) == ["1+ADw-2"]


@pytest.mark.parametrize(
    "data",
    [
        (DECLARED.format("utf-8") + LATIN).encode("latin-1"),
        (DECLARED.format("ascii") + FEED).encode(),
        (DECLARED.format("utf-16") + FEED).encode(),
        (DECLARED.format("utf-8") + FEED).encode("utf-16"),
        (DECLARED.format("utf-7") + LAUGHS).encode("utf-7"),
        b'<?xml version="1.0" encoding="utf-7"?>+ADw-!DOCTYPE x+AD4-<rss/>',
        (DECLARED.format("cp037") + LATIN).encode("cp037"),
        (DECLARED.format("utf-32") + FEED).encode("utf-32"),
        *(
            (DECLARED.format(name) + "<rss/>").encode()
            for name in ("rot13", "zlib", "idna", "iso-8859-99", "no-such", "os.path")
        ),
        FEED.encode()[: FEED.encode().index(b"\xc3") + 1],
    ],
)
def test_a_wrong_or_unknown_encoding_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(NotADigest, match=r"^feed\.xml .*\.$"):
        check(data, "feed.xml")


@pytest.mark.parametrize(
    "data",
    [
        LAUGHS,
        '<!DOCTYPE rss [<!ENTITY a "' + "a" * 50_000 + '">]><rss>' + "&a;" * 50_000 + "</rss>",
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><title>&x;</title></rss>',
        '<!DOCTYPE rss SYSTEM "http://evil.example/a.dtd"><rss/>',
        '<!DOCTYPE rss PUBLIC "-//A//B" "http://evil.example/a.dtd"><rss/>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://evil.example/a.dtd">%p;]><rss/>',
        "<!DOCTYPE rss><rss/>",
        '<?xml version="1.0"?>\n<!-- first --><?xml-stylesheet href="a"?>\n <!DOCTYPE rss><rss/>',
        "<!--> <rss> --><!DOCTYPE rss><rss/>",
        '<!ENTITY a "b"><rss/>',
        DECLARED.format("utf-8") + "<!DoCtYpE rss><rss/>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_or_an_entity_is_refused(data: str, encoding: str) -> None:
    data = data.replace(DECLARED.format("utf-8"), "")
    with pytest.raises(NotADigest, match=r"^feed\.xml .*\.$"):
        check(data.encode(encoding), "feed.xml")


def test_expat_itself_would_refuse_a_document_type_that_the_first_look_missed() -> None:
    with pytest.raises(NotADigest, match="brings a document type of its own"):
        xmlcheck._Watch("feed.xml", 0).read(LAUGHS.encode())


def test_an_entity_without_a_declaration_is_refused() -> None:
    with pytest.raises(NotADigest, match=r"line 2 \(undefined entity\)"):
        check(b"<rss>\n&nbsp;</rss>", "feed.xml")


def test_a_web_page_is_called_a_web_page() -> None:
    with pytest.raises(NotADigest, match=r"papers\.example is a web page, not a feed"):
        check(b"\n<!doctype HTML>\n<html><body><p>hello</body></html>", "papers.example")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n",
        b"\x00",
        b"{}",
        b"plain text",
        b"PK\x03\x04" + b"\x00" * 40,
        b"\x1f\x8b\x08",
        b"\xff\xfe",
        b"\xff" * 9,
        b"&lt;rss>",
    ],
)
def test_what_is_no_xml_is_refused(data: bytes) -> None:
    with pytest.raises(NotADigest, match=r"^feed\.xml .*\.$"):
        check(data, "feed.xml")


@pytest.mark.parametrize(
    "data",
    [
        *(
            "<rss>",
            "<rss",
            "<rss></channel>",
            "<rss/><rss/>",
            "<rss/>text",
            "<rss a='1' a='2'/>",
            "<rss a=1/>",
            "<rss>\x08</rss>",
        ),
        *(
            "<!-- no end",
            "<?xml version='1.0'",
            "<rss><![CDATA[ ]]</rss>",
            "<rss><![CDATA[a]]>]]></rss>",
            "<a:rss/>",
            "<rss><!-- a -- b --></rss>",
        ),
        *(
            "<rss>&#0;</rss>",
            "<rss>&#xD800;</rss>",
            "<rss>&amp</rss>",
            "<rss><?xml version='1.0'?></rss>",
            "<rss xmlns:a=''/>",
            "<>",
        ),
    ],
)
def test_xml_that_is_not_well_formed_is_refused_with_its_line(data: str) -> None:
    with pytest.raises(NotADigest, match=r"^feed\.xml .*\.$"):
        check(data.encode(), "feed.xml")


@pytest.mark.parametrize(
    "opening", ["", DECLARED.format("utf-8"), DECLARED.format("utf-8") + "\n", "\n\n", '<?xml\nversion="1.0"?>\n']
)
def test_the_line_of_an_error_is_counted_in_the_document_as_it_came(opening: str) -> None:
    with pytest.raises(NotADigest, match=rf"line {opening.count(chr(10)) + 3} "):
        check(f"{opening}<rss>\n<a>\n</b></rss>".encode(), "feed.xml")


@pytest.mark.parametrize("instruction", ["<?php echo 1 ?>", "<?include file='/etc/passwd'?>", "<?x encoding='utf-7'?>"])
def test_a_processing_instruction_is_refused(instruction: str) -> None:
    for data in (f"{instruction}<rss/>", f"<rss>{instruction}</rss>", f"<rss/>{instruction}"):
        with pytest.raises(NotADigest, match="processing instruction"):
            check(data.encode(), "feed.xml")


def test_a_style_sheet_is_refused_where_no_style_sheet_stands() -> None:
    with pytest.raises(NotADigest, match="processing instruction"):
        check(b'<rss><?xml-stylesheet href="a"?></rss>', "feed.xml")


def test_elements_may_be_nested_to_the_limit_and_no_deeper() -> None:
    deepest = xmlcheck.DEEPEST
    check(b"<a>" * deepest + b"</a>" * deepest, "feed.xml")
    with pytest.raises(NotADigest, match=f"more than {deepest} deep"):
        check(b"<a>" * (deepest + 1) + b"</a>" * (deepest + 1), "feed.xml")


@pytest.mark.parametrize("depth", [200_000, 2_000_000])
def test_absurd_nesting_is_refused(depth: int) -> None:
    with pytest.raises(NotADigest, match="deep"):
        check(b"<a>" * depth, "feed.xml")


@pytest.mark.parametrize("entry", ["<item/>", "<entry/>", '<f:entry xmlns:f="http://www.w3.org/2005/Atom"/>'])
def test_entries_are_counted_in_every_namespace(entry: str) -> None:
    most = xmlcheck.MOST_ENTRIES
    check(f"<r>{entry * most}</r>".encode(), "feed.xml")
    with pytest.raises(NotADigest, match="10,000 entries"):
        check(f"<r>{entry * (most + 1)}</r>".encode(), "feed.xml")


def test_elements_of_any_name_are_counted() -> None:
    with pytest.raises(NotADigest, match="entries"):
        check(b"<r>" + b"<x/>" * xmlcheck.MOST_ELEMENTS + b"</r>", "feed.xml")


@pytest.mark.parametrize(
    "element",
    [
        '<a b="' + "x" * (xmlcheck.LONGEST_ATTRIBUTE + 1) + '"/>',
        "<a " + " ".join(f'b{n}="1"' for n in range(xmlcheck.MOST_ATTRIBUTES + 1)) + "/>",
        '<a b="' + "x" * (2 << 20) + '"/>',
        "<" + "a" * (2 << 20) + "/>",
        "<!--" + "x" * (2 << 20) + "-->",
        "<a " + " ".join(f"xmlns:b{n}='u'" for n in range(100_000)) + "/>",
    ],
    ids=["long value", "many attributes", "huge value", "huge name", "huge comment", "many namespaces"],
)
def test_a_monstrous_tag_is_refused(element: str) -> None:
    with pytest.raises(NotADigest, match=r"attributes far too large|longer than 512 KB"):
        check(f"<r>{element}</r>".encode(), "feed.xml")


def test_thousands_of_comments_before_the_feed_are_refused() -> None:
    with pytest.raises(NotADigest, match="comments"):
        check(b"<!---->" * 5_000 + b"<r/>", "feed.xml")


def test_long_text_and_cdata_pass() -> None:
    long = "x &amp; y\n" * 200_000
    passed = check(f"<rss><a>{long}</a><b><![CDATA[{'<i> ]] >' * 200_000}]]></b></rss>".encode(), "feed.xml")
    assert long.encode() in passed


def test_a_document_above_the_limit_is_refused_unread() -> None:
    with pytest.raises(NotADigest, match="larger than 20 MB"):
        check(b" " * (xmlcheck.LARGEST + 1), "feed.xml")


def test_a_hostile_document_takes_memory_in_proportion() -> None:
    hostile = b"<r>" + b"<i>x</i>" * 200_000 + b"<a>" * 1_000_000
    tracemalloc.start()
    with pytest.raises(NotADigest):
        check(hostile, "feed.xml")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6 * len(hostile)


MARKUP = st.sampled_from(
    [
        *"<>&;!?/ '\"\n",
        "<rss>",
        "</rss>",
        "<item>",
        "</item>",
        "<!DOCTYPE a [",
        "]>",
        '<!ENTITY a "b">',
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?xml",
        "?>",
        "&a;",
        "&#65;",
        "text",
        "encoding='utf-7'",
        "xmlns:a='b'",
        "\x00",
        "é",
        "\ufeff",
        "😀",
    ]
)


@given(
    st.lists(MARKUP, max_size=25).map("".join), st.sampled_from(["utf-8", "utf-16", "utf-16-le", "latin-1", "utf-7"])
)
def test_any_markup_passes_without_a_document_type_or_is_refused_in_one_sentence(text: str, encoding: str) -> None:
    try:
        passed = check(text.encode(encoding, "replace"), "feed.xml")
    except NotADigest as error:
        assert re.fullmatch(r"feed\.xml .*\.", str(error))
    else:
        bare = re.sub(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>", b"", passed, flags=re.DOTALL)
        assert b"<!" not in bare


@given(st.binary(max_size=200))
def test_any_bytes_pass_or_are_refused_in_one_sentence(data: bytes) -> None:
    try:
        check(data, "feed.xml")
    except NotADigest as error:
        assert str(error).startswith("feed.xml ")
