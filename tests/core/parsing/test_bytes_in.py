"""The bytes row of the bad-input catalogue: every encoding, every line end, every kind of packing, and no bombs."""

import gzip
import lzma
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import NotAListing
from core.model import Listing
from core.parsing import parse
from core.parsing.bytes_in import LARGEST, opening, text_of
from tests.core.parsing.invented import WRITTEN, as_bytes, dense, invent, spaced

PAGE = "\n".join(spaced(WRITTEN + invent(5)))
DATA = PAGE.encode()
ENCODINGS = ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]


def read(data: bytes) -> Listing:
    return parse(data, "page.txt")


WHOLE = read(DATA)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_page_reads_the_same_in_every_encoding(encoding: str) -> None:
    assert read(PAGE.encode(encoding)) == WHOLE


def test_utf7_is_read_and_without_a_bom_shows_as_the_ascii_it_is() -> None:
    assert read(b"+/v8-" + PAGE.encode("utf-7")) == WHOLE
    assert [entry.line for entry in read(PAGE.encode("utf-7")).entries] == [entry.line for entry in WHOLE.entries]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\u2029", "\x85"], ids=ascii)
def test_a_page_reads_the_same_with_every_line_end(end: str) -> None:
    assert read(PAGE.replace("\n", end).encode()) == WHOLE


@pytest.mark.parametrize(
    "sign", ["\x00", "\x01", "\x0b", "\x0c", "\x1b", "\x7f", "\x85", "\u2028", "\u200b", "\u202e", "\u2066"], ids=ascii
)
def test_controls_among_the_words_leave_titles_and_lines_alone(sign: str) -> None:
    strewn = "\n".join(line.replace(" ", f" {sign}", 1) for line in PAGE.split("\n"))
    digest = read(strewn.encode())
    assert [(e.title, e.line) for e in digest.entries] == [(e.title, e.line) for e in WHOLE.entries]


def test_the_old_windows_code_page_is_read() -> None:
    page = "\n".join(
        dense([("Café Nets", "We study “cafés” – and naïve nets of cafés – in Zürich, for cafés’ sake."), *invent(3)])
    )
    assert read(page.encode("cp1252")) == read(page.encode())


def test_damaged_utf8_loses_only_what_is_damaged() -> None:
    page = "\n".join(dense([("Café Nets", "We study “cafés” and naïve nets in Zürich."), *invent(3)])).encode()
    digest = read(page.replace("naïve".encode(), b"na\xffve"))
    assert digest.entries[0].abstract == "We study “cafés” and na\ufffdve nets in Zürich."


def test_a_file_cut_in_mid_character_reads_to_there() -> None:
    digest = read(DATA + "é".encode()[:1])
    assert digest == WHOLE
    assert read(PAGE.encode("utf-16")[:-1]).entries[:-1] == WHOLE.entries[:-1]


@pytest.mark.parametrize("compress", [gzip.compress, lzma.compress])
def test_a_packed_page_is_read_from_one_member_or_more(compress: Callable[[bytes], bytes]) -> None:
    assert read(compress(DATA)) == WHOLE
    assert read(compress(DATA[:999]) + compress(DATA[999:])) == WHOLE
    assert read(compress(DATA) + b"\x00" * 8) == WHOLE
    assert opening(compress(DATA)) == DATA.decode()[:16_384]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n", "is empty"),
        (b"\n" * 1_000_000, "is empty"),
        (b"a" * (LARGEST + 1), "is larger than 20 MB"),
        (gzip.compress(DATA)[:-50], "cut short"),
        (gzip.compress(DATA)[:15], "cut short"),
        (b"\x1f\x8b" + b"x" * 90, "damaged gzip"),
        (gzip.compress(gzip.compress(DATA)), "packed twice"),
        (gzip.compress(b"") * 50, "unpack it first"),
        (lzma.compress(DATA)[:-50], "cut short"),
        (lzma.compress(DATA)[:15], "cut short"),
        (b"\xfd7zXZ\x00" + b"x" * 90, "damaged xz"),
        (lzma.compress(gzip.compress(DATA)), "packed twice"),
        (lzma.compress(b"") * 50, "unpack it first"),
        (b"PK\x03\x04" + b"\x00" * 90, "zip archive"),
        (b"%PDF-1.7 \xff\xfe", "is a PDF"),
        (b"\x89PNG\r\n\x1a\n", "is a picture"),
        (random.Random(3).randbytes(5000), "is not text"),
        (b"a" * 10_000_000, "holds no list of papers"),
        (b"word " * 2_000_000, "holds no list of papers"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_one_clear_sentence(data: bytes, why: str) -> None:
    with pytest.raises(NotAListing, match=rf"^page\.txt [^\n]*{why}[^\n]*\.$"):
        read(data)


@pytest.mark.long
@pytest.mark.parametrize("compress", [gzip.compress, lzma.compress])
def test_what_unpacks_to_more_than_the_largest_size_is_not_read(compress: Callable[[bytes], bytes]) -> None:
    with pytest.raises(NotAListing, match=r"^page\.txt [^\n]*unpacks to more than 20 MB[^\n]*\.$"):
        read(compress(b"a" * (LARGEST + 1)))


def test_a_million_empty_lines_before_a_page_count_as_lines() -> None:
    digest = read(b"\n" * 1_000_000 + DATA)
    assert [entry.line for entry in digest.entries] == [entry.line + 1_000_000 for entry in WHOLE.entries]


def test_exactly_the_largest_size_is_read() -> None:
    assert read(DATA + b"\n" * (LARGEST - len(DATA))) == WHOLE


@given(st.binary(max_size=3000))
def test_any_bytes_are_text_or_no_digest(data: bytes) -> None:
    opening(data)
    try:
        text = text_of(data, "x")
    except NotAListing as error:
        assert str(error).startswith("x ")
    else:
        assert "\r" not in text
        text.encode()


@given(st.binary(max_size=40), st.integers(0, len(DATA)))
def test_any_bytes_inside_a_page_raise_nothing_but_not_a_digest(noise: bytes, at: int) -> None:
    for data in (DATA[:at] + noise + DATA[at:], DATA[:at], gzip.compress(DATA, 1)[:at] + noise):
        try:
            digest = read(data)
        except NotAListing as error:
            assert str(error).startswith("page.txt ")
        else:
            assert digest.entries


def test_a_page_of_bytes_and_of_text_agree() -> None:
    assert read(as_bytes(PAGE.split("\n"))) == WHOLE


@pytest.mark.parametrize(
    ("text", "declared", "written"),
    [
        ("“Größe” – naïve…", "ISO-8859-1", "cp1252"),
        ("“Größe” – naïve…", "us-ascii", "cp1252"),
        ("朱镕基的风筝", "gb2312", "gbk"),
        ("凧①の高さ", "Shift_JIS", "cp932"),
        ("똠방각하의 연", "ks_c_5601-1987", "cp949"),
        ("İğne uçurtması – Ş", "iso-8859-9", "cp1254"),
    ],
)
def test_a_charset_is_read_with_the_signs_that_its_texts_use_beyond_it(text: str, declared: str, written: str) -> None:
    document = f'<?xml version="1.0" encoding="{declared}"?><x>{text}</x>'.encode(written)
    assert text in text_of(document, "feed.xml")
