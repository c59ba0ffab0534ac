"""What words find: titles, stems, slips, hyphens, LaTeX, phrases and exclusions."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.model import Query
from core.search.index import Doc, Index
from tests.core.search.conftest import BOTTLES, GRAPHS, LANTERN, PAPERS, PROOFS, PROTEINS, TEACHERS, ask, ids


def test_a_title_finds_its_paper_first(index: Index) -> None:
    for paper in PAPERS:
        assert ids(index, paper.title)[0] == paper.id


@pytest.mark.parametrize("typed", ["lantern super resolution", "lantern superresolution", "lantern super-resolution"])
def test_hyphens_split_and_join(index: Index, typed: str) -> None:
    assert set(ids(index, typed)[:2]) == {LANTERN, TEACHERS}


def test_words_are_found_by_their_stems_and_without_accents(index: Index) -> None:
    assert ids(index, "enlarging pictures")[0] == TEACHERS
    assert ids(index, "resume protein") == [PROTEINS]
    assert ids(index, "RÉSUMÉS") == [PROTEINS]


UNSPACED = (
    Doc("ja", "画像によるガチョウの数え方", "安価なスケッチで検出器を訓練する。"),
    Doc("zh", "基于图神经网络的GPT推荐模型研究"),
    Doc("ko", "그래프 신경망에서의 추천"),
)


@pytest.mark.parametrize(
    ("typed", "paper"),
    [
        ("画像", "ja"), ("ガチョウ", "ja"), ("数え方 画像", "ja"), ("スケッチ", "ja"), ("像", "ja"), ("“画像による”", "ja"),
        ("神经网络", "zh"), ("图神经网络 推荐", "zh"), ("gpt", "zh"), ("基于图神经网络的GPT推荐模型研究" * 5, "zh"),
        ("신경망", "ko"), ("그래프 추천", "ko"),
    ],
)  # fmt: skip
def test_words_of_scripts_without_spaces_are_found_inside_titles(index: Index, typed: str, paper: str) -> None:
    index.write(UNSPACED, "8-0")
    assert ids(index, typed)[0] == paper
    assert ids(index, "“像による画”") == []


def test_titles_in_such_scripts_complete(index: Index) -> None:
    index.write(UNSPACED, "8-0")
    for typed in ("画", "画像に", "画像によるガ"):
        assert [paper for paper, _ in index.complete(typed)] == ["ja"]


@pytest.mark.parametrize("typed", ["Mueller", "Müller", "muller towels", "Mueller towels", "jörg mueller"])
@pytest.mark.parametrize("author", ["Jörg Müller", "Joerg Mueller"])
def test_an_umlaut_is_found_spelt_out_and_back(index: Index, typed: str, author: str) -> None:
    index.write([Doc("towels", "Estimating Towels", authors=(author,))], "8-0")
    if "muller" not in typed or "Müller" in author:  # without its dots the vowel is another
        assert ids(index, typed) == ["towels"]
    if " " not in typed:
        assert ids(index, "", author=typed) == ["towels"]


def test_a_word_with_an_umlaut_is_found_in_titles_however_it_is_spelt(index: Index) -> None:
    index.write([Doc("dots", "Schrödinger Bridges"), Doc("letters", "Schroedinger Operators")], "8-0")
    assert set(ids(index, "Schrödinger")) == {"dots", "letters"}
    assert set(ids(index, "schroedinger")) == {"dots", "letters"}


@pytest.mark.parametrize("typed", ["V2L", "V^2L", "V$^2$L", "lemma^2 proofs", "Lemma2"])
def test_a_title_with_latex_is_found_however_it_is_typed(index: Index, typed: str) -> None:
    assert ids(index, typed)[0] == PROOFS


@pytest.mark.parametrize(
    ("typed", "used"),
    [
        ("lanern", "lantern"),
        ("latnern", "lantern"),
        ("lanterrn", "lantern"),
        ("lamtern", "lantern"),
        ("aantern", "lantern"),
        ("lannttern", "lantern"),
        ("protien", "protein"),
    ],
)
def test_a_slip_is_forgiven_and_reported(index: Index, typed: str, used: str) -> None:
    answer = ask(index, typed)
    assert answer.matches
    ((slip, meant),) = answer.corrected
    assert (slip, meant.startswith(used)) == (typed, True)
    assert meant in answer.terms


def test_a_short_word_may_hold_one_slip_and_a_number_none(index: Index) -> None:
    assert ask(index, "flod").corrected
    assert not ask(index, "fxyd").matches
    assert not ask(index, "2024").matches


def test_a_forgotten_space_is_put_back(index: Index) -> None:
    answer = ask(index, "languageagents")
    assert answer.matches[0].id == BOTTLES
    assert answer.corrected == (("languageagents", "language agents"),)


def test_a_word_that_nothing_resembles_is_named_and_the_others_searched(index: Index) -> None:
    answer = ask(index, "graph qqqqqqqqq")
    assert [match.id for match in answer.matches] == [GRAPHS]
    assert answer.unknown == ("qqqqqqqqq",)


def test_nothing_found_gives_nothing(index: Index) -> None:
    answer = ask(index, "qqqqqqqqq wwwwwwww")
    assert (answer.matches, answer.total, answer.suggestion) == ((), 0, "")
    assert answer.unknown == ("qqqqqqqqq", "wwwwwwww")


def test_a_phrase_must_stand_in_order(index: Index) -> None:
    assert ids(index, '"pass messages between neighbours"') == [GRAPHS]
    assert ids(index, '"neighbours between messages"') == []
    assert ids(index, '"super resolution of night"') == [LANTERN]
    assert LANTERN not in ids(index, '"resolution super"')


def test_a_phrase_does_not_reach_from_title_into_abstract(index: Index) -> None:
    assert ids(index, '"night photographs photographs taken"') == []


def test_a_phrase_that_finds_nothing_suggests_its_words(index: Index) -> None:
    answer = ask(index, '"networks graph"')
    assert (answer.matches, answer.suggestion) == ((), "networks graph")


def test_excluded_words_and_phrases_do_not_occur(index: Index) -> None:
    assert set(ids(index, "language")) == {PROOFS, BOTTLES}
    assert ids(index, "language -proofs") == [BOTTLES]
    assert ids(index, 'language -"language agents"') == [PROOFS]
    assert ids(index, "messages -moreau") == [BOTTLES]


WORDS = st.lists(
    st.one_of(st.text(max_size=12), st.sampled_from(["graph", "lantren", "super-resolution", "the", "Moreau"])),
    max_size=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(words=WORDS, phrases=WORDS, excluded=WORDS, author=st.text(max_size=12), offset=st.sampled_from([0, 7, 10**12]))
def test_any_words_get_an_answer(
    index: Index, words: list[str], phrases: list[str], excluded: list[str], author: str, offset: int
) -> None:
    query = Query(words=tuple(words), phrases=tuple(phrases), excluded=tuple(excluded), author=author)
    for answer in (index.search(query, 5, offset), index.matches(query, 5)):
        assert len(answer.matches) <= 5
        assert {match.id for match in answer.matches} <= {paper.id for paper in PAPERS}
