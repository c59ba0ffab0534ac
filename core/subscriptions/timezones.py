"""Time zones as people name them: `europe/paris`, `New York`, `Munich`. Only what zoneinfo lists; no file is opened by a typed name.

Cities come from zoneinfo's own names, then from cities.tsv (GeoNames, CC BY 4.0). Letters such as EST mean several zones.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from core.errors import BadCommand
from core.text.cleaning import clean, clip, fold, joined

LONGEST = 64
"""Characters of a zone's name: twice as many as the longest has."""

_NO_PLACES = frozenset(("Factory", "localtime"))
"""What a machine may list besides, and means something else on the next."""

_SAMPLES = [datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=20 * n) for n in range(68 * 365 // 20)]
_LIKE = "Type one like Europe/Paris, or a city."

WELL_KNOWN = (
    "Europe/London", "Europe/Paris", "Europe/Berlin", "America/New_York", "America/Chicago", "America/Los_Angeles",
    "America/Sao_Paulo", "Africa/Lagos", "Africa/Nairobi", "Asia/Dubai", "Asia/Kolkata", "Asia/Singapore", "Asia/Shanghai",
    "Asia/Seoul", "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland", "UTC",
)  # fmt: skip
"""What is offered before anything is typed."""

_REGIONS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
    "UTC",
)
"""How the names begin that are in use; the others are old names of the same zones."""


_LETTERS: Mapping[str, tuple[str, ...]] = {
    "acst": ("Australia/Adelaide", "Australia/Darwin"), "aest": ("Australia/Brisbane", "Australia/Sydney"),
    "ast": ("America/Halifax", "America/Puerto_Rico", "Asia/Riyadh"), "awst": ("Australia/Perth",),
    "bst": ("Asia/Dhaka", "Europe/London"), "cdt": ("America/Chicago", "America/Havana"),
    "cest": ("Europe/Berlin", "Europe/Paris"), "cst": ("America/Chicago", "America/Costa_Rica", "Asia/Shanghai"),
    "central": ("America/Chicago",), "ct": ("America/Chicago",), "eastern": ("America/New_York",),
    "ect": ("America/Guayaquil", "Europe/Paris"), "edt": ("America/New_York",), "eest": ("Europe/Athens", "Europe/Kyiv"),
    "est": ("America/New_York", "America/Panama"), "gst": ("Asia/Dubai",), "hkt": ("Asia/Hong_Kong",),
    "ist": ("Asia/Jerusalem", "Asia/Kolkata", "Europe/Dublin"), "jst": ("Asia/Tokyo",), "kst": ("Asia/Seoul",),
    "et": ("America/New_York",), "mdt": ("America/Denver",), "msk": ("Europe/Moscow",), "mst": ("America/Denver", "America/Phoenix"),
    "mountain": ("America/Denver",), "mt": ("America/Denver",),
    "pacific": ("America/Los_Angeles",), "nzst": ("Pacific/Auckland",), "pdt": ("America/Los_Angeles",), "pt": ("America/Los_Angeles",),
    "pst": ("America/Los_Angeles", "Asia/Manila"),
    "sgt": ("Asia/Singapore",), "sst": ("Asia/Singapore", "Pacific/Pago_Pago"), "wib": ("Asia/Jakarta",),
}  # fmt: skip
"""What people mean by letters. EST and MST are zones too, without summer time, which few who type them want."""

_UTC = frozenset(("Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu"))
"""The other names of UTC, with which machines and programs name it."""

_DROPPED = str.maketrans("", "", "'’‘ʻ`.")
"""What people leave out of names such as Xi’an and St. John's."""

_OFFSET = re.compile(r"(?:utc|gmt)?_?[+−–-]_?\d{1,2}(?::?\d\d)?")
"""What differs from UTC by some hours: a folded name. POSIX, whose names IANA keeps under `Etc/`, counts them the other way."""

_CITIES = Path(__file__).with_name("cities.tsv")


class SeveralZones(BadCommand):
    """What was typed is the name of several zones."""

    def __init__(self, typed: str, zones: Sequence[str]) -> None:
        super().__init__(f"“{typed}” can be {joined(zones, 'or')}. Which one?")
        self.zones = tuple(zones)


