"""`paperboy service`: a unit that systemd or launchd can read, switched on, taken back, and nobody else's file touched."""

import os
import plistlib
import shutil
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bots.cli.service import MARK, Run, this_installation, unit_for
from core.errors import BadInput, PaperboyError
from tests.bots.conftest import Cli

linux = pytest.mark.skipif(sys.platform != "linux", reason="the command writes a systemd unit on Linux only")
TOKEN = "xoxb-1234567890-hush"
ODD = "it's 100% of $HOME é"


class House(Cli):
    """The command with a home of its own, and a `systemctl` that notes how it was called."""

    def __init__(self, root: Path) -> None:
        super().__init__(root / ODD / "home")
        self.folder.mkdir(parents=True)
        self.bin, self.calls = root / "bin", root / "calls"
        self.bin.mkdir()
        self.unit = root / "config" / "systemd" / "user" / "paperboy.service"

    def systemctl(self, ends_with: int = 0) -> None:
        """Put a `systemctl` on the PATH that ends so."""
        program = self.bin / "systemctl"
        program.write_text(f"#!/bin/sh\necho \"$@\" >> '{self.calls}'\necho 'no bus here.' >&2\nexit {ends_with}\n")
        program.chmod(0o755)

    def called(self) -> list[str]:
        """How `systemctl` was called since the last look."""
        lines = self.calls.read_text().splitlines() if self.calls.exists() else []
        self.calls.unlink(missing_ok=True)
        return lines

    def service(self, *args: str, **more: str) -> subprocess.CompletedProcess[str]:
        """`paperboy service ...`; nothing else than the fake is on its PATH."""
        return self.run("service", *args, PATH=str(self.bin), XDG_CONFIG_HOME=str(self.bin.parent / "config"), **more)


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = House(tmp_path)
    made.systemctl()
    return made


@linux
def test_install_writes_the_unit_and_switches_it_on(house: House) -> None:
    done = house.service("install")
    assert done.returncode == 0 and str(house.unit) in done.stdout, done.stderr
    assert "loginctl enable-linger" in done.stdout
    assert house.called() == ["--user daemon-reload", "--user enable --now paperboy.service"]
    text = house.unit.read_text()
    assert f"WorkingDirectory={str(house.folder).replace('%', '%%')}\n" in text
    assert f'ExecStart="{sys.executable}" "-P" "-m" "bots.cli" "up"\n' in text and "Restart=on-failure" in text
    assert stat.S_IMODE(house.unit.stat().st_mode) == 0o644 and list(house.unit.parent.iterdir()) == [house.unit]


@linux
def test_install_again_ends_the_old_service_before_it_starts_the_new(house: House) -> None:
    house.service("install")
    house.called()
    assert house.service("install").returncode == 0
    assert house.called() == [
        "--user disable --now paperboy.service", "--user daemon-reload", "--user enable --now paperboy.service",
    ]  # fmt: skip


@linux
def test_remove_undoes_it(house: House) -> None:
    house.service("install")
    house.called()
    done = house.service("remove")
    assert done.returncode == 0 and not house.unit.exists(), done.stderr
    assert house.called() == ["--user disable --now paperboy.service", "--user daemon-reload"]
    again = house.service("remove")
    assert again.returncode == 1 and "There is no service to remove" in again.stderr and house.called() == []


@linux
@pytest.mark.parametrize("broken", ["refuses (no bus here)", "there is no systemctl here"])
def test_where_systemctl_does_not_do_it_the_file_is_there_and_a_sentence_says_what_to_type(
    house: House, broken: str
) -> None:
    house.systemctl(ends_with=1)
    if "no systemctl" in broken:
        (house.bin / "systemctl").unlink()
    done = house.service("install")
    assert done.returncode == 1 and done.stdout == "" and len(done.stderr.splitlines()) == 1
    assert broken in done.stderr and house.unit.is_file()
    assert done.stderr.endswith("systemctl --user daemon-reload && systemctl --user enable --now paperboy.service\n")
    gone = house.service("remove")
    assert gone.returncode == 1 and broken in gone.stderr and not house.unit.exists()


@linux
def test_a_unit_that_is_not_ours_is_left_alone(house: House) -> None:
    house.unit.parent.mkdir(parents=True)
    house.unit.write_bytes(b"[Service]\nExecStart=/bin/mine\xff\n")
    for act in ("install", "remove"):
        done = house.service(act)
        assert done.returncode == 1 and "was not made by Paperboy" in done.stderr
    assert house.unit.read_bytes() == b"[Service]\nExecStart=/bin/mine\xff\n" and house.called() == []


