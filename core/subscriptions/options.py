"""From what somebody says of a subscription (the options of `digest new` and `digest edit`) to it, and back to one sentence."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import get_args

from msgspec.structs import replace

from core.errors import BadCommand
from core.subscriptions.model import EVERY_DAY, MOST_PICKS, Abstracts, Filter, Layout, Publish, Quiet, Subscription
from core.subscriptions.schedule import MONTHS, WEEKDAYS, following, local, read_days, read_time, read_weekday, run_of
from core.subscriptions.timezones import plain_zone, read_zone
from core.subscriptions.topics import read_authors, read_categories, read_sources, read_topics
from core.text.cleaning import clean, clip, counted, joined, sentence
from core.text.words import words_of

LONGEST_NAME = 50
"""Characters of a subscription's name: Paperboy's own, for lists and menus."""

MOST_UPVOTES = 1_000_000
"""As `min_votes:` of a search."""

_CLEARS = ("none", "all")
_UNFIT = frozenset('"“”„‟«»＂″:')
"""What would part a name from the line it is typed in."""

Read = Callable[[str], object]
OptionKind = tuple[str, Read, object]
"""The field that an option sets, its reader, and the value that clears it; None where nothing does."""


def change(subscription: Subscription, options: Mapping[str, str | int]) -> Subscription:
    """The subscription with what options say of it: name, topics, authors, cats, sources, min_upvotes, top, at_least, at, tz, days,
    quiet, layout, abstracts, publish, board. An empty text is not given; `none` or `all` clears those that can be. Raises BadCommand.
    """
    texts = {name: text for name, value in options.items() if (text := str(value).strip())}
    wants, settings = _read(_WANTS, texts), _read(_SETTINGS, texts)
    if topics := texts.get("topics", ""):
        wants["topics"], wants["excluded"] = ((), ()) if _clears(topics) else read_topics(topics)
    return replace(subscription, wants=replace(subscription.wants, **wants), **settings)


def fits_place(subscription: Subscription) -> None:
    """Raises BadCommand for what cannot be done where a digest goes; a direct message on Discord has no team, and no threads."""
    platform = subscription.place.platform
    if subscription.publish == "yes" and platform != "discord":
        raise BadCommand("“publish:yes” works on Discord alone, which has announcement channels.")
    if subscription.abstracts == "thread" and (platform not in ("slack", "discord") or not subscription.place.team):
        menu = "" if subscription.deaf else " The menu under a post opens each abstract here."
        raise BadCommand(f"“abstracts:thread” needs a place with threads.{menu}")
    if subscription.layout == "cards" and subscription.by_mail:
        raise BadCommand("“layout:cards” works in chats alone. A mail always has the same layout.")


def read_back(subscription: Subscription, now: datetime) -> str:
    """The settings in a sentence or two, with the next post's local time after `now` (aware)."""
    top = subscription.top
    asked = [f"Up to {counted(top, 'paper')}{say_filter(subscription.wants)}"]
    asked.append(f"{_days(subscription.days)} at {subscription.at:%H:%M} ({plain_zone(subscription.zone)})")
    asked.extend(["as cards"] if subscription.layout == "cards" else [])
    more = f"; at least {subscription.at_least} where so many fit" if subscription.at_least else ""
    more += "; the abstracts in its thread" if subscription.abstracts == "thread" else ""
    more += "; published to the servers that follow the channel" if subscription.publish == "yes" else ""
    more += "; one line on days without papers" if subscription.quiet == "line" else ""
    if subscription.board is not None:
        more += f"; the week's best on {WEEKDAYS[subscription.board]}"
    return f"{', '.join(asked)}{more}. {_next(subscription, now)}"


def why_paused(subscription: Subscription) -> str:
    """That a subscription is paused, and why where Paperboy did it: of then, since what hindered a post may be over."""
    why = subscription.why_paused.rstrip(".")
    return f"paused after it could not be sent: {why}" if why else "paused"


def say_filter(wants: Filter) -> str:
    """A filter as the end of a sentence that began with papers: ` about unlearning, not surveys, in cs.CL`; empty for all."""
    topics, excluded = map(_topic, wants.topics), map(_topic, wants.excluded)
    kinds = (
        ("about", topics),
        ("not", excluded),
        ("by", wants.authors),
        ("in", wants.categories),
        ("from", wants.sources),
    )
    parts = [f"{word} {joined(names, 'or')}" for word, kind in kinds if (names := list(kind))]
    if least := wants.min_upvotes:
        parts.append(f"with {counted(least, 'upvote')} or more")
    return f"{',' if parts and parts[0].startswith('not') else ''} {', '.join(parts)}".rstrip()