def read_zone(text: str) -> str:
    """The IANA name of a zone or of a city that is in one only, case and spaces forgiven.

    Raises SeveralZones where it is in several, BadCommand where it is none.
    """
    typed = clean(text[: LONGEST + 1])
    if not typed:
        raise BadCommand(f"Which time zone? {_LIKE}")
    if _OFFSET.fullmatch(_key(typed)) and _key(typed) not in _names():
        raise BadCommand(
            f"“{typed}” is an offset, and places change their clocks: type a time zone like Europe/Paris, or a city."
        )
    zones = _meant(typed) if len(typed) <= LONGEST else []
    if len(zones) == 1:
        return plain_zone(zones[0])
    if zones:
        raise SeveralZones(typed, zones)
    names, cities = _names(), _cities()
    near = get_close_matches(_key(fold(typed)), [*names, *cities], n=3, cutoff=0.75)
    meant = dict.fromkeys(name for key in near for name in ((names[key],) if key in names else _distinct(cities[key])))
    advice = f"Did you mean {' or '.join(list(meant)[:3])}?" if meant else _LIKE
    raise BadCommand(f"There is no time zone “{clip(typed, 40)}”. {advice}")


def plain_zone(name: str) -> str:
    """A zone by the name that people know: the seven other names of UTC are UTC."""
    return "UTC" if name in _UTC else name


def _meant(typed: str) -> list[str]:
    """The zones that a typed name is one of: letters first, then zones, the cities of zones, and the cities of the table."""
    key = _key(fold(typed))
    if letters := _by_letters(key):
        return letters
    if (name := _names().get(_key(typed))) and typed.isascii():
        return [name]
    city = _city_key(typed.partition(",")[0])  # `Boston, MA`
    return next((zones for some in (_cities(), _more_cities()) if (zones := _distinct(some.get(city, ())))), [])


def _by_letters(key: str) -> list[str]:
    return [zone for zone in _LETTERS.get(key, ()) if _key(zone) in _names()]


def suggest(typed: str, most: int = 25) -> list[str]:
    """The zones that somebody may be about to type, likeliest first: by city, by name, by any word; of nothing typed the well-known."""
    start = _key(fold(clean(typed[:LONGEST])))
    if not start:
        return [name for name in WELL_KNOWN if name in _names().values()][:most]
    begun = sorted(
        (rank, not name.startswith(_REGIONS), name)
        for key, name in _names().items()
        if (rank := _rank(key, start)) is not None and (start.startswith("etc") or not _counts_hours(key))
    )
    named = (zone for city, zones in _more_cities().items() if city.startswith(start) for zone in zones)
    return list(dict.fromkeys((*_by_letters(start), *(name for _, _, name in begun), *named)))[:most]


def _counts_hours(key: str) -> bool:
    """Whether a folded name is one such as `Etc/GMT-5`, five hours ahead of UTC, which few who type GMT-5 want."""
    region, _, name = key.partition("/")
    return region == "etc" and bool(_OFFSET.fullmatch(name))


def _rank(key: str, start: str) -> int | None:
    """How near a folded name is to what was typed, 0 the nearest; None where it is not."""
    city = key.rpartition("/")[2]
    tests = (city.startswith(start), key.startswith(start), f"_{start}" in key, len(start) > 1 and start in key)
    return next((rank for rank, fits in enumerate(tests) if fits), None)


def _key(name: str) -> str:
    """A name for comparing. The hyphen of `Etc/GMT-5` stays, for that of `Port-au-Prince` there is no need."""
    joined = "_".join(name.lower().replace("_", " ").split()).replace("_/_", "/")
    return joined if any(c.isdigit() for c in joined) else joined.replace("-", "_")


def _city_key(name: str) -> str:
    return _key(fold(name).translate(_DROPPED))


@cache
def _names() -> Mapping[str, str]:
    """Each zone by its folded name."""
    return {_key(name): name for name in sorted(available_timezones() - _NO_PLACES)}


@cache
def _cities() -> Mapping[str, Sequence[str]]:
    """The zones that end in a name: `paris`, `louisville`."""
    zones = defaultdict[str, list[str]](list)
    for name in _names().values():
        if "/" in name:
            zones[_key(name.rpartition("/")[2])].append(name)
    return zones


@cache
def _more_cities() -> Mapping[str, Sequence[str]]:
    """The zones of the table's cities, by their folded names; of each zone the name that zoneinfo lists here."""
    zones = defaultdict[str, list[str]](list)
    for row in _CITIES.read_text(encoding="utf-8").splitlines():
        city, _, zone = row.partition("\t")
        if not row.startswith("#") and _key(zone) in _names():
            zones[_city_key(city)].append(zone)
    return zones


def _distinct(names: Iterable[str]) -> list[str]:
    """The names of zones whose clocks differ; of equal ones the fullest, which is the one in use."""
    kept = dict[object, str]()
    for name in sorted(names, key=lambda name: (name.count("/"), name), reverse=True):
        kept.setdefault(_clock(name), name)
    return sorted(kept.values())


@cache
def _clock(name: str) -> tuple[timedelta | None, ...]:
    zone = ZoneInfo(name)
    return tuple(at.astimezone(zone).utcoffset() for at in _SAMPLES)
