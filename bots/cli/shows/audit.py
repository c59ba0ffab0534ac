"""The command `audit`: what admins did."""

from datetime import tzinfo
from typing import Any
from urllib.parse import unquote

import click
from rich.text import Text

from bots.cli import output
from bots.terminal import render, session
from core.store.engine.audit import Act, Audit
from core.text.naming import person_id

FORGOTTEN = "somebody who asked to be forgotten"


@click.command()
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="How many to show.")
@output.JSON
def audit(limit: int, as_json: bool) -> None:
    """Show what admins did, newest first.

    Who hid or removed papers, or set up channels, where and when.
    """
    read = session.read_settings()
    with session.opened(read) as app:
        audit = app.of(Audit)
        found, kept = audit.newest(limit), audit.count()
    if as_json:
        click.echo(output.written({"acts": [shape(act) for act in found]}))
        return
    out = render.console()
    for act in found:
        render.line(out, Text(render.safe(line(act, read.zone))))
    if not found:
        render.line(out, Text("No admin has done anything yet.", "dim"))
    elif kept > len(found):
        render.line(out, Text(f"These are the newest {len(found):,} of {kept:,}: --limit shows more.", "dim"))


def line(act: Act, zone: tzinfo) -> str:
    """An act in one line."""
    about = f" {act.about}" if act.about else ""
    return f"{act.at.astimezone(zone):%d %b %Y %H:%M}  {act.verb}{about}: {_who(act)}, in {_where(act)}"


def shape(act: Act) -> dict[str, Any]:
    """The shape of an act: {"when", "verb", "about", "who", "name", "platform", "team", "channel"}

    `when` is a date and time with its offset; `who` is the person's id on the platform, empty where they asked to be forgotten.
    """
    platform, team, channel = (unquote(part) for part in act.where.split("/"))
    return {
        "when": act.at.isoformat(timespec="seconds"),
        "verb": act.verb,
        "about": act.about,
        "who": person_id(act.who),
        "name": act.name,
        "platform": platform,
        "team": team,
        "channel": channel,
    }


def _who(act: Act) -> str:
    if not act.who:
        return FORGOTTEN
    return f"{act.name} ({person_id(act.who)})" if act.name else person_id(act.who)


def _where(act: Act) -> str:
    platform, *rest = (unquote(part) for part in act.where.split("/") if part)
    if platform == "terminal":
        return "the terminal"
    return " ".join((platform.capitalize(), *rest)) + (f" (#{act.channel})" if act.channel else "")
