"""`python -m bots.terminal`: the `paperboy` command, where its script is not on the PATH."""

from bots.terminal.cli import main

main()
