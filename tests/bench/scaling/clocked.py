"""`python -m tests.bench.scaling.clocked workers deliver`: runs a module of Paperboy whose record's clock can be put ahead.

Whoever shares the record follows its clock, so that one key puts all processes ahead together, while seconds stay seconds.
"""

import runpy
import sys
from datetime import datetime, timedelta

from core.store.engine.record import Record
from workers import schedule

AHEAD = "bench:ahead"
"""The key of the seconds by which the record's clock is ahead of its server's."""


LOOK_SECONDS = 1
"""How often a schedule looks whether the clock was put ahead; its turns come every five seconds of that clock, as ever."""


def put_ahead() -> None:
    """Have every record of this process tell the time by that key."""
    own = Record.time

    def time(record: Record) -> datetime:
        return own(record) + timedelta(seconds=float(record.text.get(AHEAD) or 0))

    Record.time = time  # type: ignore[method-assign, assignment]


def main() -> None:
    """Run the module that is named, as `python -m` does, with the arguments after it."""
    put_ahead()
    schedule.LOOK_SECONDS = LOOK_SECONDS
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
