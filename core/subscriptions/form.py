"""The settings of a digest as a form: its fields, filled with what is set, and the line that its sender would have typed.

A form is also where the short answers of an option come from, for a platform that offers them while somebody types.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

import msgspec

from core.errors import BadCommand
from core.model import Person, Place
from core.subscriptions.model import MOST_PICKS, Subscription
from core.subscriptions.options import LONGEST_NAME, MOST_UPVOTES, change
from core.subscriptions.schedule import WEEKDAYS
from core.subscriptions.topics import LONGEST, type_filter

FieldKind = Literal["words", "number", "choice", "choices", "hour", "zone"]
"""Text; a whole number; one of some; any of some; a time of day; an IANA zone that is looked for."""

Choices = tuple[tuple[str, str], ...]
"""What is typed, and what is shown for it."""


class FormField(msgspec.Struct, frozen=True):
    """A field: the option of `digest new` that it says, what it is filled with (as typed), and for a text or a number its most."""

    name: str
    label: str
    hint: str
    kind: FieldKind
    value: str = ""
    choices: Choices = ()
    most: int = 0

    @property
    def needed(self) -> bool:
        """Whether it cannot be left empty."""
        return self.kind in ("choice", "choices", "hour")


SHORT_DAYS: Choices = tuple((day[:3].lower(), day) for day in WEEKDAYS)

CHOICES: Mapping[str, Choices] = {
    "top": tuple((str(count), str(count)) for count in range(1, MOST_PICKS + 1)),
    "at_least": tuple((str(count), str(count)) for count in range(MOST_PICKS + 1)),
    "days": SHORT_DAYS,
    "quiet": (("yes", "Say nothing"), ("line", "Say so in a line")),
    "layout": (("compact", "Compact: a few lines for each paper"), ("cards", "Cards: more of each abstract")),
    "abstracts": (("none", "Leave them out"), ("thread", "Post them in its thread")),
    "publish": (("no", "Leave it in its channel"), ("yes", "Publish it to the servers that follow the channel")),
    "board": (("no", "Do not post it"), *((short, f"Post it on {day}s") for short, day in SHORT_DAYS)),
}
"""The short answers of each option that has some."""

FIRST = ("topics", "at")
"""The fields that come first; the others wait behind “More”."""

_PLAIN = Subscription("", Place(""), Person("", "", ""), "", datetime(1970, 1, 1, tzinfo=UTC))
"""A digest of which nothing was said."""

CLEARED = "none"
"""Typed for an option, it takes away what was set."""

_CAN_BE_CLEARED = ("topics", "authors", "cats", "sources", "min_upvotes")


def fields(subscription: Subscription | None) -> tuple[FormField, ...]:
    """The fields of a digest; None: of a new one."""
    filled = values(subscription or _PLAIN) | ({} if subscription else {"name": "", "tz": ""})
    unnamed, anywhere = (
        ("", "") if subscription else (" Leave it empty, and Paperboy names it.", " Leave it empty for your own.")
    )
    clock = f"the clock of {subscription.zone}" if subscription else "your clock"
    rows: tuple[tuple[str, str, str, FieldKind, int], ...] = (
        ("topics", "Topics", 'Any of these: unlearning, "graph pruning", state+space, -survey. Empty: all.', "words", LONGEST),
        ("at", "Hour", f"By {clock}, unless you choose another time zone.", "hour", 0),
        ("name", "Name", f"What it is called here.{unnamed}", "words", LONGEST_NAME),
        ("authors", "Authors", "Any of these, separated by commas. Empty: all.", "words", LONGEST),
        ("cats", "Categories", "Any of these, separated by commas, such as cs.CL, stat.*", "words", LONGEST),
        ("sources", "Sources", "Any of these, separated by commas, such as Hugging Face, arXiv", "words", LONGEST),
        ("min_upvotes", "Upvotes at the source, at least", "", "number", MOST_UPVOTES),
        ("top", "Papers a day, at most", "", "choice", 0),
        ("at_least", "Papers a day, at least", "Where so many fit, also when they are unlike what is voted for.", "choice", 0),
        ("tz", "Time zone", f"Type a city or a zone, such as Paris.{anywhere}", "zone", 0),
        ("days", "Weekdays", "", "choices", 0),
        ("quiet", "On a day without papers", "", "choice", 0),
        ("layout", "Looks", "", "choice", 0),
        ("abstracts", "The abstracts", "", "choice", 0),
        ("board", "The week's best, by votes", "", "choice", 0),
    )  # fmt: skip
    return tuple(
        FormField(name, label, hint, kind, filled.get(name, ""), CHOICES.get(name, ()), most)
        for name, label, hint, kind, most in rows
    )


def values(subscription: Subscription) -> dict[str, str]:
    """A digest's settings by option, each as it would be typed; what its filter does not ask for is left out."""
    board = "no" if subscription.board is None else SHORT_DAYS[subscription.board][0]
    filled = {
        "name": subscription.name,
        **{name: str(value) for name, value in type_filter(subscription.wants).items()},
    }
    filled |= {
        "top": str(subscription.top),
        "at_least": str(subscription.at_least),
        "at": f"{subscription.at:%H:%M}",
        "tz": subscription.zone,
        "quiet": subscription.quiet,
        "layout": subscription.layout,
        "abstracts": subscription.abstracts,
        "publish": subscription.publish,
    }
    return filled | {"days": ",".join(SHORT_DAYS[day][0] for day in subscription.days), "board": board}


def wrong(filled: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with a filled form, a sentence for each field."""
    wrong = {name: sentence for name, text in filled.items() if (sentence := _refused(name, text))}
    return wrong | ({} if filled.get("days", "all") else {"days": "Tick at least one day."})


def said_by(shown: Mapping[str, str], filled: Mapping[str, str]) -> dict[str, str]:
    """The options that a filled form says: those that differ from what it showed. Lists come as Paperboy types them.

    Raises BadCommand for what `wrong` tells of.
    """
    options: dict[str, str] = {}
    for name, text in filled.items():
        if text == shown.get(name, ""):
            continue
        if text:
            options[name] = str(type_filter(change(_PLAIN, {name: text}).wants).get(name, text))
        elif name in _CAN_BE_CLEARED:
            options[name] = CLEARED
    return options


def _refused(name: str, text: str) -> str:
    try:
        change(_PLAIN, {name: text})
    except BadCommand as refusal:
        return str(refusal)
    return ""
