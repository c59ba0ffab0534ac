"""Time zones as people name them."""

from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadCommand
from core.subscriptions.timezones import WELL_KNOWN, SeveralZones, plain_zone, read_zone, suggest
from docs.make.cities import HEAD, TABLE

LISTED = sorted(available_timezones() - {"Factory", "localtime"})


def test_every_listed_zone_is_known_by_its_name_in_any_case_and_with_spaces() -> None:
    for name in set(LISTED) - {"EST", "MST"}:  # these are asked about
        assert read_zone(name) == plain_zone(name)
        assert read_zone(f" {name.upper().replace('_', ' ').replace('/', ' / ')} ") == plain_zone(name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("paris", "Europe/Paris"), ("New York", "America/New_York"), ("EST5EDT", "EST5EDT"), ("utc", "UTC"),
        ("etc/utc", "UTC"), ("Zulu", "UTC"),
        ("port au prince", "America/Port-au-Prince"), ("etc/gmt-5", "Etc/GMT-5"), ("Etc/GMT+5", "Etc/GMT+5"),
        ("Beijing", "Asia/Shanghai"), ("munich", "Europe/Berlin"), ("BOSTON", "America/New_York"), ("Zürich", "Europe/Zurich"),
        ("Boston, MA", "America/New_York"), ("mumbai", "Asia/Kolkata"), ("Bogotá", "America/Bogota"), ("Bern", "Europe/Zurich"),
        ("bogota", "America/Bogota"), ("Washington", "America/New_York"), ("saint petersburg", "Europe/Moscow"),
        ("London", "Europe/London"), ("Xi'an", "Asia/Shanghai"), ("JST", "Asia/Tokyo"), ("Pacific", "America/Los_Angeles"),
        ("Louisville", "America/Kentucky/Louisville"), ("istanbul", "Europe/Istanbul"),
    ],
)  # fmt: skip
def test_a_city_is_enough_where_its_clock_is_one(text: str, name: str) -> None:
    assert read_zone(text) == name


@pytest.mark.parametrize(
    ("text", "zones"),
    [
        ("EST", ("America/New_York", "America/Panama")),
        ("cst", ("America/Chicago", "America/Costa_Rica", "Asia/Shanghai")),
        ("IST", ("Asia/Jerusalem", "Asia/Kolkata", "Europe/Dublin")),
        ("San José", ("America/Costa_Rica", "America/Los_Angeles")),
    ],
)
def test_a_name_that_stands_for_several_clocks_is_asked_back(text: str, zones: tuple[str, ...]) -> None:
    with pytest.raises(SeveralZones, match="Which one") as asked:
        read_zone(text)
    assert asked.value.zones == zones and all(zone in str(asked.value) for zone in zones)


def test_every_city_of_the_table_has_a_zone_of_its_own_or_is_asked_about() -> None:
    rows = [row.split("\t") for row in TABLE.read_text("utf-8").splitlines() if not row.startswith("#")]
    assert len(rows) > 700 and "CC BY 4.0" in HEAD and TABLE.read_text("utf-8").startswith(HEAD)
    for city, zone in rows:
        try:
            read_zone(city)
        except SeveralZones as asked:
            assert len(asked.zones) > 1 and set(asked.zones) <= set(LISTED), (city, zone)


@pytest.mark.parametrize(("text", "meant"), [("Tokio", "Asia/Tokyo"), ("europe/pariss", "Europe/Paris")])
def test_a_near_miss_is_told_what_was_meant(text: str, meant: str) -> None:
    with pytest.raises(BadCommand, match=f"Did you mean {meant}"):
        read_zone(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "../../etc/passwd", "/etc/localtime", "localtime", "Factory", "posixrules", "Europe", "Europe/", "\0", "東京",
     "Europe/Paris\n../x", "C0123456789", "+02:00", "x" * 100_000, "zone.tab", "tzdata.zi"],
)  # fmt: skip
def test_what_is_no_zone_gets_one_sentence(text: str) -> None:
    with pytest.raises(BadCommand) as refusal:
        read_zone(text)
    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize("text", ["GMT-5", "gmt + 5", "UTC+2", "utc+05:30", "−03:00", "+2"])
def test_an_offset_is_no_zone_and_never_the_one_whose_name_counts_the_other_way(text: str) -> None:
    with pytest.raises(BadCommand, match="type a time zone like Europe/Paris, or a city"):
        read_zone(text)
    assert suggest(text) == []


@given(st.text(max_size=70))
def test_any_text_is_a_listed_zone_or_refused(text: str) -> None:
    try:
        assert read_zone(text) in LISTED
    except BadCommand as refusal:
        assert len(str(refusal)) < 250


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("par", "Europe/Paris"), ("new y", "America/New_York"), ("europe/be", "Europe/Berlin"), ("zür", "Europe/Zurich"),
     ("angeles", "America/Los_Angeles"), ("UTC", "UTC"), ("us/pac", "US/Pacific"),
     ("munic", "Europe/Berlin"), ("cst", "Asia/Shanghai"), ("etc/gmt-5", "Etc/GMT-5")],
)  # fmt: skip
def test_what_is_half_typed_offers_the_zone_that_is_meant(typed: str, offered: str) -> None:
    assert offered in suggest(typed)


def test_a_city_comes_before_the_old_names_of_its_zone() -> None:
    assert suggest("york", 1) == ["America/New_York"] and suggest("toky", 1) == ["Asia/Tokyo"]


def test_before_anything_is_typed_the_well_known_are_offered() -> None:
    assert suggest(" ") == list(WELL_KNOWN) and set(WELL_KNOWN) <= set(LISTED)


@given(st.text(max_size=70), st.integers(1, 100))
def test_whatever_is_typed_only_zones_are_offered_and_no_more_than_asked(typed: str, most: int) -> None:
    zones = suggest(typed, most)
    assert set(zones) <= set(LISTED) and len(set(zones)) == len(zones) <= most
