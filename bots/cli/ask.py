"""The commands `ask`, `chat`, `digest` and `status`: lines of the chat, typed here; and `mcp`: the same, asked by agents as tools."""

import logging
import sys
from datetime import datetime

import click

from bots.cli import output
from bots.shared.start import need
from bots.terminal import render, session
from bots.terminal.chat import Chat
from core.app import Paperboy
from core.cards.card import Field, Reply
from core.cards.views import note
from core.commands.dispatch import answer
from core.commands.programs import as_data
from core.commands.table import TABLE, verb_of
from core.errors import BadCommand
from core.model import Call, Follow, Person, Place
from core.text.cleaning import clip, joined

GROUP = "digest"
"""The group of verbs that is a command here too."""

CODES = {"refused": 1, "wrong": 2, "fault": 70}
"""The exit code of an answer that is not done."""


@click.command()
@click.argument("line", nargs=-1, required=True)
@output.JSON
@click.option("--yes", is_flag=True, help="Do it without asking first.")
def ask(line: tuple[str, ...], as_json: bool, yes: bool) -> None:
    """Run one command, such as: search vision limit:3

    Every command of the chat works; `paperboy ask help` names them.
    """
    _asked(" ".join(line), as_json=as_json, yes=yes)


@click.command()
@click.argument("words", nargs=-1)
@output.JSON
@click.option("--yes", is_flag=True, help="Do it without asking first.")
def digest(words: tuple[str, ...], as_json: bool, yes: bool) -> None:
    """Set digests up, list and change them.

    The same as `paperboy ask digest ...`, such as: new to:https://hooks.slack.com/services/... at:09:00 tz:Europe/Paris
    """
    line = " ".join((GROUP, *words))
    if not verb_of(line)[0]:
        known = joined([name.removeprefix(f"{GROUP} ") for name in TABLE if name.startswith(f"{GROUP} ")])
        raise BadCommand(f"“{clip(line, 40)}” is no command. After “{GROUP}” comes one of {known}.")
    _asked(line, as_json=as_json, yes=yes)


def _asked(line: str, *, as_json: bool, yes: bool) -> None:
    read = session.read_settings()
    with session.opened(read) as app:
        call = session.call(app, read)
        reply = answer(app, session.without_address(app, line, call), call)
        if reply.asks:
            _make_sure(reply, yes)
            reply = answer(app, reply.asks, call := session.call(app, read))
        if reply.follows:
            reply = _outcome(app, reply, call, quiet=as_json)
        data = as_data(app, reply, call) if as_json and reply.outcome == "done" else None
    if reply.outcome != "done":
        render.show(reply, render.console(stderr=True))
        sys.exit(CODES[reply.outcome])
    if data:
        click.echo(output.written(output.of_answer(data)))
    else:
        render.show(reply, render.console())


def run_line(line: str) -> None:
    """Run one command that only tells something, and show its answer."""
    read = session.read_settings()
    with session.opened(read) as app:
        reply = answer(app, line, session.call(app, read))
    done = reply.outcome == "done"
    render.show(reply, render.console(stderr=not done))
    if not done:
        sys.exit(CODES[reply.outcome])


def _outcome(app: Paperboy, reply: Reply, call: Call, *, quiet: bool) -> Reply:
    """What became of slow work, or how to look for it; the answer before it is shown meanwhile, unless `quiet`."""
    if not quiet:
        render.show(reply, render.console())
    (outcome,) = session.wait(app, reply.follows, call)
    if not isinstance(outcome, Follow):
        return outcome.reply
    return reply if quiet else Reply((note(session.looks_again(outcome)),))


def _make_sure(reply: Reply, yes: bool) -> None:
    """Go on where the person is sure; else end with exit code 1."""
    (card,) = reply.cards
    if yes:
        return
    if not sys.stdin.isatty():
        output.complain(f"{card.title.text} {card.body.text} Nothing was done. Add --yes if you are sure.")
        sys.exit(1)
    if not click.confirm(render.safe(f"{card.title.text} {card.body.text}\nAre you sure?"), err=True):
        output.complain("Nothing was done.")
        sys.exit(1)


@click.command()
@output.JSON
@click.option("--check", is_flag=True, help="Show only what needs somebody, and end with 1 where something does.")
def status(as_json: bool, check: bool) -> None:
    """Show how Paperboy is doing."""
    read = session.read_settings()
    with session.opened(read) as app:
        app.catch_up()
        figures = [figure for figure in app.status() if figure.fault or not check]
    for warning in read.warnings:
        output.complain(warning)
    if as_json:
        click.echo(output.written(output.of_figures(figures)))
    elif figures:
        render.table([Field(figure.name, figure.words) for figure in figures], render.console(), indent=0)
    else:
        click.echo("Nothing needs anybody.")
    if check and figures:
        sys.exit(1)


@click.command()
def chat() -> None:
    """Open a prompt where /papers lines work.

    A number opens a paper, a letter presses a button; Tab completes, quit leaves.
    """
    read = session.read_settings()
    with session.opened(read) as app:
        Chat(app, read).run()


@click.command()
def mcp() -> None:
    """Offer search and lists to agents, as MCP tools.

    An agent's program starts it and speaks to it over stdin and stdout; what is logged goes to stderr.
    """
    need("mcp")
    from bots.mcp.server import serve

    read = session.read_settings()
    logging.getLogger().addHandler(logging.StreamHandler(sys.stderr))
    with session.opened(read) as app:
        app.warm()
        serve(app, lambda: _nobodys(session.now(app, read)))


def _nobodys(now: datetime) -> Call:
    """A call by nobody: an agent has no list, no vote and no searches of its own."""
    return Call(Person("terminal", "", ""), Place("terminal", "", "terminal"), now, "", wide=True)
