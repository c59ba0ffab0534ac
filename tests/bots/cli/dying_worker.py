"""`python -m workers ingest`, killed by signal 9 once it has stored a part of its first slice; it leaves a marker file."""

import os
import runpy
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.store.engine.record import Record


def main(marker: Path) -> None:
    """Be the worker, but for what follows the first portion of papers."""
    committed = Record.committed

    def see_and_die(record: Record, answers: Sequence[Any]) -> list[bool]:
        done = committed(record, answers)
        if len(done) > 1:
            marker.write_text(f"{sum(done)} entries were settled")
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    Record.committed = see_and_die  # type: ignore[method-assign]
    sys.argv = ["workers", "ingest"]
    runpy.run_module("workers", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
