"""The `paperboy` command: each of its commands is imported when it runs, so that `--help` is quick.

Exit codes: 0 done, 1 refused, not known or nothing found (one sentence on stderr says why), 2 a wrong line, value or setting,
or a server that REDIS_URL names and that cannot be used, 70 a fault of ours, 130 Ctrl-C.
"""

import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from keyword import iskeyword
from types import FrameType
from typing import NoReturn

import click

from core.errors import PaperboyError

COMMANDS: Mapping[str, tuple[str, str]] = {
    "ask": ("ask", "Run one command, such as: search vision limit:3"),
    "audit": ("record", "Show what admins did, newest first."),
    "backfill": ("feeds", "Fetch a feed's lists of past days."),
    "backup": ("record", "Write the whole record into one file."),
    "bounce": ("outlets.mail", "Read mails that came back."),
    "chat": ("ask", "Open a prompt where /papers lines work."),
    "dead": ("dead", "List or retry what Paperboy gave up."),
    "demo": ("shows", "Show a morning with Paperboy, on sample papers."),
    "digest": ("ask", "Set digests up, list and change them."),
    "doctor": ("doctor", "Check Python, settings, database and workers."),
    "fetch": ("feeds", "Fetch a day's list of a feed, such as hf."),
    "hooks": ("outlets.hooks", "List the webhooks that digests may go to."),
    "ingest": ("ingest", "Add papers from files, or from standard input: -."),
    "init": ("setup", "Set Paperboy up: Slack or Discord, and the feeds."),
    "learn": ("learn", "Learn a room's past from an export of its chat."),
    "mail": ("outlets.mail", "Send digests to mail addresses."),
    "mcp": ("ask", "Offer search and lists to agents, as MCP tools."),
    "preview": ("shows", "Draw what Slack and Discord show, as a web page."),
    "restore": ("record", "Restore a backup."),
    "rss": ("outlets.web", "Follow a list in a feed reader."),
    "salvage": ("record", "Keep what can be read of a damaged record."),
    "service": ("service", "Keep Paperboy running without a terminal."),
    "site": ("outlets.web", "Write the pages and feeds into a folder."),
    "status": ("ask", "Show how Paperboy is doing."),
    "try": ("outlets.hooks", "Post today's papers to a webhook, at once."),
    "up": ("up", "Run Paperboy's processes."),
    "web": ("outlets.web", "Serve the pages and feeds."),
}
"""Each command: the file of its family, in which it has its own name, and what `--help` says of it."""

FAULT = 70
INTERRUPTED = 130


@contextmanager
def _read_enough() -> Iterator[None]:
    """Ends well where a reader such as `head` has read enough; click would end as failed."""
    try:
        yield
    except BrokenPipeError:
        raise SystemExit(0) from None


class Root(click.Group):
    """The commands, each imported when it runs, of which none fails because nobody reads on."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments that are left; --help is printed here."""
        with _read_enough():
            return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named, from the file of its family, and its arguments."""
        name, command, rest = super().resolve_command(ctx, args)
        if name and name in COMMANDS:
            command = getattr(import_module(f"bots.cli.{COMMANDS[name][0]}"), f"{name}_" if iskeyword(name) else name)
        return name, command, rest

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        with _read_enough():
            return super().invoke(ctx)


@click.group(
    cls=Root,
    commands=[click.Command(name, help=purpose) for name, (_, purpose) in COMMANDS.items()],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="paperboy", message="Paperboy %(version)s")
def cli() -> None:
    """Paperboy brings the day's research papers to a team. Start with: paperboy demo"""


def main() -> None:
    """The entry point: whatever happens, a sentence and an exit code, and no traceback."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _leave)
    code = run(sys.argv[1:])
    if (error := _written()) and not isinstance(error, BrokenPipeError):
        code = _refused(error)
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run a command line; its exit code."""
    try:
        cli.main(list(arguments), prog_name="paperboy", standalone_mode=False)
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except PaperboyError as error:
        _complain(str(error))
        return error.exit_code
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except OSError as error:
        _written()  # it may be this that was refused, and is then said once
        return _refused(error)
    except Exception:
        return _stumble()
    return 0


def _written() -> OSError | None:
    """Write what waits to be written; what cannot be is dropped, or Python would complain when it flushes at its end."""
    try:
        if sys.stdout:
            sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return error
    return None


def _complain(text: str) -> None:
    """One line on stderr. What it takes is imported only now, which `--help` does not wait for."""
    from bots.cli.output import complain

    complain(text)


def _refused(error: OSError) -> int:
    place = f" ({error.filename})" if error.filename else ""
    _complain(f"The system refused that: {error.strerror or error}{place}.")
    return 1


def _stumble() -> int:
    from bots.terminal.session import log_fault

    _complain(f"That is a fault in Paperboy; nothing stored is lost. {log_fault()}")
    return FAULT


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)
