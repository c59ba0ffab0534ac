"""`python -m tests.image ROOT`: runs the image's steps in a bare root instead of an engine, where only a Debian with Python is at hand.

ROOT is a folder made by, for instance, `debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates trixie ROOT`. The
Dockerfile is read line by line: COPY copies (both stages share the root), RUN runs in a chroot, USER is who runs Paperboy at the end. It
needs root. What it ends with is what Paperboy says there: its version, its status on a record of its own, and `demo`.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
CERTIFICATES = Path("etc/ssl/certs/ca-certificates.crt")
SPOKEN = (["paperboy", "--version"], ["paperboy", "status"], ["paperboy", "demo"])


def steps(dockerfile: str) -> Iterator[tuple[str, str]]:
    """The instructions, each with what it is told, on one line."""
    joined = re.sub(r"\\\n\s*", " ", dockerfile)
    for line in joined.splitlines():
        if line and not line.startswith("#"):
            name, _, rest = line.partition(" ")
            yield name, rest.strip()


def main() -> None:
    """Follow the Dockerfile in a root. Raises CalledProcessError for a step that fails."""
    root, here, user, environ = (
        Path(sys.argv[1]),
        Path("/"),
        "0",
        {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"},
    )
    environ |= {
        name: value for name, value in os.environ.items() if name.startswith("PIP_") and name != "PIP_FIND_LINKS"
    }
    shutil.copy(Path("/") / CERTIFICATES, root / CERTIFICATES)
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    python = root / "usr/local/bin/python"
    if not python.exists():
        python.symlink_to("/usr/bin/python3")
    for name, rest in steps((CHECKOUT / "Dockerfile").read_text("utf-8")):
        print(name, rest, flush=True)
        if name == "WORKDIR":
            here = Path(rest)
            (root / rest.lstrip("/")).mkdir(parents=True, exist_ok=True)
        elif name == "COPY" and not rest.startswith("--from"):
            *sources, target = rest.split()
            _copy(sources, root / here.relative_to("/") / target)
        elif name == "ENV":
            environ |= dict(pair.split("=", 1) for pair in shlex.split(rest.replace("$PATH", environ["PATH"])))
        elif name == "USER":
            user = rest
        elif name == "RUN":
            _run(root, here, user, environ, ["sh", "-c", rest])
    for command in SPOKEN:
        print("$", *command, flush=True)
        _run(root, here, user, environ, command)


def _copy(sources: list[str], target: Path) -> None:
    """Copy files into a folder, or one folder as a folder."""
    for source in sources:
        path = CHECKOUT / source
        if path.is_dir():
            shutil.copytree(path, target, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
        else:
            shutil.copy(path, target)


def _run(root: Path, here: Path, user: str, environ: dict[str, str], command: list[str]) -> None:
    inside = ["sh", "-c", f'cd {shlex.quote(str(here))} && exec "$@"', "sh", *command]
    who = ["--userspec", f"{user}:{user}"] if user != "0" else []
    subprocess.run(["chroot", *who, str(root), *inside], env=environ, check=True, stdin=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
