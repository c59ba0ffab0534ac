"""`paperboy service`: writes the unit that keeps `paperboy up` running and switches it on, or takes both back."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

from bots.cli.unit import MARK, Commands, Unit, this_installation, unit_for
from core import settings
from core.errors import BadInput, NotFound, PaperboyError
from core.host.durable import replacing
from core.settings.table import SETTINGS

DOTENV = Path(".env")

PATIENCE = 60
"""Seconds one call of the service manager may take; ending `paperboy up` takes it ten."""


def here() -> Unit:
    """The unit of this installation, this user and the working directory. Raises PaperboyError."""
    run = this_installation(Path.cwd())
    return unit_for(sys.platform, run, Path.home(), os.environ.get("XDG_CONFIG_HOME", ""), os.getuid())


def install(unit: Unit) -> list[str]:
    """Write a unit and switch it on; says so. Raises BadInput where another file is in its place, BadSettings where it could
    not run, PaperboyError where it is written but cannot be switched on."""
    left_out = _only_in_the_shell()
    before = _ours(unit)
    if before is not None:
        _called(unit.off)
    _write(unit)
    if why := _called(unit.on):
        typed = " && ".join(map(shlex.join, unit.on))
        raise PaperboyError(
            f"{unit.path} is written, but {why}. In a container run `paperboy up` itself; elsewhere type: {typed}"
        )
    said = [f"Paperboy runs now, and whenever you are logged in, from {Path.cwd()}: {unit.path}", unit.hint]
    if left_out:
        said.append(f"It reads .env there, not your shell: {', '.join(left_out)} will not be what you have set here.")
    return said


def remove(unit: Unit) -> str:
    """Switch a unit off and remove its file; says so. Raises NotFound, BadInput, PaperboyError where it may run on."""
    if _ours(unit) is None:
        raise NotFound(f"There is no service to remove: {unit.path} does not exist.")
    why = _called(unit.off)
    unit.path.unlink()
    if why := why or _called(unit.gone):
        raise PaperboyError(f"{unit.path} is removed, but {why}. Where it runs still, it ends with your next logout.")
    return f"The service has ended, and {unit.path} is removed. The record stays as it is."


def _ours(unit: Unit) -> str | None:
    """The text of our file, None where there is no file. Raises BadInput for a file of somebody else's."""
    try:
        text = unit.path.read_text("utf-8")
    except FileNotFoundError:
        return None
    except ValueError:
        text = ""
    if MARK not in text:
        raise BadInput(f"{unit.path} was not made by Paperboy, so nothing was changed. Move it away first.")
    return text


def _write(unit: Unit) -> None:
    """Put a unit's file in its place, whole at any moment."""
    unit.path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(unit.path, 0o644) as file:
        file.write(unit.text.encode())


def _called(commands: Commands) -> str:
    """Run these one after another; why one failed, in a sentence's middle, '' where none did."""
    for command in commands:
        try:
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=PATIENCE)
        except FileNotFoundError:
            return f"there is no {command[0]} here"
        except (OSError, subprocess.TimeoutExpired):
            return f"{command[0]} cannot be run"
        if done.returncode:
            lines = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
            return f"{command[0]} refuses ({lines[-1].rstrip('.')})"
    return ""


def _only_in_the_shell() -> list[str]:
    """The settings that differ here from what the service will read. Raises BadSettings where it could not read its own."""
    mine, its = settings.read(os.environ, DOTENV), settings.read({}, DOTENV)
    return [row.name for row in SETTINGS if getattr(mine, row.field) != getattr(its, row.field)]
