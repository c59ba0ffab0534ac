"""Time zones as people name them."""

from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.digest.zones import WELL_KNOWN, read_zone, suggest
from core.errors import BadCommand

LISTED = sorted(available_timezones() - {"Factory", "localtime"})


def test_every_listed_zone_is_known_by_its_name_in_any_case_and_with_spaces() -> None:
    for name in LISTED:
        assert read_zone(name) == name
        assert read_zone(f" {name.upper().replace('_', ' ').replace('/', ' / ')} ") == name


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("paris", "Europe/Paris"), ("New York", "America/New_York"), ("EST5EDT", "EST5EDT"), ("utc", "UTC"),
        ("port au prince", "America/Port-au-Prince"), ("etc/gmt-5", "Etc/GMT-5"), ("Etc/GMT+5", "Etc/GMT+5"),
        ("Louisville", "America/Kentucky/Louisville"), ("istanbul", "Europe/Istanbul"),
    ],
)  # fmt: skip
def test_a_city_is_enough_where_its_clock_is_one(said: str, name: str) -> None:
    assert read_zone(said) == name


def test_a_name_that_stands_for_two_clocks_is_asked_back() -> None:
    with pytest.raises(BadCommand, match="Canada/Eastern, US/Eastern"):
        read_zone("Eastern")


@pytest.mark.parametrize(
    ("said", "meant"), [("Zürich", "Europe/Zurich"), ("Tokio", "Asia/Tokyo"), ("europe/pariss", "Europe/Paris")]
)
def test_a_near_miss_is_told_what_was_meant(said: str, meant: str) -> None:
    with pytest.raises(BadCommand, match=f"Did you mean {meant}"):
        read_zone(said)


@pytest.mark.parametrize(
    "said",
    ["", " ", "../../etc/passwd", "/etc/localtime", "localtime", "Factory", "posixrules", "Europe", "Europe/", "\0", "東京",
     "Europe/Paris\n../x", "C0123456789", "+02:00", "x" * 100_000, "zone.tab", "tzdata.zi"],
)  # fmt: skip
def test_what_is_no_zone_gets_one_sentence(said: str) -> None:
    with pytest.raises(BadCommand) as told:
        read_zone(said)
    assert len(str(told.value)) < 200


@given(st.text(max_size=70))
def test_any_text_is_a_listed_zone_or_refused(said: str) -> None:
    try:
        assert read_zone(said) in LISTED
    except BadCommand as told:
        assert len(str(told)) < 250


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("par", "Europe/Paris"), ("new y", "America/New_York"), ("europe/be", "Europe/Berlin"), ("zür", "Europe/Zurich"),
     ("angeles", "America/Los_Angeles"), ("UTC", "UTC"), ("us/pac", "US/Pacific"), ("etc/gmt-5", "Etc/GMT-5")],
)  # fmt: skip
def test_what_is_half_typed_offers_the_zone_that_is_meant(typed: str, offered: str) -> None:
    assert offered in suggest(typed)


def test_a_city_comes_before_the_old_names_of_its_zone() -> None:
    assert suggest("york", 1) == ["America/New_York"] and suggest("toky", 1) == ["Asia/Tokyo"]


def test_before_anything_is_typed_the_well_known_are_offered() -> None:
    assert suggest(" ") == list(WELL_KNOWN) and set(WELL_KNOWN) <= set(LISTED)


@given(st.text(max_size=70), st.integers(1, 100))
def test_whatever_is_typed_only_zones_are_offered_and_no_more_than_asked(typed: str, most: int) -> None:
    found = suggest(typed, most)
    assert set(found) <= set(LISTED) and len(set(found)) == len(found) <= most
