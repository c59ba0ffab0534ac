"""What becomes of slow work, for somebody at a terminal: waited for a while, else the line that looks again."""

import threading
from collections.abc import Iterable, Iterator

from core.app import Paperboy
from core.commands.outcomes import SlowOutcome, outcome_of
from core.model import Call, Follow

WAIT_SECONDS = 20.0
"""How long a command waits: a source may take ten seconds, and be asked once in three."""

LOOK_SECONDS = 0.2


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
