"""The demo's bots: what somebody does has had its effect before the demo goes on, however slow the machine is."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bots.preview.morning import slack
from bots.preview.morning.history import History
from bots.preview.morning.story import LINK
from bots.preview.record import NOW, fill
from bots.shared.platforms import Loop
from core import settings
from core.app import Paperboy, open_app
from core.host.clock import Clock

SLOWLY = 0.5
"""Seconds that a slow machine takes for a call."""


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Paperboy]:
    """The sample's papers, on a clock that stands still as the demo's does."""
    made = open_app(settings.read({"PAPERBOY_HOME": str(tmp_path)}, None), Clock(lambda: NOW))
    fill(made)
    yield made
    made.close()


def test_a_link_in_slack_is_answered_before_the_demo_goes_on(app: Paperboy, monkeypatch: pytest.MonkeyPatch) -> None:
    call = slack.KeepingClient.api_call

    async def slow(client: slack.KeepingClient, method: str, **more: Any) -> Any:
        await asyncio.sleep(SLOWLY)
        return await call(client, method, **more)

    history = History(app.home / "slack.json")
    desk = slack.SlackDesk(app, settings.read({}, None), Loop(), history)
    monkeypatch.setattr(slack.KeepingClient, "api_call", slow)
    desk.write("Cleo", LINK)
    (message,) = history.messages.values()
    assert message.below["blocks"]
