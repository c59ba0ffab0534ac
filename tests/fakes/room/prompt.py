"""The terminal of a room: lines act as Ada, and each message is printed when it comes or changes."""

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol, TextIO

SECONDS = 0.2
"""How often the room is looked at."""

HELP = """\
Then type here as Ada, who made #papers. What stands in the room is printed as it comes.
  /invite @Paperboy        bring Paperboy in
  /papers today            any command
  /react 👍                 react to the newest message of Paperboy's that all can see
  /press LABEL             press a button or pick from a menu, of the newest message that has it: its label, or how that begins
  /fill NAME=VALUE;…       fill in and send the form that is open
  anything else            say it; @Paperboy mentions the bot
"""


@dataclass(frozen=True)
class Shown:
    """A message as the terminal shows it; `note` says who else sees it, where not all do."""

    key: str
    author: str
    note: str
    text: str
    labels: tuple[str, ...] = ()
    marks: Mapping[str, int] | None = None

    def lines(self) -> Iterator[str]:
        """Its text, then what can be pressed, then how often it was reacted to."""
        yield from self.text.splitlines()
        if self.labels:
            yield " ".join(f"[{label}]" for label in dict.fromkeys(self.labels))
        if self.marks:
            yield "  ".join(f"{mark} {count}" for mark, count in self.marks.items())


class PracticeRoom(Protocol):
    """What a platform's room offers. Acts raise LookupError, ValueError or TimeoutError with what is wrong."""

    place: str
    environ: Mapping[str, str]

    def messages(self) -> list[Shown]:
        """All that Ada sees, oldest first."""

    def form(self) -> str:
        """The form that is open, with its fields; empty without one."""

    async def command(self, line: str) -> None: ...
    async def say(self, text: str) -> None: ...
    async def invite(self) -> None: ...
    async def react(self, key: str, emoji: str) -> None: ...
    async def press(self, key: str, label: str) -> None: ...
    async def fill(self, values: dict[str, str]) -> None: ...


class Prompt:
    """Takes lines and keeps what was printed."""

    def __init__(self, room: PracticeRoom, show: Callable[[str], object]) -> None:
        self.room, self.show = room, show
        self._printed: dict[str, Shown] = {}
        self._form = ""

    def news(self) -> None:
        """Print each message that came, with its number, what changed in one, and a form that opened."""
        for message in self.room.messages():
            before = self._printed.get(message.key)
            if before != message:
                self._printed[message.key] = message
                self._print(message, before)
        if (form := self.room.form()) != self._form:
            self._form = form
            self.show(f"\n{form}" if form else "\nThe form is closed.")

    def _print(self, message: Shown, before: Shown | None) -> None:
        known = set(before.lines()) if before else set()
        number = list(self._printed).index(message.key) + 1
        self.show(f"\n{number}. {message.author}{message.note}{', changed' if before else ''}")
        for line in message.lines():
            if line not in known:
                self.show(f"   {line}")

    async def take(self, line: str) -> None:
        """Do what a line says; what is wrong with it is printed."""
        verb, _, rest = line.strip().partition(" ")
        acts = {"/papers": self.room.command, "/react": self._react, "/press": self._press, "/fill": self._fill}
        try:
            if verb == "/invite":
                await self.room.invite()
            elif act := acts.get(verb):
                await act(rest.strip())
            elif line.strip():
                await self.room.say(line.strip())
        except (LookupError, ValueError, TimeoutError) as error:
            self.show(f"That does not work here: {str(error).strip(chr(39))}.")

    async def _react(self, emoji: str) -> None:
        await self.room.react(
            self._target(lambda message: message.author == "Paperboy" and not message.note).key, emoji or "👍"
        )

    async def _press(self, label: str) -> None:
        message = self._target(lambda message: any(named(label, message.labels)))
        await self.room.press(message.key, next(named(label, message.labels)))

    async def _fill(self, text: str) -> None:
        pairs = (part.partition("=") for part in text.split(";") if part.strip())
        await self.room.fill({name.strip(): value.strip() for name, _, value in pairs})

    def _target(self, fits: Callable[[Shown], bool]) -> Shown:
        """The newest message that fits; raises LookupError."""
        for message in reversed(self.room.messages()):
            if fits(message):
                return message
        raise LookupError("no message has that")


def named(label: str, labels: Iterable[str]) -> Iterator[str]:
    """The labels that are meant: by themselves, or by how they begin."""
    yield from (known for known in labels if known == label)
    yield from (known for known in labels if known.lower().startswith(label.lower()))


def introduction(room: PracticeRoom) -> str:
    """What a reader pastes into another terminal, and what can be typed here."""
    exports = "".join(f"export {name}={value}\n" for name, value in room.environ.items())
    return f"{room.place}. In another terminal, in this folder:\n\n. .venv/bin/activate\n{exports}paperboy doctor\npaperboy up\n\n{HELP}"


async def serve(room: PracticeRoom, source: TextIO, show: Callable[[str], object]) -> None:
    """Read lines until there are no more, while what changes in the room is printed."""
    prompt = Prompt(room, show)
    show(introduction(room))
    watching = asyncio.ensure_future(_watch(prompt))
    try:
        while line := await asyncio.to_thread(source.readline):
            await prompt.take(line)
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching


async def _watch(prompt: Prompt) -> None:
    while True:
        prompt.news()
        await asyncio.sleep(SECONDS)
