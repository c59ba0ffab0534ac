"""The one line that says what is new in a paper."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import Paper
from core.subscriptions.key_sentences import LONGEST_CLAIM, WEIGHTS, KeySentence, choose, key_sentence, part, read_cues
from core.text.cleaning import LONGEST
from tests.bench.claims import WAYS, measure, read_labelled

ABSTRACT = (
    "Large gardens have become common in recent years. However, watering them by hand remains expensive. Can it be done"
    " better? In this paper, we propose Drip, a schedule that waters each bed when its soil asks for it. Drip reads one"
    " sensor per bed. Experiments on 12 gardens show that our schedule uses 38.5% less water than a clock does. Finally,"
    " we discuss frost. Our code is available at https://example.org/drip."
)


def squeezed(text: str) -> str:
    return "".join(text.split())


def paper(abstract: str = "", summary: str = "") -> Paper:
    return Paper("2611.00001", "A title", abstract=abstract, summary=summary)


def test_the_claim_is_what_was_found() -> None:
    assert key_sentence(paper(ABSTRACT)) == KeySentence(
        "Experiments on 12 gardens show that our schedule uses 38.5% less water than a clock does.", machine=False
    )


def test_the_claim_is_what_was_done_where_nothing_was_found() -> None:
    told = re.sub(r" Experiments.*?does\.", "", ABSTRACT)
    assert key_sentence(paper(told)).text.startswith("In this paper, we propose Drip")


def test_neither_background_nor_questions_nor_addresses_are_claims() -> None:
    pieces = part(ABSTRACT)
    kept = {
        piece for piece in pieces if "have become" in piece or "However" in piece or "?" in piece or "http" in piece
    }
    assert len(kept) == 4
    for piece in kept:
        assert choose(f"{piece} Watering uses a new pipe with our valve, and we show that it saves time.") != piece
        assert choose(f"We show that our new valve saves time in most gardens we know. {piece}") != piece


def test_a_summary_by_a_machine_goes_before_the_abstract_and_is_marked() -> None:
    assert key_sentence(paper(ABSTRACT, "Drip waters beds when they ask.")) == KeySentence(
        "Drip waters beds when they ask.", machine=True
    )


def test_of_a_long_summary_as_many_sentences_as_fit_are_shown() -> None:
    first, second, third = "Drip waters beds.", "It listens to the soil.", "It " + "really " * 30 + "works."
    assert key_sentence(paper(summary=f"{first} {second}\n{third}")).text == f"{first} {second}"
    assert key_sentence(paper(summary=f"{third} {first}")).text.startswith("It really")


def test_a_summary_of_nothing_but_space_is_none() -> None:
    assert not key_sentence(paper(ABSTRACT, " \n ")).machine


def test_a_paper_without_a_word_claims_nothing() -> None:
    assert key_sentence(paper()) == key_sentence(paper(" \n\t")) == KeySentence("")


def test_a_long_claim_ends_on_a_whole_word() -> None:
    long = "We show that " + "watering " * 60 + "works."
    shown = key_sentence(paper(long)).text
    assert shown.endswith("watering…")
    assert len(shown) <= LONGEST_CLAIM


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("We follow Doe et al. We win.", ["We follow Doe et al. We win."]),
        ("See Fig. 3, i.e. Drip vs. Clock. It wins.", ["See Fig. 3, i.e. Drip vs. Clock.", "It wins."]),
        ("For i.i.d. Gaussian soil. It wins.", ["For i.i.d. Gaussian soil.", "It wins."]),
        ("It costs 0.5 times. Fine", ["It costs 0.5 times.", "Fine"]),
        ("We beat GPT-4. It is small.", ["We beat GPT-4.", "It is small."]),
        ("See https://a.example/B.C?d. Done.", ["See https://a.example/B.C?d.", "Done."]),
        ("It costs $O(n.\\log n)$. It wins", ["It costs $O(n.\\log n)$.", "It wins"]),
        ("Мы пишем бота. Он работает!", ["Мы пишем бота.", "Он работает!"]),
        ("我们提出新方法。实验表明它更好。", ["我们提出新方法。", "实验表明它更好。"]),
        ("no stop and one sentence", ["no stop and one sentence"]),
        ("", []),
    ],
)
def test_an_abstract_parts_into_its_sentences(text: str, pieces: list[str]) -> None:
    assert part(text) == pieces


def test_a_cut_abstract_and_one_in_another_script_have_a_claim_too() -> None:
    assert choose("We show that it works and") == "We show that it works and"
    assert choose("花园很大。我们提出一种新的浇水方法,效果更好。") == "我们提出一种新的浇水方法,效果更好。"


def test_every_cue_has_a_weight_and_every_weight_a_cue() -> None:
    assert read_cues(["We win."])[0].keys() == WEIGHTS.keys()


texts = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="aWe .!?。\"'()\n$\\0", max_size=300),
    st.lists(st.sampled_from([*part(ABSTRACT), "i.i.d.", "et al.", "…", "?!", "“", "$x."]), max_size=12).map(" ".join),
)


@given(texts)
def test_the_chosen_sentence_is_a_piece_of_the_abstract(abstract: str) -> None:
    chosen = choose(abstract)
    assert squeezed(chosen) in squeezed(abstract)
    assert bool(chosen) == bool(abstract.strip())


@given(texts)
def test_the_parts_of_a_text_are_all_of_it(text: str) -> None:
    assert squeezed("".join(part(" ".join(text.split())))) == squeezed(text)


@given(texts, texts)
def test_a_claim_is_short_and_there_where_anything_is(abstract: str, summary: str) -> None:
    made = key_sentence(paper(abstract, summary))
    assert len(made.text) <= LONGEST_CLAIM
    assert bool(made.text) == bool(abstract.strip() or summary.strip())
    assert made.machine == bool(summary.strip())


@pytest.mark.parametrize(
    "piece", ["a", "A. ", "e.g. ", "i.i.d. ", "code ", "we ", "paper we ", "has ", '."', "。", "? ", "$", "\u0301", "9"]
)
def test_of_a_hostile_text_only_the_first_part_is_read(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    assert choose(text) == choose(text[:LONGEST])


def test_more_claims_than_by_simpler_ways_are_what_readers_marked(shared: Path) -> None:
    labelled = read_labelled(shared / "data/abstract_sentences.csv")
    shares = {way: measure(labelled, choice)["share"] for way, choice in WAYS.items()}
    ours = shares.pop("paperboy")
    assert ours > 0.65
    assert ours > max(shares.values()) + 0.15
