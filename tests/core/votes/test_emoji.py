"""What a reaction means, whichever way a platform writes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.votes.emoji import NUMBERS, Emoji, Meaning, aimed, unclear, variant

TONES = [chr(n) for n in range(0x1F3FB, 0x1F400)]


@pytest.mark.parametrize(
    "typed", ["👍", "👍🏽", "👍\ufe0f", "+1", "thumbsup", ":+1:", "+1::skin-tone-4", ":thumbsup::skin-tone-2:"]
)
def test_every_thumb_is_a_vote_for(typed: str) -> None:
    meaning = Emoji().read(typed)
    assert meaning and meaning.kind == "up"


DEFAULTS = {
    "up": ["🔥", "fire", "⭐️", "star"],
    "down": ["👎", "-1", "thumbsdown::skin-tone-6"],
    "save": ["🔖", "bookmark"],
}


@pytest.mark.parametrize(("kind", "typed"), [(kind, emoji) for kind, some in DEFAULTS.items() for emoji in some])
def test_the_defaults_mean_what_they_show(typed: str, kind: str) -> None:
    meaning = Emoji().read(typed)
    assert meaning and meaning.kind == kind


@pytest.mark.parametrize(
    "typed", ["", "🏽", "❤️", "heart", "party:123", "fire:99", "👍👎", "one two", "\ufe0f", "a|b", "+1::skin-tone-9"]
)
def test_anything_else_means_nothing(typed: str) -> None:
    assert Emoji().read(typed) is None


def test_numbers_from_one_to_ten_are_read_from_keycaps_and_from_names() -> None:
    names = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "keycap_ten"]
    caps = [*(f"{n}\ufe0f\u20e3" for n in range(1, 10)), "🔟"]
    for n, (name, cap) in enumerate(zip(names, caps, strict=True), 1):
        assert Emoji().read(name) == Emoji().read(cap) == Meaning("number", NUMBERS[n - 1], n)


@pytest.mark.parametrize("tone", TONES)
def test_a_tone_keeps_two_reactions_of_one_person_apart_and_a_burst_does_too(tone: str) -> None:
    signs = {Emoji().read(typed, burst=burst) for typed in ("👍", f"👍{tone}") for burst in (False, True)}
    assert len({sign.sign for sign in signs if sign}) == 4
    assert variant(f"+1::skin-tone-{TONES.index(tone) + 2}") == f"👍{tone}"


def test_a_community_sets_other_emoji_by_sign_by_slacks_name_or_by_discords_id() -> None:
    emoji = Emoji(up="rocket, ❤️ party:123 :shipit:", down="💩", save="📌")
    assert [bool(emoji.read(typed)) for typed in ("🚀", "heart", "party:123", "shipit", "👍", "party:124")] == [
        True
    ] * 4 + [False] * 2
    assert emoji.read("pushpin") == Meaning("save", "📌")


@pytest.mark.parametrize(
    ("name", "sign"),
    [("mega", "📣"), (":tada:", "🎉"), ("man_shrugging", "🤷‍♂"), ("partying_face", "🥳"), ("us", "🇺🇸")],
)
def test_every_emoji_with_a_name_is_known_by_it_and_a_workspaces_own_by_its_name_alone(name: str, sign: str) -> None:
    assert variant(name) == variant(sign) == sign
    assert variant("party-parrot") == "party-parrot"


def test_what_is_no_emoji_in_the_setting_counts_for_nothing() -> None:
    assert Emoji(up="👍 | ||").read("|") is None


@given(st.text(max_size=30), st.booleans())
def test_any_text_is_read_or_not_and_never_breaks_a_mark_apart(typed: str, burst: bool) -> None:
    meaning = Emoji(up=f"👍 {typed}").read(typed, burst=burst)
    assert "|" not in variant(typed)
    assert meaning is None or (meaning.sign and "|" not in meaning.sign)


def test_under_one_paper_a_plain_emoji_is_for_it_and_a_number_for_nothing() -> None:
    assert aimed(Meaning("up", "👍"), ["p"]) == ("p", "up")
    assert aimed(Meaning("save", "🔖"), ["p"]) == ("p", "save")
    assert aimed(Meaning("number", "1⃣", 1), ["p"]) is None
    assert not unclear(Meaning("up", "👍"), ["p"])


def test_under_several_only_a_number_says_which_and_a_plain_one_is_asked_about() -> None:
    assert aimed(Meaning("number", "2⃣", 2), "pqr") == ("q", "up")
    assert aimed(Meaning("number", "🔟", 10), "pqr") is None
    assert aimed(Meaning("up", "👍"), "pqr") is None
    assert unclear(Meaning("down", "👎"), "pqr")
    assert aimed(Meaning("up", "👍"), ()) is None
