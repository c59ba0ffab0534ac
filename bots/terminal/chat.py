"""`paperboy chat`: a prompt where `/papers ...` lines work, with history and completion. Digits open papers, letters act."""

import contextlib
import select
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from string import ascii_lowercase

from rich.text import Text

from bots.terminal import render, session
from bots.terminal.render import line, safe
from bots.terminal.suggest import suggestions
from core.app import Paperboy
from core.cards.card import Button
from core.catalog import Catalog
from core.commands.dispatch import answer
from core.commands.outcomes import outcome_of
from core.errors import PaperboyError
from core.model import Call, Follow
from core.settings import Settings

PROMPT = "papers> "
HISTORY = "chat_history"
REMEMBERED = 1000
FOLLOW_SECONDS = 0.2
HOW = "Type help, words to search for, a number to open a paper, or the letter of an act. quit leaves."
LONGEST_NUMBER = 6
PASTED_SECONDS = 0.05
"""How soon the next line of a paste is there: nobody types one as fast."""

YES, NO = frozenset({"y", "yes"}), frozenset({"n", "no"})

LEAVE = frozenset({"quit", "exit"})


class Chat:
    """One conversation: the papers of the last list can be opened, the acts of the last answer done."""

    def __init__(self, app: Paperboy, read: Settings) -> None:
        self._app, self._read = app, read
        self._out = render.console()
        self._acts: dict[str, Button] = {}
        self._papers: dict[int, str] = {}
        self._asked = ""
        self._typing, self._talk = sys.stdin.isatty(), threading.Lock()
        self._waiting: list[tuple[Follow, Call, str]] = []

    def run(self) -> None:
        """Answer lines until `quit` or the end of the input."""
        if self._typing:
            line(self._out, Text(HOW, "dim"))
            lines = _typed(self._app, self._read.home / HISTORY)
        else:
            lines = (typed.rstrip("\n") for typed in sys.stdin)
        with _following(self._app, self._tell):
            for typed in lines:
                if typed.strip().lower() in LEAVE:
                    break
                try:
                    if typed.strip():
                        with self._talk:
                            self.answer(typed.strip())
                except KeyboardInterrupt:  # at a prompt it ends the answer, not the conversation
                    if not self._typing:
                        raise

    def answer(self, text: str) -> None:
        """Open the paper of that number, do the act of that letter, or answer the line; after a question, y does what it says."""
        asked, self._asked = self._asked, ""
        if asked and text.lower() in YES | NO:
            self._ask(asked) if text.lower() in YES else self._say("Nothing was done.")
            return
        typed = text.removeprefix("[").removesuffix("]").lower()
        if self._papers and typed.isascii() and typed.isdigit() and len(typed) < LONGEST_NUMBER:
            self._open(int(typed))
        elif typed in self._acts:
            self._act(self._acts[typed])
        elif self._acts and len(typed) == 1 and typed in ascii_lowercase:
            first, *_, last = (*self._acts, *self._acts)
            self._say(f"There is no {typed}: the last answer has {f'{first} to {last}' if last != first else first}.")
        else:
            self._ask(text)

    def _open(self, number: int) -> None:
        if paper := self._papers.get(number):
            self._ask(f"show {paper}")
            return
        least, most = min(self._papers), max(self._papers)
        self._say(f"There is no paper {number}: the last list has {f'{least} to {most}' if most > least else least}.")

    def _act(self, button: Button) -> None:
        if button.url:
            self._say(button.url)
            return
        line(self._out, Text(f"/papers {safe(button.line)}", "dim"))
        self._ask(button.line)

    def _ask(self, text: str) -> None:
        call = session.call(self._app, self._read)
        try:
            line = session.without_address(self._app, text, call)
        except PaperboyError as error:
            self._say(str(error))
            return
        reply = answer(self._app, line, call)
        self._acts, self._asked = render.show(reply, self._out, lettered=not reply.asks), reply.asks
        if reply.asks:
            self._say("Are you sure? Type y or n.")
        self._papers = render.numbered(reply) or self._papers
        self._out.print()
        if self._typing:
            self._waiting += [(follow, call, "") for follow in reply.follows]
        else:
            self._wait(reply.follows, call)

    def _wait(self, follows: Sequence[Follow], call: Call) -> None:
        """Tell what becomes of slow work before the next line is read: nobody would see it later."""
        for outcome in session.wait(self._app, follows, call):
            if isinstance(outcome, Follow):
                self._say(session.looks_again(outcome))
            else:
                render.show(outcome.reply, self._out)
            self._out.print()

    def _tell(self) -> None:
        """Tell what became of slow work while somebody types: above what is typed so far, and without letters, for theirs stay."""
        for waiting in list(self._waiting):
            follow, call, stands = waiting
            outcome = self._app.call(outcome_of, call, follow=follow)
            if outcome is None or outcome.state == stands:
                continue
            self._waiting.remove(waiting)
            if outcome.state != "came":
                self._waiting.append((follow, call, outcome.state))
            with self._talk:
                _above_the_prompt(partial(render.show, outcome.reply, self._out))

    def _say(self, text: str) -> None:
        line(self._out, Text(safe(text)))


@contextlib.contextmanager
def _following(app: Paperboy, tell: Callable[[], None]) -> Iterator[None]:
    """Keep the index up to date, also while nobody types, for its writer serves the other processes too; and show what came."""
    stop = threading.Event()

    def follow() -> None:
        while not stop.wait(FOLLOW_SECONDS):
            with contextlib.suppress(PaperboyError):  # the next answer says it
                app.catch_up()
                tell()

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _above_the_prompt(show: Callable[[], object]) -> None:
    """Print something while somebody types, and show what they typed so far again below it."""
    import readline

    sys.stdout.write("\r\x1b[K")
    show()
    sys.stdout.write(f"\n{PROMPT}{readline.get_line_buffer()}")
    sys.stdout.flush()


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
                typed = _whole(input(PROMPT))
                if session.ADDRESS.search(typed):  # an address that lets others post is no history
                    readline.remove_history_item(readline.get_current_history_length() - 1)
                yield typed
            except KeyboardInterrupt:
                print()
            except EOFError:
                print()
                return
    finally:
        with contextlib.suppress(OSError):
            history.touch(mode=0o600)
            readline.write_history_file(history)


def _whole(first: str) -> str:
    """A typed line, or all lines of a paste as one."""
    lines = [first]
    while select.select([sys.stdin], [], [], PASTED_SECONDS)[0]:
        try:
            lines.append(input())
        except EOFError:
            break
    return "\n".join(lines)


def _complete(app: Paperboy) -> None:
    """Have Tab offer whole lines; a completion that fails offers nothing."""
    import readline

    offered: list[str] = []

    def complete(typed: str, place: int) -> str | None:
        if place == 0:
            offered[:] = suggestions(app.of(Catalog), typed)
        return offered[place] if place < len(offered) else None

    readline.set_completer_delims("")
    readline.set_completer(complete)
    readline.parse_and_bind("set enable-bracketed-paste on")  # a paste arrives whole; libedit has no such thing
    libedit = "libedit" in (readline.__doc__ or "")
    readline.parse_and_bind("bind ^I rl_complete" if libedit else "tab: complete")
