"""The verbs, one function each; importing this package fills the command table."""

# The order is that of the help.
# isort: off
from core.commands.verbs import (
    find,
    lists,
    kept,
    ballot,
    export,
    rss,
    digests,
    intake,
    home,
    talk,
    switches,
    paper,
    sources,
    service,
)

# isort: on

__all__ = [
    "ballot",
    "digests",
    "export",
    "find",
    "home",
    "intake",
    "kept",
    "lists",
    "paper",
    "rss",
    "service",
    "sources",
    "switches",
    "talk",
]
