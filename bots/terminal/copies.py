"""`paperboy backup` and `paperboy restore`: the whole record, out to one file and back."""

import sys
from pathlib import Path

import click

from bots.terminal import session
from bots.terminal.render import safe
from core import server
from core.errors import BadInput, RecordDown
from core.paperboy import Paperboy
from core.settings import Settings
from core.store import backup as store


def backup(app: Paperboy, file: str, force: bool) -> str:
    """Write the record to `file`; says what it wrote. Raises BadInput where the file is there already or cannot be made."""
    target, name = Path(file), safe(file)
    if target.is_dir():
        raise BadInput(f"{name} is a folder: name a file in it.")
    if not target.parent.is_dir():
        raise BadInput(f"There is no folder {safe(str(target.parent))}: make it first.")
    if target.exists() and not force:
        raise BadInput(f"{name} exists: give another name, or --force to replace it.")
    try:
        summary = store.write(app.record, target)
    except OSError as error:
        raise BadInput(f"{name} cannot be written ({error.strerror}).") from None
    return f"Wrote {_papers(summary.papers)} ({summary.keys:,} keys) to {name}."


def restore(read: Settings, file: str, yes: bool) -> str:
    """Make the record what `file` holds; says what it did.

    Raises BadBackup before anything is changed, and BadInput where the record holds papers and nobody agreed.
    """
    source = Path(file)
    store.check(source)
    try:
        with session.opened(read) as app:
            return _restore(app, source, yes)
    except RecordDown as down:
        if read.redis_url or not _damaged(down):
            raise
        _agree(f"{down} Its damaged files are set aside, not deleted.", yes)
        aside = _set_aside(read)
    with session.opened(read) as app:
        return f"{_restore(app, source, yes)} The damaged files are in {aside}."


def _restore(app: Paperboy, source: Path, yes: bool) -> str:
    held, kept = app.papers.count(), ""
    if held:
        _agree(f"The record holds {_papers(held)}, which the backup replaces.", yes)
        kept = f" What it held before is in {store.keep_copy(app.record, app.home / 'copies', 'restore')}."
    summary = store.restore(app.record, source)
    app.archive.catch_up()
    return f"Restored {_papers(summary.papers)} as of {summary.at:%d %b %Y %H:%M} UTC.{kept}"


def _agree(said: str, yes: bool) -> None:
    """Go on only with consent. Raises BadInput without."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise BadInput(f"{said} Nothing was changed: say --yes to go on.")
    if not click.confirm(f"{said} Go on?"):
        raise BadInput("Nothing was changed.")


def _damaged(down: RecordDown) -> bool:
    """Whether the embedded server does not start because of its files; `core.home.explain` words it so."""
    return str(down).startswith("The record is damaged")


def _set_aside(read: Settings) -> Path:
    with server.offline(read.home) as folder:
        number = 1
        while (aside := folder / f"damaged-{number}").exists():
            number += 1
        aside.mkdir()
        for name in ("appendonlydir", "dump.rdb"):
            if (folder / name).exists():
                (folder / name).rename(aside / name)
    return aside


def _papers(count: int) -> str:
    return "1 paper" if count == 1 else f"{count:,} papers"
