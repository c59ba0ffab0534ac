"""What Slack sends, as a Call: who, where, when, and the delivery's own id. Ids come from the envelope only, never from a text."""

import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any

from core.model import Call, Person, Place

PLATFORM = "slack"
TEAM = "workspace"
"""What a team is called here."""
Body = Mapping[str, Any]

CLOSED = ("directmessage", "privategroup")
"""What Slack calls a channel in a command's body where not everybody may know of it."""

_LINKED = re.compile(r"<((?:https?|mailto):[^|>]+)(?:\|[^>]*)?>")


def team_of(body: Body) -> str:
    """The workspace in which we were asked, '' where an envelope does not say.

    `team` is the sender's own where somebody of another workspace sends a form in a shared channel (slackapi/bolt-js #1614).
    """
    team, installed = body.get("team"), _object(body, "view").get("app_installed_team_id")
    return _text(installed or body.get("team_id") or (team.get("id") if isinstance(team, Mapping) else team))


def typed(text: object) -> str:
    """What a person typed: Slack sends links in brackets and three signs as entities."""
    plain = _LINKED.sub(r"\1", _text(text))
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def of_command(body: Body, now: datetime) -> Call:
    """The call of a slash command."""
    team, channel = team_of(body), _text(body.get("channel_id"))
    return Call(
        Person(PLATFORM, team, _text(body.get("user_id"))),
        Place(PLATFORM, team, channel),
        now,
        f"command-{_text(body.get('trigger_id'))}",
        name=_text(body.get("user_name")),
        open_to_all=(is_open := _is_open(channel, _text(body.get("channel_name")))),
        direct=is_direct(channel),
        channel_name=_text(body.get("channel_name")) if is_open else "",
        group=_is_group(_text(body.get("channel_name"))),
    )


def of_interaction(body: Body, now: datetime) -> Call:
    """The call of a button, a menu, a shortcut or a submitted view."""
    team, user, channel = team_of(body), _object(body, "user"), _object(body, "channel")
    container = _object(body, "container")
    acted = body.get("actions") or [{}]
    at = _text(_object({"a": acted[0]}, "a").get("action_ts")) or _text(body.get("action_ts"))
    where = _text(channel.get("id")) or _text(container.get("channel_id"))
    delivery = "-".join(
        (at or _text(body.get("trigger_id")), _text(user.get("id")), _text(container.get("message_ts")))
    )
    return Call(
        Person(PLATFORM, team, _text(user.get("id"))),
        Place(PLATFORM, team, where, _text(container.get("thread_ts"))),
        now,
        f"press-{blake2b(delivery.encode(), digest_size=10).hexdigest()}",  # it is kept, and must name nobody
        name=_text(user.get("username")) or _text(user.get("name")),
        open_to_all=(is_open := _is_open(where, _text(channel.get("name")))),
        direct=is_direct(where),
        channel_name=_text(channel.get("name")) if is_open else "",
        group=_is_group(_text(channel.get("name"))),
    )


def of_event(body: Body, now: datetime) -> Call:
    """The call of an event."""
    event, team = _object(body, "event"), team_of(body)
    channel = _text(event.get("channel"))
    return Call(
        Person(PLATFORM, team, _text(event.get("user"))),
        Place(PLATFORM, team, channel, _text(event.get("thread_ts"))),
        now,
        f"event-{_text(body.get('event_id'))}",
        open_to_all=_is_open(channel, "") and event.get("channel_type") in (None, "channel", "C"),
        direct=is_direct(channel),
    )


def is_direct(channel: str) -> bool:
    """Whether a channel is a person's own with us."""
    return channel.startswith("D")


def _is_open(channel: str, name: str) -> bool:
    return channel.startswith("C") and name not in CLOSED and not _is_group(name)


def _is_group(name: str) -> bool:
    """Whether a channel is a message of several people, which Slack names after them."""
    return name.startswith("mpdm-")


def _object(body: Body, key: str) -> Body:
    value = body.get(key)
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def response_url(body: Body) -> str:
    """The address by which an interaction is answered, '' where it has none."""
    url = body.get("response_url")
    if not url and isinstance(body.get("response_urls"), list) and body["response_urls"]:
        url = body["response_urls"][0].get("response_url")
    return url if isinstance(url, str) else ""
