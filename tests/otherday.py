"""A pytest plugin, `-p tests.otherday`: the tests run on another day, on a host booted a moment ago.

The environment names the moment (`OTHER_DAY`, ISO 8601); the wall clock of this process shows it and runs on. Children of the
process and Valkey keep the true clock, so what mixes two clocks shows too.
"""

import os
import time
from datetime import datetime

import time_machine

_monotonic, _start = time.monotonic, time.monotonic()


def _young() -> float:
    return _monotonic() - _start


time.monotonic = _young
time_machine.travel(datetime.fromisoformat(os.environ["OTHER_DAY"]), tick=True).start()