@linux
def test_print_changes_nothing(house: House) -> None:
    done = house.service("install", "--print")
    assert done.returncode == 0 and MARK in done.stdout
    assert not house.unit.parent.exists() and house.called() == []


@linux
def test_no_secret_and_no_setting_is_copied_but_one_that_the_service_lacks_is_named(house: House) -> None:
    (house.folder / ".env").write_text(f"SLACK_BOT_TOKEN={TOKEN}\nPAPERBOY_HOME={house.home}\nPAPERBOY_FEEDS=none\n")
    done = house.service("install", SLACK_BOT_TOKEN=TOKEN, DISCORD_TOKEN="", PAPERBOY_ZONE="Europe/Paris")
    assert (
        done.returncode == 0 and "not your shell, so it ignores what you set here for PAPERBOY_ZONE" in done.stdout
    ), done.stderr
    assert TOKEN not in done.stdout + house.unit.read_text() and "PAPERBOY_ZONE" not in house.unit.read_text()


@linux
def test_settings_with_which_the_service_could_not_start_are_said_before_anything_is_written(house: House) -> None:
    (house.folder / ".env").write_text("PAPERBOY_ZONE=Nowhere\n")
    done = house.service("install", PAPERBOY_ZONE="UTC")
    assert done.returncode == 2 and "PAPERBOY_ZONE" in done.stderr and not house.unit.exists()


@linux
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here to read the unit")
def test_systemd_reads_odd_paths_back(tmp_path: Path) -> None:
    folder, python = tmp_path / ODD, tmp_path / "a b 100% $HOME" / "py thon"
    folder.mkdir()
    python.parent.mkdir()
    python.symlink_to("/bin/true")
    run = Run((str(python), "-m", "$HOME", 'a"b'), {"PYTHONPATH": f'{folder}"\\'}, folder)
    unit = replace(unit_for("linux", run, tmp_path, "", 1000), path=tmp_path / "paperboy.service")
    unit.path.write_text(unit.text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", unit.path],
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_every_odd_sign_is_written_as_systemd_reads_it_back(tmp_path: Path) -> None:
    folder = tmp_path / ODD
    run = Run((f"{folder}/py", 'a"b\\'), {"PYTHONPATH": str(folder)}, folder)
    text = unit_for("linux", run, tmp_path, "", 1000).text
    escaped = str(folder).replace("%", "%%")
    assert f"WorkingDirectory={escaped}\n" in text  # quotes would be part of the path
    assert f'Environment="PYTHONPATH={escaped}"\n' in text
    assert f'ExecStart=:"{escaped}/py" "a\\"b\\\\"\n' in text  # `:`, as a word has a dollar sign


def test_a_folder_that_no_unit_can_name_is_refused(tmp_path: Path) -> None:
    for name in ("two\nlines", "esc\x1b", "ends with \\", "ends with a space "):
        with pytest.raises(BadInput, match="characters that its file cannot hold"):
            this_installation(tmp_path / name)


def test_the_unit_goes_where_systemd_looks(tmp_path: Path) -> None:
    run = this_installation(tmp_path)
    mine = tmp_path / ".config/systemd/user/paperboy.service"
    assert unit_for("linux", run, tmp_path, "", 1000).path == mine
    assert unit_for("linux", run, tmp_path, "relative", 1000).path == mine  # the standard says to ignore it
    assert unit_for("linux", run, tmp_path, "/x", 1000).path == Path("/x/systemd/user/paperboy.service")


def test_launchd_gets_an_agent_that_says_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "a & b <c>"
    run = this_installation(folder)
    unit = unit_for("darwin", run, tmp_path, "/x", 501)
    assert unit.path == tmp_path / "Library/LaunchAgents/paperboy.plist" and MARK in unit.text
    agent = plistlib.loads(unit.text.encode())
    assert agent["ProgramArguments"] == list(run.command) and agent["WorkingDirectory"] == str(folder)
    assert agent["RunAtLoad"] is True and agent["KeepAlive"] == {"SuccessfulExit": False}
    assert unit.on == (("launchctl", "bootstrap", "gui/501", str(unit.path)),)
    assert unit.off == (("launchctl", "bootout", "gui/501/paperboy"),)


def test_another_system_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(PaperboyError, match=r"services of systemd and launchd\. Have yours run `paperboy up`"):
        unit_for("freebsd14", this_installation(tmp_path), tmp_path, "", 1000)
