"""Folding: one form for what people write in many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.words import LONGEST_WORD, split, stem, stems_of, words_of


@pytest.mark.parametrize(
    ("text", "words", "joined"),
    [
        ("Super-Resolution", ["super", "resolution"], ["superresolution"]),
        ("state‑of–the-art", ["state", "of", "the", "art"], []),
        ("end-to-end", ["end", "to", "end"], ["endtoend"]),
        ("2020-21", ["2020", "21"], []),
        ("GPT-4", ["gpt", "4"], ["gpt4"]),
        ("-graph- --", ["graph"], []),
        ("naïve RÉSUMÉS, e\u0301tat", ["naive", "resumes", "etat"], []),
        ("Straße, Łukasz, ﬁne, ＷＩＤＥ, İstanbul", ["strasse", "lukasz", "fine", "wide", "istanbul"], []),
        ("the model's bias; the models’ bias", ["the", "models", "bias", "the", "models", "bias"], []),
        (r"V$^2$L and $\text{Lemma}^2$ for $L_2$", ["v2l", "and", "lemma2", "for", "l2"], []),
        ("τ-bench", ["tau", "bench"], ["taubench"]),
        ("a\u200bb\u00adc\u202ed", ["abcd"], []),
        ("x\u00a0y\u2028z", ["x", "y", "z"], []),
        ("\x00\ud800\u0301", [], []),
        ("\u0441ловарь 中文", ["словарь", "中文"], []),
    ],
)
def test_a_text_is_split_into_folded_words(text: str, words: list[str], joined: list[str]) -> None:
    assert split(text) == (words, joined)


def test_a_word_is_cut_to_what_anybody_types() -> None:
    assert words_of("a" * 500) == ["a" * LONGEST_WORD]


def test_stems_bring_forms_of_a_word_together() -> None:
    assert stem("enlarging") == stem("enlarged") == stem("enlarge")
    assert stems_of(["networks", "network"]) == ["network", "network"]
    assert stem("") == ""


@given(st.text(max_size=200))
def test_any_text_folds_to_plain_words_that_fold_to_themselves(text: str) -> None:
    words, joined = split(text)
    for word in words + joined:
        assert word
        assert not any(c.isspace() for c in word)
        word.encode()
    assert words_of(" ".join(words)) == words
    assert len(stems_of(words)) == len(words)
