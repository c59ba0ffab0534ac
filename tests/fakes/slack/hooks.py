"""Response URLs: five answers within thirty minutes, new or in place of the message that was pressed."""

from tests.fakes.slack.chat import SHOWN, change, told
from tests.fakes.slack.content import content
from tests.fakes.slack.state import Workspace
from tests.fakes.slack.things import BOT, Hook, Json, Message, Refused

USES, SECONDS = 5, 30 * 60  # docs.slack.dev/interactivity/handling-user-interaction


def answer(world: Workspace, name: str, given: Json) -> tuple[int, Json]:
    """Takes what came by a response URL; an HTTP status and the answer."""
    hook = world.hooks.get(name)
    world.by_response_url.append({"url": name, **given})
    if hook is None:
        return 404, {"ok": False, "error": "invalid_url"}
    if world.now() > hook.born + SECONDS:
        return 404, {"ok": False, "error": "expired_url"}
    if hook.uses >= USES:
        return 404, {"ok": False, "error": "used_url"}
    hook.uses += 1
    try:
        _use(world, hook, given)
    except Refused as refused:
        return 400, refused.answer()
    return 200, {"ok": True}


def _use(world: Workspace, hook: Hook, given: Json) -> None:
    if given.get("delete_original"):
        if hook.origin is None:
            raise Refused("no_original")
        hook.origin.deleted = True
        return
    text, blocks = content(world, given, "response_url")
    if given.get("replace_original") and hook.origin is not None:
        _replace(world, hook.origin, text, blocks, "blocks" in given)
        hook.answers.append(hook.origin)
    else:
        hook.answers.append(post(world, hook, given, text, blocks))


def _replace(world: Workspace, origin: Message, text: str, blocks: list[Json], has_blocks: bool) -> None:
    if origin.deleted:
        raise Refused("message_not_found")
    blocks = blocks if has_blocks else []
    if origin.only_for:
        origin.edits.append((origin.text, origin.blocks))
        origin.text, origin.blocks = text, blocks
    else:
        change(world, origin, text, blocks)


def post(world: Workspace, hook: Hook, given: Json, text: str, blocks: list[Json]) -> Message:
    """A new message: for the one person unless `response_type` says in_channel."""
    public = given.get("response_type") == "in_channel"
    message = Message(hook.channel, world.stamp(), BOT, text, blocks, only_for="" if public else hook.user)
    message.thread_ts = str(given.get("thread_ts") or "")
    message.options = {name: given[name] for name in SHOWN if name in given}
    (world.messages if public else world.ephemerals).append(message)
    if public:
        world.outbox.append(told(world.channels[hook.channel], message))
    return message
