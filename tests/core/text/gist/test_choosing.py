"""The one line under a title: what a paper does, cut from its abstract."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.cleaning import LONGEST
from core.text.gist.choosing import MACHINE_MADE, gist, part
from core.text.gist.clauses import MOST
from core.text.gist.scoring import allowed

ABSTRACT = (
    "Large gardens have become common in recent years. However, watering them by hand remains expensive. In this paper, we"
    " propose Drip, a novel schedule that waters each bed when the sensor in its soil asks for it. Drip reads one sensor per"
    " bed. Extensive experiments show that our schedule outperforms all clocks by a large margin. Our code is available at"
    " https://example.org/drip."
)

OWN = (
    ("We study bees. We propose HiveNet, a network that counts bees at the door of a hive by following each wing beat.", "bees"),
    ("Bread is old. However, it goes stale. To address this, we introduce a method predicting staleness from crust photographs.", "crust"),
    ("Rivers flood. Specifically, we train a small regression on rain gauges to warn villages two days before a flood arrives.", "gauges"),
    ("Clocks drift. Our key idea is to let neighbouring clocks vote on the time using radio bursts of equal length.", "vote"),
    ("Ovens vary. We present a dataset of nine hundred ovens with temperature curves recorded at seven places inside each.", "ovens"),
    ("Birds sing. This paper presents a catalogue of songs in which each phrase is aligned with the bird's posture.", "songs"),
    ("Cats purr. We achieve this by filtering the low band of a microphone worn on the collar of a sleeping cat.", "microphone"),
    ("Trams are late. We develop TramSim, a simulator of crowded platforms that replays the doors of real trams.", "simulator"),
    ("Paint fades. In this work, we measure fading of mural pigments with a pocket spectrometer over forty months.", "spectrometer"),
    ("Snow is deep. Our method estimates snow depth from the shadows of fence posts in ordinary webcam pictures.", "shadows"),
    ("Ants carry. We show that ants choose the shorter branch after only two visits when humidity falls below 40 percent.", "ants"),
    ("Soup cools. Inspired by whales, we design a spoon whose layers exchange heat between the bowl and the handle.", "spoon"),
    ("Kites pull. We build a winch controller that stores the pull of a kite in a flywheel during gusts.", "flywheel"),
    ("Maps age. We propose to update street maps from the routes of delivery bicycles without any camera.", "bicycles"),
    ("Many dogs bark. We introduce BarkBench, a benchmark of barking in twelve breeds recorded in quiet kennels.", "BarkBench"),
    ("Glass breaks. By analysing cracks, we recover the point of impact from a single photograph of a window.", "impact"),
    ("Tea steeps. We formulate steeping as diffusion through a porous leaf and solve it with a one-line recurrence.", "diffusion"),
    ("Choirs tune. We conduct a study of forty choirs singing one chord in rooms with different echo times.", "choirs"),
    ("Lamps flicker. We describe a circuit that removes flicker from street lamps by delaying every second pulse.", "circuit"),
    ("Moss grows. We combine satellite images with walks of volunteers to map moss on northern roofs of a city.", "volunteers"),
)  # fmt: skip


def test_the_line_is_what_was_done_without_the_words_that_say_nothing() -> None:
    assert gist("", ABSTRACT) == "Drip, a novel schedule that waters each bed when the sensor in its soil asks for it"


@pytest.mark.parametrize(
    "verb", ["fly", "apply", "reapply", "rely on", "supply", "oversupply", "multiply", "tally", "rally"]
)
def test_a_verb_that_ends_as_adverbs_do_stays(verb: str) -> None:
    assert (
        gist("", f"We then {verb} kites over a river to measure its reefs.")
        == f"We {verb} kites over a river to measure its reefs"
    )


def test_a_name_that_the_title_told_is_left_out() -> None:
    line = gist("Drip: Watering by Sensor", ABSTRACT)
    assert line == "A schedule that waters each bed when the sensor in its soil asks for it"


def test_a_claim_of_beating_others_without_a_number_is_never_the_line() -> None:
    assert not allowed("Our schedule outperforms all clocks")
    assert not allowed("The schedule outperforms all clocks by a large margin")
    assert allowed("The schedule outperforms all clocks by 38 %")
    assert (
        gist("", "Extensive experiments show that the schedule outperforms all the other clocks by a margin.") is None
    )


def test_neither_an_address_nor_a_question_nor_a_bare_name_is_a_line() -> None:
    assert not allowed("Code is available at https://example.org/drip and in the appendix")
    assert not allowed("Can watering be done better by reading a sensor in each bed?")
    assert not allowed("Single-Bed Sensor Watering with the Generative Pump (SBSWGP)")


def test_a_short_summary_by_a_machine_goes_first_and_is_marked() -> None:
    assert gist("", ABSTRACT, "Drip waters beds when they ask.") == f"{MACHINE_MADE}Drip waters beds when they ask."
    assert gist("", ABSTRACT, "Drip really " * 20) == gist("", ABSTRACT) == gist("", ABSTRACT, " \n ")


@pytest.mark.parametrize(
    ("abstract", "line"),
    [
        (
            "We propose a router that sends each token to the nearest bed and show that it cuts the watering of beds by half.",
            "A router that sends each token to the nearest bed",
        ),
        (
            "This paper introduces a catalogue of garden sensors sorted by their depth and presents a method for reading all of them.",
            "A catalogue of garden sensors sorted by their depth",
        ),
        (
            "We present a schedule to water the oldest beds of a garden and report the depth of each root in every season.",
            "A schedule to water the oldest beds of a garden",
        ),
        (
            "We build a rake designed to find lost seeds in deep soil and provide every seed with a label of its own.",
            "A rake designed to find lost seeds in deep soil and provide every seed with a label of its own",
        ),
    ],
)
def test_a_second_verb_goes_with_the_verb_that_was_stripped(abstract: str, line: str) -> None:
    assert gist("", abstract) == line


@pytest.mark.parametrize(
    "text",
    [
        "Inspired by the gardens of old castles in the valley near the river",
        "Given a bed of moss in the north of a garden, we plant seeds",
        "Achieved state-of-the-art results on GARDEN10 outperforming several clocks",
    ],
)
def test_what_hangs_in_the_air_and_a_claim_whose_digits_are_a_name_are_no_line(text: str) -> None:
    assert not allowed(text)


def test_no_line_ends_at_a_participle_that_waits() -> None:
    line = gist(
        "",
        "We study beds of moss, whose growth bounds and seasonal limits are proven by induction over all the leaves of a stem.",
    )
    assert line and not line.endswith("proven")


def test_a_line_that_only_says_the_title_again_gives_way_to_one_that_says_more() -> None:
    abstract = (
        "We introduce sensor watering of gardens. Dry beds ask a small valve for water through a buried copper wire."
    )
    assert gist("Sensor Watering of Gardens", abstract) == (
        "Dry beds ask a small valve for water through a buried copper wire"
    )


def test_what_the_authors_do_goes_before_the_background() -> None:
    abstract = (
        "Gardens are watered by opening valves at the same hour of every day. Sprinklers are machines that throw drops over wide"
        " lawns using water pressure. In this survey, we compare the valves of forty gardens over three dry summers."
    )
    assert gist("", abstract) == "We compare the valves of forty gardens over three dry summers"


def test_a_short_clause_is_no_line_where_its_sentence_goes_on() -> None:
    text = "The authors hold it is slow and propose that all of this stays inside so that gradients pass through it."
    assert gist("", text) != "Gradients pass"


def test_an_aim_that_another_sentence_told_is_left_out() -> None:
    abstract = (
        "Moss dries. We propose a sprinkler to address this issue, building upon valves of copper that open at dawn."
    )
    assert gist("", abstract) == "A sprinkler building upon valves of copper that open at dawn"


def test_a_paper_without_a_word_has_no_line() -> None:
    assert gist("A title", "") is gist("", " \n\t") is None


def test_a_short_sentence_and_another_script_are_lines_where_there_is_no_longer_clause() -> None:
    assert gist("", "We water beds with drips.") == "We water beds with drips"
    assert gist("", "花园很大，浇水很贵。我们提出一种新的浇水方法，按需要给每个花坛浇水。")


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("We follow Doe et al. We win.", ["We follow Doe et al. We win."]),
        ("See Fig. 3, i.e. Drip vs. Clock. It wins.", ["See Fig. 3, i.e. Drip vs. Clock.", "It wins."]),
        ("For i.i.d. Gaussian soil. It wins.", ["For i.i.d. Gaussian soil.", "It wins."]),
        ("It costs 0.5 times. Fine", ["It costs 0.5 times.", "Fine"]),
        ("See https://a.example/B.C?d. Done.", ["See https://a.example/B.C?d.", "Done."]),
        ("Мы пишем бота. Он работает!", ["Мы пишем бота.", "Он работает!"]),
        ("我们提出新方法。实验表明它更好。", ["我们提出新方法。", "实验表明它更好。"]),
        ("no stop and one sentence", ["no stop and one sentence"]),
        ("", []),
    ],
)
def test_an_abstract_parts_into_its_sentences(text: str, pieces: list[str]) -> None:
    assert part(text) == pieces


def test_most_lines_of_our_own_abstracts_tell_what_the_paper_does() -> None:
    kept = [word in (gist("", abstract) or "") for abstract, word in OWN]
    assert sum(kept) >= 18, [gist("", abstract) for (abstract, _), good in zip(OWN, kept, strict=True) if not good]


texts = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="aWe .!?。\"'()\n$\\0", max_size=300),
    st.lists(
        st.sampled_from(
            [*part(ABSTRACT), *re.split(r"(?<=,) ", ABSTRACT), "i.i.d.", "et al.", "…", "(", "“", "$x.", "ß ŉ"]
        ),
        max_size=12,
    ).map(" ".join),
)


@given(texts, texts)
def test_a_line_is_short_closed_and_holds_only_words_of_the_abstract_in_their_order(title: str, abstract: str) -> None:
    line = gist(title, abstract)
    if line is None:
        return
    assert 0 < len(line) <= MOST
    assert line.count("(") == line.count(")")
    assert not line[:1].islower()
    assert not re.search(r"\s(?:the|of|a|and|with|that|to)$", line)
    assert allowed(line)
    words = iter(re.findall(r"\w+", abstract.casefold()))
    assert all(word in words for word in re.findall(r"\w+", line.casefold()))


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "A. ",
        "e.g. ",
        "i.i.d. ",
        "code ",
        "we ",
        "paper we ",
        "has ",
        '."',
        "。",
        "? ",
        "$",
        "\u0301",
        "9",
        "(",
        ", ",
    ],
)
def test_of_a_hostile_text_only_the_first_part_is_read(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    assert gist("", text) == gist("", text[:LONGEST])


@pytest.mark.parametrize(
    ("abstract", "line"),
    [
        (
            "Bees vary. We sort bees by assembling pictures of wings taken at the door of each hive. We employ two strategies: 1. Bee "
            "Tracking, which follows one bee, and 2. Universal Counting of Bees, adding up the wings of all bees in each picture.",
            "We sort bees by assembling pictures of wings taken at the door of each hive",
        ),
        (
            "Ovens vary. In this paper, we introduced seven clocks for bakers and experimentally found the oldest of them to be the most "
            "suitable. To see the crust, we propose a mirror above the oven, which shows the colour of each loaf.",
            "A mirror above the oven, which shows the colour of each loaf",
        ),
        (
            "Queens age. We recover the age of a queen from the wax that she leaves. Specifically, hives are weighed in spring and autumn"
            " in the case in which the old queen of the hive is slowly and asynchronously replaced by downloading a better queen raised"
            " elsewhere.",
            "We recover the age of a queen from the wax that she leaves",
        ),
    ],
)
def test_items_of_a_list_what_was_found_beside_and_what_befalls_others_is_not_the_line(
    abstract: str, line: str
) -> None:
    assert gist("", abstract) == line


@pytest.mark.parametrize(
    ("abstract", "line"),
    [
        ("Bees vary. We also study bees at the doors of forty hives over three dry summers.", "We study bees"),
        ("Bees vary. We propose to count bees at the doors of forty hives over three dry summers.", "We count bees"),
        ("Bees vary. In dry summers, we count bees at the doors of forty hives, one by one.", "We count bees"),
        ("Bees vary. This paper studies bees at the doors of forty hives over three dry summers.", "Studies bees"),
    ],
)
def test_a_line_that_begins_with_what_the_authors_do_reads_as_no_order(abstract: str, line: str) -> None:
    shown = gist("", abstract)
    assert shown and shown.startswith(f"{line} at the doors of forty hives")
