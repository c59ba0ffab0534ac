"""`python -m bots.cli`: the `paperboy` command, where its script is not on the PATH."""

from bots.cli.main import main

main()
