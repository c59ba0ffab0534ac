"""Text for show and for comparing: every row of the unicode catalogue, LaTeX, and no text that hurts."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.cleaning import LONGEST, clean, clip, fold, plain, sentences, squash, words

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
HOSTILE = {
    "braces": "{" * 1_000_000,
    "dollars": "$" * 1_000_000,
    "math": "$a" * 500_000,
    "backslashes": "\\" * 1_000_000,
    "fractions": "\\frac{" * 100_000 + "}" * 100_000,
    "environments": "\\begin{a}" * 100_000,
    "commands": "".join(
        f"\\c{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676 % 26)} " for n in range(20_000)
    ),
    "accents": "\\'" * 500_000,
    "marks": "e" + "\u0301" * 5_000,
    "unsorted marks": "\u0315\u0300" * 100_000,
    "growth": "\ufdfa" * 1_000_000,
    "spaces": " " * 1_000_000,
    "joiners": "\u200d" * 1_000_000,
    "surrogates": "\ud800" * 1_000_000,
    "brackets": "a." + ")" * 1_000_000,
    "full stops": "A. " * 60_000,
}


@pytest.mark.long
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_bounded_and_raises_nothing(text: str) -> None:
    assert len(clean(text)) <= LONGEST
    assert len(plain(text)) <= max(LONGEST, len(text))
    assert len(fold(text)) <= 18 * LONGEST
    assert len(squash(text)) <= 18 * LONGEST
    assert len("".join(words(text))) <= 18 * LONGEST
    assert sentences(text) is not None
    assert len(clip(text, 100)) <= 100


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (" a \t b\n\nc ", "a b c"),
        ("a\u00a0b\u2003c\u2028d\u2029e\x85f", "a b c d e f"),
        ("a\x00b\x07c\x1bd\x7fe\u0080f", "abcdef"),
        ("\u202eevil\u2066\u2069", "evil"),
        ("soft\u00adware zero\u200bwidth \ufeffmark", "software zerowidth mark"),
        ("tags\U000e0041\U000e0042", "tags"),
        ("filler\u3164\uffa0\u115f", "filler"),
        ("half \ud800 character", "half character"),
        ("private \ue000 use", "private use"),
        ("cafe\u0301", "café"),
        ("e" + "\u0301\u0302\u0303\u0304\u0305\u0306\u0307", "é\u0302\u0303\u0304"),
        (f"family {FAMILY}", f"family {FAMILY}"),
        ("not\u200djoined", "notjoined"),
    ],
    ids=ascii,
)
def test_clean_text_is_one_line_that_shows_what_it_holds(text: str, shown: str) -> None:
    assert clean(text) == shown


@given(st.text())
def test_clean_text_stays_as_it_is_and_can_be_encoded(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert once.encode().decode() == once
    assert "\n" not in once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("V$^2$L: Video", "V^2L: Video"),
        ("LLM$\\times$MapReduce", "LLM×MapReduce"),
        ("4$\\times$4 Grids", "4×4 Grids"),
        ("$\\text{Net}^2$: Nets", "Net^2: Nets"),
        ("$\\tau$-bench", "τ-bench"),
        ("$τ$-bench", "τ-bench"),
        ("$2 * n$ is more than $n$", "2 * n is more than n"),
        ("$\\mathcal{O}(n \\log n)$ Sorting", "O(n log n) Sorting"),
        ("$\\frac{a}{b}$ and $x_{0.5}$", "a/b and x_0.5"),
        ("\\textsc{Nets} with \\emph{Style}", "Nets with Style"),
        ("{\\sc Nets}: {B}ig", "Nets: Big"),
        ("\\ours: A Net", "ours: A Net"),
        ("G\\\"odel, Erd\\H{o}s, \\'{e}t\\'e, na\\\"{\\i}ve, \\v{C}ech", "Gödel, Erdős, été, naïve, Čech"),
        ("50\\% of A\\&B\\_C", "50% of A&B_C"),
        ("$5 price and $6", "$5 price and $6"),
        ("From $5-$6 to $50K–$100K", "From $5-$6 to $50K–$100K"),
        ("Bugs for 1$: Cheap", "Bugs for 1$: Cheap"),
        ("Sets {a, b} & 100%", "Sets {a, b} & 100%"),
        ("broken\\nLine", "broken Line"),
        ("$\\input{/etc/passwd}$", "input/etc/passwd"),
        ("$$", "$$"),
        ("\\", "\\"),
    ],
)
def test_a_title_reads_without_latex(written: str, shown: str) -> None:
    assert plain(written) == shown


@pytest.mark.parametrize(
    "titles",
    [
        ("The $L_2$ Norm", "The L_2 Norm", "The L2 norm", "The L₂ Norm"),
        ("LLM$\\times$MapReduce", "LLM×MapReduce", "LLMtimesMapReduce"),
        ("4$\\times$4 Grids", "4×4 Grids", "4x4 Grids", "4times4 Grids"),
        ("With $f$-Divergence", "With f-Divergence", "With f–divergence"),
        ("$\\tau$-bench", "$τ$-bench", "τ-bench", "tau-bench", "Tau Bench"),
        ("V$^2$L", "V^2L", "V²L", "V2L", "$\\text{V}^{2}$L"),
        ("$\\nabla^2$Nets", "∇²Nets", "nabla^2Nets"),
        ("$\\varepsilon$-Greedy", "ε-greedy", "ϵ-Greedy"),
        ("Gödel Nets", "Godel Nets", 'G\\"odel Nets', "Go\u0308del Nets"),
        ("Straße", "STRASSE", "Strasse"),
        ("İstanbul", "Istanbul"),
        ("\u212aelvin", "Kelvin"),
        ("ﬁne ﬂow", "fine flow"),
        ("Ｆｕｌｌ Width", "Full Width"),
        ("soft\u00adware \u200bnets", "software nets"),
        ("Net: A Study", "Net — A Study", "Net - a study", "net a study"),
        ("$\\mathcal{O}(n)$", "O(n)"),
        ("\\textbf{Bold} Nets", "Bold Nets"),
        ("Łódź Æther Øre", "Lodz Aether Ore"),
    ],
    ids=lambda titles: titles[0],
)
def test_every_way_to_write_a_title_squashes_to_one_key(titles: tuple[str, ...]) -> None:
    assert len({squash(title) for title in titles}) == 1


@pytest.mark.parametrize(
    ("first", "other"), [("Qwen2", "Qwen2.5"), ("Nets I", "Nets II"), ("attention", "аttention"), ("\u3164", "a")]
)
def test_different_titles_squash_apart(first: str, other: str) -> None:
    assert squash(first) != squash(other)


@given(st.text(max_size=200))
def test_a_key_holds_only_letters_and_digits(text: str) -> None:
    key = squash(text)
    assert not key or key.isalnum()


@given(st.text(alphabet="aBz09 -:_'é√ß", max_size=100), st.sampled_from([" ", "-", ": ", "–", "\u200b", "$"]))
def test_case_and_signs_make_no_other_key(text: str, sign: str) -> None:
    assert squash(sign.join(text.upper())) == squash(text)


@given(st.text(alphabet=st.characters(max_codepoint=0x24F), max_size=200))
def test_words_are_the_folded_text_without_its_signs(text: str) -> None:
    assert "".join(words(text)) == "".join(character for character in fold(text) if character.isalnum())


def test_words_are_parted_by_every_sign() -> None:
    assert words("State-of-the-art Naïve (Σ-)Nets, v2.5_beta") == [
        "state",
        "of",
        "the",
        "art",
        "naive",
        "sigma",
        "nets",
        "v2",
        "5",
        "beta",
    ]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        (
            "We use e.g. Nets, cf. Fig. 3 and Eq. 4. They work.",
            ["We use e.g. Nets, cf. Fig. 3 and Eq. 4.", "They work."],
        ),
        ("By J. Doe et al. Nets win.", ["By J. Doe et al. Nets win."]),
        ("It costs 3.5 dollars. OK.", ["It costs 3.5 dollars.", "OK."]),
        ('He said "no." Then (well) yes.', ['He said "no."', "Then (well) yes."]),
        ("", []),
    ],
)
def test_a_text_parts_into_its_sentences(text: str, pieces: list[str]) -> None:
    assert sentences(text) == pieces


@given(st.text(alphabet="aB1.!?\"') (", max_size=80))
def test_sentences_joined_give_the_text_back(text: str) -> None:
    text = clean(text)
    assert " ".join(sentences(text)) == text


@pytest.mark.parametrize(
    ("text", "limit", "clipped"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("ab cdef", 4, "ab…"),
        (f"a{FAMILY}b", 5, "a…"),
        (f"a{FAMILY}b", 7, f"a{FAMILY}b"),
        ("e\u0301e\u0301e\u0301", 4, "e\u0301…"),
        ("abc", 1, "…"),
    ],
)
def test_a_clipped_text_ends_between_characters_as_they_are_seen(text: str, limit: int, clipped: str) -> None:
    assert clip(text, limit) == clipped


@given(st.text(max_size=100), st.integers(1, 100))
def test_a_clipped_text_is_never_too_long(text: str, limit: int) -> None:
    clipped = clip(text, limit)
    assert len(clipped) <= limit
    assert clipped == text or text.startswith(clipped[:-1])
