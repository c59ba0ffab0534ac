"""What a method takes in before anything is posted: the channel it may post to, and text and blocks within the limits."""

from copy import deepcopy
from typing import Any

from tests.fakes.slack import checks
from tests.fakes.slack.state import Workspace
from tests.fakes.slack.things import BOT, Blocks, Channel, Json, Refused


def place(world: Workspace, given: Json, key: str = "channel", *, posting: bool = False) -> Channel:
    """The channel named by id, #name or a person's id.

    Raises Refused: channel_not_found (also for a private one without the app), is_archived or not_in_channel.
    """
    named = str(given.get(key, ""))
    if named in world.users and named != BOT:
        return world.direct(named)
    by_name = (c for c in world.channels.values() if named == f"#{c.name}")
    channel = world.channels.get(named) or next(by_name, None)
    if channel is None or (channel.is_private and BOT not in channel.members):
        raise Refused("channel_not_found")
    if posting and channel.is_archived:
        raise Refused("is_archived")
    if posting and BOT not in channel.members and "chat:write.public" not in world.scopes:
        raise Refused("not_in_channel")
    return channel


def inside(world: Workspace, given: Json) -> Channel:
    """The channel, where the app must be a member to read; raises Refused (channel_not_found, not_in_channel)."""
    channel = place(world, given)
    if BOT not in channel.members:
        raise Refused("not_in_channel")
    return channel


def content(world: Workspace, given: Json, where: str) -> tuple[str, Blocks]:
    """The text and the blocks as Slack would store them.

    Raises Refused: no_text, msg_too_long, msg_blocks_too_long or invalid_blocks; the last three are kept as breaches.
    """
    text, blocks = str(given.get("text") or ""), given.get("blocks") or []
    if not text.strip() and not blocks and not given.get("attachments"):
        raise Refused("no_text")
    if len(text) > checks.TEXT:
        _keep(world, where, [f"text of {len(text)} characters"])
        raise Refused("msg_too_long")
    if checks.total(blocks) > checks.ALL_BLOCKS:
        _keep(world, where, [f"{checks.total(blocks)} characters over all blocks"])
        raise Refused("msg_blocks_too_long")
    judge(world, {"text": text, "blocks": blocks}, where, "invalid_blocks")
    return text, stored(world, blocks)


def judge(world: Workspace, payload: Json, where: str, error: str) -> None:
    """Keeps every breach in the payload and then raises Refused, with the sentences as Slack sends them."""
    found = checks.breaches(payload)
    if found:
        _keep(world, where, found)
        raise Refused(error, response_metadata={"messages": [f"[ERROR] {breach}" for breach in found]})


def _keep(world: Workspace, where: str, found: list[str]) -> None:
    world.breaches += [f"{where}: {breach}" for breach in found]


def stored(world: Workspace, blocks: Blocks) -> Blocks:
    """The blocks with what Slack adds on its own: ids, and the defaults of text objects."""
    kept = deepcopy(blocks)
    for block in kept:
        block.setdefault("block_id", world.number("b"))
        _fill(world, block)
    return kept


def _fill(world: Workspace, found: Any) -> None:
    if isinstance(found, list):
        for value in found:
            _fill(world, value)
    elif isinstance(found, dict):
        if found.get("type") == "plain_text":
            found.setdefault("emoji", True)
        elif found.get("type") == "mrkdwn":
            found.setdefault("verbatim", False)
        elif found.get("type") in ACTS:
            found.setdefault("action_id", world.number("a"))
        for value in found.values():
            _fill(world, value)


ACTS = frozenset(
    "button overflow static_select multi_static_select external_select multi_external_select users_select "
    "multi_users_select conversations_select multi_conversations_select channels_select multi_channels_select "
    "datepicker timepicker datetimepicker checkboxes radio_buttons plain_text_input email_text_input url_text_input "
    "number_input file_input".split()
)
