"""A room in the fake Slack: #papers, which Ada made, in a workspace whose app has the scopes and events of our manifest."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import emoji

from bots.slack.setup.manifest import SCOPES, events
from tests.fakes.room.prompt import Shown
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.acts import acting
from tests.fakes.slack.stage import Act
from tests.fakes.slack.things import BOT, Message, Refused

PATIENCE = 5.0
"""How long an act waits until the bot has heard of it, in seconds."""

UNHEARD = "Paperboy did not answer in time; do it again"


class SlackRoom:
    """See PracticeRoom. Acts wait in a thread for the bot's acknowledgement."""

    def __init__(self, slack: FakeSlack) -> None:
        self._slack = slack
        slack.patience, slack.should_escape = PATIENCE, False  # as the manifest says
        self._ada = slack.user("Ada")
        self._papers = slack.channel("papers", self._ada, bot=False)
        self.place = "This is #papers in a Slack of its own"
        self.environ = {
            "SLACK_API": slack.url.rstrip("/"),
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
        }

    def messages(self) -> list[Shown]:
        world = self._slack.world
        with world.changed:
            return [self._shown(message) for message in self._seen()]

    def _seen(self) -> list[Message]:
        world = self._slack.world
        rooms = {self._papers.id, self._slack.direct(self._ada).id}
        both = (*world.messages, *(message for message in world.ephemerals if message.only_for == self._ada.id))
        return sorted((one for one in both if one.channel in rooms and not one.deleted), key=lambda one: one.ts)

    def _shown(self, message: Message) -> Shown:
        author = "Paperboy" if message.user == BOT else "Ada"
        notes = [" to Ada alone"] if message.only_for else []
        notes += [" in direct messages"] if message.channel != self._papers.id else []
        marks = {f":{name}:": len(people) for name, people in message.reactions.items()}
        cards = [str(card) for card in message.unfurls]
        text = "\n".join([message.text, *(f"(a card under {url})" for url in cards)])
        return Shown(message.ts, author, "".join(notes), text, tuple(_labels(message)), marks)

    def form(self) -> str:
        with self._slack.world.changed:
            view = self._slack.modal(self._ada)
            if view is None:
                return ""
            fields = (block["block_id"] for block in view.given["blocks"] if block["type"] == "input")
            return f"A form is open: {view.given['title']['text']}. Its fields: {', '.join(fields)}"

    async def command(self, line: str) -> None:
        self._connected()
        _heard(await asyncio.to_thread(self._slack.command, self._ada, self._papers, line))

    async def say(self, text: str) -> None:
        await asyncio.to_thread(self._slack.say, self._ada, self._papers, text.replace("@Paperboy", "@paperboy"))

    async def invite(self) -> None:
        await asyncio.to_thread(self._slack.invite, self._ada, self._papers)

    async def react(self, key: str, mark: str) -> None:
        name = emoji.demojize(mark, language="alias").strip(":")
        try:
            await asyncio.to_thread(self._slack.react, self._ada, self._message(key), name)
        except Refused as refused:
            raise ValueError(f"Slack says {refused.error}") from refused

    async def press(self, key: str, label: str) -> None:
        self._connected()
        message = self._message(key)
        kinds = {name: element["type"] for element in acting(message) for name in _names(element)}
        act = self._slack.press if kinds[label] == "button" else self._slack.choose
        _heard(await asyncio.to_thread(act, self._ada, message, label))

    async def fill(self, values: dict[str, str]) -> None:
        view = self._slack.modal(self._ada)
        if view is None:
            raise LookupError("no form is open")
        act = _heard(await asyncio.to_thread(self._slack.submit, self._ada, view, dict(values)))
        if act.errors:
            raise ValueError("; ".join(act.errors.values()))

    def _connected(self) -> None:
        if not self._slack.sockets.open:
            raise LookupError("Paperboy is not connected: `paperboy up` runs it")

    def _message(self, key: str) -> Message:
        return next(message for message in self._seen() if message.ts == key)


def _heard(act: Act) -> Act:
    """The act, where the bot has acknowledged it; Slack sends a command or a press once. Raises TimeoutError."""
    if not act.acked:
        raise TimeoutError(UNHEARD)
    return act


def _labels(message: Message) -> Iterator[str]:
    for element in acting(message):
        yield from _names(element)


def _names(element: dict[str, object]) -> Iterator[str]:
    """The label of a button, or those of a menu's options."""
    options = element.get("options") or [element]
    assert isinstance(options, list)
    yield from (option["text"]["text"] for option in options if "text" in option)


@asynccontextmanager
async def slack_room(port: int) -> AsyncIterator[SlackRoom]:
    """The room, as long as the context lasts. Raises OSError where the port cannot be used."""
    with socket.create_server(("127.0.0.1", port)):
        pass  # the fake binds in a thread, where nobody would hear that it cannot
    with FakeSlack(port=port, scopes=SCOPES, events=events()) as slack:
        yield SlackRoom(slack)
