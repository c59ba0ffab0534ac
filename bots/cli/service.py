"""The commands `service install` and `service remove`: a unit that keeps `paperboy up` running, switched on, or taken back.

It is a systemd user unit or a launchd agent, and holds paths and no settings.
"""

import os
import plistlib
import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from bots.cli.worker import environment
from core import settings
from core.errors import BadInput, NotFound, PaperboyError
from core.host.durable import replacing
from core.settings.table import SETTINGS

DOTENV = Path(".env")

PATIENCE = 60
"""Seconds one call of the service manager may take; ending `paperboy up` takes it ten."""

MARK = "Made by: paperboy service install"
"""Stands in every file of ours, so that no other is overwritten or removed."""

UNFIT = frozenset("\"'\\")
"""What systemd allows in no program's path, however it is quoted (252: "Executable name contains special characters")."""

Commands = tuple[tuple[str, ...], ...]

SYSTEMD = """\
# {mark}
[Unit]
Description=Paperboy, the day's research papers

[Service]
WorkingDirectory={folder}
{environment}ExecStart={command}
Restart=on-failure
RestartSec=10
# The processes end with it by themselves, and the server of the record may have other users still.
KillMode=process

[Install]
WantedBy=default.target
"""


@dataclass(frozen=True)
class Unit:
    """A service's file, and the commands that switch it on, off, and follow its removal; `hint` is what more one may want to type."""

    path: Path
    text: str
    on: Commands
    off: Commands
    gone: Commands
    hint: str


@dataclass(frozen=True)
class Run:
    """What is to be run: the command and its environment, in which folder."""

    command: tuple[str, ...]
    environ: Mapping[str, str]
    folder: Path


@click.group()
def service() -> None:
    """Keep Paperboy running without a terminal."""


@service.command()
@click.option("--print", "only_print", is_flag=True, help="Print the file and change nothing.")
def install(only_print: bool) -> None:
    """Run paperboy up whenever you are logged in.

    It uses a systemd user unit or a launchd agent, with the .env of this folder.
    """
    unit = here()
    if only_print:
        click.echo(unit.text, nl=False)
        return
    for sentence in _install(unit):
        click.echo(sentence)


@service.command()
def remove() -> None:
    """Stop the service and remove its file."""
    click.echo(_remove(here()))


def here() -> Unit:
    """The unit of this installation, this user and the working directory. Raises PaperboyError."""
    run = this_installation(Path.cwd())
    return unit_for(sys.platform, run, Path.home(), os.environ.get("XDG_CONFIG_HOME", ""), os.getuid())


def _install(unit: Unit) -> list[str]:
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
    sentences = [f"Paperboy runs now and whenever you are logged in, in {Path.cwd()}: {unit.path}", unit.hint]
    if left_out:
        sentences.append(
            f"It reads .env there, not your shell, so it ignores what you set here for {', '.join(left_out)}."
        )
    return sentences


def _remove(unit: Unit) -> str:
    """Switch a unit off and remove its file; says so. Raises NotFound, BadInput, PaperboyError where it may run on."""
    if _ours(unit) is None:
        raise NotFound(f"There is no service to remove: {unit.path} does not exist.")
    why = _called(unit.off)
    unit.path.unlink()
    if why := why or _called(unit.gone):
        raise PaperboyError(f"{unit.path} is removed, but {why}. If it still runs, it ends when you log out.")
    return f"The service has stopped, and {unit.path} is removed. The record stays as it is."


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


def this_installation(folder: Path) -> Run:
    """`paperboy up` by this very Python, in `folder`, where its `.env` is found. Raises BadInput for a path no file can hold."""
    run = Run((sys.executable, "-P", "-m", "bots.cli", "up"), environment({}), folder)
    for path in (sys.executable, str(folder), *run.environ.values()):
        if not path.isprintable() or path != path.strip() or path.endswith("\\"):
            raise _unfit(path)
    if set(sys.executable) & UNFIT:
        raise _unfit(sys.executable)
    return run


def _unfit(path: str) -> BadInput:
    return BadInput(f"A service cannot be set up for {path!r}: that name has characters that its file cannot hold.")


def unit_for(system: str, run: Run, home: Path, config: str, user: int) -> Unit:
    """The unit for a system (`linux`, `darwin`) and a user's home, `config` being XDG_CONFIG_HOME. Raises PaperboyError elsewhere."""
    if system == "linux":
        return _systemd(run, Path(config) if Path(config).is_absolute() else home / ".config")
    if system == "darwin":
        return _launchd(run, home / "Library", user)
    raise PaperboyError("Paperboy can only set up services of systemd and launchd. Have yours run `paperboy up`.")


def _systemd(run: Run, config: Path) -> Unit:
    name, control = "paperboy.service", ("systemctl", "--user")
    literally = ":" if any("$" in word for word in run.command) else ""
    text = SYSTEMD.format(
        mark=MARK,
        folder=str(run.folder).replace("%", "%%"),  # systemd takes this one as it stands: quotes would be part of it
        environment="".join(f"Environment={_quoted(f'{key}={value}')}\n" for key, value in run.environ.items()),
        command=literally + " ".join(map(_quoted, run.command)),
    )
    reload = (*control, "daemon-reload")
    hint = (
        "Read its log: journalctl --user -u paperboy. Keep it running while you are logged out: loginctl enable-linger"
    )
    return Unit(
        config / "systemd" / "user" / name,
        text,
        on=(reload, (*control, "enable", "--now", name)),
        off=((*control, "disable", "--now", name),),
        gone=(reload,),
        hint=hint,
    )


def _quoted(word: str) -> str:
    """A word as systemd reads it back."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _launchd(run: Run, library: Path, user: int) -> Unit:
    path, log = library / "LaunchAgents" / "paperboy.plist", library / "Logs" / "paperboy.log"
    agent = {
        "Label": "paperboy",
        "ProgramArguments": list(run.command),
        "EnvironmentVariables": dict(run.environ),
        "WorkingDirectory": str(run.folder),
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "StandardOutPath": str(log),
        "StandardErrorPath": str(log),
    }
    text = plistlib.dumps(agent).decode().replace("<plist", f"<!-- {MARK} -->\n<plist", 1)
    return Unit(
        path,
        text,
        on=(("launchctl", "bootstrap", f"gui/{user}", str(path)),),
        off=(("launchctl", "bootout", f"gui/{user}/paperboy"),),
        gone=(),
        hint=f"Read its log: {log}",
    )
