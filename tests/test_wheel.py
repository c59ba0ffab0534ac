"""What is handed over is whole: the wheel and the sdist hold every file, and the wheel works for another user in a fresh environment,
where nothing is installed but what it says it needs.
"""

import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path
from shutil import copy, copytree, ignore_patterns, rmtree, which
from tempfile import mkdtemp

import pytest
from packaging.requirements import Requirement

from tests.servers import needs
from tests.source import PACKAGES, ROOT

NOBODY = 65534
"""A user of every Linux and macOS that owns nothing."""

BUILD = """
import sys
from setuptools import build_meta
getattr(build_meta, sys.argv[1])(sys.argv[2])
"""
SAYS_NOTHING_IS_THERE = "redis://127.0.0.1:1/0"
TOKENS = {
    "SLACK_BOT_TOKEN": "xoxb-1234567890-abc",
    "SLACK_APP_TOKEN": "xapp-1234567890-abc",
    "DISCORD_TOKEN": f"{'a' * 24}.{'b' * 6}.{'c' * 30}",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist, built from a copy of the tree."""
    tree, folder = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("built")
    for package in PACKAGES:
        copytree(ROOT / package, tree / package, ignore=ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        copy(ROOT / name, tree / name)
    for kind in ("build_wheel", "build_sdist"):
        subprocess.run([sys.executable, "-c", BUILD, kind, str(folder)], cwd=tree, check=True, capture_output=True)
    return folder


def shipped() -> set[str]:
    """Every file of the packages."""
    found = (path for package in PACKAGES for path in (ROOT / package).rglob("*"))
    return {str(path.relative_to(ROOT)) for path in found if path.is_file() and "__pycache__" not in path.parts}


def test_the_wheel_holds_every_file_and_its_contents_are_sound(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        names = {name for name in opened.namelist() if ".dist-info/" not in name}
    assert names == shipped()
    checked = subprocess.run(
        [sys.executable, "-m", "check_wheel_contents", "--config", str(ROOT / "pyproject.toml"), str(wheel)],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_sdist_holds_every_file_too(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    assert shipped() | {"pyproject.toml", "README.md", "LICENSE"} <= names


def interpreter() -> str:
    """A Python of this version that another user may run; '' where there is none."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for path in filter(None, (getattr(sys, "_base_executable", ""), which(name, path="/usr/local/bin:/usr/bin"))):
        tried = subprocess.run(
            [path, "-c", "import encodings, ctypes, ssl, venv"],
            user=NOBODY, group=NOBODY, extra_groups=[], cwd="/", capture_output=True,
        ) if os.access(path, os.X_OK) and _is_open(Path(path)) else None  # fmt: skip
        if tried and tried.returncode == 0:
            return path
    return ""


def _is_open(path: Path) -> bool:
    """Whether everybody may reach a path."""
    path = path.resolve()
    return all(above.stat().st_mode & 0o001 for above in path.parents) and bool(path.stat().st_mode & 0o005)


def needed(name: str, extras: frozenset[str], seen: set[tuple[str, frozenset[str]]]) -> Iterator[Distribution]:
    """A distribution that is installed here with these extras, and all that it requires."""
    if (name, extras) in seen:
        return
    seen.add((name, extras))
    yield (found := distribution(name))
    for line in found.requires or ():
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras | {""}):
            yield from needed(requirement.name, frozenset(requirement.extras), seen)


class Stranger:
    """Another user with a fresh environment, into which the wheel was installed with what it needs, most of it copied with its bytecode."""

    def __init__(self, folder: Path, python: str, wheel: Path) -> None:
        self.home, self.bin = folder / "home", folder / "venv" / "bin"
        subprocess.run([python, "-m", "venv", "--without-pip", str(folder / "venv")], check=True, capture_output=True)
        (packages,) = (folder / "venv" / "lib").glob("python*/site-packages")
        _, *others = {found.name: found for found in needed("paperboy", frozenset({"web"}), set())}.values()
        for other in others:
            for name in {path.parts[0] for path in other.files or ()} - {"..", "__pycache__"}:
                if (source := Path(str(other.locate_file(name)))).is_dir():
                    copytree(source, packages / name, dirs_exist_ok=True)
                else:
                    copy(source, packages)
        pip = [sys.executable, "-m", "pip", "--python", str(self.bin / "python"), "install", "--quiet"]
        self.installed = subprocess.run([*pip, f"{wheel}[web]"], text=True, capture_output=True, timeout=900)
        self.home.mkdir()
        os.chown(self.home, NOBODY, NOBODY)

    def run(self, program: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """What a program of the environment says to this user, who is at home."""
        homes = dict.fromkeys(("HOME", "TMPDIR"), str(self.home))
        environ = {"PATH": f"{self.bin}:/usr/bin:/bin", **homes, **more}
        return subprocess.run(
            [str(self.bin / program), *words], cwd=self.home, env=environ, text=True, capture_output=True, timeout=300,
            user=NOBODY, group=NOBODY, extra_groups=[], stdin=subprocess.DEVNULL,
        )  # fmt: skip


@pytest.fixture(scope="module")
def stranger(built: Path) -> Iterator[Stranger]:
    """The user, where there can be one."""
    folder = Path(mkdtemp(prefix="paperboy-stranger-"))  # pytest's own folders are closed to others
    folder.chmod(0o755)
    if not (python := interpreter()):
        pytest.skip("no Python of this version is here that another user may run")
    (wheel,) = built.glob("*.whl")
    copy(wheel, folder)
    made = Stranger(folder, python, folder / wheel.name)
    if made.installed.returncode and os.environ.get("CI") != "true":
        pytest.skip("what the wheel needs cannot be installed here")
    assert made.installed.returncode == 0, made.installed.stderr
    yield made
    rmtree(folder, ignore_errors=True)


root = needs(os.name == "posix" and os.geteuid() == 0, "only root can act as another user")


@root
def test_another_user_sees_the_version_a_status_and_the_pages_of_the_wheel(stranger: Stranger) -> None:
    told = stranger.run("paperboy", "--version")
    assert (told.returncode, told.stderr) == (0, "") and told.stdout.startswith("Paperboy ")
    status = stranger.run("paperboy", "status")
    assert (status.stderr, status.returncode) == ("", 0) and "papers: 0" in status.stdout
    for words in (("preview", "preview.html"), ("site", "pages")):
        done = stranger.run("paperboy", *words)
        assert (done.returncode, done.stderr) == (0, ""), words
    assert (stranger.home / "pages" / "index.html").exists() and (stranger.home / "preview.html").exists()


@root
@pytest.mark.parametrize(
    "entry", ["bots.slack", "bots.discord", "bots.web", "workers ingest", "workers deliver", "workers schedule"]
)
def test_each_entry_point_of_the_wheel_starts_and_says_what_it_lacks(stranger: Stranger, entry: str) -> None:
    done = stranger.run("python", "-m", *entry.split(), REDIS_URL=SAYS_NOTHING_IS_THERE, **TOKENS)
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "REDIS_URL" in done.stderr
