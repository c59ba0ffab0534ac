"""A server set up as the README says, with the commands it names and nothing else, against our own Discord in a process of its own."""

import os
import re
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from bots.discord.connect import REFUSED
from bots.discord.permissions import PERMISSIONS, spoken
from bots.discord.setup.doctor import missing
from tests.bots.cli.test_up import alive
from tests.bots.conftest import ROOT, Cli, listing, until
from tests.bots.discord.live import shown, texts
from tests.chaos.processes import Fake
from tests.fakes.discord.permissions import BITS
from tests.fakes.discord.things import APP
from tests.fakes.room.discord import LED
from tests.forks import Forked

SECONDS = 20.0
"""What an answer is waited for at most."""

README = (ROOT / "README.md").read_text("utf-8").partition("## Five minutes in Discord")[2].partition("\n## ")[0]


class Walker(Cli):
    """The command in an empty folder, its discord.py led to the fake by nothing but what lies on PYTHONPATH."""

    def __init__(self, folder: Path, fake: Fake) -> None:
        super().__init__(folder / "home")
        self.fake = fake

    def environ(self, **more: str) -> dict[str, str]:
        usual = super().environ(**more).items()
        kept = {name: value for name, value in usual if not name.startswith(("DISCORD_", "SLACK_"))}
        return kept | {"PYTHONPATH": f"{LED}{os.pathsep}{ROOT}", "FAKE_DISCORD": self.fake.told["url"]}

    def init(self, token: str) -> str:
        """`paperboy init discord` at a terminal where somebody pastes the token when asked; returns all that it showed."""
        return self.at_terminal("init", "discord", asked=b"Enter for later", typed=[token])

    @contextmanager
    def up(self) -> Iterator[Path]:
        """`paperboy up`, ended by SIGTERM; what it says stands in the file."""
        log = self.folder / "up.log"
        with log.open("wb") as out, Forked(
            self.command("up"), env=self.environ(), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        ) as process:  # fmt: skip
            try:
                yield log
            finally:
                process.terminate()
                try:
                    process.wait(120)
                finally:
                    process.kill()
                    print(log.read_text())
        assert process.returncode == 0

    def posted(self) -> list[dict[str, Any]]:
        """What the bot posted in the system channel for all to see."""
        answer: list[dict[str, Any]] = self.fake.see("messages", channel="general")
        return answer

    def answer(self, act: str, **given: str) -> dict[str, Any]:
        """What Ada is answered."""
        last: dict[str, Any] = self.fake.do(act, user="ada", wait=SECONDS, **given)["answers"][-1]
        return last

    def search(self, words: str) -> str:
        """What Ada reads when she searches in the system channel."""
        return said(self.answer("slash", channel="general", command="papers search", query=words))


def said(message: dict[str, Any]) -> str:
    return "\n".join(shown(text) for text in texts(message["components"]))


@pytest.fixture(scope="module")
def fake() -> Iterator[Fake]:
    """Discord with one person and her server, which holds every body to what Discord would refuse."""
    with Fake("discord", 1) as made:
        made.do("settings", strict=True)
        made.do("user", name="ada")
        yield made
        assert made.see("state")["breaches"] == []


def follow_invite(fake: Fake, screen: str) -> int:
    """Ada follows the link that was shown: her server adds the application and grants what it asks for, which is returned."""
    (link,) = re.findall(r"https://discord.com/oauth2/authorize\S+", screen)
    asked = {name: value for name, (value,) in parse_qs(urlsplit(link).query).items()}
    assert (asked["client_id"], asked["scope"]) == (APP, "bot applications.commands")
    value = int(asked["permissions"])
    granted = [name for name, bit in BITS.items() if value & bit]
    fake.do("guild", name="Readers", members=["ada"], invited=False, granted=" ".join(granted))
    fake.do("channel", guild="Readers", name="general", system=True)
    fake.do("invite", guild="Readers", user="ada")
    return value


