"""The routes by which interactions are answered: callbacks within three seconds, follow-ups within fifteen minutes."""

from tests.fakes.discord import checks, shown
from tests.fakes.discord.content import amend, compose
from tests.fakes.discord.messages import gone, said, tell
from tests.fakes.discord.state import World
from tests.fakes.discord.things import (
    APP,
    COMPLETION,
    COMPONENT,
    EPHEMERAL,
    FORM,
    LOADING,
    Interaction,
    Json,
    Message,
    Refused,
)
from tests.fakes.discord.web import Call, Route

FIRST_SECONDS, SECONDS = 3.0, 900.0  # interactions/receiving-and-responding, followup messages
PONG, MESSAGE, DEFERRED, UPDATE_LATER, UPDATE, CHOICES, MODAL = 1, 4, 5, 6, 7, 8, 9  # the same page, callback types


def callback(world: World, call: Call) -> Json | None:
    """The first answer to an interaction; a late one finds it gone, a second one is refused."""
    found = world.interactions.get(call.ids["token"])
    if found is None or found.id != call.ids["interaction"] or world.now() - found.born > FIRST_SECONDS:
        raise Refused(10062)
    if found.answer:
        raise Refused(40060)
    kind, data = int(call.body["type"]), call.body.get("data") or {}
    _allow(found, kind)
    _take(world, found, kind, data, call.files)
    found.answer, found.seconds = kind, world.now() - found.born
    if call.query.get("with_response") not in ("1", "true"):
        return None
    message = {"message": shown.message(world, found.original)} if found.original else {}
    return {"interaction": shown.callback(found), "resource": {"type": kind, **message}}


def _allow(found: Interaction, kind: int) -> None:
    """Whether this kind of answer fits what was done; raises Refused."""
    fits = (kind == CHOICES) if found.kind == COMPLETION else kind in (MESSAGE, DEFERRED)
    fits = fits or (found.origin is not None and found.kind in (COMPONENT, FORM) and kind in (UPDATE_LATER, UPDATE))
    if not fits and not (kind == MODAL and found.kind not in (FORM, COMPLETION)):
        raise Refused(50035, f"type {kind} is no answer to an interaction of type {found.kind}")


def _take(world: World, found: Interaction, kind: int, data: Json, files: list[tuple[str, bytes]]) -> None:
    found.data = data
    if kind == MESSAGE:
        found.original = _written(world, found, data, files)
    elif kind == DEFERRED:
        flags = LOADING | int(data.get("flags") or 0) & EPHEMERAL
        made = Message(world.snowflake(), found.channel, APP, flags=flags, interaction=found.id)
        made.only_for = found.user if flags & EPHEMERAL else ""
        found.original = said(world, made)
    elif kind in (UPDATE, UPDATE_LATER) and found.origin:
        found.original = found.origin
        if kind == UPDATE:
            _amended(world, found.origin, data, files)
    elif kind == CHOICES and (wrong := checks.choices(data.get("choices"))):
        raise Refused(50035, *wrong)


def follow_up(world: World, call: Call) -> Json:
    """A further message; the first one after a deferral fills its placeholder, and is as private as that."""
    found = _open(world, call)
    if found.original and found.original.loading:
        return shown.message(world, _amended(world, found.original, call.body, call.files))
    made = _written(world, found, call.body, call.files)
    found.followups.append(made)
    return shown.message(world, made)


def _written(world: World, found: Interaction, body: Json, files: list[tuple[str, bytes]]) -> Message:
    private = found.user if int(body.get("flags") or 0) & EPHEMERAL else ""
    channel = world.channels[found.channel]
    return said(world, compose(world, channel, body, files, only_for=private, interaction=found.id))


def get(world: World, call: Call) -> Json:
    return shown.message(world, _message(world, call))


def edit(world: World, call: Call) -> Json:
    edited = shown.message(world, _amended(world, _message(world, call), call.body, call.files))
    if call.ids["message"] == "@original":
        world.interactions[call.ids["token"]].drawn += 1
    return edited


def delete(world: World, call: Call) -> None:
    gone(world, _message(world, call))


def _amended(world: World, message: Message, body: Json, files: list[tuple[str, bytes]]) -> Message:
    amend(world, message, body, files)
    tell(world, "MESSAGE_UPDATE", message)
    return message


def _message(world: World, call: Call) -> Message:
    found, named = _open(world, call), call.ids["message"]
    known = [*([found.original] if found.original else []), *found.followups]
    for message in known:
        if not message.deleted and named in (message.id, "@original" if message is found.original else ""):
            return message
    raise Refused(10008)


def _open(world: World, call: Call) -> Interaction:
    """The interaction that a token belongs to, answered and not yet over; raises Refused."""
    found = world.interactions.get(call.ids["token"])
    if found is None or call.ids["application"] != APP:
        raise Refused(10015)
    if world.now() - found.born > SECONDS:
        raise Refused(50027)
    if not found.answer:
        raise Refused(10015)
    return found


_HOOK = "/webhooks/{application}/{token}"
ROUTES = (
    Route("POST", "/interactions/{interaction}/{token}/callback", callback, secured=False),
    Route("POST", _HOOK, follow_up, secured=False),
    Route("GET", _HOOK + "/messages/{message}", get, secured=False),
    Route("PATCH", _HOOK + "/messages/{message}", edit, secured=False),
    Route("DELETE", _HOOK + "/messages/{message}", delete, secured=False),
)
