"""The verbs for what people keep: their own list, notes, lists they share, authors they follow, and whether they are named."""

# The order is that of the help.
# isort: off
from core.commands.verbs.kept import shelf, notes, shared, follow, named

# isort: on

__all__ = ["follow", "named", "notes", "shared", "shelf"]
