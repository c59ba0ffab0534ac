"""`paperboy audit`: what admins did, the newest first."""

from datetime import UTC

import pytest

from bots.cli.record import act_line, act_shape
from core.store.engine.audit import Act
from tests.bots.conftest import Cli
from tests.factories import NOW

ACT = Act(NOW, "mute", "here", "slack/T1/C1", "nlp", "slack/T1/U1", "Eve")


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (ACT, "20 Nov 2026 09:00  mute here: Eve (U1), in Slack T1 C1 (#nlp)"),
        (Act(NOW, "mute", "all", "terminal//terminal", "", "terminal//root"), "20 Nov 2026 09:00  mute all: root, in the terminal"),
        (Act(NOW, "mute", "here", "discord/7/9"), "20 Nov 2026 09:00  mute here: somebody who asked to be forgotten, in Discord 7 9"),
    ],
)  # fmt: skip
def test_an_act_is_one_line(act: Act, said: str) -> None:
    assert act_line(act, UTC) == said


def test_an_act_has_a_shape() -> None:
    assert act_shape(ACT) == {
        "when": "2026-11-20T09:00:00+00:00", "verb": "mute", "about": "here", "who": "U1", "name": "Eve",
        "platform": "slack", "team": "T1", "channel": "C1",
    }  # fmt: skip


def test_the_command_tells_the_newest_first_and_how_many_there_are(fresh: Cli) -> None:
    assert fresh.run("audit").stdout == "No admin has done anything yet.\n"
    for asked in ("mute", "unmute"):
        assert fresh.run("ask", asked).returncode == 0
    assert [act["verb"] for act in fresh.json("audit")["acts"]] == ["unmute", "mute"]
    (newest, more) = fresh.run("audit", "--limit", "1").stdout.splitlines()
    assert "unmute here" in newest and more == "These are the newest 1 of 2: --limit shows more."
