"""Alerts to the operator: one a day for one cause, however many say it."""

from datetime import timedelta
from pathlib import Path
from unittest.mock import Mock

import pytest

from bots.shared.platforms import alert
from core.app import Paperboy, open_app
from core.host.clock import Clock
from core.settings import Settings, read
from core.store.engine.record import Record
from tests.factories import NOW


def opened(settings: Settings, hours: int) -> Paperboy:
    """A process that starts so many hours later."""
    return open_app(settings, Clock(lambda: NOW + timedelta(hours=hours)))


def test_processes_that_start_again_and_again_alert_of_one_cause_once_a_day(
    tmp_path: Path, record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = read({"PAPERBOY_HOME": str(tmp_path), "REDIS_URL": record.url, "PAPERBOY_ADMINS": "terminal"}, None)
    for hours in (0, 1, 14, 16, 23, 24, 25):
        app = opened(settings, hours)
        alert(app, settings, f"A post of hour {hours} is in doubt.", "unsure slack")
        if hours == 16:
            alert(app, settings, "A feed fails.", "feed hf")
        app.close()
    assert capsys.readouterr().out.splitlines() == [
        "A post of hour 0 is in doubt.",
        "A feed fails.",
        "A post of hour 24 is in doubt.",
    ]


def test_an_alert_whose_post_fails_as_nobody_foresaw_is_sent_with_the_next_of_its_cause(
    tmp_path: Path, record: Record, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = read({"PAPERBOY_HOME": str(tmp_path), "REDIS_URL": record.url, "PAPERBOY_ADMINS": "terminal"}, None)
    app = opened(settings, 0)
    with monkeypatch.context() as broken, pytest.raises(OSError, match="closed"):
        broken.setattr("bots.terminal.alert.send", Mock(side_effect=OSError("closed")))
        alert(app, settings, "A feed fails.", "feed hf")
    assert [alert(app, settings, "A feed fails.", "feed hf") for _ in range(2)] == [True, False]
    assert capsys.readouterr().out.splitlines() == ["A feed fails."]
    app.close()