def _read(kinds: Mapping[str, OptionKind], options: Mapping[str, str]) -> dict[str, object]:
    """The fields that were said, by name."""
    given = [(kind, options[name]) for name, kind in kinds.items() if name in options]
    return {field: blank if blank is not None and _clears(text) else read(text) for (field, read, blank), text in given}


def _clears(text: str) -> bool:
    """Whether nothing but words that clear was said; a comma with nothing beside it names nothing."""
    parts = {part.strip().lower() for part in text.split(",")} - {""}
    return bool(parts) and parts <= set(_CLEARS)


def _read_name(text: str) -> str:
    name = clean(text)
    if len(name) > LONGEST_NAME or not words_of(name) or _UNFIT & set(name) or name.lower() in _CLEARS:
        shown = clip(name, LONGEST_NAME)
        raise BadCommand(f"“{shown}” cannot be a name; use up to {LONGEST_NAME} letters, without quotes and colons.")
    return name


def _read_board(text: str) -> int | None:
    return None if text.lower() in ("no", "off", *_CLEARS) else read_weekday(text)


def _number(option: str, least: int, most: int) -> Read:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
            raise BadCommand(
                f"“{option}:” takes a whole number from {least} to {most:,}, not “{clip(clean(text), 40)}”."
            )
        return int(text)

    return read


def _choice(option: str, choices: tuple[str, ...], former: Mapping[str, str] = MappingProxyType({})) -> Read:
    """The reader of a choice; `former` are words that lines kept from earlier hold, and what they are called now."""

    def read(text: str) -> str:
        state = former.get(text.lower(), text.lower())
        if state not in choices:
            raise BadCommand(f"“{option}:” is {' or '.join(choices)}, not “{clip(clean(text), 40)}”.")
        return state

    return read


_WANTS: Mapping[str, OptionKind] = {
    "authors": ("authors", read_authors, ()),
    "cats": ("categories", read_categories, ()),
    "sources": ("sources", read_sources, ()),
    "min_upvotes": ("min_upvotes", _number("min_upvotes", 0, MOST_UPVOTES), 0),
}
_SETTINGS: Mapping[str, OptionKind] = {
    "name": ("name", _read_name, None),
    "top": ("top", _number("top", 1, MOST_PICKS), 5),
    "at_least": ("at_least", _number("at_least", 0, MOST_PICKS), 0),
    "at": ("at", read_time, None),
    "tz": ("zone", read_zone, None),
    "days": ("days", read_days, None),
    "quiet": ("quiet", _choice("quiet", get_args(Quiet)), "yes"),
    "layout": ("layout", _choice("layout", get_args(Layout), {"list": "compact"}), "compact"),
    "abstracts": ("abstracts", _choice("abstracts", get_args(Abstracts)), "none"),
    "publish": ("publish", _choice("publish", get_args(Publish)), "no"),
    "board": ("board", _read_board, None),
}


def _topic(topic: tuple[str, ...]) -> str:
    return " + ".join(f"“{part}”" if " " in part else part for part in topic)


def _days(days: tuple[int, ...]) -> str:
    """Weekdays in words: a run of three or more by its ends, also over Sunday."""
    if days == EVERY_DAY:
        return "every day"
    if ends := run_of(days):
        return f"{WEEKDAYS[ends[0]]} to {WEEKDAYS[ends[1]]}"
    names = [WEEKDAYS[day] for day in days]
    return joined(names) if len(names) > 1 else f"every {names[0]}"


def _next(subscription: Subscription, now: datetime) -> str:
    """When it posts next, by its own clock, or that it does not."""
    if subscription.paused:
        return f"{sentence(why_paused(subscription))}."
    if not (slot := following(subscription, now)):
        return "It never posts."
    here, at = (local(when, subscription.zone) for when in (now, slot[1]))
    year = f" {at.year}" if at.year != here.year else ""
    return f"Next: {WEEKDAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1]}{year}, {at:%H:%M}."
