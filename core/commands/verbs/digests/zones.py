"""The time zone of a new digest: what is typed, the person's own, what was kept for the place; else it is asked once.

The machine's own zone is offered first, where a chat says nothing better."""

from collections.abc import Mapping, Sequence

from core.commands.grammar import typed_line
from core.errors import BadCommand, Unclear
from core.model import Call, Place
from core.store.chats.rooms import Rooms
from core.subscriptions.timezones import SeveralZones, read_zone
from core.votes.emoji import Rules

ZONE = "zone"
"""The setting of a channel, and of its team, that is its zone."""

COMMON = ("Europe/Paris", "America/New_York", "America/Los_Angeles", "Asia/Shanghai")


def wanted(rooms: Rooms, call: Call, text: str) -> str:
    """The zone of a new digest, '' where nobody knows. Raises BadCommand for one that is none."""
    if text:
        return read_zone(text)
    kept = rooms.get(call.place, ZONE) or rooms.get(_team(call.place), ZONE)
    try:
        return read_zone(call.zone) if call.zone else kept
    except BadCommand:  # a platform may know zones that this machine does not
        return kept


def keep(rooms: Rooms, place: Place, zone: str) -> None:
    """Keep a zone for the place, and for its team where it is the first."""
    rooms.put(place.unthreaded, ZONE, zone)
    if not rooms.get(_team(place), ZONE):
        rooms.put(_team(place), ZONE, zone)


def checked(rooms: Rooms, rules: Rules, call: Call, verb: str, given: Mapping[str, str]) -> str:
    """The zone of a new digest. Raises Unclear, with the zones to choose from, where nobody knows or several are meant."""
    try:
        if zone := wanted(rooms, call, given.get("tz", "")):
            return zone
    except SeveralZones as several:
        raise question(str(several), verb, given, several.zones) from None
    offered = dict.fromkeys(zone for zone in (rules.zone, *COMMON) if zone)
    raise question("Which time zone should I use here?", verb, given, tuple(offered))


def question(asked: str, verb: str, given: Mapping[str, str], offered: Sequence[str]) -> Unclear:
    """Which zone? Pressing one goes on with what was typed."""
    answers = {zone: typed_line(verb, "", {**given, "tz": zone}) for zone in offered}
    return Unclear(asked, "Press one, or type it after “tz:”, such as tz:Asia/Tokyo.", answers)


def _team(place: Place) -> Place:
    return Place(place.platform, place.team)
