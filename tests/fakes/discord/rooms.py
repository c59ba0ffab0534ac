"""The routes about channels, threads, guilds and people."""

from tests.fakes.discord import checks, shown
from tests.fakes.discord.content import compose
from tests.fakes.discord.messages import said
from tests.fakes.discord.permissions import bits
from tests.fakes.discord.state import World
from tests.fakes.discord.things import APP, FORUM, NEWS, TEXT, THREAD, Channel, Json, Refused
from tests.fakes.discord.web import Call, Route

BOT_ADD = 28  # resources/audit-log, audit log events


def channel(world: World, call: Call) -> Json:
    return shown.channel(world, world.place(call.ids["channel"]))


def guild(world: World, call: Call) -> Json:
    told = shown.guild(world, world.server(call.ids["guild"]))
    for only_events in ("channels", "threads", "members", "member_count", "unavailable", "joined_at", "large"):
        del told[only_events]
    return told


def channels(world: World, call: Call) -> list[Json]:
    one = world.server(call.ids["guild"])
    return [shown.channel(world, c) for c in world.channels.values() if c.guild == one.id and c.kind != THREAD]


def roles(world: World, call: Call) -> list[Json]:
    return list(shown.guild(world, world.server(call.ids["guild"]))["roles"])


def member(world: World, call: Call) -> Json:
    one, user = world.server(call.ids["guild"]), call.ids["user"]
    if user not in world.users:
        raise Refused(10013)
    if user not in one.members:
        raise Refused(10007)
    return shown.member(world, one, user)


def user(world: World, call: Call) -> Json:
    if call.ids["user"] not in world.users:
        raise Refused(10013)
    return shown.user(world.users[call.ids["user"]])


def open_direct(world: World, call: Call) -> Json:
    peer = str(call.body.get("recipient_id"))
    if peer not in world.users:
        raise Refused(10013)
    return shown.channel(world, world.direct(peer))


def audit_log(world: World, call: Call) -> Json:
    """Who added our bot, as far as the fake knows."""
    one = world.server(call.ids["guild"])
    if not one.granted & bits("view_audit_log"):
        raise Refused(50013)
    entry = {"id": str(int(one.id) + 1), "user_id": one.inviter, "target_id": APP, "action_type": BOT_ADD}
    entries = [entry] if one.inviter and call.query.get("action_type") in (None, str(BOT_ADD)) else []
    people = [shown.user(world.users[who]) for who in ([one.inviter, APP] if entries else [])]
    empty = "application_commands auto_moderation_rules guild_scheduled_events integrations threads webhooks"
    return {"audit_log_entries": entries, "users": people, **{name: [] for name in empty.split()}}


def thread_on(world: World, call: Call) -> Json:
    """Opens a thread on a message, which has one at most; it gets the message's id."""
    room = world.place(call.ids["channel"], bits("create_public_threads"))
    if room.kind not in (TEXT, NEWS):
        raise Refused(50024)
    message = world.message(room, call.ids["message"])
    if message.id in world.channels:
        raise Refused(160004)
    return shown.channel(world, _opened(world, room, str(call.body["name"]), message.id))


def thread_in(world: World, call: Call) -> Json:
    """Opens a thread of its own, or a forum's post with its first message, which shares its id."""
    room = world.place(call.ids["channel"])
    world.place(room.id, bits("send_messages" if room.kind == FORUM else "create_public_threads"))
    if room.kind != FORUM:
        return shown.channel(world, _opened(world, room, str(call.body["name"]), world.snowflake()))
    given = call.body.get("message") or {}
    if wrong := checks.message(given):
        raise Refused(50035, *wrong)
    first = compose(world, room, given, call.files)
    made = _opened(world, room, str(call.body["name"]), first.id)
    first.channel = made.id
    return shown.channel(world, made) | {"message": shown.message(world, said(world, first))}


def _opened(world: World, room: Channel, name: str, number: str) -> Channel:
    made = Channel(number, name, THREAD, guild=room.guild, parent=room.id, owner=APP)
    world.channels[made.id] = made
    world.tell("THREAD_CREATE", shown.channel(world, made) | {"newly_created": True}, made)
    return made


ROUTES = (
    Route("POST", "/users/@me/channels", open_direct),
    Route("GET", "/users/{user}", user),
    Route("GET", "/channels/{channel}", channel),
    Route("POST", "/channels/{channel}/messages/{message}/threads", thread_on),
    Route("POST", "/channels/{channel}/threads", thread_in),
    Route("GET", "/guilds/{guild}", guild),
    Route("GET", "/guilds/{guild}/channels", channels),
    Route("GET", "/guilds/{guild}/roles", roles),
    Route("GET", "/guilds/{guild}/members/{user}", member),
    Route("GET", "/guilds/{guild}/audit-logs", audit_log),
)
