"""What the machine itself says: its time zone, for offering it first."""

import os
from datetime import UTC, tzinfo
from pathlib import Path
from zoneinfo import available_timezones

LINK = Path("/etc/localtime")
"""Points at the zone's file on Linux and macOS."""

NAMED = Path("/etc/timezone")
"""Holds the zone's name on Debian."""


def machine_zone(setting: tzinfo) -> str:
    """The IANA name of the zone that PAPERBOY_ZONE sets, else of the machine's own; '' where it does not say."""
    known = available_timezones()
    names = (str(setting) if setting is not UTC else "", os.environ.get("TZ", "").lstrip(":"), *_configured())
    return next((name for name in names if name in known), "")


def _configured() -> tuple[str, ...]:
    try:
        linked = str(LINK.resolve()).partition("zoneinfo/")[2]
        named = NAMED.read_text(encoding="utf-8", errors="replace").strip() if NAMED.is_file() else ""
    except OSError:
        return ()
    return (linked, named)
