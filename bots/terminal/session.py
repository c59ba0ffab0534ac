"""What every command starts from: the settings, Paperboy opened for its time, who asks when, and the wait for slow work."""

import getpass
import logging
import os
import re
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from secrets import token_hex
from uuid import uuid4

from core import settings
from core.app import Paperboy, open_app
from core.commands.grammar import typed_after_root
from core.commands.outcomes import SlowOutcome, outcome_of
from core.commands.table import TABLE, verb_of
from core.delivery.addresses.asked import AN_ADDRESS, keep_address
from core.host import logs
from core.model import Call, Follow, Person, Place
from core.settings import Settings
from core.subscriptions.model import MAIL, WEBHOOK

LOG = "terminal.log"
"""The file in the home that takes what is logged, not the terminal: no traceback lands between the answers."""

LOG_BYTES = 1_000_000

WAIT_SECONDS = 20.0
"""How long a command waits for slow work: a source may take ten seconds, and be asked once in three."""

LOOK_SECONDS = 0.2

ADDRESS = re.compile(r"""(?<!\S)to:(["']?)(https?:[^\s"']+|[^\s"']*@[^\s"']*)\1(?!\S)""", re.IGNORECASE)
"""The address of a webhook or a mailbox in a line."""


def read_settings() -> Settings:
    """The settings of the environment and of `.env` in the working directory; the log goes where they say.

    Raises BadSettings.
    """
    read = settings.read(os.environ, Path(".env"))
    _log_to(read)
    return read


@contextmanager
def opened(read: Settings) -> Iterator[Paperboy]:
    """Paperboy for the time of one command. Raises RecordError."""
    app = open_app(read)
    try:
        yield app
    finally:
        app.close()


def call(app: Paperboy, read: Settings) -> Call:
    """A request made now, by the user who is logged in."""
    return Call(
        Person("terminal", "", _user()), Place("terminal", "", "terminal", ""), now(app, read), uuid4().hex, wide=True
    )


def without_address(app: Paperboy, line: str, asked: Call) -> str:
    """A line that names the address in it by a short id; the address is kept apart. Raises BadCommand, RecordDown."""
    address = ADDRESS.search(line)
    if not address or verb_of(typed_after_root(line))[0] is not TABLE["digest new"]:
        return line
    form = WEBHOOK if AN_ADDRESS.match(address[2]) else MAIL
    short_id = app.call(keep_address, call=asked, form=form, address=address[2])
    return f"{line[: address.start()]}to:{form}:{short_id}{line[address.end() :]}"


def now(app: Paperboy, read: Settings) -> datetime:
    """The record's time, in the zone of the settings."""
    return app.now().astimezone(read.zone)


def wait(app: Paperboy, follows: Iterable[Follow], call: Call) -> Iterator[SlowOutcome | Follow]:
    """What became of each; the work itself where nothing did within `WAIT_SECONDS`, or no worker runs that does it."""
    clock, pause = app.clock, threading.Event()
    end = clock.monotonic() + WAIT_SECONDS
    for follow in follows:
        while not (outcome := app.call(outcome_of, call, follow=follow)):
            if clock.monotonic() >= end or not app.workers():
                break
            pause.wait(LOOK_SECONDS)
        yield outcome or follow


def looks_again(follow: Follow) -> str:
    """The sentence that says how to look for what has not come."""
    line = f"show {follow.named}" if follow.named else f"added {follow.run}"
    return f"It is not here yet. Look again with: paperboy ask {line}"


def log_fault() -> str:
    """Write the exception at hand into the log; says where it is to be found."""
    files = [handler for handler in logging.getLogger().handlers if isinstance(handler, RotatingFileHandler)]
    reference = f"({type(sys.exception()).__name__}, {token_hex(2)})"
    if not files:
        return reference
    logging.getLogger("paperboy").exception("reference %s", reference)
    return f"{files[0].baseFilename} tells more. {reference}"


def _log_to(read: Settings) -> None:
    logging.raiseExceptions = False  # a log that cannot be written is no reason to print a traceback
    file = RotatingFileHandler(read.home / LOG, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8", delay=True)
    logs.begin(read.log, read.log_form, file)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may run as a user without a name
        return str(os.getuid())
