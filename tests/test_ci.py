"""`.ci/run` with other programs under its names: what it installs, what it says, and that it goes on without."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).parents[1] / ".ci" / "run"
PLAIN = ("bash", "dirname", "mktemp", "rm", "sed", "tail")
FAILURE = (
    "Err:1 http://deb.registry.example trixie InRelease\\n"
    "Could not connect to deb.registry.example:80 (151.101.2.132).\\n"
    "HTTPSConnectionPool(host='packages', port=443): Max retries\\n"
    "no space left"
)


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder of all the programs that there are; `make` and `apt-get` note how they are called."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in PLAIN:
        found = shutil.which(name)
        assert found
        (folder / name).symlink_to(found)
    add(folder, "make", f'echo "make $*" >>{tmp_path}/calls')
    add(folder, "apt-get", f'echo "apt-get $*" >>{tmp_path}/calls; echo "from http://deb.registry.example"')
    add(folder, "id", "echo 0")
    return folder


def add(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!{folder}/bash\n{script}\n")
    (folder / name).chmod(0o755)


def run(programs: Path) -> tuple[int, str, list[str]]:
    """The exit code, all that was written, and the calls of make and apt-get."""
    done = subprocess.run(
        [programs / "bash", RUN],
        env={"PATH": str(programs)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout, (programs.parent / "calls").read_text().splitlines()


MAKES = ["make .venv/installed-dev", "make lint", "make test"]


def test_as_root_with_apt_it_first_installs_what_tests_need_and_stays_quiet(programs: Path) -> None:
    code, output, calls = run(programs)
    installs = [call.split()[-1] for call in calls if call.startswith("apt-get install")]
    assert (code, output, installs) == (0, "", ["redis-server", "fuse3", "chromium"])
    assert calls[-3:] == MAKES


def test_what_is_here_already_is_not_installed(programs: Path) -> None:
    for name in ("redis-server", "fusermount3", "chromium"):
        add(programs, name, ":")
    assert run(programs) == (0, "", MAKES)


@pytest.mark.parametrize("lack", ["apt-get", "root"])
def test_without_root_or_apt_it_says_what_is_missing_and_goes_on(programs: Path, lack: str) -> None:
    if lack == "root":
        add(programs, "id", "echo 1000")
    else:
        (programs / "apt-get").unlink()
    code, output, calls = run(programs)
    assert (code, calls) == (0, MAKES)
    assert "redis-server fuse3 chromium" in output and output.count("\n") == 1


def test_an_install_that_fails_names_no_address_and_stops_nothing(programs: Path) -> None:
    add(programs, "apt-get", f'printf "%b\\n" "{FAILURE}"; exit 100')
    code, output, calls = run(programs)
    assert (code, calls) == (0, MAKES)
    assert "Installing redis-server failed:" in output and "no space left" in output
    assert not any(part in output for part in ("registry", "151.101", "'packages'", "http:"))


def test_a_test_that_fails_fails_the_run(programs: Path) -> None:
    add(programs, "make", f'echo "make $*" >>{programs.parent}/calls; [ "$1" != test ]')
    assert run(programs)[0] != 0


def test_in_ci_the_lack_of_a_program_is_no_reason_to_skip() -> None:
    ask = "from tests.servers import needs; print(needs(None, 'why').args[0])"

    answers = [
        subprocess.run(
            [sys.executable, "-c", ask],
            cwd=RUN.parents[1],
            env={**os.environ, "CI": ci},
            capture_output=True,
            text=True,
        ).stdout.strip()
        for ci in ("true", "")
    ]
    assert answers == ["False", "True"]
