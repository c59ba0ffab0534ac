"""Identifiers: the identity row of the bad-input catalogue, and references inside free text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.identifiers import arxiv_id, doi, find_references, reference

NEW_STYLE = [
    "2401.01234",
    "2401.01234v3",
    " 2401.01234. ",
    "arXiv:2401.01234",
    "ARXIV: 2401.01234v12",
    "arXiv 2401.01234",
    "arXiv:2401.01234v2 [cs.CL] 3 Jan 2024",
    "[arXiv:2401.01234]",
    "oai:arXiv.org:2401.01234",
    "https://arxiv.org/abs/2401.01234",
    "http://arxiv.org/abs/2401.01234v1",
    "arXiv.org/abs/2401.01234",
    "HTTPS://ARXIV.ORG/PDF/2401.01234V2.PDF",
    "https://www.arxiv.org/pdf/2401.01234v3.pdf#page=2",
    "http://export.arxiv.org/abs/2401.01234?utm_source=x&context=y",
    "https://arxiv.org/html/2401.01234v1/",
    "<https://arxiv.org/abs/2401.01234>",
    "(https://arxiv.org/abs/2401.01234),",
    "“https://arxiv.org/abs/2401.01234”",
    "https://huggingface.co/papers/2401.01234",
    "https://hf.co/papers/2401.01234.md",
    "https://www.alphaxiv.org/abs/2401.01234v2",
    "https://alphaxiv.org/overview/2401.01234",
    "https://ar5iv.labs.arxiv.org/html/2401.01234",
    "https://api.semanticscholar.org/arXiv:2401.01234",
    "10.48550/arXiv.2401.01234",
    "doi:10.48550/ARXIV.2401.01234",
    "https://doi.org/10.48550/arXiv.2401.01234v2",
]


@pytest.mark.parametrize("text", NEW_STYLE)
def test_an_arxiv_paper_is_known_however_it_is_named(text: str) -> None:
    assert arxiv_id(text) == "2401.01234"
    assert reference(text) == "arxiv:2401.01234"


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("math.GT/0309136", "math/0309136"),
        ("math/0309136v2", "math/0309136"),
        ("arXiv:Math.GT/0309136", "math/0309136"),
        ("https://arxiv.org/abs/hep-th/9901001", "hep-th/9901001"),
        ("https://arxiv.org/abs/cs%2F0309136", "cs/0309136"),
        ("cond-mat.mes-hall/9901001", ""),
        ("10.48550/arXiv.math/0309136", "math/0309136"),
        ("0704.0001", "0704.0001"),
    ],
)
def test_old_ids_lose_their_subject_class(text: str, known: str) -> None:
    assert arxiv_id(text) == known


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2413.01234",
        "2400.01234",
        "2401.012345",
        "12401.01234",
        "2401.01234.5",
        "1234.5678",
        "refs/0309136",
        "math/0399136",
        "see 2401.01234",
        "2401.01234 2402.01234",
        "https://arxiv.org/list/cs.CL/recent",
        "https://example.org/2401.01234",
        "٢٤٠١.٠١٢٣٤",
        "1" * 1_000_000,
        "2401.01234" * 100_000,
    ],
    ids=lambda text: text[:30],
)
def test_what_names_no_arxiv_paper_gives_nothing(text: str) -> None:
    assert arxiv_id(text) == ""


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("10.1000/ABC", "10.1000/abc"),
        ("doi:10.1000/abc.", "10.1000/abc"),
        ("DOI: 10.1000/abc", "10.1000/abc"),
        ("https://doi.org/10.1000/ABC", "10.1000/abc"),
        ("http://dx.doi.org/10.1000/abc", "10.1000/abc"),
        ("https://doi.org/10.1000/abc?utm_source=mail#top", "10.1000/abc"),
        ("https://doi.org/10.1000%2Fabc", "10.1000/abc"),
        ("(10.1000/abc(1))", "10.1000/abc(1)"),
        ("10.1000/abc(1", "10.1000/abc(1"),
        (
            "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O",
            "10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o",
        ),
        ("https://www.biorxiv.org/content/10.1101/2020.01.01.123456v2.full.pdf", "10.1101/2020.01.01.123456"),
        ("https://dl.acm.org/doi/pdf/10.1145/123.456", "10.1145/123.456"),
        ("urn:doi:10.1000/abc", "10.1000/abc"),
        ("info:doi/10.1000/abc", "10.1000/abc"),
        ("info:eu-repo/semantics/altIdentifier/doi/10.1000/abc", "10.1000/abc"),
        ("https://doi.org/doi:10.1000/abc", "10.1000/abc"),
        ("10.1000/abc）。", "10.1000/abc"),
        ("10.1000", ""),
        ("11.1000/abc", ""),
        ("10.1000/abc def", ""),
        ("https://example.org/paper", ""),
        ("https://doi.org/10.1000/abc%00def", "10.1000/abcdef"),
        ("https://doi.org/10.1000/abc%E2%80%AEdef", "10.1000/abcdef"),
        ("", ""),
    ],
)
def test_a_doi_is_known_however_it_is_named(text: str, known: str) -> None:
    assert doi(text) == known
    assert reference(text) == (f"doi:{known}" if known else "")


def test_references_in_a_text_come_in_order_and_once() -> None:
    text = (
        "See [one](https://arxiv.org/abs/2401.01234v2), arXiv:0704.0001 and 10.1000/abc,10.1000/DEF; again 2401.01234. "
        "Also (https://doi.org/10.1000/ghi?utm=1), math.GT/0309136, https://hf.co/papers/2402.00001! "
        "And https://doi.org/10.48550/arXiv.2403.00001."
    )
    assert find_references(text) == [
        "arxiv:2401.01234",
        "arxiv:0704.0001",
        "doi:10.1000/abc",
        "doi:10.1000/def",
        "doi:10.1000/ghi",
        "arxiv:math/0309136",
        "arxiv:2402.00001",
        "arxiv:2403.00001",
    ]


SICI = "10.1002/(SICI)1097-4571(199806)49:8<{}::AID-ASI4>3.0.CO;2-O"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f"See doi:{SICI.format(693)}. And {SICI.format(701)}", [SICI.format(693), SICI.format(701)]),
        (f"<https://doi.org/{SICI.format(693)}>", [SICI.format(693)]),
        (SICI.format(693).replace("<", "&lt;").replace(">", "&gt;"), [SICI.format(693)]),
        (f"https://doi.org/{SICI.format(693).replace('<', '%3C').replace('>', '%3E')}", [SICI.format(693)]),
        ("(10.1175/1520-0469(1989)046<3077:AFSOSC>2.0.CO;2)", ["10.1175/1520-0469(1989)046<3077:afsosc>2.0.co;2"]),
        ("<b>10.1000/abc</b> <10.1000/def>2.0", ["10.1000/abc", "10.1000/def"]),
        ("10.1000/abc\u00a0of 10.1000/def\u3000and 10.1000/ghi\u200b", ["10.1000/abc", "10.1000/def", "10.1000/ghi"]),
        ("10.1000/abc、10.1000/def（10.1000/ghi）。", ["10.1000/abc", "10.1000/def", "10.1000/ghi"]),
        ("&lt;https://doi.org/10.1000/abc&gt;", ["10.1000/abc"]),
        ("https://doi.org/10.1000/abchttps://doi.org/10.1000/def,https://doi.org/10.1000/x", ["10.1000/abc", "10.1000/def", "10.1000/x"]),
    ],
)  # fmt: skip
def test_a_doi_in_a_text_is_whole_and_ends_where_it_ends(text: str, names: list[str]) -> None:
    assert find_references(text) == [f"doi:{name.lower()}" for name in names]


@pytest.mark.parametrize(
    "text",
    [
        "a loss of 1512.0345 at step 2001.1234",
        "version 1.2401.01234",
        "id 12401.012345",
        "x2401.01234",
        "section 10.12/3",
        "",
    ],
)
def test_numbers_in_prose_are_no_references(text: str) -> None:
    assert find_references(text) == []


@pytest.mark.long
@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        "2401.01234" * 20_000,
        "10.1000/" * 20_000,
        "10.1000/" + ")" * 200_000,
        "10.1000/" + "<a" * 100_000,
        "10.1000/" + "&lt;a>" * 40_000,
        "a." * 100_000,
        "arxiv " * 40_000,
        "1" * 200_000,
        "math/" * 40_000,
        "https://" * 20_000,
        "https://openreview.net/forum?" * 8_000,
        "openreview.net/forum?" + "&" * 200_000,
        "openreview.net/pdf?id=" + "a" * 200_000,
        "openreview.net/pdf?a=&" * 8_000,
        "www." * 50_000,
    ],
    ids=lambda text: text[:10],
)
def test_hostile_text_holds_few_references(text: str) -> None:
    assert len(find_references(text)) <= 2


@given(st.text())
def test_any_text_is_searched_and_what_is_found_is_a_reference(text: str) -> None:
    for key in find_references(text):
        kind, _, name = key.partition(":")
        assert reference(key if kind == "openreview" else name) == key


@given(
    st.from_regex(r"(?:0[7-9]|[12][0-9])(?:0[1-9]|1[0-2])\.[0-9]{5}", fullmatch=True),
    st.sampled_from(
        ["{}", "arXiv:{}v2", "https://arxiv.org/abs/{}", "https://arxiv.org/pdf/{}v1.pdf", "({}).", "10.48550/arXiv.{}"]
    ),
)
def test_every_new_style_id_is_found_in_every_form(known: str, form: str) -> None:
    assert arxiv_id(form.format(known)) == known
    assert find_references(f"We read {form.format(known)} today") == [f"arxiv:{known}"]
