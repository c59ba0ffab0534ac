"""The routes about messages: posting, changing, reading."""

from tests.fakes.discord import shown
from tests.fakes.discord.content import amend, compose
from tests.fakes.discord.permissions import bits
from tests.fakes.discord.state import World
from tests.fakes.discord.things import APP, CROSSPOSTED, DIRECT, FORUM, NEWS, THREAD, Channel, Json, Message, Refused
from tests.fakes.discord.web import Call, Route

PAGE = (1, 50, 100)  # resources/channel, get channel messages: least, usual and most


def create(world: World, call: Call) -> Json:
    """Posts a message, or gives the one that was posted lately under the same nonce."""
    channel = world.place(call.ids["channel"])
    if channel.kind == FORUM:
        raise Refused(50008)
    world.place(channel.id, bits("send_messages_in_threads" if channel.kind == THREAD else "send_messages"))
    if channel.kind == DIRECT and world.users[channel.peer].closed:
        raise Refused(50007)
    if call.body.get("enforce_nonce") and (known := world.sent_before(str(call.body.get("nonce") or ""))):
        return shown.message(world, known)
    if channel.locked:
        raise Refused(50083)
    channel.archived = False
    return shown.message(world, said(world, compose(world, channel, call.body, call.files)))


def said(world: World, message: Message) -> Message:
    """A new message is told of."""
    world.keep(message)
    tell(world, "MESSAGE_CREATE", message)
    return message


def tell(world: World, event: str, message: Message) -> None:
    """An event that carries a message; nobody hears of an ephemeral one."""
    if not message.only_for:
        channel = world.channels[message.channel]
        world.tell(event, event_of(world, channel, message), channel)


def event_of(world: World, channel: Channel, message: Message) -> Json:
    told = shown.message(world, message)
    if guild := world.guild_of(channel):
        told |= {"guild_id": guild.id, "member": shown.member(world, guild, message.author, named=False)}
    return told


def edit(world: World, call: Call) -> Json:
    message = _own(world, call, 50005)
    if world.channels[message.channel].archived:
        raise Refused(50083)
    amend(world, message, call.body, call.files)
    tell(world, "MESSAGE_UPDATE", message)
    return shown.message(world, message)


def crosspost(world: World, call: Call) -> Json:
    """Publishes a message of an announcement channel; what is published once stays so."""
    message = _own(world, call, 50013)
    if world.channels[message.channel].kind != NEWS:
        raise Refused(50024)
    if message.flags & CROSSPOSTED:
        raise Refused(40033)
    message.flags |= CROSSPOSTED
    return shown.message(world, message)


def delete(world: World, call: Call) -> None:
    gone(world, _own(world, call, 50013))


def _own(world: World, call: Call, refusal: int) -> Message:
    message = world.message(world.place(call.ids["channel"]), call.ids["message"])
    if message.author != APP:
        raise Refused(refusal)
    return message


def gone(world: World, message: Message) -> None:
    """A message is deleted."""
    message.deleted = True
    channel = world.channels[message.channel]
    if message in channel.messages:
        channel.messages.remove(message)
    where = {"id": message.id, "channel_id": channel.id} | ({"guild_id": channel.guild} if channel.guild else {})
    if not message.only_for:
        world.tell("MESSAGE_DELETE", where, channel)


def get(world: World, call: Call) -> Json:
    channel = world.place(call.ids["channel"], bits("read_message_history"))
    return seen(world, world.message(channel, call.ids["message"]))


def history(world: World, call: Call) -> list[Json]:
    """A page of messages, the newest first; `after` gives the ones that came next."""
    channel = world.place(call.ids["channel"])
    if bits("read_message_history") & ~world.permissions(channel):
        return []  # as documented: no error, no messages
    limit = int(call.query.get("limit") or PAGE[1])
    if not PAGE[0] <= limit <= PAGE[2]:
        raise Refused(50035, "limit: int value should be between 1 and 100")
    before, after = int(call.query.get("before") or 1 << 63), int(call.query.get("after") or 0)
    found = [one for one in channel.messages if after < int(one.id) < before]
    page = found[:limit] if "after" in call.query else found[-limit:]
    return [seen(world, one) for one in reversed(page)]


def seen(world: World, message: Message) -> Json:
    """A message as our bot may read it: others' content only with the privileged intent granted to the application."""
    told = shown.message(world, message)
    return told if world.content_granted else blanked(world, told)


def blanked(world: World, told: Json) -> Json:
    """A message without what only the intent for content lets a bot read: events/gateway, message content intent."""
    if (
        told["author"]["id"] == APP
        or world.channels[told["channel_id"]].kind == DIRECT
        or f"<@{APP}>" in told["content"]
    ):
        return told
    return told | {"content": "", "components": [], "embeds": [], "attachments": []}


ROUTES = (
    Route("GET", "/channels/{channel}/messages", history),
    Route("POST", "/channels/{channel}/messages", create),
    Route("GET", "/channels/{channel}/messages/{message}", get),
    Route("PATCH", "/channels/{channel}/messages/{message}", edit),
    Route("DELETE", "/channels/{channel}/messages/{message}", delete),
    Route("POST", "/channels/{channel}/messages/{message}/crosspost", crosspost),
)
