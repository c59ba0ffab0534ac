"""Time zones as people name them: `europe/paris`, `New York`, `EST5EDT`. Only what zoneinfo lists; no file is opened by a typed name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from core.errors import BadCommand
from core.text import clean, clip, fold

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


def read_zone(said: str) -> str:
    """The IANA name of a zone or of a city that is in one only, case and spaces forgiven; raises BadCommand."""
    typed = clean(said[: LONGEST + 1])
    if not typed:
        raise BadCommand(f"Which time zone? {_LIKE}")
    names, cities = _names(), _cities()
    if len(typed) <= LONGEST and typed.isascii():
        if name := names.get(_key(typed)):
            return name
        found = _distinct(cities.get(_key(typed), ()))
        if len(found) == 1:
            return found[0]
        if found:
            raise BadCommand(f"“{typed}” is in several time zones: {', '.join(found)}. Type one of them.")
    near = get_close_matches(_key(fold(typed)), [*names, *cities], n=3, cutoff=0.75)
    meant = dict.fromkeys(name for key in near for name in ((names[key],) if key in names else _distinct(cities[key])))
    advice = f"Did you mean {' or '.join(list(meant)[:3])}?" if meant else _LIKE
    raise BadCommand(f"There is no time zone “{clip(typed, 40)}”. {advice}")


def suggest(typed: str, most: int = 25) -> list[str]:
    """The zones that somebody may be about to type, likeliest first: by city, by name, by any word; of nothing typed the well-known."""
    start = _key(fold(clean(typed[:LONGEST])))
    if not start:
        return [name for name in WELL_KNOWN if name in _names().values()][:most]
    found = sorted(
        (rank, not name.startswith(_REGIONS), name)
        for key, name in _names().items()
        if (rank := _rank(key, start)) is not None
    )
    return [name for _, _, name in found[:most]]


def _rank(key: str, start: str) -> int | None:
    """How near a folded name is to what was typed, 0 the nearest; None where it is not."""
    city = key.rpartition("/")[2]
    tests = (city.startswith(start), key.startswith(start), f"_{start}" in key, len(start) > 1 and start in key)
    return next((rank for rank, fits in enumerate(tests) if fits), None)


def _key(name: str) -> str:
    """A name for comparing. The hyphen of `Etc/GMT-5` stays, for that of `Port-au-Prince` there is no need."""
    joined = "_".join(name.lower().replace("_", " ").split()).replace("_/_", "/")
    return joined if any(c.isdigit() for c in joined) else joined.replace("-", "_")


@cache
def _names() -> Mapping[str, str]:
    """Each zone by its folded name."""
    return {_key(name): name for name in sorted(available_timezones() - _NO_PLACES)}


@cache
def _cities() -> Mapping[str, tuple[str, ...]]:
    """The zones that end in a name: `paris`, `louisville`."""
    zones = defaultdict[str, list[str]](list)
    for name in _names().values():
        if "/" in name:
            zones[_key(name.rpartition("/")[2])].append(name)
    return {city: tuple(names) for city, names in zones.items()}


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
