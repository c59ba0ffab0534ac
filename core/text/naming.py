"""People, channels and messages as parts of keys and marks: no part can break out of its place."""

from urllib.parse import unquote

from core.model import Person, Place


def name(who: Person) -> str:
    """A person as part of a key or a mark; no part can break out of its place."""
    return _joined(who.platform, who.team, who.id)


def person_id(named: str) -> str:
    """The id of the person that `name` made this of."""
    return unquote(named.rpartition("/")[2])


def person(named: str) -> Person:
    """The person that `name` made this of."""
    platform, team, who = named.split("/")
    return Person(unquote(platform), unquote(team), unquote(who))


def place(where: Place) -> str:
    """A channel as part of a key."""
    return _joined(where.platform, where.team, where.channel)


def message(where: Place, message_id: str) -> str:
    """A message as part of a key."""
    return _joined(where.platform, where.team, where.channel, message_id)


def _joined(*parts: str) -> str:
    return "/".join(part.replace("%", "%25").replace("/", "%2F").replace("|", "%7C") for part in parts)
