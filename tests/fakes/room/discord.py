"""A room in the fake Discord: #papers, the system channel of Ada's server, to which the invite link would bring the bot."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

from bots.discord.permissions import PERMISSIONS
from tests.fakes import discord
from tests.fakes.discord.checks import BUTTON, DISPLAY, SELECT, walk
from tests.fakes.discord.deeds import Act
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.things import APP, DIRECT, Json, Message
from tests.fakes.room.prompt import Shown

PATIENCE = 5.0
"""How long an act waits until the bot has answered, in seconds."""
LED = Path(discord.__file__).parent / "led"
ROOT = Path(__file__).parents[3]
FORM_OPENED = 9
"""interactions/receiving-and-responding, the callback type of a modal."""
STRING = 3
"""interactions/application-commands, option types."""


class DiscordRoom:
    """See PracticeRoom. Everything happens in the loop of whoever made it."""

    def __init__(self, fake: FakeDiscord) -> None:
        self._fake = fake
        self._ada = fake.user("Ada")
        self._guild = fake.guild("Readers", self._ada, invited=False, granted=" ".join(PERMISSIONS))
        self._papers = fake.channel(self._guild, "papers", system=True)
        self._acts: list[Act] = []
        self.place = "This is #papers in a Discord of its own"
        self.environ = {
            "FAKE_DISCORD": fake.url,
            "DISCORD_TOKEN": fake.token,
            "PYTHONPATH": f"{LED}{os.pathsep}{ROOT}",
        }

    def messages(self) -> list[Shown]:
        return [self._shown(message) for message in self._seen()]

    def _seen(self) -> Iterator[Message]:
        for message in self._fake.world.messages.values():
            mine = message.only_for in ("", self._ada.id)
            if mine and not (message.deleted or message.loading):
                yield message

    def _shown(self, message: Message) -> Shown:
        author = "Paperboy" if message.author == APP else "Ada"
        notes = " to Ada alone" if message.only_for else ""
        direct = self._fake.world.channels[message.channel].kind == DIRECT
        texts = (str(one["content"]) for one in walk(message.components) if one["type"] == DISPLAY)
        text = "\n".join([*([message.content] if message.content else []), *texts])
        marks = {mark: len(people) for (mark, _), people in message.reactions.items()}
        note = f"{notes} in direct messages" if direct else notes
        return Shown(message.id, author, note, text, tuple(_labels(message)), marks)

    def form(self) -> str:
        act = self._form_act()
        if act is None:
            return ""
        form = act.interaction.data
        return f"A form is open: {form['title']}. Its fields: {', '.join(_fields(form))}"

    def _form_act(self) -> Act | None:
        """The last act, where it opened a form."""
        last = self._acts[-1] if self._acts else None
        return last if last and last.interaction.answer == FORM_OPENED else None

    async def command(self, line: str) -> None:
        path, options = self._options(line.split())
        await self._did(self._fake.slash(self._ada, self._papers, path, **options))

    def _options(self, words: list[str]) -> tuple[str, dict[str, object]]:
        """A typed line as Discord takes it: the command's path, then its options by name; other words are its first text."""
        node = next((one for one in self._fake.world.commands if (one["name"], one["type"]) == ("papers", 1)), None)
        if node is None:
            raise LookupError("/papers is not registered yet: `paperboy up` does that as it starts")
        path, left = ["papers"], list(words)
        while left and (inside := _inside(node, left[0])):
            node = inside
            path.append(left.pop(0))
        known = [str(option["name"]) for option in node.get("options", [])]
        texts = [str(option["name"]) for option in node.get("options", []) if option["type"] == STRING]
        pairs = [word.partition(":") for word in left]
        options: dict[str, object] = {name: value for name, colon, value in pairs if colon and name in known}
        rest = " ".join(name + colon + value for name, colon, value in pairs if not (colon and name in known))
        if rest and not texts:
            raise LookupError(f"/{' '.join(path)} does not take “{rest}”")
        return " ".join(path), options | ({texts[0]: rest} if rest else {})

    async def _did(self, act: Act) -> None:
        if not self._fake.connected:
            raise LookupError("Paperboy is not connected: `paperboy up` runs it")
        self._acts.append(act)
        await act.done(PATIENCE)

    async def say(self, text: str) -> None:
        self._fake.say(self._ada, self._papers, text.replace("@Paperboy", f"<@{APP}>"))

    async def invite(self) -> None:
        self._fake.invite(self._guild, self._ada)

    async def react(self, key: str, mark: str) -> None:
        self._fake.react(self._ada, key, mark)

    async def press(self, key: str, label: str) -> None:
        message = self._fake.world.messages[key]
        kinds = {name: one["type"] for one in walk(message.components) for name in _names(one)}
        act = self._fake.press if kinds[label] == BUTTON else self._fake.choose
        await self._did(act(self._ada, message, label))

    async def fill(self, values: dict[str, str]) -> None:
        act = self._form_act()
        if act is None:
            raise LookupError("no form is open")
        await self._did(self._fake.submit(self._ada, act, **values))


def _inside(node: Json, name: str) -> Json | None:
    """The subcommand, or group of them, of this name."""
    options: list[Json] = node.get("options", [])
    return next((one for one in options if one["name"] == name and one["type"] in (1, 2)), None)


def _labels(message: Message) -> Iterator[str]:
    for component in walk(message.components):
        yield from _names(component)


def _names(component: Json) -> Iterator[str]:
    """The label of a button that acts, or those of a menu's options."""
    if component["type"] == BUTTON and component.get("custom_id"):
        yield str(component.get("label") or component["custom_id"])
    if component["type"] == SELECT:
        yield from (str(option["label"]) for option in component["options"])


def _fields(form: Json) -> Iterator[str]:
    for label in form["components"]:
        inner = label.get("component") or label["components"][0]
        yield str(inner["custom_id"])


@asynccontextmanager
async def discord_room(port: int) -> AsyncIterator[DiscordRoom]:
    """The room, as long as the context lasts. Raises OSError where the port cannot be used."""
    async with FakeDiscord(port=port) as fake:
        yield DiscordRoom(fake)
