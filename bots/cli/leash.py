"""`python -m bots.cli.leash MODULE ARG...` is `python -m MODULE ARG...` that ends when whoever started it has gone.

Its standard input is a pipe from there: however the parent dies, the pipe closes, and a worker is asked to stop.
"""

import os
import runpy
import signal
import sys
import threading


def main() -> None:
    """Run the module named on the command line as the main program."""
    sys.argv = sys.argv[1:]
    threading.Thread(target=_stop_at_end_of_input, daemon=True).start()
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _stop_at_end_of_input() -> None:
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
