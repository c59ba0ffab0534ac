"""`paperboy chat`: a prompt where `/papers ...` lines work, with history, completion, and buttons pressed by number."""

import contextlib
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from rich.text import Text

from bots.terminal import render, session
from bots.terminal.render import line, safe
from bots.terminal.suggest import suggestions
from core.cards import Button
from core.commands import answer
from core.errors import PaperboyError
from core.paperboy import Paperboy
from core.settings import Settings

PROMPT = "papers> "
HISTORY = "chat_history"
REMEMBERED = 1000
FOLLOW_SECONDS = 0.2
LEAVE = frozenset({"quit", "exit"})


class Chat:
    """One conversation: the buttons of the last answer can be pressed."""

    def __init__(self, app: Paperboy, read: Settings) -> None:
        self._app, self._read = app, read
        self._out = render.console()
        self._buttons: list[Button] = []

    def run(self) -> None:
        """Answer lines until `quit` or the end of the input."""
        if typing := sys.stdin.isatty():
            line(self._out, Text("Type help, words to search for, or the number of a button. quit leaves.", "dim"))
            lines = _typed(self._app, self._read.home / HISTORY)
        else:
            lines = (said.rstrip("\n") for said in sys.stdin)
        with _following(self._app):
            for said in lines:
                if said.strip().lower() in LEAVE:
                    break
                try:
                    if said.strip():
                        self.answer(said.strip())
                except KeyboardInterrupt:  # at a prompt it ends the answer, not the conversation
                    if not typing:
                        raise

    def answer(self, said: str) -> None:
        """Press the button of that number, or answer the line."""
        number = said.removeprefix("[").removesuffix("]")
        if self._buttons and number.isascii() and number.isdigit() and len(number) < 4:
            self._press(int(number))
        else:
            self._ask(said)

    def _press(self, number: int) -> None:
        if not 0 < number <= len(self._buttons):
            line(self._out, Text(f"There is no button {number}: the last answer has 1 to {len(self._buttons)}."))
            return
        button = self._buttons[number - 1]
        if button.url:
            line(self._out, Text(safe(button.url)))
            return
        line(self._out, Text(f"/papers {safe(button.line)}", "dim"))
        self._ask(button.line)

    def _ask(self, said: str) -> None:
        reply = answer(self._app, said, session.call(self._app, self._read))
        self._buttons = render.show(reply, self._out, numbered=True)
        self._out.print()


@contextlib.contextmanager
def _following(app: Paperboy) -> Iterator[None]:
    """Keep the index level meanwhile: whoever writes it does so for the other processes too, also while nobody types."""
    stop = threading.Event()

    def follow() -> None:
        while not stop.wait(FOLLOW_SECONDS):
            with contextlib.suppress(PaperboyError):  # the next answer says it
                app.archive.catch_up()

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _typed(app: Paperboy, history: Path) -> Iterator[str]:
    """Lines typed at the prompt; Ctrl-C drops a half-typed one, Ctrl-D ends."""
    import readline

    _complete(app)
    with contextlib.suppress(OSError):
        readline.read_history_file(history)
    readline.set_history_length(REMEMBERED)
    try:
        while True:
            try:
                yield input(PROMPT)
            except KeyboardInterrupt:
                print()
            except EOFError:
                print()
                return
    finally:
        with contextlib.suppress(OSError):
            history.touch(mode=0o600)
            readline.write_history_file(history)


def _complete(app: Paperboy) -> None:
    """Have Tab offer whole lines; a completion that fails offers nothing."""
    import readline

    offered: list[str] = []

    def complete(typed: str, place: int) -> str | None:
        if place == 0:
            offered[:] = suggestions(app, typed)
        return offered[place] if place < len(offered) else None

    readline.set_completer_delims("")
    readline.set_completer(complete)
    libedit = "libedit" in (readline.__doc__ or "")
    readline.parse_and_bind("bind ^I rl_complete" if libedit else "tab: complete")
