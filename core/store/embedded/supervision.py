"""A data folder's supervisor as its users see it: started, or found to be stuck."""

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

from core.errors import RecordDown
from core.store.embedded import supervisor
from core.store.embedded.paths import DataFolder, look_over, make_private

_KNOCKS, _BETWEEN_KNOCKS = 20, 0.1
"""Looks, and seconds between them, for a supervisor to answer a knock; it looks every 0.5 s, or every 1.5 s while its server is silent."""


def is_stuck(home: DataFolder) -> bool:
    """Whether there is a supervisor that does not look any more; looks are counted, so that a pause of the machine counts as one."""
    knock = home.record / supervisor.KNOCK
    with contextlib.suppress(OSError):
        knock.touch()
        for _ in range(_KNOCKS):
            if not knock.exists() or not supervisor.is_locked(home.path / supervisor.GUARD):
                return False
            time.sleep(_BETWEEN_KNOCKS)
        return True
    return False


def start_supervisor(home: DataFolder, held: int) -> None:
    """Starts a supervisor that inherits the held `guard.lock`, so that the lock is never free in between."""
    script = [sys.executable, "-I", "-S", str(Path(supervisor.__file__))]
    arguments = [home.path, home.record, home.socket, home.binary, home.memory, home.grace]
    # No token may lie in the environment of processes that outlive us; some Pythons need their library path to start.
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "TZ") if name in os.environ}
    try:
        look_over(home.record)
        if home.socket.parent != home.record:
            make_private(home.socket.parent)
        with (home.record / supervisor.LOG).open("ab") as log:
            subprocess.run(
                [*script, *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=kept,
                pass_fds=(held,),
                start_new_session=True,
                check=False,
            )
    except OSError as error:
        raise RecordDown(f"The record's supervisor did not start: {error.strerror}.") from None
    finally:
        os.close(held)
