"""The file that has this system keep `paperboy up` running: a systemd user unit or a launchd agent. It holds paths and no settings."""

import plistlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bots.cli.worker import environment
from core.errors import BadInput, PaperboyError

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
    raise PaperboyError("Paperboy knows the services of systemd and launchd only: have yours run `paperboy up`.")


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
        "What it says: journalctl --user -u paperboy. To have it run while you are logged out: loginctl enable-linger"
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
        hint=f"What it says: {log}",
    )
