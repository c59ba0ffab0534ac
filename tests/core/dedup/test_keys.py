"""Keys: what a paper is found again by, however its text was mangled on the way."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dedup import Keys, keys_of, paper_id, stable_id
from core.dedup.keys import ids_of
from core.model import Entry
from tests.core.dedup.written import BEES, HOSTILE, PAPERS, TIDES


@dataclass(frozen=True)
class Described:
    """The least that has keys."""

    title: str = ""
    abstract: str = ""
    authors: tuple[str, ...] = ()
    arxiv: str = ""
    doi: str = ""
    url: str = ""
    published: date | None = None


def keys(title: str, abstract: str = "") -> Keys:
    return keys_of(Entry(title, abstract))


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("Bees×Cameras: A Contest", "Bees$\\times$Cameras: A Contest"),
        ("Bees$\\times$Cameras: A Contest", "BeestimesCameras: a contest"),
        ("$\\nabla^2$Flow for Tides", "nabla^2Flow for Tides"),
        ("∇²Flow for Tides", "nabla^2Flow for Tides"),
        ("$\\text{Former}^2$: Twice Attentive", "Former^2: Twice Attentive"),
        ("τ-hive: A Benchmark", "$\\tau$-hive: A Benchmark"),
        ('Die M\\"uller-Stra{\\ss}e', "Die Müller-Straße"),
        ("Counting H<sub>2</sub>O &amp; Salt", "Counting H2O & Salt"),
        ("State-of-the-Art Tides", "State of the Art  Tides"),
        ("Tide–Table Forecasts", "Tide-Table\n  Forecasts"),
        ("The Tides and the Moon", "Tides & Moon"),
        ("Ｆｕｌｌ Ｗｉｄｔｈ Tides", "full width tides"),
        ("Eﬃcient Tides", "Efficient Tides"),
        ("Ti\u200bdes at \u00adNight", "Tides at Night"),
        ("Αttеntion to Tides", "Attention to Tides"),
        ("Kernels of $4\\times4$ Tiles", "Kernels of 4x4 Tiles"),
        ("ΜODELS OF Μ_0", "models of μ_0"),
        ("$\\ell_1$ Fits of Tides", "ℓ₁ Fits of Tides"),
        ("A $\\frac{1}{2}$-Tide Table", "A 1/2-Tide Table"),
        ("Bounds on $\\langle x \\rangle$ from Tides", "Bounds on ⟨x⟩ from Tides"),
        ("$\\lvert V_{cb} \\rvert$ from Tides", "|V_cb| from Tides"),
    ],
)
def test_one_title_written_in_two_ways_has_one_title_key(first: str, other: str) -> None:
    assert keys(first).title == keys(other).title != ""


@pytest.mark.parametrize("number", ["Tides 2", "Tides 2.5", "Tides", "Tides II"])
def test_titles_that_differ_in_a_number_have_different_title_keys(number: str) -> None:
    assert keys(number).title != keys("Tides 3").title


def test_a_title_without_letters_has_no_title_key() -> None:
    assert keys("?! …").title == ""


@pytest.mark.parametrize(
    ("paper", "ids"),
    [
        (Described(arxiv="2401.01234v3"), ("arxiv:2401.01234",)),
        (Described(arxiv="https://arxiv.org/abs/math.GT/0309136v1"), ("arxiv:math/0309136",)),
        (Described(doi="10.48550/arXiv.2401.01230"), ("arxiv:2401.01230",)),
        (Described(doi="https://doi.org/10.1000/ABC."), ("doi:10.1000/abc",)),
        (Described(arxiv="2401.01234", doi="10.1000/x"), ("arxiv:2401.01234", "doi:10.1000/x")),
        (Described(url="https://openreview.net/pdf?id=aB3_x-Yz9Q#page=2"), ("openreview:aB3_x-Yz9Q",)),
        (
            Described(
                arxiv="2401.01234", doi="10.1000/x", url="http://www.openreview.net/forum?noteId=b&id=aB3_x-Yz9Q"
            ),
            ("arxiv:2401.01234", "doi:10.1000/x", "openreview:aB3_x-Yz9Q"),
        ),
        (Described(url="https://arxiv.org/abs/2401.01234"), ()),
        (Described(url="https://openreview.net/group?id=Lantern.cc"), ()),
        (Described(arxiv="to appear", doi="none"), ()),
        (Described(), ()),
    ],
)
def test_ids_are_claimed_in_one_form(paper: Described, ids: tuple[str, ...]) -> None:
    assert ids_of(paper) == ids


def test_words_joined_by_a_hyphen_are_also_looked_up_as_one() -> None:
    assert {"self", "correcting", "selfcorrecting"} <= set(keys("A Self-Correcting Tide Table").words)
    assert "selfcorrecting" in keys("A Selfcorrecting Tide Table").words


def test_a_title_of_common_words_is_still_found_by_its_first_and_last_two() -> None:
    assert {"learninglanguage", "visionmodels"} <= set(keys("Learning Language with Vision Models").words)


def test_words_that_carry_nothing_are_not_looked_up() -> None:
    assert not {"the", "of", "an"} & set(keys("The Flow of an Estuary").words)


def test_a_hostile_title_costs_few_and_short_keys() -> None:
    words = keys(" ".join(f"{'w' * 60}{n}" for n in range(500))).words
    assert len(words) <= 24
    assert max(map(len, words)) <= 32


@pytest.mark.parametrize("paper", PAPERS)
def test_an_abstract_cut_to_sixty_per_cent_is_found_by_its_shingles(paper: Entry) -> None:
    whole, cut = keys("", paper.abstract), keys("", paper.abstract[: len(paper.abstract) * 6 // 10])
    assert len(set(whole.shingles) & set(cut.shingles)) >= 2


def test_a_glued_heading_moves_no_more_than_one_shingle() -> None:
    assert len(set(keys("", TIDES).shingles) & set(keys("", f"Abstract{TIDES}").shingles)) >= 7


def test_a_word_parted_at_a_line_end_changes_no_shingle() -> None:
    assert keys("", BEES).shingles == keys("", BEES.replace("particle", "par-\nticle")).shingles


def test_a_text_too_short_for_an_abstract_has_no_shingles() -> None:
    assert keys("", "We count bees by ear and are right more often than not.").shingles == ()


@given(st.lists(st.text("abcdefghij", min_size=3, max_size=9), min_size=60, max_size=120), st.floats(0.6, 1))
def test_more_text_only_ever_displaces_shingles_by_smaller_ones(words: list[str], share: float) -> None:
    whole = keys("", " ".join(words)).shingles
    cut = keys("", " ".join(words[: int(len(words) * share)])).shingles
    assert len(cut) <= len(whole) <= 8
    assert all(shingle > max(whole) for shingle in set(cut) - set(whole))


def test_keys_and_ids_stay_what_the_record_already_holds() -> None:
    assert keys("Rendering Five Centuries of Window Glass").title == "d42547659db7868f"
    assert keys("", TIDES).shingles[:2] == ("045578a7", "0555739b")
    assert stable_id("doi:10.1000/x") == "bnpjks2rv7"


def test_the_id_is_the_arxiv_id_and_else_a_short_hash() -> None:
    assert paper_id(Entry("Tides", arxiv="2401.01230v2")) == "2401.01230"
    assert paper_id(Entry("Tides", doi="10.48550/arXiv.2401.01230")) == "2401.01230"
    assert len(paper_id(Entry("Tides", doi="10.1000/X"))) == 10
    assert paper_id(Entry("Tides", doi="10.1000/X")) == paper_id(Entry("Bees", doi="doi:10.1000/x"))
    assert paper_id(Entry("Tides", TIDES)) == paper_id(Entry("TIDES!", TIDES))
    assert len({paper_id(Entry("Tides")), paper_id(Entry("Bees")), paper_id(Entry("Tides", TIDES))}) == 3


@given(st.text(), st.text(), st.text(max_size=30), st.text(max_size=30))
def test_no_id_holds_a_space_or_a_colon(title: str, abstract: str, arxiv: str, doi: str) -> None:
    made = paper_id(Described(title, abstract, arxiv=arxiv, doi=doi))
    assert made
    assert not any(char.isspace() or char == ":" for char in made)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_still_has_keys(text: str) -> None:
    keys = keys_of(Described(text, text * 3, (text,), text, text, text))
    assert all(len(word) <= 32 for word in keys.words)
    assert len(keys.shingles) <= 8
    assert paper_id(Described(text, text))
