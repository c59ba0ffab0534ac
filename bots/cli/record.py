"""The commands of the record: `backup` and `restore`, `salvage` for what a damage left of it, and `audit` of what admins did."""

import sys
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import click
from rich.text import Text

from bots.cli import output
from bots.terminal import render, session
from bots.terminal.render import safe
from core.app import Paperboy
from core.errors import BadInput, NotFound, RecordDown
from core.host.durable import make_folder, sync_folder
from core.settings import Settings
from core.store.embedded import aof, server
from core.store.embedded import salvage as saving
from core.store.embedded.paths import DAMAGED
from core.store.engine import backup as store
from core.store.engine.audit import Act, Audit
from core.store.engine.record import Record
from core.text.cleaning import counted
from core.text.naming import person_id

FOLDERS = ("snapshots", "backups")
"""The folders in the home of the backups that Paperboy makes by itself."""

FORGOTTEN = "somebody who asked to be forgotten"


@click.command()
@click.argument("file")
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
def backup(file: str, force: bool) -> None:
    """Write the whole record into one file."""
    with session.opened(session.read_settings()) as app:
        click.echo(_backed_up(app, file, force))


@click.command()
@click.argument("file", required=False)
@click.option("--yes", is_flag=True, help="Replace what the record holds without asking.")
def restore(file: str | None, yes: bool) -> None:
    """Restore a backup.

    Without FILE: the newest good one that Paperboy made. Paperboy keeps a copy of what the record held.
    """
    click.echo(_restored(session.read_settings(), file, yes))


@click.command()
@click.option("--yes", is_flag=True, help="Go on without asking.")
def salvage(yes: bool) -> None:
    """Keep what can be read of a damaged record.

    The damaged files are moved aside, not deleted.
    """
    click.echo(_salvaged(session.read_settings(), yes))


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
        acts, kept = audit.newest(limit), audit.count()
    if as_json:
        click.echo(output.written({"acts": [act_shape(act) for act in acts]}))
        return
    out = render.console()
    for act in acts:
        render.line(out, Text(render.safe(act_line(act, read.zone))))
    if not acts:
        render.line(out, Text("No admin has done anything yet.", "dim"))
    elif kept > len(acts):
        render.line(out, Text(f"These are the newest {len(acts):,} of {kept:,}: --limit shows more.", "dim"))


def _backed_up(app: Paperboy, file: str, force: bool) -> str:
    """Write the record to `file`; says what it wrote. Raises BadInput where the file is there already or cannot be made."""
    target, name = Path(file), safe(file)
    if target.is_dir():
        raise BadInput(f"{name} is a folder: name a file in it.")
    if not target.parent.is_dir():
        raise BadInput(f"There is no folder {safe(str(target.parent))}: make it first.")
    if target.exists() and not force:
        raise BadInput(f"{name} exists: give another name, or --force to replace it.")
    try:
        summary = store.write(app.of(Record), target)
    except OSError as error:
        raise BadInput(f"{name} cannot be written ({error.strerror}).") from None
    return f"Wrote {counted(summary.papers, 'paper')} ({summary.keys:,} keys) to {name}."


def _restored(read: Settings, file: str | None, yes: bool) -> str:
    """Make the record what `file` holds, or the newest good backup where none is named; says what it did.

    Raises BadBackup before anything is changed, and BadInput where nobody agreed to replace what the record holds.
    """
    source = Path(file) if file else _newest(read, yes)
    store.check(source)
    try:
        with session.opened(read) as app:
            return _replaced(app, source, yes)
    except RecordDown as down:
        if read.redis_url or not str(down).startswith(DAMAGED):  # else the server does not start because of its files
            raise
        _agree(f"{down} Its damaged files are moved aside, not deleted.", yes)
        with server.offline(read.home) as folder:
            aside = _new_folder(folder)
            for name in (aof.FOLDER, "dump.rdb"):
                if (folder / name).exists():
                    (folder / name).rename(aside / name)
            sync_folder(folder)
    with session.opened(read) as app:
        return f"{_replaced(app, source, yes)} The damaged files are in {aside}."


