"""A server set up as the README says, with the commands it names and nothing else, against our own Discord in a process of its own."""

import os
import pty
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from bots.discord.doctor import missing
from bots.discord.permissions import PERMISSIONS, spoken
from core import server
from tests.bots.discord.live import shown, texts
from tests.bots.terminal.conftest import ROOT, SAMPLE, Cli, until
from tests.chaos.company import Fake
from tests.fakes.discord.permissions import BITS
from tests.fakes.discord.things import APP

LED = Path(__file__).parent / "led"
SECONDS = 20.0
"""What is waited for at most; each comes within a few, also on a busy machine."""

README = (ROOT / "README.md").read_text("utf-8").partition("## Five minutes in Discord")[2].partition("\n## ")[0]


class Walker(Cli):
    """The command in an empty folder, its discord.py led to the fake by nothing but what lies on PYTHONPATH."""

    def __init__(self, folder: Path, fake: Fake) -> None:
        super().__init__(folder / "home")
        self.fake = fake

    def environ(self, **more: str) -> dict[str, str]:
        kept = {name: said for name, said in super().environ(**more).items() if not name.startswith("DISCORD_")}
        return kept | {"PYTHONPATH": f"{LED}{os.pathsep}{ROOT}", "FAKE_DISCORD": self.fake.told["url"]}

    def init(self, token: str) -> str:
        """`paperboy init discord` in a terminal, where somebody pastes this; returns all that stood there."""
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            self.command("init", "discord"),
            env=self.environ(), cwd=self.folder, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        ) as process:  # fmt: skip
            os.close(theirs)
            stood = b""
            try:
                while said := os.read(ours, 4096):
                    stood += said
                    if b"Paste DISCORD_TOKEN" in stood and token:
                        os.write(ours, f"{token}\n".encode())
                        given, token = token, ""
            except OSError:  # EIO: its end was closed
                pass
            finally:
                os.close(ours)
        assert process.returncode == 0, stood
        assert given.encode() not in stood
        return stood.decode().replace("\r\n", "\n")


def test_x(tmp_path: Path) -> None:
    import time
    t=time.time()
    def say(*a): print(f"{time.time()-t:.1f}", *a, flush=True)
    with Fake("discord", 1) as fake:
        say("fake")
        fake.do("settings", strict=True)
        w = Walker(tmp_path, fake)
        say(w.init(fake.told["token"]))
        fake.do("user", name="ada")
        fake.do("guild", name="Readers", members=["ada"], invited=False)
        fake.do("channel", guild="Readers", name="general", system=True)
        say(w.run("doctor"))
        fake.do("invite", guild="Readers", user="ada")
        d = w.run("doctor"); say(d.stdout, d.stderr)
        p = w.start("up")
        try:
            until(lambda: fake.see("messages", channel="general"))
            (h,) = fake.see("messages", channel="general")
            say("hello", h)
            say(w.run("ingest", SAMPLE / "papers.json"))
            say(str(fake.do("slash", user="ada", channel="general", command="papers search", query="attention", wait=20))[:3000])
            a = fake.do("press", user="ada", message=h["id"], button="Post 5 papers here, weekdays 09:00", wait=20)
            say(a)
            a = fake.do("press", user="ada", message=a["answers"][0]["id"], button="Europe/Paris", wait=20)
            say(a)
            until(lambda: len(fake.see("messages", channel="general"))>1)
            say(fake.see("messages", channel="general")[1])
            say(fake.see("state"))
        finally:
            p.send_signal(signal.SIGTERM)
            say(p.communicate(timeout=20)[0])
            say(p.returncode)
        until(lambda: server.running(w.home) is None)
        say("server gone")
    assert 0
