"""The verbs, one function each; importing this package fills the command table."""

from core.commands.verbs import (
    ballot,
    digest,
    export,
    find,
    home,
    intake,
    lists,
    paper,
    service,
    shelf,
    sources,
    switches,
    talk,
)  # isort: skip

__all__ = [
    "ballot",
    "digest",
    "export",
    "find",
    "home",
    "intake",
    "lists",
    "paper",
    "service",
    "shelf",
    "sources",
    "switches",
    "talk",
]