def _salvaged(read: Settings, yes: bool) -> str:
    """Keep what can be read of a damaged record; says what it did. Raises BadInput where there is nothing to do, or nobody agreed."""
    if read.redis_url:
        raise BadInput("Paperboy can only salvage its own record, and REDIS_URL names a server of yours.")
    with server.offline(read.home) as folder:
        survey = saving.survey(folder / aof.FOLDER, [read.home / name for name in FOLDERS])
        if not survey.damaged:
            raise BadInput("Nothing in the record is damaged, so nothing was changed.")
        _agree(f"{_seen(survey)} The damaged files will be moved aside, not deleted.", yes)
        aside = _new_folder(folder)
        saving.rebuild(folder / aof.FOLDER, aside, survey)
    with session.opened(read) as app:
        app.catch_up()
        return f"{_seen(survey)} The record holds {counted(app.paper_count(), 'paper')} now. The files as they were are in {aside}."


def _seen(survey: saving.Survey) -> str:
    """What a look at a damaged record found, and what it costs."""
    size, files = sum(part.end - part.start for part in survey.damage), ", ".join({part.file for part in survey.damage})
    where = (
        f"{counted(len(survey.damage), 'place')} ({size:,} bytes) of {files} cannot be read"
        if files
        else "Everything can be read"
    )
    if survey.since is not None:
        assert survey.backup
        return f"{where}; {safe(str(survey.backup))} and the changes since are whole, so nothing is lost."
    kept = f"{where}; {counted(survey.steps, 'change')} around {'it' if len(survey.damage) == 1 else 'them'} can."
    if not survey.damage:
        return f"{where}: {counted(survey.steps, 'change')}."
    first, last = (
        f"{datetime.fromtimestamp(int(at.partition('-')[0]) / 1000, UTC):%d %b %Y %H:%M:%S}" if at else ""
        for at in survey.lost
    )
    lost = f" Changes between {first or 'the start'} and {last or 'the end'} UTC may be lost."
    filled = f" {safe(str(survey.backup))} replaces what is lost from before it was made." if survey.backup else ""
    return kept + lost + filled


def _newest(read: Settings, yes: bool) -> Path:
    """The newest good backup that Paperboy made by itself, if the person at the terminal agrees. Raises NotFound, BadInput."""
    newest = store.newest_good(read.home / name for name in FOLDERS)
    if newest is None:
        raise NotFound(
            f"There is no good backup in {read.home}: name the file of one, or keep what can be read with `paperboy salvage`."
        )
    file, summary = newest
    _agree(
        f"The newest good backup is {safe(str(file))}, with {counted(summary.papers, 'paper')} as of {summary.at:%d %b %Y %H:%M} UTC.",
        yes,
    )
    return file


def _replaced(app: Paperboy, source: Path, yes: bool) -> str:
    held, kept = app.paper_count(), ""
    if held:
        _agree(f"The record holds {counted(held, 'paper')}, which the backup replaces.", yes)
        kept = f" What it held before is in {store.keep_copy(app.of(Record), app.home / 'copies', 'restore')}."
    summary = store.restore(app.of(Record), source)
    app.catch_up()
    return f"Restored {counted(summary.papers, 'paper')} as of {summary.at:%d %b %Y %H:%M} UTC.{kept}"


def _agree(text: str, yes: bool) -> None:
    """Go on only with consent. Raises BadInput without."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise BadInput(f"{text} Nothing was changed: add --yes to go on.")
    if not click.confirm(f"{text} Go on?"):
        raise BadInput("Nothing was changed.")


def _new_folder(folder: Path) -> Path:
    number = 1
    while (aside := folder / f"damaged-{number}").exists():
        number += 1
    make_folder(aside)
    return aside


def act_line(act: Act, zone: tzinfo) -> str:
    """An act in one line."""
    about = f" {act.about}" if act.about else ""
    return f"{act.at.astimezone(zone):%d %b %Y %H:%M}  {act.verb}{about}: {_who(act)}, in {_where(act)}"


def act_shape(act: Act) -> dict[str, Any]:
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
