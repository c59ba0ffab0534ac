"""The command `demo`: the shipped sample through a real worker into a record that is thrown away, and what one can ask then."""

import contextlib
import logging
import os
from collections.abc import Iterator

import click
from rich.console import Console
from rich.text import Text

from bots.cli import ingest
from bots.cli.worker import WorkerProcess
from bots.preview.record import SAMPLE
from bots.terminal import render, session
from bots.terminal.render import INDENT, line
from core import settings
from core.app import Paperboy
from core.cards.card import Reply
from core.commands.dispatch import answer
from core.settings import Settings
from core.settings.table import PREFIX
from core.store.embedded import server

FILES = ("papers.json", "spaced.txt", "dense.txt")
TYPO = "atention is al you ned"

NEXT = (
    ("paperboy chat", "a prompt with all of it: type help there"),
    ("paperboy ingest FILE...", "add papers of your own, to keep"),
    ('paperboy ask "search WORDS"', "ask one line; with --json for other programs"),
    ('paperboy ask "digest new"', "set up a digest of each day's papers"),
    ("paperboy up", "run Paperboy's processes"),
    ("paperboy doctor", "check your set-up"),
)


@click.command()
def demo() -> None:
    """Show what Paperboy does, on a sample.

    It uses a record of its own and throws it away.
    """
    logging.getLogger().addHandler(logging.NullHandler())
    out = render.console()
    with _throwaway() as (read, environ), session.opened(read) as app:
        line(
            out,
            Text("Paperboy knows each paper once, finds it, and lets a team vote on it. This tour keeps nothing."),
        )
        _ingest(app, read, environ, out)
        _tour(app, read, out)
    _say("That was a demo, and it leaves nothing behind. Next:", out)
    for command, what in NEXT:
        line(out, Text.assemble((f"{command:<29}", "cyan"), what), INDENT)


@contextlib.contextmanager
def _throwaway() -> Iterator[tuple[Settings, dict[str, str]]]:
    """Settings, and an environment for children, of a home that is gone at the end; the user's own play no part."""
    theirs = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    with server.throwaway("paperboy-demo-") as home:
        ours = {"PAPERBOY_HOME": str(home), "REDIS_URL": ""}
        yield settings.read(ours, None), theirs | ours


def _ingest(app: Paperboy, read: Settings, environ: dict[str, str], out: Console) -> None:
    """Ingest the sample by a worker process, and show why two titles were taken for one paper."""
    _say("Three lists of well-known papers come in, through the queue and a worker process:", out)
    _typed(f"ingest {' '.join(FILES)}", out)
    intake = ingest.receive(app, [str(SAMPLE / name) for name in FILES], session.now(app, read), print)
    wait = ingest.Wait(app, intake, lambda: WorkerProcess(environ, read.home), lambda: session.now(app, read))
    with ingest.progress(intake.entries, render.console(stderr=True)) as show:
        wait.run(show)
    report = ingest.report(app, intake)
    ingest.tell(report, out)
    if renamed := [one.outcome for one in report.of_kind("merged") if one.renamed]:
        shortest = min(renamed, key=lambda outcome: len(outcome.title))
        _say("Some were listed under another title. Why one of them is the same paper:", out)
        _ask(app, read, f"dup {shortest.paper_id}", out)


def _tour(app: Paperboy, read: Settings, out: Console) -> None:
    """A search, a vote and the day's picks."""
    _say("Typos are forgiven:", out)
    found = _ask(app, read, f"search {TYPO} limit:1", out)
    _say("A vote, as a button types it:", out)
    _ask(app, read, f"vote {found.cards[0].paper_id} up", out)
    _say("Today's papers, best first:", out)
    _ask(app, read, "today limit:3", out)


def _ask(app: Paperboy, read: Settings, text: str, out: Console) -> Reply:
    _typed(f'ask "{text}"', out)
    reply = answer(app, text, session.call(app, read))
    render.show(reply, out)
    return reply


def _say(text: str, out: Console) -> None:
    out.print()
    line(out, Text(text, "bold magenta"))


def _typed(command: str, out: Console) -> None:
    line(out, Text(f"$ paperboy {command}", "dim"))
