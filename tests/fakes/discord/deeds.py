"""What people do with the application's commands, components and forms, and what came of it.

All of it happens at once, in the server's loop; what the bot makes of it is awaited with `answered` or `until`.
"""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

from tests.fakes.discord import shown
from tests.fakes.discord.checks import BUTTON, SELECT, walk
from tests.fakes.discord.permissions import USUAL
from tests.fakes.discord.state import World
from tests.fakes.discord.things import (
    APP,
    COMMAND,
    COMPLETION,
    COMPONENT,
    DIRECT,
    FORM,
    Channel,
    Interaction,
    Json,
    Message,
    User,
)

Found = TypeVar("Found")
Person = User | str
Room = Channel | str
PATIENCE = 60.0
INTEGER, ATTACHMENT = 4, 11  # interactions/application-commands, option types
LABEL = 18  # components/reference, label: holds a form's field


async def until(condition: Callable[[], Found], seconds: float = PATIENCE, about: object = "") -> Found:
    """Wait until a condition holds and give its value; raises TimeoutError."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > end:
            raise TimeoutError(f"nothing came in {seconds} s {about}")
        await asyncio.sleep(0.005)
    return value


class Act:
    """What somebody did, and what came of it."""

    def __init__(self, world: World, interaction: Interaction) -> None:
        self.world, self.interaction = world, interaction

    @property
    def acked(self) -> bool:
        return self.interaction.answer != 0

    @property
    def answers(self) -> list[Message]:
        """What was written in answer, oldest first; not the placeholder, nor the message that was pressed on."""
        one = self.interaction
        first = [one.original] if one.original and one.original is not one.origin else []
        return [message for message in [*first, *one.followups] if not message.loading and not message.deleted]

    @property
    def choices(self) -> list[Json]:
        """What was offered while somebody typed."""
        return list(self.interaction.data.get("choices") or [])

    async def answered(self, times: int = 1, seconds: float = PATIENCE) -> Message:
        """Wait until so many answers have come, and give the last; raises TimeoutError."""
        await until(lambda: len(self.answers) >= times, seconds, self.world.breaches)
        return self.answers[times - 1]

    async def done(self, seconds: float = PATIENCE) -> "Act":
        """Wait for the first sign; raises TimeoutError."""
        await until(lambda: self.acked, seconds, self.world.breaches)
        return self


class Deeds:
    """The acts of people that reach the bot as interactions."""

    world: World

    def slash(
        self, user: Person, channel: Room, command: str, *, file: tuple[str, bytes] | None = None, **said: object
    ) -> Act:
        """Types a slash command: its path ("papers search") and its options by name (`from_` for `from`)."""
        root, chain = self._command(command)
        given: list[Json] = []
        resolved: Json = {}
        for option in chain[-1].get("options", []):
            value = said.pop(option["name"], said.pop(f"{option['name']}_", None))
            if option["type"] == ATTACHMENT and file:
                attached = self.world.attach(*file)
                resolved["attachments"] = {attached["id"]: attached}
                value = attached["id"]
            if value is None and option.get("required"):
                raise ValueError(f"{option['name']} must be given")
            if value is not None:
                kind = option["type"]
                given.append(
                    {"name": option["name"], "type": kind, "value": int(str(value)) if kind == INTEGER else value}
                )
        if said:
            raise LookupError(f"/{command} takes no {', '.join(said)}")
        data = {"id": root["id"], "name": root["name"], "type": 1, "options": _nested(chain[1:], given)}
        return self._act(user, channel, COMMAND, data | ({"resolved": resolved} if resolved else {}))

    def complete(self, user: Person, channel: Room, command: str, option: str, typed: str) -> Act:
        """Types into an option that is completed."""
        root, chain = self._command(command)
        known = next((one for one in chain[-1].get("options", []) if one["name"] == option), {})
        if not known.get("autocomplete"):
            raise LookupError(f"{option} of /{command} is not completed")
        given = [{"name": option, "type": known["type"], "value": typed, "focused": True}]
        data = {"id": root["id"], "name": root["name"], "type": 1, "options": _nested(chain[1:], given)}
        return self._act(user, channel, COMPLETION, data)

    def press(self, user: Person, message: Message, button: str, *, nth: int = 0) -> Act:
        """Presses a button by its label or custom_id: the nth of those."""
        named = [one for one in walk(message.components) if button in (one.get("label"), one.get("custom_id"))]
        found = [one for one in named if one["type"] == BUTTON and one.get("custom_id")]
        if len(found) <= nth:
            raise LookupError(f"no button there is called {button!r}")
        data = {"custom_id": found[nth]["custom_id"], "component_type": BUTTON, "id": found[nth]["id"]}
        return self._on(user, message, COMPONENT, data)

    def choose(self, user: Person, message: Message, option: str, *, nth: int = 0) -> Act:
        """Picks an option of a select by its label or value: of the nth select that has it."""
        found = [
            (one, picked["value"])
            for one in walk(message.components)
            if one["type"] == SELECT
            for picked in one["options"]
            if option in (picked["label"], picked["value"])
        ]
        if len(found) <= nth:
            raise LookupError(f"no option there is called {option!r}")
        select, value = found[nth]
        data = {"custom_id": select["custom_id"], "component_type": SELECT, "id": select["id"], "values": [value]}
        return self._on(user, message, COMPONENT, data)

    def menu(self, user: Person, message: Message, name: str) -> Act:
        """Runs a message menu of the application, which hands the whole message over."""
        found = next((one for one in self.world.commands if one["name"] == name and one["type"] == 3), None)
        if found is None:
            raise LookupError(f"there is no menu called {name!r}")
        told = shown.message(self.world, message)
        data = {"id": found["id"], "name": name, "type": 3, "target_id": message.id}
        data["resolved"] = {"messages": {message.id: told}}
        return self._act(user, message.channel, COMMAND, data)

    def submit(self, user: Person, opened: Act, **said: str) -> Act:
        """Fills in the form that an act opened, by the fields' names, and sends it."""
        form = opened.interaction.data
        fields = [_filled(one, said) for one in form["components"]]
        data = {"custom_id": form["custom_id"], "components": fields}
        return self._act(user, opened.interaction.channel, FORM, data, opened.interaction.origin)

    def _on(self, user: Person, message: Message, kind: int, data: Json) -> Act:
        who = self._user(user)
        if message.deleted or message.only_for not in ("", who):
            raise ValueError("that message is not there for this person")
        return self._act(user, message.channel, kind, data, message)

    def _act(self, user: Person, channel: Room, kind: int, data: Json, origin: Message | None = None) -> Act:
        world, who, room = self.world, self._user(user), self._room(channel)
        if not world.sees(room, who):
            raise ValueError(f"{world.users[who].name} does not see that channel")
        number = world.snowflake()
        made = Interaction(number, f"token{number}", kind, who, room.id, world.now(), origin, asked=data)
        world.interactions[made.token] = made
        world.tell("INTERACTION_CREATE", self._told(made, room, data), room)
        return Act(world, made)

    def _told(self, made: Interaction, room: Channel, data: Json) -> Json:
        """An interaction as its event tells of it."""
        world, guild = self.world, self.world.guild_of(room)
        told: Json = {"id": made.id, "application_id": APP, "type": made.kind, "token": made.token, "version": 1}
        told |= {"data": data, "channel_id": room.id, "locale": "en-US", "entitlements": []}
        told |= {"attachment_size_limit": 10_485_760, "authorizing_integration_owners": {"0": room.guild or "0"}}
        told["channel"] = shown.channel(world, room) | {"permissions": str(world.permissions(room, made.user))}
        if made.origin:
            told["message"] = shown.message(world, made.origin)
        who = shown.user(world.users[made.user])
        if guild is None:
            return told | {"user": who, "context": 1, "app_permissions": str(USUAL)}
        member = shown.member(world, guild, made.user) | {"permissions": str(world.permissions(room, made.user))}
        about = {"id": guild.id, "locale": "en-US", "features": []}
        told |= {"guild_id": guild.id, "guild": about, "guild_locale": "en-US", "member": member, "context": 0}
        return told | {"app_permissions": str(world.permissions(room))}

    def _command(self, path: str) -> tuple[Json, list[Json]]:
        """A command and the chain of nodes that its path names."""
        root, *rest = path.split()
        node = next((one for one in self.world.commands if one["name"] == root and one["type"] == 1), None)
        chain = [node] if node else []
        for name in rest:
            inside = chain[-1].get("options", []) if chain else []
            chain += [one for one in inside if one["name"] == name and one["type"] in (1, 2)][:1]
        if node is None or len(chain) != 1 + len(rest):
            raise LookupError(f"there is no /{path}")
        return node, chain

    def _user(self, who: Person) -> str:
        """Somebody by themselves, by id or by name; raises LookupError."""
        named = who.id if isinstance(who, User) else who
        found = (one.id for one in self.world.users.values() if named in (one.id, one.name))
        if name := next(found, ""):
            return name
        raise LookupError(f"nobody is called {who!r}")

    def _room(self, where: Room) -> Channel:
        """A channel by itself, by id or by name; raises LookupError."""
        named = where.id if isinstance(where, Channel) else where
        rooms = (one for one in self.world.channels.values() if named in (one.id, one.name) and one.kind != DIRECT)
        found = self.world.channels.get(named) or next(rooms, None)
        if found is None:
            raise LookupError(f"there is no channel {named!r}")
        return found


def _nested(chain: list[Json], given: list[Json]) -> list[Json]:
    """The options within their subcommand, that within its group."""
    for node in reversed(chain):
        given = [{"name": node["name"], "type": node["type"], "options": given}]
    return given


def _filled(label: Json, said: dict[str, str]) -> Json:
    """One field of a form with what was written into it; raises ValueError where something must be."""
    one = label["component"] if label["type"] == LABEL else label["components"][0]
    value = said.get(one["custom_id"], "")
    if one.get("required", True) and not value:
        raise ValueError(f"{one['custom_id']} must be filled in")
    told: Json = {"type": one["type"], "custom_id": one["custom_id"]}
    told |= {"values": [value] if value else []} if one["type"] == SELECT else {"value": value}
    inside = {"component": told} if label["type"] == LABEL else {"components": [told]}
    return {"type": label["type"], **inside}
