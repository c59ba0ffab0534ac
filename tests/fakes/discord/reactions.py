"""The routes about reactions, and what changes them: usual ones and bursts are two lists under each emoji."""

import regex

from tests.fakes.discord import shown
from tests.fakes.discord.permissions import bits
from tests.fakes.discord.state import World
from tests.fakes.discord.things import APP, Json, Message, Refused
from tests.fakes.discord.web import Call, Route

MOST = 20  # of different emoji on a message: code 30010
PAGE = (25, 100)  # resources/message, get reactions: usual and most
EMOJI = regex.compile(r"\p{Emoji}[\p{Emoji}\p{M}\u200d\ufe0f\u20e3\U000e0020-\U000e007f]*|\w{2,32}:\d{17,20}")


def mark(world: World, message: Message, key: str, user: str, *, burst: bool = False) -> None:
    """Somebody reacts; twice the same changes nothing. Raises Refused (10014, 30010)."""
    if not EMOJI.fullmatch(key):
        raise Refused(10014)
    known = {emoji for emoji, _ in message.reactions}
    if key not in known and len(known) >= MOST:
        raise Refused(30010)
    users = message.reactions.setdefault((key, burst), [])
    if user not in users:
        users.append(user)
        _tell(world, "ADD", message, key, user, burst)


def unmark(world: World, message: Message, key: str, user: str, *, burst: bool = False) -> None:
    """Somebody takes a reaction back; where there is none, nothing changes."""
    users = message.reactions.get((key, burst), [])
    if user in users:
        users.remove(user)
        if not users:
            del message.reactions[key, burst]
        _tell(world, "REMOVE", message, key, user, burst)


def clear(world: World, message: Message, key: str = "") -> None:
    """A moderator takes all reactions off, or all of one emoji."""
    for one in [one for one in message.reactions if key in ("", one[0])]:
        del message.reactions[one]
    what = {"emoji": shown.emoji(key)} if key else {}
    event = "MESSAGE_REACTION_REMOVE_EMOJI" if key else "MESSAGE_REACTION_REMOVE_ALL"
    world.tell(event, _where(world, message) | what, world.channels[message.channel])


def _tell(world: World, kind: str, message: Message, key: str, user: str, burst: bool) -> None:
    told = _where(world, message) | {"user_id": user, "emoji": shown.emoji(key), "burst": burst, "type": int(burst)}
    channel = world.channels[message.channel]
    if kind == "ADD":
        told |= {"message_author_id": message.author} | ({"burst_colors": ["#ffcc4d"]} if burst else {})
        if guild := world.guild_of(channel):
            told["member"] = shown.member(world, guild, user)
    world.tell(f"MESSAGE_REACTION_{kind}", told, channel)


def _where(world: World, message: Message) -> Json:
    channel = world.channels[message.channel]
    told = {"channel_id": channel.id, "message_id": message.id}
    return told | ({"guild_id": channel.guild} if channel.guild else {})


def put(world: World, call: Call) -> None:
    """Our own reaction; the first of an emoji takes a permission, a further one does not."""
    message, key = _found(world, call), call.ids["emoji"]
    if key not in {emoji for emoji, _ in message.reactions}:
        world.place(message.channel, bits("add_reactions"))
    mark(world, message, key, APP)


def take_back(world: World, call: Call) -> None:
    unmark(world, _found(world, call), call.ids["emoji"], APP)


def listed(world: World, call: Call) -> list[Json]:
    """Who reacted, by id, a page of them; usual ones or bursts."""
    message = _found(world, call)
    limit, after = int(call.query.get("limit") or PAGE[0]), int(call.query.get("after") or 0)
    if not 1 <= limit <= PAGE[1]:
        raise Refused(50035, "limit: int value should be between 1 and 100")
    users = message.reactions.get((call.ids["emoji"], call.query.get("type") == "1"), [])
    page = sorted(int(user) for user in users if int(user) > after)[:limit]
    return [shown.user(world.users[str(user)]) for user in page]


def clear_all(world: World, call: Call) -> None:
    _moderated(world, call)


def clear_one(world: World, call: Call) -> None:
    _moderated(world, call, call.ids["emoji"])


def _moderated(world: World, call: Call, key: str = "") -> None:
    message = _found(world, call)
    world.place(message.channel, bits("manage_messages"))
    clear(world, message, key)


def _found(world: World, call: Call) -> Message:
    channel = world.place(call.ids["channel"], bits("read_message_history"))
    if channel.archived:
        raise Refused(50083)
    return world.message(channel, call.ids["message"])


_ALL = "/channels/{channel}/messages/{message}/reactions"
ROUTES = (
    Route("PUT", _ALL + "/{emoji}/@me", put),
    Route("DELETE", _ALL + "/{emoji}/@me", take_back),
    Route("GET", _ALL + "/{emoji}", listed),
    Route("DELETE", _ALL + "/{emoji}", clear_one),
    Route("DELETE", _ALL, clear_all),
)
