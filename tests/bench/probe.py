"""A fresh process on an existing home: how long it takes to open and answer, and how much memory it then holds."""

import json
import resource
import sys
import time
from pathlib import Path

from core.app import open_app
from core.commands.dispatch import answer
from core.search.index import Index
from core.settings import read
from tests.factories import call

LINES = (
    "search sparse routing of experts",
    "search difusion models for imges",
    "top 30d",
    "month",
    "search author:smith learning",
)


def peak_mb() -> int:
    """The most memory this process has held. `ru_maxrss` would count what its parent held before it, too."""
    status = Path("/proc/self/status")
    if not status.exists():
        return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000_000)  # macOS counts bytes
    peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return round(int(peak.split()[1]) / 1000)


def main() -> None:
    """`HOME open` opens the index alone, `HOME answer` the whole of Paperboy and answers a few lines; prints what it took."""
    home, what = Path(sys.argv[1]), sys.argv[2]
    before = time.perf_counter()
    if what == "open":
        index = Index.open(home / "index")
        print(json.dumps({"index_opens_s": round(time.perf_counter() - before, 2)}))
        index.release()
        return
    app = open_app(read({"PAPERBOY_HOME": str(home)}, None))
    for line in LINES:
        answer(app, line, call())
    took = round(time.perf_counter() - before, 2)
    memory = peak_mb()
    print(json.dumps({"open_and_first_answers_s": took, "bot_process_mb": memory}))
    app.close()


if __name__ == "__main__":
    main()
