"""Whether two lists of authors can be one list."""

import pytest

from core.dedup.people import compare_authors

FULL = ("Ines Carvalho", "Jörg Müller", "Li Wei")


@pytest.mark.parametrize(
    "written",
    [
        ("I. Carvalho", "J. Müller", "L. Wei"),
        ("Carvalho, Ines", "Mueller, Jörg", "Wei, Li"),
        ("Carvalho I", "Muller J", "Wei L"),
        ("CARVALHO, I.", "et al."),
        ("Ines Carvalho",),
        ("Wei Li", 'J\\"org M\\"uller', "Inês Carvalho"),
        ("Ines Carvalho Jr.", "J&ouml;rg M&uuml;ller"),
        ("Carvalo", "Muler", "Wei"),
    ],
)
def test_one_list_written_in_other_ways_agrees(written: tuple[str, ...]) -> None:
    assert compare_authors(FULL, written) == "agree"
    assert compare_authors(written, FULL) == "agree"


def test_lists_without_a_common_name_differ() -> None:
    assert compare_authors(FULL, ("Maud O'Connor", "Petra van den Berg")) == "differ"


def test_one_common_surname_among_many_settles_nothing() -> None:
    assert compare_authors((*FULL, "Ana Reis"), ("Bo Wei", "Cy Dale", "Di Eber", "Ed Fox")) == "unknown"


def test_nobody_known_settles_nothing() -> None:
    assert compare_authors((), FULL) == compare_authors(("et al.",), FULL) == "unknown"


def test_an_apostrophe_or_a_particle_does_not_hide_a_name() -> None:
    assert compare_authors(("Maud O'Connor", "Petra van den Berg"), ("M. O’Connor", "P. van den Berg")) == "agree"


def test_five_thousand_authors_are_compared_by_the_first_hundred() -> None:
    crowd = tuple(f"Given Family{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}" for n in range(5000))
    assert compare_authors(crowd, crowd[:3]) == "agree"
