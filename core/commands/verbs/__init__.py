"""The verbs, one function each; importing this package fills the command table, in the order of the help."""

# ruff: noqa: F401, I001 (a verb declares itself, and the help keeps this order)
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
