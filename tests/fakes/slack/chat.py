"""The methods chat.*: posting, changing, pointing at and unfurling."""

from urllib.parse import urlsplit

from tests.fakes.slack.content import content, place
from tests.fakes.slack.state import Workspace
from tests.fakes.slack.things import BOT, TEAM, Channel, Json, Message, Refused
from tests.fakes.slack.web import Method

SHOWN = ("unfurl_links", "unfurl_media", "link_names", "parse", "mrkdwn", "reply_broadcast", "response_type")


def post(world: Workspace, given: Json) -> Json:
    channel = place(world, given, posting=True)
    text, blocks = content(world, given, "chat.postMessage")
    message = Message(channel.id, world.stamp(), BOT, text, blocks, given.get("metadata") or {})
    message.thread_ts = _thread(world, channel, given)
    message.options = {name: given[name] for name in SHOWN if name in given}
    world.messages.append(message)
    world.outbox.append(told(channel, message))
    return {"channel": channel.id, "ts": message.ts, "message": message.shown(metadata=True)}


def post_ephemeral(world: Workspace, given: Json) -> Json:
    channel = place(world, given, posting=True)
    user = str(given.get("user", ""))
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    text, blocks = content(world, given, "chat.postEphemeral")
    message = Message(channel.id, world.stamp(), BOT, text, blocks, only_for=user)
    message.thread_ts = _thread(world, channel, given)
    message.options = {name: given[name] for name in SHOWN if name in given}
    world.ephemerals.append(message)
    return {"message_ts": message.ts}


def update(world: Workspace, given: Json) -> Json:
    channel = place(world, given)
    message = world.message(channel.id, str(given.get("ts", "")))
    if message.user != BOT:
        raise Refused("cant_update_message")
    if channel.is_archived:
        raise Refused("is_archived")
    text, blocks = content(world, given, "chat.update")
    change(world, message, text, blocks if "blocks" in given else message.blocks)
    message.metadata = given.get("metadata", message.metadata) or {}
    return {"channel": channel.id, "ts": message.ts, "text": text, "message": message.shown(metadata=True)}


def change(world: Workspace, message: Message, text: str, blocks: list[Json]) -> None:
    """Edits a message in place and tells those who listen."""
    before = message.shown()
    message.edits.append((message.text, message.blocks))
    message.text, message.blocks = text, blocks
    _tell_changed(world, message, before)


def delete(world: Workspace, given: Json) -> Json:
    message = world.message(place(world, given).id, str(given.get("ts", "")))
    if message.user != BOT:
        raise Refused("cant_delete_message")
    message.deleted = True
    return {"channel": message.channel, "ts": message.ts}


def permalink(world: Workspace, given: Json) -> Json:
    message = world.message(place(world, given).id, str(given.get("message_ts", "")))
    link = f"https://acme.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"
    thread = f"?thread_ts={message.thread_ts}&cid={message.channel}" if message.thread_ts else ""
    return {"channel": message.channel, "permalink": link + thread}


def unfurl(world: Workspace, given: Json) -> Json:
    """Hangs cards on the links of a message, or on a draft still in the composer (`world.composed`)."""
    target, links = _unfurled(world, given)
    unfurls = given.get("unfurls")
    if not isinstance(unfurls, dict) or not unfurls:
        raise Refused("missing_unfurls")
    for url, card in unfurls.items():
        host = urlsplit(url).hostname or ""
        if url not in links:
            raise Refused("cannot_unfurl_message")
        if not any(host == domain or host.endswith("." + domain) for domain in world.unfurl_domains):
            raise Refused("cannot_unfurl_url")
        if card.get("blocks"):
            unfurls[url] = {**card, "blocks": content(world, card, "chat.unfurl")[1]}
    if isinstance(target, Message):
        before = target.shown()
        target.unfurls |= unfurls
        _tell_changed(world, target, before)
    else:
        target |= unfurls
    return {}


def _unfurled(world: Workspace, given: Json) -> tuple[Message | dict[str, Json], list[str]]:
    if "unfurl_id" in given or "source" in given:
        if not given.get("unfurl_id") or not given.get("source"):
            raise Refused("missing_source" if given.get("unfurl_id") else "missing_unfurl_id")
        if given["unfurl_id"] not in world.links:
            raise Refused("cannot_find_message")
        message, links = world.links[given["unfurl_id"]]
        return (world.composed.setdefault(given["unfurl_id"], {}) if message is None else message), links
    if not given.get("channel") or not given.get("ts"):
        raise Refused("missing_ts" if given.get("channel") else "missing_channel")
    for message, links in world.links.values():
        if message and (message.channel, message.ts) == (given["channel"], given["ts"]):
            return message, links
    raise Refused("cannot_find_message" if given["channel"] in world.channels else "cannot_find_channel")


def _thread(world: Workspace, channel: Channel, given: Json) -> str:
    thread = str(given.get("thread_ts") or "")
    if thread and not any(world.thread(channel.id, thread)):
        raise Refused("thread_not_found")
    return thread


def told(channel: Channel, message: Message) -> Json:
    """The event that tells of a message."""
    about = {"channel": channel.id, "channel_type": channel.kind, "event_ts": message.ts}
    return message.shown() | about


def _tell_changed(world: Workspace, message: Message, before: Json) -> None:
    channel = world.channels[message.channel]
    about = {"channel": channel.id, "channel_type": channel.kind, "ts": world.stamp(), "hidden": True}
    changed = {"type": "message", "subtype": "message_changed", "message": message.shown(), "previous_message": before}
    world.outbox.append(changed | about | {"event_ts": about["ts"], "team": TEAM})


METHODS = {
    "chat.postMessage": Method(post, "chat:write", 0),
    "chat.postEphemeral": Method(post_ephemeral, "chat:write", 100),
    "chat.update": Method(update, "chat:write", 50),
    "chat.delete": Method(delete, "chat:write", 50),
    "chat.getPermalink": Method(permalink, "", 0),
    "chat.unfurl": Method(unfurl, "links:write", 50),
}
