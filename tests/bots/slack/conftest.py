"""Paperboy served to a fake Slack through the real clients: Bolt, Socket Mode over aiohttp, a real record. A breach fails the test."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from bots.slack import connect, sockets
from bots.slack.session import Session
from core.app import Paperboy
from core.catalog import Catalog
from core.commands.dispatch import answer
from core.host.clock import Clock
from core.model import Call, Person, Place
from core.services.redraw import for_all
from core.settings import Settings, read
from core.store.chats.inbox import Inbox
from tests.bots.chats import app as app
from tests.bots.chats import clock as clock
from tests.bots.chats import papers as papers
from tests.bots.slack.live import shown
from tests.fakes.slack import Channel, FakeSlack, Message, User, View

Found = TypeVar("Found")


class Bot:
    """A running bot, in a thread with a loop of its own. `stop` and `start` are a restart."""

    def __init__(self, app: Paperboy, slack: FakeSlack, home: Path) -> None:
        self.app, self.slack, self.home = app, slack, home
        self.session: Session
        self.failed: BaseException | None = None
        self._thread: threading.Thread | None = None

    def settings(self, **more: str) -> Settings:
        """The settings of a bot in the fake's workspace."""
        given = {"PAPERBOY_HOME": str(self.home), "SLACK_BOT_TOKEN": self.slack.bot_token}
        given |= {"SLACK_APP_TOKEN": self.slack.app_token, "SLACK_API": self.slack.url.rstrip("/")}
        return read(given | more, None)

    def start(self, **more: str) -> None:
        """Serve; raises what kept it from serving."""
        self._ready, self.failed = threading.Event(), None
        self._thread = threading.Thread(target=self._serve, args=(self.settings(**more),), daemon=True)
        self._thread.start()
        assert self._ready.wait(60), "the bot does not start"
        if self.failed:
            raise self.failed

    def publish(self, room: Channel, who: User, line: str, thread: str = "") -> Message:
        """A list that everybody in a channel sees, as a digest's post is one: what somebody would be answered alone."""
        until(lambda: not self.app.of(Catalog).behind())
        place = msgspec.structs.replace(place_of(room), thread=thread)
        made = answer(self.app, line, Call(Person("slack", "T1", who.id), place, self.app.clock.now(), f"list-{line}"))

        async def posted() -> str:
            return await self.session.post(place, await self.session.draw(for_all(made), line), f"list-{line}")

        ts = asyncio.run_coroutine_threadsafe(posted(), self.loop).result(60)
        return next(message for message in self.slack.posted(room) if message.ts == ts)

    def waiting(self) -> int:
        """How many events are recorded and not done."""
        return len(self.app.of(Inbox).waiting("slack", self.app.clock.now() + timedelta(minutes=1)))

    def stop(self) -> None:
        """Leave, as at SIGTERM."""
        if self._thread:
            if not self.failed:
                self.loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(60)
            assert not self._thread.is_alive(), "the bot does not stop"
            self._thread = None

    def _serve(self, settings: Settings) -> None:
        try:
            asyncio.run(self._go(settings))
        except BaseException as error:
            self.failed = error
            self._ready.set()

    async def _go(self, settings: Settings) -> None:
        self.loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with connect.serving(self.app, settings) as self.session:
            self._ready.set()
            await self.session.hearing.until(self._stop)


@pytest.fixture
def slack(clock: Clock) -> Iterator[FakeSlack]:
    """The fake workspace, with pauses of events divided by 200. What Slack would refuse fails the test."""
    with FakeSlack(hurry=200, now=lambda: clock.now().timestamp()) as made:
        made.should_escape = False  # as the manifest says
        yield made
        assert made.breaches == []


@pytest.fixture
def idle(app: Paperboy, slack: FakeSlack, tmp_path: Path, hurried: pytest.MonkeyPatch) -> Iterator[Bot]:
    """The bot before its first start. A lost socket is noticed in a tenth of the time, and what it cost looked for at once."""
    hurried.setattr(sockets, "PING_SECONDS", 0.5)
    hurried.setattr(sockets, "SETTLED_SECONDS", 0.0)
    made = Bot(app, slack, tmp_path)
    yield made
    made.stop()


@pytest.fixture
def bot(idle: Bot) -> Bot:
    """The bot at work."""
    idle.start()
    return idle


@pytest.fixture
def ada(slack: FakeSlack) -> User:
    """A member of the workspace."""
    return slack.user("ada")


@pytest.fixture
def bo(slack: FakeSlack) -> User:
    """Another."""
    return slack.user("bo")


@pytest.fixture
def nlp(slack: FakeSlack, ada: User, bo: User) -> Channel:
    """A public channel that Ada made, with Bo and the bot in it."""
    return slack.channel("nlp", ada, bo)


@pytest.fixture
def closed(slack: FakeSlack, ada: User, bo: User) -> Channel:
    """A private channel with the same."""
    return slack.channel("board", ada, bo, is_private=True)


def said(where: Message | View | dict[str, object]) -> str:
    """Every text of a message or a view, a line each."""
    if isinstance(where, Message):
        return "\n".join([where.text, *texts_of(where.blocks), *texts_of(list(where.unfurls.values()))])
    return "\n".join(texts_of(where.given if isinstance(where, View) else where))


def seen(where: Message | View | dict[str, object]) -> str:
    """What a person reads there: without addresses, marks, entities and what keeps names from being live."""
    return shown(said(where))


def texts_of(node: object) -> list[str]:
    """Every text in a tree of blocks."""
    return list(_texts(node))


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield node["text"]
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list):
        for item in node:
            yield from _texts(item)


def until(condition: Callable[[], Found], seconds: float = 240.0) -> Found:
    """Wait for something that the fake does not tell of."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)
    return value


def place_of(channel: Channel) -> Place:
    """A channel as the core names it."""
    return Place("slack", "T1", channel.id)
