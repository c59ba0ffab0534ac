"""`python -m tests.fakes.hurried SECONDS MODULE ...`: runs a module of Paperboy that counts as deaf after so many seconds, not 55."""

import runpy
import sys

from bots.shared import hearing


def main() -> None:
    """Run the module that is named, as `python -m` does, with the arguments after it."""
    hearing.QUIET_SECONDS = float(sys.argv[1])
    hearing.BEAT_SECONDS = 0.1
    del sys.argv[:2]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
