"""The zone of the machine: the setting's, else the environment's, else what the system is set to; nothing that is no zone."""

from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.host import machine
from core.host.machine import machine_zone


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine whose system says nothing."""
    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setattr(machine, "LINK", tmp_path / "localtime")
    monkeypatch.setattr(machine, "NAMED", tmp_path / "timezone")
    return tmp_path


def test_the_setting_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", ":Asia/Tokyo")
    assert machine_zone(ZoneInfo("Africa/Lagos")) == "Africa/Lagos"
    assert machine_zone(UTC) == "Asia/Tokyo"


def test_the_systems_link_and_file_are_read(bare: Path) -> None:
    assert machine_zone(UTC) == ""
    (bare / "timezone").write_text("America/Lima\n")
    assert machine_zone(UTC) == "America/Lima"
    (bare / "localtime").symlink_to("/usr/share/zoneinfo/Asia/Dubai")
    assert machine_zone(UTC) == "Asia/Dubai"


def test_what_is_no_zone_is_left_out(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "EST5EDT,M3.2.0")
    (bare / "timezone").write_bytes(b"\xff\x00../etc")
    assert machine_zone(UTC) == ""
