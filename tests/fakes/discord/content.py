"""What a message holds: taken from a body as Discord takes it, or refused; put into a new message or an old one."""

from copy import deepcopy

from tests.fakes.discord import checks
from tests.fakes.discord.checks import FILE, walk
from tests.fakes.discord.state import World
from tests.fakes.discord.things import APP, EPHEMERAL, LOADING, SUPPRESSED, V2, Channel, Json, Message, Refused

CHANGEABLE = SUPPRESSED | V2
"""Flags that an edit may set."""


def compose(world: World, channel: Channel, body: Json, files: list[tuple[str, bytes]], **about: str) -> Message:
    """A new message of ours; raises Refused (50035, 50006)."""
    if wrong := checks.message(body):
        raise Refused(50035, *wrong)
    if not (body.get("content") or body.get("components") or body.get("embeds") or files):
        raise Refused(50006)
    made = Message(world.snowflake(), channel.id, APP, flags=int(body.get("flags") or 0) & (CHANGEABLE | EPHEMERAL))
    made.nonce, made.only_for = str(body.get("nonce") or ""), about.get("only_for", "")
    made.interaction = about.get("interaction", "")
    made.reference = _reference(world, body)
    _fill(world, made, body, files)
    return made


def amend(world: World, message: Message, body: Json, files: list[tuple[str, bytes]]) -> Message:
    """Changes a message in place; what the body does not name stays. Raises Refused."""
    flags = message.flags & V2 | int(body.get("flags") or 0)
    kept = {"content": message.content, "components": message.components, "embeds": message.embeds}
    if not message.flags & V2 and flags & V2:  # a message that becomes one of components loses what they cannot hold
        kept |= {"content": "", "embeds": []}
    after = kept | {name: body[name] for name in kept if name in body}
    if wrong := checks.message(after | {"flags": flags}):
        raise Refused(50035, *wrong)
    if not (after["content"] or after["components"] or after["embeds"] or files or message.attachments):
        raise Refused(50006)
    message.edits.append(message.components)
    message.edited = 0.0 if message.loading else world.now()
    message.flags = message.flags & ~LOADING & ~SUPPRESSED | flags & CHANGEABLE
    if "attachments" in body:
        kept_ids = {str(one.get("id")) for one in body["attachments"]}
        message.attachments = [one for one in message.attachments if one["id"] in kept_ids]
    _fill(world, message, after, files)
    return message


def _fill(world: World, message: Message, body: Json, files: list[tuple[str, bytes]]) -> None:
    message.attachments += [world.attach(*file) for file in files]
    message.content, message.embeds = str(body.get("content") or ""), deepcopy(body.get("embeds") or [])
    message.components = deepcopy(body.get("components") or [])
    for number, one in enumerate(walk(message.components), 1):
        one.setdefault("id", number)
        if one["type"] == FILE:
            one["file"] = {"url": _address(message, one["file"]["url"])}


def _address(message: Message, url: str) -> str:
    """Where a file is; raises Refused for one that is not attached."""
    named = url.removeprefix("attachment://")
    for one in message.attachments:
        if url in (one["url"], f"attachment://{one['filename']}"):
            return str(one["url"])
    raise Refused(50035, f"no file called {named} is attached")


def _reference(world: World, body: Json) -> str:
    """The message replied to; raises Refused for one that is gone, unless the body bears that."""
    given = body.get("message_reference") or {}
    found = world.messages.get(str(given.get("message_id") or ""))
    if found and not found.deleted:
        return found.id
    if given and given.get("fail_if_not_exists", True):
        raise Refused(50035, "message_reference: Unknown message")
    return ""
