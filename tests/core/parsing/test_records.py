"""Papers as JSON: arrays and lines, every field right and wrong, and JSON made to hurt."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import NotAListing
from core.model import Entry, Listing
from core.parsing import listed_day, parse, records

PAPER = {"title": "Tidal Networks", "abstract": "We present tidal networks."}
FIELDS = [
    "title",
    "abstract",
    "authors",
    "id",
    "arxiv",
    "doi",
    "url",
    "published",
    "date",
    "year",
    "categories",
    "day",
    "score",
]


def read(data: bytes) -> Listing:
    return parse(data, "papers.json")


def as_json(*papers: object) -> bytes:
    return json.dumps(papers).encode()


def test_an_array_lines_and_one_object_are_read_alike() -> None:
    first = json.dumps(PAPER)
    forms = [
        f"[{first}, {first}]",
        f"{first}\n{first}\n",
        json.dumps([PAPER, PAPER], indent=2),
        f"\ufeff[{first},\n{first}]",
        f"{first}{first}",
    ]
    for form in forms:
        assert [(entry.title, entry.abstract) for entry in read(form.encode()).entries] == [tuple(PAPER.values())] * 2
    assert len(read(json.dumps(PAPER, indent=1).encode()).entries) == 1


def test_every_field_is_read() -> None:
    record = {
        "id": "2401.01234v2",
        "title": "$\\tau$-Nets",
        "abstract": "AbstractWe present nets.",
        "authors": ["Ada Byron", {"name": "Emmy Noether"}, "et al."],
        "url": "https://example.org/tau",
        "doi": "https://doi.org/10.1000/TAU",
        "published": "2024-01-02T03:04:05Z",
        "categories": ["cs.CL", "cs.LG"],
        "day": "2024-03-11",
        "score": 7,
        "whatever": [1, {"a": None}],
    }
    assert read(as_json(record)) == Listing(
        "records",
        date(2024, 3, 11),
        (
            Entry(
                "τ-Nets",
                "We present nets.",
                1,
                "2401.01234",
                "10.1000/tau",
                "https://example.org/tau",
                ("Ada Byron", "Emmy Noether"),
                ("cs.CL", "cs.LG"),
                date(2024, 1, 2),
                1,
                7,
                day=date(2024, 3, 11),
            ),
        ),
        kind="JSON",
    )


@pytest.mark.parametrize(
    ("field", "value", "attribute", "expected"),
    [
        ("authors", "Ada Byron; Emmy Noether", "authors", ("Ada Byron", "Emmy Noether")),
        (
            "authors",
            "Ada Byron, Emmy Noether and Mary Somerville",
            "authors",
            ("Ada Byron", "Emmy Noether", "Mary Somerville"),
        ),
        ("authors", "Byron, Ada; Noether, Emmy", "authors", ("Byron, Ada", "Noether, Emmy")),
        ("authors", "Aristotle", "authors", ("Aristotle",)),
        ("authors", None, "authors", ()),
        ("categories", "cs.CL cs.LG", "categories", ("cs.CL", "cs.LG")),
        ("year", 2024, "published", date(2024, 1, 1)),
        ("year", "2024", "published", date(2024, 1, 1)),
        ("published", "2024-05", "published", date(2024, 5, 1)),
        ("date", "Mar 11, 2024", "published", date(2024, 3, 11)),
        ("published", "2024-02-30", "published", None),
        ("published", "0000-00-00", "published", None),
        ("year", 10**17, "published", None),
        ("id", "record-17", "arxiv", ""),
        ("id", 2503.0213, "arxiv", ""),
        ("id", "https://arxiv.org/abs/math.GT/0309136v1", "arxiv", "math/0309136"),
        ("url", "http://arxiv.org/pdf/2401.01234v3", "arxiv", "2401.01234"),
        ("doi", "10.48550/arXiv.2401.01234", "arxiv", "2401.01234"),
        ("url", "javascript:alert(1)", "url", ""),
        ("score", 7.9, "score", 7),
        ("score", 1e300, "score", None),
        ("title", "a\u0000b \u202e c", "title", "ab c"),
    ],
)
def test_a_field_is_read_for_what_it_means(field: str, value: object, attribute: str, expected: object) -> None:
    (entry,) = read(as_json({**PAPER, field: value})).entries
    assert getattr(entry, attribute) == expected


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    "value", [True, 1, 1.5, None, "x", "", [], [1], [None], [[]], {"name": 1}, {}, "\ud800", 9**999], ids=repr
)
def test_a_wrong_value_in_any_field_costs_at_most_its_own_entry(field: str, value: object) -> None:
    digest = read(as_json(PAPER, {**PAPER, field: value}, PAPER))
    assert len(digest.entries) + len(digest.skipped) == 3
    assert len(digest.entries) >= 2
    for entry in digest.entries:
        json.dumps([entry.title, entry.url, *entry.authors, *entry.categories]).encode()
        entry.title.encode()


def test_a_broken_object_costs_one_entry_and_is_reported_with_its_line() -> None:
    good = json.dumps(PAPER)
    lines = read("\n".join([good, '{"title": oops}', good, '{"title": "half', good, "17", good]).encode())
    assert [entry.line for entry in lines.entries] == [1, 3, 5, 7]
    assert [skip.line for skip in lines.skipped] == [2, 4, 6]
    pretty = read(json.dumps([PAPER] * 3, indent=2).replace('"We', "We", 1).encode())
    assert [entry.line for entry in pretty.entries] == [6, 10]
    assert [skip.line for skip in pretty.skipped] == [2]


def test_a_file_cut_short_gives_what_is_whole() -> None:
    cut = read(as_json(PAPER, PAPER, PAPER)[:-20])
    assert (len(cut.entries), len(cut.skipped)) == (2, 1)


@pytest.mark.parametrize(
    "data",
    [
        b'[{"title": "a", "score": NaN}]',
        b'[{"title": "a", "score": 1e400}]',
        b'[{"title": "a", "score": ' + b"9" * 5000 + b"}]",
        b'[{"title": "a", "id": ' + b"9" * 5000 + b"}]",
        b'[{"title": "a\\ud800", "abstract": "\\udfff"}]',
        b'[{"title": "b", "title": "a"}]',
        b'[{"title": "a"}, ' + b"[" * 100_000,
        b'{"title": "a", ' + b", ".join(b'"k%d": 1' % n for n in range(30_000)) + b"}",
    ],
    ids=["NaN", "1e400", "digits", "digits as id", "surrogates", "twice", "deep after", "many keys"],
)
def test_hostile_json_with_a_paper_in_it_gives_the_paper(data: bytes) -> None:
    assert [entry.title for entry in read(data).entries] == ["a"]


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'[{"title": ' + b"[" * 100_000,
        b'{"a": ' * 100_000,
        b'{"x":\n' * 100_000,
        b"[]",
        b"{}",
        b"[1, 2]",
        b'["a", "b"]',
        b'{"papers": []}',
        b'{"title": ""}',
        b'{"title": "\\u200b"}',
        b'{"title": "' + b"a" * 1_000_000,
        b'{"title": "a\n' * 30_000,
    ],
    ids=lambda data: ascii(data[:14]),
)
def test_json_without_a_paper_is_one_clear_sentence(data: bytes) -> None:
    with pytest.raises(NotAListing, match=r"^papers\.json [^\n]+\.$"):
        read(data)


def test_a_feed_without_items_is_no_paper() -> None:
    for head in ({"version": "https://jsonfeed.org/version/1.1", "items": []}, {"entries": []}):
        with pytest.raises(NotAListing, match="without a paper"):
            read(json.dumps({"title": "Kites", "home_page_url": "https://kites.example.org/", **head}).encode())
    (paper,) = read(json.dumps({"title": "Kites", "references": []}).encode()).entries
    assert paper.title == "Kites"


def test_links_of_a_json_feed_are_seen_from_its_site() -> None:
    near = {"id": "1", "title": "Kites", "url": "/papers/1", "content_text": ""}
    far = {"id": "2", "title": "Tides", "external_url": "https://arxiv.org/abs/2403.04567", "url": "notes/2"}
    head = {"title": "A Lab", "home_page_url": "https://kites.example.org/lab/", "items": [near, far]}
    first, other = read(json.dumps(head).encode()).entries
    assert (first.url, other.url) == ("https://kites.example.org/papers/1", "https://kites.example.org/lab/notes/2")
    assert other.arxiv == "2403.04567"


def test_a_year_with_a_point_is_a_year_and_one_without_end_none() -> None:
    for year, published in (("2024.0", date(2024, 1, 1)), ("1e400", None), ("NaN", None)):
        (paper,) = read(f'[{{"title": "Kites", "year": {year}}}]'.encode()).entries
        assert paper.published == published


def test_more_records_than_the_limit_are_one_clear_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MOST_RECORDS", 100)
    assert len(read(b'{"title": "a"}\n' * 100).entries) == 100
    with pytest.raises(NotAListing, match=r"^papers\.json holds more than 100 entries: [^\n]+\.$"):
        read(b'{"title": "a"}\n' * 101)


def test_titles_and_abstracts_of_a_megabyte_are_cut() -> None:
    (entry,) = read(as_json({"title": "a " * 500_000, "abstract": "b " * 500_000, "authors": ["A B"] * 5000})).entries
    assert len(entry.title) <= 20_000
    assert len(entry.abstract) <= 20_000
    assert len(entry.authors) == 5000


def test_the_day_is_the_one_that_all_records_name() -> None:
    first, second = ({**PAPER, "day": day} for day in ("2024-03-11", "2024-03-12"))
    assert listed_day(parse(as_json(first, first), "x"), date(2026, 1, 1)) == date(2024, 3, 11)
    assert listed_day(parse(as_json(first, second), "x"), date(2026, 1, 1)) is None
    assert [entry.day for entry in read(as_json(first, second)).entries] == [date(2024, 3, 11), date(2024, 3, 12)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS) | st.text(), inner, max_size=5),
)


@given(st.lists(JSON, max_size=5))
def test_any_json_is_parsed_or_refused(values: list[object]) -> None:
    try:
        digest = read(as_json(*values))
    except NotAListing:
        return
    assert all(entry.title for entry in digest.entries)


@given(st.binary(max_size=30), st.integers(0, 200))
def test_any_bytes_inside_records_raise_nothing_but_not_a_digest(noise: bytes, at: int) -> None:
    data = as_json(PAPER, PAPER)
    try:
        digest = read(data[:at] + noise + data[at:])
    except NotAListing as error:
        assert str(error).startswith("papers.json ")
    else:
        assert digest.entries
