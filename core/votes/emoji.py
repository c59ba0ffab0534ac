"""What a reaction means: its emoji folded to one name, and which paper of a message it is for.

Skin tones, variation selectors and Slack's other names do not change what an emoji means. A tone does tell two reactions of one
person apart: taking one back leaves the other, and the person counts once either way.
"""

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Literal

import msgspec

from core.model import Person, Place

MeaningKind = Literal["up", "down", "save", "number"]

DEFAULT_UP, DEFAULT_DOWN, DEFAULT_SAVE = "👍 🔥 ⭐", "👎", "🔖"

MOST_NUMBERS = 10
"""Papers of one message that have a number emoji."""

NUMBERS = (*(f"{n}\u20e3" for n in range(1, MOST_NUMBERS)), "🔟")
NUMBER_NAMES = (*"one two three four five six seven eight nine".split(), "keycap_ten")
KEYCAPS = (*(f"{n}\ufe0f\u20e3" for n in range(1, MOST_NUMBERS)), "🔟")
"""The number emoji as they are folded, as Slack names them, and as they are written to be shown."""

_TONES = {str(n): chr(0x1F3FB + n - 2) for n in range(2, 7)}
_NAMED = re.compile(r":?([^:\s]+?)(?:::skin-tone-([2-6]))?:?")
_ALL_TONES = re.compile("[\U0001f3fb-\U0001f3ff]")
_SELECTORS = re.compile("[\ufe0e\ufe0f]")


class Message(msgspec.Struct, frozen=True):
    """A message in a chat: where, and its id there (opaque)."""

    place: Place
    id: str


class Meaning(msgspec.Struct, frozen=True):
    """What an emoji says: for, against, save, or the `number`th paper (from 1). `sign` tells it from others of that meaning."""

    kind: MeaningKind
    sign: str
    number: int = 0


class Shown(msgspec.Struct, frozen=True):
    """One reaction that stands under a message; Discord has two of each, a usual one and a burst."""

    person: Person
    emoji: str
    burst: bool = False


class Reaction(msgspec.Struct, frozen=True):
    """A reaction was put under a message, or taken back. `order` is the platform's own time of it, in microseconds since 1970."""

    person: Person
    message: Message
    emoji: str
    added: bool
    order: int | None = None
    burst: bool = False


class Emoji:
    """Which emoji count, as set: each is an emoji or a name of one, apart by spaces or commas; `name:id` is one of Discord's own."""

    def __init__(self, up: str = DEFAULT_UP, down: str = DEFAULT_DOWN, save: str = DEFAULT_SAVE) -> None:
        self._kinds: dict[str, MeaningKind] = dict.fromkeys(NUMBERS, "number")
        for kind, emoji in (("save", save), ("down", down), ("up", up)):
            self._kinds |= dict.fromkeys(filter(None, map(_untoned, map(variant, re.split(r"[\s,]+", emoji)))), kind)  # type: ignore[arg-type]

    def read(self, emoji: str, *, burst: bool = False) -> Meaning | None:
        """What an emoji means, None where it means nothing here. It comes as the platform writes it: `👍🏽`, `+1::skin-tone-4`."""
        sign = variant(emoji)
        plain = _untoned(sign)
        kind = self._kinds.get(plain)
        if kind is None:
            return None
        number = NUMBERS.index(plain) + 1 if kind == "number" else 0
        return Meaning(kind, f"{sign}*" if burst else sign, number)


class Rules(msgspec.Struct, frozen=True):
    """What a community set: the emoji that count, whether who added a paper may vote on it, whether voters are named, how late
    a digest may be, where (`terminal`, `slack:C…`) its admins are, the zone of the machine (an IANA name, '' if not known),
    whether Discord lets us read the links that people post, the feeds that are switched on, the operator's hosts of webhooks, the
    operator's address, which each call to a host names, and whether a relay takes mails."""

    emoji: Emoji = msgspec.field(default_factory=Emoji)
    self_votes: bool = True
    voters_named: bool = False
    grace: timedelta = timedelta(hours=6)
    admins: str = "terminal"
    zone: str = ""
    discord_links: bool = False
    feeds: tuple[str, ...] = ()
    hooks: tuple[str, ...] = ()
    contact: str = ""
    mails: bool = False


def variant(emoji: str) -> str:
    """An emoji by one name, its skin tone kept: `:thumbsup::skin-tone-4:` and `+1::skin-tone-4` are `👍🏽`."""
    plain = _SELECTORS.sub("", emoji.strip())
    named = _NAMED.fullmatch(plain)
    if not named:  # a Discord emoji of its own, `name:id`
        return plain.replace("|", "")
    name, tone = named[1], _TONES.get(named[2] or "", "")
    return f"{_drawn(name) or name}{tone}".replace("|", "")


@lru_cache(4096)
def _drawn(name: str) -> str:
    """The emoji of a name, '' where it names none: a workspace's own are known by their names only."""
    from emoji import emojize  # 0.1 s, and what starts a command needs none of it

    text = emojize(f":{name.lower()}:", language="alias") if name.isascii() else ""
    return "" if text.isascii() else _SELECTORS.sub("", text)


def _untoned(sign: str) -> str:
    return _ALL_TONES.sub("", sign) or sign


def aimed(meaning: Meaning, papers: Sequence[str]) -> tuple[str, Literal["up", "down", "save"]] | None:
    """The paper a reaction is for and what it says of it; None where it does not say which of several, or names none.

    Under one paper a plain emoji is for that paper; under several only a number is, and it is a vote for.
    """
    if meaning.kind == "number":
        return (papers[meaning.number - 1], "up") if len(papers) > 1 and meaning.number <= len(papers) else None
    return (papers[0], meaning.kind) if len(papers) == 1 else None


def unclear(meaning: Meaning, papers: Sequence[str]) -> bool:
    """Whether the person should be asked which of several papers was meant."""
    return meaning.kind != "number" and len(papers) > 1
