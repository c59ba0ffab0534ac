"""The `paperboy` command. Everything heavy is imported inside the commands, so that `--help` is quick.

Exit codes: 0 done, 1 refused, not known or nothing found (one sentence on stderr says why), 2 a wrong line, value or setting,
or a server that REDIS_URL names and that cannot be used, 70 a fault of ours, 130 Ctrl-C.
"""

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import click

from bots.cli.audit import audit
from bots.cli.backups import backup, restore, salvage
from bots.cli.dead import dead
from bots.cli.feeds import backfill, fetch
from bots.cli.init import init
from bots.cli.say import JSON, complain, finish
from bots.cli.service import service
from core.errors import PaperboyError

if TYPE_CHECKING:
    from core.app import Paperboy
    from core.cards.card import Reply
    from core.model import Call

FAULT = 70
CODES = {"refused": 1, "wrong": 2, "fault": FAULT}
"""The exit code of an answer that is not done."""

INTERRUPTED = 130


@contextmanager
def _read_enough() -> Iterator[None]:
    """Ends well where a reader such as `head` has read enough; click would end as failed."""
    try:
        yield
    except BrokenPipeError:
        raise SystemExit(0) from None


class Root(click.Group):
    """The commands, of which none fails because nobody reads on."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments that are left; --help is printed here."""
        with _read_enough():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        with _read_enough():
            return super().invoke(ctx)


@click.group(cls=Root, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="paperboy", message="Paperboy %(version)s")
def cli() -> None:
    """Paperboy brings the day's research papers to a team. Start with: paperboy demo"""


@cli.command()
@click.argument("line", nargs=-1, required=True)
@JSON
@click.option("--yes", is_flag=True, help="Do it without being asked first.")
def ask(line: tuple[str, ...], as_json: bool, yes: bool) -> None:
    """Run one command, such as: search vision limit:3

    Every command of the chat works; `paperboy ask help` names them.
    """
    from bots.cli import shapes
    from bots.terminal import render, session
    from core.commands.dispatch import answer

    read = session.read_settings()
    with session.opened(read) as app:
        reply = answer(app, " ".join(line), call := session.call(app, read))
        if reply.asks:
            _make_sure(reply, yes)
            reply = answer(app, reply.asks, call := session.call(app, read))
        if reply.follows:
            reply = _outcome(app, reply, call, quiet=as_json)
    if reply.outcome != "done":
        render.show(reply, render.console(stderr=True))
        sys.exit(CODES[reply.outcome])
    if as_json:
        click.echo(shapes.written(shapes.of_reply(reply)))
    else:
        render.show(reply, render.console())


def _outcome(app: "Paperboy", reply: "Reply", call: "Call", *, quiet: bool) -> "Reply":
    """What became of slow work, or how to look for it; the answer before it is shown meanwhile, unless `quiet`."""
    from bots.terminal import outcomes, render
    from core.cards.card import Reply
    from core.cards.views import note
    from core.model import Follow

    if not quiet:
        render.show(reply, render.console())
    (found,) = outcomes.wait(app, reply.follows, call)
    if not isinstance(found, Follow):
        return found.reply
    return reply if quiet else Reply((note(outcomes.looks_again(found)),))


def _make_sure(reply: "Reply", yes: bool) -> None:
    """Go on where the person is sure; else end with exit code 1."""
    from bots.terminal import render

    (card,) = reply.cards
    if yes:
        return
    if not sys.stdin.isatty():
        complain(f"{card.title.text} {card.body.text} Nothing was done: add --yes if you are sure.")
        sys.exit(1)
    if not click.confirm(render.safe(f"{card.title.text} {card.body.text}\nAre you sure?"), err=True):
        complain("Nothing was done.")
        sys.exit(1)


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@JSON
def ingest(files: tuple[str, ...], as_json: bool) -> None:
    """Add the papers of files, and wait for it."""
    from bots.cli import ingest as ingesting
    from bots.cli import told
    from bots.cli.worker import WorkerProcess
    from bots.terminal import session
    from bots.terminal.render import console

    read = session.read_settings()
    with session.opened(read) as app:
        intake = ingesting.receive(app, files, session.now(app, read), complain)
        wait = ingesting.Wait(app, intake, lambda: WorkerProcess(os.environ), lambda: session.now(app, read))
        try:
            with told.progress(intake.entries, console(stderr=True)) as show:
                wait.run(show)
        except KeyboardInterrupt:
            complain("Stopped waiting. Nothing is lost: the next worker goes on with it.")
            raise
        report = ingesting.report(app, intake)
    finish(report, as_json)


@cli.command()
@JSON
def status(as_json: bool) -> None:
    """Show how Paperboy is doing."""
    from bots.cli import shapes
    from bots.terminal import render, session
    from core.cards.card import Field
    from core.services.status import status_of

    with session.opened(session.read_settings()) as app:
        app.catalog.catch_up()
        figures = status_of(app)
    if as_json:
        click.echo(shapes.written(shapes.of_figures(figures)))
    else:
        render.table([Field(figure.name, figure.said) for figure in figures], render.console(), indent=0)


@cli.command()
def chat() -> None:
    """Open a prompt where /papers lines work.

    A number opens a paper, a letter presses a button; Tab completes, quit leaves.
    """
    from bots.terminal import chat as chatting
    from bots.terminal import session

    read = session.read_settings()
    with session.opened(read) as app:
        chatting.Chat(app, read).run()


@cli.command()
def demo() -> None:
    """Show what Paperboy does, on a sample.

    It uses a record of its own and throws it away.
    """
    from bots.cli import demo as demonstration

    demonstration.run()


@cli.command()
def up() -> None:
    """Run the processes of the Procfile.

    It runs those whose settings are there, until Ctrl-C.
    """
    from bots.cli import up as running
    from bots.terminal import session

    running.run(session.read_settings())


@cli.command()
def doctor() -> None:
    """Check Python, settings, database and workers."""
    from bots.cli import doctor as examining

    sys.exit(examining.run())


@cli.command()
@click.argument("file", default="preview.html")
def preview(file: str) -> None:
    """Draw what Slack and Discord show, as a web page.

    FILE is preview.html if none is named; one that exists is replaced.
    """
    from bots.cli import preview as drawing

    click.echo(drawing.draw(file))


for command in (audit, backup, restore, salvage):
    cli.add_command(command)
cli.add_command(fetch)
cli.add_command(backfill)
cli.add_command(init)
cli.add_command(dead)
cli.add_command(service)


def main() -> None:
    """The entry point: whatever happens, a sentence and an exit code, and no traceback."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _leave)
    code = run(sys.argv[1:])
    try:
        if sys.stdout:
            sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains when it flushes at its end
        if not isinstance(error, BrokenPipeError):
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
        complain(str(error))
        return error.exit_code
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except OSError as error:
        return _refused(error)
    except Exception:
        return _stumble()
    return 0


def _refused(error: OSError) -> int:
    place = f" ({error.filename})" if error.filename else ""
    complain(f"The system refused that: {error.strerror or error}{place}.")
    return 1


def _stumble() -> int:
    from bots.terminal.session import log_fault

    complain(f"That is a fault of Paperboy's; nothing stored is lost. {log_fault()}")
    return FAULT


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)
