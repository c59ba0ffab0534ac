"""The small parts that parsers share: days, names, markup, Markdown, and values of drifting JSON."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parsing.dates import utc_day, written_day
from core.parsing.json_in import address, whole_in
from core.parsing.pages.markdown_in import lines_of
from core.parsing.xml.markup import without_markup
from core.text.identifiers import doi, reference
from core.text.names import MOST_NAMES, known_names, split_names, turned


@pytest.mark.parametrize(
    ("text", "written", "utc"),
    [
        ("2026-08-17T00:00:00.000Z", date(2026, 8, 17), date(2026, 8, 17)),
        ("2026-08-17T23:00:00-05:00", date(2026, 8, 17), date(2026, 8, 18)),
        ("2026-08-17T01:00:00+05:00", date(2026, 8, 17), date(2026, 8, 16)),
        ("20260817", date(2026, 8, 17), date(2026, 8, 17)),
        ("2026-08-17", date(2026, 8, 17), date(2026, 8, 17)),
        ("Wed 20 Nov 24 19:00:00 GMT", date(2024, 11, 20), date(2024, 11, 20)),
        ("Mon, 2 Aug 93 00:32:07 GMT", date(1993, 8, 2), date(1993, 8, 2)),
        ("2099-12-31T23:59:59-12:00", date(2099, 12, 31), date(2100, 1, 1)),
        ("0001-01-01T00:00:00+14:00", None, None),
        ("2026-02-30", None, None),
        ("２０２６-08-17", None, None),
    ],
)
def test_days_are_read_as_written_and_in_utc(text: str, written: date | None, utc: date | None) -> None:
    assert (written_day(text), utc_day(text)) == (written, utc)


@given(st.text() | st.from_regex(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d"))
def test_any_text_is_a_day_of_this_age_or_none(text: str) -> None:
    for day in (written_day(text), utc_day(text)):
        assert day is None or 1899 < day.year < 2101


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada Byron, Emmy Noether and Mary Somerville", ("Ada Byron", "Emmy Noether", "Mary Somerville")),
        ("Ada Byron and Emmy Noether", ("Ada Byron", "Emmy Noether")),
        ("Ada Byron, Emmy Noether, et al.", ("Ada Byron", "Emmy Noether")),
        ("Ada Byron et al", ("Ada Byron",)),
        ("Ada Byron (A, B), Emmy Noether (1 and 2) ((1) A, (2) B)", ("Ada Byron", "Emmy Noether")),
        ("Ada Byron (unclosed, Emmy Noether", ("Ada Byron (unclosed", "Emmy Noether")),
        ("John Doe, Jr., Ada Byron, PhD", ("John Doe Jr.", "Ada Byron PhD")),
        ("The LHCb Collaboration: R. Aaij, B. Adeva", ("The LHCb Collaboration", "R. Aaij", "B. Adeva")),
        ("Byron, Ada; Noether, Emmy", ("Ada Byron", "Emmy Noether")),
        ("Byron, A., Noether, E.-M.", ("A. Byron", "E.-M. Noether")),
        (
            "Ren\\'e Thom, K. G\\\"{o}del, P. Erd{\\H o}s, F. \\c{C}am, \\L{}ukasz K.",
            ("René Thom", "K. Gödel", "P. Erdős", "F. Çam", "Łukasz K."),
        ),
        ("Alexander Sand, Andy Grand", ("Alexander Sand", "Andy Grand")),
        ("", ()),
        (" , ;", ()),
    ],
)
def test_author_lists_are_split_into_names(text: str, names: tuple[str, ...]) -> None:
    assert split_names(text) == names


def test_names_are_turned_and_counted() -> None:
    assert [turned(name) for name in ("Byron, A. L.", "Plato", "Doe, J., Jr.", ", A.")] == [
        "A. L. Byron",
        "Plato",
        "J. Doe Jr.",
        "A.",
    ]
    assert len(known_names(["A B"] * 20_000)) == MOST_NAMES
    assert known_names(["et al.", "", " ", "others", "A\u202eda"]) == ("Ada",)


@given(st.text())
def test_any_text_gives_names_without_line_breaks(text: str) -> None:
    assert all(name and "\n" not in name for name in split_names(text))


@pytest.mark.parametrize(
    ("marked", "shown"),
    [
        ("<p>a <b>b</b></p>c", " a b c"),
        ("a<br/>b<BR>c", "a b c"),
        ("if a <b and c> d", "if a <b and c> d"),
        ("x < y > z, <foo> and <x@y.example>", "x < y > z, <foo> and <x@y.example>"),
        ('<a href="x>y" class=z disabled>link</a>', '<a href="x>y" class=z disabled>link'),
        ('<a href="x" class=z disabled>link</a>', "link"),
        ("a<script>b<p>c</script>d<style>e</style>", "ad"),
        ("a<!-- <p>b</p> -->c<!-- d", "ac"),
        ("10<sup>-5</sup>, x<sup>2</sup>, 1<sup>st</sup>, CO<sub>2</sub>", "10^-5, x^2, 1st, CO2"),
        ("<jats:p>a</jats:p><mml:mi>x</mml:mi>", " a x"),
        ("&lt;p&gt; &amp;amp; &nbsp;| &#65; &notanentity; &copy", "<p> &amp; \xa0| A &notanentity; &copy"),
        ("", ""),
        ("<", "<"),
    ],
)
def test_markup_goes_and_what_only_looks_like_it_stays(marked: str, shown: str) -> None:
    assert without_markup(marked) == shown


@given(st.text(alphabet="<>/abp=\"' &;!-sciptu3\n"))
def test_any_markup_is_read_without_an_error(marked: str) -> None:
    without_markup(marked).encode()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("[a b](https://x.example)", [("a b", "https://x.example", 0)]),
        ("### [a](https://x.example) ###", [("a ###", "", 3)]),
        ("### [a](https://x.example)", [("a", "https://x.example", 3)]),
        ("[a\n\nb](https://x.example)", [("a", "https://x.example", 0), ("b", "https://x.example", 0)]),
        ("[![p](i.png)Name](https://x.example)", [("Name", "https://x.example", 0)]),
        ("[a][7]\n[7]: https://x.example/7", [("a", "https://x.example/7", 0)]),
        ("[a][7]", [("a", "", 0)]),
        ("see [1] and [a][b]", [("see [1] and [a][b]", "", 0)]),
        ("a\n\nhttps://x.example/1", [("a\n", "", 0)]),
        ("a\\_b \\*c\\\nd\\\\", [("a_b *c", "", 0), ("d", "", 0)]),
        ("**bold** 2*3*4", [("bold 2*3*4", "", 0)]),
        ("a](b)](c)", [("a", "", 0)]),
        ("-\n\n·\n---\n***", [("-", "", 0)]),
    ],
)
def test_markdown_is_read_as_lines_that_know_their_links(text: str, lines: list[tuple[str, str, int]]) -> None:
    outcome = [(line.text, line.link.url, line.heading) for line in lines_of(text)]
    assert outcome == lines or (text.endswith("/1") and outcome == [("a", "https://x.example/1", 0)])


@given(st.text(alphabet="[]()!#\\*-ab7: \nhtps/."))
def test_any_markdown_gives_lines_in_order(text: str) -> None:
    numbers = [line.number for line in lines_of(text)]
    assert numbers == sorted(set(numbers))


def test_a_percent_encoded_control_character_is_no_part_of_a_doi() -> None:
    assert doi("https://doi.org/10.1000/a%00b%E2%80%AEc") == "10.1000/abc"
    assert reference("10.1000/a%02b") == "doi:10.1000/ab"


def test_values_of_the_wrong_type_are_none() -> None:
    values = [7, 7.9, True, "7", None, float("nan"), float("inf"), 10**40, [7]]
    assert [whole_in({"x": value}, "x") for value in values] == [7, 7, None, None, None, None, None, None, None]
    assert [address(text) for text in ("https://x.example/\n a", "ftp://x", "x", "https://x y.example/")] == [
        "https://x.example/a",
        "",
        "",
        "",
    ]
