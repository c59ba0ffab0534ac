"""The methods about who and where: auth.test, conversations.*, users.info and reactions.*."""

import re
from typing import Any

from tests.fakes.slack.content import inside, place
from tests.fakes.slack.state import Workspace
from tests.fakes.slack.things import APP, BOT, BOT_ID, TEAM, Json, Message, Refused
from tests.fakes.slack.web import Method

NAME = re.compile(r"[^:]+(?:::skin-tone-[2-6])?")
FEW = 5  # reactions.get without `full` names only some of the people: gist afeld/ac56da55


def tell_who(world: Workspace, given: Json) -> Json:
    return {"url": "https://acme.slack.com/", "team": "Acme", "user": "paperboy", "team_id": TEAM, "user_id": BOT} | {
        "bot_id": BOT_ID,
        "app_id": APP,
        "is_enterprise_install": False,
    }


def info(world: Workspace, given: Json) -> Json:
    return {"channel": place(world, given).shown()}


def open_direct(world: Workspace, given: Json) -> Json:
    users = given.get("users") or ""
    users = users if isinstance(users, list) else str(users).split(",")
    if len(users) != 1 or users[0] not in world.users:
        raise Refused("user_not_found")
    return {"channel": {"id": world.direct(users[0]).id}}


def members(world: Workspace, given: Json) -> Json:
    found, cursor = _page(place(world, given).members, given, 100)
    return {"members": found, "response_metadata": {"next_cursor": cursor}}


def history(world: Workspace, given: Json) -> Json:
    """Newest first, and only what starts a thread."""
    channel = inside(world, given)
    return _listed(
        [m for m in world.messages if m.channel == channel.id and not m.thread_ts and not m.deleted], given, -1
    )


def replies(world: Workspace, given: Json) -> Json:
    """A thread, oldest first, with the message that opened it."""
    found = list(world.thread(inside(world, given).id, str(given.get("ts", ""))))
    if not found:
        raise Refused("thread_not_found")
    return _listed(found, given, 1)


def _listed(found: list[Message], given: Json, step: int) -> Json:
    oldest, latest = float(given.get("oldest") or 0), float(given.get("latest") or "inf")
    edges = _true(given.get("inclusive"))
    kept = [m for m in found if oldest < float(m.ts) < latest or (edges and float(m.ts) in (oldest, latest))]
    page, cursor = _page(kept[::step], given, 100)
    shown = [_in_part(message.shown(metadata=_true(given.get("include_all_metadata")))) for message in page]
    return {"messages": shown, "has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}


def _page(found: list[Any], given: Json, usual: int) -> tuple[list[Any], str]:
    start, size = int(given.get("cursor") or 0), int(given.get("limit") or usual)
    return found[start : start + size], str(start + size) if len(found) > start + size else ""


def _true(value: object) -> bool:
    return value in (True, 1, "1", "true")


def user_info(world: Workspace, given: Json) -> Json:
    user = world.users.get(str(given.get("user", "")))
    if user is None:
        raise Refused("user_not_found")
    return {"user": user.shown(world.now())}


def add_reaction(world: Workspace, given: Json) -> Json:
    mark(world, _reacted(world, given), str(given.get("name", "")), BOT)
    return {}


def remove_reaction(world: Workspace, given: Json) -> Json:
    unmark(world, _reacted(world, given), str(given.get("name", "")), BOT)
    return {}


def get_reactions(world: Workspace, given: Json) -> Json:
    message = _reacted(world, given)
    shown = message.shown() if _true(given.get("full")) else _in_part(message.shown())
    return {"type": "message", "channel": message.channel, "message": shown}


def _in_part(shown: Json) -> Json:
    """A message with only some of those who reacted; how many they are is true."""
    for reaction in shown.get("reactions", []):
        reaction["users"] = reaction["users"][:FEW]
    return shown


def mark(world: Workspace, message: Message, name: str, user: str) -> None:
    """Raises Refused (invalid_name, already_reacted)."""
    if not NAME.fullmatch(name):
        raise Refused("invalid_name")
    users = message.reactions.setdefault(name, [])
    if user in users:
        raise Refused("already_reacted")
    users.append(user)
    _tell(world, "reaction_added", message, name, user)


def unmark(world: Workspace, message: Message, name: str, user: str) -> None:
    """Raises Refused (no_reaction)."""
    users = message.reactions.get(name, [])
    if user not in users:
        raise Refused("no_reaction")
    users.remove(user)
    if not users:
        del message.reactions[name]
    _tell(world, "reaction_removed", message, name, user)


def _tell(world: Workspace, kind: str, message: Message, name: str, user: str) -> None:
    item = {"type": "message", "channel": message.channel, "ts": message.ts}
    about = {"reaction": name, "item": item, "item_user": message.user, "event_ts": world.stamp()}
    world.outbox.append({"type": kind, "user": user, **about})


def _reacted(world: Workspace, given: Json) -> Message:
    channel = inside(world, given)
    if channel.is_archived:
        raise Refused("is_archived")
    return world.message(channel.id, str(given.get("timestamp", "")))


METHODS = {
    "auth.test": Method(tell_who, "", 0),
    "conversations.info": Method(info, "channels:read", 50),
    "conversations.history": Method(history, "channels:history", 50),
    "conversations.replies": Method(replies, "channels:history", 50),
    "conversations.open": Method(open_direct, "im:write", 50),
    "conversations.members": Method(members, "channels:read", 100),
    "users.info": Method(user_info, "users:read", 100),
    "reactions.add": Method(add_reaction, "reactions:write", 50),
    "reactions.remove": Method(remove_reaction, "reactions:write", 20),
    "reactions.get": Method(get_reactions, "reactions:read", 50),
}
