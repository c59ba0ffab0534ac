"""Which known words a misspelt one may have meant."""

import string

from hypothesis import given
from hypothesis import strategies as st

from core.search.memory.vocabulary import Vocabulary

KNOWN = [
    "lantern",
    "language",
    "graph",
    "graphs",
    "mamba",
    "fold",
    "walk",
    "superresolution",
    "attention",
    "gpt4",
    "of",
]


def vocabulary() -> Vocabulary:
    made = Vocabulary()
    made.add(KNOWN)
    made.add_joined(["stateoftheart", "superresolution"])
    return made


def test_near_words_come_with_their_distance() -> None:
    assert vocabulary().near("lanter") == {"lantern": 1}
    assert vocabulary().near("grpah") == {"graph": 1}
    assert vocabulary().near("graph") == {"graphs": 1}


def test_a_word_of_four_letters_may_hold_one_slip() -> None:
    assert vocabulary().near("flod") == {"fold": 1}
    assert vocabulary().near("folt") == {"fold": 1}
    assert vocabulary().near("xxld") == {}


def test_numbers_short_words_and_joined_words_are_not_corrected_to() -> None:
    assert vocabulary().near("2024") == {}
    assert vocabulary().near("og") == {}
    assert vocabulary().near("stateoftheartt") == {}
    assert "stateoftheart" in vocabulary()


def test_starts_of_words_are_completed_shortest_first_and_slips_in_them_by_the_alphabet() -> None:
    assert vocabulary().starting("gra", 5) == ["graph", "graphs"]
    assert vocabulary().starting("lan", 1) == ["lantern"]
    assert vocabulary().starting("wal", 5) == ["walk"]
    assert vocabulary().starting("la", 5) == []
    assert vocabulary().starting_nearly("lanx", 5) == ["language", "lantern"]


def test_learning_gives_stems_and_what_was_new() -> None:
    fresh: set[str] = set()
    assert vocabulary().learn(["graphs", "walking"], fresh) == ["graph", "walk"]
    assert fresh == {"walking"}


def test_what_was_added_in_vain_is_forgotten() -> None:
    made = vocabulary()
    made.add(["lanterna"])
    made.forget(["lanterna", "never known"])
    assert "lanterna" not in made
    assert made.near("lanter") == {"lantern": 1}


LONG = [word for word in KNOWN if len(word) > 3 and word.isalpha()]


@given(st.sampled_from(LONG), st.data())
def test_every_word_is_found_through_any_one_slip(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from(string.ascii_lowercase))
    swapped = word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]
    slip = data.draw(
        st.sampled_from(
            [swapped, word[:at] + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :]]
        )
    )
    if slip != word and len(slip) > 3:
        assert vocabulary().near(slip).get(word) == 1
