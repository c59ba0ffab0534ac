"""A fresh process on an existing home: how long it takes to open and answer, and how much memory it then holds."""

import json
import resource
import sys
import time
from pathlib import Path

from core.commands import answer
from core.paperboy import open_app
from core.search.index import Index
from core.settings import read
from tests.makers import call

LINES = (
    "search sparse routing of experts",
    "search difusion models for imges",
    "top 30d",
    "month",
    "search author:smith learning",
)


def main() -> None:
    """Open the index alone, then the whole of Paperboy, answer a few lines, and print what it took."""
    home = Path(sys.argv[1])
    before = time.perf_counter()
    Index.open(home / "index").close()
    opened = time.perf_counter() - before
    app = open_app(read({"PAPERBOY_HOME": str(home)}, None))
    for line in LINES:
        answer(app, line, call())
    answered = time.perf_counter() - before
    print(
        json.dumps(
            {
                "index_opens_s": round(opened, 2),
                "open_and_first_answers_s": round(answered, 2),
                "bot_process_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000),
            }
        )
    )
    app.close()


if __name__ == "__main__":
    main()
