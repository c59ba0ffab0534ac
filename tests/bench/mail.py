"""`python -m tests.bench mail`: addresses whose hour has come at once, from the planner to the relay's last answer."""

import argparse
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bots.mail.outlet import MailOutlet
from core.app import open_app
from core.delivery.addresses.mailing import Mailing
from core.delivery.composer import Composer
from core.delivery.planner import plan
from core.delivery.sender import Sender
from core.settings import read
from core.store.delivery.deliveries import Deliveries
from core.store.engine.record import Record
from tests.factories import bring, entry
from tests.fakes.relay import free_port

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)

PAPERS = 200


def main(argv: list[str]) -> None:
    """Measure and print, with `--json` for programs."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench mail", description=__doc__)
    parser.add_argument("--addresses", type=int, default=500)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    figures = measure(asked.addresses)
    print(json.dumps(figures) if asked.json else "\n".join(f"{name:20} {value}" for name, value in figures.items()))


def measure(addresses: int) -> dict[str, Any]:
    """Seconds from the hour to the last mail that the relay took, of one sender."""
    with relay_at(port := free_port()), tempfile.TemporaryDirectory() as home:
        environ = {
            "PAPERBOY_HOME": str(Path(home)), "PAPERBOY_FEEDS": "none", "PAPERBOY_URL": "https://papers.example.org",
            "PAPERBOY_SMTP": f"smtp://127.0.0.1:{port}", "PAPERBOY_MAIL_FROM": "papers@example.org",
        }  # fmt: skip
        app = open_app(given := read(environ, None))
        mailing, due = app.of(Mailing), NOW + timedelta(days=3)
        titles = (entry(f"Paper {number}") for number in range(PAPERS))
        bring(app.of(Record), *titles, day=due.date(), where="new.txt")
        for number in range(addresses):
            mailing.subscribe(*mailing.drafted(f"reader{number}@example.com", {"at": "09:00"}, "UTC", NOW), NOW)
        for first in app.of(Deliveries).due(NOW):
            held = app.of(Deliveries).claim(first, NOW)
            assert held
            app.of(Deliveries).end(held, "skipped", "the benchmark begins with the hour", NOW)
        sender = app.call(Sender, app.call(Composer), outlets={"mail": MailOutlet(app, given)})
        began = time.perf_counter()
        app.call(plan, now=due)
        states = [sender.deliver(delivery, due) for delivery in app.of(Deliveries).due(due)]
        took = time.perf_counter() - began
        app.close()
    assert states == ["done"] * addresses
    return {"addresses": addresses, "mail_s": round(took, 2)}


@contextmanager
def relay_at(port: int) -> Iterator[None]:
    """A relay in a process of its own, which takes everything and keeps nothing."""
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Sink"]
    relay = subprocess.Popen(command)
    try:
        while not _listens(port):
            time.sleep(0.05)
        yield
    finally:
        relay.terminate()
        relay.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
