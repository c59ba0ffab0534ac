"""The verbs for what people keep: their own list, notes, lists they share, and authors they follow."""

# The order is that of the help.
# isort: off
from core.commands.verbs.kept import shelf, notes, shared, follow

# isort: on

__all__ = ["follow", "notes", "shared", "shelf"]