def test_the_readmes_three_commands_bring_paperboy_into_a_server(tmp_path: Path, fake: Fake) -> None:
    assert re.findall(r"^paperboy ([a-z ]*[a-z])", README, re.MULTILINE) == ["init discord", "doctor", "up"]
    walker, token = Walker(tmp_path, fake), fake.told["token"]
    screen = walker.init(token)
    assert "The token is good for Paperboy" in screen, screen
    assert token not in screen and "YOUR_APPLICATION_ID" not in screen and "Still to set" not in screen
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    linked = follow_invite(fake, screen)
    every = set(discord.Permissions.VALID_FLAGS.values())
    looked_for = sum(item for item in every if missing(discord.Permissions(sum(every) & ~item)))
    assert linked == looked_for, "the link asks for what the doctor looks for, no more and no less"
    checked = walker.run("doctor")
    assert checked.returncode == 0 and "grants all that is needed" in checked.stdout, checked.stdout
    assert "`paperboy up` registers /papers" in checked.stdout and token not in checked.stdout
    with walker.up() as log:
        until(walker.posted)
        (hello,) = walker.posted()
        assert "Hello, I am Paperboy" in said(hello)
        assert walker.run("ingest", listing(tmp_path)).returncode == 0
        until(lambda: "Attention Is All You Need" in walker.search("attention is all you need"))
        zones = walker.answer("press", message=hello["id"], button="Post 5 papers here, weekdays 09:00")
        assert "Which time zone" in said(zones)
        kept = said(walker.answer("press", message=zones["id"], button="Europe/Paris"))
        assert "is set up" in kept and "Monday to Friday at 09:00 (Europe/Paris)" in kept
        until(lambda: len(walker.posted()) == 2)
        assert "5 of 44 new papers" in said(walker.posted()[1])
    text = log.read_text()
    started = [int(pid) for pid in re.findall(r"started, process (\d+)", text)]
    assert len(started) == 4 and not any(map(alive, started)), text
    assert "Traceback" not in text and token not in text
    assert list(fake.see("state")["tried"].values()) == [2]


def test_the_readme_names_every_permission_that_the_link_asks_for() -> None:
    text = " ".join(README.split())
    assert [spoken(name) for name in PERMISSIONS if spoken(name) not in text] == []


def test_a_token_that_discord_refuses_is_one_clear_line(tmp_path: Path, fake: Fake) -> None:
    walker, wrong = Walker(tmp_path, fake), f"{fake.told['token'][:-1]}y"
    done = walker.run("init", "discord", typed=f"{wrong}\n")
    assert done.returncode == 2 and done.stderr == f"paperboy: {REFUSED}\n" and wrong not in done.stdout
    assert not (tmp_path / ".env").exists(), "a token that is refused is not written"
    (tmp_path / ".env").write_text(f"DISCORD_TOKEN={wrong}\n")
    (tmp_path / ".env").chmod(0o600)
    checked = walker.run("doctor")
    failed = [line for line in checked.stdout.splitlines() if not line.startswith(("ok", "warn"))]
    assert checked.returncode == 1 and len(failed) == 1, checked.stdout
    (tmp_path / "Procfile").write_text("discord: python -m bots.discord\n")
    with walker.up() as log:
        until(lambda: REFUSED in log.read_text())
    text = log.read_text()
    ours = {line for line in text.splitlines() if not re.search(r"\| (started|ended|ending)", line)}
    assert ours == {f"discord | {REFUSED}"} and REFUSED in failed[0]
    assert wrong not in text + checked.stdout + checked.stderr


def test_init_says_what_else_is_wrong_before_it_writes_and_what_is_left_for_later(tmp_path: Path, fake: Fake) -> None:
    walker, file = Walker(tmp_path, fake), tmp_path / ".env"
    file.write_text("SLACK_BOT_TOKEN=none\n")
    refused = walker.run("init", "discord", typed=f"{fake.told['token']}\n")
    assert refused.returncode == 2 and "SLACK_BOT_TOKEN must be" in refused.stderr and refused.stderr.count("\n") == 1
    assert file.read_text() == "SLACK_BOT_TOKEN=none\n"
    file.unlink()
    later = walker.run("init", "discord")
    assert later.returncode == 0 and "Still to set: DISCORD_TOKEN" in later.stdout
    assert "YOUR_APPLICATION_ID in the link is on your application's page" in later.stdout
