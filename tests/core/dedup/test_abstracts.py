"""How alike two abstracts are, whatever happened to one of them on its way."""

import random

import pytest

from core.dedup.abstracts import likeness, may_be_alike
from tests.core.dedup.written import BEES, GLASS, PROOFS, TIDES


@pytest.mark.parametrize(
    "changed",
    [
        TIDES.upper(),
        TIDES[: len(TIDES) * 6 // 10],
        TIDES[len(TIDES) // 3 :],
        f"Abstract{TIDES}",
        f"{BEES} {TIDES}",
        TIDES.replace("network", "net-\nwork").replace("corrected", "cor- rected"),
        TIDES.replace("nine years", "$\\textbf{nine}$ years"),
        TIDES.replace(" the ", " the\u00a0"),
    ],
)
def test_a_cut_glued_parted_or_marked_up_abstract_is_the_same_text(changed: str) -> None:
    assert (likeness(TIDES, changed) or 0) >= 0.9
    assert may_be_alike(TIDES, changed)


def test_a_scanned_abstract_is_the_same_text() -> None:
    chance = random.Random(7)
    scanned = "".join(chance.choice("rnclo0 ") if chance.random() < 0.04 else char for char in TIDES)
    assert (likeness(TIDES, scanned) or 0) >= 0.9


@pytest.mark.parametrize(("first", "other"), [(TIDES, BEES), (BEES, PROOFS), (PROOFS, GLASS), (GLASS, TIDES)])
def test_abstracts_of_different_papers_are_far_from_alike(first: str, other: str) -> None:
    assert (likeness(first, other) or 0) < 0.55
    assert not may_be_alike(first, other)


def test_a_missing_or_tiny_abstract_says_nothing() -> None:
    assert likeness(TIDES, "") is None
    assert likeness(TIDES, "We correct tide tables.") is None


def test_likeness_does_not_depend_on_the_order() -> None:
    for other in (BEES, TIDES[:300], f"{BEES} {TIDES}"):
        assert likeness(TIDES, other) == likeness(other, TIDES)
