"""The routes about the application itself: who it is, its commands, the gateway's address, and the guilds it is in."""

from typing import Any

from tests.fakes.discord import checks, shown
from tests.fakes.discord.state import World
from tests.fakes.discord.things import APP, Json, Refused
from tests.fakes.discord.web import Call, Route

STARTS = 1000  # events/gateway: sessions a day


def me(world: World, call: Call) -> Json:
    return shown.user(world.users[APP]) | {"verified": True, "mfa_enabled": False, "email": None, "flags": 0}


def application(world: World, call: Call) -> Json:
    return shown.application(world)


def guilds(world: World, call: Call) -> list[Json]:
    """The guilds our bot is in, a page of them."""
    inside = [one for one in world.guilds.values() if APP in one.members and not one.unavailable]
    after, limit = int(call.query.get("after") or 0), int(call.query.get("limit") or 200)
    page = [one for one in inside if int(one.id) > after][:limit]
    about = {"icon": None, "banner": None, "owner": False, "features": []}
    return [{"id": one.id, "name": one.name, "permissions": str(one.granted), **about} for one in page]


def gateway(world: World, call: Call) -> Json:
    return {"url": world.url.replace("http", "ws") + "/gateway"}


def gateway_bot(world: World, call: Call) -> Json:
    limit = {"total": STARTS, "remaining": STARTS, "reset_after": 0, "max_concurrency": 1}
    return gateway(world, call) | {"shards": 1, "session_start_limit": limit}


def commands(world: World, call: Call) -> list[Json]:
    _ours(call)
    return world.commands


def put_commands(world: World, call: Call) -> list[Json]:
    """Puts all commands in the place of those that were there; one of the same name and type keeps its id."""
    _ours(call)
    if wrong := checks.commands(call.body):
        raise Refused(50035, *wrong)
    known = {(one["name"], one["type"]): one["id"] for one in world.commands}
    world.commands = [_command(world, one, known) for one in call.body]
    return world.commands


def _command(world: World, given: Json, known: dict[tuple[str, int], str]) -> Json:
    kind = given.get("type", 1)
    about: dict[str, Any] = {"id": known.get((given["name"], kind)) or world.snowflake(), "version": world.snowflake()}
    about |= {"application_id": APP, "type": kind, "default_member_permissions": None, "nsfw": False}
    return {"description": "", "options": [], **given, **about}


def _ours(call: Call) -> None:
    if call.ids["application"] != APP:
        raise Refused(50001)


ROUTES = (
    Route("GET", "/users/@me", me),
    Route("GET", "/users/@me/guilds", guilds),
    Route("GET", "/oauth2/applications/@me", application),
    Route("GET", "/applications/@me", application),
    Route("GET", "/gateway", gateway, secured=False),
    Route("GET", "/gateway/bot", gateway_bot),
    Route("GET", "/applications/{application}/commands", commands),
    Route("PUT", "/applications/{application}/commands", put_commands),
)
